// Which job needs a person, and what happens with it next.

import type { JobView } from "@penstock/wire";
import { countOf } from "./format.ts";

export type Tone = "bad" | "warn" | "active" | "idle" | "done";

export type Attention = {
  /** Less is more urgent. */
  readonly rank: number;
  readonly tone: Tone;
  readonly word: string;
  /** What is going on, or what is to be done; empty when all is well. */
  readonly next: string;
};

const GROUPS = ["Needs attention", "Moving", "Waiting", "Done"] as const;
export type Group = (typeof GROUPS)[number];

const GROUP_OF: Readonly<Record<Tone, Group>> = {
  bad: "Needs attention",
  warn: "Needs attention",
  active: "Moving",
  idle: "Waiting",
  done: "Done",
};

export function groupOf({ tone }: Attention): Group {
  return GROUP_OF[tone];
}

const ENDED: readonly JobView["state"][] = [
  "succeeded",
  "completed_with_errors",
  "failed",
  "cancelled",
];

export function isEnded({ state }: Pick<JobView, "state">): boolean {
  return ENDED.includes(state);
}

/** A view never changes: of ten thousand of them, each is looked at once. */
const known = new WeakMap<JobView, Attention>();

export function attentionOf(job: JobView): Attention {
  const attention = known.get(job) ?? (isEnded(job) ? ofEnded(job) : ofRunning(job));
  known.set(job, attention);
  return attention;
}

function ofEnded(job: JobView): Attention {
  const { state, supersededBy, progress } = job;
  const word = state.replaceAll("_", " ");
  if (state === "succeeded") {
    return { rank: 8, tone: "done", word, next: "" };
  }
  if (state === "cancelled") {
    return { rank: 8, tone: "done", word, next: "" };
  }
  if (supersededBy !== null) {
    return { rank: 8, tone: "done", word, next: "Was tried again by a newer job." };
  }
  const failed = countOf(progress.transfersFailed, "object");
  const broken = job.list !== null && job.list.brokenPieces > 0;
  return {
    rank: state === "failed" ? 0 : 1,
    tone: "bad",
    word,
    next: broken
      ? "The list broke off. Open it for the cause, then retry."
      : `${failed} failed for good. Open it for the causes, then retry.`,
  };
}

function ofRunning(job: JobView): Attention {
  if (job.isPaused) {
    return { rank: 6, tone: "idle", word: "paused", next: "Waits until it is resumed." };
  }
  if (job.deadline?.isLate === true) {
    return { rank: 2, tone: "warn", word: "late", next: LATE[job.deadline.reason ?? "unknown"] };
  }
  const trouble = TROUBLE[job.health];
  if (trouble !== undefined) {
    return { tone: "warn", ...trouble };
  }
  const word = job.state;
  return job.state === "queued"
    ? { rank: 5, tone: "idle", word, next: "Waits for a planner." }
    : { rank: 4, tone: "active", word, next: failedSoFar(job) };
}

function failedSoFar({ progress: { transfersFailed, transfersPending } }: JobView): string {
  return transfersFailed === 0
    ? ""
    : `${countOf(transfersFailed, "object")} failed for good; ${countOf(transfersPending, "other")} continue.`;
}

type LateReason = NonNullable<NonNullable<JobView["deadline"]>["reason"]>;

const LATE: Readonly<Record<LateReason, string>> = {
  "too-slow": "At this rate it ends after its deadline. Open it for what holds it back.",
  unknown: "Much of the time until its deadline is gone, and nothing says that the rest is enough.",
  missed: "Its deadline has passed. It continues all the same.",
};

const TROUBLE: Readonly<
  Partial<Record<JobView["health"], Pick<Attention, "rank" | "word" | "next">>>
> = {
  waiting_for_workers: {
    rank: 2,
    word: "no workers",
    next: "No worker is alive. Start one: penstock serve --role worker",
  },
  stalled: {
    rank: 2,
    word: "stalled",
    next: "No part was uploaded for a minute. Open it for what it waits for.",
  },
  degraded: {
    rank: 3,
    word: "degraded",
    next: "A step fails again and again while others continue.",
  },
  retrying: {
    rank: 3,
    word: "retrying",
    next: "The last attempt failed; it is tried again by itself.",
  },
  throttled: {
    rank: 3,
    word: "throttled",
    next: "The source or the store asks for less. It continues by itself, slower.",
  },
};

/** The most urgent first, then the newest. */
export function byAttention(one: JobView, other: JobView): number {
  const byRank = attentionOf(one).rank - attentionOf(other).rank;
  if (byRank !== 0 || one.createdAt === other.createdAt) {
    return byRank;
  }
  return one.createdAt < other.createdAt ? 1 : -1;
}
