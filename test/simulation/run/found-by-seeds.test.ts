import { apply, type Ledger, toPartNumber } from "@penstock/core";
import { transferPart } from "@penstock/engine";
import { checksumOf, interceptLedger } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { flippingReader } from "../../support/flip-bit.ts";
import {
  deliveryOf,
  digest,
  MemoryDeployment,
  MIB,
  sampleBytes,
} from "../../support/memory-deployment.ts";
import { Crash } from "../../support/trouble.ts";

const KEY = "a";
const SIGNAL = new AbortController().signal;

describe("what seeds have found", () => {
  /** Another worker may be sending the part by now: the upload may not be completed under it. */
  test("a part whose lease ended while its response was on its way is not reported", async () => {
    const deployment = new MemoryDeployment();
    deployment.source.put(KEY, sampleBytes(1, 2 * MIB));
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(1);
    const [part] = deployment.tasks.parts;
    if (part === undefined) {
      throw new Error("no part was queued");
    }
    const { store } = deployment;
    const uploadPart = store.uploadPart.bind(store);
    let isHeld = true;
    store.uploadPart = async (...args) => {
      const stored = await uploadPart(...args);
      isHeld = false;
      return stored;
    };

    const delivery = deliveryOf({ holdsLease: () => isHeld });
    const outcome = await transferPart(deployment.engine, part, delivery);

    expect(outcome.kind).toBe("later");
    expect(
      await deployment.ledger.transfers.uploadedParts(await deployment.transferOf(jobId)),
    ).toEqual([]);
  });

  /** COS compares the whole only when the object shows, which is too late for an older one. */
  test("a part that a late duplicate replaced is uploaded again before the object shows", async () => {
    const deployment = new MemoryDeployment();
    const bytes = sampleBytes(1, 2 * MIB);
    deployment.source.put(KEY, bytes);
    const jobId = await deployment.submit(KEY);
    await deployment.runTasks(3);
    const [upload] = deployment.store.openUploads;
    if (upload === undefined) {
      throw new Error("no upload is open");
    }
    const other = sampleBytes(2, MIB);
    const chunks = (async function* () {
      yield other;
    })();
    const body = { lengthBytes: MIB, chunks };
    await deployment.store.uploadPart(upload, toPartNumber(2), body, "crc64xz", SIGNAL);

    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
  });

  test("bytes that were corrupted once are not counted twice when a coordinator dies over them", async () => {
    let deaths = 0;
    const dying = (ledger: Ledger): Ledger =>
      interceptLedger(ledger, async ({ name, run }) => {
        if (name === "transfers.reopenParts" && deaths === 0) {
          deaths += 1;
          throw new Crash();
        }
        return run();
      });
    const source = flippingReader(MIB + 5, 1);
    const deployment = new MemoryDeployment(1, { ledger: dying, source });
    const bytes = sampleBytes(1, 2 * MIB);
    const checksum = { algorithm: "crc64xz", value: checksumOf("crc64xz", bytes) } as const;
    deployment.source.put(KEY, bytes, { checksum });
    const jobId = await deployment.submit(KEY);

    await expect(deployment.runUntilIdle()).rejects.toThrow("killed");
    await deployment.letTimePass();
    await deployment.runUntilIdle();

    expect(deaths).toBe(1);
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
  });

  test("bytes that were corrupted once are not counted twice when another coordinator was faster", async () => {
    let overtake = async (): Promise<void> => undefined;
    const overtaken = (ledger: Ledger): Ledger =>
      interceptLedger(ledger, async ({ name, run }) => {
        if (name === "transfers.reopenParts") {
          await overtake();
        }
        return run();
      });
    const deployment = new MemoryDeployment(1, {
      ledger: overtaken,
      source: flippingReader(MIB + 5, 1),
    });
    const bytes = sampleBytes(1, 2 * MIB);
    const checksum = { algorithm: "crc64xz", value: checksumOf("crc64xz", bytes) } as const;
    deployment.source.put(KEY, bytes, { checksum });
    const jobId = await deployment.submit(KEY);
    let isFaster = false;
    overtake = async () => {
      if (!isFaster) {
        isFaster = true;
        const transfer = await deployment.transferOf(jobId);
        const sent = apply(transfer, 1, { kind: "complete-sent", atMs: 0 });
        await deployment.ledger.transfers.save(transfer, sent);
      }
    };

    await deployment.runUntilIdle();

    expect(isFaster).toBe(true);
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(bytes));
  });
});
