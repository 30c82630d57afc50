import type { Client } from "@penstock/client";
import { systemClock } from "@penstock/process";
import { type JobView, parseRows } from "@penstock/wire";
import type { FailureCount } from "./progress-text.ts";

/** Of the time that reading takes, so that a long list of failures costs a twentieth of an API at most. */
const REST_FACTOR = 20;
const MIN_REST_MS = 2000;

const NO_FAILURES: ReadonlySet<string> = new Set(["stored", "skipped", "same", "aborted"]);

type Reader = Pick<Client, "readReport">;

/**
 * What failed of a job of many objects, by code, as far as its rows are in the journal. Read beside the
 * progress, only when more has failed; where it cannot be read, the counts stay as they were.
 */
export class FailureWatch {
  readonly #client: Reader;
  readonly #signal: AbortSignal;
  #counts: readonly FailureCount[] = [];
  #reading: Promise<void> | undefined;
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(client: Reader, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** The most frequent first. */
  get counts(): readonly FailureCount[] {
    return this.#counts;
  }

  /** Begins to read anew where that may show more. */
  note(job: JobView, nowMs: number): void {
    if (this.#reading === undefined && nowMs >= this.#restsUntilMs && this.#hasMore(job)) {
      this.#reading = this.#read(job.id);
    }
  }

  /** With all rows that are there now. */
  async readAll(job: JobView): Promise<readonly FailureCount[]> {
    await this.#reading;
    if (this.#hasMore(job)) {
      await this.#read(job.id);
    }
    return this.#counts;
  }

  #hasMore({ list, progress }: JobView): boolean {
    const known = this.#counts.reduce((sum, { objects }) => sum + objects, 0);
    return list !== null && progress.transfersFailed > known;
  }

  async #read(jobId: string): Promise<void> {
    const startedAtMs = systemClock.nowMs();
    try {
      this.#counts = await countFailures(this.#client, jobId, this.#signal);
    } catch {
      // The progress of the job is what counts; a report that cannot be read is said where it is asked for.
    }
    const nowMs = systemClock.nowMs();
    this.#restsUntilMs = nowMs + Math.max(MIN_REST_MS, (nowMs - startedAtMs) * REST_FACTOR);
    this.#reading = undefined;
  }
}

async function countFailures(
  client: Reader,
  jobId: string,
  signal: AbortSignal,
): Promise<readonly FailureCount[]> {
  const { chunks } = await client.readReport(jobId, { rows: "trouble" }, signal);
  const counts = new Map<string, number>();
  for await (const { outcome, cause } of parseRows(chunks)) {
    if (!NO_FAILURES.has(outcome)) {
      const code = outcome === "failed" ? (cause?.code ?? outcome) : outcome;
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([code, objects]) => ({ code, objects }))
    .sort((one, other) => other.objects - one.objects);
}
