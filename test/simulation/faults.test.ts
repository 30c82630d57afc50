import {
  type Cause,
  canCombine,
  countsAddUp,
  isFinished,
  isPenstockError,
  type JobId,
  jobStateOf,
  type Random,
  STORE_PROFILES,
  type StoreProfile,
  type TransferOptions,
  type TransferState,
} from "@penstock/core";
import { checksumOf, seededRandom } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { Crash, Trouble } from "../support/trouble.ts";

const SEEDS = 500;
const MAX_STEPS = 4000;
/** After this many steps nothing fails any more, so that every run can end. */
const FAULTY_STEPS = 400;
const SIGNAL = new AbortController().signal;
const STRANGE = sampleBytes(0, 55);
const SIZES = [0, 1000, MIB + 1, 3 * MIB];

/** One object on its way, as the seed drew it. */
type Load = {
  readonly key: string;
  readonly verify: NonNullable<TransferOptions["verify"]>;
  readonly overwrite: TransferOptions["overwrite"];
  /** `store`: the store holds the source as well, and copies. */
  readonly origin: "source" | "store";
  /** What the source says of its checksum. */
  readonly published: "nothing" | "right" | "wrong";
  /** Every version that the source ever had: the object may be any of them, and nothing else. */
  readonly versions: Uint8Array[];
  /** What was under the key first. */
  first: string | undefined;
};

type World = {
  readonly seed: number;
  readonly deployment: MemoryDeployment;
  readonly trouble: Trouble;
  readonly loads: ReadonlyMap<JobId, Load>;
  /** Of the bytes in the store, which are large: they are looked at once. */
  readonly names: WeakMap<Uint8Array, string>;
};

function pick<Choice>(random: Random, first: Choice, ...others: readonly Choice[]): Choice {
  return others[Math.floor(random.unit() * (others.length + 1)) - 1] ?? first;
}

function drawProfile(random: Random): StoreProfile {
  // The small parts of COS, or an upload would take five times the bytes.
  const { cos, aws, ceph } = STORE_PROFILES;
  return { ...pick<StoreProfile>(random, cos, aws, ceph), limits: cos.limits };
}

function drawLoad(random: Random, index: number, { checksum }: StoreProfile): Load {
  const origin = pick(random, "source", "source", "store");
  const published = pick(random, "nothing", "nothing", "right", "right", "wrong");
  return {
    key: `object-${index}`,
    verify: pick(random, "part", "part", "none", "full"),
    overwrite: pick(random, "always", "always", "never"),
    origin,
    published: origin === "source" && canCombine(checksum) ? published : "nothing",
    versions: [],
    first: undefined,
  };
}

async function makeWorld(seed: number): Promise<World> {
  const random = seededRandom(seed);
  const trouble = new Trouble(seed);
  const deployment = new MemoryDeployment(
    seed,
    {
      ledger: (ledger) => trouble.ledger(ledger),
      store: (store) => trouble.store(store),
      source: (source) => trouble.source(source),
      stored: (stored) => trouble.source(stored),
      queue: (queue) => trouble.queue(queue),
    },
    drawProfile(random),
  );
  const loads = new Map<JobId, Load>();
  for (const [index, sizeBytes] of SIZES.entries()) {
    const load = drawLoad(random, index, deployment.store.profile);
    await renew(deployment, load, sampleBytes(seed + index, sizeBytes));
    const { key, verify, overwrite, origin } = load;
    const source = { connection: origin, key: origin === "store" ? `originals/${key}` : key };
    loads.set(await deployment.submit(key, { verify, overwrite }, source), load);
  }
  return { seed, deployment, trouble, loads, names: new WeakMap() };
}

/** A new version of the source. */
async function renew(deployment: MemoryDeployment, load: Load, bytes: Uint8Array): Promise<void> {
  load.versions.push(bytes);
  if (load.origin === "store") {
    await write(deployment, `originals/${load.key}`, bytes);
    return;
  }
  const { checksum: algorithm } = deployment.store.profile;
  const right = checksumOf(algorithm, bytes);
  const wrong = right.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
  const value = load.published === "right" ? right : wrong;
  const isReported = load.published !== "nothing";
  deployment.source.put(load.key, bytes, isReported ? { checksum: { algorithm, value } } : {});
}

/** Past the engine, and past all trouble. */
async function write({ store }: MemoryDeployment, key: string, bytes: Uint8Array): Promise<void> {
  const object = { key, attributes: { metadata: {} }, token: "another", checksum: "md5" } as const;
  const chunks = (async function* () {
    yield bytes;
  })();
  await store.put(object, { lengthBytes: bytes.length, chunks }, SIGNAL);
}

/** Another writer writes a key that may not be overwritten, where nothing is and the store has a guard. */
async function intrude({ deployment, loads }: World): Promise<void> {
  for (const load of loads.values()) {
    const isFree = !deployment.store.objects.has(load.key);
    const isGuarded = deployment.store.profile.behaviour.overwriteGuard.is !== "none";
    if (load.overwrite === "never" && isFree && isGuarded) {
      await write(deployment, load.key, STRANGE);
    }
  }
}

