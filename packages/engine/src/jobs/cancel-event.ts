import type { TransferEvent } from "@penstock/core";

/** The event of each transfer of a job that is cancelled. */
export const CANCEL = {
  kind: "cancel-requested",
  cause: { code: "cancelled", message: "the job was cancelled" },
} as const satisfies TransferEvent;
