import { BullmqTimetable, consumeSchedules } from "@penstock/adapter-bullmq";
import { connectRedis } from "@penstock/adapter-redis";
import type { Alarm, ScheduleRef } from "@penstock/core";
import { systemClock } from "@penstock/process";
import { eventually, repetitions, silentLog, useRedis } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";

const server = useRedis();

const EVERY_SECOND: Alarm = {
  ...{ tenant: "default", name: "often" },
  timing: { kind: "every", everyMs: 1000 },
};
const NIGHTLY: Alarm = {
  ...{ tenant: "default", name: "nightly" },
  timing: { kind: "cron", pattern: "0 3 * * *", timeZone: "Asia/Seoul" },
};

async function open() {
  const connection = connectRedis(server.url, { role: "service", log: silentLog });
  const prefix = `{${server.newName()}}`;
  const timetable = new BullmqTimetable({ connection, prefix, clock: systemClock });
  const rung: ScheduleRef[] = [];
  const consumer = consumeSchedules({
    ...{ connection, prefix, concurrency: 1, repeats: repetitions(), log: silentLog },
    clock: systemClock,
    process: async (ref) => {
      rung.push(ref);
      return { kind: "done" };
    },
  });
  onTestFinished(async () => {
    await consumer.stop(0);
    await timetable.close();
    connection.disconnect();
  });
  return { connection, prefix, timetable, consumer, rung };
}

test("alarms ring again and again, and only what is changed is set anew", async () => {
  const { timetable, consumer, rung } = await open();

  const set = await timetable.keep([EVERY_SECOND, NIGHTLY]);
  const again = await timetable.keep([EVERY_SECOND, NIGHTLY]);
  const changed = await timetable.keep([
    EVERY_SECOND,
    { ...NIGHTLY, timing: { kind: "cron", pattern: "0 4 * * *", timeZone: "Asia/Seoul" } },
  ]);
  consumer.start();

  expect([set, again, changed]).toEqual([2, 0, 1]);
  await eventually(() => rung.length >= 3);
  expect(rung[0]).toEqual({ tenant: "default", name: "often" });
});

test("an alarm that is not wanted any more is silent", async () => {
  const { timetable, connection, prefix } = await open();
  await timetable.keep([EVERY_SECOND, NIGHTLY]);

  await timetable.keep([NIGHTLY]);

  expect(await connection.zrange(`${prefix}:schedules:repeat`, "0", "-1")).toEqual([
    "default:nightly",
  ]);
  expect(await connection.zcard(`${prefix}:schedules:delayed`)).toBe(1);
});

test("alarms that Redis lost are set again", async () => {
  const { timetable, connection, prefix } = await open();
  await timetable.keep([NIGHTLY]);
  const keys = await connection.keys(`${prefix}:schedules*`);
  await connection.del(...keys);

  expect(await timetable.keep([NIGHTLY])).toBe(1);
  expect(await timetable.keep([NIGHTLY])).toBe(0);
});
