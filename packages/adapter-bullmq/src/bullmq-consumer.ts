import { type Clock, type Delivery, isPenstockError, type TaskOutcome } from "@penstock/core";
import { DelayedError, type IRedisClient, type Job, WaitingError, type Worker } from "bullmq";
import type { Consumer, ConsumerOptions } from "./consumer.ts";
import { Leases } from "./leases.ts";
import { blockingClientOf, LOCK_MS, logQueueError, openWorker, runWorker } from "./open-worker.ts";
import { LONGEST_DELAY_MS, type TaskQueueName } from "./task-queues.ts";

/** Why a task's signal was aborted. */
type AbortReason = "lock-lost" | "stopped" | "handed-back";

type Run<Task> = {
  readonly task: Task;
  readonly controller: AbortController;
  readonly ended: PromiseWithResolvers<void>;
};

/** For a task of another version: a newer worker may take it before. */
const UNREADABLE_DELAY_MS = 60_000;

/**
 * How long one task keeps its slot by continuing with further parts. Long enough that what the queue costs is little
 * beside what is uploaded: about 0.1 ms of CPU a slice, a thousandth of a slot's time. Others wait for their turn no
 * longer than that and a part, and a small job behind a large one waits for two of them: one is queued before it.
 */
const TASK_SLICE_MS = 300;

/** It cannot be set, and it stands still only while the machine does. */
const STEADY_CLOCK: Clock = { nowMs: () => performance.now() };

/** Takes tasks from one queue. Every task ends in one of three ways: done, later, or given back. */
export class BullmqConsumer<Task> implements Consumer<Task> {
  readonly #queue: TaskQueueName;
  readonly #decode: (payload: unknown) => Task;
  readonly #options: ConsumerOptions<Task>;
  /** What is being uploaded, by job id. */
  readonly #runs = new Map<string, Run<Task>>();
  readonly #leases: Leases;
  #concurrency: number;
  #worker: Worker<unknown, void> | undefined;
  #blockingClient: IRedisClient | undefined;
  #stopping: Promise<void> | undefined;
  #isHandingBack = false;

  constructor(
    queue: TaskQueueName,
    decode: (payload: unknown) => Task,
    options: ConsumerOptions<Task>,
  ) {
    this.#queue = queue;
    this.#decode = decode;
    this.#options = options;
    this.#concurrency = options.concurrency;
    this.#leases = new Leases(options.clock, STEADY_CLOCK, options.lockMs ?? LOCK_MS);
  }

  start(): void {
    if (this.#worker === undefined) {
      this.#open();
    }
  }

