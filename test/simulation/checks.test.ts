import { type EntryReader, PenstockError, type Row, STORE_PROFILES } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEYS = ["a", "b/1", "b/2", "c d", "e%20"];
const NO_WRITES = ["put", "initiate", "uploadPart", "complete", "abort"] as const;

type Wrappers = ConstructorParameters<typeof BulkDeployment>[0];

/** Everything was copied, then some of it was changed behind our back. */
async function copied(wrappers: Wrappers = {}) {
  const bulk = new BulkDeployment(wrappers);
  for (const [index, key] of KEYS.entries()) {
    bulk.deployment.source.put(key, sampleBytes(index, 1000 + index));
  }
  await bulk.move(await bulk.submit({}, { template: "to/{key}" }));
  return bulk;
}

async function checked(
  bulk: BulkDeployment,
  submission: Parameters<BulkDeployment["submit"]>[1] = {},
  options: Parameters<BulkDeployment["submit"]>[0] = {},
) {
  const job = await bulk.submit(options, { template: "to/{key}", check: {}, ...submission });
  await bulk.move(job);
  const rows = await bulk.rows(job);
  const state = await bulk.deployment.stateOf(job.id);
  return { job, rows, state };
}

function reported(rows: readonly Row[]): Record<string, string> {
  return Object.fromEntries(
    rows.map(({ key, outcome, rule, cause }) => [key, `${outcome} ${rule ?? cause?.code}`]),
  );
}

/** Another tool wrote it: without a mark. */
function overwrite(bulk: BulkDeployment, key: string, bytes: Uint8Array): void {
  const { objects } = bulk.deployment.store;
  const object = [...objects.values()][0];
  if (object !== undefined) {
    const etag = `${key} anew` as typeof object.etag;
    objects.set(key, { ...object, bytes, etag, attributes: { metadata: {} } });
  }
}

describe("a check", () => {
  test("finds what was copied to be the same, and succeeds", async () => {
    const { rows, state } = await checked(await copied(), { perBatch: 2 });

    expect(rows.map(({ key }) => key).toSorted()).toEqual(KEYS);
    expect(new Set(rows.map(({ outcome, rule }) => `${outcome} ${rule}`))).toEqual(
      new Set(["same written-version"]),
    );
    expect(state).toBe("succeeded");
  });

  test("tells of each difference by the rule that showed it, and counts every key once", async () => {
    const bulk = await copied();
    const { source, store } = bulk.deployment;
    overwrite(bulk, "to/a", sampleBytes(77, 1000));
    overwrite(bulk, "to/b/1", sampleBytes(1, 1001));
    overwrite(bulk, "to/b/2", sampleBytes(2, 999));
    store.objects.delete("to/c d");
    overwrite(bulk, "to/", sampleBytes(1, 1));
    overwrite(bulk, "to/zzz", sampleBytes(1, 5));
    overwrite(bulk, "elsewhere", sampleBytes(1, 5));
    source.put("0", sampleBytes(1, 1));

    const { job, rows, state } = await checked(bulk);

    expect(reported(rows)).toEqual({
      "0": "only_source absent",
      a: "differs bytes",
      "b/1": "same bytes",
      "b/2": "differs size",
      "c d": "only_source absent",
      "e%20": "same written-version",
      zzz: "only_destination absent",
    });
    const { counts } = await bulk.deployment.record(job.id);
    expect(counts).toMatchObject({ listed: 7, skipped: 2, failed: 5, stored: 0 });
    expect(state).toBe("completed_with_errors");
  });

  test("compares everything where the source has nothing", async () => {
    const bulk = await copied();
    for (const key of KEYS) {
      bulk.deployment.source.remove(key);
    }

    const { rows } = await checked(bulk);

    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(["only_destination"]));
    expect(rows.map(({ key }) => key).toSorted()).toEqual(KEYS);
  });

  test("reads both sides where a source was written anew with the same bytes", async () => {
    const bulk = await copied();
    bulk.deployment.source.put("a", sampleBytes(0, 1000));

    const { rows } = await checked(bulk);

    expect(reported(rows)).toMatchObject({ a: "same bytes" });
  });

  test("takes a mark for what was written, and finds other bytes by reading", async () => {
    const bulk = await copied();
    const object = bulk.deployment.store.objects.get("to/a");
    if (object !== undefined) {
      bulk.deployment.store.objects.set("to/a", { ...object, bytes: sampleBytes(7, 1000) });
    }

    const marked = await checked(bulk);
    const read = await checked(bulk, { check: { reads: "all" } });

    expect(reported(marked.rows)).toMatchObject({ a: "same written-version" });
    expect(reported(read.rows)).toMatchObject({ a: "differs bytes", "b/1": "same bytes" });
  });

  test("reads the same part of the keys each time, and says of the others what it went by", async () => {
    const bulk = await copied();
    const keys = Array.from({ length: 200 }, (_, index) => `many/${index}`);
    for (const [index, key] of keys.entries()) {
      bulk.deployment.source.put(key, sampleBytes(index, 10));
      overwrite(bulk, `to/${key}`, sampleBytes(index, 10));
    }
    const sampled = async () => {
      const { rows } = await checked(bulk, { prefix: "many/", check: { samplePercent: 20 } });
      expect(rows.map(({ rule }) => rule)).toContain("size");
      return rows.filter(({ rule }) => rule === "bytes").map(({ key }) => key);
    };

    const first = await sampled();
    const second = await sampled();

    expect(second).toEqual(first);
    expect(first.length).toBeGreaterThan(20);
    expect(first.length).toBeLessThan(60);
  });

  test("asks nothing of the store that would write", async () => {
    const bulk = await copied();
    overwrite(bulk, "to/a", sampleBytes(77, 1000));
    const readOnly = Object.fromEntries(
      NO_WRITES.map((name) => [
        name,
        () => Promise.reject(new PenstockError("store-refused", "it may only be read")),
      ]),
    );
    const engine = bulk.engine();
    const store = storeWith(() => readOnly)(engine.connections.store("store"));
    const job = await bulk.submit({}, { template: "to/{key}", check: {} });

    await bulk.move(job, [
      { ...engine, connections: { ...engine.connections, store: () => store } },
    ]);

    expect(reported(await bulk.rows(job))).toMatchObject({
      a: "differs bytes",
      "b/1": "same written-version",
    });
  });

  test("that is one way looks at each object, and not for others", async () => {
    const bulk = await copied();
    overwrite(bulk, "to/zzz", sampleBytes(1, 5));
    bulk.deployment.store.objects.delete("to/a");

    const { rows } = await checked(bulk, { check: { isOneWay: true } });

    expect(reported(rows)).toMatchObject({
      a: "only_source absent",
      "b/1": "same written-version",
    });
    expect(rows).toHaveLength(KEYS.length);
  });

  test("looks at each object where the destination lists in no order, and is one way", async () => {
    const bulk = await copied({ profile: { ...STORE_PROFILES.aws, listing: "unordered" } });
    overwrite(bulk, "to/zzz", sampleBytes(1, 5));
    overwrite(bulk, "to/b/2", sampleBytes(2, 999));
    bulk.deployment.store.objects.delete("to/a");
    const noList = { page: () => Promise.reject(new PenstockError("listing-invalid", "no order")) };
    Object.assign(bulk.deployment.store, { lister: noList });

    const { job, rows } = await checked(bulk, { perBatch: 2 });

    expect(job.bulk?.check?.isOneWay).toBe(true);
    expect(reported(rows)).toMatchObject({
      a: "only_source absent",
      "b/1": "same written-version",
      "b/2": "differs size",
    });
    expect(rows).toHaveLength(KEYS.length);
  });

  test("by size alone asks the destination for its list only", async () => {
    const bulk = await copied();
    const engine = bulk.engine();
    const store = storeWith(() => ({
      head: () => Promise.reject(new PenstockError("store-refused", "nothing is looked at")),
    }))(engine.connections.store("store"));
    const job = await bulk.submit({ compare: "size" }, { template: "to/{key}", check: {} });

    await bulk.move(job, [
      { ...engine, connections: { ...engine.connections, store: () => store } },
    ]);

    expect(new Set((await bulk.rows(job)).map(({ rule }) => rule))).toEqual(new Set(["size"]));
  });
});

