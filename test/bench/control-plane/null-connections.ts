import {
  type Connections,
  type Hashing,
  type ObjectStore,
  type SourceReader,
  STORE_PROFILES,
  toETag,
  toUploadId,
} from "@penstock/core";

const MIB = 1024 * 1024;
const chunk = new Uint8Array(MIB);

/** A source and a store that cost nothing: what is left is queue, ledger and engine. */
export function nullConnections({ onPart }: { readonly onPart: () => void }): Connections {
  const store: Partial<ObjectStore> = {
    profile: STORE_PROFILES.cos,
    initiate: async () => toUploadId("null"),
    uploadPart: async (_upload, number, { chunks }) => {
      for await (const _ of chunks) {
        // The engine counts and hashes what is asked for.
      }
      onPart();
      return { etag: toETag(`"${String(number).padStart(32, "0")}"`) };
    },
  };
  const source: SourceReader = {
    // The key says how many parts of 1 MiB there are.
    stat: async (key) => ({
      sourceVersion: { sizeBytes: Number(key) * MIB, validator: { kind: "size-only" } },
      hasRanges: true,
    }),
    read: async function* (_key, _sourceVersion, { lengthBytes }) {
      for (let rest = lengthBytes; rest > 0; rest -= MIB) {
        yield chunk.subarray(0, rest);
      }
    },
  };
  return {
    store: () => store as ObjectStore,
    source: () => source,
    lister: () => {
      throw new Error("nothing is listed here");
    },
    serverSideCopySource: () => undefined,
    probe: () => {
      throw new Error("nothing is tested here");
    },
  };
}

export const nullHashing: Hashing = {
  hasher: () => ({ update: () => undefined, digest: () => "0".repeat(16) }),
};
