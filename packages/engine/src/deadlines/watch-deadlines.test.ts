import { MAX_BOOST, type MeasureNote, NO_TIME, type PartTask } from "@penstock/core";
import {
  LedgerScenario,
  ManualClock,
  MemoryLedger,
  repetitions,
  reportOf,
  silentLog,
} from "@penstock/testkit";
import { expect, test } from "vitest";
import { watchDeadlines } from "./watch-deadlines.ts";

const MIB = 1024 ** 2;
const HOUR_MS = 3_600_000;
const WATCHED_EVERY_MS = 2000;

/** A job of 1000 parts of 16 MiB that one worker moves, and a leader that watches; time is virtual. */
async function deployment(deadlineMs: (beganMs: number) => number) {
  const clock = new ManualClock();
  const ledger = new MemoryLedger(clock);
  const engine = { ledger, clock, log: silentLog, repeats: repetitions() };
  const scenario = new LedgerScenario({
    ...{ ledger, stopSignals: ledger, tenant: "default" },
    passTime: async () => undefined,
  });
  const beganMs = clock.nowMs();
  const change = { createdAtMs: beganMs, deadlineMs: deadlineMs(beganMs) };
  const jobId = await scenario.jobUploading(1, 1000, change);
  let units = 0;
  const waiting: PartTask[] = [];
  const record = async () => await ledger.jobs.readJob("default", jobId);
  const moveOne = async () => {
    waiting.push(...(await ledger.parts.dispatch("default")).tasks);
    const task = waiting.shift();
    units += 1;
    const measured = { units, bytes: units * 16 * MIB, phases: NO_TIME };
    const measures: MeasureNote = {
      ...{ ...measured, worker: "w", sinceMs: beganMs, atMs: clock.nowMs() },
      ...{ recent: measured, added: { units: 1, bytes: 16 * MIB } },
    };
    const report = task && { ...reportOf(task), measures };
    waiting.push(...(await ledger.parts.dispatch("default", report)).tasks);
  };
  /** Moves so many parts a second for some time. */
  const move = async (seconds: number, partsPerSecond: number) => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1000);
      for (let part = 0; part < partsPerSecond; part += 1) {
        await moveOne();
      }
      if ((second * 1000) % WATCHED_EVERY_MS === 0) {
        await watchDeadlines(engine);
      }
    }
  };
  const events = async () =>
    (await ledger.events.ofTenant("default", { limit: 100_000 })).events.flatMap((event) =>
      event.kind === "deadline" ? [event.state] : [],
    );
  return { ledger, move, record, events, beganMs, clock };
}

test("a job that is too slow for its deadline is late within seconds, and in time again when it speeds up", async () => {
  // At 1 part a second the 1000 parts take 1000 s.
  const { move, record, events } = await deployment((beganMs) => beganMs + 600_000);

  await move(30, 1);
  const slow = await record();
  await move(60, 10);
  const fast = await record();

  expect(slow?.late).toMatchObject({ reason: "too-slow", boost: 2 });
  expect(fast?.late).toBeUndefined();
  expect(await events()).toEqual(["late", "in-time"]);
});

test("a job in time is left alone, and so is one without a deadline", async () => {
  const { move, record, events } = await deployment((beganMs) => beganMs + HOUR_MS);

  await move(120, 1);

  expect((await record())?.late).toBeUndefined();
  expect(await events()).toEqual([]);
});

test("a job that nothing moves is late before half of its time is gone, and missed at its deadline", async () => {
  const { move, record, events, beganMs } = await deployment((from) => from + 100_000);

  await move(49, 0);
  const before = await record();
  await move(60, 0);
  const after = await record();

  expect(before?.late).toMatchObject({ reason: "unknown" });
  expect((before?.late?.sinceMs ?? 0) - beganMs).toBeLessThan(50_000);
  expect(after?.late).toMatchObject({ reason: "missed", boost: MAX_BOOST });
  expect(await events()).toEqual(["late"]);
});

test("a job that was cancelled is watched no longer", async () => {
  const { ledger, move, record, events } = await deployment((from) => from + 100_000);
  const jobId = (await record())?.job.id;
  await (jobId && ledger.jobs.markCancelled("default", jobId));

  await move(110, 0);

  expect(await events()).toEqual([]);
});
