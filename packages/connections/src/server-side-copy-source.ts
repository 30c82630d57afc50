import { isDeepStrictEqual } from "node:util";
import { cosBucketHost } from "@penstock/adapter-cos";
import type {
  ConnectionSettings,
  CosConnectionSettings,
  S3ConnectionSettings,
} from "@penstock/wire";

/**
 * What the destination's store calls the source's bucket; undefined where it cannot read that bucket
 * by itself. Credentials are compared by their references: the same reference is the same account.
 */
export function serverSideCopySource(
  source: ConnectionSettings,
  destination: ConnectionSettings,
): string | undefined {
  if (source.provider === "file" || source.provider === "http") {
    return undefined;
  }
  // A copy would have to name the source's key as well, which only reading does.
  if (source.encryption?.kind === "customer" || !isSameAccount(source, destination)) {
    return undefined;
  }
  if (source.provider === "cos") {
    // A copy names its source by the bucket's own host, whatever address the client connects to.
    return cosBucketHost(source.bucket, source.region);
  }
  return source.region === destination.region ? source.bucket : undefined;
}

type StoreSettings = CosConnectionSettings | S3ConnectionSettings;

function isSameAccount(source: StoreSettings, other: ConnectionSettings): other is StoreSettings {
  if (other.provider === "file" || other.provider === "http") {
    return false;
  }
  return (
    source.provider === other.provider &&
    source.endpoint === other.endpoint &&
    isDeepStrictEqual(source.credentials, other.credentials)
  );
}
