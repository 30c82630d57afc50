import {
  type ErrorCode,
  isTerminal,
  type JobId,
  jobHealthOf,
  type Ledger,
  MAX_FINALIZE_ATTEMPTS,
  type ObjectStore,
  PenstockError,
  type SourceReader,
  type StepKind,
  type Transfer,
  type TransferStore,
  toETag,
} from "@penstock/core";
import { seededRandom } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";
import { EVERY_CODE, hasNoEnd } from "../support/without-end.ts";

const KEY = "in/big.bin";
const BYTES = sampleBytes(7, 2 * MIB);
const HOUR_MS = 60 * 60_000;

/** What docs/failure-model.md promises, and the second or so by which those who wait are spread. */
const LONGEST_PAUSE_MS = 32_000;
/** An hour of pauses that have grown, and those by which they grow. */
const MOST_TRIES = 20 + HOUR_MS / 20_000;

type Code = ErrorCode | "TypeError";
type Fail = () => never;

type Scene = {
  readonly step: StepKind;
  readonly store?: (store: ObjectStore, fail: Fail) => Partial<ObjectStore>;
  readonly source?: (source: SourceReader, fail: Fail) => Partial<SourceReader>;
  readonly sizeBytes?: number;
  readonly isCopy?: true;
  /** The cheap call that tells an outage fails as well. */
  readonly failsProbe?: "store-unreachable" | "source-unreachable";
  /** A rejection here ends what is decided already, and is no cause of its own. */
  readonly endsQuietly?: true;
};

const refusedPart = () => Promise.reject(new PenstockError("key-invalid", "not this one"));

/** Every call that a step cannot do without, and which fails for ever. */
const SCENES: Readonly<Record<string, Scene>> = {
  "a plan that looks at its source": {
    step: "plan",
    source: (_source, fail) => ({ stat: async () => fail() }),
    failsProbe: "source-unreachable",
  },
  "a plan that opens its upload": {
    step: "plan",
    store: (_store, fail) => ({ initiate: async () => fail() }),
  },
  "a part that is sent": {
    step: "part",
    store: (store, fail) => ({
      uploadPart: async (...args) => (args[1] === 1 ? fail() : store.uploadPart(...args)),
    }),
  },
  "a part that is read": {
    step: "part",
    source: (source, fail) => ({
      read: (key, version, range, signal) =>
        range.startByte === 0 ? fail() : source.read(key, version, range, signal),
    }),
  },
  "a part that is copied inside the store": {
    step: "part",
    isCopy: true,
    store: (store, fail) => ({
      copyPart: async (...args) => (args[1] === 1 ? fail() : store.copyPart(...args)),
    }),
  },
  "a single PUT": {
    step: "part",
    sizeBytes: 1000,
    store: (_store, fail) => ({ put: async () => fail() }),
  },
  "a Complete": { step: "complete", store: (_store, fail) => ({ complete: async () => fail() }) },
  "a Complete that lists its parts": {
    step: "complete",
    store: (store, fail) => {
      let isGivenUp = false;
      return {
        initiate: (...args) => {
          isGivenUp = false;
          return store.initiate(...args);
        },
        listParts: async (...args) => (isGivenUp ? store.listParts(...args) : fail()),
        abort: (...args) => {
          isGivenUp = true;
          return store.abort(...args);
        },
      };
    },
  },
  "a verification": {
    step: "verify",
    failsProbe: "store-unreachable",
    store: (store, fail) => {
      let isCompleted = false;
      return {
        complete: async (...args) => {
          const etag = await store.complete(...args);
          isCompleted = true;
          return etag;
        },
        head: async (...args) => (isCompleted ? fail() : store.head(...args)),
      };
    },
  },
  "an abort": {
    step: "abort",
    endsQuietly: true,
    store: (_store, fail) => ({ uploadPart: refusedPart, abort: async () => fail() }),
  },
};

const ABOUT_THE_UPLOAD: readonly Code[] = ["upload-gone", "upload-superseded"];

/** Where another code is received than the one that was sent, and why. */
function causeOf(name: string, code: Code): ErrorCode {
  const { step, sizeBytes } = SCENES[name] ?? {};
  if (code === "TypeError") {
    return "unexpected-error";
  }
  if (step === "part" && code === "source-changed") {
    // A fresh look shows the planned version.
    return "source-response-invalid";
  }
  if (sizeBytes === undefined && step === "part" && ABOUT_THE_UPLOAD.includes(code)) {
    // The list of parts decides, and its message repeats what was said to the part.
    return "parts-refused";
  }
  if (step === "complete" && code === "checksum-mismatch") {
    return "integrity-mismatch";
  }
  return code;
}

type Played = {
  readonly deployment: MemoryDeployment;
  readonly jobId: JobId;
  readonly triedAtMs: readonly number[];
  readonly transfer: Transfer;
};

/** After these the four hours of finalizing have passed. */
const ATTEMPTS_SEEN = 20;

