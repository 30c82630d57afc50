// A job as it is ordered, before it is checked and has an id.

import type { Address, TransferOptions } from "../transfers/transfer.ts";
import type { BulkSpec } from "./bulk-job.ts";

type Order = {
  readonly tenant: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
};

/** A job of one object. */
export type SubmitRequest = Order & {
  readonly source: Address;
  readonly destination: Address;
  readonly options: TransferOptions;
};

/** A job that lists what it moves. */
export type BulkRequest = Order & { readonly spec: BulkSpec };
