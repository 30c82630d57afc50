import type { StoreProvider } from "@penstock/core";

export type DeclaredRow = {
  readonly name: string;
  /** What the failure has to say: a row that fails in another way failed. */
  readonly sees: string;
  /** What the server does instead, and why nothing depends on it. */
  readonly reason: string;
};

const PART_NUMBERS: Omit<DeclaredRow, "name"> = {
  sees: "expected '200'",
  reason: "Ceph takes any part number; ours are checked before they are sent",
};

/** Seen at the versions 16.2.15 and 18.2.7, in November 2026. */
const CEPH: readonly DeclaredRow[] = [
  {
    name: "joining parts > answers Complete with the ETag of the object",
    sees: "an answer without an ETag",
    reason: "Ceph 16 leaves it out; after such an answer a HEAD decides",
  },
  {
    name: "copying a part > keeps no part of a source that changed",
    sees: "to deeply equal []",
    reason: "Ceph copies whatever the condition says; the copy is refused by a HEAD afterwards",
  },
  {
    name: "an object that may not be replaced > survives a Complete, where the store has a guard",
    sees: "instead of rejecting",
    reason: "Ceph ignores If-None-Match at Complete; a HEAD goes before it",
  },
  { name: 'Upload Part page > refuses part number "0" with 400 InvalidArgument', ...PART_NUMBERS },
  {
    name: 'Upload Part page > refuses part number "10001" with 400 InvalidArgument',
    ...PART_NUMBERS,
  },
  { name: 'Upload Part page > refuses part number "-1" with 400 InvalidArgument', ...PART_NUMBERS },
  {
    name: "Upload Part page > refuses a part without a Content-Length with 411 MissingContentLength",
    sees: "expected '200'",
    reason: "Ceph takes it from version 18 on; ours always have one",
  },
  {
    name: "Upload Part page > refuses the malformed Content-MD5 not-base64! with 400 InvalidDigest",
    sees: "expected '403 AccessDenied'",
    reason: "Ceph answers otherwise; ours is never malformed",
  },
  {
    name: "Upload Part page > refuses a part of an unknown upload before its body when asked by Expect",
    sees: "expected true to be false",
    reason: "Ceph looks for the upload after the body; it costs bytes and nothing else",
  },
  {
    name: "Upload Part page > refuses numbers in the wrong order at Complete with 400 InvalidPartOrder",
    sees: "expected '200'",
    reason: "Ceph sorts them; ours are sent in order",
  },
  {
    name: "Upload Part page > answers Complete with a document that has an ETag",
    sees: "expected ''",
    reason: "Ceph 16 leaves it empty; after such an answer a HEAD decides",
  },
];

/**
 * What servers are known to do otherwise. A row that passes all the same, as on a newer server, has
 * simply passed.
 */
export const DECLARED_ROWS: Readonly<Partial<Record<StoreProvider, readonly DeclaredRow[]>>> = {
  ceph: CEPH,
};
