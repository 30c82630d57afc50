import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Demand, scaleFor } from "./autoscale.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const WANTED = { targetSeconds: 600, most: 100 };

const DEMAND: Demand = {
  ...{ liveWorkers: 2, slots: 16, busySlots: 16, runningJobs: 1, isThrottled: false },
  ...{ backlogBytes: 600 * GIB, bytesPerSecond: 200 * MIB },
};

describe("the workers that are wanted", () => {
  test("move the backlog in the time that is given", () => {
    // 600 GiB in 600 s at 100 MiB/s a worker.
    expect(scaleFor(DEMAND, [], WANTED)).toEqual({
      ...{ desiredWorkers: 11, perWorkerBytesPerSecond: 100 * MIB, drainSeconds: 3072 },
    });
  });

  test("are none without a job, and one for a job of which nothing is known", () => {
    const idle = { ...DEMAND, busySlots: 0, backlogBytes: 0, bytesPerSecond: 0 };

    expect(scaleFor({ ...idle, runningJobs: 0 }, [], WANTED).desiredWorkers).toBe(0);
    expect(scaleFor(idle, [], WANTED).desiredWorkers).toBe(1);
    expect(scaleFor({ ...idle, liveWorkers: 0, slots: 0 }, [], WANTED).desiredWorkers).toBe(1);
  });

  test("are as many as move something now, however little is left", () => {
    expect(scaleFor({ ...DEMAND, backlogBytes: 0 }, [], WANTED).desiredWorkers).toBe(2);
  });

  test("are no more than there are while a store asks for fewer requests", () => {
    expect(scaleFor({ ...DEMAND, isThrottled: true }, [], WANTED)).toMatchObject({
      ...{ desiredWorkers: 2, cappedBy: "throttled" },
    });
  });

  test("are no more than brought the most where twice as many brought no more", () => {
    const seen = [
      { workers: 2, bytesPerSecond: 200 * MIB },
      { workers: 4, bytesPerSecond: 390 * MIB },
      { workers: 8, bytesPerSecond: 410 * MIB },
    ];

    expect(scaleFor(DEMAND, seen, WANTED)).toMatchObject({
      desiredWorkers: 4,
      cappedBy: "no-gain",
    });
    expect(scaleFor(DEMAND, seen.slice(0, 2), WANTED).desiredWorkers).toBe(11);
  });

  test("are never more than may be, nor fewer than one while a job runs", () => {
    const amount = fc.nat(1e12);
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(2000),
        amount,
        amount,
        fc.boolean(),
        (live, busy, backlog, rate, isThrottled) => {
          const demand = {
            ...{ liveWorkers: live, slots: live * 8, busySlots: Math.min(busy, live * 8) },
            ...{ backlogBytes: backlog, bytesPerSecond: rate, runningJobs: 1, isThrottled },
          };
          const { desiredWorkers } = scaleFor(demand, [], WANTED);
          expect(desiredWorkers).toBeGreaterThanOrEqual(1);
          expect(desiredWorkers).toBeLessThanOrEqual(WANTED.most);
        },
      ),
    );
  });
});

test("workers that are wanted are as many as deadlines need, the nearest ones first", () => {
  const quiet = { ...DEMAND, busySlots: 0, backlogBytes: 0 };
  const due = [
    { bytes: 100 * GIB, inSeconds: 10_000 },
    { bytes: 50 * GIB, inSeconds: 100 },
  ];

  // 50 GiB in 100 s at 100 MiB/s a worker; by the other, 150 GiB in 10,000 s are less.
  expect(scaleFor({ ...quiet, due }, [], WANTED).desiredWorkers).toBe(6);
  expect(scaleFor({ ...quiet, due: due.slice(0, 1) }, [], WANTED).desiredWorkers).toBe(1);
  const overdue = [{ bytes: 60 * GIB, inSeconds: -5 }];
  expect(scaleFor({ ...quiet, due: overdue }, [], WANTED).desiredWorkers).toBe(11);
  expect(scaleFor({ ...quiet, due, isThrottled: true }, [], WANTED).desiredWorkers).toBe(2);
});
