import { between } from "./chance.ts";
import { planFaultInjection, prepare } from "./fault-injection.ts";
import type { Violation } from "./oracle.ts";
import { Deployment } from "./roles.ts";
import { World } from "./world.ts";

/** From here on nothing fails any more. */
const FAULTS_END_MS = 60_000;
/** By then every job has ended, and nothing of ours is open. */
const DEADLINE_MS = 30 * 60_000;
const LOOK_EVERY_MS = 5_000;
const MAX_EVENTS = 60_000;
const TENANT = "default";

export type Played = {
  readonly seed: number;
  readonly events: number;
  /** Equal for equal runs. */
  readonly hash: string;
  readonly fired: ReadonlyMap<string, number>;
  /** Ways in which transfers ended, as far as the ledger still knows them. */
  readonly ends: readonly string[];
  readonly violation: Violation | undefined;
};

/** Plays one seed until everything has settled, or a rule is broken. */
export async function play(seed: number, trace?: (line: string) => void): Promise<Played> {
  const world = new World(seed, trace);
  const { scheduler, swarm, oracle } = world;
  await prepare(world);
  const deployment = new Deployment(world);
  for (const load of world.loads) {
    scheduler.after(between(world.random, 1, 3000), `submit ${load.key}`, () => {
      deployment.submit(load);
    });
  }
  planFaultInjection(world, deployment);
  const game = { isSettled: false };
  look(world, game);
  while (oracle.broken === undefined && !game.isSettled) {
    swarm.isOver = scheduler.elapsedMs >= FAULTS_END_MS;
    if (scheduler.elapsedMs > DEADLINE_MS || scheduler.events > MAX_EVENTS) {
      oracle.breaks(
        "every accepted job ends, and no upload stays open (7, 15)",
        await whatIsLeft(world),
      );
    }
    await scheduler.step();
  }
  const ends = await endsOf(world);
  const { events, hash } = scheduler;
  scheduler.end();
  return { seed, events, hash, fired: swarm.fired, ends, violation: oracle.broken };
}

/** Looks from time to time, past all trouble, whether there is anything left to happen. */
function look(world: World, game: { isSettled: boolean }): void {
  world.scheduler.after(LOOK_EVERY_MS, "the judge looks", () => {
    void whatIsLeft(world).then((left) => {
      game.isSettled = world.swarm.isOver && left === "";
      look(world, game);
    });
  });
}

/** In words; nothing is left when there are none. */
async function whatIsLeft({ loads, oracle, store, ledger, queue }: World): Promise<string> {
  const accepted = loads.flatMap(({ jobs }) => jobs);
  const left: string[] = accepted
    .filter((jobId) => !oracle.ended.has(jobId))
    .map((jobId) => `${jobId} has not ended`);
  const { items } = await ledger.truth.jobs.listJobs(TENANT, { limit: 100 });
  for (const { job } of items) {
    const transfers = await ledger.truth.jobs.listTransfers(TENANT, job.id, { limit: 100 });
    for (const { id, state } of transfers.items) {
      if (!["stored", "skipped", "aborted", "failed"].includes(state.kind)) {
        left.push(`${id} is ${state.kind}`);
      }
    }
  }
  for (const { key, uploadId } of store.truth.openUploads) {
    if (!oracle.mayStayOpen(uploadId)) {
      left.push(`${uploadId} of ${key} is open`);
    }
  }
  return left.length === 0 && !queue.isIdle ? "the queue is not empty" : left.join(", ");
}

async function endsOf({ ledger }: World): Promise<readonly string[]> {
  const { items } = await ledger.truth.jobs.listJobs(TENANT, { limit: 100 });
  const ends: string[] = [];
  for (const { job } of items) {
    const transfers = await ledger.truth.jobs.listTransfers(TENANT, job.id, { limit: 100 });
    for (const { state } of transfers.items) {
      const proof = state.kind === "stored" ? `, by ${state.object.verifiedBy}` : "";
      const cause = state.kind === "failed" ? `: ${state.cause.code}` : "";
      ends.push(`${state.kind}${proof}${cause}`);
    }
  }
  return ends;
}
