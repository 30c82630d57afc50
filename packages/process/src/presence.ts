import type { Ledger, LeftAlone, Log, ProcessRole } from "@penstock/core";
import { type Loop, startLoop } from "./loop.ts";

/** The ledger forgets a process that was silent for 15 s: two words may get lost. */
const ANNOUNCE_EVERY_MS = 5000;

/** Tells the others that this process takes tasks and what it leaves alone, until it is stopped. */
export function startPresence(options: {
  readonly ledger: Pick<Ledger, "announceProcess" | "retireProcess">;
  readonly processId: string;
  readonly role: ProcessRole;
  readonly leftAlone: () => readonly LeftAlone[];
  readonly log: Log;
}): Loop {
  const { ledger, processId, role, leftAlone, log } = options;
  let isSilenced = false;
  const announcing = startLoop({
    everyMs: ANNOUNCE_EVERY_MS,
    run: async () => {
      await ledger.announceProcess({ id: processId, role, leftAlone: leftAlone() });
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
    stop: async () => {
      await announcing.stop();
      await ledger.retireProcess(processId);
    },
  };
}

/** In words, for a readiness answer: the process works, but not with everything. */
export function remarksOf(leftAlone: readonly LeftAlone[]): readonly string[] {
  return leftAlone.map(
    ({ connection, side, cause, nextTryAtMs }) =>
      `cannot use "${connection}" as a ${side}: ${cause.code}: ${cause.message}; next try ${new Date(nextTryAtMs).toISOString()}`,
  );
}
