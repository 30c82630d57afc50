import type { Clock, LeftAlone, Log, ProcessRole, WorkerRegistry } from "@penstock/core";
import { type Loop, startLoop } from "./loop.ts";

/** The ledger forgets a process that was silent for 15 s: two words may get lost. */
const ANNOUNCE_EVERY_MS = 5000;

export type Presence = Loop & {
  /** What this process cannot do although it is ready, in words for a readiness response. */
  remarks(): readonly string[];
};

/** Tells the others that this process takes tasks and what it leaves alone, until it is stopped. */
export function startPresence(
  role: ProcessRole,
  engine: {
    readonly ledger: {
      readonly workers: Pick<WorkerRegistry, "announceProcess" | "retireProcess">;
    };
    readonly processId: string;
    readonly breakers: { leftAlone(nowMs: number): readonly LeftAlone[] };
    readonly clock: Clock;
    readonly log: Log;
  },
): Presence {
  const { ledger, processId: id, breakers, clock, log } = engine;
  const leftAlone = () => breakers.leftAlone(clock.nowMs());
  let isSilenced = false;
  const announcing = startLoop({
    everyMs: ANNOUNCE_EVERY_MS,
    run: async () => {
      await ledger.workers.announceProcess({ id, role, leftAlone: leftAlone() });
      isSilenced = false;
    },
    onError: (error) => {
      // Once for each outage: it comes again every few seconds.
      if (!isSilenced) {
        isSilenced = true;
        log.warn({ err: error }, "this process cannot announce itself");
      }
    },
  });
  return {
    remarks: () => remarksOf(leftAlone()),
    stop: async () => {
      await announcing.stop();
      await ledger.workers.retireProcess(id);
    },
  };
}

/** What is left alone, in words for a readiness response. */
export function remarksOf(leftAlone: readonly LeftAlone[]): readonly string[] {
  return leftAlone.map(
    ({ connection, side, cause, nextTryAtMs }) =>
      `cannot use "${connection}" as a ${side}: ${cause.code}: ${cause.message}; next try ${new Date(nextTryAtMs).toISOString()}`,
  );
}
