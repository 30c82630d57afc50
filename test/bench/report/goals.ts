import { BEFORE } from "../before.ts";
import { FLOORS } from "../contenders/peers.ts";
import type { Result } from "../result.ts";

/** What else a result tells. Of several processes the one that has most of it counts. */
const FACTS = {
  redisCallsPerObject: "Redis calls/object",
  redisCpuUsPerObject: "µs of Redis/object",
  controlPlaneUsPerObject: "µs of control plane/object",
  requestsPerThousand: "requests/1000 objects",
  cpuMsPerThousand: "ms CPU/1000 objects",
  rssMiB: "MiB of each process",
  firstPaintScriptMs: "ms of script to the first page",
  mainThreadPercent: "% of the page's thread",
  longTasks: "long tasks",
  heapGrowthMiB: "MiB more heap",
  corePercent: "% of a core of the api",
  lost: "lost",
  repeated: "repeated",
  idleShare: "of both by one",
  smallJobStartMs: "ms until a small job starts",
  resentParts: "sent again",
  openUploads: "open uploads",
} as const satisfies Partial<Record<keyof Result, string>>;

type Fact = keyof typeof FACTS;

type Goal = {
  readonly of: RegExp;
  /** The figure itself, a fact beside it, its ratio to one peer's, or to that of the best of all but the floors. */
  readonly against: "itself" | Fact | "best peer" | (string & {});
  readonly limit: number;
  readonly isMinimum?: boolean;
};

const GOALS: readonly Goal[] = [
  { of: /^relay-http-s3$/, against: "curl", limit: 0.6 },
  { of: /^relay-http-s3$/, against: "best peer", limit: 1 },
  { of: /^relay-http-cos$/, against: "curl", limit: 0.95 },
  { of: /^relay-http-.+ off$/, against: "c-relay", limit: 1.3 },
  { of: /^file-s3$/, against: "curl", limit: 1.35 },
  { of: /^file-s3$/, against: "best peer", limit: 0.6 },
  { of: /^file-cos$/, against: "curl", limit: 2.2 },
  { of: /^file-cos$/, against: "cos-nodejs-sdk-v5", limit: 0.6 },
  { of: /^file-.+ off$/, against: "curl", limit: 1.1 },
  { of: /^small-put, data path$/, against: "itself", limit: 0.15 },
  { of: /^small-objects, /, against: "rclone", limit: 0.6 },
  { of: /^small-objects, /, against: "rclone-tuned", limit: 0.75 },
  { of: /^small-objects, /, against: "redisCallsPerObject", limit: 0.05 },
  { of: /^small-objects, /, against: "redisCpuUsPerObject", limit: 5 },
  { of: /^small-objects, /, against: "controlPlaneUsPerObject", limit: 25 },
  { of: /^small-objects-unchanged$/, against: "rclone", limit: 0.3 },
  { of: /^small-objects-unchanged$/, against: "requestsPerThousand", limit: 3 },
  { of: /^small-objects-unchanged$/, against: "cpuMsPerThousand", limit: 30 },
  { of: /^bulk-memory$/, against: "itself", limit: 30 },
  { of: /^bulk-memory$/, against: "rssMiB", limit: 250 },
  { of: /^bulk-first-put$/, against: "itself", limit: 300 },
  { of: /^bulk-spread$/, against: "itself", limit: 4, isMinimum: true },
  { of: /^urgent, /, against: "itself", limit: 500 },
  { of: /^fairness$/, against: "itself", limit: 2.7, isMinimum: true },
  { of: /^fairness$/, against: "itself", limit: 3.3 },
  { of: /^fairness$/, against: "idleShare", limit: 0.95, isMinimum: true },
  { of: /^fairness$/, against: "smallJobStartMs", limit: 500 },
  { of: /^pause, /, against: "itself", limit: 50 },
  { of: /^pause, /, against: "openUploads", limit: 0 },
  { of: /^worker-memory, 16 x 64 MiB/, against: "itself", limit: 200 },
  { of: /^worker-memory, 8 x 16 MiB/, against: "itself", limit: 300 },
  { of: /^control-plane, worker/, against: "itself", limit: 150 },
  { of: /^control-plane, Redis/, against: "itself", limit: 80 },
  { of: /^control-plane, /, against: "100 queued", limit: 1.2 },
  { of: /^submit-to-first-byte$/, against: "itself", limit: 50 },
  { of: /^settle-latency$/, against: "itself", limit: 50 },
  { of: /^redis-per-pending-part$/, against: "itself", limit: 20 },
  { of: /^retention, Redis after/, against: "hour 5", limit: 1.1 },
  { of: /^retention, Redis for a job/, against: "itself", limit: 200 },
  { of: /^retention, (api|coordinator) after/, against: "itself", limit: 200 },
  { of: /^retention, .+ small jobs$/, against: "half way", limit: 1.1 },
  { of: /^dashboard$/, against: "itself", limit: 50 },
  { of: /^dashboard$/, against: "mainThreadPercent", limit: 2 },
  { of: /^dashboard$/, against: "longTasks", limit: 0 },
  { of: /^dashboard$/, against: "heapGrowthMiB", limit: 5 },
  { of: /^dashboard$/, against: "corePercent", limit: 10 },
  { of: /^sse$/, against: "itself", limit: 5 },
  { of: /^sse$/, against: "lost", limit: 0 },
  { of: /^sse$/, against: "repeated", limit: 0 },
  { of: /^scale-out, one object, 16 workers$/, against: "itself", limit: 0.95, isMinimum: true },
];

export type Verdict = { readonly goal: string; readonly value: number; readonly isMet: boolean };

/** The goals that a result has figures for. */
export function verdictsOf(result: Result): readonly Verdict[] {
  return GOALS.filter(({ of }) => of.test(result.name)).flatMap((goal) => {
    const value = valueFor(result, goal);
    if (value === undefined) {
      return [];
    }
    const { against, limit, isMinimum = false } = goal;
    const what = whatOf(against, result);
    const isMet = isMinimum ? value >= limit : value <= limit;
    return [{ goal: `${isMinimum ? "≥" : "≤"} ${limit} ${what}`, value, isMet }];
  });
}

function whatOf(against: Goal["against"], { unit }: Result): string {
  if (against === "itself") {
    return unit;
  }
  return isFact(against) ? FACTS[against] : `x ${against}`;
}

function isFact(against: string): against is Fact {
  return Object.hasOwn(FACTS, against);
}

function valueFor(result: Result, { against }: Goal): number | undefined {
  const { ours, ratios = {} } = result;
  if (against === "itself") {
    return ours;
  }
  if (isFact(against)) {
    const fact = result[against];
    return typeof fact === "object" ? Math.max(...Object.values(fact)) : fact;
  }
  if (against !== "best peer") {
    return ratios[against];
  }
  const others = Object.entries(ratios).filter(
    ([name]) => name !== BEFORE && !FLOORS.includes(name),
  );
  return others.length === 0 ? undefined : Math.max(...others.map(([, ratio]) => ratio));
}