  /** Not behind a stop, which may have come while another worker was closed. */
  #open(): void {
    if (this.#stopping !== undefined) {
      return;
    }
    const { connection, log, prefix, lockMs, stalledCheckMs, repeats } = this.#options;
    const worker = openWorker(this.#queue, (job, token) => this.#carry(job, token), {
      ...{ connection, log, prefix, lockMs, stalledCheckMs },
      concurrency: this.#concurrency,
      leases: this.#leases,
      onLockLost: (jobId) => abort(this.#runs.get(jobId), "lock-lost"),
    });
    this.#worker = worker;
    blockingClientOf(worker)?.then(
      (client) => {
        this.#blockingClient = client;
      },
      // Closed before it was open; the worker reports everything else as an error event.
      () => undefined,
    );
    runWorker(worker, repeats, () => this.#open()).catch((error: unknown) => {
      logQueueError(log, this.#queue, error);
    });
  }

  stop(graceMs: number): Promise<void> {
    this.#stopping ??= this.#stop(graceMs);
    return this.#stopping;
  }

  cancel(predicate: (task: Task) => boolean): number {
    const runs = [...this.#runs.values()].filter(({ task }) => predicate(task));
    for (const run of runs) {
      abort(run, "stopped");
    }
    return runs.length;
  }

  setConcurrency(concurrency: number): void {
    this.#concurrency = concurrency;
    if (this.#worker !== undefined) {
      this.#worker.concurrency = concurrency;
    }
  }

  isHealthy(): boolean {
    return (
      this.#stopping === undefined &&
      this.#worker?.isRunning() === true &&
      this.#options.connection.status === "ready" &&
      this.#blockingClient?.status === "ready"
    );
  }

  async #stop(graceMs: number): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) {
      return;
    }
    AbortSignal.timeout(graceMs).addEventListener("abort", () => {
      this.#isHandingBack = true;
      for (const run of this.#runs.values()) {
        abort(run, "handed-back");
      }
    });
    await worker.close();
  }

  async #carry(job: Job<unknown, void>, token?: string): Promise<void> {
    const task = this.#read(job);
    if (task === undefined) {
      throw await this.#postpone(job, token, UNREADABLE_DELAY_MS);
    }
    const { outcome, signal } = await this.#run(job, task);
    if (signal.reason === "lock-lost") {
      // Another consumer has the task, or will have it: this one may not move it.
      throw new WaitingError();
    }
    if (outcome.kind === "later") {
      throw this.#isHandingBack
        ? await this.#release(job, token)
        : await this.#postpone(job, token, outcome.delayMs);
    }
  }

  /**
   * BullMQ would make a signal as well, but forgets it when this very consumer takes over its own
   * task after a lock that ran out: the first run would continue beside the second.
   */
  async #run(
    job: Job<unknown, void>,
    task: Task,
  ): Promise<{ readonly outcome: TaskOutcome; readonly signal: AbortSignal }> {
    const jobId = job.id ?? "";
    for (let lost = this.#runs.get(jobId); lost !== undefined; lost = this.#runs.get(jobId)) {
      abort(lost, "lock-lost");
      await lost.ended.promise;
    }
    const sliceEndsAtMs = this.#options.clock.nowMs() + TASK_SLICE_MS;
    const run = { task, controller: new AbortController(), ended: Promise.withResolvers<void>() };
    const { signal } = run.controller;
    this.#runs.set(jobId, run);
    this.#leases.begin(jobId, job.processedOn ?? Number.NEGATIVE_INFINITY);
    if (this.#isHandingBack) {
      abort(run, "handed-back");
    }
    try {
      const delivery: Delivery = {
        isRepeated: job.attemptsStarted > 1,
        queuedMs: Math.max(0, (job.processedOn ?? job.timestamp) - job.timestamp),
        signal,
        holdsLease: () => !signal.aborted && this.#leases.isHeld(jobId),
        mayContinue: () => this.#mayContinue(jobId, sliceEndsAtMs),
      };
      return { outcome: await this.#outcomeOf(job, task, delivery), signal };
    } finally {
      this.#runs.delete(jobId);
      this.#leases.end(jobId);
      run.ended.resolve();
    }
  }

  #mayContinue(jobId: string, sliceEndsAtMs: number): boolean {
    return (
      this.#stopping === undefined &&
      this.#runs.size <= this.#concurrency &&
      this.#options.clock.nowMs() < sliceEndsAtMs &&
      this.#leases.isHeld(jobId)
    );
  }

  /** What is thrown, even the ledger can keep no failure of: it is counted here, and its pauses grow here. */
  async #outcomeOf(job: Job<unknown, void>, task: Task, delivery: Delivery): Promise<TaskOutcome> {
    const { process, repeats, log } = this.#options;
    const work = { what: `a task of the queue "${this.#queue}"`, item: job.id ?? "" };
    try {
      const outcome = await process(task, delivery);
      repeats.noteSuccess(work);
      return outcome;
    } catch (error) {
      const delayMs = repeats.noteFailure(work, error);
      const failures = repeats.failuresOf(work);
      const fields = { queue: this.#queue, jobId: job.id, failures, err: error };
      if (isPenstockError(error, "ledger-unavailable")) {
        log.warn(fields, "a task waits for the ledger");
      } else {
        log.error(fields, "a task failed with an unexpected error");
      }
      return { kind: "later", delayMs };
    }
  }

  #read(job: Job<unknown, void>): Task | undefined {
    try {
      return this.#decode(job.data);
    } catch (error) {
      const fields = { queue: this.#queue, jobId: job.id, err: error };
      this.#options.log.error(fields, "a task cannot be read by this version");
      return undefined;
    }
  }

  /** Neither way of giving a task back consumes an attempt of BullMQ's. */
  #release(job: Job<unknown, void>, token?: string): Promise<Error> {
    return this.#move(job, () => job.moveToWait(token), new WaitingError());
  }

  #postpone(job: Job<unknown, void>, token: string | undefined, delayMs: number): Promise<Error> {
    const atMs = this.#options.clock.nowMs() + Math.min(delayMs, LONGEST_DELAY_MS);
    return this.#move(job, () => job.moveToDelayed(atMs, token), new DelayedError());
  }

  /** @returns what to throw, so that BullMQ leaves the job where it is */
  async #move(job: Job<unknown, void>, move: () => Promise<unknown>, moved: Error): Promise<Error> {
    try {
      await move();
    } catch (error) {
      // Its lock ran out: the consumer that finds the task stalled moves it.
      this.#options.log.warn({ queue: this.#queue, jobId: job.id, err: error }, "a task was lost");
    }
    return moved;
  }
}

function abort(run: Run<unknown> | undefined, reason: AbortReason): void {
  run?.controller.abort(reason);
}
