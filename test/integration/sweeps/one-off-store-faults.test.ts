import type { Fault, FaultRule } from "@penstock/cos-emulator";
import { afterAll, beforeAll, describe, test } from "vitest";
import {
  expectRight,
  type Mode,
  type OneOffWorld,
  openOneOffWorld,
  PART_BYTES,
  SMALL_BYTES,
} from "../../support/one-off-world.ts";

// What a store, or something between, does once: the object is right, and at most one part is sent again.

const REJECTIONS: readonly (readonly [status: number, code: string])[] = [
  [400, "RequestTimeout"],
  [400, "InvalidRequest"],
  [403, "AccessDenied"],
  [403, "SignatureDoesNotMatch"],
  [404, "NoSuchBucket"],
  [405, "MethodNotAllowed"],
  [408, "RequestTimeout"],
  [409, "OperationAborted"],
  [412, "PreconditionFailed"],
  [429, "TooManyRequests"],
  [500, "InternalError"],
  [501, "NotImplemented"],
  [502, "BadGateway"],
  [503, "SlowDown"],
  [503, "ServiceUnavailable"],
  [504, "GatewayTimeout"],
];

const pages = (statuses: readonly number[]) =>
  statuses.map((status): Fault => ({ kind: "no-request-id", status, hasPage: true }));
/** Where bytes are at stake. */
const RARER_PAGES = pages([400, 407, 409, 412, 429, 500, 503, 504]);

/** What can happen to any request. */
const ANYWHERE: readonly Fault[] = [
  { kind: "drop-reused-connection" },
  { kind: "skew-clock", seconds: 1200 },
  { kind: "skew-clock", seconds: -1200 },
  { kind: "no-request-id" },
  ...REJECTIONS.map(([status, code]): Fault => ({ kind: "refuse-before-body", status, code })),
  ...pages([200, 204, 403, 404, 502]),
  { kind: "no-request-id", status: 200 },
  { kind: "no-request-id", status: 502 },
  { kind: "stall", ms: 50 },
  { kind: "stall-response", ms: 50 },
  { kind: "lose-response" },
];

/** What can happen to a body of this size. */
const bodiesOf = (sizeBytes: number): readonly Fault[] => [
  ...[0, 1, 70_000, sizeBytes - 1].map((afterBytes): Fault => ({ kind: "cut-body", afterBytes })),
  { kind: "stall", ms: 50, afterBytes: 1000 },
  { kind: "refuse-after-body", status: 400, code: "BadDigest" },
  { kind: "refuse-after-body", status: 400, code: "IncompleteBody" },
  { kind: "refuse-after-body", status: 500, code: "InternalError" },
  { kind: "refuse-after-body", status: 503, code: "SlowDown" },
  { kind: "wrong-crc" },
  { kind: "no-crc" },
  { kind: "no-etag" },
];

const REDIRECTS = ([301, 302, 307] as const).map(
  (status): Fault => ({ kind: "redirect-to-backup", status }),
);

const XML_RESPONSES: readonly Fault[] = [0, 1, 60].map((afterBytes) => ({
  kind: "cut-response",
  afterBytes,
}));

const EARLY_200: readonly Fault[] = [
  { kind: "error-in-200", code: "InternalError" },
  { kind: "error-in-200", code: "SlowDown", hasNewline: false },
  { kind: "error-in-200", code: "RequestTimeout" },
  { kind: "blank-then-cut", isDone: true },
  { kind: "blank-then-cut", isDone: false },
  { kind: "blank-then-end", isDone: true },
  { kind: "blank-then-end", isDone: false },
];

const CONFLICTS: readonly Fault[] = [
  { kind: "conflict", isDone: true },
  { kind: "conflict", isDone: false },
];

const NO_UPLOAD: Fault = { kind: "refuse-before-body", status: 404, code: "NoSuchUpload" };
const NO_KEY: Fault = { kind: "refuse-before-body", status: 404, code: "NoSuchKey" };

const HEADS: readonly Fault[] = [
  ...ANYWHERE,
  NO_KEY,
  { kind: "no-etag" },
  { kind: "no-crc" },
  { kind: "wrong-crc" },
];

