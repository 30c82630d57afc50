import { expect, test } from "vitest";
import type { Start } from "./ledger-scenario.ts";

/** What every worker registry must do. */
export function describeWorkerRegistry(start: Start): void {
  test("knows the processes that live, and what each of them leaves alone", async () => {
    const { ledger, tenant } = await start();
    const cause = { code: "store-refused", message: "403 SignatureDoesNotMatch" } as const;
    const leftAlone = [
      { connection: "a b", side: "store", cause, sinceMs: 1, nextTryAtMs: 2 },
    ] as const;
    await ledger.workers.announceProcess({ id: `${tenant}-w`, role: "worker", leftAlone: [] });
    await ledger.workers.announceProcess({ id: `${tenant}-p`, role: "planner", leftAlone: [] });
    await ledger.workers.announceProcess({ id: `${tenant}-w`, role: "worker", leftAlone });

    await ledger.workers.retireProcess(`${tenant}-p`);

    const ours = (await ledger.workers.liveProcesses()).filter(({ id }) => id.startsWith(tenant));
    expect(ours).toMatchObject([{ id: `${tenant}-w`, role: "worker", leftAlone }]);
    expect(ours[0]?.seenAtMs).toBeGreaterThanOrEqual(Date.UTC(2026, 0));
  });

  test("knows the workers that announced themselves and did not retire", async () => {
    const { ledger, tenant } = await start();
    await ledger.workers.announceWorker({ id: `${tenant}-a`, slots: 4 });
    await ledger.workers.announceWorker({ id: `${tenant}-b`, slots: 8 });
    await ledger.workers.announceWorker({ id: `${tenant}-b`, slots: 16 });

    await ledger.workers.retireWorker(`${tenant}-a`);

    const ours = (await ledger.workers.liveWorkers()).filter(({ id }) => id.startsWith(tenant));
    expect(ours).toEqual([{ id: `${tenant}-b`, slots: 16 }]);
  });

  test("tells a process that it was asked to drain, until it retires", async () => {
    const { ledger, tenant } = await start();
    const { workers } = ledger;
    const process = { id: `${tenant}-w`, role: "worker", leftAlone: [] } as const;
    const before = await workers.announceProcess(process);

    const asked = [await workers.askToDrain(process.id), await workers.askToDrain(process.id)];

    const ours = (await workers.liveProcesses()).filter(({ id }) => id === process.id);
    expect(asked).toEqual([true, true]);
    expect(ours).toMatchObject([{ id: process.id, isAskedToDrain: true }]);
    expect(before).toEqual({ isAskedToDrain: false });
    expect(await workers.announceProcess(process)).toEqual({ isAskedToDrain: true });
    await workers.retireProcess(process.id);
    expect(await workers.askToDrain(process.id)).toBe(false);
    expect(await workers.announceProcess(process)).toEqual({ isAskedToDrain: false });
  });
}
