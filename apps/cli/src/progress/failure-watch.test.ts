import type { Client } from "@penstock/client";
import { expect, test } from "vitest";
import { sampleJob, sampleList } from "../sample-views.ts";
import { FailureWatch } from "./failure-watch.ts";

const never = new AbortController().signal;

function rowOf(key: string, outcome: string, code: string): string {
  return `${JSON.stringify({ key, size: 1, outcome, cause: { code, message: "m" } })}\n`;
}

/** A report that comes in pieces, cut anywhere. */
function reportOf(text: string) {
  let reads = 0;
  const readReport: Client["readReport"] = async () => {
    reads += 1;
    const bytes = Buffer.from(text);
    return {
      isComplete: false,
      chunks: (async function* () {
        for (let from = 0; from < bytes.length; from += 7) {
          yield bytes.subarray(from, from + 7);
        }
      })(),
    };
  };
  return { client: { readReport }, readsSoFar: () => reads };
}

function jobWithFailed(transfersFailed: number) {
  const { progress } = sampleJob();
  return sampleJob({ progress: { ...progress, transfersFailed }, list: sampleList() });
}

test("counts what failed by code, the most frequent first, and nothing that was left alone", async () => {
  const { client } = reportOf(
    [
      rowOf("a\u2028ä", "failed", "source-archived"),
      rowOf("b", "failed", "source-missing"),
      rowOf("c", "failed", "source-missing"),
      rowOf("d", "skipped", "manifest-line-broken"),
      rowOf("e", "aborted", "cancelled"),
      rowOf("f", "differs", "differs"),
    ].join(""),
  );
  const watch = new FailureWatch(client, never);

  const counts = await watch.readAll(jobWithFailed(4));

  expect(counts).toEqual([
    { code: "source-missing", objects: 2 },
    { code: "source-archived", objects: 1 },
    { code: "differs", objects: 1 },
  ]);
});

test("reads only when more has failed than it knows, and not at every look", async () => {
  const { client, readsSoFar } = reportOf(rowOf("a", "failed", "source-missing"));
  const watch = new FailureWatch(client, never);

  watch.note(jobWithFailed(0), 0);
  const before = readsSoFar();
  watch.note(jobWithFailed(1), 0);
  watch.note(jobWithFailed(1), 1);
  await watch.readAll(jobWithFailed(1));
  watch.note(jobWithFailed(2), 2);

  expect([before, readsSoFar()]).toEqual([0, 1]);
});

test("keeps its counts where the report cannot be read", async () => {
  const watch = new FailureWatch({ readReport: () => Promise.reject(new Error("no")) }, never);

  const counts = await watch.readAll(jobWithFailed(1));

  expect(counts).toEqual([]);
});
