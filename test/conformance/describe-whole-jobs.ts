import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenConnections, openConnections } from "@penstock/connections";
import { type Address, STORE_PROFILES, type Transfer } from "@penstock/core";
import { systemClock } from "@penstock/process";
import { type RangeServer, startRangeServer } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MemoryDeployment } from "../support/memory-deployment.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { rawStoreOf, type StoreTarget } from "./store-target.ts";

const NAMED = { "content-type": "text/x-job", "cache-control": "max-age=7" };

/**
 * Whole jobs from a web server and inside of the store, by our engine and adapters, each of them read
 * back by the engine and once more here.
 */
export function describeWholeJobs(target: StoreTarget, keyPrefix: string): void {
  const { minPartBytes: partSizeBytes } = STORE_PROFILES[target.provider].limits;
  const large = sampleBytes(2 * partSizeBytes + 1000, "large");
  const small = sampleBytes(1234, "small");
  let web: RangeServer;
  let folder: string;
  let connections: OpenConnections;

  beforeAll(async () => {
    web = await startRangeServer();
    folder = await mkdtemp(join(tmpdir(), "penstock-jobs-"));
    connections = await openConnections(await writeConfig(folder, target, web.url), {
      secrets: new Set(),
      clock: systemClock,
    });
  });

  afterAll(async () => {
    connections.close();
    await web.close();
    await rm(folder, { recursive: true });
  });

  async function run(key: string, source: Address): Promise<Transfer> {
    const deployment = new MemoryDeployment(1, { connections });
    const options = { partSizeBytes, verify: "full" } as const;
    const jobId = await deployment.submit(`${keyPrefix}${key}`, options, source);
    await deployment.runUntilIdle();
    const { id: transferId, tenant } = await deployment.transferOf(jobId);
    // Nothing is wrong with the store, so nothing is tried twice.
    expect(await deployment.ledger.transfers.failures({ tenant, transferId })).toEqual([]);
    return deployment.transferOf(jobId);
  }

  async function fromTheWeb(key: string, bytes: Uint8Array): Promise<Transfer> {
    web.put(key, bytes, NAMED);
    return run(key, { connection: "source", key });
  }

  const inTheStore = (key: string): Address => ({ connection: "store", key: `${keyPrefix}${key}` });

  async function expectStored(key: string, transfer: Transfer, bytes: Uint8Array): Promise<void> {
    expect(transfer.state).toMatchObject({
      kind: "stored",
      object: { verifiedBy: "read-back", sizeBytes: bytes.length },
    });
    const raw = rawStoreOf(target);
    const { headers, bytes: stored } = await raw.send({ method: "GET", key: `${keyPrefix}${key}` });
    raw.close();
    expect(stored.equals(bytes)).toBe(true);
    expect(headers).toMatchObject(NAMED);
  }

  describe("a whole job", () => {
    test.each([
      ["in parts", large],
      ["in one PUT", small],
      ["without a byte", new Uint8Array()],
    ])("brings an object %s from a web server", async (name, bytes) => {
      const transfer = await fromTheWeb(name, bytes);

      await expectStored(name, transfer, bytes);
    });

    test.each([
      ["that was made of parts", large],
      ["that was put at once", small],
    ])("copies an object inside of the store %s", async (name, bytes) => {
      await fromTheWeb(`first, ${name}`, bytes);

      const transfer = await run(`second, ${name}`, inTheStore(`first, ${name}`));

      await expectStored(`second, ${name}`, transfer, bytes);
    });
  });
}

async function writeConfig(folder: string, target: StoreTarget, webUrl: string): Promise<string> {
  const { provider, endpoint, bucket, region, pathStyle, keys, checksum } = target;
  const credentials: Record<string, string> = {};
  for (const [name, value] of Object.entries(keys)) {
    await writeFile(join(folder, name), String(value));
    credentials[name] = `file:${join(folder, name)}`;
  }
  const store = {
    ...{ provider, endpoint, bucket, region, credentials },
    ...(provider !== "cos" && { pathStyle }),
    ...(checksum !== undefined && { checksum }),
  };
  const config = join(folder, "penstock.config.json");
  const source = { provider: "http", baseUrl: webUrl };
  await writeFile(config, JSON.stringify({ connections: { source, store } }));
  return config;
}
