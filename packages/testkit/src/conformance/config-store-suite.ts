import { type ConfigKind, type ConfigStore, isPenstockError } from "@penstock/core";
import { beforeEach, describe, expect, test } from "vitest";

type Limit = { readonly bytes: number; readonly note?: string };

/** Of two kinds, so that one is seen not to disturb the other. */
export const LIMITS: ConfigKind<Limit> = { name: "limits", parse: parseLimit };
const QUOTAS: ConfigKind<Limit> = { name: "quotas", parse: parseLimit };

function parseLimit(value: unknown): Limit {
  if (typeof value !== "object" || value === null || !("bytes" in value)) {
    throw new TypeError("bytes are missing");
  }
  const { bytes } = value;
  if (typeof bytes !== "number") {
    throw new TypeError("bytes are a number");
  }
  return { ...value, bytes };
}

/** What every store of configuration must do. `open` gives an empty one, as many processes see it. */
export function describeConfigStore(
  name: string,
  open: () => Promise<{ readonly stores: readonly [ConfigStore, ConfigStore] }>,
): void {
  describe(`${name} as a store of configuration`, () => {
    let store: ConfigStore;
    let other: ConfigStore;

    beforeEach(async () => {
      [store, other] = (await open()).stores;
    });

    describeDocuments(() => ({ store, other }));
    describeConflicts(() => ({ store, other }));
    describeRejections(() => store);
  });
}

type Stores = { readonly store: ConfigStore; readonly other: ConfigStore };

function describeDocuments(stores: () => Stores): void {
  test("shows a document to every process as soon as it is written", async () => {
    const { store, other } = stores();

    const written = await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });

    expect(written).toMatchObject({ name: "one", revision: 1, value: { bytes: 1 } });
    expect(await other.read(LIMITS, "one")).toEqual(written);
    expect(await other.list(LIMITS)).toEqual([written]);
  });

  test("lists the documents of one kind in the order of their names", async () => {
    const { store, other } = stores();
    for (const name of ["b", "c:d", "a.1"]) {
      await store.write(LIMITS, name, { revision: 0, value: { bytes: 1 } });
    }
    await store.write(QUOTAS, "b", { revision: 0, value: { bytes: 2 } });

    const listed = await other.list(LIMITS);

    expect(listed.map(({ name }) => name)).toEqual(["a.1", "b", "c:d"]);
  });

  test("shows nothing of a document that is deleted, and counts its revisions on", async () => {
    const { store, other } = stores();
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    await store.delete(LIMITS, "one", 1);

    expect(await other.read(LIMITS, "one")).toBeUndefined();
    expect(await other.list(LIMITS)).toEqual([]);
    const again = await other.write(LIMITS, "one", { revision: 0, value: { bytes: 2 } });
    expect(again.revision).toBeGreaterThan(2);
  });

  test("has another version after every change, and the same without one", async () => {
    const { store, other } = stores();
    const versions = [await other.version()];
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    versions.push(await other.version());
    await store.write(LIMITS, "one", { revision: 1, value: { bytes: 2 } });
    versions.push(await other.version());
    await store.delete(LIMITS, "one", 2);
    versions.push(await other.version());

    expect(new Set(versions).size).toBe(4);
    expect(await store.version()).toBe(versions.at(-1));
  });

  test("leaves out a document that its kind does not know, and replaces it by its revision", async () => {
    const { store } = stores();
    const anything: ConfigKind<object> = { name: "limits", parse: (value) => Object(value) };
    const odd = await store.write(anything, "one", { revision: 0, value: { speed: 1 } });

    expect(await store.list(LIMITS)).toEqual([]);
    expect(await store.read(LIMITS, "one")).toBeUndefined();
    const replaced = { revision: odd.revision, value: { bytes: 1 } };
    expect(await store.write(LIMITS, "one", replaced)).toMatchObject({ revision: 2 });
  });

  test("is changed by nothing when it is reconciled", async () => {
    const { store, other } = stores();
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    await store.delete(LIMITS, "one", 1);
    const kept = await store.write(LIMITS, "two", { revision: 0, value: { bytes: 2 } });
    const version = await store.version();

    await Promise.all([store.reconcile(), other.reconcile()]);

    expect(await other.list(LIMITS)).toEqual([kept]);
    expect(await other.version()).toBe(version);
  });
}

