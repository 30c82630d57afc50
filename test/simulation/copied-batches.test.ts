import {
  type BulkOptions,
  type Job,
  type ObjectStore,
  PenstockError,
  type Row,
  toETag,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEYS = ["from/a", "from/b", "from/c%20"];
const WITHIN = { from: "store", prefix: "from/", template: "to/{relativeKey}" };

/** A store with objects, and what goes through this process. */
function sceneOf(change: (store: ObjectStore) => Partial<ObjectStore> = () => ({})) {
  const read: string[] = [];
  const copied: string[] = [];
  const heads: string[] = [];
  const bulk = new BulkDeployment({
    store: (store) => {
      const inner = storeWith(change)(store);
      return storeWith(() => ({
        copyObject: (copy, signal) => {
          copied.push(copy.source.key);
          return inner.copyObject(copy, signal);
        },
        head: (key, ...rest) => {
          heads.push(key);
          return inner.head(key, ...rest);
        },
      }))(inner);
    },
    reader: (inner) => ({
      open: (key, ...rest) => {
        read.push(key);
        return inner.open(key, ...rest);
      },
    }),
  });
  return { bulk, read, copied, heads };
}

async function putOriginals({ deployment: { store } }: BulkDeployment): Promise<void> {
  for (const [index, key] of KEYS.entries()) {
    const bytes = sampleBytes(index, 100 * index);
    const object = {
      ...{ key, token: "original", checksum: "md5" as const },
      attributes: { contentType: "text/csv", metadata: { owner: "me" } },
    };
    const chunks = (async function* () {
      yield bytes;
    })();
    await store.put(object, { lengthBytes: bytes.length, chunks }, new AbortController().signal);
  }
}

async function moved(scene: ReturnType<typeof sceneOf>, options: Partial<BulkOptions> = {}) {
  await putOriginals(scene.bulk);
  const job = await scene.bulk.submit(options, WITHIN);
  await scene.bulk.move(job);
  return job;
}

async function rowsOf({ bulk }: ReturnType<typeof sceneOf>, job: Job): Promise<readonly Row[]> {
  return (await bulk.rows(job)).toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

describe("a batch inside of one store", () => {
  test("is copied by the store, byte for byte, but for keys that some stores misread", async () => {
    const scene = sceneOf();

    const job = await moved(scene);

    expect(await scene.bulk.deployment.stateOf(job.id)).toBe("succeeded");
    expect(scene.copied.toSorted()).toEqual(["from/a", "from/b"]);
    expect(scene.read).toEqual(["from/c%20"]);
    const { objects } = scene.bulk.deployment.store;
    for (const [index, key] of KEYS.entries()) {
      const copy = objects.get(key.replace("from/", "to/"));
      expect(copy?.bytes).toEqual(Buffer.from(sampleBytes(index, 100 * index)));
      expect(copy?.attributes).toMatchObject({
        contentType: "text/csv",
        metadata: { owner: "me" },
      });
    }
  });

  test("is proved by the response where it has the ETag of the source, without a look", async () => {
    const scene = sceneOf((store) => ({
      copyObject: async (copy, signal) => {
        const stored = await store.copyObject(copy, signal);
        const { validator } = copy.source.sourceVersion;
        const etag = validator.kind === "etag" ? validator.etag.slice(1, -1) : "";
        return { ...stored, etag: toETag(etag) };
      },
    }));

    const rows = await rowsOf(scene, await moved(scene));

    expect(rows.slice(0, 2).map(({ verifiedBy }) => verifiedBy)).toEqual([
      ...["copy-response", "copy-response"],
    ]);
    expect(scene.heads).toEqual([]);
  });

  test("is looked at where its ETag is another one", async () => {
    const scene = sceneOf();

    const rows = await rowsOf(scene, await moved(scene));

    expect(rows.slice(0, 2).map(({ verifiedBy }) => verifiedBy)).toEqual(["size", "size"]);
    expect(scene.heads.toSorted()).toEqual(["to/a", "to/b"]);
  });

  test("gets the attributes of the job where the policy says so", async () => {
    const scene = sceneOf();
    const attributes = { contentType: "text/plain", metadata: { team: "data" } };

    await moved(scene, { attributePolicy: "set", attributes });

    const copy = scene.bulk.deployment.store.objects.get("to/b");
    expect(scene.copied).toContain("from/b");
    expect(copy?.attributes.contentType).toBe("text/plain");
    expect(Object.keys(copy?.attributes.metadata ?? {})).toEqual(["team", "penstock-source"]);
  });

  test.each<[string, Partial<BulkOptions>]>([
    ["attributes of both are to be merged", { attributes: { metadata: { team: "data" } } }],
    ["nothing may be overwritten", { overwrite: "never" }],
    ["it is to be read back", { verify: "full" }],
  ])("is read and written where %s", async (_what, options) => {
    const scene = sceneOf();

    const job = await moved(scene, options);

    expect(scene.copied).toEqual([]);
    expect(await scene.bulk.deployment.stateOf(job.id)).toBe("succeeded");
  });

  test.each(["store-rejected", "store-refused", "source-forbidden"] as const)(
    "is read and written where the store says %s to a copy, which is asked for only a few times",
    async (code) => {
      const scene = sceneOf(() => ({
        copyObject: () => Promise.reject(new PenstockError(code, "no copies here")),
      }));

      const job = await moved(scene);

      expect(scene.read.toSorted()).toEqual(KEYS);
      expect(await scene.bulk.deployment.stateOf(job.id)).toBe("succeeded");
    },
  );

  test("moves what changed since it was listed as it is now", async () => {
    const scene = sceneOf();
    await putOriginals(scene.bulk);
    const job = await scene.bulk.submit({}, WITHIN);
    const { objects } = scene.bulk.deployment.store;
    const changed = objects.get("from/b");
    objects.delete("from/a");
    if (changed !== undefined) {
      objects.set("from/a", changed);
    }

    await scene.bulk.move(job);

    expect(objects.get("to/a")?.bytes).toEqual(changed?.bytes);
    expect(await scene.bulk.deployment.stateOf(job.id)).toBe("succeeded");
  });

  test("that fails after its response began is tried again", async () => {
    let failures = 0;
    const scene = sceneOf((store) => ({
      copyObject: (copy, signal) => {
        failures += 1;
        return failures === 1
          ? Promise.reject(new PenstockError("store-unreachable", "InternalError in a 200"))
          : store.copyObject(copy, signal);
      },
    }));

    const job = await moved(scene);

    expect(await scene.bulk.deployment.stateOf(job.id)).toBe("succeeded");
    expect(scene.read).toEqual(["from/c%20"]);
  });
});
