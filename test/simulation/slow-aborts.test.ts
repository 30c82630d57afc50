import { type JobId, PenstockError } from "@penstock/core";
import { cancelJob, OrphanSweep } from "@penstock/engine";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const KEY = "a";
const GRACE_MS = 120_000;
const SIGNAL = new AbortController().signal;

/** A store whose first abort ends nothing, with a part on its way; `opened` follows the first Initiate. */
async function whereAbortsAreSlow(opened: (deployment: MemoryDeployment, jobId: JobId) => unknown) {
  let aborts = 0;
  let initiates = 0;
  const deployment: MemoryDeployment = new MemoryDeployment(1, {
    store: storeWith((store) => ({
      initiate: async (...args) => {
        const uploadId = await store.initiate(...args);
        initiates += 1;
        await (initiates === 1 ? opened(deployment, jobId) : undefined);
        return uploadId;
      },
      abort: async (...args) => {
        aborts += 1;
        await (aborts === 1 ? undefined : store.abort(...args));
      },
    })),
  });
  deployment.source.put(KEY, sampleBytes(1, 3 * MIB));
  const jobId = await deployment.submit(KEY);
  await deployment.runUntilIdle();
  return { deployment, aborts: () => aborts };
}

async function sweep({ clock, engine }: MemoryDeployment): Promise<void> {
  clock.advance(GRACE_MS);
  await new OrphanSweep(engine).sweepOnce(SIGNAL);
}

describe("an upload is named until the store shows that it is gone", () => {
  test("where it was opened without use", async () => {
    const { deployment, aborts } = await whereAbortsAreSlow(({ engine }, jobId) =>
      cancelJob(engine, "default", jobId),
    );
    const before = { aborts: aborts(), open: deployment.store.openUploads.length };

    await sweep(deployment);

    expect(before).toEqual({ aborts: 1, open: 1 });
    expect(deployment.store.openUploads).toEqual([]);
    expect(await deployment.ledger.uploads.openUploads("default")).toEqual([]);
  });

  test("where its Initiate got no response", async () => {
    const { deployment, aborts } = await whereAbortsAreSlow(() => {
      throw new PenstockError("store-unreachable", "the answer was lost");
    });

    await sweep(deployment);
    const before = { aborts: aborts(), open: deployment.store.openUploads.length };
    await sweep(deployment);

    expect(before).toEqual({ aborts: 1, open: 1 });
    expect(deployment.store.openUploads).toEqual([]);
    expect(await deployment.ledger.uploads.openUploads("default")).toEqual([]);
  });
});
