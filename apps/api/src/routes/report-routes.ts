import { Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { PenstockError } from "@penstock/core";
import { findJob, readReport } from "@penstock/engine";
import { API_ROUTES } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { toJobId } from "./job-routes.ts";
import { addRoute } from "./route.ts";
import { TENANT } from "./tenant.ts";

/** Rows go out as they lie in the journal, unless the client takes no gzip. */
export function addReportRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { rowArchive } = dependencies;

  addRoute(app, API_ROUTES.readReport, async ({ params, query, reply }) => {
    const jobId = toJobId(params.id);
    const { job } = await findJob(dependencies, TENANT, jobId);
    if (job.bulk === undefined || rowArchive === undefined) {
      throw new PenstockError(
        "state-conflict",
        "this job has no rows: it names one object, whose outcome is in its transfer and its receipt",
      );
    }
    const members = readReport(rowArchive, { tenant: TENANT, jobId }, query.rows ?? "all");
    void reply.type("application/x-ndjson");
    if (/\bgzip\b/.test(reply.request.headers["accept-encoding"] ?? "")) {
      void reply.header("content-encoding", "gzip");
      return Readable.from(members);
    }
    return Readable.from(unzipped(members));
  });
}

/** Each is a whole segment. */
async function* unzipped(members: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const member of members) {
    if (member.length > 0) {
      yield await promisify(gunzip)(member);
    }
  }
}
