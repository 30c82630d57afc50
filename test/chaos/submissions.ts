import { ApiProblem, ApiUnreachable, type Client } from "@penstock/client";
import type { Random } from "@penstock/core";
import { systemClock } from "@penstock/process";
import { pause } from "../../apps/cli/src/pause.ts";
import { oneOf } from "./chance.ts";
import type { JobEnd, Submission } from "./judge.ts";
import { chooseSource, type SourceFile } from "./sources.ts";

type Request = {
  readonly client: Client;
  readonly sources: readonly SourceFile[];
  readonly random: Random;
  /** How much is submitted per second, on average, so that the machine keeps up. */
  readonly bytesPerSecond: number;
  /** Whether Redis lost data at this time or later. */
  readonly hasLostDataSince: (atMs: number) => boolean;
  /** Called before a key is submitted for the first time. */
  readonly onKey: (key: string, source: SourceFile) => void;
  /** Called when the job of a key has ended. */
  readonly onEnd: (key: string) => void;
  readonly log: (line: string) => void;
};

type Wish = {
  readonly source: SourceFile;
  readonly partSize: (typeof PART_SIZES)[number];
  readonly signal: AbortSignal;
};

type Running = { -readonly [Name in keyof Submission]: Submission[Name] };

const MOST_IN_FLIGHT = 24;
const CANCELLED_SHARE = 0.07;
const PART_SIZES = ["default", "default", "1MiB", "2MiB", "5MiB", "8MiB"] as const;
const POLL_MS = 700;
const RETRY_MS = 500;
/** One 404 may be a mistake of an API that is just starting. */
const BELIEVED_MISSES = 3;

const ENDED: ReadonlySet<string> = new Set([
  "succeeded",
  "completed_with_errors",
  "failed",
  "cancelled",
]);

const never = new AbortController().signal;

/** Submits jobs, cancels some of them, and follows each to its end. */
export class Submissions {
  readonly #request: Request;
  readonly #all: Running[] = [];
  readonly #followed = new Set<Promise<void>>();
  readonly #giveUp = new AbortController();
  #failure: Error | undefined;

  constructor(request: Request) {
    this.#request = request;
  }

  get all(): readonly Submission[] {
    return this.#all;
  }

  get inFlight(): number {
    return this.#followed.size;
  }

  /** Submits until the signal. @throws what the API refused a submission with */
  async submitUntil(signal: AbortSignal): Promise<void> {
    const { sources, random, bytesPerSecond } = this.#request;
    let nextAtMs = systemClock.nowMs();
    while (!signal.aborted) {
      const isDue = systemClock.nowMs() >= nextAtMs && this.#followed.size < MOST_IN_FLIGHT;
      if (isDue) {
        const source = chooseSource(sources, random);
        // A job that could not start in time is made up for, but not a minute of them at once.
        const costMs = (source.sizeBytes / bytesPerSecond) * 1000;
        nextAtMs = Math.max(nextAtMs, systemClock.nowMs() - 5000) + costMs;
        this.#start(source, signal);
      } else {
        await pause(50, signal);
      }
      if (this.#failure !== undefined) {
        throw this.#failure;
      }
    }
  }

  /**
   * Resolves when every accepted job has ended, or after `limitMs` with the rest `unfinished`.
   *
   * @throws what the API refused a question with
   */
  async untilEnded(limitMs: number, signal: AbortSignal): Promise<void> {
    const ended = Promise.all(this.#followed);
    const timer = new AbortController();
    await Promise.race([ended, pause(limitMs, AbortSignal.any([timer.signal, signal]))]);
    timer.abort();
    this.stop();
    await ended;
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  /** Follows no job any more. */
  stop(): void {
    this.#giveUp.abort();
  }

  #start(source: SourceFile, signal: AbortSignal): void {
    const number = this.#all.length + 1;
    const followed = this.#submitAndFollow(`job-${number}`, source, signal)
      .catch((error: unknown) => {
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => this.#followed.delete(followed));
    this.#followed.add(followed);
  }

  async #submitAndFollow(name: string, source: SourceFile, signal: AbortSignal): Promise<void> {
    const { random, log } = this.#request;
    const willCancelAfterMs = random.unit() < CANCELLED_SHARE ? random.unit() * 4000 : undefined;
    const partSize = oneOf(PART_SIZES, random);
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      // A key of its own for each attempt: a submission whose response was lost may have been accepted.
      const running = this.#add(`${name}-attempt-${attempt}`, source);
      const acceptedAtMs = systemClock.nowMs();
      const jobId = await this.#submit(running.key, { source, partSize, signal });
      if (jobId !== undefined) {
        running.jobId = jobId;
        log(`${running.key} is ${jobId}: ${source.sizeBytes} bytes`);
        const cancelling =
          willCancelAfterMs === undefined ? undefined : this.#cancel(running, willCancelAfterMs);
        running.end = await this.#follow(jobId, acceptedAtMs);
        await cancelling;
        this.#request.onEnd(running.key);
        return;
      }
      await pause(RETRY_MS, signal);
    }
  }

  #add(key: string, source: SourceFile): Running {
    const running: Running = {
      key,
      sizeBytes: source.sizeBytes,
      jobId: undefined,
      isCancelRequested: false,
      end: undefined,
    };
    this.#all.push(running);
    this.#request.onKey(key, source);
    return running;
  }

