import { newJobId, newTransferId, type RegisteredUpload } from "@penstock/core";
import type { LedgerSurvey } from "@penstock/engine";
import { Meters } from "@penstock/process";
import { ManualClock } from "@penstock/testkit";
import { expect, test } from "vitest";
import { LedgerFigures } from "./ledger-figures.ts";

const UPLOAD: RegisteredUpload = {
  tenant: "default",
  token: "one",
  transferId: newTransferId(0, new Uint8Array(10)),
  jobId: newJobId(0, new Uint8Array(10)),
  ...{
    connection: "store",
    key: "a",
    intendedAtMs: 0,
    ageMs: 5000,
    isOwned: true,
    uploadedBytes: 7,
  },
};
const SURVEY = {
  jobs: [{ tenant: "default", state: "transferring", health: "stalled", jobs: 2 }],
  finished: [],
  backlogs: [{ tenant: "default", bytes: 100, parts: 3 }],
  work: [],
  slots: 8,
  processes: { planner: 1, worker: 2, coordinator: 1 },
  uploads: [
    UPLOAD,
    { ...UPLOAD, token: "two", ageMs: 9000 },
    { ...UPLOAD, token: "three", connection: "removed" },
  ],
} as const;
const BACKLOG = { queue: "parts", waiting: 4, active: 2, delayed: 0, oldestAddedAtMs: 1000 };

function openFigures() {
  const clock = new ManualClock(10_000);
  const meters = new Meters("coordinator");
  return { clock, meters, figures: new LedgerFigures(meters, clock, () => ["store", "empty"]) };
}

function found(survey: LedgerSurvey = SURVEY) {
  const memory = { usedBytes: 1000, maxBytes: undefined };
  return { atMs: 10_000, survey, backlogs: [BACKLOG], memory };
}

test("shows what the leader found, and how old it is", async () => {
  const { clock, meters, figures } = openFigures();

  figures.show(found());
  clock.advance(20_000);
  const text = await meters.render();

  expect(text).toContain(
    'penstock_jobs{tenant="default",state="transferring",health="stalled"} 2\n',
  );
  expect(text).toContain('penstock_backlog_bytes{tenant="default"} 100\n');
  expect(text).toContain('penstock_tasks{queue="parts",state="waiting"} 4\n');
  expect(text).toContain('penstock_oldest_waiting_task_age_seconds{queue="parts"} 9\n');
  expect(text).toContain('penstock_processes{role="worker"} 2\n');
  expect(text).toContain("penstock_redis_memory_limit_bytes 0\n");
  expect(text).toContain("penstock_survey_age_seconds 20\n");
  expect(text).toContain("penstock_leader 1\n");
});

test("shows open uploads by connection, 0 where there is none, and forgets a connection that left", async () => {
  const { meters, figures } = openFigures();

  figures.show(found());
  const first = await meters.render();
  figures.show(found({ ...SURVEY, uploads: [] }));
  const second = await meters.render();

  expect(first).toContain('penstock_open_uploads{connection="store"} 2\n');
  expect(first).toContain('penstock_open_upload_bytes{connection="store"} 14\n');
  expect(first).toContain('penstock_oldest_open_upload_age_seconds{connection="store"} 9\n');
  expect(first).toContain('penstock_open_uploads{connection="empty"} 0\n');
  expect(first).toContain('penstock_open_uploads{connection="removed"} 1\n');
  expect(second).toContain('penstock_open_uploads{connection="store"} 0\n');
  expect(second).not.toContain("removed");
});

test("counts each job that ended since this process leads, once, by its outcome", async () => {
  const { meters, figures } = openFigures();
  const ended = (number: number, state: "failed" | "succeeded") => ({
    id: newJobId(number, new Uint8Array(10)),
    ...{ state, finishedAtMs: 9000, durationMs: 5000 },
  });
  const [before, one, other] = [ended(1, "failed"), ended(2, "succeeded"), ended(3, "succeeded")];

  figures.show(found({ ...SURVEY, finished: [before] }));
  figures.show(found({ ...SURVEY, finished: [before, one] }));
  figures.show(found({ ...SURVEY, finished: [one, other] }));
  const text = await meters.render();

  expect(text).toContain('penstock_jobs_finished_total{outcome="succeeded"} 2\n');
  expect(text).toContain('penstock_job_duration_seconds_sum{outcome="succeeded"} 10\n');
  expect(text).not.toContain('outcome="failed"');
});

test("shows nothing of the deployment once another process leads", async () => {
  const { meters, figures } = openFigures();

  figures.show(found());
  figures.clear();
  const text = await meters.render();

  expect(text).toContain("penstock_leader 0\n");
  expect(text).not.toMatch(/^penstock_(jobs|slots|open_uploads|survey_age_seconds)[{ ]/m);
});
