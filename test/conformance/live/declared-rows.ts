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
    sees: "a response without an ETag",
    reason: "Ceph 16 leaves it out; after such a response a HEAD decides",
  },
  {
    name: "copying a part > keeps no part of a source that changed",
    sees: "to deeply equal []",
    reason: "Ceph copies whatever the condition says; the copy is refused by a HEAD afterwards",
  },
  {
    name: "copying an object > refuses a source that is changed",
    sees: "instead of rejecting",
    reason:
      "Ceph copies whatever the condition says; a copy with another ETag is compared by a HEAD",
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
    reason: "Ceph 16 leaves it empty; after such a response a HEAD decides",
  },
];

const LIVES_ON =
  "Swift keeps the uploadId after Complete; no attempt is under way when ours is sent, and a HEAD tells that it is over";

/** Seen at the versions 2.30.1 and 2.38.2 of OpenStack Swift's s3api, in November 2026. */
const SWIFT: readonly DeclaredRow[] = [
  {
    name: "an upload that ended > takes no parts once it is completed",
    sees: "instead of rejecting",
    reason: LIVES_ON,
  },
  {
    name: "an upload that ended > has no list of parts once it is completed",
    sees: "instead of rejecting",
    reason: LIVES_ON,
  },
  {
    name: "Upload Part page > answers 404 NoSuchUpload to a part of an upload that is completed",
    sees: "expected '200'",
    reason: LIVES_ON,
  },
  {
    name: "copying a part > takes an object by its key as it is",
    sees: "a response without an ETag",
    reason:
      "Swift lists a part that was copied without a range with an empty ETag; ours are never whole objects, which are put",
  },
  {
    name: "Upload Part page > refuses a part above 5 GiB before its body with 400 EntityTooLarge",
    sees: "expected '100'",
    reason: "Swift asks for the body and refuses it then; the plan makes no such parts",
  },
  {
    name: "Upload Part page > refuses a part without a Content-Length with 411 MissingContentLength",
    sees: "expected '200'",
    reason: "Swift takes it; ours always have one",
  },
  {
    name: 'Upload Part page > refuses "" as the list of parts with 400 MalformedXML',
    sees: "expected '400 InvalidRequest'",
    reason: "Swift gives it another name; ours always has parts",
  },
];

/**
 * What servers are known to do otherwise. A row that passes all the same, as on a newer server, has
 * simply passed.
 */
export const DECLARED_ROWS: Readonly<Partial<Record<StoreProvider, readonly DeclaredRow[]>>> = {
  ceph: CEPH,
  swift: SWIFT,
};
