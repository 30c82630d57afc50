import type {
  AttemptFailure,
  PartNumber,
  PartPlan,
  PartReport,
  Step,
  Transfer,
  UploadedPart,
} from "@penstock/core";

export type TransferEntry = {
  transfer: Transfer;
  changedAtMs: number;
  /** Of this generation's upload, also after the transfer left `uploading`. */
  plan: PartPlan | undefined;
  /** The first part that was not dispatched yet. */
  nextPart: number;
  redo: PartNumber[];
  readonly uploaded: Map<PartNumber, UploadedPart & Pick<PartReport, "lengthBytes">>;
  readonly attempts: Map<Step, number>;
  /** The newest failures in a row that did not count. */
  readonly waits: Map<Step, number>;
  readonly failures: AttemptFailure[];
  /** As text, as another ledger keeps it. */
  receipt: string | undefined;
  progressEventAtMs: number;
};
