// A job as it is ordered, before it is checked and has an id.

import type { Deadline } from "../deadlines/deadline.ts";
import type { JobId } from "../ids.ts";
import type { Limits } from "../limits/limits.ts";
import type { JobOrigin } from "../schedules/schedule.ts";
import type { Address, TransferOptions } from "../transfers/transfer.ts";
import type { BulkSpec } from "./bulk-job.ts";
import type { Submission } from "./submission.ts";

type Order = {
  readonly tenant: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Its share beside other jobs of the tenant; 1 when left out. */
  readonly weight?: number;
  /** What bounds it, beside what bounds its tenant, its connections and the deployment. */
  readonly limits?: Limits;
  /** By when it should be done; of a schedule's job, counted from its tick. */
  readonly deadline?: Deadline;
  /** Of a schedule: however often it is ordered, there is one job of this id. */
  readonly origin?: JobOrigin & { readonly jobId: JobId };
  /** Of a client: however often it is sent, there is one job of it. */
  readonly submission?: Submission;
  /** The job of which it tries something again. */
  readonly retryOf?: JobId;
  /** The span of the request. */
  readonly traceparent?: string | undefined;
};

/** A job of one object. */
export type SubmitRequest = Order & {
  readonly source: Address;
  /** Of a source that is a URL: a secret, which is sealed before it is kept. */
  readonly query?: string;
  readonly destination: Address;
  readonly options: TransferOptions;
};

/** A job that lists what it moves. */
export type BulkRequest = Order & {
  readonly spec: BulkSpec;
  /** Of a manifest that is a URL: a secret, which is sealed before it is kept. */
  readonly manifestQuery?: string | undefined;
};

export type JobOrder =
  | { readonly kind: "one"; readonly request: SubmitRequest }
  | { readonly kind: "many"; readonly request: BulkRequest };
