import type { Fault, FaultRule } from "@penstock/cos-emulator";

type CallName = NonNullable<FaultRule["on"]["call"]>;
type Habit = readonly [call: CallName, probability: number, fault: Fault];

const INTERNAL = { status: 500, code: "InternalError" } as const;
const SLOW_DOWN = { status: 503, code: "SlowDown" } as const;

/** What a store does now and then, on its normal days. Nothing of it is a reason for a job to fail. */
const HABITS: readonly Habit[] = [
  ["InitiateMultipartUpload", 0.05, { kind: "lose-response" }],
  ["InitiateMultipartUpload", 0.03, { kind: "refuse-before-body", ...INTERNAL }],

  // Most of what a kill hits is on its way slowly.
  ["UploadPart", 0.25, { kind: "slow-read", bytesPerSecond: 1024 * 1024 }],
  ["UploadPart", 0.004, { kind: "lose-response" }],
  ["UploadPart", 0.004, { kind: "cut-body", afterBytes: 300_000 }],
  ["UploadPart", 0.003, { kind: "wrong-crc" }],
  ["UploadPart", 0.003, { kind: "conflict", isDone: false }],
  ["UploadPart", 0.003, { kind: "conflict", isDone: true }],
  ["UploadPart", 0.01, { kind: "refuse-before-body", ...SLOW_DOWN }],
  ["UploadPart", 0.004, { kind: "stall", ms: 5000, afterBytes: 100_000 }],

  ["PutObject", 0.03, { kind: "lose-response" }],
  ["PutObject", 0.02, { kind: "cut-body", afterBytes: 1000 }],
  ["PutObject", 0.02, { kind: "wrong-crc" }],
  ["PutObject", 0.02, { kind: "refuse-after-body", ...INTERNAL }],

  ["ListParts", 0.03, { kind: "refuse-before-body", ...SLOW_DOWN }],
  ["ListParts", 0.03, { kind: "cut-response", afterBytes: 100 }],
  ["HeadObject", 0.03, { kind: "refuse-before-body", ...INTERNAL }],
  ["AbortMultipartUpload", 0.05, { kind: "lose-response" }],
  ["AbortMultipartUpload", 0.05, { kind: "refuse-before-body", ...SLOW_DOWN }],

  ["CompleteMultipartUpload", 0.04, { kind: "lose-response" }],
  ["CompleteMultipartUpload", 0.03, { kind: "error-in-200", code: "InternalError" }],
  [
    "CompleteMultipartUpload",
    0.03,
    { kind: "error-in-200", code: "InternalError", hasNewline: false },
  ],
  ["CompleteMultipartUpload", 0.03, { kind: "blank-then-cut", isDone: true }],
  ["CompleteMultipartUpload", 0.03, { kind: "blank-then-cut", isDone: false }],
  ["CompleteMultipartUpload", 0.03, { kind: "blank-then-end", isDone: true }],
  ["CompleteMultipartUpload", 0.03, { kind: "blank-then-end", isDone: false }],
  ["CompleteMultipartUpload", 0.03, { kind: "conflict", isDone: true }],
  ["CompleteMultipartUpload", 0.03, { kind: "conflict", isDone: false }],
  ["CompleteMultipartUpload", 0.03, { kind: "cut-response", afterBytes: 120 }],
  ["CompleteMultipartUpload", 0.03, { kind: "stall-response", ms: 4000 }],
  ["CompleteMultipartUpload", 0.03, { kind: "refuse-after-body", ...INTERNAL }],
];

/** What does not come from the store at all: a balancer's page, a connection that had died before. */
const STRANGERS: readonly Habit[] = [
  ["InitiateMultipartUpload", 0.02, { kind: "no-request-id", status: 403, hasPage: true }],
  ["UploadPart", 0.004, { kind: "no-request-id", status: 400, hasPage: true }],
  ["UploadPart", 0.004, { kind: "no-request-id", status: 404, hasPage: true }],
  ["PutObject", 0.02, { kind: "no-request-id", status: 403, hasPage: true }],
  ["ListParts", 0.02, { kind: "no-request-id", status: 404, hasPage: true }],
  ["HeadObject", 0.02, { kind: "no-request-id", status: 404, hasPage: true }],
  ["CompleteMultipartUpload", 0.03, { kind: "no-request-id", status: 404, hasPage: true }],
  ["CompleteMultipartUpload", 0.02, { kind: "no-request-id", status: 400, hasPage: true }],
  ["AbortMultipartUpload", 0.02, { kind: "no-request-id", status: 404, hasPage: true }],
  ["UploadPart", 0.01, { kind: "drop-reused-connection" }],
  ["PutObject", 0.02, { kind: "drop-reused-connection" }],
  ["HeadObject", 0.02, { kind: "drop-reused-connection" }],
  ["ListParts", 0.02, { kind: "drop-reused-connection" }],
];

/** Bad days. `pick` of a storm chooses one of them. */
const STORMS: readonly (readonly FaultRule[])[] = [
  [{ on: {}, fault: { kind: "slow-down", requestsPerSecond: 5 } }],
  [{ on: {}, probability: 0.5, fault: { kind: "refuse-before-body", ...SLOW_DOWN } }],
  [{ on: {}, probability: 0.3, fault: { kind: "refuse-before-body", ...INTERNAL } }],
  [
    {
      on: { call: "CompleteMultipartUpload" },
      probability: 0.7,
      fault: { kind: "blank-then-cut", isDone: true },
    },
    {
      on: { call: "InitiateMultipartUpload" },
      probability: 0.5,
      fault: { kind: "lose-response" },
    },
  ],
];

/** What a fault counts as in the report, where it is one of those that come from in between. */
export function strangerOf(faultId: string): "proxyPages" | "deadConnections" | undefined {
  if (faultId.startsWith("no-request-id-")) {
    return "proxyPages";
  }
  return faultId.startsWith("drop-reused-connection-") ? "deadConnections" : undefined;
}

/** True for the rules that cut or refuse what they hit, and do not only slow it down. */
export function isDestructive(faultId: string): boolean {
  return !faultId.startsWith("slow-read-");
}

/**
 * The rules for a store, storms first. Another `seed` hits other requests: the caller that installs the rules
 * anew takes another one, because the store counts attempts from 1 again.
 */
export function faultRules(seed: number, stormPicks: readonly number[]): readonly FaultRule[] {
  const storms = stormPicks.flatMap((pick) => STORMS[Math.floor(pick * STORMS.length)] ?? []);
  const habits = [...HABITS, ...STRANGERS].map(([call, probability, fault]) => ({
    on: { call },
    probability,
    fault,
  }));
  return [...storms, ...habits].map((rule, index) => ({
    ...rule,
    id: `${rule.fault.kind}-${index}`,
    seed: seed * 1000 + index,
  }));
}
