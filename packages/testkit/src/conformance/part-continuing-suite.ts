import {
  apply,
  type DispatchResponse,
  type PartTask,
  type Transfer,
  toPartNumber,
  withPart,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import { CAUSE, type LedgerScenario, reportOf, type Start } from "./ledger-scenario.ts";

const SECOND = toPartNumber(2);

/** A worker that continues with further parts under one task. */
export function describeContinuing(start: Start): void {
  describe("continuing", () => {
    test("leads to the next part of the same transfer, in place of a new task", async () => {
      const { subject, transfer, task } = await opened(start);
      const other = await subject.uploading(5);

      const response = await continueWith(subject, task);

      expect(response).toMatchObject({ tasks: [], next: 2, isLastPart: false });
      expect(await currentParts(subject)).toEqual([{ number: 2, taskPart: 1 }]);
      expect(await uploadedNumbers(subject, transfer)).toEqual([1]);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 3);
      const { tasks } = await subject.ledger.parts.dispatch(subject.tenant);
      expect(tasks.map(({ transferId, number }) => [transferId, number])).toEqual([
        [other.id, 1],
        [transfer.id, 3],
      ]);
    });

    test("uploads every part once, and the last report finalizes", async () => {
      const { subject, transfer, task } = await opened(start);
      const responses: DispatchResponse[] = [];

      for (let at: PartTask | undefined = task; at !== undefined; ) {
        const response: DispatchResponse = await continueWith(subject, at);
        responses.push(response);
        at = response.next && withPart(at, response.next);
      }

      expect(responses.map(({ next }) => next)).toEqual([2, 3, 4, 5, undefined]);
      expect(responses.map(({ isLastPart }) => isLastPart)).toEqual([
        ...[false, false, false, false],
        true,
      ]);
      expect(await uploadedNumbers(subject, transfer)).toEqual([1, 2, 3, 4, 5]);
      expect(await currentParts(subject)).toEqual([]);
    });

    test("is answered in the same way when the response was lost", async () => {
      const { subject, task } = await opened(start);

      const first = await continueWith(subject, task);
      const again = await continueWith(subject, task);

      expect(again).toEqual(first);
      expect(await currentParts(subject)).toEqual([{ number: 2, taskPart: 1 }]);
    });

    test("ends with a repeat that wants no more, and the part is dispatched anew", async () => {
      const { subject, task } = await opened(start);
      await continueWith(subject, task);

      const { tasks, next } = await subject.ledger.parts.dispatch(subject.tenant, reportOf(task));

      expect(next).toBeUndefined();
      expect(tasks.map(({ number, taskPart }) => [number, taskPart])).toEqual([[2, 2]]);
    });

    test("leads to nothing for a task whose permit is gone", async () => {
      const { subject, task } = await opened(start);
      await subject.ledger.parts.release(task);

      const { next, tasks } = await continueWith(subject, task);

      expect(next).toBeUndefined();
      expect(tasks.map(({ number }) => number)).toEqual([2]);
    });

    test("leads to nothing once the transfer stopped", async () => {
      const { subject, transfer, task } = await opened(start);
      await subject.advance(transfer, { kind: "cancel-requested", cause: CAUSE });

      const { next } = await continueWith(subject, task);

      expect(next).toBeUndefined();
      expect(await currentParts(subject)).toEqual([]);
    });

    test("takes parts that came back before those that were never dispatched", async () => {
      const { subject, task } = await opened(start);
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 2);
      const [second] = (await subject.ledger.parts.dispatch(subject.tenant)).tasks;
      await subject.ledger.parts.setInFlightLimit(subject.tenant, 1);
      await (second && subject.ledger.parts.release(second));

      const { next } = await continueWith(subject, task);

      expect(next).toBe(2);
    });

    test("is remembered by an attempt that begins again", async () => {
      const { subject, task } = await opened(start);
      await continueWith(subject, task);

      const begun = await subject.ledger.parts.beginAttempt(task);

      expect(begun).toEqual({ kind: "go", number: 2, attempt: 2 });
    });

    test("puts back the part it has got to when the task is released", async () => {
      const { subject, task } = await opened(start);
      await continueWith(subject, task);

      await subject.ledger.parts.release(task);

      expect(await currentParts(subject)).toEqual([]);
      expect(await subject.claim()).toEqual([2]);
    });

    test("skips a part that another worker has uploaded", async () => {
      const { subject, task } = await opened(start);
      await continueWith(subject, task);
      await subject.ledger.parts.dispatch(subject.tenant, reportOf(withPart(task, SECOND)));

      const begun = await subject.ledger.parts.beginAttempt(task);

      expect(begun).toEqual({ kind: "skip" });
    });

    test("leaves no permit behind when its transfer is reopened", async () => {
      const { subject, transfer, task } = await opened(start);
      await continueWith(subject, task);
      await subject.upload(transfer);
      const completing = await subject.reread(transfer);
      const next = apply(completing, 1, { kind: "parts-missing" });

      await subject.ledger.transfers.reopenParts(completing, next, [task.number]);

      expect(await currentParts(subject)).toEqual([]);
      expect(await subject.claim()).toEqual([1]);
    });
  });
}

/** A transfer of five parts, and a task for its first one, with an in-flight limit of one. */
async function opened(start: Start) {
  const subject = await start();
  const transfer = await subject.uploading(5);
  await subject.ledger.parts.setInFlightLimit(subject.tenant, 1);
  const [task] = (await subject.ledger.parts.dispatch(subject.tenant)).tasks;
  if (task === undefined) {
    throw new Error("a part was to be claimed");
  }
  return { subject, transfer, task };
}

function continueWith(
  { ledger, tenant }: LedgerScenario,
  task: PartTask,
): Promise<DispatchResponse> {
  return ledger.parts.dispatch(tenant, reportOf(task, true));
}

async function currentParts({ ledger, tenant }: LedgerScenario) {
  const held = await ledger.parts.heldParts(tenant, 0, 100);
  return held.map(({ number, taskPart }) => ({ number, taskPart }));
}

async function uploadedNumbers({ ledger }: LedgerScenario, transfer: Transfer) {
  return (await ledger.transfers.uploadedParts(transfer)).map(({ number }) => number);
}
