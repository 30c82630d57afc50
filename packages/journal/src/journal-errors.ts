import { ERRORS, isPenstockError, PenstockError } from "@penstock/core";

/** What helps, by the system's word for what is wrong. */
const CURES: Readonly<Record<string, string>> = {
  ENOSPC: "make room on its disk",
  EDQUOT: "raise its quota",
  EACCES: "give the user of this process the right to write there",
  EPERM: "give the user of this process the right to write there",
  EROFS: "mount it writable",
  ENOENT: "the folder is gone: mount it again",
};

/** At start as well: there was no folder yet, or no bucket was ever asked. */
const CURES_AT_START: Readonly<Record<string, string>> = {
  ...CURES,
  ENOENT: "name a folder that can be made",
  EEXIST: "that is a file: name a folder",
  ENOTDIR: "a part of that path is a file: name a folder",
  "store-refused":
    "give the credentials of its connection the right to write, read, list and delete there",
  "store-missing": "create the bucket, or name a connection that has one",
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

/** A store that is away, throttles, or waits for new credentials: at start it is waited for. */
export function passesByItself(error: unknown): error is PenstockError {
  return isPenstockError(error) && ["wait", "again"].includes(ERRORS[error.code].retry);
}

/** For the start: `PENSTOCK_JOURNAL` names a place that cannot hold a journal. */
export function unusable(
  place: string,
  cause: unknown,
  advice = adviceAtStart(cause),
): PenstockError {
  const reason = cause instanceof Error ? cause.message : "unknown";
  const message = `PENSTOCK_JOURNAL: ${place} cannot hold the journal: ${reason}${advice}`;
  return new PenstockError("settings-invalid", message, { cause });
}

function adviceAtStart(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const cure = CURES_AT_START[code];
  return cure === undefined ? "" : `; ${cure}`;
}
