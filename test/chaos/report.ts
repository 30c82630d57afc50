import type { Kills } from "./fault-injection.ts";
import type { Finding, Looks, Submission } from "./judge.ts";
import type { TrafficFigures } from "./traffic.ts";

/** One server of the cluster's own, or several of which primaries die and come back. */
export const REDIS_KINDS = ["single", "sentinel", "cluster"] as const;
export type RedisKind = (typeof REDIS_KINDS)[number];

export type Report = {
  /** Accepted ones. */
  readonly jobs: number;
  /** Of the objects that were stored. */
  readonly bytes: number;
  readonly kills: Kills;
  readonly corrupt: number;
  readonly lost: number;
  readonly falseFailed: number;
  readonly openUploads: number;
  readonly resentBytes: number;
  readonly recoverySeconds: { readonly p50: number; readonly p99: number };
  readonly seed: number;
  readonly more: {
    readonly minutes: number;
    readonly resentShare: number;
    readonly recoveredParts: number;
    readonly cancelled: number;
    /** Submissions whose response was lost. */
    readonly responsesLost: number;
    /** Jobs that the API did not know any more after Redis had lost data; their objects were there. */
    readonly forgotten: number;
    /** Cancelled jobs whose object is there all the same. */
    readonly cancelledButStored: number;
    readonly looksAtObjects: number;
    readonly redis: RedisKind;
    readonly redisFsync: string;
    readonly faults: Faults;
  };
};

/** What was done to the processes and to those they talk to, beside kills, by kind. */
type Faults = {
  readonly proxyPages: number;
  readonly deadConnections: number;
  readonly clockSteps: number;
  readonly misconfiguredWorkers: number;
  readonly flappedVersions: number;
};

/** A run whose kills hit nothing proves nothing: so many parts have to have come back, a minute. */
export const LEAST_RECOVERED_PER_MINUTE = 2;

export type Outcome = {
  readonly seed: number;
  readonly minutes: number;
  readonly redis: RedisKind;
  readonly redisFsync: string;
  readonly submissions: readonly Submission[];
  readonly looks: Looks;
  readonly findings: readonly Finding[];
  readonly kills: Kills;
  readonly faults: Faults;
  readonly openUploads: number;
  readonly traffic: TrafficFigures;
};

export function makeReport(outcome: Outcome): Report {
  const { submissions, looks, findings, kills, faults, traffic, seed } = outcome;
  const accepted = submissions.filter(({ jobId }) => jobId !== undefined);
  const isStored = ({ key }: Submission) => looks.get(key)?.at(-1)?.kind === "equal";
  const cancelled = accepted.filter(
    ({ end }) => end?.kind === "ended" && end.state === "cancelled",
  );
  const count = (kind: Finding["kind"]) => findings.filter((found) => found.kind === kind).length;
  const bytes = submissions.filter(isStored).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const needed = traffic.receivedBytes - traffic.resentBytes;
  return {
    jobs: accepted.length,
    bytes,
    kills,
    corrupt: count("corrupt"),
    lost: count("lost"),
    falseFailed: count("false-failed"),
    openUploads: outcome.openUploads,
    resentBytes: traffic.resentBytes,
    recoverySeconds: {
      p50: percentile(traffic.recoverySeconds, 0.5),
      p99: percentile(traffic.recoverySeconds, 0.99),
    },
    seed,
    more: {
      minutes: outcome.minutes,
      resentShare: needed === 0 ? 0 : round(traffic.resentBytes / needed),
      recoveredParts: traffic.recoverySeconds.length,
      cancelled: cancelled.length,
      responsesLost: submissions.length - accepted.length,
      forgotten: accepted.filter(({ end }) => end?.kind === "not-found").length,
      cancelledButStored: cancelled.filter(isStored).length,
      looksAtObjects: [...looks.values()].reduce((sum, seen) => sum + seen.length, 0),
      redis: outcome.redis,
      redisFsync: outcome.redisFsync,
      faults,
    },
  };
}

/** Enough parts were on their way in workers that were killed. */
export function hasBitten({ more }: Report): boolean {
  return more.recoveredParts >= LEAST_RECOVERED_PER_MINUTE * more.minutes;
}

export function isClean({ corrupt, lost, falseFailed, openUploads }: Report): boolean {
  return corrupt + lost + falseFailed + openUploads === 0;
}

export function killCount({ kills }: Pick<Report, "kills">): number {
  return Object.values(kills).reduce((sum, count) => sum + count, 0);
}

export function reportText(report: Report): string {
  const { kills, recoverySeconds, more } = report;
  const mib = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;
  const blows = Object.entries(kills).map(([kind, count]) => `${kind} ${count}`);
  return [
    `${isClean(report) ? "✓" : "✗"} ${report.jobs} jobs, ${mib(report.bytes)} stored, ${killCount(report)} kills (${blows.join(", ")})`,
    `  corrupt ${report.corrupt}, lost ${report.lost}, falsely failed ${report.falseFailed}, open uploads ${report.openUploads}`,
    `  sent again ${mib(report.resentBytes)} (${Math.round(more.resentShare * 1000) / 10} %), killed parts back after ${recoverySeconds.p50} s (p50) and ${recoverySeconds.p99} s (p99) of ${more.recoveredParts}`,
    `  ${Object.entries(more.faults)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(", ")}`,
    `  cancelled ${more.cancelled}, answers lost ${more.responsesLost}, forgotten after a loss of Redis ${more.forgotten}, Redis ${more.redis}, seed ${report.seed}`,
    "",
  ].join("\n");
}

/** 0 of nothing. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
