import { deleteSchedule, fireNow, setSchedulePaused } from "@penstock/engine";
import { describe, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS, REF, ScheduleWorld } from "../support/schedule-world.ts";

describe("a schedule over a day of virtual time", () => {
  test("makes one job for every tick, however often it rings", async () => {
    const world = new ScheduleWorld();
    await world.make();

    for (let minute = 0; minute < 24 * 60; minute += 10) {
      world.clock.advance(10 * MINUTE_MS);
      await Promise.all([world.ring(), world.ring(), world.sweep()]);
      await world.endCurrent();
    }

    expect(await world.jobIds()).toHaveLength(24);
    expect((await world.outcomes()).every((each) => each.endsWith(":00 started"))).toBe(true);
    expect(world.alarms).toMatchObject([REF]);
  });

  test("names objects by the day of the tick in its own time zone", async () => {
    const world = new ScheduleWorld();
    const timing = { kind: "cron", pattern: "30 0 * * *", timeZone: "Asia/Seoul" } as const;
    await world.make({ timing });
    world.clock.advance(24 * HOUR_MS);

    await world.sweep();

    const [id] = await world.jobIds();
    const [plan] = world.queue.plans;
    expect(plan && (await world.ledger.transfers.readTransfer(plan))).toMatchObject({
      jobId: id,
      source: { key: "in/2026-06-02.bin" },
      destination: { key: "out/2026/06/02/00.bin" },
    });
    const [record] = await world.jobs();
    expect(record?.job.schedule).toEqual({
      name: "nightly",
      scheduledForMs: Date.parse("2026-06-01T15:30:00Z"),
    });
  });

  test("makes a job again with the same id where a process died before it was noted", async () => {
    const world = new ScheduleWorld();
    await world.make();
    world.clock.advance(HOUR_MS);
    const { config } = world.engine;
    const write = config.write.bind(config);
    let writes = 0;
    config.write = (...change) => {
      writes += 1;
      return writes === 2 ? Promise.reject(new Error("died")) : write(...change);
    };
    await expect(world.ring()).rejects.toThrow("died");

    await world.ring();

    expect(await world.jobIds()).toHaveLength(1);
    expect(await world.runs()).toMatchObject({ current: { isStarted: true } });
  });
});

describe("a tick while a job runs", () => {
  async function twoTicks(overlap: "skip" | "queue" | "cancel_running") {
    const world = new ScheduleWorld();
    await world.make({ overlap });
    for (let tick = 0; tick < 2; tick += 1) {
      world.clock.advance(HOUR_MS);
      await world.ring();
    }
    return world;
  }

  test("is left out", async () => {
    const world = await twoTicks("skip");

    expect(await world.outcomes()).toEqual(["01:00 started", "02:00 skipped"]);
    expect(await world.jobIds()).toHaveLength(1);
  });

  test("waits for its end", async () => {
    const world = await twoTicks("queue");
    const waiting = await world.jobIds();
    await world.endCurrent();
    await world.sweep();

    expect(waiting).toHaveLength(1);
    expect(await world.jobIds()).toHaveLength(2);
    expect(await world.outcomes()).toEqual(["01:00 started", "02:00 started"]);
  });

  test("cancels it, and starts when it has ended", async () => {
    const world = await twoTicks("cancel_running");
    await world.sweep();
    await world.sweep();
    const [first] = (await world.jobs()).toReversed();

    expect(first?.isCancelled).toBe(true);
    expect(await world.jobIds()).toHaveLength(2);
    expect(await world.outcomes()).toEqual(["01:00 started", "02:00 started"]);
  });
});

describe("after a standstill of five hours", () => {
  test.each([
    ["none", ["05:00 missed"]],
    ["latest", ["01:00 missed", "05:00 started"]],
    [HOUR_MS, ["01:00 missed", "05:00 started"]],
    [10 * MINUTE_MS, ["05:00 missed"]],
  ] as const)("catchUp %s", async (catchUp, expected) => {
    const world = new ScheduleWorld();
    await world.make({ catchUp });
    world.clock.advance(5 * HOUR_MS + 30 * MINUTE_MS);

    await world.sweep();
    await world.sweep();

    expect(await world.outcomes()).toEqual(expected);
  });
});

