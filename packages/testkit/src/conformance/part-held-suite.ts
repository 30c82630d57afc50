import { toPartNumber } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { CAUSE, reportOfPart, type Start, uploadOf } from "./ledger-scenario.ts";

const HOUR_MS = 3_600_000;

export function describeHeld(start: Start): void {
  describe("held parts", () => {
    test("are found once they have held a permit for long", async () => {
      const subject = await start();
      const transfer = await subject.uploading(3);
      const { tasks } = await subject.ledger.parts.dispatch(subject.tenant);
      await subject.ledger.parts.dispatch(subject.tenant, reportOfPart(transfer, 2));

      const held = await subject.ledger.parts.heldParts(subject.tenant, 0, 10);

      expect(held).toEqual(tasks.filter(({ number }) => number !== 2));
      expect(await subject.ledger.parts.heldParts(subject.tenant, HOUR_MS, 10)).toEqual([]);
    });

    test("are not those of an older generation, though the newer one has that part to upload", async () => {
      const subject = await start();
      const old = await subject.uploading(1);
      await subject.claim();
      // By another task than the one that holds the permit, which is left behind.
      const report = { ...reportOfPart(old, 1), taskPart: toPartNumber(2) };
      await subject.ledger.parts.dispatch(subject.tenant, report);
      const completing = await subject.reread(old);
      const gone = { kind: "upload-vanished", cause: CAUSE, atMs: 0 } as const;
      const next = await subject.advance(completing, gone);
      await subject.advance(next, { kind: "upload-opened", upload: uploadOf(1) });

      expect(await subject.ledger.parts.heldParts(subject.tenant, 0, 10)).toEqual([]);
    });
  });
}
