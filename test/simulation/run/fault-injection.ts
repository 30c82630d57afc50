import { toPartNumber } from "@penstock/core";
import { between, spread } from "./chance.ts";
import { type Load, MIB, sampleBytes } from "./load.ts";
import type { Deployment } from "./roles.ts";
import { LIVE, type SimStore } from "./sim-store.ts";
import type { Fault } from "./swarm.ts";
import { STRANGER, type World } from "./world.ts";

const FIRST_MS = 100;
const LAST_MS = 45_000;
/** A good transfer takes a second, or as much longer as the seed's world is slow. */
const USUAL_MS = 4000;
const SLOWEST_MS = 300;
const STRANGE_NAME = 900;

/** What happens at a time of its own, and not to a call. */
export function planFaultInjection(world: World, deployment: Deployment): void {
  const { ledger, store, random } = world;
  once(world, "the ledger is away for a while", () => ledger.goAway(spread(random, 500, 30_000)));
  once(world, "the ledger is lost", () => world.flush());
  once(world, "the ledger falls back", () => world.fallBack(Math.ceil(spread(random, 1, 40))));
  once(world, "the store throttles for a while", () =>
    store.throttle(spread(random, 1000, 60_000)),
  );
  for (const [index, load] of world.loads.entries()) {
    planTroubles(world, deployment, load, index);
  }
}

function planTroubles(world: World, deployment: Deployment, load: Load, index: number): void {
  const { random, swarm } = world;
  const renew = (name: number, sizeBytes: number) => world.renew(load, name, sizeBytes);
  once(world, "the source changes", () => renew(10 + index, load.sizeBytes));
  once(world, "the source grows", () => renew(20 + index, load.sizeBytes + 5000));
  if (swarm.draws("the source changes again and again")) {
    for (let version = 0; version < 6; version += 1) {
      at(world, "the source changes again and again", () => {
        return renew(30 + 10 * version + index, load.sizeBytes);
      });
    }
  }
  once(world, "the source vanishes", () => vanish(world, load));
  once(world, "the store forgets an upload", () => expire(world, load));
  once(world, "another writer writes the key", () => intrude(world, load, between(random, 0, 2)));
  once(world, "the client cancels", () => deployment.cancel(load));
  once(world, "the client submits twice", () => deployment.submit(load));
}

/** What lies under the keys before anything begins. */
export async function prepare(world: World): Promise<void> {
  const { swarm, store, loads } = world;
  for (const [index, load] of loads.entries()) {
    await world.renew(load, index, load.sizeBytes);
    // Of the very size that ours will have, so that only its token tells.
    if (swarm.strikes("an older object lies under the key")) {
      await intrude(world, load, 0);
    }
    if (swarm.strikes("a foreign upload is open under the key")) {
      await openForeign(store, load);
    }
  }
}

function once(world: World, fault: Fault, happen: () => unknown): void {
  if (world.swarm.draws(fault)) {
    at(world, fault, happen);
  }
}

function at(world: World, fault: Fault, happen: () => unknown): void {
  const { scheduler, random, swarm, ground } = world;
  // Half of it while most transfers are under way.
  const isSoon = random.unit() < 0.5;
  const soonMs = between(random, 0, USUAL_MS + SLOWEST_MS * ground.slowness);
  scheduler.after(isSoon ? soonMs : spread(random, FIRST_MS, LAST_MS), fault, () => {
    swarm.fires(fault);
    happen();
  });
}

/** With a part in it: an empty one, as old as ours, is worth nothing. */
async function openForeign({ truth }: SimStore, { key }: Load): Promise<void> {
  const object = { key, attributes: { metadata: {} }, token: STRANGER, checksum: "md5" } as const;
  const uploadId = await truth.initiate(object, LIVE);
  const chunks = (async function* () {
    yield new Uint8Array(5);
  })();
  const body = { lengthBytes: 5, chunks };
  await truth.uploadPart({ key, uploadId }, toPartNumber(1), body, "md5", LIVE);
}

/** Not where the store has no guard: then nothing can prevent overwriting. */
async function intrude(world: World, load: Load, grownMib: number): Promise<void> {
  const { store, oracle } = world;
  const isGuarded = store.truth.profile.behaviour.overwriteGuard.is !== "none";
  if (load.overwrite === "always" || isGuarded) {
    const sizeBytes = load.sizeBytes + Math.floor(grownMib) * MIB;
    await world.write(load.key, sampleBytes(STRANGE_NAME, sizeBytes));
    oracle.onVisible(load.key);
  }
}

function vanish({ store }: World, load: Load): void {
  load.source.isGone = true;
  if (load.origin === "store") {
    store.truth.objects.delete(load.source.key);
  }
}

/** Ours only: a foreign one is there to show that it is not touched. */
async function expire({ store, oracle }: World, { key }: Load): Promise<void> {
  for (const upload of store.truth.openUploads) {
    if (upload.key === key && oracle.isOurs(upload.uploadId)) {
      oracle.strikesAt(key, (troubles) => {
        troubles.expiries += 1;
      });
      await store.truth.abort(upload, LIVE);
    }
  }
}
