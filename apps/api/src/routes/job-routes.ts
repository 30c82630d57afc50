import { asTenant, isPenstockError, type JobId } from "@penstock/core";
import {
  cancelJob,
  changeJob,
  type JobFilter,
  jobLimitsPlace,
  listJobs,
  patchedJobLimits,
  renewSource,
  setLimitsAt,
  setPaused,
  transfersOfJob,
  withRows,
} from "@penstock/engine";
import {
  API_ROUTES,
  isBulkSource,
  type JobQuery,
  type JobView,
  LIMIT_FORMS,
  toBulkRequest,
} from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { toPageRequest, toPageView } from "../http/listing.ts";
import { InvalidRequest } from "../http/problem.ts";
import { acceptJob, traceparentOf } from "./accept-job.ts";
import { conflictOf } from "./conflict.ts";
import { connectionsIn } from "./connections-in.ts";
import { createOnce } from "./idempotency.ts";
import { toJobId } from "./job-id.ts";
import { toTransferView } from "./job-views.ts";
import { addManyJobsRoutes } from "./many-jobs-routes.ts";
import { planInTime } from "./plan-in-time.ts";
import { addRetryRoutes } from "./retry-routes.ts";
import { addRoute } from "./route.ts";
import { jobViewer } from "./view-jobs.ts";
import { knowConnections } from "./visible-connections.ts";

const ONE_OBJECT =
  'one object needs no plan: name "keys", a "prefix", a "tree", a "manifest" or "rows"';

export function addJobRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ledger } = dependencies;
  const { viewJobs, viewRecord, viewJob } = jobViewer(dependencies);
  const once = createOnce(dependencies);

  addRoute(app, API_ROUTES.submitJob, async ({ body, request, reply, tenant }) => {
    const record = await once.one({ request, reply, tenant }, (submission) =>
      acceptJob(dependencies, { tenant, body, submission, traceparent: traceparentOf(request) }),
    );
    void reply.header("location", `/v1/jobs/${record.job.id}`);
    return viewRecord(record);
  });

  addRoute(app, API_ROUTES.listJobs, async ({ query, tenant }) => {
    const filter = toFilter(query);
    const list = `jobs ${JSON.stringify(filter)}`;
    const page = await listJobs(dependencies, tenant, filter, toPageRequest(query, list));
    return toPageView(page, list, await viewJobs(tenant, page.items));
  });

  addRoute(app, API_ROUTES.readJob, ({ params, tenant }) => viewJob(tenant, toJobId(params.id)));

  addPlanRoute(app, dependencies);
  addWantRoutes(app, dependencies, viewJob);
  addRetryRoutes(app, dependencies, { viewRecord, once });
  addManyJobsRoutes(app, dependencies, { viewRecord, once });

  addRoute(app, API_ROUTES.listTransfers, async ({ params, query, tenant }) => {
    const list = `transfers of ${params.id}`;
    const wanted = toPageRequest(query, list);
    const page = await transfersOfJob(dependencies, tenant, toJobId(params.id), wanted);
    const live = await ledger.workers.liveProcesses();
    return toPageView(page, list, ({ transfer, failures }) =>
      toTransferView(transfer, failures, live),
    );
  });
}

function addPlanRoute(app: FastifyInstance, dependencies: HttpDependencies): void {
  addRoute(app, API_ROUTES.planJob, async ({ body, tenant }) => {
    if (!isBulkSource(body.source)) {
      throw new InvalidRequest([{ pointer: "/source", message: ONE_OBJECT }]);
    }
    await knowConnections(dependencies, connectionsIn(body));
    const { engine } = await asTenant(dependencies, tenant);
    const request = toBulkRequest(tenant, body);
    const spec = await withRows(engine, tenant, request.spec);
    return await planInTime(engine, { ...request, spec });
  });
}

/** What a job is asked to do. Each answers with the job as it is then. */
function addWantRoutes(
  app: FastifyInstance,
  dependencies: HttpDependencies,
  viewJob: (tenant: string, jobId: JobId) => Promise<JobView>,
): void {
  addRoute(app, API_ROUTES.changeJob, async ({ params, body, tenant }) => {
    const jobId = toJobId(params.id);
    const { source, limits, ...rest } = body;
    const desk = { config: dependencies.config, limitForms: LIMIT_FORMS };
    const ref = { tenant, jobId };
    // Before anything is changed: what is wrong in it changes nothing.
    const patched = limits !== undefined && (await patchedJobLimits(desk, ref, limits));
    if (source !== undefined) {
      await renewSource(dependencies, { tenant, jobId }, source.url);
    }
    await changeJob(dependencies, ref, rest);
    if (patched) {
      await setLimitsAt(desk, jobLimitsPlace(desk, tenant, jobId), patched);
    }
    return viewJob(tenant, jobId);
  });

  addRoute(app, API_ROUTES.pauseJob, async ({ params, body, tenant }) => {
    const jobId = toJobId(params.id);
    const inFlight = body.drain ? "ends" : "stops";
    const pausing = setPaused(dependencies, { tenant, jobId }, true, inFlight);
    await orActions(pausing, () => viewJob(tenant, jobId));
    return viewJob(tenant, jobId);
  });

  addRoute(app, API_ROUTES.resumeJob, async ({ params, tenant }) => {
    const jobId = toJobId(params.id);
    const resuming = setPaused(dependencies, { tenant, jobId }, false);
    await orActions(resuming, () => viewJob(tenant, jobId));
    return viewJob(tenant, jobId);
  });

  addRoute(app, API_ROUTES.cancelJob, async ({ params, tenant }) => {
    const jobId = toJobId(params.id);
    await orActions(cancelJob(dependencies, tenant, jobId), () => viewJob(tenant, jobId));
    return viewJob(tenant, jobId);
  });
}

/** What the state does not allow is refused with what it does allow. */
async function orActions(change: Promise<unknown>, view: () => Promise<JobView>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!isPenstockError(error, "state-conflict")) {
      throw error;
    }
    throw conflictOf(error, await view());
  }
}

function toFilter({ state, health, label, createdAfter, createdBefore }: JobQuery): JobFilter {
  return {
    ...(state !== undefined && { states: state }),
    ...(health !== undefined && { health }),
    ...(label !== undefined && { labels: label }),
    ...(createdAfter !== undefined && { createdFromMs: createdAfter }),
    ...(createdBefore !== undefined && { createdBeforeMs: createdBefore }),
  };
}
