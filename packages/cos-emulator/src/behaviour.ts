/** What real stores do differently from each other, or from one year to the next. */
export type EmulatorBehaviour = {
  /** Off: no request has to be signed. The dialect is still told by the signature, COS where there is none. */
  readonly auth: "on" | "off";
  /** Host, Content-Length, Content-MD5 and every x-cos- header must be signed when they are sent. */
  readonly hasStrictSignatures: boolean;
  /** Whether the COS dialect takes a bucket in the path. The S3 dialect always does. */
  readonly pathStyle: "refused" | "allowed";
  /** Two bodies of one part on their way: the one begun later stays, or is refused with 409. */
  readonly samePartAtOnce: "last-wins" | "conflict";
  /** What a Complete of a completed upload gets: 404 as from COS, or the result again as from S3. */
  readonly repeatedComplete: "upload-gone" | "same-result";
  /** How long a Complete merges after its 200. The object appears at the end of it. */
  readonly completeMs: number;
  /** How often a Complete that merges sends white space. */
  readonly completeDripMs: number;
  /** Whether Complete refuses parts below the smallest size of the dialect. */
  readonly enforcesMinPart: boolean;
  /** The spellings of older documents: `UploadID`, `TRUE`, ctime dates, raw quotes around ETags. */
  readonly xmlSpelling: "current" | "old";
  /**
   * `as-asked`: the MD5 on the S3 dialect and where a Content-MD5 was sent, else 40 hex digits. Parts
   * encrypted by KMS or a key of the customer's have a random one in any case.
   */
  readonly partETag: "as-asked" | "md5" | "forty-hex";
};

export const USUAL_BEHAVIOUR: EmulatorBehaviour = {
  auth: "on",
  hasStrictSignatures: false,
  pathStyle: "refused",
  samePartAtOnce: "last-wins",
  repeatedComplete: "upload-gone",
  completeMs: 0,
  completeDripMs: 1000,
  enforcesMinPart: true,
  xmlSpelling: "current",
  partETag: "as-asked",
};
