import { type AttemptFailure, apply, type Step, toPartNumber } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { CAUSE, refOf, reportOfPart, type Start } from "./ledger-scenario.ts";

function failureOf(step: Step, atMs = 0): AttemptFailure {
  return { step, atMs, process: "worker-1", cause: CAUSE };
}

export function describeFailures(start: Start): void {
  describe("attempts", () => {
    test("of a part are taken back when they do not count", async () => {
      const { ledger, transfer, part } = await opened(start);
      await ledger.parts.beginAttempt(part);

      const counted = await ledger.transfers.noteFailure(
        refOf(transfer),
        1,
        failureOf(part.number),
        true,
      );
      const waived = await ledger.transfers.noteFailure(
        refOf(transfer),
        1,
        failureOf(part.number),
        false,
      );

      expect([counted, waived]).toMatchObject([{ attempts: 2 }, { attempts: 1 }]);
      expect(await ledger.parts.beginAttempt(part)).toEqual({ kind: "go", number: 1, attempt: 2 });
    });

    test("of a part that was only claimed count one, or none when it is taken back", async () => {
      const { ledger, transfer, part } = await opened(start);
      const note = (counts: boolean) =>
        ledger.transfers.noteFailure(refOf(transfer), 1, failureOf(part.number), counts);

      expect([await note(true), await note(false)]).toMatchObject([
        { attempts: 1 },
        { attempts: 0 },
      ]);
      expect(await ledger.parts.beginAttempt(part)).toEqual({ kind: "go", number: 1, attempt: 1 });
    });

    test("of a step are counted when they fail and count", async () => {
      const { ledger, transfer } = await opened(start);
      const note = (counts: boolean) =>
        ledger.transfers.noteFailure(refOf(transfer), 1, failureOf("complete"), counts);

      expect([await note(true), await note(false), await note(true)]).toMatchObject([
        { attempts: 1 },
        { attempts: 1 },
        { attempts: 2 },
      ]);
    });

    test.each(["complete", toPartNumber(1)] as const)(
      "of %s that do not count are counted by themselves, until one counts",
      async (step) => {
        const { ledger, transfer } = await opened(start);
        const waits = [];

        for (const counts of [false, false, false, true, false]) {
          const note = await ledger.transfers.noteFailure(
            refOf(transfer),
            1,
            failureOf(step),
            counts,
          );
          waits.push(note.waits);
        }

        expect(waits).toEqual([1, 2, 3, 0, 1]);
      },
    );

    // [what fails, whether it counts, after which attempt there is no other, retries of the job]
    test.each([
      ["plan", true, 0, 0],
      ["plan", true, 1, 0],
      ["plan", true, 2, 1],
      ["plan", false, 0, 1],
      [toPartNumber(1), true, 0, 0],
      [toPartNumber(1), true, 1, 0],
      [toPartNumber(1), true, 2, 1],
      [toPartNumber(1), false, 1, 1],
    ] as const)(
      "of %s are a retry where another one follows (counts: %s, last: %d)",
      async (step, counts, lastAttempt, retries) => {
        const { ledger, subject, transfer } = await opened(start);

        await ledger.transfers.noteFailure(
          refOf(transfer),
          1,
          failureOf(step),
          counts,
          lastAttempt,
        );

        expect((await subject.record(transfer)).progress.retries).toBe(retries);
        expect(await ledger.transfers.failures(refOf(transfer))).toHaveLength(1);
      },
    );

    test("of an older generation count for nothing, yet their failure is kept", async () => {
      const { ledger, subject, transfer } = await opened(start);
      await subject.startOver(transfer);

      const counted = await ledger.transfers.noteFailure(
        refOf(transfer),
        1,
        failureOf("complete"),
        true,
      );

      expect(counted).toEqual({ attempts: 0, waits: 0 });
      expect(await ledger.transfers.failures(refOf(transfer))).toHaveLength(1);
      expect((await subject.record(transfer)).progress.retries).toBe(0);
    });

    test("start over when an uploaded part is uploaded again", async () => {
      const { ledger, subject, transfer, part } = await opened(start);
      await ledger.parts.beginAttempt(part);
      await subject.upload(transfer);
      const completing = await subject.reread(transfer);
      const reopened = apply(completing, 1, { kind: "parts-missing" });
      await ledger.transfers.reopenParts(completing, reopened, [part.number]);

      expect(await ledger.parts.beginAttempt(part)).toEqual({ kind: "go", number: 1, attempt: 2 });
    });

    test("that failed show in the job", async () => {
      const { ledger, subject, transfer } = await opened(start);

      await ledger.transfers.noteFailure(refOf(transfer), 1, failureOf("plan"), true);

      const { progress, lastFailure } = await subject.record(transfer);
      expect(progress.retries).toBe(1);
      expect(lastFailure).toMatchObject({ code: CAUSE.code });
    });

    test.each([
      ["counted", true],
      ["not counted", false],
    ])("hold their job up from the third one in a row on, %s", async (_how, counts) => {
      const { ledger, subject, transfer, part } = await opened(start);
      await ledger.parts.beginAttempt(part);
      const fail = async () => {
        await ledger.transfers.noteFailure(refOf(transfer), 1, failureOf("plan"), counts);
        return (await subject.record(transfer)).heldUpAtMs;
      };

      const heldUp = [await fail(), await fail(), await fail()];

      expect(heldUp).toEqual([undefined, undefined, expect.any(Number)]);
    });

    test("hold their job up when a step is postponed", async () => {
      const { ledger, subject, transfer } = await opened(start);

      await ledger.parts.noteUntried(refOf(transfer), "store-refused");

      expect((await subject.record(transfer)).heldUpAtMs).toEqual(expect.any(Number));
    });

    test("keep their newest 100 failures, oldest first", async () => {
      const { ledger, transfer } = await opened(start);

      for (let atMs = 1; atMs <= 103; atMs += 1) {
        await ledger.transfers.noteFailure(
          refOf(transfer),
          1,
          failureOf(toPartNumber(1), atMs),
          true,
        );
      }

      const kept = await ledger.transfers.failures(refOf(transfer));
      expect(kept).toHaveLength(100);
      expect([kept.at(0), kept.at(-1)]).toEqual([
        failureOf(toPartNumber(1), 4),
        failureOf(toPartNumber(1), 103),
      ]);
    });
  });
}

/** A transfer of two parts, and its first part. */
async function opened(start: Start) {
  const subject = await start();
  const transfer = await subject.uploading(2);
  return { subject, ledger: subject.ledger, transfer, part: reportOfPart(transfer, 1) };
}