function describeConflicts(stores: () => Stores): void {
  test.each([
    ["a document that is there, as a new one", 0],
    ["an older revision", 1],
    ["a revision that was never written", 3],
  ])("refuses to change %s, and says what is there", async (_what, revision) => {
    const { store, other } = stores();
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    await store.write(LIMITS, "one", { revision: 1, value: { bytes: 2 } });

    const change = other.write(LIMITS, "one", { revision, value: { bytes: 3 } });

    await expect(change).rejects.toMatchObject({
      code: "state-conflict",
      message: expect.stringMatching(/limits\/one is at revision 2: read it again/),
      details: { revision: 2 },
    });
    expect(await store.read(LIMITS, "one")).toMatchObject({ revision: 2, value: { bytes: 2 } });
  });

  test("refuses to change or delete by the revision that a deleted document had", async () => {
    const { store, other } = stores();
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 1 } });
    await store.delete(LIMITS, "one", 1);

    const change = other.write(LIMITS, "one", { revision: 1, value: { bytes: 3 } });

    await expect(change).rejects.toMatchObject({ code: "state-conflict" });
    await expect(other.delete(LIMITS, "one", 1)).rejects.toMatchObject({
      code: "state-conflict",
      message: expect.stringContaining("does not exist"),
    });
  });

  test("lets one of many changes of the same revision succeed", async () => {
    const { store, other } = stores();
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 0 } });

    const changes = await Promise.allSettled(
      Array.from({ length: 10 }, async (_, index) => {
        const change = { revision: 1, value: { bytes: index + 1 } };
        return await (index % 2 === 0 ? store : other).write(LIMITS, "one", change);
      }),
    );

    const written = changes.filter((each) => each.status === "fulfilled");
    expect(written).toHaveLength(1);
    expect(await other.read(LIMITS, "one")).toEqual(written[0]?.value);
    const refused = changes.filter((each) => each.status === "rejected");
    expect(refused.every(({ reason }) => isPenstockError(reason, "state-conflict"))).toBe(true);
  });

  test("loses no change of two processes that each repeat theirs", async () => {
    const { store, other } = stores();
    await store.write(LIMITS, "one", { revision: 0, value: { bytes: 0 } });

    await Promise.all([countTo(5, store), countTo(5, other)]);

    expect(await store.read(LIMITS, "one")).toMatchObject({ value: { bytes: 10 } });
  });
}

async function countTo(times: number, store: ConfigStore): Promise<void> {
  let done = 0;
  while (done < times) {
    const found = await store.read(LIMITS, "one");
    const { revision = 0, value } = found ?? {};
    try {
      await store.write(LIMITS, "one", { revision, value: { bytes: (value?.bytes ?? 0) + 1 } });
      done += 1;
    } catch (error) {
      if (!isPenstockError(error, "state-conflict")) {
        throw error;
      }
    }
  }
}

function describeRejections(opened: () => ConfigStore): void {
  test.each(["", "..", "a/b", ".hidden", "a b", "ä", "x".repeat(101), "a\0"])(
    "refuses the name %j",
    async (name) => {
      const change = opened().write(LIMITS, name, { revision: 0, value: { bytes: 1 } });

      await expect(change).rejects.toMatchObject({ code: "request-invalid" });
      await expect(opened().read(LIMITS, name)).rejects.toMatchObject({ code: "request-invalid" });
    },
  );

  test("refuses what is no document of its kind, with the reason", async () => {
    const odd: ConfigKind<unknown> = LIMITS;

    const change = opened().write(odd, "one", { revision: 0, value: { bytes: "1" } });

    await expect(change).rejects.toMatchObject({
      code: "request-invalid",
      message: expect.stringMatching(/limits\/one is not a document of limits: bytes are a number/),
    });
  });

  test.each([
    ["a field that is named so", { bytes: 1, source: { secretKey: "abcd" } }, "/source/secretKey"],
    ["a URL", { bytes: 1, urls: ["https://a:b@host/"] }, "/urls/0"],
    ["a signed URL", { bytes: 1, note: "https://host/a?X-Amz-Signature=00" }, "/note"],
  ])("refuses a secret in %s", async (_what, value, place) => {
    const change = opened().write(LIMITS, "one", { revision: 0, value });

    await expect(change).rejects.toMatchObject({
      code: "request-invalid",
      message: expect.stringContaining(`a secret at ${place}:`),
    });
    expect(await opened().list(LIMITS)).toEqual([]);
  });

  test("refuses a document that is too large", async () => {
    const value = { bytes: 1, note: "x".repeat(64 * 1024) };

    const change = opened().write(LIMITS, "one", { revision: 0, value });

    await expect(change).rejects.toMatchObject({ code: "request-too-large" });
  });
}
