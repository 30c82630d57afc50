import { type EntryReader, PenstockError, type Row, STORE_PROFILES } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEYS = ["a", "b/1", "b/2", "c d", "e%20"];

function withObjects(wrappers: ConstructorParameters<typeof BulkDeployment>[0] = {}, keys = KEYS) {
  const bulk = new BulkDeployment(wrappers);
  for (const [index, key] of keys.entries()) {
    bulk.deployment.source.put(key, sampleBytes(index, 100 * index));
  }
  return bulk;
}

function outcomes(rows: readonly Row[]): Record<string, string> {
  return Object.fromEntries(rows.map(({ key, outcome, rule }) => [key, rule ?? outcome]));
}

function failing(
  code: ConstructorParameters<typeof PenstockError>[0],
  keys: readonly string[],
  times = Number.POSITIVE_INFINITY,
) {
  let failures = 0;
  return (inner: EntryReader): EntryReader => ({
    open: async (key, ...rest) => {
      if (keys.includes(key) && failures < times) {
        failures += 1;
        throw new PenstockError(code, `as the test says of ${key}`);
      }
      return await inner.open(key, ...rest);
    },
  });
}

describe("a batch", () => {
  test.each(Object.keys(STORE_PROFILES) as (keyof typeof STORE_PROFILES)[])(
    "brings every object to a store of the kind %s, with a row for each",
    async (kind) => {
      const bulk = withObjects({ profile: STORE_PROFILES[kind] });
      const job = await bulk.submit({}, { template: "to/{key}", perBatch: 2 });

      await bulk.move(job);

      const { store } = bulk.deployment;
      for (const [index, key] of KEYS.entries()) {
        expect(store.objects.get(`to/${key}`)?.bytes).toEqual(
          Buffer.from(sampleBytes(index, 100 * index)),
        );
      }
      const rows = await bulk.rows(job);
      expect(rows.map(({ key }) => key).toSorted()).toEqual(KEYS);
      expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(["stored"]));
      expect(await bulk.deployment.stateOf(job.id)).toBe("succeeded");
    },
  );

  test("moves an object that is larger than its buffer", async () => {
    const bulk = withObjects({}, ["a"]);
    const bytes = sampleBytes(1, 20 * 1024 * 1024);
    bulk.deployment.source.put("a", bytes);

    const job = await bulk.submit();
    await bulk.move(job);

    expect(bulk.deployment.store.objects.get("a")?.bytes.length).toBe(bytes.length);
    expect(await bulk.deployment.stateOf(job.id)).toBe("succeeded");
  });

  test("keeps what the source says of an object, and never the marks of an earlier copy", async () => {
    const bulk = withObjects();
    const attributes = { contentType: "text/csv", metadata: { owner: "me" } };
    bulk.deployment.source.put("a", sampleBytes(1, 10), {
      attributes: { attributes, leftBehind: [] },
    });

    await bulk.move(await bulk.submit());

    expect(bulk.deployment.store.objects.get("a")?.attributes).toMatchObject({
      contentType: "text/csv",
      metadata: { owner: "me", "penstock-source": expect.any(String) },
    });
  });

  test("fails one object and stores its neighbours", async () => {
    const bulk = withObjects({ reader: failing("source-missing", ["b/1"]) });
    const job = await bulk.submit();

    await bulk.move(job);

    expect(outcomes(await bulk.rows(job))).toMatchObject({ "b/1": "failed", "b/2": "stored" });
    expect(await bulk.deployment.stateOf(job.id)).toBe("completed_with_errors");
  });

  test("may leave out what is missing", async () => {
    const bulk = withObjects({ reader: failing("source-missing", ["b/1"]) });
    const job = await bulk.submit({ onMissing: "skip" });

    await bulk.move(job);

    expect(await bulk.rows(job)).toContainEqual(
      expect.objectContaining({ key: "b/1", outcome: "skipped" }),
    );
    expect(await bulk.deployment.stateOf(job.id)).toBe("succeeded");
  });

  test.each([
    "source-unreachable",
    "source-throttled",
    "source-length-wrong",
    "unexpected-error",
  ] as const)("tries again what fails once by %s", async (code) => {
    const bulk = withObjects({ reader: failing(code, ["b/1"], 1) });
    const job = await bulk.submit();

    await bulk.move(job);

    expect(await bulk.deployment.stateOf(job.id)).toBe("succeeded");
    expect(bulk.deployment.store.objects.size).toBe(KEYS.length);
  });

  test.each(["source-length-wrong", "unexpected-error"] as const)(
    "gives up what always fails by %s, and says how often it tried",
    async (code) => {
      const bulk = withObjects({ reader: failing(code, ["b/1"]) });
      const job = await bulk.submit();

      await bulk.move(job);

      expect(await bulk.rows(job)).toContainEqual(
        expect.objectContaining({ key: "b/1", outcome: "failed", attempts: 10 }),
      );
    },
  );

  test("is not failed by one process that may not read", async () => {
    const bulk = withObjects();
    const good = bulk.engine("good");
    const reader = failing("source-forbidden", KEYS)(bulk.deployment.source);
    const bad = {
      ...bulk.engine("bad"),
      connections: { ...good.connections, entryReader: () => reader },
    };
    const job = await bulk.submit({}, { perBatch: 1 });

    await bulk.move(job, [bad, good]);

    expect(await bulk.deployment.stateOf(job.id)).toBe("succeeded");
  });

  test("moves what changed since it was listed as it is now", async () => {
    const bulk = withObjects();
    const job = await bulk.submit();
    bulk.deployment.source.put("a", sampleBytes(9, 55));

    await bulk.move(job);

    expect(bulk.deployment.store.objects.get("a")?.bytes.length).toBe(55);
    expect(await bulk.rows(job)).toContainEqual(
      expect.objectContaining({ key: "a", sizeBytes: 55 }),
    );
    expect(await bulk.deployment.stateOf(job.id)).toBe("succeeded");
  });

  test("does not move another version than the one that a manifest names", async () => {
    const bulk = withObjects();
    const job = await bulk.submit({}, { isExact: true });
    bulk.deployment.source.put("a", sampleBytes(9, 55));

    await bulk.move(job);

    const rows = await bulk.rows(job);
    expect(rows).toContainEqual(
      expect.objectContaining({
        ...{ key: "a", outcome: "failed" },
        cause: expect.objectContaining({ code: "source-changed" }),
      }),
    );
    expect(outcomes(rows)).toMatchObject({ "b/1": "stored" });
    expect(bulk.deployment.store.objects.has("a")).toBe(false);
  });

  test("skips a line that names no object, and counts it", async () => {
    const bulk = withObjects();
    const refused = { code: "manifest-invalid", message: "line 7 has no key" } as const;
    const broken = { sizeBytes: 0, validator: { kind: "size-only" }, refused } as const;
    const job = await bulk.submit({}, { more: [{ key: "line 7", destinationKey: "", ...broken }] });

    await bulk.move(job);

    expect(await bulk.rows(job)).toContainEqual(
      expect.objectContaining({ key: "line 7", outcome: "skipped", cause: refused }),
    );
    const { counts } = await bulk.deployment.record(job.id);
    expect(counts).toMatchObject({ listed: 6, stored: 5, skipped: 1 });
    expect(await bulk.deployment.stateOf(job.id)).toBe("succeeded");
  });

  test("reports nothing as moved that was stopped, and moves it later", async () => {
    const bulk = withObjects();
    const job = await bulk.submit();
    const stopped = AbortSignal.abort(new Error("the process ends"));

    await bulk.moveOnce(undefined, { signal: stopped });

    expect(bulk.deployment.store.objects.size).toBe(0);
    await bulk.move(job);
    expect(await bulk.deployment.stateOf(job.id)).toBe("succeeded");
  });

  test("of a cancelled job moves nothing, and says so in every row", async () => {
    const bulk = withObjects();
    const job = await bulk.submit();
    await bulk.deployment.ledger.jobs.markCancelled("default", job.id);

    await bulk.move(job);

    expect(bulk.deployment.store.objects.size).toBe(0);
    expect((await bulk.rows(job)).map(({ outcome }) => outcome)).toEqual(KEYS.map(() => "aborted"));
    expect(await bulk.deployment.stateOf(job.id)).toBe("cancelled");
  });

  test("that kills its workers fails by one object alone", async () => {
    const bulk = withObjects();
    const job = await bulk.submit();
    const isDeadly = (key: string) => key === "b/1";
    let deaths = 0;
    for (let round = 0; (await bulk.isRunning(job)) && round < 100; round += 1) {
      for (const task of await bulk.claimOrHeld()) {
        const isDead = await bulk.moveUnless(task, isDeadly);
        deaths += Number(isDead);
      }
      bulk.deployment.clock.advance(61_000);
    }

    expect(deaths).toBeLessThanOrEqual(6);
    expect(outcomes(await bulk.rows(job))).toEqual({
      ...Object.fromEntries(KEYS.map((key) => [key, "stored"])),
      "b/1": "failed",
    });
  });
});

