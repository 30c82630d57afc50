// What `penstock top` shows at one moment.

import type { HealthView, JobView, WorkerView } from "@penstock/wire";
import { tableLines } from "../lists/table-lines.ts";
import { formatDuration, formatPercent, formatRate, plainText } from "../progress/progress-text.ts";
import { cutTo } from "../progress/text-columns.ts";

export type TopView = {
  readonly apiUrl: string;
  /** RFC 3339. */
  readonly at: string;
  /** That have not ended, those that move the most first. */
  readonly jobs: readonly JobView[];
  readonly workers: readonly WorkerView[];
  readonly health: HealthView;
};

export type Room = {
  /** Of the terminal; undefined leaves lines whole and shows all of them. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
};

const JOB_COLUMNS = [
  // The beginning is enough for every other command.
  { heading: "JOB", shrinks: true },
  { heading: "STATE" },
  { heading: "HEALTH", yields: 2 },
  { heading: "DONE" },
  { heading: "RATE" },
  { heading: "LEFT", yields: 3 },
  { heading: "NAME", shrinks: true, yields: 1 },
] as const;

const WORKER_COLUMNS = [
  { heading: "WORKER" },
  { heading: "STATE" },
  { heading: "BUSY" },
  { heading: "MOVES", yields: 1 },
  { heading: "HOST", shrinks: true, yields: 2 },
] as const;

/** Workers get a third of the room that there is below what is wrong. */
const SHARE_OF_WORKERS = 1 / 3;

/** Pure. */
export function topLines(view: TopView, { columns, rows }: Room): readonly string[] {
  const head = [headOf(view), ...troubleOf(view)].map((line) => cut(line, columns));
  const left = rows === undefined ? undefined : Math.max(4, rows - head.length - 3);
  const ofWorkers =
    left === undefined ? undefined : Math.max(2, Math.floor(left * SHARE_OF_WORKERS));
  const workers = tableLines(WORKER_COLUMNS, view.workers.map(workerRow), columns);
  const shownWorkers = capped(workers, ofWorkers);
  const jobs = tableLines(JOB_COLUMNS, view.jobs.map(jobRow), columns);
  const shownJobs = capped(jobs, left === undefined ? undefined : left - shownWorkers.length);
  return [
    ...head,
    "",
    ...(view.jobs.length === 0 ? ["no job is running"] : shownJobs),
    "",
    ...shownWorkers,
  ];
}

function headOf({ apiUrl, at, jobs, workers }: TopView): string {
  const bytesPerSecond = jobs.reduce(
    (sum, { progress }) => sum + (progress.bytesPerSecond ?? 0),
    0,
  );
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  const busy = workers.reduce((sum, worker) => sum + (worker.busy ?? 0), 0);
  const facts = [
    `${at.slice(11, 19)} UTC`,
    jobs.length === 1 ? "1 job" : `${jobs.length} jobs`,
    formatRate(bytesPerSecond),
    `${workers.length === 1 ? "1 worker" : `${workers.length} workers`}, ${busy} of ${slots} slots busy`,
    apiUrl,
  ];
  return facts.join(" · ");
}

function troubleOf({ health, workers, jobs }: TopView): readonly string[] {
  const { reasons = [], remarks = [] } = health;
  const texts = [
    ...reasons,
    ...remarks,
    ...(workers.length === 0 && jobs.length > 0
      ? ["no worker is alive: start one with `penstock serve --role worker`"]
      : []),
  ];
  return texts.map((text) => `! ${plainText(text)}`);
}

function jobRow({ id, state, health, isPaused, progress, name }: JobView): readonly string[] {
  return [
    ...[id, state, isPaused ? "paused" : health, formatPercent(progress.percent)],
    progress.bytesPerSecond === null ? "-" : formatRate(progress.bytesPerSecond),
    progress.etaSeconds === null ? "-" : formatDuration(progress.etaSeconds),
    plainText(name),
  ];
}

function workerRow({ id, state, busy, slots, moving, host }: WorkerView): readonly string[] {
  const jobs = moving.length === 1 ? "1 job" : `${moving.length} jobs`;
  return [id, state, `${busy ?? "?"} of ${slots}`, jobs, host ?? "-"].map(plainText);
}

function capped(lines: readonly string[], most: number | undefined): readonly string[] {
  return most === undefined || lines.length <= most
    ? lines
    : [...lines.slice(0, most - 1), `… and ${lines.length - most + 1} more`];
}

function cut(line: string, columns: number | undefined): string {
  return columns === undefined ? line : cutTo(line, columns);
}
