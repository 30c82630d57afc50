import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCosObjectStore, createCosSourceReader } from "@penstock/adapter-cos";
import { createS3ObjectStore } from "@penstock/adapter-s3";
import {
  type ObjectStore,
  type SourceReader,
  STORE_PROFILES,
  type StoreEncryption,
} from "@penstock/core";
import { type CosEmulator, type FaultRule, startCosEmulator } from "@penstock/cos-emulator";
import { Breakers } from "@penstock/engine";
import { systemClock } from "@penstock/process";
import { MemoryDeployment } from "./memory-deployment.ts";

const BUCKET = "demo-1250000000";
const REGION = "ap-local";
const KEYS = { accessKeyId: "local-id", secretAccessKey: "local-key" };
const SIGNAL = new AbortController().signal;

type Request = {
  readonly source: SourceReader;
  readonly faults?: readonly FaultRule[];
  /** Which of its two dialects the engine writes to; COS when absent. */
  readonly dialect?: "cos" | "s3";
  readonly encryption?: StoreEncryption;
  /** The port that leads to the store; its own when absent. */
  readonly way?: (storePort: number) => Promise<number>;
  /** What stands between the engine and the store. */
  readonly change?: (store: ObjectStore) => ObjectStore;
  readonly probeTimeoutMs?: number;
};

export type EmulatorDeployment = {
  readonly deployment: MemoryDeployment;
  readonly port: number;
  /** @throws Error while it is stopped */
  emulator(): CosEmulator;
  stopStore(): Promise<void>;
  /** At the same address, with all that it held. */
  startStore(): Promise<void>;
  /** Runs what is due, and lets a minute pass, again and again. */
  runForMinutes(minutes: number): Promise<void>;
  /** What the store holds under the key; undefined for nothing. */
  readStored(key: string): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
};

/**
 * The engine on a real store, an emulator that can be stopped and started. Ledger, queue and clock
 * are those of memory, so that an hour of back-off takes no time.
 */
export async function deployOnEmulator(request: Request): Promise<EmulatorDeployment> {
  const { source, change = (unchanged) => unchanged, probeTimeoutMs } = request;
  const folder = await mkdtemp(join(tmpdir(), "penstock-emulator-"));
  let running: CosEmulator | undefined = await startEmulator(folder, request, 0);
  const { port } = running;
  const clock = systemClock;
  const options = {
    bucket: BUCKET,
    region: REGION,
    endpoint: `http://127.0.0.1:${(await request.way?.(port)) ?? port}`,
    clock,
    credentials: () => KEYS,
    ...(request.encryption !== undefined && { encryption: request.encryption }),
  };
  const store =
    request.dialect === "s3"
      ? createS3ObjectStore({ ...options, pathStyle: true, profile: STORE_PROFILES.versitygw })
      : createCosObjectStore(options);
  const reader = createCosSourceReader(options);
  const deployment = new MemoryDeployment(1, {
    store: () => change(store),
    source: () => source,
    stored: () => reader,
    breakers: new Breakers(probeTimeoutMs),
  });

  async function stopStore(): Promise<void> {
    await running?.close();
    running = undefined;
  }

  return {
    deployment,
    port,
    emulator: () => {
      if (running === undefined) {
        throw new Error("the store is stopped");
      }
      return running;
    },
    stopStore,
    startStore: async () => {
      running = await startEmulator(folder, request, port);
    },
    runForMinutes: async (minutes) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        for (let run = deployment.takeTask(); run !== undefined; run = deployment.takeTask()) {
          await deployment.runTask(run);
        }
        await deployment.letTimePass();
      }
    },
    readStored: async (key) => {
      const head = await store.head(key, store.profile.checksum, SIGNAL);
      return head && (await readWhole(reader, key));
    },
    close: async () => {
      store.close();
      reader.close();
      await stopStore();
      await rm(folder, { recursive: true });
    },
  };
}

function startEmulator(
  dataDir: string,
  { faults = [] }: Request,
  port: number,
): Promise<CosEmulator> {
  return startCosEmulator({
    dataDir,
    secretId: KEYS.accessKeyId,
    secretKey: KEYS.secretAccessKey,
    buckets: [BUCKET],
    region: REGION,
    faults,
    port,
  });
}

async function readWhole(reader: SourceReader, key: string): Promise<Uint8Array> {
  const { sourceVersion } = await reader.stat(key, SIGNAL);
  const copies: Buffer[] = [];
  const range = { startByte: 0, lengthBytes: sourceVersion.sizeBytes };
  for await (const chunk of reader.read(key, sourceVersion, range, SIGNAL)) {
    copies.push(Buffer.from(chunk));
  }
  return Buffer.concat(copies);
}
