import { MAX_PART_ATTEMPTS, type ObjectStore, PenstockError, toETag } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "in/big.bin";
const BYTES = sampleBytes(7, 4 * MIB);

describe("an unexpected error", () => {
  // [which step, what throws it]
  test.each<[string, (store: ObjectStore) => Partial<ObjectStore>]>([
    ["plan", () => ({ initiate: () => Promise.reject(new URIError("URI malformed")) })],
    ["part", () => ({ uploadPart: () => Promise.reject(new RangeError("part 20000")) })],
  ])("in a %s counts, is shown, and ends it", async (step, change) => {
    const deployment = new MemoryDeployment(1, { store: storeWith(change) });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);

    await deployment.runUntilIdle();

    const transfer = await deployment.transferOf(jobId);
    const failures = await deployment.ledger.transfers.failures({
      tenant: transfer.tenant,
      transferId: transfer.id,
    });
    expect(transfer.state).toMatchObject({ kind: "failed", cause: { code: "unexpected-error" } });
    expect(failures.length).toBeGreaterThanOrEqual(MAX_PART_ATTEMPTS);
    expect(
      failures.every((each) => (typeof each.step === "number" ? "part" : each.step) === step),
    ).toBe(true);
  });

  test.each(["complete", "abort"] as const)(
    "in %s is shown, and tried again until it is gone",
    async (step) => {
      let times = 0;
      const deployment = new MemoryDeployment(1, {
        store: storeWith((store) => ({
          [step]: (...args: never[]) => {
            times += 1;
            return times <= 15
              ? Promise.reject(new RangeError("part 20000"))
              : Reflect.apply(store[step], store, args);
          },
          ...(step === "abort" && {
            uploadPart: () => Promise.reject(new PenstockError("key-invalid", "no")),
          }),
        })),
      });
      deployment.source.put(KEY, BYTES);
      const jobId = await deployment.submit(KEY);

      await deployment.runUntilIdle();

      const { tenant, id, state } = await deployment.transferOf(jobId);
      const failures = await deployment.ledger.transfers.failures({ tenant, transferId: id });
      const shown = failures.filter((each) => each.step === step);
      expect(state.kind).toBe(step === "complete" ? "stored" : "failed");
      expect(shown.map(({ cause }) => cause.code)).toEqual(Array(15).fill("unexpected-error"));
    },
  );
});

describe("a task that was deferred before anything was tried", () => {
  test("has all its attempts left", async () => {
    let tries = 0;
    const deployment = new MemoryDeployment(1, {
      store: storeWith((store) => ({
        uploadPart: (...args) => {
          if (args[1] === 2) {
            return store.uploadPart(...args);
          }
          tries += 1;
          return Promise.reject(new PenstockError("store-conflict", "not now"));
        },
      })),
    });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY, { partSizeBytes: 2 * MIB });
    await deployment.runTasks(1);
    const { engine, clock } = deployment;
    const address = { connection: "store", key: KEY };
    const endpoint = { kind: "store", address, name: "store store" } as const;
    const cause = { code: "store-refused", message: "no" } as const;
    const refused = { endpoint, what: "another", object: "another", cause };
    engine.breakers.rejections.note(
      { ...refused, hasOthers: false, isFinal: true },
      clock.nowMs(),
      0.5,
    );

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("failed");
    expect(tries).toBe(MAX_PART_ATTEMPTS);
  });
});

describe("a store that lists other parts than it said it took", () => {
  test("is sent them again with growing pauses, and in the end named with both ETags", async () => {
    const sentAtMs: number[] = [];
    const deployment = new MemoryDeployment(1, {
      store: storeWith((store) => ({
        uploadPart: (...args) => {
          if (args[1] === 2) {
            sentAtMs.push(deployment.clock.nowMs());
          }
          return store.uploadPart(...args);
        },
        listParts: async (...args) =>
          (await store.listParts(...args)).map((part) =>
            part.number === 2 ? { ...part, etag: toETag("other") } : part,
          ),
      })),
    });
    deployment.source.put(KEY, BYTES);
    const jobId = await deployment.submit(KEY);

    await deployment.runUntilIdle();

    expect((await deployment.transferOf(jobId)).state).toMatchObject({
      kind: "failed",
      cause: {
        code: "parts-refused",
        message: expect.stringMatching(/^part 2: .*ETag other; .*ETag /),
      },
    });
    expect(sentAtMs).toHaveLength(6);
  });
});