describe("a schedule", () => {
  test("starts its job by the jitter after the tick, and every process by the same", async () => {
    const world = new ScheduleWorld();
    await world.make({ jitterMs: 30 * MINUTE_MS });
    world.clock.advance(HOUR_MS);
    await world.ring();
    const { current } = await world.runs();
    const before = await world.jobIds();
    world.clock.advance((current?.startAtMs ?? 0) - world.clock.nowMs());
    await world.sweep();

    expect(current?.startAtMs).toBeGreaterThan(current?.scheduledForMs ?? 0);
    expect(before).toEqual([]);
    expect(await world.jobIds()).toHaveLength(1);
  });

  test("counts no tick while it is paused, and makes up for none", async () => {
    const world = new ScheduleWorld();
    await world.make();
    await setSchedulePaused(world.engine, REF, true);
    world.clock.advance(3 * HOUR_MS + MINUTE_MS);
    await world.sweep();
    const alarmsOfPause = world.alarms;
    await setSchedulePaused(world.engine, REF, false);
    await world.sweep();
    const afterPause = await world.jobIds();
    world.clock.advance(HOUR_MS);
    await world.sweep();

    expect([alarmsOfPause, afterPause]).toEqual([[], []]);
    expect(await world.outcomes()).toEqual(["04:00 started"]);
  });

  test("runs when it is asked to, beside its ticks", async () => {
    const world = new ScheduleWorld();
    const schedule = await world.make();
    world.clock.advance(10 * MINUTE_MS);
    await fireNow(world.engine, schedule);
    await world.endCurrent();
    world.clock.advance(50 * MINUTE_MS);
    await world.ring();

    expect(await world.outcomes()).toEqual(["00:10 started", "01:00 started"]);
    expect((await world.runs()).notes[1]?.isManual).toBe(true);
  });

  test("notes a tick whose job cannot be made any more, and goes on", async () => {
    const world = new ScheduleWorld();
    await world.make();
    const { connections } = world.engine;
    const { store } = connections;
    Object.assign(connections, {
      store: () => store("gone"),
    });
    world.clock.advance(HOUR_MS);
    await world.sweep();
    Object.assign(connections, { store });
    world.clock.advance(HOUR_MS);
    await world.sweep();

    const { notes } = await world.runs();
    expect(await world.outcomes()).toEqual(["01:00 refused", "02:00 started"]);
    expect(notes[1]?.reason).toContain("connection-unknown");
  });

  test("is forgotten with its runs; the job that runs goes on", async () => {
    const world = new ScheduleWorld();
    await world.make();
    world.clock.advance(HOUR_MS);
    await world.ring();
    await deleteSchedule(world.engine, REF);
    world.clock.advance(HOUR_MS);
    await world.ring();
    await world.sweep();

    expect(await world.outcomes()).toEqual([]);
    expect(await world.jobIds()).toHaveLength(1);
    expect(world.alarms).toEqual([]);
  });
});

describe("a schedule that could never work", () => {
  test.each([
    ["without a journal", { journal: undefined }, {}, "journal-required"],
    [
      "whose end comes before its first tick",
      {},
      { endAtMs: Date.UTC(2026, 5, 1, 0, 30) },
      "request-invalid",
    ],
    [
      "of a body that is no job",
      {},
      { job: { source: { connection: "from" } } },
      "request-invalid",
    ],
    [
      "of a connection that is not there",
      {},
      {
        job: {
          source: { connection: "from", key: "a" },
          destination: { connection: "x", key: "a" },
        },
      },
      "connection-unknown",
    ],
    [
      "of a date that cannot be read",
      {},
      {
        job: {
          source: { connection: "from", key: "{date:QQ}" },
          destination: { connection: "to", key: "a" },
        },
      },
      "request-invalid",
    ],
  ])("is refused %s", async (_what, tools, change, code) => {
    const world = new ScheduleWorld();
    Object.assign(world.engine, tools);

    await expect(world.make(change)).rejects.toMatchObject({ code });
  });

  test("is refused under a name that is taken", async () => {
    const world = new ScheduleWorld();
    await world.make();

    await expect(world.make()).rejects.toMatchObject({ code: "state-conflict" });
  });
});
