import { countsAddUp, type JobRecord, jobStateOf, pendingOf } from "@penstock/core";
import { acceptedHeads } from "@penstock/engine";
import { rowLines } from "@penstock/wire";
import { between, spread } from "../run/chance.ts";
import { startRecorder, startRestorer } from "./bulk-recorder.ts";
import { startPlanner, startSweeper, startWorker } from "./bulk-roles.ts";
import { BulkWorld, TENANT } from "./bulk-world.ts";

const FAULTS_END_MS = 60_000;
const DEADLINE_MS = 60 * 60_000;
const LOOK_EVERY_MS = 1000;
const MAX_EVENTS = 150_000;
const MAX_FLUSHES = 5;

export type PlayedBulk = {
  readonly seed: number;
  readonly events: number;
  readonly hash: string;
  readonly entries: number;
  readonly flushes: number;
  /** Puts beside the first of each entry. */
  readonly resent: number;
  /** Rows of segments that were not accepted. */
  readonly voided: number;
  /** Which rule broke, and how. */
  readonly violation: { readonly invariant: string; readonly detail: string } | undefined;
};

/** Plays one seed until the job and all its rows are in the journal, or a rule is broken. */
export async function playBulk(seed: number, trace?: (line: string) => void): Promise<PlayedBulk> {
  const world = new BulkWorld(seed, trace);
  const { scheduler, swarm, random } = world;
  await world.accept();
  for (const number of [1, 2, 3]) {
    startPlanner(world, `planner ${number}`);
    startWorker(world, `worker ${number}`);
    startSweeper(world, `sweeper ${number}`);
    startRecorder(world, `recorder ${number}`);
    startRestorer(world, `restorer ${number}`);
  }
  const flushes = Math.floor(random.unit() * (MAX_FLUSHES + 1));
  for (let flush = 0; flush < flushes; flush += 1) {
    scheduler.after(spread(random, 500, FAULTS_END_MS), "the ledger is lost", () => world.flush());
  }
  if (swarm.draws("the ledger falls back")) {
    scheduler.after(between(random, 500, FAULTS_END_MS), "the ledger falls back", () => {
      swarm.fires("the ledger falls back");
      void world.ledger.fallBack(Math.ceil(random.unit() * 20));
    });
  }
  const judge = new BulkJudge(world);
  judge.watch();
  while (judge.violation === undefined && (await world.isOpen())) {
    swarm.isOver = scheduler.elapsedMs >= FAULTS_END_MS;
    if (scheduler.elapsedMs > DEADLINE_MS || scheduler.events > MAX_EVENTS) {
      judge.breaks("the job ends", JSON.stringify(judge.lastSeen?.counts));
    }
    await scheduler.step();
    if (world.bug !== undefined) {
      judge.breaks("no process meets what it does not expect", String(world.bug));
    }
  }
  const voided = await judge.atTheEnd().catch((error: unknown) => {
    judge.breaks("every row can be read", String(error));
    return 0;
  });
  const { events, hash } = scheduler;
  scheduler.end();
  const puts = [...world.puts.values()].reduce((sum, count) => sum + count - 1, 0);
  return {
    ...{ seed, events, hash, voided, entries: world.entries.length, flushes: world.flushes },
    ...{ resent: puts, violation: judge.violation },
  };
}

export function bulkFailure({ seed, events, hash, violation }: PlayedBulk): string {
  return [
    `seed ${seed} broke a rule after ${events} events: ${violation?.invariant}`,
    `  ${violation?.detail}`,
    `run ${hash}; replay it with: npm run simulate -- --bulk --from ${seed} --seeds 1 --trace`,
  ].join("\n");
}

/** Compares what a ledger and a journal say with what there is. */
class BulkJudge {
  readonly #world: BulkWorld;
  violation: PlayedBulk["violation"];
  lastSeen: JobRecord | undefined;

  constructor(world: BulkWorld) {
    this.#world = world;
  }

  breaks(invariant: string, detail: string): void {
    this.violation ??= { invariant, detail };
  }

  watch(): void {
    this.#world.scheduler.after(LOOK_EVERY_MS, "the judge looks", () => {
      void this.#look();
      this.watch();
    });
  }

  async #look(): Promise<void> {
    const { truth } = this.#world.ledger;
    const record = await truth.jobs.readJob(TENANT, this.#world.job.id);
    if (record === undefined) {
      return;
    }
    this.lastSeen = record;
    const { counts, finishedAtMs } = record;
    if (!countsAddUp(counts) || counts.listed > this.#world.entries.length) {
      this.breaks("counts add up", JSON.stringify(counts));
    }
    if ((finishedAtMs !== undefined) !== (pendingOf(counts) === 0)) {
      this.breaks("a job is finished when nothing is pending", JSON.stringify(counts));
    }
  }

  /** Every entry has exactly one row, which is true, and the counts are those of the rows. */
  async atTheEnd(): Promise<number> {
    const { archive, job, entries, fates, puts } = this.#world;
    const ref = { tenant: TENANT, jobId: job.id };
    const heads = await archive.heads(ref);
    const accepted = acceptedHeads(heads, await archive.recovery(ref));
    const outcomes = new Map<string, string>();
    for (const head of accepted) {
      for await (const { key, outcome } of rowLines.unpack(archive.read(ref, head, "all"))) {
        if (outcomes.has(key)) {
          this.breaks("no entry has two rows", key);
        }
        outcomes.set(key, outcome);
      }
    }
    for (const { key } of entries) {
      const wanted = fates.get(key)?.isLost === true ? "failed" : "stored";
      if (outcomes.get(key) !== wanted) {
        this.breaks("every entry has its row", `${key}: ${outcomes.get(key) ?? "none"}`);
      }
      if (wanted === "stored" && !puts.has(key)) {
        this.breaks("what is stored was put", key);
      }
    }
    this.#compareCounts(accepted.reduce((sum, { counts }) => sum + counts.stored, 0));
    return heads.length - accepted.length;
  }

  #compareCounts(stored: number): void {
    const { entries, fates } = this.#world;
    const wanted = entries.filter(({ key }) => fates.get(key)?.isLost !== true).length;
    if (stored !== wanted) {
      this.breaks("the heads count what was stored", `${stored} instead of ${wanted}`);
    }
    const seen = this.lastSeen;
    if (seen?.finishedAtMs !== undefined) {
      const state = jobStateOf(seen.counts, seen.isCancelled, seen.bulk?.brokenShards);
      const isRight = wanted === entries.length ? state === "succeeded" : state !== "succeeded";
      if (!isRight) {
        this.breaks("a job succeeds when all of it is stored", state);
      }
    }
  }
}
