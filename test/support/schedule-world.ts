// Schedules over virtual time: the engine's own code, the real calendar, everything else in memory.

import { CronCalendar } from "@penstock/adapter-bullmq";
import {
  type Alarm,
  type ConfigStore,
  type Connections,
  type JobId,
  type JobRecord,
  PenstockError,
  type RunLog,
  type Schedule,
  STORE_PROFILES,
} from "@penstock/core";
import {
  cancelJob,
  createSchedule,
  fireDue,
  readRunLog,
  type ScheduleEngine,
  type ScheduleViews,
  scheduleViews,
  sweepSchedules,
} from "@penstock/engine";
import { systemHashing } from "@penstock/process";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemoryObjectStore,
  MemorySource,
  MemoryTaskQueue,
  repetitions,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { SCHEDULE_FORMS } from "@penstock/wire";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
const TENANT = "default";
export const REF = { tenant: TENANT, name: "nightly" };
const NEVER = new AbortController().signal;

export class ScheduleWorld {
  readonly clock = new ManualClock(Date.UTC(2026, 5, 1, 0, 0, 1));
  readonly ledger = new MemoryLedger(this.clock);
  readonly config: ConfigStore = new MemoryConfigStore(this.clock);
  readonly queue = new MemoryTaskQueue();
  /** What the timetable rings for. */
  alarms: readonly Alarm[] = [];
  readonly engine = this.#engine();

  #engine(): ScheduleEngine & Parameters<typeof sweepSchedules>[0] {
    const source = new MemorySource();
    const connections: Connections = {
      store: (name) => {
        if (name !== "to") {
          throw new PenstockError("connection-unknown", `there is no connection ${name}`);
        }
        return new MemoryObjectStore(STORE_PROFILES.aws);
      },
      source: () => source,
      lister: () => source.lister,
      serverSideCopySource: () => undefined,
      probe: () => {
        throw new Error("nothing is tested");
      },
    };
    return {
      ...{ clock: this.clock, ledger: this.ledger, config: this.config, queue: this.queue },
      ...{ connections, journal: new MemoryJournal(), archive: undefined },
      ...{ random: seededRandom(1), hashing: systemHashing, log: silentLog },
      repeats: repetitions(this.clock),
      calendar: new CronCalendar(),
      forms: SCHEDULE_FORMS,
      timetable: {
        keep: async (alarms) => {
          const missing = alarms.length - this.alarms.length;
          this.alarms = alarms;
          return Math.abs(missing);
        },
      },
    };
  }

  async make(change: Partial<Schedule> = {}): Promise<Schedule> {
    const schedule: Schedule = {
      ...REF,
      timing: { kind: "cron", pattern: "0 * * * *", timeZone: "UTC" },
      ...{ overlap: "skip", catchUp: "latest", jitterMs: 0, isPaused: false },
      activeFromMs: this.clock.nowMs(),
      job: {
        source: { connection: "from", key: "in/{date:yyyy-MM-dd}.bin" },
        destination: { connection: "to", key: "out/{date:yyyy/MM/dd/HH}.bin" },
      },
      ...change,
    };
    await createSchedule(this.engine, schedule);
    return schedule;
  }

  sweep(views = this.views()): Promise<void> {
    return sweepSchedules(this.engine, NEVER, views);
  }

  /** What a leader knows from pass to pass. */
  views(engine: ScheduleEngine = this.engine): ScheduleViews {
    return scheduleViews(engine);
  }

  /** As an alarm does, on any process. */
  ring(): Promise<void> {
    return fireDue(this.engine, REF);
  }

  runs(): Promise<RunLog> {
    return readRunLog(this.engine, REF);
  }

  async outcomes(): Promise<readonly string[]> {
    const { notes } = await this.runs();
    return notes
      .toReversed()
      .map(
        ({ scheduledForMs, outcome }) =>
          `${new Date(scheduledForMs).toISOString().slice(11, 16)} ${outcome}`,
      );
  }

  /** Newest first. */
  async jobs(): Promise<readonly JobRecord[]> {
    return (await this.ledger.jobs.listJobs(TENANT, { limit: 500 })).items;
  }

  async jobIds(): Promise<readonly JobId[]> {
    return (await this.jobs()).map(({ job }) => job.id);
  }

  /** The job of the current run ends. */
  async endCurrent(): Promise<void> {
    const { current } = await this.runs();
    if (current !== null) {
      await cancelJob(this.engine, TENANT, current.jobId);
    }
  }
}
