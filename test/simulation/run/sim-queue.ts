import {
  type Delivery,
  isHedge,
  isPenstockError,
  type PartNumber,
  type PartRef,
  type PartTask,
  type StopSignal,
  type TaskOutcome,
  type TaskQueue,
  type TaskRef,
  type Transfer,
  type TransferRef,
} from "@penstock/core";
import { isStoppedBy } from "@penstock/engine";
import { between } from "./chance.ts";
import type { Ground, SimProcess } from "./sim-process.ts";

export type Task =
  | { readonly kind: "plan" | "finalize"; readonly ref: TransferRef }
  | { readonly kind: "part"; readonly part: PartTask };

type Entry = {
  readonly name: string;
  readonly task: Task;
  state: "waiting" | "delayed" | "active";
  /** Of the consumer that it was given to last; an older one may not move it. */
  token: number;
  leaseEndsMs: number;
  deliveries: number;
};

/** One attempt at a task, as its consumer sees it. */
export type Run = {
  readonly name: string;
  readonly task: Task;
  readonly token: number;
  readonly process: SimProcess;
  readonly life: number;
  readonly beganMs: number;
  readonly controller: AbortController;
  readonly delivery: Delivery;
  /** The part that it has got to; what it was queued with, until it sends another one. */
  number: PartNumber | undefined;
};

export type Consumer = {
  readonly process: SimProcess;
  readonly kinds: readonly Task["kind"][];
  readonly slots: number;
  readonly carry: (task: Task, delivery: Delivery) => Promise<TaskOutcome>;
};

type Watch = {
  /** Before the task is gone from the queue. */
  readonly onDone: (run: Run) => void;
  readonly onRedelivery: (task: Task) => void;
  readonly onBug: (error: unknown) => void;
};

const LEASE_MS = 15_000;
const RENEW_MS = 5_000;
const STALLED_CHECK_MS = 5_000;
const ERROR_DELAY_MS = 5_000;
const KEPT = 8;
/** How often a task is let continue with another part. */
const EXTENSION = 0.7;

/** A queue with leases, as BullMQ is one: a task that is there already is not added again. */
export class SimQueue {
  readonly #ground: Ground;
  readonly #isAway: () => boolean;
  readonly #watch: Watch;
  readonly #entries = new Map<string, Entry>();
  readonly #consumers: Consumer[] = [];
  readonly #runs = new Set<Run>();
  #tokens = 0;
  #isPumping = false;
  /** Done lately: what a queue that falls back finds again. */
  #done: Task[] = [];

  constructor(ground: Ground, isAway: () => boolean, watch: Watch) {
    this.#ground = ground;
    this.#isAway = isAway;
    this.#watch = watch;
    this.#checkStalled();
  }

  get isIdle(): boolean {
    return this.#entries.size === 0;
  }

  addConsumer(consumer: Consumer): void {
    this.#consumers.push(consumer);
    consumer.process.onBirth(() => this.#pump());
    consumer.process.onDeath(() => {
      for (const run of this.#runs) {
        if (run.process === consumer.process) {
          this.#runs.delete(run);
        }
      }
    });
  }

  /** What the ledger's process does with a task that is asked for. */
  adder(): TaskQueue {
    const add = async (task: Task, name: string) => {
      if (!this.#ground.swarm.strikes("a task is lost on its way to the queue")) {
        this.#add(task, name);
      }
    };
    return {
      addPlan: (transfer) =>
        add({ kind: "plan", ref: refOf(transfer) }, `plan ${nameOf(transfer)}`),
      addFinalize: ({ tenant, transferId, generation, action }) =>
        add(
          { kind: "finalize", ref: { tenant, transferId } },
          `${action} ${transferId}-${generation}`,
        ),
      addParts: async (parts) => {
        for (const part of parts) {
          await add({ kind: "part", part }, partName(part));
        }
      },
      addBatches: async () => undefined,
      addListing: async () => undefined,
    };
  }

  /** Who uploads parts of this generation, and may continue with it. */
  partEngines({ transferId, generation }: Pick<PartRef, "transferId" | "generation">) {
    return [...this.#runs].filter(({ task, name, token }) => {
      const entry = this.#entries.get(name);
      return (
        task.kind === "part" &&
        task.part.transferId === transferId &&
        task.part.generation === generation &&
        entry?.token === token &&
        entry.leaseEndsMs > this.#ground.scheduler.nowMs()
      );
    });
  }

