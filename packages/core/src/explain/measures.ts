// What workers measure of a job: where its time goes, and how many bytes they move.

import type { JobId } from "../ids.ts";
import { boundOfPhases, movingMs, NO_TIME, type Phases } from "./phases.ts";

/** Which worker moved a part, and when; times are within some per cent of what was measured. */
export type PartRecord = {
  /** A short name of the worker: `workerTag` of its id. */
  readonly worker: string;
  readonly endedAtMs: number;
  readonly phases: Phases;
};

/** Units are parts, and objects of batches. */
export type Measured = {
  readonly units: number;
  readonly bytes: number;
  readonly phases: Phases;
  /** How long the reports of it took. */
  readonly ledgerMs?: number;
};

/** What a worker is moving of a job, in how many slots: bytes of the step that each is at, and where the time went so far. */
export type Moving = Measured & { readonly jobId: JobId; readonly slots: number };

/** What one worker measured of one job since it began with it. */
export type WorkerMeasure = Measured & {
  readonly worker: string;
  readonly sinceMs: number;
  readonly atMs: number;
  /** The same of about the last ten seconds: what is older counts less and less. */
  readonly recent: Measured;
  /** What its bytes wait for, and since when. */
  readonly bound?: { readonly by: "source" | "link" | "store"; readonly sinceMs: number };
};

/** What a worker says of itself with a report, once a second, and what was added since it last did. */
export type MeasureNote = WorkerMeasure & {
  readonly added: { readonly units: number; readonly bytes: number };
};

/** What was moved of a job in a span of time. */
export type RateSample = {
  readonly fromMs: number;
  readonly units: number;
  readonly bytes: number;
};

export type JobMeasures = {
  readonly workers: readonly WorkerMeasure[];
  /** Oldest first, each `RATE_STEP_MS` long; a span in which nothing was moved is left out. */
  readonly rates: readonly RateSample[];
};

export const RATE_STEP_MS = 10_000;
/** A quarter of an hour of them is kept. */
export const RATE_SAMPLES = 90;

/** How far back `recent` looks. */
export const RECENT_MS = 10_000;
const NOTE_EVERY_MS = 1000;
/** A worker moves few jobs at a time; of one that it has not moved for long it begins anew. */
const MAX_JOBS = 1000;

/** Each part adds to it, in place: objects that every part makes anew are most of what measuring costs. */
class Sum {
  units = 0;
  bytes = 0;
  ledgerMs = 0;
  readonly phases: { -readonly [phase in keyof Phases]: number } = { ...NO_TIME };

  /** @param fades what was there before counts so much less */
  add({ units, bytes, phases }: Measured, ledgerMs: number, fades = 1): void {
    this.units = this.units * fades + units;
    this.bytes = this.bytes * fades + bytes;
    this.ledgerMs = this.ledgerMs * fades + ledgerMs;
    const sums = this.phases;
    sums.queueMs = sums.queueMs * fades + phases.queueMs;
    sums.firstByteMs = sums.firstByteMs * fades + phases.firstByteMs;
    sums.readMs = sums.readMs * fades + phases.readMs;
    sums.sendMs = sums.sendMs * fades + phases.sendMs;
    sums.responseMs = sums.responseMs * fades + phases.responseMs;
  }

  value(): Measured {
    const { units, bytes, ledgerMs, phases } = this;
    return { units, bytes, phases: { ...phases }, ledgerMs };
  }
}

type Kept = {
  readonly sinceMs: number;
  readonly whole: Sum;
  readonly recent: Sum;
  atMs: number;
  bound: WorkerMeasure["bound"];
  /** Of reports since the last part. */
  ledgerMs: number;
  notedAtMs: number;
  /** How many units and bytes it was when the last note was taken. */
  noted: { readonly units: number; readonly bytes: number };
};

/** Adds up what this worker moves. What it says of a job goes with a report that is sent anyway. */
export class JobMeter {
  readonly #worker: string;
  readonly #jobs = new Map<string, Kept>();

  constructor(worker: string) {
    this.#worker = worker;
  }

  /** @param atMs when it had ended */
  add(jobId: string, measured: Measured, atMs: number): void {
    const kept = this.#kept(jobId, atMs - movingMs(measured.phases));
    const ledgerMs = (measured.ledgerMs ?? 0) + kept.ledgerMs;
    const fades = Math.exp(-Math.max(0, atMs - kept.atMs) / RECENT_MS);
    kept.ledgerMs = 0;
    kept.atMs = Math.max(kept.atMs, atMs);
    kept.whole.add(measured, ledgerMs);
    kept.recent.add(measured, ledgerMs, fades);
    const by = boundOfPhases(kept.recent.phases);
    if (by !== kept.bound?.by) {
      kept.bound = by && { by, sinceMs: atMs };
    }
  }

  /** A report of it took so long; counts with the next part. */
  addReport(jobId: string, ms: number): void {
    const kept = this.#jobs.get(jobId);
    if (kept !== undefined) {
      kept.ledgerMs += ms;
    }
  }

  /** What is to be said of a job now; undefined within a second after the last time. */
  note(jobId: string, atMs: number): MeasureNote | undefined {
    const kept = this.#jobs.get(jobId);
    const units = kept === undefined ? 0 : kept.whole.units - kept.noted.units;
    if (kept === undefined || units === 0 || atMs - kept.notedAtMs < NOTE_EVERY_MS) {
      return undefined;
    }
    const added = { units, bytes: kept.whole.bytes - kept.noted.bytes };
    kept.notedAtMs = atMs;
    kept.noted = { units: kept.whole.units, bytes: kept.whole.bytes };
    return {
      ...kept.whole.value(),
      ...{ worker: this.#worker, sinceMs: kept.sinceMs, atMs: kept.atMs },
      recent: kept.recent.value(),
      ...(kept.bound !== undefined && { bound: kept.bound }),
      added,
    };
  }

  #kept(jobId: string, sinceMs: number): Kept {
    const known = this.#jobs.get(jobId);
    if (known !== undefined) {
      return known;
    }
    const oldest = this.#jobs.keys().next();
    if (this.#jobs.size >= MAX_JOBS && oldest.done === false) {
      this.#jobs.delete(oldest.value);
    }
    const kept: Kept = {
      ...{ sinceMs, atMs: sinceMs, notedAtMs: sinceMs, ledgerMs: 0 },
      ...{ whole: new Sum(), recent: new Sum(), bound: undefined },
      noted: { units: 0, bytes: 0 },
    };
    this.#jobs.set(jobId, kept);
    return kept;
  }
}

const TAG_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Four characters: of a thousand workers hardly two have the same. */
export function workerTag(workerId: string): string {
  let hash = 0x811c9dc5;
  for (const character of workerId) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  const folded = (hash ^ (hash >>> 24)) & 0xffffff;
  return [18, 12, 6, 0].map((shift) => TAG_DIGITS[(folded >>> shift) & 63]).join("");
}
