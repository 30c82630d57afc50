import { BullmqTimetable, CronCalendar, consumeSchedules } from "@penstock/adapter-bullmq";
import type { RedisConfigStore } from "@penstock/adapter-redis";
import { type Engine, fireDue, KnownTenants } from "@penstock/engine";
import { systemClock, traceTick } from "@penstock/process";
import { LIMIT_FORMS, SCHEDULE_FORMS, TENANTS } from "@penstock/wire";

const AT_ONCE = 4;

type Redis = Parameters<typeof consumeSchedules>[0]["connection"];

/** What hears the alarms of schedules, and what the leader keeps them with. */
export function openSchedules(engine: Engine, config: RedisConfigStore, connection: Redis) {
  const timetable = new BullmqTimetable({ connection, clock: systemClock });
  const tenants = new KnownTenants({ config, kind: TENANTS, clock: systemClock });
  const calendar = new CronCalendar();
  const limitDesk = { config, limitForms: LIMIT_FORMS };
  const scheduling = {
    ...{ ...engine, config, timetable, calendar, tenants, limitDesk },
    ...{ forms: SCHEDULE_FORMS, traceTick },
  };
  const consumer = consumeSchedules({
    connection,
    concurrency: AT_ONCE,
    process: async (ref) => {
      await fireDue(scheduling, ref);
      return { kind: "done" };
    },
    repeats: engine.repeats,
    clock: systemClock,
    log: engine.log,
  });
  return { scheduling, consumer, close: () => timetable.close() };
}

export type Schedules = ReturnType<typeof openSchedules>;