const PART_FAULTS = [
  ...ANYWHERE,
  ...RARER_PAGES,
  ...bodiesOf(PART_BYTES),
  ...CONFLICTS,
  ...REDIRECTS,
  NO_UPLOAD,
];

const COMPLETE_FAULTS: readonly Fault[] = [
  ...ANYWHERE,
  ...RARER_PAGES,
  ...XML_RESPONSES,
  ...EARLY_200,
  ...CONFLICTS,
  NO_UPLOAD,
  { kind: "cut-body", afterBytes: 10 },
  { kind: "refuse-after-body", status: 400, code: "InvalidPart" },
  { kind: "refuse-after-body", status: 400, code: "MalformedXML" },
  { kind: "refuse-after-body", status: 409, code: "ConditionalRequestConflict" },
  { kind: "refuse-after-body", status: 500, code: "InternalError" },
];

const COPY_FAULTS = [
  ...ANYWHERE,
  ...XML_RESPONSES,
  ...EARLY_200,
  ...CONFLICTS,
  NO_UPLOAD,
  NO_KEY,
  { kind: "no-crc" } as const,
];

const READ_FAULTS: readonly Fault[] = [
  ...ANYWHERE.filter(({ kind }) => kind !== "lose-response" && kind !== "stall-response"),
  ...[0, 1, 70_000, PART_BYTES - 1].map(
    (afterBytes): Fault => ({ kind: "cut-response", afterBytes }),
  ),
  NO_KEY,
  { kind: "no-etag" },
  { kind: "no-crc" },
];

type Row = readonly [
  mode: Mode,
  call: NonNullable<FaultRule["on"]["call"]>,
  /** Of the upload, or `source` for a request about what is copied. */
  of: number | "object" | "source",
  faults: readonly Fault[],
];

const ROWS: readonly Row[] = [
  ["parts", "InitiateMultipartUpload", "object", [...ANYWHERE, ...XML_RESPONSES]],
  // Nothing was uploaded yet that could speak against a rejection.
  ["parts", "UploadPart", 1, [...ANYWHERE, NO_UPLOAD]],
  ["parts", "UploadPart", 3, PART_FAULTS],
  ["parts", "ListParts", "object", [...ANYWHERE, ...XML_RESPONSES, NO_UPLOAD]],
  ["parts", "CompleteMultipartUpload", "object", COMPLETE_FAULTS],
  ["parts", "HeadObject", "object", HEADS],
  ["put", "PutObject", "object", [...ANYWHERE, ...bodiesOf(SMALL_BYTES.length), ...REDIRECTS]],
  ["put", "HeadObject", "object", HEADS],
  ["copy", "UploadPartCopy", 3, COPY_FAULTS],
  ["copy", "HeadObject", "source", [...ANYWHERE, NO_KEY, { kind: "no-etag" }, { kind: "no-crc" }]],
  ["relay", "HeadObject", "source", [...ANYWHERE, NO_KEY, { kind: "no-etag" }, { kind: "no-crc" }]],
  ["relay", "GetObject", "source", READ_FAULTS],
  ["copy", "CompleteMultipartUpload", "object", [...EARLY_200, { kind: "lose-response" }]],
];

function nameOf(fault: Fault): string {
  return Object.values(fault).map(String).join(" ");
}

const CASES = (["cos", "s3"] as const).flatMap((dialect) =>
  ROWS.map(([mode, call, of, faults]) => ({ dialect, mode, call, of, faults })),
);

describe.each(CASES)("once, at $call of $of, $mode by $dialect,", (row) => {
  const { dialect, mode, call, of, faults } = row;
  const part = typeof of === "number" ? of : undefined;
  let world: OneOffWorld;

  beforeAll(async () => {
    world = await openOneOffWorld(dialect);
  });
  afterAll(() => world.close());

  test.each(faults.map((fault) => [nameOf(fault), fault] as const))(
    "%s: the object is right, and at most one part is sent again",
    async (_name, fault) => {
      const oneOff = { mode, at: { call, part, isOfSource: of === "source", fault } };

      const outcome = await world.run(oneOff);

      expectRight(oneOff, outcome);
    },
  );
});