describe("what is there already", () => {
  async function movedTwice(change: (bulk: BulkDeployment) => void, options = {}) {
    const bulk = withObjects();
    await bulk.move(await bulk.submit());
    change(bulk);
    const job = await bulk.submit({ overwrite: "if_different", ...options });
    await bulk.move(job);
    return outcomes(await bulk.rows(job));
  }

  test("is left alone where it was made of the same version", async () => {
    const rows = await movedTwice(() => undefined);

    expect(new Set(Object.values(rows))).toEqual(new Set(["written-version"]));
  });

  test("is replaced where its source is another version, also of the same size", async () => {
    const rows = await movedTwice(({ deployment }) => {
      deployment.source.put("b/1", sampleBytes(7, 100));
    });

    expect(rows).toMatchObject({ "b/1": "stored", a: "written-version" });
  });

  test("is replaced where somebody else wrote something of the same size", async () => {
    const rows = await movedTwice(({ deployment: { store } }) => {
      const object = store.objects.get("b/1");
      if (object !== undefined) {
        store.objects.set("b/1", {
          ...object,
          bytes: sampleBytes(8, 100),
          token: "",
          attributes: { metadata: {} },
        });
      }
    });

    expect(rows).toMatchObject({ "b/1": "stored" });
  });

  test("is left alone by size where the job takes that for enough", async () => {
    const rows = await movedTwice(
      ({ deployment }) => {
        deployment.source.put("b/1", sampleBytes(7, 100));
      },
      { compare: "size" },
    );

    expect(rows).toMatchObject({ "b/1": "size" });
  });

  test("is moved where it is gone", async () => {
    const rows = await movedTwice(({ deployment }) => {
      deployment.store.objects.delete("a");
    });

    expect(rows).toMatchObject({ a: "stored" });
  });

  test("is not asked for one by one where the lists tell", async () => {
    let looks = 0;
    const bulk = withObjects({
      store: storeWith((inner) => ({
        head: (...args) => {
          looks += 1;
          return inner.head(...args);
        },
      })),
    });
    await bulk.move(await bulk.submit({}, { template: "copies/{key}" }));
    looks = 0;
    const job = await bulk.submit(
      { overwrite: "if_different" },
      { from: "store", prefix: "copies/", template: "copies/{relativeKey}" },
    );

    await bulk.move(job);

    expect(new Set(Object.values(outcomes(await bulk.rows(job))))).toEqual(new Set(["etag"]));
    expect(looks).toBe(0);
  });

  test("is looked at key by key where the destination's list cannot be believed", async () => {
    const bulk = withObjects();
    await bulk.move(await bulk.submit());
    const job = await bulk.submit({ overwrite: "if_different" });
    const engine = bulk.engine();
    const page = () => Promise.reject(new PenstockError("listing-invalid", "out of order"));
    const connections = { ...engine.connections, lister: () => ({ page }) };

    await bulk.move(job, [{ ...engine, connections }]);

    expect(new Set(Object.values(outcomes(await bulk.rows(job))))).toEqual(
      new Set(["written-version"]),
    );
    expect(await bulk.deployment.stateOf(job.id)).toBe("succeeded");
  });

  test("is never overwritten where the job says so", async () => {
    const bulk = withObjects();
    await bulk.move(await bulk.submit());
    const before = bulk.deployment.storedDigest("b/1");
    bulk.deployment.source.put("b/1", sampleBytes(7, 300));
    bulk.deployment.source.put("new", sampleBytes(8, 30));
    const job = await bulk.submit({ overwrite: "never" });

    await bulk.move(job);

    expect(outcomes(await bulk.rows(job))).toMatchObject({ "b/1": "exists", new: "stored" });
    expect(bulk.deployment.storedDigest("b/1")).toBe(before);
  });

  test("counts keys that only the destination has, and leaves them there", async () => {
    const bulk = withObjects();
    await bulk.move(await bulk.submit());
    bulk.deployment.source.remove("b/2");
    const job = await bulk.submit({ overwrite: "if_different" });

    await bulk.move(job);

    expect((await bulk.deployment.record(job.id)).bulk?.extra).toBe(1);
    expect(bulk.deployment.store.objects.has("b/2")).toBe(true);
  });
});
