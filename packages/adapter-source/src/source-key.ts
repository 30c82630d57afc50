import { PenstockError, type SourceKind, sourceKeyProblem } from "@penstock/core";

/**
 * Refuses keys that could lead out of the root or base URL, although they should be refused before.
 *
 * @throws PenstockError `source-forbidden`
 */
export function checkSourceKey(key: string, kind: SourceKind): void {
  const problem = sourceKeyProblem(key, kind);
  if (problem !== undefined) {
    throw new PenstockError("source-forbidden", `the source key ${problem}`);
  }
}
