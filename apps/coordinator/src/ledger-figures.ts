import type { QueueBacklog } from "@penstock/adapter-bullmq";
import type { RedisMemory } from "@penstock/adapter-redis";
import type { Engine, LedgerSurvey } from "@penstock/engine";
import type { Meters } from "@penstock/process";

/** What the leader found at its last look. */
type Found = {
  readonly atMs: number;
  readonly survey: LedgerSurvey;
  readonly backlogs: readonly QueueBacklog[];
  readonly memory: RedisMemory;
};

const FIGURES = [
  "penstock_jobs",
  "penstock_backlog_bytes",
  "penstock_backlog_parts",
  "penstock_units_in_flight",
  "penstock_in_flight_limit",
  "penstock_tasks",
  "penstock_oldest_waiting_task_age_seconds",
  "penstock_processes",
  "penstock_slots",
  "penstock_open_uploads",
  "penstock_open_upload_bytes",
  "penstock_oldest_open_upload_age_seconds",
  "penstock_redis_memory_bytes",
  "penstock_redis_memory_limit_bytes",
] as const;

type Figure = { readonly value: number; readonly labels: Readonly<Record<string, string>> };
type Figures = Readonly<Record<(typeof FIGURES)[number], readonly Figure[]>>;

/**
 * The figures of the whole deployment, which one process shows: the leader, by its last look at the ledger. A
 * scrape looks at nothing, and an earlier leader shows none of them.
 */
export class LedgerFigures {
  readonly #meters: Meters;
  readonly #clock: Engine["clock"];
  readonly #connections: () => readonly string[];
  #lookedAtMs: number | undefined;
  /** Those that ended a short while ago, at the last look. */
  #counted: ReadonlySet<string> = new Set();

  /** @param connections those that can be written to: one without an open upload shows 0 */
  constructor(meters: Meters, clock: Engine["clock"], connections: () => readonly string[]) {
    this.#meters = meters;
    this.#clock = clock;
    this.#connections = connections;
    meters.onScrape(() => {
      const age = this.#lookedAtMs === undefined ? [] : [this.#secondsSince(this.#lookedAtMs)];
      meters.replace(
        "penstock_survey_age_seconds",
        age.map((value) => ({ value })),
      );
      meters.set("penstock_leader", this.#lookedAtMs === undefined ? 0 : 1);
    });
  }

  show({ atMs, survey, backlogs, memory }: Found): void {
    this.#countFinished(survey.finished);
    this.#lookedAtMs = atMs;
    const { work, processes } = survey;
    const rows: Figures = {
      penstock_jobs: survey.jobs.map(({ jobs: value, ...labels }) => ({ value, labels })),
      penstock_backlog_bytes: survey.backlogs.map(({ tenant, bytes: value }) =>
        of(value, { tenant }),
      ),
      penstock_backlog_parts: survey.backlogs.map(({ tenant, parts: value }) =>
        of(value, { tenant }),
      ),
      penstock_units_in_flight: work.map(({ tenant, inFlight: value }) => of(value, { tenant })),
      penstock_in_flight_limit: work.flatMap(({ tenant, inFlightLimit: value }) =>
        value === undefined ? [] : [of(value.units, { tenant })],
      ),
      penstock_tasks: backlogs.flatMap(({ queue, waiting, active, delayed }) =>
        Object.entries({ waiting, active, delayed }).map(([state, value]) =>
          of(value, { queue, state }),
        ),
      ),
      penstock_oldest_waiting_task_age_seconds: backlogs.map(({ queue, oldestAddedAtMs = atMs }) =>
        of(Math.max(0, atMs - oldestAddedAtMs) / 1000, { queue }),
      ),
      penstock_processes: Object.entries(processes).map(([role, value]) => of(value, { role })),
      penstock_slots: [of(survey.slots)],
      ...this.#uploadFigures(survey.uploads),
      penstock_redis_memory_bytes: [of(memory.usedBytes)],
      penstock_redis_memory_limit_bytes: [of(memory.maxBytes ?? 0)],
    };
    for (const name of FIGURES) {
      this.#meters.replace(name, rows[name]);
    }
  }

  /** Each once, from the first look of this leader on: what ended before it the leader before has counted. */
  #countFinished(finished: LedgerSurvey["finished"]): void {
    const isFirst = this.#lookedAtMs === undefined;
    for (const { id, state: outcome, durationMs } of finished) {
      if (!(isFirst || this.#counted.has(id))) {
        this.#meters.add("penstock_jobs_finished_total", 1, { outcome });
        this.#meters.observe("penstock_job_duration_seconds", durationMs / 1000, { outcome });
      }
    }
    this.#counted = new Set(finished.map(({ id }) => id));
  }

  /** Another process leads. */
  clear(): void {
    this.#lookedAtMs = undefined;
    for (const name of FIGURES) {
      this.#meters.replace(name, []);
    }
  }

  #uploadFigures(uploads: LedgerSurvey["uploads"]) {
    const found = Map.groupBy(uploads, ({ connection }) => connection);
    const names = [...new Set([...this.#connections(), ...found.keys()])];
    const by = (figure: (open: LedgerSurvey["uploads"]) => number) =>
      names.map((connection) => of(figure(found.get(connection) ?? []), { connection }));
    return {
      penstock_open_uploads: by((open) => open.length),
      penstock_open_upload_bytes: by((open) =>
        open.reduce((sum, { uploadedBytes }) => sum + uploadedBytes, 0),
      ),
      penstock_oldest_open_upload_age_seconds: by(
        (open) => open.reduce((oldest, { ageMs }) => Math.max(oldest, ageMs), 0) / 1000,
      ),
    };
  }

  #secondsSince(ms: number): number {
    return Math.max(0, this.#clock.nowMs() - ms) / 1000;
  }
}

function of(value: number, labels: Figure["labels"] = {}): Figure {
  return { value, labels };
}
