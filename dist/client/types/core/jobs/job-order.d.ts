import type { JobId } from "../ids.js";
import type { JobOrigin } from "../schedules/schedule.js";
import type { Address, TransferOptions } from "../transfers/transfer.js";
import type { BulkSpec } from "./bulk-job.js";
type Order = {
    readonly tenant: string;
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Of a schedule: however often it is ordered, there is one job of this id. */
    readonly origin?: JobOrigin & {
        readonly jobId: JobId;
    };
    /** The job of which it tries something again. */
    readonly retryOf?: JobId;
};
/** A job of one object. */
export type SubmitRequest = Order & {
    readonly source: Address;
    readonly destination: Address;
    readonly options: TransferOptions;
};
/** A job that lists what it moves. */
export type BulkRequest = Order & {
    readonly spec: BulkSpec;
};
export type JobOrder = {
    readonly kind: "one";
    readonly request: SubmitRequest;
} | {
    readonly kind: "many";
    readonly request: BulkRequest;
};
export {};
