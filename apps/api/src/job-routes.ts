import { isJobId, type JobId, type JobRecord } from "@penstock/core";
import { cancelJob, findJob, type SubmitRequest, submitJob } from "@penstock/engine";
import { type JobRequest, jobRequest, mistakesOf } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "./http-server.ts";
import { toJobView, toTransferView } from "./job-views.ts";
import { toPageRequest, toPageView } from "./listing.ts";
import { InvalidRequest, notFound } from "./problem.ts";

/** There is one tenant until requests say who sends them. */
export const TENANT = "default";

export type WithId = { readonly Params: { readonly id: string } };

export function addJobRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ledger, clock, assertRoom } = dependencies;

  async function viewJobs() {
    const workers = await ledger.liveWorkers();
    const now = { liveWorkers: workers.length, nowMs: clock.nowMs() };
    return (record: JobRecord) => toJobView(record, now);
  }

  async function viewJob(jobId: JobId) {
    const toView = await viewJobs();
    return toView(await findJob(dependencies, TENANT, jobId));
  }

  app.post("/v1/jobs", async (request, reply) => {
    const wanted = toSubmitRequest(request.body);
    await assertRoom();
    const jobId = await submitJob(dependencies, wanted);
    void reply.code(201).header("location", `/v1/jobs/${jobId}`);
    return viewJob(jobId);
  });

  app.get("/v1/jobs", async (request) => {
    const page = await ledger.listJobs(TENANT, toPageRequest(request.query));
    return toPageView(page, await viewJobs());
  });

  app.get<WithId>("/v1/jobs/:id", (request) => viewJob(toJobId(request.params.id)));

  // The expression keeps the colon out of the id; two colons are the router's way to write one.
  app.post<WithId>("/v1/jobs/:id(^[^:]+)::cancel", async (request) => {
    const jobId = toJobId(request.params.id);
    await cancelJob(dependencies, TENANT, jobId);
    return viewJob(jobId);
  });

  app.get<WithId>("/v1/jobs/:id/transfers", async (request) => {
    const { job } = await jobOf(dependencies, request.params.id);
    const page = await ledger.listTransfers(TENANT, job.id, toPageRequest(request.query));
    return toPageView(page, async (transfer) =>
      toTransferView(transfer, await ledger.failures({ tenant: TENANT, transferId: transfer.id })),
    );
  });
}

export function jobOf(dependencies: HttpDependencies, id: string): Promise<JobRecord> {
  return findJob(dependencies, TENANT, toJobId(id));
}

/** An id that cannot exist is answered like one that does not: the ledger need not be asked. */
function toJobId(text: string): JobId {
  if (!isJobId(text)) {
    throw notFound("there is no such job: ids look like job_ and 26 letters and digits");
  }
  return text;
}

function toSubmitRequest(body: unknown): SubmitRequest {
  const parsed = jobRequest.safeParse(body);
  if (!parsed.success) {
    throw new InvalidRequest(mistakesOf(parsed.error));
  }
  const { name, source, destination, options, labels } = parsed.data;
  return {
    tenant: TENANT,
    name: name ?? destination.key,
    source,
    destination,
    options: toTransferOptions(options),
    labels,
  };
}

function toTransferOptions(options: JobRequest["options"]): SubmitRequest["options"] {
  const { partSize, overwrite, verify, ...attributes } = options;
  return {
    overwrite,
    attributes,
    ...(verify !== undefined && { verify }),
    ...(partSize !== undefined && { partSizeBytes: partSize }),
  };
}
