import { createHash } from "node:crypto";
import { type JobRecord, jobIdsOfKey, type Submission } from "@penstock/core";
import { findSubmitted } from "@penstock/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { InvalidRequest } from "../http/problem.ts";
import { createSharing } from "../http/shared-runs.ts";

type Asked = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly tenant: string;
};

/** Makes a job, of this id and fingerprint where a submission is given. */
type Submit = (submission: Submission | undefined) => Promise<JobRecord>;

/**
 * Makes one job of all requests that have the same Idempotency-Key: those that come at once share one run, and
 * a later one gets the job that is there, also after a loss of Redis.
 */
export function createOnce(dependencies: HttpDependencies) {
  const { clock, hashing } = dependencies;
  const share = createSharing<JobRecord>();
  return async ({ request, reply, tenant }: Asked, submit: Submit): Promise<JobRecord> => {
    const key = keyOf(request);
    if (key === undefined) {
      return submit(undefined);
    }
    const fingerprint = fingerprintOf(request);
    let isFirst = false;
    const record = await share(`${tenant}\n${key}\n${fingerprint}`, async () => {
      const [jobId, ...earlierIds] = jobIdsOfKey({ tenant, key }, clock.nowMs(), hashing);
      const submission = { jobId, earlierIds, fingerprint };
      const there = await findSubmitted(dependencies, tenant, submission);
      isFirst = there === undefined;
      return there ?? submit(submission);
    });
    if (!isFirst) {
      void reply.header("idempotency-replayed", "true");
    }
    return record;
  };
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/** A text in quotes, as the draft of the IETF wants it, or without them, as most clients send it. */
function keyOf({ headers }: FastifyRequest): string | undefined {
  const header = headers["idempotency-key"];
  if (header === undefined) {
    return undefined;
  }
  const key = String(header).replace(/^"(.*)"$/, "$1");
  if (!KEY.test(key)) {
    const message = "Idempotency-Key has 1 to 255 printable characters without blanks";
    throw new InvalidRequest([{ pointer: "", message }]);
  }
  return key;
}

/** Of what was asked for, however its members are ordered. */
function fingerprintOf({ method, url, body }: FastifyRequest): string {
  const text = JSON.stringify([method, url, body ?? null], sorted);
  return createHash("sha256").update(text).digest("hex");
}

function sorted(_name: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;
}
