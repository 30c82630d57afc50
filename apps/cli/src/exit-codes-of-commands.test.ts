import { expect, test } from "vitest";
import { EXIT_MEANINGS } from "./exit-codes.ts";
import { Refused, run, runOn } from "./sample-run.ts";
import { sampleJob, sampleList } from "./sample-views.ts";

const JOB = sampleJob().id;
const NOTHING = { data: [], nextCursor: null };
const EMPTY = { code: "selection-empty", message: "nothing is listed" };

/** A job that `watch` follows. */
function following(job: Partial<ReturnType<typeof sampleJob>>) {
  return {
    [`GET /v1/jobs/${JOB}`]: sampleJob(job),
    [`GET /v1/jobs/${JOB}/transfers`]: NOTHING,
  };
}

const FINISHED = { actions: [], finishedAt: "2026-11-22T08:41:03.000Z" };
const WATCH = `watch ${JOB}`;

/** A command that ends with each of them. */
const ROWS: readonly (readonly [number, string, Readonly<Record<string, unknown>>])[] = [
  [0, "ls", { "GET /v1/jobs": NOTHING }],
  [0, WATCH, following({ state: "succeeded", ...FINISHED })],
  [1, WATCH, following({ state: "completed_with_errors", ...FINISHED })],
  [2, "ls --state nowhere", {}],
  [2, "fly", {}],
  [2, "set job_1", {}],
  [3, "conn ls", { "GET /v1/connections": new Refused(403, "scope-missing") }],
  [4, `show ${JOB}`, {}],
  [5, WATCH, following({ state: "cancelled", ...FINISHED })],
  [6, `${WATCH} --wait 0s`, following({ state: "transferring" })],
  [7, "worker ls", { "GET /v1/workers": new Refused(503, "ledger-unavailable") }],
  [8, `cancel ${JOB}`, { [`POST /v1/jobs/${JOB}:cancel`]: new Refused(409, "state-conflict") }],
  [9, WATCH, following({ state: "failed", ...FINISHED, list: sampleList({ brokenBy: EMPTY }) })],
];

test.each(ROWS)("exit code %i is that of `%s`", async (exitCode, line, responses) => {
  expect(await runOn(responses, line.split(" "))).toMatchObject({ exitCode });
});

test("without a server the exit code is 7, and what is next is said", async () => {
  const ran = await run(["ls"], { environment: { PENSTOCK_URL: "http://127.0.0.1:1" } });

  expect(ran).toMatchObject({ exitCode: 7, stdout: "" });
  expect(ran.stderr).toContain("→ Start everything on this machine");
});

test.each([
  ["schedule show nope", "`penstock schedule ls` lists"],
  ["webhook rm nope", "`penstock webhook ls` lists"],
  [`show ${JOB}`, "`penstock ls` lists the jobs"],
])("what `%s` does not find is listed by its own verb", async (line, hint) => {
  const { stderr } = await runOn({}, line.split(" "));

  expect(stderr).toContain(hint);
});

test("every exit code is one of a command here; an interrupt is tried where there are processes", () => {
  const tried = new Set([...ROWS.map(([exitCode]) => exitCode), 130]);

  expect([...tried]).toEqual(EXIT_MEANINGS.map(([code]) => code));
});
