import type { Delivery, PartTask, TaskOutcome } from "@penstock/core";
import type { PartEngine } from "../engine.ts";
import { DONE, toFailure } from "../failures/failure.ts";
import type { RelayedPart } from "./relay-part.ts";
import { readable, report, uploadPartOnce } from "./transfer-part.ts";

/**
 * Sends a part that another worker is slow to send. Nothing relies on it: what fails is not tried again and is no failure
 * of the part, and a report that comes second changes nothing.
 */
export async function hedgePart(
  engine: PartEngine,
  task: PartTask,
  delivery: Delivery,
): Promise<TaskOutcome> {
  // Where the slow one is sent, a second one is no faster.
  const isHere = engine.meter.isMoving(task);
  if (delivery.isRepeated || isHere || !(await engine.ledger.hedges.isMissing(task))) {
    return DONE;
  }
  const { log, meter } = engine;
  const { jobId, transferId, generation, number: part, range } = task;
  const fields = { jobId, transferId, generation, part };
  const run = meter.begin(jobId, delivery.queuedMs, task);
  let uploaded: RelayedPart;
  try {
    const timed = { ...delivery, timer: run.timer };
    uploaded = await uploadPartOnce(engine, await readable(engine, task), timed);
  } catch (error) {
    const { code } = toFailure(error, delivery.signal);
    log.debug({ ...fields, code }, "a part was sent a second time, unused");
    return DONE;
  } finally {
    meter.end(run);
  }
  if (!delivery.holdsLease()) {
    return DONE;
  }
  const { proved: _, ...stored } = uploaded;
  const record = meter.recordOf(run);
  await report(engine, task, {
    ...stored,
    wantsAnother: false,
    put: undefined,
    record,
    measures: undefined,
  });
  log.debug(fields, "a part was sent a second time");
  return { kind: "done", uploadedBytes: range.lengthBytes };
}
