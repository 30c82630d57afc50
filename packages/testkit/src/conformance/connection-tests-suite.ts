import type { ConnectionTest } from "@penstock/core";
import { expect, test } from "vitest";
import type { Start } from "./ledger-scenario.ts";

/** What every store of connection tests must do. */
export function describeConnectionTests(start: Start): void {
  test("keeps the newest test of each connection", async () => {
    const { ledger, tenant } = await start();
    const older: ConnectionTest = {
      connection: `${tenant}-a`,
      testedAtMs: 1,
      checks: [{ name: "reachable", result: "failed", detail: "it is away", fix: "wait" }],
      measured: {},
    };
    const newer: ConnectionTest = {
      ...older,
      testedAtMs: 2,
      checks: [{ name: "reachable", result: "passed", detail: "it answers" }],
      measured: { checksum: "crc32", objectETag: "opaque" },
    };

    await ledger.connectionTests.save(older);
    await ledger.connectionTests.save(newer);

    expect(await ledger.connectionTests.read(`${tenant}-a`)).toStrictEqual(newer);
    expect(await ledger.connectionTests.read(`${tenant}-b`)).toBeUndefined();
  });
}
