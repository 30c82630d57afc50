import type { Transfer } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { type LedgerScenario, reportOfPart, type Start } from "./ledger-scenario.ts";

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

/** Looks as often as it takes, as the copy of what changed does. */
export function describeChanged(start: Start): void {
  describe("transfers that changed", () => {
    async function changedSince(subject: LedgerScenario, sinceMs: number, limit = 2) {
      const found: Transfer[] = [];
      let untilMs = sinceMs;
      for (let isLast = false; !isLast; ) {
        const changed = await subject.ledger.transfers.changedTransfers(
          subject.tenant,
          untilMs,
          limit,
        );
        found.push(...changed.transfers);
        ({ untilMs, isLast } = changed);
      }
      return { found: new Map(found.map((transfer) => [transfer.id, transfer])), untilMs };
    }

    test("are all of those that are not terminal, when asked for from the beginning", async () => {
      const subject = await start();
      const { transfers } = await subject.jobOfThree();
      const uploading = await subject.uploading(1);
      await subject.advance(transfers[0], { kind: "transfer-skipped", reason: "it is there" });

      const { found } = await changedSince(subject, 0);

      const open = [transfers[1], transfers[2], uploading];
      expect(new Set(found.values())).toEqual(new Set(open));
    });

    test("are those alone that changed since the last look, an uploaded part being a change", async () => {
      const subject = await start();
      const uploading = await subject.uploading(2);
      const other = await subject.uploading(2);
      await subject.jobOfThree();
      await subject.passTime();
      const { untilMs } = await changedSince(subject, 0);
      await subject.passTime();
      const quiet = await changedSince(subject, untilMs);
      await subject.passTime();

      await subject.ledger.parts.dispatch(subject.tenant, reportOfPart(uploading, 1));
      const { found } = await changedSince(subject, quiet.untilMs);

      expect(quiet.found.size).toBe(0);
      expect([...found.keys()]).toEqual([uploading.id]);
      expect(found.has(other.id)).toBe(false);
    });
  });
}
