import { hostname } from "node:os";
import type {
  Clock,
  LeftAlone,
  Log,
  ProcessPresence,
  ProcessRole,
  Repetition,
  Repetitions,
  WorkerRegistry,
} from "@penstock/core";
import type { Loop } from "./loop.ts";
import { startPatientLoop } from "./patient-loop.ts";
import { VERSION } from "./version.ts";

/** The ledger forgets a process that was silent for 15 s: two words may get lost. */
const ANNOUNCE_EVERY_MS = 5000;

export type Presence = Loop & {
  /** What this process cannot do although it is ready, in words for a readiness response. */
  remarks(): readonly string[];
};

/** Tells the others that this process takes tasks, what it leaves alone and what it repeats, until it is stopped. */
export function startPresence(
  role: ProcessRole,
  engine: {
    readonly ledger: {
      readonly workers: Pick<WorkerRegistry, "announceProcess" | "retireProcess">;
    };
    readonly processId: string;
    readonly breakers: { leftAlone(nowMs: number): readonly LeftAlone[] };
    readonly repeats: Repetitions;
    readonly clock: Clock;
    readonly log: Log;
  },
  {
    about = () => ({}),
    onAskedToDrain = () => undefined,
  }: {
    readonly about?: () => Pick<ProcessPresence, "worker" | "heldBack" | "drain">;
    /** Called after each announcement for as long as this process is asked to take no more tasks. */
    readonly onAskedToDrain?: () => void;
  } = {},
): Presence {
  const { ledger, processId: id, breakers, repeats, clock, log } = engine;
  const place = { host: hostname(), version: VERSION, sinceMs: clock.nowMs() };
  const said = () => ({ leftAlone: breakers.leftAlone(clock.nowMs()), repeats: repeats.list() });
  const announcing = startPatientLoop({
    what: "the announcement of this process",
    everyMs: ANNOUNCE_EVERY_MS,
    fixedBecause: "others take a process that is silent for 15 s for dead",
    repeats,
    run: async () => {
      const word = { id, role, ...place, ...said(), ...about() };
      const { isAskedToDrain } = await ledger.workers.announceProcess(word);
      if (isAskedToDrain) {
        onAskedToDrain();
      }
    },
    onError: (error, failures) => {
      // Once for each outage: it comes again every few seconds.
      if (failures === 1) {
        log.warn({ err: error }, "this process cannot announce itself");
      }
    },
  });
  return {
    remarks: () => remarksOf(said()),
    stop: async () => {
      await announcing.stop();
      await ledger.workers.retireProcess(id);
    },
  };
}

/** What is left alone and what is repeated, in words for a readiness response. */
export function remarksOf(said: {
  readonly leftAlone: readonly LeftAlone[];
  readonly repeats?: readonly Repetition[];
}): readonly string[] {
  const { leftAlone, repeats = [] } = said;
  return [
    ...leftAlone.map(
      ({ connection, side, cause, nextTryAtMs }) =>
        `cannot use "${connection}" as a ${side}: ${cause.code}: ${cause.message}; next try ${toTime(nextTryAtMs)}`,
    ),
    ...repeats.map(
      ({ what, items, failures, sinceMs, cause, nextTryAtMs }) =>
        `${what}${items === 1 ? "" : ` (${items} of them)`} failed ${timesOf(failures)} since ${toTime(sinceMs)}: ${cause.code}: ${cause.message}; next try ${toTime(nextTryAtMs)}`,
    ),
  ];
}

function timesOf(failures: number): string {
  return failures === 1 ? "once" : `${failures} times in a row`;
}

function toTime(ms: number): string {
  return new Date(ms).toISOString();
}
