import {
  isFinished,
  isPenstockError,
  type JobRecord,
  type Log,
  PenstockError,
} from "@penstock/core";
import { assertErrorCodes, deleteJob, findJob, planRetry, retriableJobs } from "@penstock/engine";
import {
  API_LIMITS,
  API_ROUTES,
  type JobView,
  type Problem,
  type RetryMatching,
  type RetryMatchingView,
  rowLines,
} from "@penstock/wire";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { toPageRequest, toPageView } from "../http/listing.ts";
import { toProblem } from "../http/problem.ts";
import { acceptJob, traceparentOf } from "./accept-job.ts";
import { conflictOf } from "./conflict.ts";
import type { Made, Once } from "./idempotency.ts";
import { toJobId } from "./job-id.ts";
import { objectsOf, submitOrder } from "./retry-routes.ts";
import { addRoute } from "./route.ts";

/** Of one request: what waits for the disk waits together. */
const AT_ONCE = 10;

type Views = {
  readonly viewRecord: (record: JobRecord) => Promise<JobView>;
  readonly once: Once;
};

type Asked = { readonly request: FastifyRequest; readonly tenant: string };

/** Many jobs by one request, and the removal of one. */
export function addManyJobsRoutes(
  app: FastifyInstance,
  dependencies: HttpDependencies,
  { viewRecord, once }: Views,
): void {
  addRoute(app, API_ROUTES.submitJobs, async ({ body, request, tenant }) => {
    const makeOnce = once.each({ request, tenant });
    const results = await eachInTurn(body.jobs, (job, index) =>
      makeOnce({ name: String(index), body: job }, (submission) =>
        acceptJob(dependencies, {
          ...{ tenant, body: job, submission },
          traceparent: traceparentOf(request),
        }),
      ),
    );
    const data = await Promise.all(
      results.map(async (result) =>
        "value" in result
          ? { ...(await viewMade(result.value)), problem: null }
          : { job: null, isReplayed: false, problem: problemOfItem(result.error, request) },
      ),
    );
    const made = data.filter(({ job }) => job !== null).length;
    return { data, made, refused: data.length - made };
  });

  function problemOfItem(error: unknown, request: FastifyRequest): Problem {
    return toItemProblem(error, request, dependencies.log);
  }

  async function viewMade({ record, isReplayed }: Made) {
    return { job: await viewRecord(record), isReplayed };
  }

  addRetryMatching(app, dependencies, { viewRecord, once });

  addRoute(app, API_ROUTES.deleteJob, async ({ params, tenant }) => {
    const jobId = toJobId(params.id);
    const view = await viewRecord(await findJob(dependencies, tenant, jobId));
    if (!isFinished(view.state)) {
      const message = `the job ${jobId} has not ended (${view.state}): cancel it first`;
      throw conflictOf(new PenstockError("state-conflict", message), view);
    }
    await deleteJob(dependencies, tenant, jobId);
    return view;
  });
}

function addRetryMatching(
  app: FastifyInstance,
  dependencies: HttpDependencies,
  { viewRecord, once }: Views,
): void {
  const engine = { ...dependencies, rowLines };

  async function again(asked: Asked, { codes, dryRun }: RetryMatching, { job }: JobRecord) {
    const { tenant } = asked;
    const filter = codes === undefined ? {} : { codes };
    const { tallies, order, traceparent } = await planRetry(engine, {
      tenant,
      jobId: job.id,
      filter,
    });
    const counted = { retryOf: job.id, objects: objectsOf(tallies) };
    if (dryRun) {
      return { ...counted, job: null };
    }
    // Of two such requests at once one makes the job; a later one does not find the old job any more.
    const item = { name: `retryMatching\n${job.id}`, body: codes ?? null };
    const { record } = await once.named(asked, item, async (submission) => {
      await dependencies.assertCapacity();
      const spans = { given: traceparentOf(asked.request), first: traceparent };
      return submitOrder(dependencies, { order, submission, ...spans });
    });
    return { ...counted, job: await viewRecord(record) };
  }

  addRoute(app, API_ROUTES.retryMatching, async ({ body, request, tenant }) => {
    assertErrorCodes(body.codes ?? []);
    const filter = filterOf(body);
    const list = `jobs to retry ${JSON.stringify(filter)}`;
    const page = { limit: API_LIMITS.jobsPerRequest, cursor: body.cursor };
    const found = await retriableJobs(dependencies, tenant, filter, toPageRequest(page, list));
    const results = await eachInTurn(found.items, (record) =>
      again({ request, tenant }, body, record),
    );
    const data = results.flatMap((result, index): RetryMatchingView["data"] => {
      if ("value" in result) {
        return [{ ...result.value, problem: null }];
      }
      const retryOf = found.items[index]?.job.id ?? "";
      const problem = problemOfItem(result.error, request);
      return isPenstockError(result.error, "state-conflict")
        ? []
        : [{ retryOf, objects: 0, job: null, problem }];
    });
    const { nextCursor } = await toPageView({ ...found, items: [] }, list, () => undefined);
    return { data, nextCursor };
  });

  function problemOfItem(error: unknown, request: FastifyRequest): Problem {
    return toItemProblem(error, request, dependencies.log);
  }
}

function filterOf({ filter: { state, labels, createdAfter, createdBefore } }: RetryMatching) {
  return {
    ...(state !== undefined && { state }),
    ...(labels !== undefined && { labels: Object.entries(labels) }),
    ...(createdAfter !== undefined && { createdFromMs: createdAfter }),
    ...(createdBefore !== undefined && { createdBeforeMs: createdBefore }),
  };
}

type Result<Value> = { readonly value: Value } | { readonly error: unknown };

/** What failed is a result as well. After an outage the rest is not tried: each would wait for it alone. */
async function eachInTurn<Item, Value>(
  items: readonly Item[],
  run: (item: Item, index: number) => Promise<Value>,
): Promise<readonly Result<Value>[]> {
  const results: Result<Value>[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const outage = results.find((result) => "error" in result && isOutage(result.error));
    const some = items.slice(from, from + AT_ONCE);
    results.push(
      ...(await Promise.all(
        some.map(async (item, place) => outage ?? (await resultOf(run(item, from + place)))),
      )),
    );
  }
  return results;
}

async function resultOf<Value>(run: Promise<Value>): Promise<Result<Value>> {
  try {
    return { value: await run };
  } catch (error) {
    return { error };
  }
}

function isOutage(error: unknown): boolean {
  return isPenstockError(error, "ledger-unavailable", "ledger-full", "journal-unavailable");
}

function toItemProblem(error: unknown, request: FastifyRequest, log: Log): Problem {
  const problem = toProblem(error, request.id, true);
  if (problem.status >= 500 && !isOutage(error)) {
    log.error({ requestId: request.id, err: error }, "one job of a request failed");
  }
  return problem;
}