  /** What this process has in hand of a part. */
  runsOf(process: SimProcess, part: TaskRef): readonly Run[] {
    return [...this.#runs].filter((run) => run.process === process && run.name === partName(part));
  }

  runOf(signal: AbortSignal): Run | undefined {
    return [...this.#runs].find(({ controller }) => controller.signal === signal);
  }

  onSending(signal: AbortSignal, number: PartNumber | undefined): void {
    const run = this.runOf(signal);
    if (run !== undefined && number !== undefined) {
      run.number = number;
    }
  }

  /** Tells workers to stop. */
  stop(signal: StopSignal): void {
    for (const run of this.#runs) {
      const isMeant = run.task.kind === "part" && isStoppedBy(run.task.part, signal);
      if (isMeant && !this.#ground.swarm.strikes("a stop signal is lost")) {
        const stop = () => run.controller.abort("stopped");
        run.process.after(3, `${run.name} is told to stop`, stop, run.life);
      }
    }
  }

  flush(): void {
    this.#entries.clear();
  }

  /** Some of what happened lately did not: tasks are missing, or back. */
  fallBack(): void {
    const { random } = this.#ground;
    for (const entry of this.#entries.values()) {
      if (entry.state === "active" && random.unit() < 0.5) {
        this.#giveAnew(entry);
      } else if (entry.state === "waiting" && random.unit() < 0.3) {
        this.#entries.delete(entry.name);
      }
    }
    for (const task of this.#done.splice(0)) {
      if (random.unit() < 0.5) {
        this.#add(
          task,
          task.kind === "part" ? partName(task.part) : `again ${task.ref.transferId}`,
        );
      }
    }
    this.#pump();
  }

  #add(task: Task, name: string): void {
    if (!this.#entries.has(name)) {
      const fresh = { state: "waiting", token: 0, leaseEndsMs: 0, deliveries: 0 } as const;
      this.#entries.set(name, { name, task, ...fresh });
      this.#pump();
    }
  }

