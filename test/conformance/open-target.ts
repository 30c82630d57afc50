import { createCosObjectStore, createCosSourceReader } from "@penstock/adapter-cos";
import { createS3ObjectStore, createS3SourceReader } from "@penstock/adapter-s3";
import { type SourceReader, STORE_PROFILES } from "@penstock/core";
import type { HttpStoreUnderTest } from "@penstock/testkit";
import { rawStoreOf, type StoreTarget } from "./store-target.ts";

/** The store through our own adapter. Everything that it is given lies below the prefix. */
export function openTarget(target: StoreTarget, keyPrefix: string): HttpStoreUnderTest {
  const { store, source, bucket } = target.provider === "cos" ? openCos(target) : openS3(target);
  const raw = rawStoreOf(target);
  return {
    store,
    bucket,
    keyPrefix,
    read: async (key) => await readWhole(source, key),
    headersOf: async (key) => (await raw.send({ method: "HEAD", key })).headers,
    close: async () => {
      store.close();
      source.close();
      raw.close();
    },
  };
}

function openCos({ bucket, region, endpoint, keys }: StoreTarget) {
  const options = {
    bucket,
    region,
    endpoint,
    clock: { nowMs: () => Date.now() },
    credentials: () => keys,
  };
  return {
    store: createCosObjectStore(options),
    source: createCosSourceReader(options),
    bucket: `${bucket}.cos.${region}.myqcloud.com`,
  };
}

function openS3({ provider, bucket, region, endpoint, pathStyle, keys, checksum }: StoreTarget) {
  const options = {
    bucket,
    region,
    endpoint,
    pathStyle,
    ...(checksum !== undefined && { checksum }),
    profile: STORE_PROFILES[provider],
    clock: { nowMs: () => Date.now() },
    credentials: () => keys,
  };
  return { store: createS3ObjectStore(options), source: createS3SourceReader(options), bucket };
}

async function readWhole(source: SourceReader, key: string): Promise<Uint8Array> {
  const signal = new AbortController().signal;
  const { sourceVersion } = await source.stat(key, signal);
  const range = { startByte: 0, lengthBytes: sourceVersion.sizeBytes };
  const copies: Buffer[] = [];
  for await (const chunk of source.read(key, sourceVersion, range, signal)) {
    copies.push(Buffer.from(chunk));
  }
  return Buffer.concat(copies);
}