  /** Undefined when it is unknown whether it was accepted, or the signal came first. */
  async #submit(key: string, { source, partSize, signal }: Wish): Promise<string | undefined> {
    while (!signal.aborted) {
      try {
        const job = await this.#request.client.submitJob({
          source: { connection: source.connection, key: source.name },
          destination: { connection: "local", key },
          options: partSize === "default" ? {} : { partSize },
        });
        return job.id;
      } catch (error) {
        if (!isPassing(error)) {
          throw error;
        }
        if (!isUnreachable(error)) {
          return undefined;
        }
      }
      await pause(RETRY_MS, signal);
    }
    return undefined;
  }

  async #cancel(running: Running, afterMs: number): Promise<void> {
    await pause(afterMs, never);
    while (running.end === undefined && running.jobId !== undefined && !this.#isGivenUp()) {
      running.isCancelRequested = true;
      try {
        await this.#request.client.cancelJob(running.jobId);
        return;
      } catch (error) {
        if (!isPassing(error)) {
          // It has ended already, or was forgotten with the ledger after it had.
          return;
        }
      }
      await pause(RETRY_MS, never);
    }
  }

  async #follow(jobId: string, acceptedAtMs: number): Promise<JobEnd> {
    let lastState = "never seen";
    let misses = 0;
    while (!this.#isGivenUp()) {
      await pause(POLL_MS, this.#giveUp.signal);
      try {
        const { state, health, progress } = await this.#request.client.readJob(jobId);
        misses = 0;
        lastState = `${state} (${health}), ${progress.partsStored} of ${progress.partsTotal} parts`;
        if (ENDED.has(state)) {
          return { kind: "ended", state, causes: await this.#causesOf(jobId, state) };
        }
      } catch (error) {
        misses += isNotFound(error) ? 1 : 0;
        if (misses === BELIEVED_MISSES) {
          return { kind: "not-found", isExcused: this.#request.hasLostDataSince(acceptedAtMs) };
        }
        if (!isPassing(error) && !isNotFound(error)) {
          throw error;
        }
      }
    }
    return { kind: "unfinished", lastState };
  }

  async #causesOf(jobId: string, state: string): Promise<readonly string[]> {
    if (state === "succeeded" || state === "cancelled") {
      return [];
    }
    try {
      const { data } = await this.#request.client.listTransfers(jobId);
      return data.flatMap(({ cause, failures }) => [
        `${cause?.code}: ${cause?.message}`,
        ...failures.map(({ step, process, cause: failure }) => {
          return `${step} by ${process}: ${failure.code} ${failure.message}`;
        }),
      ]);
    } catch (error) {
      return [`its causes could not be read: ${error}`];
    }
  }

  #isGivenUp(): boolean {
    return this.#giveUp.signal.aborted;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.status === 404;
}

function isPassing(error: unknown): boolean {
  return (
    error instanceof ApiUnreachable || (error instanceof ApiProblem && error.problem.status >= 500)
  );
}

/** True when the request cannot have been read by any process. */
function isUnreachable(error: unknown): boolean {
  const cause = error instanceof ApiUnreachable ? error.cause : undefined;
  const socketError = cause instanceof Error ? cause.cause : undefined;
  return Object(socketError).code === "ECONNREFUSED";
}
