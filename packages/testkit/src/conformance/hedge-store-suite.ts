import { type StopSignal, type Transfer, type TransferEvent, toPartNumber } from "@penstock/core";
import { expect, test } from "vitest";
import { reportOf, reportOfPart, type Start, uploadOf } from "./ledger-scenario.ts";

const ALL = { leastMs: 0, mostLeft: 32, limit: 100 };

/** What every hedge store must do. */
export function describeHedgeStore(start: Start): void {
  test("knows the parts that are under way once all of their transfer are", async () => {
    const { ledger, tenant, passTime, ...scenario } = await opened(start);
    const transfer = await scenario.uploading(4);
    await ledger.parts.setInFlightLimit(tenant, 3);
    await ledger.parts.dispatch(tenant);
    await passTime();
    const before = await ledger.hedges.slowParts(tenant, ALL);

    await ledger.parts.dispatch(tenant, reportOfPart(transfer, 1));
    await passTime();

    const slow = await ledger.hedges.slowParts(tenant, ALL);
    expect(before).toEqual([]);
    expect(slow.map(({ task }) => task.number).toSorted()).toEqual([2, 3, 4]);
    expect(slow.every(({ sinceMs }) => sinceMs > 0)).toBe(true);
    expect(await ledger.hedges.slowParts(tenant, { ...ALL, mostLeft: 2 })).toEqual([]);
    expect(await ledger.hedges.slowParts(tenant, { ...ALL, leastMs: 60_000 })).toEqual([]);
    expect(await ledger.hedges.slowParts(tenant, { ...ALL, limit: 1 })).toHaveLength(1);
  });

  test("says of a task that continued with another part which one that is", async () => {
    const { ledger, tenant, passTime, ...scenario } = await opened(start);
    await scenario.uploading(2);
    await ledger.parts.setInFlightLimit(tenant, 1);
    const [task] = (await ledger.parts.dispatch(tenant)).tasks;
    const report = task && reportOf(task, true);
    await ledger.parts.dispatch(tenant, report);
    await passTime();

    const slow = await ledger.hedges.slowParts(tenant, ALL);

    expect(slow.map(({ task: { number, taskPart } }) => [number, taskPart])).toEqual([[2, 1]]);
  });

  test("a part is missing until it is reported, by whichever task", async () => {
    const { ledger, tenant, ...scenario } = await opened(start);
    const transfer = await scenario.uploading(2);
    await ledger.parts.dispatch(tenant);
    const part = reportOfPart(transfer, 1);
    const marked = [await ledger.hedges.isMissing(part), await ledger.hedges.markHedged(part)];

    await ledger.parts.dispatch(tenant, { ...part, taskPart: -1 });

    expect(marked).toEqual([true, true]);
    expect(await ledger.hedges.isMissing(part)).toBe(false);
    expect(await ledger.hedges.markHedged(part)).toBe(false);
    expect(await ledger.hedges.isMissing({ ...part, number: toPartNumber(2) })).toBe(true);
    expect(await ledger.hedges.isMissing({ ...part, generation: 2 })).toBe(false);
  });

  test("the report of a hedge leaves every permit as it is, and of two reports the first one counts", async () => {
    const { ledger, tenant, ...scenario } = await opened(start);
    const transfer = await scenario.uploading(2);
    await ledger.parts.dispatch(tenant);
    const part = reportOfPart(transfer, 1);
    const inFlight = async () =>
      (await ledger.parts.work()).find((each) => each.tenant === tenant)?.inFlight;

    const hedge = await ledger.parts.dispatch(tenant, { ...part, taskPart: -1 });
    const between = await inFlight();
    const late = await ledger.parts.dispatch(tenant, {
      ...part,
      etag: reportOfPart(transfer, 2).etag,
    });

    expect([hedge.next, hedge.tasks, between]).toEqual([undefined, [], 2]);
    expect([late.isLastPart, await inFlight()]).toEqual([false, 1]);
    expect((await scenario.uploadedParts(transfer)).map(({ etag }) => etag)).toEqual([part.etag]);
    const { progress } = await scenario.record(transfer);
    expect(progress.partsStored).toBe(1);
  });

  test("a report stops the other one of a part that is hedged, and no report does of a part that is not", async () => {
    const { ledger, tenant, ...scenario } = await opened(start);
    const signals: StopSignal[] = [];
    await scenario.stopSignals.onStopped((signal) => {
      if (signal.tenant === tenant) {
        signals.push(signal);
      }
    });
    const [plain, hedged] = [await scenario.uploading(2), await scenario.uploading(3)];
    await ledger.parts.dispatch(tenant, reportOfPart(plain, 1));
    const [first, second] = [reportOfPart(hedged, 1), reportOfPart(hedged, 2)];
    await ledger.hedges.markHedged(first);

    await ledger.parts.dispatch(tenant, { ...first, taskPart: -3 });
    await ledger.parts.dispatch(tenant, second);

    const { id: transferId, generation } = hedged;
    const of = { tenant, transferId, generation };
    await scenario.passTime(50);
    expect(signals).toEqual([
      { ...of, number: 1, taskPart: 3 },
      { ...of, number: 2, taskPart: 0 },
    ]);
  });

  test("parts of a later generation are hedged no more: their reports stop nothing", async () => {
    const { ledger, tenant, ...scenario } = await opened(start);
    const signals: StopSignal[] = [];
    const transfer = await scenario.uploading(2);
    await ledger.parts.dispatch(tenant);
    await ledger.hedges.markHedged(reportOfPart(transfer, 1));
    const planned = await scenario.startOver(transfer);
    const again = await scenario.advance(planned, { kind: "upload-opened", upload: uploadOf(2) });
    await scenario.stopSignals.onStopped((signal) => {
      if (signal.tenant === tenant) {
        signals.push(signal);
      }
    });

    await ledger.parts.dispatch(tenant, reportOfPart(again, 1));

    await scenario.passTime(50);
    expect(again.generation).toBe(2);
    expect(await ledger.hedges.isMissing(reportOfPart(again, 1))).toBe(false);
    expect(signals).toEqual([]);
  });
}

async function opened(start: Start) {
  const scenario = await start();
  return {
    ...{ ledger: scenario.ledger, tenant: scenario.tenant, passTime: scenario.passTime },
    stopSignals: scenario.stopSignals,
    uploading: (parts: number) => scenario.uploading(parts),
    advance: (transfer: Transfer, event: TransferEvent) => scenario.advance(transfer, event),
    startOver: (transfer: Transfer) => scenario.startOver(transfer),
    record: (transfer: Awaited<ReturnType<typeof scenario.uploading>>) => scenario.record(transfer),
    uploadedParts: (transfer: Awaited<ReturnType<typeof scenario.uploading>>) =>
      scenario.ledger.transfers.uploadedParts(transfer),
  };
}
