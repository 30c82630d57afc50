import { describe, expect, test } from "vitest";
import type { Start } from "./ledger-scenario.ts";

const HOUR_MS = 3_600_000;

export function describeIdle(start: Start): void {
  describe("transfers that wait for long", () => {
    test("are found once they did not change for long, each once", async () => {
      const subject = await start();
      const { transfers } = await subject.jobOfThree();
      const [first, second, third] = transfers;
      await subject.passTime();
      await subject.advance(first, { kind: "transfer-skipped", reason: "it is there" });

      const found = [];
      for (let count = 0; count < 2; count += 1) {
        found.push(...(await subject.ledger.transfers.idleTransfers(subject.tenant, 0, 1)));
        await subject.passTime();
      }

      expect(found.map(({ id }) => id).sort()).toEqual([second.id, third.id].sort());
      expect(await subject.ledger.transfers.idleTransfers(subject.tenant, HOUR_MS, 10)).toEqual([]);
    });

    test("are found as they stand when all their parts are uploaded", async () => {
      const subject = await start();
      const completing = await subject.completing(2);

      expect(await subject.ledger.transfers.idleTransfers(subject.tenant, 0, 10)).toEqual([
        completing,
      ]);
    });
  });
}
