import { z } from "zod";
import { CALL_NAMES, type CallName } from "../request-subject.ts";

const errorResponse = { status: z.int().min(400).max(599), code: z.string().regex(/^\w+$/) };
const byteCount = z.int().min(0);
const rate = z.number().positive();
const ms = z.int().min(0).max(2_147_483_647);

/** Everything that a rule can do to a request. */
const fault = z.discriminatedUnion("kind", [
  /** The response comes before a byte of the body was read. */
  z.strictObject({ kind: z.literal("refuse-before-body"), ...errorResponse }),
  /** The whole body is taken, and nothing done with it. */
  z.strictObject({ kind: z.literal("refuse-after-body"), ...errorResponse }),
  /** The final response comes where the client waits for 100. Only requests with Expect. */
  z.strictObject({ kind: z.literal("refuse-expect"), ...errorResponse }),
  /** No 100 is sent: the client has to begin by itself. Only requests with Expect. */
  z.strictObject({ kind: z.literal("ignore-expect") }),
  /** The connection is dropped at this byte of the body, at its end when it is shorter. */
  z.strictObject({ kind: z.literal("cut-body"), afterBytes: byteCount }),
  /** Nothing happens from this byte of the body on (0), until the client leaves or `ms` are over. */
  z.strictObject({
    kind: z.literal("stall"),
    ms: ms.optional(),
    afterBytes: byteCount.optional(),
  }),
  z.strictObject({ kind: z.literal("slow-read"), bytesPerSecond: rate }),
  /** 400 UserNetworkTooSlow in the middle of a body that comes slower, measured from `windowMs` (1000) on. */
  z.strictObject({
    kind: z.literal("too-slow"),
    bytesPerSecond: rate,
    windowMs: ms.optional(),
  }),
  /** 503 SlowDown before the body, for all requests above the rate. The bucket is counted, or each key. */
  z.strictObject({
    kind: z.literal("slow-down"),
    requestsPerSecond: rate,
    per: z.enum(["bucket", "key"]).optional(),
  }),
  /** The work is done, then the connection is dropped. */
  z.strictObject({ kind: z.literal("lose-response") }),
  /** The work is done, but the response comes `ms` later, or never. */
  z.strictObject({ kind: z.literal("stall-response"), ms: ms.optional() }),
  /** The connection is dropped at this byte of the response's body. */
  z.strictObject({ kind: z.literal("cut-response"), afterBytes: byteCount }),
  /** The work is not done. The line feed after `</Error>` is there unless it is switched off. */
  z.strictObject({
    kind: z.literal("error-in-200"),
    code: errorResponse.code,
    hasNewline: z.boolean().optional(),
  }),
  /** 200 and white space, then the connection is dropped. */
  z.strictObject({ kind: z.literal("blank-then-cut"), isDone: z.boolean() }),
  /** 200 and white space, then the response ends as if that were all. */
  z.strictObject({ kind: z.literal("blank-then-end"), isDone: z.boolean() }),
  /** 409 UploadConflict after the body: another delivery of it is on its way, or was done. */
  z.strictObject({ kind: z.literal("conflict"), isDone: z.boolean() }),
  /**
   * Before the request is served, another writer writes the key: the object keeps its bytes, but each
   * value of its metadata becomes another. Where there is none, one of `sizeBytes` (1) zeros appears.
   */
  z.strictObject({ kind: z.literal("foreign-object"), sizeBytes: byteCount.optional() }),
  z.strictObject({ kind: z.literal("wrong-crc") }),
  z.strictObject({ kind: z.literal("no-crc") }),
  z.strictObject({ kind: z.literal("no-etag") }),
  /** Without a status only the header is missing; with one, a front end answers that, with a page or no body. */
  z.strictObject({
    kind: z.literal("no-request-id"),
    status: z.int().min(200).max(599).optional(),
    hasPage: z.boolean().optional(),
  }),
  /** The connection is dropped unread, as one that had died before; not on its first request. */
  z.strictObject({ kind: z.literal("drop-reused-connection") }),
  z.strictObject({
    kind: z.literal("redirect-to-backup"),
    status: z.union([z.literal(301), z.literal(302), z.literal(307)]),
  }),
  /** The clock of the store is ahead by this, or behind: its Date header, and its view of signatures. */
  z.strictObject({ kind: z.literal("skew-clock"), seconds: z.int() }),
  /**
   * One bit of the stored body is turned. The response is as if it were not (`isReported` false), or its
   * CRC is that of what is stored. A Complete tells the truth in any case.
   */
  z.strictObject({ kind: z.literal("corrupt-part"), isReported: z.boolean() }),
  /** One bit of the response's body is turned. */
  z.strictObject({ kind: z.literal("corrupt-response") }),
]);