/** A ledger to which the attempts between the first ones and the last one are known already. */
function inTimeLapse(ledger: Ledger): Ledger {
  const { transfers } = ledger;
  const noteFailure: TransferStore["noteFailure"] = async (...args) => {
    const count = await transfers.noteFailure(...args);
    const skipped = count.attempts > ATTEMPTS_SEEN ? MAX_FINALIZE_ATTEMPTS - 2 * ATTEMPTS_SEEN : 0;
    return { ...count, attempts: count.attempts + skipped };
  };
  const lapsed = new Proxy(transfers, {
    get: (target, name) => {
      const member: unknown = name === "noteFailure" ? noteFailure : Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  return { ...ledger, transfers: lapsed };
}

async function play(name: string, code: Code): Promise<Played> {
  const scene = SCENES[name];
  const triedAtMs: number[] = [];
  const fail: Fail = () => {
    triedAtMs.push(deployment.clock.nowMs());
    if (code === "TypeError") {
      throw new TypeError("x is not a function");
    }
    throw new PenstockError(code, "as the test says");
  };
  const deployment: MemoryDeployment = new MemoryDeployment(1, {
    ledger: inTimeLapse,
    // The longest pauses, so that they can be compared.
    random: { ...seededRandom(1), unit: () => 0.999 },
    store: (store) => storeWith((inner) => scene?.store?.(inner, fail) ?? {})(store),
    source: (source) => ({
      stat: source.stat.bind(source),
      read: source.read.bind(source),
      ...scene?.source?.(source, fail),
    }),
  });
  deployment.source.put(KEY, BYTES.subarray(0, scene?.sizeBytes ?? BYTES.length));
  const attributes = { metadata: {} };
  deployment.store.objects.set("older", { bytes: BYTES, etag: toETag("1"), token: "", attributes });
  const from = scene?.isCopy && { connection: "store", key: "older" };
  const jobId = await deployment.submit(KEY, {}, from);
  await deployment.runFor(HOUR_MS);
  return { deployment, jobId, triedAtMs, transfer: await deployment.transferOf(jobId) };
}

/**
 * A ledger that is away cannot be told of failures: the queue brings the task again. What a limit holds back is no
 * failure: `stopped-work.test.ts` has it.
 */
const CODES: readonly Code[] = [
  ...EVERY_CODE.filter((code) => code !== "ledger-unavailable" && code !== "held-back"),
  "TypeError",
];

/** Between each two tries, in order. */
function pausesOf(triedAtMs: readonly number[]): readonly number[] {
  return triedAtMs.slice(1).map((atMs, index) => atMs - (triedAtMs[index] ?? 0));
}

/** What a person finds who asks for the job. */
async function shown({ deployment, jobId, transfer }: Played) {
  const { tenant, id } = transfer;
  const failures = await deployment.ledger.transfers.failures({ tenant, transferId: id });
  const record = await deployment.record(jobId);
  const nowMs = deployment.clock.nowMs();
  return {
    causes: failures.map(({ cause }) => cause.code),
    retries: record.progress.retries,
    health: jobHealthOf(record, { liveWorkers: 1, nowMs }),
  };
}

describe.each(Object.keys(SCENES))("%s", (name) => {
  const { step = "plan", failsProbe, isCopy, endsQuietly } = SCENES[name] ?? {};

  test.each(CODES)("fails with %s as long as it may, and says so", async (code) => {
    const said = causeOf(name, code);
    const isEndless = hasNoEnd(step, said, failsProbe === said);

    const played = await play(name, code);

    const { triedAtMs, transfer } = played;
    const pauses = pausesOf(triedAtMs);
    const { causes, retries, health } = await shown(played);
    expect(isTerminal(transfer.state)).toBe(!isEndless);
    // Each try that is followed by another one is counted, but not those in an outage.
    expect(retries).toBeGreaterThanOrEqual(Math.min(triedAtMs.length - 1, 5));
    expect(triedAtMs.length).toBeLessThanOrEqual(MOST_TRIES);
    expect(Math.max(0, ...pauses)).toBeLessThanOrEqual(LONGEST_PAUSE_MS);
    if (pauses.length > 2) {
      expect(pauses.at(-1)).toBeGreaterThan(2 * Math.max(...pauses.slice(0, 2)));
    }
    if (isEndless) {
      expect(health).toMatch(/^(retrying|throttled)$/);
      expect(causes.at(-1)).toBe(said);
    } else if (transfer.state.kind === "failed" && endsQuietly !== true) {
      expect(transfer.state.cause.code).toBe(said);
    } else {
      expect(transfer.state.kind).toBe(otherEnd(code, isCopy));
    }
  });
});

/** What does not fail by this: nothing may be overwritten, and what the store does not copy is relayed. */
function otherEnd(code: Code, isCopy: boolean | undefined): Transfer["state"]["kind"] {
  if (isCopy === true) {
    return "stored";
  }
  return code === "destination-exists" ? "skipped" : "failed";
}
