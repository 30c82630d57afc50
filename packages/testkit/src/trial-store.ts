import {
  type ConnectionCheck,
  type ConnectionCheckName,
  type Connections,
  type ConnectionTest,
  type ErrorCode,
  type Lister,
  type ObjectStore,
  PenstockError,
  STORE_PROFILES,
  type StoreProfile,
  type StoreVariant,
} from "@penstock/core";
import { ManualClock } from "./manual-clock.ts";
import { MemoryLedger } from "./memory-ledger/memory-ledger.ts";
import { MemoryObjectStore } from "./memory-object-store.ts";
import { seededRandom } from "./seeded-random.ts";

const NEVER = new AbortController().signal;

/** Changes what a store does; the variant tells which of the probes it is. */
export type Mood = (store: MemoryObjectStore, variant: StoreVariant) => Partial<ObjectStore>;

export type StoreTrial = {
  readonly profile?: StoreProfile;
  readonly mood?: Mood;
  readonly signal?: AbortSignal;
  /** Instead of the store's own. */
  readonly lister?: Lister;
};

export type TrialOutcome = {
  readonly test: ConnectionTest;
  readonly memory: MemoryObjectStore;
  readonly ledger: MemoryLedger;
  readonly closed: number;
  check(name: ConnectionCheckName): ConnectionCheck | undefined;
};

/** What a test of a connection is given. */
export type TrialTools = {
  readonly ledger: MemoryLedger;
  readonly connections: Connections;
  readonly clock: ManualClock;
  readonly random: ReturnType<typeof seededRandom>;
};

/** Runs a test of a connection on a store in memory that behaves as the mood wants. */
export async function tryStore(
  { profile = STORE_PROFILES.cos, mood = () => ({}), signal = NEVER, lister }: StoreTrial,
  test: (tools: TrialTools, signal: AbortSignal) => Promise<ConnectionTest>,
): Promise<TrialOutcome> {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const memory = new MemoryObjectStore(profile);
  let closed = 0;
  const connections: Connections = {
    store: () => memory,
    source: () => memory.reader,
    lister: () => lister ?? memory.lister,
    serverSideCopySource: () => undefined,
    probe: (_name, variant) => ({
      ...throughTo(memory),
      ...mood(memory, variant),
      profile: { ...profile, pathStyle: styleOf(profile, variant) },
      close: () => {
        closed += 1;
      },
    }),
  };
  const result = await test({ ledger, connections, clock, random: seededRandom(1) }, signal);
  const check = (name: string) => result.checks.find((row) => row.name === name);
  return { test: result, memory, ledger, closed, check };
}

/** COS has one style. */
function styleOf({ checksum, pathStyle }: StoreProfile, variant: StoreVariant): boolean {
  return checksum === "crc64xz" ? pathStyle : (variant.pathStyle ?? pathStyle);
}

function throughTo(store: ObjectStore): ObjectStore {
  return {
    profile: store.profile,
    initiate: (object, signal) => store.initiate(object, signal),
    uploadPart: (...call) => store.uploadPart(...call),
    copyPart: (...call) => store.copyPart(...call),
    complete: (...call) => store.complete(...call),
    abort: (upload, signal) => store.abort(upload, signal),
    listParts: (upload, signal) => store.listParts(upload, signal),
    listUploads: (prefix, signal) => store.listUploads(prefix, signal),
    put: (...call) => store.put(...call),
    copyObject: (...call) => store.copyObject(...call),
    head: (...call) => store.head(...call),
  };
}

/** As an adapter tells of a rejection. */
export const rejection = (code: ErrorCode) => new PenstockError(code, `the store said ${code}`);
export const refuse = (code: ErrorCode) => async () => Promise.reject(rejection(code));
export const refuseList = (code: ErrorCode) => (): AsyncIterable<never> => ({
  [Symbol.asyncIterator]: () => ({ next: refuse(code) }),
});
