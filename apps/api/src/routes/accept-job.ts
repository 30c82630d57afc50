import { type BulkRequest, isPenstockError, type JobRecord, type Submission } from "@penstock/core";
import { submitBulkJob, submitJob } from "@penstock/engine";
import { traceRequest } from "@penstock/process";
import { isBulkSource, type JobRequest, toBulkRequest, toSubmitRequest } from "@penstock/wire";
import type { FastifyRequest } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { InvalidRequest } from "../http/problem.ts";
import { connectionsIn } from "./connections-in.ts";
import { knowConnections } from "./visible-connections.ts";

type Wanted = {
  readonly tenant: string;
  readonly body: JobRequest;
  readonly submission: Submission | undefined;
  /** As the request has it. */
  readonly traceparent: string | undefined;
};

/** Makes the job of a request, alone or one of many. */
export async function acceptJob(
  dependencies: HttpDependencies,
  { tenant, body, submission, traceparent: given }: Wanted,
): Promise<JobRecord> {
  await dependencies.assertCapacity();
  await knowConnections(dependencies, connectionsIn(body));
  refuseJournal(dependencies, body);
  return traceRequest(given, (traceparent) => {
    const by = { traceparent, ...(submission !== undefined && { submission }) };
    return isBulkSource(body.source)
      ? submitMany(dependencies, { ...toBulkRequest(tenant, body), ...by })
      : submitJob(dependencies, { ...toSubmitRequest(tenant, body), ...by }).catch(pointAtOption);
  });
}

/** Two of them are none. */
export function traceparentOf({ headers }: FastifyRequest): string | undefined {
  return headers["traceparent"]?.toString();
}

/** A manifest is looked at before the job is accepted. */
const LOOK_MS = 10_000;

function submitMany(dependencies: HttpDependencies, request: BulkRequest): Promise<JobRecord> {
  const signal = AbortSignal.timeout(LOOK_MS);
  return submitBulkJob(dependencies, request, signal).catch(pointAtOption);
}

function refuseJournal({ isInJournal }: HttpDependencies, request: JobRequest): void {
  const issues = (["source", "destination"] as const)
    .filter((side) => {
      const { connection, key } = request[side];
      return key !== undefined && isInJournal?.({ connection, key }) === true;
    })
    .map((side) => ({
      pointer: `/${side}/key`,
      message: "this is where Penstock keeps its journal: choose a key outside of it",
    }));
  if (issues.length > 0) {
    throw new InvalidRequest(issues, "key-invalid");
  }
}

/** No object is known yet: what cannot be planned is the part size. */
function pointAtOption(error: unknown): never {
  if (isPenstockError(error, "plan-impossible")) {
    const issue = { pointer: "/options/partSize", message: error.message };
    throw new InvalidRequest([issue], error.code);
  }
  throw error;
}
