import {
  canCombine,
  type JobId,
  type Random,
  STORE_PROFILES,
  type StoreProfile,
  type TransferOptions,
} from "@penstock/core";
import { seededRandom } from "@penstock/testkit";
import { pick } from "./chance.ts";
import type { SourceObject } from "./sim-source.ts";
import type { Swarm } from "./swarm.ts";

export const MIB = 1024 * 1024;

/** One object on its way, as the seed drew it. */
export type Load = {
  readonly key: string;
  readonly verify: NonNullable<TransferOptions["verify"]>;
  readonly overwrite: TransferOptions["overwrite"];
  /** `store`: the store holds the source as well, and copies. */
  readonly origin: "source" | "store";
  readonly sizeBytes: number;
  /** Every version that the source ever had: the object may be any of them, and nothing else. */
  readonly source: SourceObject;
  /** Of the client, accepted. A job that it asked for and was not told of may run as well. */
  readonly jobs: JobId[];
  isCancelled: boolean;
};

const SIZES = [0, 1000, MIB, MIB + 1, MIB + 99_999, 2 * MIB + 7, 2 * MIB + 99_999] as const;

export function drawProfile(random: Random): StoreProfile {
  // The small parts of COS, or an upload would take five times the bytes.
  const { cos, aws, ceph, other } = STORE_PROFILES;
  const { partETag } = other.behaviour;
  const opaque = { ...cos, behaviour: { ...cos.behaviour, partETag } };
  return { ...pick<StoreProfile>(random, cos, opaque, aws, aws, ceph), limits: cos.limits };
}

export function drawLoads(random: Random, swarm: Swarm, profile: StoreProfile): readonly Load[] {
  const count = pick(random, 2, 3, 4);
  return Array.from({ length: count }, (_, index) => drawLoad(random, swarm, profile, index));
}

function drawLoad(random: Random, swarm: Swarm, { checksum }: StoreProfile, index: number): Load {
  const key = `object-${index}`;
  const origin = pick<Load["origin"]>(random, "source", "source", "store");
  const isReported = origin === "source" && canCombine(checksum) && random.unit() < 0.6;
  const isWrong = isReported && swarm.strikes("the source publishes a wrong checksum");
  const published = isWrong ? "wrong" : "right";
  const isWeak = origin === "source" && swarm.strikes("the source shows weak ETags");
  return {
    key,
    verify: pick<Load["verify"]>(random, "part", "part", "none", "full"),
    overwrite: pick<Load["overwrite"]>(random, "always", "always", "always", "never"),
    origin,
    sizeBytes: pick<number>(random, 2 * MIB + 7, ...SIZES),
    source: {
      key: origin === "store" ? `originals/${key}` : key,
      published: isReported ? published : "nothing",
      isWeak,
      versions: [],
      isGone: false,
    },
    jobs: [],
    isCancelled: false,
  };
}

/** The last ones used, which also spares their checksums: 64 are about 100 MB, however many seeds follow. */
const SAMPLES = new Map<string, Uint8Array>();
const MAX_SAMPLES = 64;

/** Bytes that differ from every other name's, and from part to part. */
export function sampleBytes(name: number, sizeBytes: number): Uint8Array {
  const wish = `${name}/${sizeBytes}`;
  const sample = SAMPLES.get(wish) ?? newSample(name, sizeBytes);
  SAMPLES.delete(wish);
  SAMPLES.set(wish, sample);
  const [oldest] = SAMPLES.keys();
  if (oldest !== undefined && SAMPLES.size > MAX_SAMPLES) {
    SAMPLES.delete(oldest);
  }
  return sample;
}

function newSample(name: number, sizeBytes: number): Uint8Array {
  const sample = new Uint8Array(sizeBytes);
  const bytes = seededRandom(name + 1).bytes(4096);
  for (let at = 0; at < sizeBytes; at += bytes.length) {
    sample.set(bytes.subarray(0, Math.min(bytes.length, sizeBytes - at)), at);
    // Two bytes count the pieces: one alone would begin again with every MiB, and so with every part.
    sample[at] = at / bytes.length;
    sample[at + 1] = at / bytes.length / 256;
  }
  return sample;
}
