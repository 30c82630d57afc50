import { expect, test } from "vitest";
import {
  EXIT,
  EXIT_MEANINGS,
  exitCodeOfCheck,
  exitCodeOfChecks,
  exitCodeOfJob,
  exitCodeOfProblem,
} from "./exit-codes.ts";
import { sampleJob, sampleTransfer } from "./sample-views.ts";

test.each([
  { state: "succeeded", codes: [], exitCode: 0 },
  { state: "completed_with_errors", codes: ["source-missing"], exitCode: 1 },
  { state: "failed", codes: ["integrity-mismatch"], exitCode: 1 },
  { state: "failed", codes: ["source-missing", "store-refused"], exitCode: 1 },
  { state: "failed", codes: [], exitCode: 1 },
  { state: "failed", codes: ["key-invalid"], exitCode: 2 },
  { state: "failed", codes: ["store-refused"], exitCode: 3 },
  { state: "failed", codes: ["source-missing", "source-missing"], exitCode: 4 },
  { state: "cancelled", codes: [], exitCode: 5 },
] as const)("a job that is $state because of $codes exits with $exitCode", (row) => {
  const transfers = row.codes.map((code) =>
    sampleTransfer({ state: "failed", cause: { code, message: "it failed" } }),
  );

  expect(exitCodeOfJob(sampleJob({ state: row.state }), transfers)).toBe(row.exitCode);
});

test("a copy whose selection is empty exits with 9", () => {
  const job = sampleJob({ state: "failed", list: { ...LIST, verb: "copy", brokenBy: EMPTY } });

  expect(exitCodeOfJob(job, [])).toBe(9);
});

test("each exit code has one meaning", () => {
  expect(EXIT_MEANINGS.map(([code]) => code)).toEqual(Object.values(EXIT));
});

test.each([
  { status: 400, code: "request-invalid", exitCode: 2 },
  { status: 422, code: "plan-impossible", exitCode: 2 },
  { status: 429, code: "unheard-of", exitCode: 2 },
  { status: 422, code: "connection-unknown", exitCode: 3 },
  { status: 403, code: "connection-forbidden", exitCode: 3 },
  { status: 403, code: "tenant-refused", exitCode: 3 },
  { status: 404, code: "not-found", exitCode: 4 },
  { status: 429, code: "rate-limited", exitCode: 7 },
  { status: 503, code: "ledger-unavailable", exitCode: 7 },
  { status: 500, code: "unheard-of", exitCode: 7 },
  { status: 409, code: "state-conflict", exitCode: 8 },
  { status: 409, code: "unheard-of", exitCode: 8 },
])("the rejection $status $code exits with $exitCode", ({ status, code, exitCode }) => {
  expect(exitCodeOfProblem({ status, code })).toBe(exitCode);
});

test.each([
  { outcomes: ["passed", "passed"], exitCode: 0 },
  { outcomes: ["passed", "failed"], exitCode: 1 },
  { outcomes: ["not-checked", "failed"], exitCode: 1 },
  { outcomes: ["not-checked", "passed"], exitCode: 6 },
] as const)("checks of a receipt that are $outcomes exit with $exitCode", (row) => {
  expect(exitCodeOfChecks(row.outcomes.map((outcome) => ({ outcome })))).toBe(row.exitCode);
});

const EMPTY = { code: "selection-empty", message: "nothing is listed" };
const LIST = {
  verb: "check",
  isComplete: true,
  openPieces: 0,
  brokenPieces: 1,
  extra: 0,
  isOneWay: false,
  isRecorded: true,
} as const;

test.each([
  { state: "succeeded", outcomes: [], exitCode: 0 },
  { state: "completed_with_errors", outcomes: ["differs"], exitCode: 1 },
  { state: "completed_with_errors", outcomes: ["unreadable", "only_source"], exitCode: 1 },
  { state: "cancelled", outcomes: ["aborted", "only_destination"], exitCode: 1 },
  { state: "cancelled", outcomes: ["aborted"], exitCode: 5 },
  { state: "failed", outcomes: ["unreadable"], codes: ["source-forbidden"], exitCode: 3 },
  { state: "failed", outcomes: ["unreadable"], codes: ["source-archived"], exitCode: 6 },
  { state: "failed", outcomes: [], codes: ["source-missing", "store-refused"], exitCode: 6 },
  { state: "completed_with_errors", outcomes: [], brokenBy: EMPTY, exitCode: 9 },
  { state: "completed_with_errors", outcomes: [], isComplete: false, exitCode: 1 },
] as const)("a check that is $state with $outcomes exits with $exitCode", (row) => {
  const { state, outcomes, codes = [], brokenBy = null, isComplete = true } = { ...row };
  const job = sampleJob({ state, list: { ...LIST, brokenBy } });
  const counts = new Map(outcomes.map((outcome) => [outcome, 1]));

  expect(exitCodeOfCheck(job, { counts, codes: new Set(codes), isComplete })).toBe(row.exitCode);
});
