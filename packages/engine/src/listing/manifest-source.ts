// Where the bytes of a manifest are: at a connection, or at a URL.

import {
  type Connections,
  isPenstockError,
  isUrlOrigin,
  type ManifestRef,
  PenstockError,
  type SourceReader,
} from "@penstock/core";
import { type SignedSources, signedSourcesOf } from "../sources/signed-sources.ts";
import type { BulkJob } from "./large-transfers.ts";

export type ManifestOpener = {
  readonly connections: Connections;
  readonly signedSources?: SignedSources | undefined;
};

/** One object that is read in ranges, and where it is. */
export type ManifestSource = {
  readonly source: Pick<SourceReader, "stat" | "read">;
  /** For reading alone: a secret may be in it. */
  readonly key: string;
};

/** @throws PenstockError `connection-unknown`, `connection-forbidden`, `sealing-key-missing`, `sealed-text-invalid` */
export function manifestSource(
  opener: ManifestOpener,
  { id }: Pick<BulkJob, "id">,
  { connection, key, sealedQuery }: ManifestRef,
): ManifestSource {
  const source = opener.connections.source(connection);
  if (!isUrlOrigin(connection)) {
    return { source, key };
  }
  const query =
    sealedQuery === undefined ? "" : `?${signedSourcesOf(opener).openManifest(id, sealedQuery)}`;
  return { source: namingExpired(source), key: `${key}${query}` };
}

/** A job is given no new URL of its manifest, so that none is waited for. */
function namingExpired(source: SourceReader): ManifestSource["source"] {
  return {
    async stat(key, signal) {
      try {
        return await source.stat(key, signal);
      } catch (error) {
        throw asManifestExpired(error);
      }
    },
    async *read(key, sourceVersion, range, signal) {
      try {
        yield* source.read(key, sourceVersion, range, signal);
      } catch (error) {
        throw asManifestExpired(error);
      }
    },
  };
}

function asManifestExpired(error: unknown): unknown {
  return isPenstockError(error, "source-url-expired")
    ? new PenstockError(
        "manifest-url-expired",
        "the server of the manifest no longer accepts its signed URL: submit the job again with a new one, which is good for as long as the manifest is read",
        { cause: error, details: error.details },
      )
    : error;
}
