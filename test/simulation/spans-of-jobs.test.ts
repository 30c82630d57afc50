import { SpanStatusCode } from "@opentelemetry/api";
import { type ErrorCode, type Job, PenstockError, type TaskOutcome } from "@penstock/core";
import { finalizeTransfer, submitJob, transferParts } from "@penstock/engine";
import { traceBatch, traceFinalizing, tracePart, traceRequest } from "@penstock/process";
import { decodePartTask, encodePartTask } from "@penstock/wire";
import { beforeEach, expect, test } from "vitest";
import {
  deliveryOf,
  MemoryDeployment,
  MIB,
  sampleBytes,
  TENANT,
} from "../support/memory-deployment.ts";
import { recordSpans } from "../support/recorded-spans.ts";
import { storeWith } from "../support/store-with.ts";

const CALLER = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const TRACEPARENT = `00-${CALLER.traceId}-${CALLER.spanId}-01`;
const SIGNAL = new AbortController().signal;
const CANARY = "X-Amz-Signature=canary";

const spans = recordSpans();

beforeEach(() => {
  spans.length = 0;
});

/** A job of one object of two parts, as api, worker and coordinator run it. */
async function runJob(rejection?: ErrorCode, traceparent = TRACEPARENT) {
  const deployment = new MemoryDeployment(1, {
    store: storeWith((store) => ({
      uploadPart: (...args) =>
        rejection === undefined
          ? store.uploadPart(...args)
          : Promise.reject(new PenstockError(rejection, `GET /key?${CANARY} was refused`)),
    })),
  });
  const { engine, ledger, tasks } = deployment;
  deployment.source.put("key", sampleBytes(1, 2 * MIB));
  const { job } = await traceRequest(traceparent, (kept) =>
    submitJob(
      { ...engine, ledger },
      {
        ...{ tenant: TENANT, name: "key", labels: {}, traceparent: kept },
        source: { connection: "source", key: "key" },
        destination: { connection: "store", key: "key" },
        options: { partSizeBytes: MIB, overwrite: "always", attributes: { metadata: {} } },
      },
    ),
  );
  await deployment.runTasks(1);
  for (let part = tasks.takePart(); part !== undefined; part = tasks.takePart()) {
    const queued = decodePartTask(JSON.parse(JSON.stringify(encodePartTask(part))));
    await transferParts(engine, queued, deliveryOf({}), (carry, each) => tracePart(each, carry));
  }
  const finalize = tasks.takeFinalize();
  await (finalize && finalizeTransfer(engine, finalize, SIGNAL, traceFinalizing));
  return { job, isStored: deployment.store.objects.has("key") };
}

test("what is done for a job links to the request that made it, which is below its caller's span", async () => {
  const { job, isStored } = await runJob();

  const [accepted, ...steps] = spans;
  expect(isStored).toBe(true);
  expect(accepted).toMatchObject({ name: "accept job", parent: { ...CALLER, isRemote: true } });
  expect(steps.map(({ name }) => name)).toEqual([
    "upload part",
    "upload part",
    "finalize transfer",
  ]);
  for (const { parent, links, attributes } of steps) {
    expect(parent).toBeUndefined();
    expect(links.map(({ context }) => context)).toEqual([
      { ...accepted?.spanContext, isRemote: true },
    ]);
    expect(attributes["penstock.job.id"]).toBe(job.id);
  }
  expect(steps.map(({ attributes }) => attributes["penstock.part"])).toEqual([1, 2, undefined]);
  expect(spans.every(({ isEnded }) => isEnded)).toBe(true);
  expect(spans.map(({ status }) => status.code)).toEqual(Array(4).fill(SpanStatusCode.UNSET));
});

test("a job whose caller names no span links what is done for it to its own request", async () => {
  await runJob(undefined, "");

  const [accepted, part] = spans;
  expect(accepted?.parent).toBeUndefined();
  expect(part?.links[0]?.context.spanId).toBe(accepted?.spanContext.spanId);
});

test.each<ErrorCode>(["store-throttled", "store-response-invalid", "store-rejected"])(
  "a part that fails by %s says so by its code, and nothing of what the store said",
  async (code) => {
    await runJob(code);

    const part = spans.find(({ name }) => name === "upload part");
    expect(part).toMatchObject({
      isEnded: true,
      status: { code: SpanStatusCode.ERROR, message: code },
      attributes: { "error.type": code },
    });
    expect(JSON.stringify(spans)).not.toContain("canary");
  },
);

test.each([
  [new PenstockError("ledger-unavailable", CANARY), "ledger-unavailable"],
  [new TypeError(CANARY), "unexpected-error"],
])("a step that throws %s ends its span by %s and throws on", async (error, code) => {
  const job: Job = {
    ...{ id: (await runJob()).job.id, tenant: TENANT, name: CANARY, labels: { CANARY } },
    ...{ createdAtMs: 0, traceparent: TRACEPARENT },
  };
  const throwing = (): Promise<TaskOutcome> => Promise.reject(error);

  await expect(traceBatch({ tenant: TENANT, epoch: 1 }, job, throwing)).rejects.toBe(error);

  expect(spans.at(-1)).toMatchObject({
    ...{ name: "move batch", isEnded: true, links: [{ context: CALLER }] },
    status: { code: SpanStatusCode.ERROR, message: code },
  });
  expect(JSON.stringify(spans)).not.toContain("canary");
});
