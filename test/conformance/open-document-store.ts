import { createCosDocumentStore } from "@penstock/adapter-cos";
import { createS3DocumentStore } from "@penstock/adapter-s3";
import { type DocumentStore, STORE_PROFILES } from "@penstock/core";
import type { StoreTarget } from "./store-target.ts";

/** A bucket as a place for documents, through our own adapter. */
export function openDocumentStore(target: StoreTarget): DocumentStore & { close(): void } {
  const { provider, bucket, region, endpoint, pathStyle, keys } = target;
  const clock = { nowMs: () => Date.now() };
  const options = { bucket, region, endpoint, clock, credentials: () => keys };
  return provider === "cos"
    ? createCosDocumentStore(options)
    : createS3DocumentStore({ ...options, pathStyle, profile: STORE_PROFILES[provider] });
}