const faultRule = z.strictObject({
  /** One is made up when absent. */
  id: z.string().min(1).max(100).optional(),
  /** Everything that is named must fit. */
  on: z.strictObject({
    call: z.enum(CALL_NAMES).optional(),
    /** The whole key, or its beginning and `*`. */
    key: z.string().optional(),
    part: z.int().min(1).max(10_000).optional(),
    /** The nth request that fits otherwise, of its call, key and part, since the rule is there. */
    attempt: z.int().min(1).optional(),
  }),
  /**
   * How often it fires at most. Absent: once; without end for rules with `attempt` (which fire once
   * for each call, key and part), with `probability`, and for too-slow, slow-down and skew-clock.
   */
  times: z.int().min(1).optional(),
  /** The share of the requests that fit. Which ones, follows from seed, call, key, part and attempt. */
  probability: z.number().min(0).max(1).optional(),
  /** 0 when absent. */
  seed: z.int().optional(),
  fault,
});

export type Fault = z.infer<typeof fault>;
export type FaultRule = z.infer<typeof faultRule>;
export type FaultOf<Kind extends Fault["kind"]> = Extract<Fault, { readonly kind: Kind }>;

const WITH_BODY: readonly CallName[] = [
  "UploadPart",
  "PutObject",
  "CompleteMultipartUpload",
  "PutObjectTagging",
  "DeleteObjects",
];
const WITH_CRC: readonly CallName[] = [
  "UploadPart",
  "UploadPartCopy",
  "PutObject",
  "CompleteMultipartUpload",
  "HeadObject",
  "GetObject",
];
/** Calls that response 200 before they know. */
const EARLY_200: readonly CallName[] = ["CompleteMultipartUpload", "UploadPartCopy"];
const WITH_RESPONSE_BODY: readonly CallName[] = [
  ...EARLY_200,
  "InitiateMultipartUpload",
  "ListParts",
  "ListMultipartUploads",
  "ListObjects",
  "GetObject",
];
/** The response is kept back whole, so it must be small. A GET that is lost is one cut at byte 0. */
const WITH_SMALL_RESPONSE = CALL_NAMES.filter((call) => call !== "GetObject");

/** The calls for which a fault makes sense, where not all do. */
const CALLS_OF: Partial<Record<Fault["kind"], readonly CallName[]>> = {
  "refuse-expect": WITH_BODY,
  "ignore-expect": WITH_BODY,
  "cut-body": WITH_BODY,
  "slow-read": WITH_BODY,
  "too-slow": WITH_BODY,
  "lose-response": WITH_SMALL_RESPONSE,
  "stall-response": WITH_SMALL_RESPONSE,
  "cut-response": WITH_RESPONSE_BODY,
  "error-in-200": EARLY_200,
  "blank-then-cut": EARLY_200,
  "blank-then-end": EARLY_200,
  conflict: ["UploadPart", ...EARLY_200],
  "foreign-object": [
    "HeadObject",
    "GetObject",
    "InitiateMultipartUpload",
    "CompleteMultipartUpload",
    "PutObject",
  ],
  "wrong-crc": WITH_CRC,
  "no-crc": WITH_CRC,
  "no-etag": ["UploadPart", "PutObject", "HeadObject", "GetObject"],
  "corrupt-part": ["UploadPart", "UploadPartCopy", "PutObject"],
  "corrupt-response": ["GetObject"],
};

export function makesSenseFor({ kind }: Fault, call: CallName): boolean {
  return CALLS_OF[kind]?.includes(call) ?? true;
}

/** @throws RangeError that says what is wrong with it */
export function parseFaultRule(value: unknown): FaultRule {
  const parsed = faultRule.safeParse(value);
  if (!parsed.success) {
    throw new RangeError(`This is no fault rule:\n${z.prettifyError(parsed.error)}`);
  }
  const { on, fault: wanted } = parsed.data;
  if (on.call !== undefined && !makesSenseFor(wanted, on.call)) {
    const calls = CALLS_OF[wanted.kind]?.join(", ");
    throw new RangeError(`${wanted.kind} makes no sense for ${on.call}, only for ${calls}.`);
  }
  return parsed.data;
}
