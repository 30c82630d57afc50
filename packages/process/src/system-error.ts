/** What a person can cause and fix, by the system's word for it. */
const SENTENCES: Readonly<Record<string, string>> = {
  EACCES: "this process may not read or write there",
  EPERM: "this process may not read or write there",
  EROFS: "it is on a file system that is mounted read-only",
  ENOSPC: "its disk is full",
  EDQUOT: "its quota is used up",
  ENOTDIR: "a part of its path is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  ENOENT: "it is not there, and cannot be made",
  EEXIST: "something else has its name",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its links lead in a circle",
  EMFILE: "too many files are open: raise `ulimit -n`",
  ENFILE: "too many files are open on this machine",
};

/**
 * One sentence about a place that the system refuses, for what is no mistake of the program; undefined
 * for everything else.
 */
export function describeSystemError(error: unknown): string | undefined {
  if (!(error instanceof Error && "code" in error && "path" in error)) {
    return undefined;
  }
  const sentence = SENTENCES[String(error.code)];
  return sentence === undefined
    ? undefined
    : `cannot use ${String(error.path)}: ${sentence} (${String(error.code)})`;
}
