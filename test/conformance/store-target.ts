import type { ChecksumAlgorithm, StoreProvider } from "@penstock/core";
import { RawStore } from "./raw/raw-store.ts";
import type { RawKeys } from "./raw/sign.ts";

/** A bucket of any store, and how it is spoken to. */
export type StoreTarget = {
  readonly provider: StoreProvider;
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly pathStyle: boolean;
  readonly keys: RawKeys;
  /** Instead of the provider's. */
  readonly checksum?: Exclude<ChecksumAlgorithm, "crc64xz">;
};

export function rawStoreOf({ provider, ...target }: StoreTarget): RawStore {
  return new RawStore({ ...target, scheme: schemeOf(provider) });
}

export function schemeOf(provider: StoreProvider): "cos" | "s3" {
  return provider === "cos" ? "cos" : "s3";
}