  #pump(): void {
    if (!this.#isPumping) {
      this.#isPumping = true;
      const { scheduler, random } = this.#ground;
      scheduler.after(between(random, 1, 10), "the queue dispatches", () => {
        this.#isPumping = false;
        this.#dispatchRun();
      });
    }
  }

  #dispatchRun(): void {
    const { swarm, random } = this.#ground;
    const waiting = [...this.#entries.values()].filter(({ state }) => state === "waiting");
    const isMixed = waiting.length > 1 && swarm.strikes("a task overtakes another");
    for (const entry of isMixed ? waiting.reverse() : waiting) {
      const free = this.#consumers.filter((consumer) => this.#isFreeFor(consumer, entry));
      const consumer = free[Math.floor(random.unit() * free.length)];
      if (consumer !== undefined && !this.#isAway()) {
        this.#give(entry, consumer);
      }
    }
  }

  #isFreeFor({ process, kinds, slots }: Consumer, { task, name }: Entry): boolean {
    const mine = [...this.#runs].filter((run) => run.process === process);
    return (
      process.isRunning &&
      kinds.includes(task.kind) &&
      mine.length < slots &&
      // It would have to wait for itself to end.
      mine.every((run) => run.name !== name)
    );
  }

  #give(entry: Entry, consumer: Consumer): void {
    const { scheduler, swarm, random } = this.#ground;
    this.#tokens += 1;
    entry.state = "active";
    entry.token = this.#tokens;
    entry.leaseEndsMs = scheduler.nowMs() + LEASE_MS;
    entry.deliveries += 1;
    if (entry.deliveries > 1) {
      this.#watch.onRedelivery(entry.task);
    }
    const run = this.#newRun(entry, consumer.process);
    this.#runs.add(run);
    run.process.after(1, `begins ${entry.name}`, () => void this.#carry(run, consumer));
    if (swarm.strikes("a task comes again while it is uploaded")) {
      const { token } = entry;
      scheduler.after(between(random, 1, 2000), `the lease of ${entry.name} is lost`, () => {
        if (entry.token === token && entry.state === "active") {
          this.#giveAnew(entry);
        }
      });
    }
  }

  #newRun({ name, task, token, deliveries }: Entry, process: SimProcess): Run {
    const { scheduler, random } = this.#ground;
    const controller = new AbortController();
    const { signal } = controller;
    const beganMs = scheduler.nowMs();
    // Reckoned by the process from before it asked, as the leases of the real consumer are.
    let endsMs = beganMs + LEASE_MS;
    const delivery: Delivery = {
      isRepeated: deliveries > 1,
      signal,
      holdsLease: () => !signal.aborted && scheduler.nowMs() < endsMs,
      mayContinue: () => random.unit() < EXTENSION,
    };
    const { life } = process;
    const number = task.kind === "part" ? task.part.number : undefined;
    const run: Run = { name, task, token, process, life, beganMs, controller, delivery, number };
    const renew = () => {
      if (this.#runs.has(run) && !this.#isAway()) {
        const entry = this.#entries.get(name);
        if (entry?.token === token && entry.state === "active") {
          endsMs = scheduler.nowMs() + LEASE_MS;
          entry.leaseEndsMs = endsMs;
        } else {
          controller.abort("lock-lost");
        }
      }
      if (this.#runs.has(run) && !signal.aborted) {
        process.after(RENEW_MS, `renews ${name}`, renew);
      }
    };
    process.after(RENEW_MS, `renews ${name}`, renew);
    return run;
  }

  async #carry(run: Run, consumer: Consumer): Promise<void> {
    const outcome = await this.#outcomeOf(run, consumer);
    run.process.after(1, `${run.name} is ${outcome.kind}`, () => this.#end(run, outcome));
  }

  async #outcomeOf({ task, delivery }: Run, { carry }: Consumer): Promise<TaskOutcome> {
    try {
      return await carry(task, delivery);
    } catch (error) {
      if (!isPenstockError(error, "ledger-unavailable")) {
        this.#watch.onBug(error);
      }
      return { kind: "later", delayMs: ERROR_DELAY_MS };
    }
  }

  #end(run: Run, outcome: TaskOutcome): void {
    this.#runs.delete(run);
    const entry = this.#entries.get(run.name);
    // Away: its end is not reported, and its lease runs out.
    if (entry?.token === run.token && entry.state === "active" && !this.#isAway()) {
      if (outcome.kind === "done") {
        // On a hedge nothing relies: the task that it stands beside is still there.
        if (run.task.kind !== "part" || !isHedge(run.task.part)) {
          this.#watch.onDone(run);
        }
        this.#entries.delete(run.name);
        this.#done = [...this.#done.slice(1 - KEPT), run.task];
      } else {
        this.#delay(entry, outcome.delayMs);
      }
    }
    this.#pump();
  }

  #delay(entry: Entry, delayMs: number): void {
    const { token } = entry;
    entry.state = "delayed";
    this.#ground.scheduler.after(delayMs, `${entry.name} is due again`, () => {
      if (entry.token === token && entry.state === "delayed") {
        entry.state = "waiting";
        this.#pump();
      }
    });
  }

  #giveAnew(entry: Entry): void {
    entry.state = "waiting";
    entry.token = 0;
    this.#pump();
  }

  #checkStalled(): void {
    const { scheduler } = this.#ground;
    scheduler.after(STALLED_CHECK_MS, "the queue looks for stalled tasks", () => {
      for (const entry of this.#entries.values()) {
        const isStalled = entry.state === "active" && entry.leaseEndsMs <= scheduler.nowMs();
        if (isStalled && !this.#isAway()) {
          this.#giveAnew(entry);
        }
      }
      this.#pump();
      this.#checkStalled();
    });
  }
}

function partName({ transferId, generation, taskPart }: TaskRef): string {
  return `part ${taskPart} of ${transferId}-${generation}`;
}

function nameOf({ id, generation }: Transfer): string {
  return `${id}-${generation}`;
}

function refOf({ tenant, id }: Transfer): TransferRef {
  return { tenant, transferId: id };
}
