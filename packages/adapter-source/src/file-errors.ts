import { type ErrorCode, PenstockError } from "@penstock/core/walks";

/** What the system's responses (open(2), read(2)) say about the source. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  EACCES: "source-forbidden",
  // A loop of symbolic links, or a socket: nothing that could ever be read.
  ELOOP: "source-forbidden",
  ENXIO: "source-forbidden",
  EPERM: "source-forbidden",
  // It cannot be read from wherever one likes.
  EINVAL: "source-unusable",
  EOPNOTSUPP: "source-unusable",
  ESPIPE: "source-unusable",
  ENAMETOOLONG: "source-missing",
  ENOENT: "source-missing",
  ENOTDIR: "source-missing",
};

/** Translates an error of the file system; any other one is returned as it is. */
export function fileError(error: unknown, key: string): unknown {
  if (!(error instanceof Error && "syscall" in error && "code" in error)) {
    return error;
  }
  const systemCode = String(error.code);
  return new PenstockError(
    CODES[systemCode] ?? "source-unreachable",
    `the source ${key} cannot be read (${systemCode})`,
    { cause: error },
  );
}
