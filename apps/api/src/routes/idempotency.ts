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

/** One of those that a request makes: what tells it apart from the others, and what was asked for it. */
type Item = { readonly name: string; readonly body: unknown };

export type Made = { readonly record: JobRecord; readonly isReplayed: boolean };

export type Once = {
  /** Makes the job of a request; says so in its response where it was there. */
  one(asked: Asked, submit: Submit): Promise<JobRecord>;
  /** Makes the jobs of a request one by one; a key of a wrong form is refused before the first. */
  each(asked: Omit<Asked, "reply">): (item: Item, submit: Submit) => Promise<Made>;
  /** Makes a job once whatever the request says: the name is its key. */
  named(asked: Omit<Asked, "reply">, item: Item, submit: Submit): Promise<Made>;
};

/**
 * Makes one job of all requests that have the same Idempotency-Key: those that come at once share one run, and
 * a later one gets the job that is there, also after a loss of Redis.
 */
export function createOnce(dependencies: HttpDependencies): Once {
  const { clock, hashing } = dependencies;
  const share = createSharing<JobRecord>();

  async function make(
    {
      tenant,
      key,
      item,
    }: { readonly tenant: string; readonly key: string; readonly item?: string },
    fingerprint: string,
    submit: Submit,
  ): Promise<Made> {
    let isFirst = false;
    const record = await share([tenant, key, item, fingerprint].join("\n"), async () => {
      const [jobId, ...earlierIds] = jobIdsOfKey({ tenant, key, item }, clock.nowMs(), hashing);
      const submission = { jobId, earlierIds, fingerprint };
      const there = await findSubmitted(dependencies, tenant, submission);
      isFirst = there === undefined;
      return there ?? submit(submission);
    });
    return { record, isReplayed: !isFirst };
  }

  return {
    one: async ({ request, reply, tenant }, submit) => {
      const key = keyOf(request);
      if (key === undefined) {
        return submit(undefined);
      }
      const { record, isReplayed } = await make({ tenant, key }, fingerprintOf(request), submit);
      if (isReplayed) {
        void reply.header("idempotency-replayed", "true");
      }
      return record;
    },
    each: ({ request, tenant }) => {
      const key = keyOf(request);
      return async ({ name, body }, submit) =>
        key === undefined
          ? { record: await submit(undefined), isReplayed: false }
          : make({ tenant, key, item: name }, fingerprintOf({ ...asText(request), body }), submit);
    },
    named: ({ request, tenant }, { name, body }, submit) =>
      make({ tenant, key: name }, fingerprintOf({ ...asText(request), body }), submit),
  };
}

function asText({ method, url }: FastifyRequest) {
  return { method, url };
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
function fingerprintOf({
  method,
  url,
  body,
}: Pick<FastifyRequest, "method" | "url" | "body">): string {
  const text = JSON.stringify([method, url, body ?? null], sorted);
  return createHash("sha256").update(text).digest("hex");
}

function sorted(_name: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;
}
