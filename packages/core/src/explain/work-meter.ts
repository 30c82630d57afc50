import type { JobId } from "../ids.ts";
import type { Clock } from "../ports/system.ts";
import type { PartRef } from "../transfers/task.ts";
import {
  JobMeter,
  type MeasureNote,
  type Moving,
  type PartRecord,
  RECENT_MS,
  workerTag,
} from "./measures.ts";
import { PhaseTimer } from "./phase-timer.ts";
import { NO_TIME, sumOfPhases } from "./phases.ts";

export type Run = {
  readonly jobId: JobId;
  readonly timer: PhaseTimer;
  readonly part: PartRef | undefined;
  /** Where it stands among those that are under way. */
  place: number;
};

/** In one word of this process: a worker moves parts of few jobs at a time. */
const MOST_JOBS = 20;

/** What this process moves, and what it has measured of each job. */
export class WorkMeter {
  readonly #clock: Clock;
  readonly #tag: string;
  readonly #jobs: JobMeter;
  /** No Set: one of which so much is taken out again is copied all the time. */
  readonly #runs: Run[] = [];
  /** How many slots move each job. */
  readonly #slots = new Map<JobId, number>();
  #recentBytes = 0;
  #recentAtMs = 0;

  constructor(clock: Clock, processId: string) {
    this.#clock = clock;
    this.#tag = workerTag(processId);
    this.#jobs = new JobMeter(processId);
  }

  /** What stands around a task of a job: it has a slot until it ends. */
  async watch<Result>(jobId: JobId, carry: () => Promise<Result>): Promise<Result> {
    this.#slots.set(jobId, (this.#slots.get(jobId) ?? 0) + 1);
    try {
      return await carry();
    } finally {
      const left = (this.#slots.get(jobId) ?? 1) - 1;
      if (left > 0) {
        this.#slots.set(jobId, left);
      } else {
        this.#slots.delete(jobId);
      }
    }
  }

  begin(jobId: JobId, queuedMs?: number, part?: PartRef): Run {
    const timer = new PhaseTimer(this.#clock, queuedMs);
    const run = { jobId, timer, part, place: this.#runs.length };
    this.#runs.push(run);
    return run;
  }

  /** Whether this process sends it now. */
  isMoving({ transferId, generation, number }: PartRef): boolean {
    return this.#runs.some(
      ({ part }) =>
        part?.number === number && part.transferId === transferId && part.generation === generation,
    );
  }

  /** Its last request was responded to, or failed. */
  end(run: Run): void {
    run.timer.lap("responseMs", "responseMs");
    if (this.#runs[run.place] !== run) {
      return;
    }
    const last = this.#runs.pop();
    if (last !== undefined && last !== run) {
      this.#runs[run.place] = last;
      last.place = run.place;
    }
  }

  recordOf({ timer }: Run): PartRecord {
    return { worker: this.#tag, endedAtMs: timer.atMs, phases: timer.phases };
  }

  noteMoved({ jobId, timer }: Run, bytes: number): void {
    const { phases, atMs } = timer;
    this.#jobs.add(jobId, { units: 1, bytes, phases }, atMs);
    this.#recentBytes = this.#recentAt(atMs) + bytes;
    this.#recentAtMs = Math.max(this.#recentAtMs, atMs);
  }

  /** What the next report says of the job; undefined where that has just been said. */
  takeNote(jobId: JobId, nowMs = this.#clock.nowMs()): MeasureNote | undefined {
    return this.#jobs.note(jobId, nowMs);
  }

  /** The report of a part is responded to: what passed since the part ended is time of the slot. */
  noteReport({ jobId, timer }: Run): void {
    this.#jobs.addReport(jobId, Math.max(0, this.#clock.nowMs() - timer.atMs));
  }

  /** Of all jobs, over about the last ten seconds. */
  get bytesPerSecond(): number {
    return Math.round((this.#recentAt(this.#clock.nowMs()) * 1000) / RECENT_MS);
  }

  #recentAt(nowMs: number): number {
    return this.#recentBytes * Math.exp(-Math.max(0, nowMs - this.#recentAtMs) / RECENT_MS);
  }

  /** Slots that move something. */
  get busy(): number {
    return [...this.#slots.values()].reduce((sum, slots) => sum + slots, 0);
  }

  /** What is under way of each job. */
  moving(): readonly Moving[] {
    const byJob = new Map<JobId, Moving>();
    for (const { jobId, timer } of this.#runs) {
      const slots = this.#slots.get(jobId) ?? 0;
      const before = byJob.get(jobId) ?? { jobId, slots, units: 0, bytes: 0, phases: NO_TIME };
      byJob.set(jobId, {
        ...{ jobId, slots },
        units: before.units + 1,
        bytes: before.bytes + timer.movedBytes,
        phases: sumOfPhases(before.phases, timer.current()),
      });
    }
    return [...byJob.values()].slice(0, MOST_JOBS);
  }
}
