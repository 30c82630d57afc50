// Last parts that are slow are sent a second time, by whichever worker is free.

import {
  hedgeOf,
  LEAST_SLOW_MS,
  MOST_LAST_PARTS,
  mayHedge,
  type PartTask,
  type SlowPart,
  slowAfterMs,
  type TenantWork,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { apart } from "../repair/apart.ts";

type HedgingEngine = OnPorts<"hedges" | "measures" | "parts" | "workers"> &
  Pick<Engine, "queue" | "connections" | "clock" | "log" | "repeats">;

/** So often one task gets a hedge at most: one that is never faster is no help. */
const MOST_HEDGES = 3;
/** Doubled each time. A hedge that a busy worker took, or that failed, is asked for again. */
const FIRST_PAUSE_MS = 5000;
/** Whatever is not slow any more. */
const FORGOTTEN_MS = 600_000;

/** When a part counts as slow. */
type Pace = {
  readonly leastMs: number;
  readonly slowAfterMs: typeof slowAfterMs;
};
const PACE: Pace = { leastMs: LEAST_SLOW_MS, slowAfterMs };

type Hedged = { readonly count: number; readonly atMs: number };

/** Looks for slow ones where slots are free, and queues hedges of them: one for each free slot at most. */
export class LastParts {
  readonly #engine: HedgingEngine;
  readonly #pace: Pace;
  /** By the names of tasks. Lost with the leader: another one may hedge them as often again. */
  readonly #hedged = new Map<string, Hedged>();

  constructor(engine: HedgingEngine, pace = PACE) {
    this.#engine = engine;
    this.#pace = pace;
  }

  /** @param work of all tenants, as it was read just now */
  async hedgeOnce(work: readonly TenantWork[], signal?: AbortSignal): Promise<void> {
    const { clock } = this.#engine;
    for (const [name, { atMs }] of this.#hedged) {
      if (clock.nowMs() - atMs > FORGOTTEN_MS) {
        this.#hedged.delete(name);
      }
    }
    const inFlight = work.reduce((sum, each) => sum + each.inFlight, 0);
    for (const each of work.filter((tenant) => tenant.inFlight > 0)) {
      signal?.throwIfAborted();
      const about = { what: "the last parts of a tenant", fields: { tenant: each.tenant } };
      await apart(this.#engine, about, () => this.#hedgeOf(each, inFlight));
    }
  }

  async #hedgeOf(work: TenantWork, inFlight: number): Promise<void> {
    const { ledger, queue } = this.#engine;
    const wanted = { leastMs: this.#pace.leastMs, mostLeft: MOST_LAST_PARTS };
    const found = await ledger.hedges.slowParts(work.tenant, { ...wanted, limit: MOST_LAST_PARTS });
    const slow = found.filter(({ task }) => !isLimited(work, task));
    // Mostly nothing is slow, and who lives need not be asked.
    const free = slow.length === 0 ? 0 : (await this.#slots()) - inFlight;
    const tasks: PartTask[] = [];
    for (const part of slow) {
      if (tasks.length < free && (await this.#isWorthIt(part))) {
        tasks.push(hedgeOf(part.task));
      }
    }
    if (tasks.length > 0) {
      await queue.addParts(tasks);
    }
  }

  /** Of all workers. With one of them there is no other place. */
  async #slots(): Promise<number> {
    const workers = await this.#engine.ledger.workers.liveWorkers();
    return workers.length < 2 ? 0 : workers.reduce((sum, worker) => sum + worker.slots, 0);
  }

  async #isWorthIt(part: SlowPart): Promise<boolean> {
    const { ledger, clock } = this.#engine;
    const { transferId, generation, taskPart, number } = part.task;
    const name = `${transferId}/${generation}/${taskPart}/${number}`;
    const { count, atMs } = this.#hedged.get(name) ?? { count: 0, atMs: Number.NEGATIVE_INFINITY };
    const isTooSoon = clock.nowMs() - atMs < FIRST_PAUSE_MS * 2 ** (count - 1);
    if (count >= MOST_HEDGES || isTooSoon || !(await isSlow(this.#engine, part, this.#pace))) {
      return false;
    }
    this.#hedged.set(name, { count: count + 1, atMs: clock.nowMs() });
    return await ledger.hedges.markHedged(part.task);
  }
}

/** A hedge has no permit by which it would count for a limit; and what a limit holds back gets no faster by it. */
function isLimited(
  { inFlightLimit, claimLimits }: TenantWork,
  { jobId, source, destination }: PartTask,
): boolean {
  const holders = [source, destination].map(({ connection }) => `connection ${connection}`);
  const names = [`job ${jobId}`, ...holders];
  const bounding = ["upload", ...names, ...names.map((name) => `upload ${name}`)];
  const isTenantLimited = inFlightLimit !== undefined && inFlightLimit.bound !== "turn";
  return isTenantLimited || claimLimits.some(({ name }) => bounding.includes(name));
}

async function isSlow(
  { ledger, clock, connections }: HedgingEngine,
  { task, sinceMs }: SlowPart,
  pace: Pace,
): Promise<boolean> {
  const { profile } = connections.store(task.destination.connection);
  if (!mayHedge(profile, task.upload)) {
    return false;
  }
  const { workers } = await ledger.measures.readMeasures(task);
  const nowMs = clock.nowMs();
  const afterMs = pace.slowAfterMs(workers, nowMs);
  return afterMs !== undefined && nowMs - sinceMs >= afterMs;
}
