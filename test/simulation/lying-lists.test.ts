import { type ListedPart, MAX_PART_ATTEMPTS, toETag, toPartNumber } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

// A store that lists its parts wrongly, for ever or for some time.

const KEY = "in/big.bin";
const BYTES = sampleBytes(7, 4 * MIB - 5);

type Lie = (parts: readonly ListedPart[], list: number) => readonly ListedPart[];

const second =
  (change: Partial<ListedPart>): Lie =>
  (parts) =>
    parts.map((part) => (part.number === 2 ? { ...part, ...change } : part));

const LIES: Readonly<Record<string, Lie>> = {
  "without a part": (parts) => parts.filter(({ number }) => number !== 2),
  "without its first part": (parts) => parts.filter(({ number }) => number !== 1),
  "without its last part": (parts) => parts.slice(0, -1),
  "without any part": () => [],
  "with a part that is shorter": second({ sizeBytes: MIB - 1 }),
  "with a part that is longer": second({ sizeBytes: MIB + 1 }),
  "with a part of no bytes": second({ sizeBytes: 0 }),
  "with another ETag": second({ etag: toETag("other") }),
  "with another ETag each time": (parts, list) => second({ etag: toETag(`e${list}`) })(parts, list),
  "with all ETags changed": (parts) => parts.map((part) => ({ ...part, etag: toETag("all") })),
};

async function play(lie: Lie, lies: number) {
  let lists = 0;
  const sentAtMs: number[] = [];
  const deployment = new MemoryDeployment(1, {
    store: storeWith((store) => ({
      uploadPart: (...args) => {
        sentAtMs.push(deployment.clock.nowMs());
        return store.uploadPart(...args);
      },
      listParts: async (...args) => {
        lists += 1;
        const parts = await store.listParts(...args);
        return lists <= lies ? lie(parts, lists) : parts;
      },
    })),
  });
  deployment.source.put(KEY, BYTES);
  const jobId = await deployment.submit(KEY);
  await deployment.runUntilIdle();
  return { deployment, sentAtMs, transfer: await deployment.transferOf(jobId) };
}

describe.each(Object.keys(LIES))("a list %s", (name) => {
  const lie = LIES[name] ?? expect.fail("there is no such lie");

  test("once costs no more than the parts that it leaves out, sent again", async () => {
    const { sentAtMs, transfer } = await play(lie, 1);

    expect(transfer.state.kind).toBe("stored");
    expect(sentAtMs.length).toBeLessThanOrEqual(8);
  });

  test("for ever ends, after growing pauses, and says which part and why", async () => {
    const { deployment, sentAtMs, transfer } = await play(lie, Number.POSITIVE_INFINITY);

    expect(transfer.state).toMatchObject({ kind: "failed", cause: { code: "parts-refused" } });
    expect(transfer.state).toHaveProperty(
      "cause.message",
      expect.stringMatching(/^part \d|^\d+ parts|parts/),
    );
    expect(sentAtMs.length).toBeLessThanOrEqual(4 * (MAX_PART_ATTEMPTS + 1));
    expect((sentAtMs.at(-1) ?? 0) - (sentAtMs[0] ?? 0)).toBeGreaterThan(1000);
    expect(deployment.store.openUploads).toEqual([]);
  });
});

test("a list with a part that nobody sent is ended without it", async () => {
  const extra = { number: toPartNumber(9), etag: toETag("x"), sizeBytes: 5 };
  const { transfer } = await play((parts) => [...parts, extra], 1);

  expect(["stored", "failed"]).toContain(transfer.state.kind);
});
