import type { Client } from "@penstock/client";
import type { JobView, TransferView } from "@penstock/wire";
import { CommandFailure, EXIT } from "../exit-codes.ts";
import { nextStepFor } from "../next-step.ts";

/** The one transfer of the demo's job. Not what `cp` says of a failure: there may be no API any more that could show more. */
export async function storedTransfer(client: Client, job: JobView): Promise<TransferView> {
  const { data: transfers } = await client.listTransfers(job.id);
  const [transfer] = transfers;
  if (job.state === "succeeded" && transfer !== undefined) {
    return transfer;
  }
  const cause = transfer?.cause ?? undefined;
  const why = cause === undefined ? "" : `: ${cause.code}: ${cause.message}`;
  throw new CommandFailure(`the job of the demo ${job.state}${why}`, {
    exitCode: EXIT.someFailed,
    nextStep: nextStepFor(cause?.code ?? ""),
  });
}
