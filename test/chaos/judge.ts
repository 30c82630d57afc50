import type { Look } from "./read-back.ts";

export type JobEnd =
  /** The state that the API says, `succeeded` or another. */
  | { readonly kind: "ended"; readonly state: string; readonly causes: readonly string[] }
  /** The API does not know it. `isExcused`: Redis lost data after the job was accepted. */
  | { readonly kind: "not-found"; readonly isExcused: boolean }
  | { readonly kind: "unfinished"; readonly lastState: string };

/** One submission, with a destination key of its own. */
export type Submission = {
  readonly key: string;
  readonly sizeBytes: number;
  /** Undefined: the response was lost, so that there may or may not be a job. */
  readonly jobId: string | undefined;
  readonly isCancelRequested: boolean;
  readonly end: JobEnd | undefined;
};

/** What was seen under a key, in order; the last look was made after everything had settled. */
export type Looks = ReadonlyMap<string, readonly Look[]>;

export type Finding = {
  readonly kind: "corrupt" | "lost" | "false-failed";
  readonly key: string;
  readonly jobId: string | undefined;
  readonly reason: string;
};

/**
 * What must never be, whatever was done to the processes: an object with other bytes than its source,
 * at any time; an accepted job that never ends, or says it succeeded without an object; a job
 * that failed although nothing real was wrong.
 */
export function judge(submissions: readonly Submission[], looks: Looks): readonly Finding[] {
  return submissions.flatMap((submission) => {
    const { key, jobId } = submission;
    const seen = looks.get(key) ?? [];
    const found = (kind: Finding["kind"], reason: string): Finding => ({
      kind,
      key,
      jobId,
      reason,
    });
    const other = seen.find((look) => look.kind === "other-bytes");
    const failed = falseFailure(submission);
    const lost = loss(submission, whyNoObject(seen.at(-1)));
    return [
      ...(other === undefined ? [] : [found("corrupt", other.detail)]),
      ...(failed === undefined ? [] : [found("false-failed", failed)]),
      ...(lost === undefined ? [] : [found("lost", lost)]),
    ];
  });
}

function falseFailure({ end, isCancelRequested }: Submission): string | undefined {
  if (end?.kind !== "ended" || end.state === "succeeded") {
    return undefined;
  }
  if (end.state === "cancelled") {
    return isCancelRequested ? undefined : "it is cancelled, but that was not requested";
  }
  return `it is ${end.state}: ${end.causes.join("; ") || "no cause given"}`;
}

function whyNoObject(last: Look | undefined): string | undefined {
  switch (last?.kind) {
    case "equal":
    case "other-bytes":
      return undefined;
    case "unreadable":
      return `its object cannot be read: ${last.detail}`;
    case "absent":
    case undefined:
      return "there is no object";
    default:
      return last satisfies never;
  }
}

function loss(
  { jobId, end, isCancelRequested }: Submission,
  noObject: string | undefined,
): string | undefined {
  if (jobId === undefined) {
    return undefined;
  }
  switch (end?.kind) {
    case undefined:
      return "it was not followed to its end";
    case "unfinished":
      return `it never ended: ${end.lastState}`;
    case "not-found":
      if (!end.isExcused) {
        return "the API does not know it, although Redis lost nothing";
      }
      return noObject === undefined || isCancelRequested
        ? undefined
        : `the API forgot it, and ${noObject}`;
    case "ended":
      return noObject === undefined || end.state !== "succeeded"
        ? undefined
        : `it succeeded, but ${noObject}`;
    default:
      return end satisfies never;
  }
}
