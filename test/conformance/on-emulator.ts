import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoreProvider } from "@penstock/core";
import {
  type CosEmulator,
  type CosEmulatorOptions,
  startCosEmulator,
} from "@penstock/cos-emulator";
import { elements } from "./raw/raw-upload.ts";
import { rawStoreOf, type StoreTarget } from "./store-target.ts";

export const BUCKET = "demo-1250000000";
export const REGION = "ap-local";
export const KEYS = { accessKeyId: "conformance-id", secretAccessKey: "conformance-key" };

export type StartedEmulator = {
  readonly emulator: CosEmulator;
  target(provider: StoreProvider): StoreTarget;
  /** Of every object that there is. */
  keys(): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** An emulator of its own, with a data folder that goes with it. */
export async function startEmulator(
  options: Pick<CosEmulatorOptions, "behaviour"> = {},
): Promise<StartedEmulator> {
  const dataDir = await mkdtemp(join(tmpdir(), "penstock-store-"));
  const emulator = await startCosEmulator({
    dataDir,
    secretId: KEYS.accessKeyId,
    secretKey: KEYS.secretAccessKey,
    buckets: [BUCKET],
    region: REGION,
    ...options,
  });
  const target = (provider: StoreProvider): StoreTarget => ({
    provider,
    endpoint: emulator.endpoint,
    bucket: BUCKET,
    region: REGION,
    pathStyle: true,
    keys: KEYS,
  });
  return {
    emulator,
    target,
    keys: async () => {
      const store = rawStoreOf(target("cos"));
      const { text } = await store.send({ method: "GET" });
      store.close();
      return elements(text, "Key");
    },
    close: async () => {
      await emulator.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
