import { MAX_FINALIZE_ATTEMPTS, type ObjectStore, type SourceReader } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

// Whatever is thrown is counted and shown, and ends its transfer in the end, whatever it is.

const KEY = "in/big.bin";
const BYTES = sampleBytes(7, 2 * MIB);

const hostile = {
  get message(): string {
    throw new Error("no message");
  },
  toString: () => {
    throw new Error("no text");
  },
};

const THROWN: Readonly<Record<string, unknown>> = {
  "a RangeError": new RangeError("Invalid array length"),
  "an error of Node with a code": Object.assign(new TypeError("Invalid character in header"), {
    code: "ERR_INVALID_CHAR",
  }),
  "an error of many": new AggregateError([new Error("one"), new Error("two")], "all failed"),
  "a time limit of the platform": new DOMException("The operation timed out", "TimeoutError"),
  "an abort that nobody asked for": new DOMException("This operation was aborted", "AbortError"),
  "an error without a message": new Error(),
  "an error whose cause is itself": (() => {
    const error = new Error("round");
    error.cause = error;
    return error;
  })(),
  "a text": "no",
  "a number": 0,
  nothing: undefined,
  null: null,
  "a symbol": Symbol("no"),
  "an object without a prototype": Object.assign(Object.create(null), { status: 500 }),
  "an object that tells nothing": hostile,
  "a function": () => "no",
  "a long text": "x".repeat(1_000_000),
};

type Place = {
  readonly store?: (store: ObjectStore, thrown: unknown) => Partial<ObjectStore>;
  readonly source?: (source: SourceReader, thrown: unknown) => Partial<SourceReader>;
  readonly attempts: number;
};

const PLACES: Readonly<Record<string, Place>> = {
  "a look at the source": {
    source: (_s, thrown) => ({ stat: () => Promise.reject(thrown) }),
    attempts: 10,
  },
  "a read": {
    source: (_s, thrown) => ({
      // biome-ignore lint/correctness/useYield: it fails before.
      read: async function* () {
        throw thrown;
      },
    }),
    attempts: 10,
  },
  "an Initiate": {
    store: (_s, thrown) => ({ initiate: () => Promise.reject(thrown) }),
    attempts: 10,
  },
  "a part": { store: (_s, thrown) => ({ uploadPart: () => Promise.reject(thrown) }), attempts: 10 },
  "a Complete": {
    store: (_s, thrown) => ({ complete: () => Promise.reject(thrown) }),
    attempts: MAX_FINALIZE_ATTEMPTS,
  },
};

describe.each(Object.keys(PLACES))("%s that throws", (name) => {
  test.each(Object.keys(THROWN))("%s is counted, shown, and ends its transfer", async (what) => {
    const { store, source, attempts = 0 } = PLACES[name] ?? {};
    const thrown = THROWN[what];
    const deployment = new MemoryDeployment(1, {
      store: storeWith((inner) => store?.(inner, thrown) ?? {}),
      source: (inner) => ({
        stat: inner.stat.bind(inner),
        read: inner.read.bind(inner),
        ...source?.(inner, thrown),
      }),
    });
    deployment.source.put(KEY, BYTES);

    const jobId = await deployment.submit(KEY);
    await deployment.runUntilIdle();

    const transfer = await deployment.transferOf(jobId);
    const { tenant, id: transferId } = transfer;
    const failures = await deployment.ledger.transfers.failures({ tenant, transferId });
    expect(transfer.state).toMatchObject({ kind: "failed", cause: { code: "unexpected-error" } });
    expect(failures.length).toBeGreaterThanOrEqual(Math.min(attempts, 100));
    expect(failures.every(({ cause }) => cause.message.length <= 1000)).toBe(true);
  });
});
