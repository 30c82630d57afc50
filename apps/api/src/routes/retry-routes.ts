import {
  isErrorCode,
  type JobId,
  type JobOrder,
  type JobRecord,
  type RowTally,
  type Submission,
} from "@penstock/core";
import {
  type JobErrors,
  listErrors,
  planRetry,
  retryWith,
  submitBulkJob,
  submitJob,
} from "@penstock/engine";
import { traceRequest } from "@penstock/process";
import {
  API_ROUTES,
  type ErrorsView,
  type JobView,
  rowLines,
  toChangedOptions,
  toRetryFilter,
} from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { cureOf, titleOf } from "../http/problem-help.ts";
import { traceparentOf } from "./accept-job.ts";
import type { Once } from "./idempotency.ts";
import { toJobId } from "./job-id.ts";
import { addRoute } from "./route.ts";

/** Nothing of the source is looked at: this bounds what is read of the journal. */
const ACCEPT_MS = 60_000;

/** What failed in a job, and another job that tries it again. */
export function addRetryRoutes(
  app: FastifyInstance,
  dependencies: HttpDependencies,
  {
    viewRecord,
    once,
  }: {
    readonly viewRecord: (record: JobRecord) => Promise<JobView>;
    readonly once: Once;
  },
): void {
  const { assertCapacity } = dependencies;
  const engine = { ...dependencies, rowLines };

  addRoute(app, API_ROUTES.retryJob, async ({ params, body, request: asked, reply, tenant }) => {
    const request = { tenant, jobId: toJobId(params.id), filter: toRetryFilter(body) };
    const planned = await planRetry(engine, request);
    const order = retryWith(planned.order, toChangedOptions(body));
    const spans = { given: traceparentOf(asked), first: planned.traceparent };
    const counted = { objects: objectsOf(planned.tallies), causes: planned.tallies.map(toCounted) };
    if (body?.dryRun === true) {
      void reply.code(200);
      return { ...counted, job: null };
    }
    const record = await once.one({ request: asked, reply, tenant }, async (submission) => {
      await assertCapacity();
      return submitOrder(dependencies, { order, submission, ...spans });
    });
    void reply.header("location", `/v1/jobs/${record.job.id}`);
    return { ...counted, job: await viewRecord(record) };
  });

  addRoute(app, API_ROUTES.listErrors, async ({ params, tenant }) => {
    const jobId = toJobId(params.id);
    return toErrorsView(await listErrors(engine, tenant, jobId), jobId);
  });
}

type Retried = {
  readonly order: JobOrder;
  readonly submission: Submission | undefined;
  /** As the request has it. */
  readonly given: string | undefined;
  /** Of the request that made the job that is tried again. */
  readonly first: string | undefined;
};

/** Makes the job that tries another one again. */
export function submitOrder(
  dependencies: HttpDependencies,
  { order, submission, given, first }: Retried,
): Promise<JobRecord> {
  const make = (traceparent: string | undefined) => {
    const by = { traceparent, ...(submission !== undefined && { submission }) };
    return order.kind === "one"
      ? submitJob(dependencies, { ...order.request, ...by })
      : submitBulkJob(dependencies, { ...order.request, ...by }, AbortSignal.timeout(ACCEPT_MS));
  };
  return traceRequest(given, make, first);
}

export function objectsOf(tallies: readonly RowTally[]): number {
  return tallies.reduce((sum, { rows }) => sum + rows, 0);
}

function toCounted({ outcome, code, rows }: RowTally) {
  return { outcome, code: code ?? null, objects: rows };
}

function toErrorsView({ isComplete, groups }: JobErrors, jobId: JobId): ErrorsView {
  const data = groups.map(({ samples, ...tally }) => ({
    ...toCounted(tally),
    samples: samples.map(({ key, cause }) => ({ key, message: cause?.message ?? "" })),
    ...adviceOf(tally, jobId),
  }));
  return { isComplete, data };
}

/** Whatever failed for good was tried as often as it may be: what happens next is for a person to do. */
function adviceOf({ outcome, code }: RowTally, jobId: JobId) {
  const again = `POST /v1/jobs/${jobId}:retry`;
  if (outcome === "aborted") {
    const next = `It was cancelled, and is not moved by itself: ${again} with {"outcomes":["aborted"]} does.`;
    return { title: "Not moved: the job was cancelled", next, help: "/problems/cancelled" };
  }
  if (code === undefined || !isErrorCode(code)) {
    const next = `Nothing happens by itself. Look at the samples; ${again} tries these again.`;
    return { title: `The outcome is ${outcome}`, next, help: "/problems/state-conflict" };
  }
  const next = `It is not tried again by itself. ${cureOf(code)} Then ${again} with {"codes":["${code}"]} tries these again.`;
  return { title: titleOf(code), next, help: `/problems/${code}` };
}
