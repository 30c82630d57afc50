// Where the bytes of a manifest are: at a connection, at a URL, or in the journal, where a client sent it.

import {
  type Connections,
  isManifestId,
  isPenstockError,
  isUrlOrigin,
  type ManifestHead,
  type ManifestRef,
  type ManifestStore,
  PenstockError,
  type SourceReader,
} from "@penstock/core";
import { type SignedSources, signedSourcesOf } from "../sources/signed-sources.ts";
import type { BulkJob } from "./large-transfers.ts";

export type ManifestOpener = {
  readonly connections: Connections;
  readonly signedSources?: SignedSources | undefined;
  readonly manifests?: ManifestStore | undefined;
};

export type ManifestReader = Pick<BulkJob, "id" | "tenant">;

/** One object that is read in ranges, and where it is. */
export type ManifestSource = {
  readonly source: Pick<SourceReader, "stat" | "read">;
  /** For reading alone: a secret may be in it. */
  readonly key: string;
};

/** @throws PenstockError `connection-unknown`, `connection-forbidden`, `sealing-key-missing`, `sealed-text-invalid` */
export function manifestSource(
  opener: ManifestOpener,
  { id, tenant }: ManifestReader,
  manifest: ManifestRef,
): ManifestSource {
  if ("upload" in manifest) {
    return { source: sentManifests(opener, tenant), key: manifest.upload };
  }
  const { connection, key, sealedQuery } = manifest;
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

/** Those that clients of a tenant sent, by their ids. */
function sentManifests(opener: ManifestOpener, tenant: string): ManifestSource["source"] {
  return {
    async stat(id) {
      const { sizeBytes, sha256 } = await headOfManifest(opener, tenant, id);
      const validator = { kind: "etag", etag: `"${sha256}"` } as const;
      return { sourceVersion: { sizeBytes, validator }, hasRanges: true };
    },
    async *read(id, _version, { startByte }, signal) {
      for await (const chunk of storeOf(opener).read({ tenant, id }, startByte)) {
        signal.throwIfAborted();
        yield chunk;
      }
    },
  };
}

/** @throws PenstockError `manifest-invalid` where the tenant has none of this id, `journal-unavailable` */
export async function headOfManifest(
  opener: Pick<ManifestOpener, "manifests">,
  tenant: string,
  id: string,
): Promise<ManifestHead> {
  const head = isManifestId(id) ? await storeOf(opener).head({ tenant, id }) : undefined;
  if (head === undefined) {
    throw new PenstockError(
      "manifest-invalid",
      `the tenant ${tenant} has no manifest ${id}, or its day is over: send it again`,
    );
  }
  return head;
}

function storeOf({ manifests }: Pick<ManifestOpener, "manifests">): ManifestStore {
  if (manifests === undefined) {
    throw new PenstockError(
      "journal-unavailable",
      "this process has no journal to read the manifest from: set PENSTOCK_JOURNAL to that of the api and coordinator processes",
    );
  }
  return manifests;
}
