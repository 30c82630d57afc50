import { createCosSmallObjects } from "@penstock/adapter-cos";
import { createS3SmallObjects } from "@penstock/adapter-s3";
import { type SmallObjects, STORE_PROFILES } from "@penstock/core";
import type { StoreTarget } from "./store-target.ts";

/** A bucket as a place for documents, through our own adapter. */
export function openSmallObjects(target: StoreTarget): SmallObjects & { close(): void } {
  const { provider, bucket, region, endpoint, pathStyle, keys } = target;
  const clock = { nowMs: () => Date.now() };
  const options = { bucket, region, endpoint, clock, credentials: () => keys };
  return provider === "cos"
    ? createCosSmallObjects(options)
    : createS3SmallObjects({ ...options, pathStyle, profile: STORE_PROFILES[provider] });
}
