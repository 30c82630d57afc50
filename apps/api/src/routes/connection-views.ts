import type { ConnectionTest } from "@penstock/core";
import type { ConnectionTestView } from "@penstock/wire";

/** Shown to clients: the rows as they are, and the worst of them. */
export function toConnectionTestView(test: ConnectionTest): ConnectionTestView {
  const { connection, testedAtMs, checks, measured, actsAs = null } = test;
  const worst = (["failed", "warned"] as const).find((result) =>
    checks.some((check) => check.result === result),
  );
  return {
    connection,
    testedAt: new Date(testedAtMs).toISOString(),
    result: worst ?? "passed",
    checks: checks.map(({ name, result, detail, consequence, fix }) => ({
      name,
      result,
      detail,
      consequence: consequence ?? null,
      fix: fix ?? null,
    })),
    actsAs,
    measured: {
      checksum: measured.checksum ?? null,
      objectETag: measured.objectETag ?? null,
    },
  };
}
