import { PenstockError, type Transfer, type UploadRef } from "@penstock/core";
import { advance, refOf } from "./advance.ts";
import { assertState } from "./assert-state.ts";
import { endUpload } from "./end-upload.ts";
import type { Engine } from "./engine.ts";
import { judge, toFailure } from "./failure.ts";
import type { StepResult } from "./settle-transfer.ts";

/** Aborts until the store says that the upload is gone, however long that takes. */
export async function abortUpload(
  engine: Engine,
  transfer: Transfer,
  signal: AbortSignal,
): Promise<StepResult> {
  const { upload } = assertState(transfer, "aborting");
  if (upload.uploadId !== undefined) {
    const ref: UploadRef = { key: transfer.destination.key, uploadId: upload.uploadId };
    try {
      const store = engine.connections.store(transfer.destination.connection);
      if (!(await endUpload(store, ref, signal))) {
        // A part that is on its way may survive an abort, so the next look waits for it to end.
        throw new PenstockError(
          "store-conflict",
          "the store still shows the upload after an abort",
        );
      }
    } catch (error) {
      const { later } = await judge(engine, {
        ref: refOf(transfer),
        generation: transfer.generation,
        step: "abort",
        route: transfer,
        error: toFailure(error, signal),
      });
      return later;
    }
  }
  return advance(engine, transfer, { kind: "upload-aborted" });
}
