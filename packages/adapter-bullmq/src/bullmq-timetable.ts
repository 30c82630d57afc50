import { type Alarm, type Clock, scheduleKey, type Timetable, type Timing } from "@penstock/core";
import { encodeScheduleTask } from "@penstock/wire";
import type { JobSchedulerJson, Queue } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import { ask, openQueue } from "./open-queue.ts";
import { DEFAULT_PREFIX } from "./task-queues.ts";

/** An alarm that should have rung so long ago lost its task. */
const DEAD_AFTER_MS = 60_000;

/**
 * One BullMQ job scheduler for each schedule. Its task waits in Redis; a consumer that takes it makes the
 * next one.
 *
 * The connection belongs to the caller.
 */
export class BullmqTimetable implements Timetable {
  readonly #queue: Queue;
  readonly #clock: Clock;

  constructor({
    connection,
    clock,
    prefix = DEFAULT_PREFIX,
  }: {
    readonly connection: Redis | Cluster;
    readonly clock: Clock;
    readonly prefix?: string;
  }) {
    this.#queue = openQueue("schedules", connection, prefix);
    this.#clock = clock;
  }

  async keep(alarms: readonly Alarm[]): Promise<number> {
    const kept = await ask(this.#queue.getJobSchedulers(0, -1, true));
    const byId = new Map(kept.map((scheduler) => [scheduler.key, scheduler]));
    const wanted = new Map(alarms.map((alarm) => [scheduleKey(alarm), alarm]));
    const nowMs = this.#clock.nowMs();
    const wrong = [...wanted].filter(([id, { timing }]) => !rings(byId.get(id), timing, nowMs));
    for (const [id, alarm] of wrong) {
      await ask(this.#set(id, alarm, nowMs));
    }
    const left = [...byId.keys()].filter((id) => !wanted.has(id));
    await Promise.all(left.map((id) => ask(this.#queue.removeJobScheduler(id))));
    return wrong.length;
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  #set(id: string, alarm: Alarm, nowMs: number): Promise<unknown> {
    const template = {
      name: "tick",
      data: encodeScheduleTask(alarm),
      opts: { removeOnComplete: true, removeOnFail: true },
    };
    return this.#queue.upsertJobScheduler(id, repeatBy(alarm.timing, nowMs), template);
  }
}

function repeatBy(timing: Timing, nowMs: number) {
  if (timing.kind === "cron") {
    return { pattern: timing.pattern, tz: timing.timeZone };
  }
  const { everyMs } = timing;
  // Without a start, the first task would be due at once, and the others so long after it.
  const startDate = Math.floor(nowMs / everyMs) * everyMs + everyMs;
  return { every: everyMs, startDate };
}

function rings(scheduler: JobSchedulerJson | undefined, timing: Timing, nowMs: number): boolean {
  if (scheduler === undefined || (scheduler.next ?? 0) < nowMs - DEAD_AFTER_MS) {
    return false;
  }
  return timing.kind === "cron"
    ? scheduler.pattern === timing.pattern && scheduler.tz === timing.timeZone
    : scheduler.every === timing.everyMs;
}