async function step({ deployment, trouble }: World): Promise<void> {
  const run = deployment.takeTask();
  if (run === undefined) {
    await deployment.letTimePass().catch(unlessExpected);
    return;
  }
  // A worker that died leaves its task to another one; a task may also simply come twice.
  const times = trouble.isRepeated() ? 2 : 1;
  for (let time = 0; time < times; time += 1) {
    await deployment.runTask(run).catch(unlessExpected);
  }
}

function unlessExpected(error: unknown): void {
  if (!(error instanceof Crash || isPenstockError(error, "ledger-unavailable"))) {
    throw error;
  }
}

/** What is under the key: `nothing`, `version 1`, `another writer's`, or `a mixture`. */
function found({ deployment, names }: World, { key, versions }: Load): string {
  const bytes = deployment.store.objects.get(key)?.bytes;
  if (bytes === undefined) {
    return "nothing";
  }
  const name = names.get(bytes) ?? nameOf(versions, bytes);
  names.set(bytes, name);
  return name;
}

function nameOf(versions: readonly Uint8Array[], bytes: Uint8Array): string {
  const isLike = (other: Uint8Array) => Buffer.compare(other, bytes) === 0;
  if (isLike(STRANGE)) {
    return "another writer's";
  }
  const index = versions.findIndex(isLike);
  return index < 0 ? "a mixture" : `version ${index + 1}`;
}

async function checkAlways(world: World): Promise<void> {
  for (const [jobId, load] of world.loads) {
    const { counts } = await world.deployment.record(jobId);
    expect(countsAddUp(counts)).toBe(true);
    const name = found(world, load);
    expect(name).not.toBe("a mixture");
    load.first ??= name === "nothing" ? undefined : name;
    if (load.overwrite === "never") {
      expect(name).toBe(load.first ?? "nothing");
    }
  }
}

async function isOver({ deployment, loads }: World): Promise<boolean> {
  for (const jobId of loads.keys()) {
    const { counts, isCancelled } = await deployment.record(jobId);
    if (!isFinished(jobStateOf(counts, isCancelled))) {
      return false;
    }
  }
  return true;
}

async function play(seed: number): Promise<World> {
  const world = await makeWorld(seed);
  const random = seededRandom(seed);
  const changesAt = Math.floor(random.unit() * 40);
  const intrudesAt = Math.floor(random.unit() * 40);
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    world.trouble.isOver = steps >= FAULTY_STEPS;
    const last = [...world.loads.values()].at(-1);
    if (steps === changesAt && last !== undefined) {
      await renew(world.deployment, last, sampleBytes(seed + 99, 2 * MIB + 7));
    }
    if (steps === intrudesAt) {
      await intrude(world);
    }
    await step(world);
    await checkAlways(world);
    if (await isOver(world)) {
      return world;
    }
  }
  throw new Error(`seed ${seed}: not every job ended within ${MAX_STEPS} steps`);
}

describe("under crashes, lost tasks, lost responses, flipped bits and a changing source", () => {
  const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);
  const ends = new Set<string>();

  test.each(seeds)("seed %d: every job ends, and no object is a mixture", async (seed) => {
    const world = await play(seed);

    for (const [jobId, load] of world.loads) {
      const { state } = await world.deployment.transferOf(jobId);
      ends.add(endOf(state));
      if (state.kind === "stored") {
        expect(found(world, load)).toMatch(/^version/);
        expect(load.published).not.toBe("wrong");
      } else if (state.kind === "skipped") {
        expect(load.overwrite).toBe("never");
        expect(found(world, load)).not.toBe("nothing");
      } else {
        expect(state).toMatchObject({ kind: "failed", cause: expect.toSatisfy(isPermanent) });
      }
    }
  });

  test("every way to end has come up", () => {
    expect([...ends]).toEqual(
      expect.arrayContaining([
        "stored, by object-checksum",
        "stored, by object-checksum, copied",
        "stored, by part-checksums",
        "stored, by read-back",
        "stored, by read-back, copied",
        "stored, by size",
        "skipped",
        "failed: destination-exists",
        "failed: integrity-mismatch",
      ]),
    );
  });
});

function endOf(state: TransferState): string {
  switch (state.kind) {
    case "stored": {
      const copied = state.upload.serverSideCopySource === undefined ? "" : ", copied";
      return `stored, by ${state.object.verifiedBy}${copied}`;
    }
    case "failed":
      return `failed: ${state.cause.code}`;
    default:
      return state.kind;
  }
}

/** Only a part that failed ten times may give up, or what no attempt can fix; and then it says so. */
function isPermanent(cause: Cause): boolean {
  const permanent = ["integrity-mismatch", "destination-exists", "source-changed"];
  return permanent.includes(cause.code) || /attempt \d+, the last one/.test(cause.message);
}