describe("what a check cannot read", () => {
  function refusing(code: ConstructorParameters<typeof PenstockError>[0], key: string) {
    return (inner: EntryReader): EntryReader => ({
      open: async (asked, ...rest) => {
        if (asked === key) {
          throw new PenstockError(code, `as the test says of ${key}`);
        }
        return await inner.open(asked, ...rest);
      },
    });
  }

  test("is a row that says so, and leaves its neighbours alone", async () => {
    const bulk = await copied({ reader: refusing("source-archived", "to/a") });

    const { rows, state } = await checked(bulk, { check: { reads: "all" } });

    expect(reported(rows)).toMatchObject({ a: "unreadable source-archived", "b/1": "same bytes" });
    expect(state).toBe("completed_with_errors");
  });

  test("is reported from what is gone since it was listed, on either side", async () => {
    const bulk = await copied({ reader: refusing("source-missing", "to/a") });
    const gone = await copied();
    const engine = gone.engine();
    const reader = refusing("source-missing", "a")(engine.connections.entryReader("source"));
    const job = await gone.submit({}, { template: "to/{key}", check: { reads: "all" } });

    await gone.move(job, [
      {
        ...engine,
        connections: {
          ...engine.connections,
          entryReader: (name) =>
            name === "source" ? reader : engine.connections.entryReader(name),
        },
      },
    ]);
    const { rows } = await checked(bulk, { check: { reads: "all" } });

    expect(reported(rows)).toMatchObject({ a: "only_source absent" });
    expect(reported(await gone.rows(job))).toMatchObject({ a: "only_destination absent" });
  });

  test("is compared as it is now where it changed since it was listed", async () => {
    const bulk = await copied();
    const job = await bulk.submit({}, { template: "to/{key}", check: { reads: "all" } });
    bulk.deployment.source.put("a", sampleBytes(9, 1000));

    await bulk.move(job);

    expect(reported(await bulk.rows(job))).toMatchObject({ a: "differs bytes" });
  });
});
