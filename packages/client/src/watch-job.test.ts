import { expect, test } from "vitest";
import type { EventMessage } from "./event-stream.ts";
import { watchJob } from "./watch-job.ts";

type Job = Parameters<typeof watchJob>[0] extends () => Promise<infer View> ? View : never;

/** Of each look the next of these states. */
function readerOf(...states: readonly Job["state"][]) {
  let looks = 0;
  const read = async () => {
    const state = states[Math.min(looks, states.length - 1)] ?? "succeeded";
    looks += 1;
    return { ...JOB, state };
  };
  return { read, looks: () => looks };
}

const JOB: Job = {
  ...{ id: "job_1", name: "a", state: "transferring", health: "ok", isPaused: false, actions: [] },
  ...{ weight: 1, labels: {}, workers: 1, repeats: [], list: null, schedule: null, deadline: null },
  ...{ retryOf: null, supersededBy: null, createdAt: "2026-11-22T07:41:03.000Z", finishedAt: null },
  progress: {
    ...{ totalsFinal: true, bytesTotal: 1, bytesStored: 0, partsTotal: 1, partsStored: 0 },
    ...{ transfersTotal: 1, transfersStored: 0, transfersSkipped: 0, transfersFailed: 0 },
    ...{ transfersCancelled: 0, transfersPending: 1, retries: 0, percent: 0 },
    ...{ bytesPerSecond: null, etaSeconds: null, etaRange: null },
  },
};

async function* streamOf(...groups: readonly (readonly EventMessage[])[]) {
  yield* groups;
}

async function statesOf(views: AsyncIterable<Job>): Promise<readonly string[]> {
  const states: string[] = [];
  for await (const { state } of views) {
    states.push(state);
  }
  return states;
}

const READY = { kind: "ready", id: "1" } as const;

test("a job is looked at again when its events come, until it has ended", async () => {
  const { read } = readerOf("queued", "transferring", "succeeded");

  const states = await statesOf(watchJob(read, () => streamOf([READY], [READY]), undefined));

  expect(states).toEqual(["queued", "transferring", "succeeded"]);
});

test.each([
  ["is refused", () => Promise.reject(new Error("there are no events"))],
  ["ends", async () => ({ done: true as const, value: undefined })],
])("a job whose stream of events %s is looked at by the clock", async (_what, next) => {
  const { read, looks } = readerOf("queued", "transferring", "succeeded");
  const stream = { [Symbol.asyncIterator]: () => ({ next }) };

  expect(await statesOf(watchJob(read, () => stream, undefined))).toHaveLength(3);
  expect(looks()).toBe(3);
});

test("a job without events is looked at all the same, and its stream is left when it has ended", async () => {
  const { read } = readerOf("transferring", "succeeded");
  let left = false;
  const silent = (signal: AbortSignal) => ({
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise<never>((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            left = true;
            reject(new Error("left"));
          });
        }),
    }),
  });

  expect(await statesOf(watchJob(read, silent, undefined))).toEqual(["transferring", "succeeded"]);
  expect(left).toBe(true);
});

test("the caller leaves by its signal", async () => {
  const { read } = readerOf("transferring");
  const leaving = new AbortController();
  const views = watchJob(read, () => streamOf([READY]), leaving.signal);

  await views.next();
  const next = views.next();
  leaving.abort();

  await expect(next).rejects.toMatchObject({ name: "AbortError" });
});
