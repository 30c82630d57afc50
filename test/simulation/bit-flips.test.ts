import {
  type ChecksumAlgorithm,
  type ObjectStore,
  PenstockError,
  STORE_PROFILES,
  type TransferOptions,
  toETag,
} from "@penstock/core";
import { checksumOf } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { flippingReader, withFlippedBit } from "../support/flip-bit.ts";
import { digest, MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "data/object.bin";
const BYTES = sampleBytes(1, 3 * MIB);
const SMALL = sampleBytes(2, 1000);
/** A byte of part 2. */
const AT = MIB + 77;
const ALWAYS = Number.POSITIVE_INFINITY;

type Wrappers = ConstructorParameters<typeof MemoryDeployment>[1];

function profileWith(checksum: ChecksumAlgorithm) {
  return { ...STORE_PROFILES.cos, checksum };
}

/** Carries an object whose source publishes a checksum, and tells how it ended. */
async function carry(given: {
  readonly wrappers?: Wrappers;
  readonly bytes?: Uint8Array;
  readonly checksum?: ChecksumAlgorithm;
  readonly published?: ChecksumAlgorithm;
  readonly options?: Partial<TransferOptions>;
}) {
  const { wrappers, bytes = BYTES, checksum = "crc64xz", published, options } = given;
  const visible = new Set<string>();
  const deployment = new MemoryDeployment(1, wrappers, profileWith(checksum));
  const stating = published && { algorithm: published, value: checksumOf(published, bytes) };
  deployment.source.put(KEY, bytes, stating && { checksum: stating });
  const jobId = await deployment.submit(KEY, options);
  for (let run = deployment.takeTask(); run !== undefined; run = deployment.takeTask()) {
    await deployment.runTask(run);
    const stored = deployment.storedDigest(KEY);
    visible.add(stored === digest(bytes) ? "right" : stored === undefined ? "none" : "wrong");
    deployment.clock.advance(61_000);
  }
  expect(deployment.store.openUploads).toEqual([]);
  const { state } = await deployment.transferOf(jobId);
  return { state, visible };
}

describe("a bit that flips while the source is read", () => {
  const cases = [
    ["three parts", BYTES, AT, "crc64xz", "crc64xz"],
    ["three parts", BYTES, AT, "crc32", "crc32"],
    ["one part", SMALL, 7, "crc64xz", "crc64xz"],
    ["one part", SMALL, 7, "crc32", "crc64xz"],
    ["one part", SMALL, 7, "crc64xz", "md5"],
  ] as const;

  test.each(cases)(
    "once is cured by reading again: %s, %o",
    async (_, bytes, at, checksum, published) => {
      const wrappers = { source: flippingReader(at, 1) };

      const { state, visible } = await carry({ wrappers, bytes, checksum, published });

      expect(state.kind).toBe("stored");
      expect(visible).not.toContain("wrong");
    },
  );

  test.each(cases)(
    "always is refused, and the object never appears: %s, %o",
    async (_, bytes, at, checksum, published) => {
      const wrappers = { source: flippingReader(at, ALWAYS) };

      const { state, visible } = await carry({ wrappers, bytes, checksum, published });

      expect(state).toMatchObject({ kind: "failed", cause: { code: "integrity-mismatch" } });
      expect(state).toHaveProperty(
        "cause.message",
        expect.stringMatching(`the source publishes the ${published} .* were read have`),
      );
      expect([...visible]).toEqual(["none"]);
    },
  );

  test("is cured although the store was away in between", async () => {
    let failures = 1;
    const away = storeWith((store) => ({
      listParts: (...args) => {
        failures -= 1;
        return failures >= 0
          ? Promise.reject(new PenstockError("store-unreachable", "no response"))
          : store.listParts(...args);
      },
    }));

    const { state } = await carry({
      wrappers: { source: flippingReader(AT, 1), store: away },
      published: "crc64xz",
    });

    expect(state.kind).toBe("stored");
  });

  test("is found in many parts by reading back, when the source publishes another algorithm", async () => {
    const { state } = await carry({
      wrappers: { source: flippingReader(AT, ALWAYS) },
      published: "md5",
      options: { verify: "full" },
    });

    expect(state).toMatchObject({ kind: "failed", cause: { code: "integrity-mismatch" } });
    expect(state).toHaveProperty("cause.message", expect.stringContaining("publishes the md5"));
  });
});

describe("a bit that flips on its way to the store", () => {
  function flippingProxy(times: number): (store: ObjectStore) => ObjectStore {
    let left = times;
    return storeWith((store) => ({
      uploadPart: (upload, number, body, ...rest) => {
        const isCorrupted = number === 2 && left > 0;
        left -= isCorrupted ? 1 : 0;
        const sent = isCorrupted ? withFlippedBit(body, 77) : body;
        return store.uploadPart(upload, number, sent, ...rest);
      },
    }));
  }

  const algorithms = ["crc64xz", "crc32", "md5"] as const;

  test.each(algorithms)("once is cured by sending again: %s", async (checksum) => {
    const { state, visible } = await carry({ wrappers: { store: flippingProxy(3) }, checksum });

    expect(state.kind).toBe("stored");
    expect(visible).not.toContain("wrong");
  });

  test.each(algorithms)("always names its part, and no object appears: %s", async (checksum) => {
    const { state, visible } = await carry({
      wrappers: { store: flippingProxy(ALWAYS) },
      checksum,
    });

    expect(state).toMatchObject({ kind: "failed", cause: { code: "checksum-mismatch" } });
    expect(state).toHaveProperty("cause.message", expect.stringContaining("part 2"));
    expect([...visible]).toEqual(["none"]);
  });
});

describe("a bit that flips in the store", () => {
  /** The store keeps other bytes of part 2 than it says, the first so many times. */
  function rottingPart(times: number): (store: ObjectStore) => ObjectStore {
    let left = times;
    return storeWith((store) => ({
      uploadPart: async (upload, number, body, algorithm, signal) => {
        if (number !== 2 || left === 0) {
          return store.uploadPart(upload, number, body, algorithm, signal);
        }
        left -= 1;
        const { checksum, ...rest } = body;
        const corrupted = withFlippedBit(rest, 77);
        const { etag } = await store.uploadPart(upload, number, corrupted, algorithm, signal);
        return { etag, ...(checksum !== undefined && { checksum }) };
      },
    }));
  }

  /** The object rots after its Complete, while a HEAD continues telling the checksum that it had. */
  function rottingObject(): Wrappers {
    return { stored: flippingReader(AT, ALWAYS) };
  }

  test("before the Complete is refused there and cured by sending again, where the Complete has a checksum", async () => {
    const wrappers = { store: rottingPart(1) };

    const { state, visible } = await carry({ wrappers, checksum: "crc32" });

    expect(state.kind).toBe("stored");
    expect(visible).not.toContain("wrong");
  });

  test("before the Complete is refused by the checksum of the whole object", async () => {
    const { state } = await carry({ wrappers: { store: rottingPart(ALWAYS) } });

    expect(state).toMatchObject({ kind: "failed", cause: { code: "integrity-mismatch" } });
  });

  test("before the Complete is named by its part when the object is read back", async () => {
    const { state } = await carry({
      wrappers: { store: rottingPart(ALWAYS) },
      options: { verify: "full" },
    });

    expect(state).toMatchObject({ kind: "failed", cause: { code: "integrity-mismatch" } });
    expect(state).toHaveProperty(
      "cause.message",
      expect.stringContaining(`part 2 (bytes ${MIB}-${2 * MIB - 1}) is read back`),
    );
  });

  test.each(["crc64xz", "crc32", "md5"] as const)(
    "after the Complete is named by its part when the object is read back: %s",
    async (checksum) => {
      const wrappers = rottingObject();

      const { state } = await carry({ wrappers, checksum, options: { verify: "full" } });

      expect(state).toMatchObject({ kind: "failed", cause: { code: "integrity-mismatch" } });
      expect(state).toHaveProperty("cause.message", expect.stringContaining("part 2 (bytes"));
    },
  );

  test("after the Complete is not looked for otherwise", async () => {
    const { state } = await carry({ wrappers: rottingObject() });

    expect(state).toMatchObject({ kind: "stored", object: { verifiedBy: "object-checksum" } });
  });
});

describe("reading the stored object back", () => {
  const full = { verify: "full" } as const;

  test.each([new Uint8Array(), SMALL, sampleBytes(3, 2 * MIB + 1)])(
    "proves an object, however long it is",
    async (bytes) => {
      const { state } = await carry({ bytes, options: full, published: "md5" });

      expect(state).toMatchObject({ kind: "stored", object: { verifiedBy: "read-back" } });
    },
  );

  test("is done again when a bit flipped on the way back", async () => {
    const wrappers = { stored: flippingReader(AT, 1) };

    const { state } = await carry({ wrappers, options: full });

    expect(state).toMatchObject({ kind: "stored", object: { verifiedBy: "read-back" } });
  });

  test("waits for a store that is away, however long that is", async () => {
    let failures = 30;
    const away: NonNullable<Wrappers> = {
      stored: (stored) => ({
        stat: (...args) => stored.stat(...args),
        read: (...args) => {
          failures -= 1;
          if (failures >= 0) {
            throw new PenstockError("source-unreachable", "no response");
          }
          return stored.read(...args);
        },
      }),
    };

    const { state } = await carry({ wrappers: away, options: full });

    expect(state.kind).toBe("stored");
  });

  test("that the store does not allow fails the transfer and says so, and leaves the object there", async () => {
    const writeOnly: NonNullable<Wrappers> = {
      stored: (stored) => ({
        stat: (...args) => stored.stat(...args),
        read: () => {
          throw new PenstockError("source-forbidden", "these credentials may not read");
        },
      }),
    };

    const { state, visible } = await carry({ wrappers: writeOnly, options: full });

    expect(state).toMatchObject({ kind: "failed", cause: { code: "source-forbidden" } });
    expect(state).toHaveProperty("cause.message", expect.stringContaining("cannot be read back"));
    expect(visible).toContain("right");
  });

  test("finds out that another writer writes the key during the read", async () => {
    const deployment = new MemoryDeployment(1, {
      stored: (stored) => ({
        stat: (...args) => stored.stat(...args),
        read: (...args) => {
          const object = deployment.store.objects.get(KEY);
          if (object !== undefined) {
            const theirs = { token: "another", etag: toETag("another") };
            deployment.store.objects.set(KEY, { ...object, ...theirs });
          }
          return stored.read(...args);
        },
      }),
    });
    deployment.source.put(KEY, BYTES);

    const jobId = await deployment.submit(KEY, full);
    await deployment.runUntilIdle();

    const { state } = await deployment.transferOf(jobId);
    expect(state).toMatchObject({ kind: "failed", cause: { code: "integrity-mismatch" } });
    expect(state).toHaveProperty("cause.message", expect.stringContaining("another writer"));
  });
});

test("an object that is not to be verified is taken by its token and its size", async () => {
  const lying = storeWith((store) => ({
    head: async (...args) => {
      const head = await store.head(...args);
      return head && { ...head, checksum: "f".repeat(16) };
    },
  }));

  const { state } = await carry({ wrappers: { store: lying }, options: { verify: "none" } });

  expect(state).toMatchObject({ kind: "stored", object: { verifiedBy: "size" } });
});
