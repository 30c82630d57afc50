import { isPenstockError, PenstockError } from "@penstock/core";

/** What helps, by the system's word for what is wrong. */
const CURES: Readonly<Record<string, string>> = {
  ENOSPC: "make room on its disk",
  EDQUOT: "raise its quota",
  EACCES: "let this process write there",
  EPERM: "let this process write there",
  EROFS: "mount it writable",
  ENOENT: "the folder is gone: mount it again",
};

/** True for the system's error of this code. */
export function isSystemError(error: unknown, ...codes: readonly string[]): error is Error {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** A file system that refuses becomes `journal-unavailable`; everything else is a mistake of ours and is passed on. */
export function toJournalError(root: string, error: unknown): unknown {
  if (!(error instanceof Error && "syscall" in error && "code" in error)) {
    return error;
  }
  const cure = CURES[String(error.code)];
  const advice = cure === undefined ? "" : `; ${cure}`;
  return new PenstockError(
    "journal-unavailable",
    `the journal in ${root} cannot be used now: ${error.message}${advice}`,
    { cause: error },
  );
}

/** A store that refuses or does not answer becomes `journal-unavailable`; a mistake of ours is passed on. */
export function toUnavailable(place: string, error: unknown): unknown {
  return isPenstockError(error)
    ? new PenstockError(
        "journal-unavailable",
        `the journal in ${place} cannot be used now: ${error.message}`,
        { cause: error, details: error.details },
      )
    : error;
}

/** For the start: `PENSTOCK_JOURNAL` names a place that cannot hold a journal. */
export function unusable(place: string, cause: unknown, advice = ""): PenstockError {
  const reason = cause instanceof Error ? cause.message : "unknown";
  const message = `PENSTOCK_JOURNAL: ${place} cannot hold the journal: ${reason}${advice}`;
  return new PenstockError("settings-invalid", message, { cause });
}
