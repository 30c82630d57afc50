import {
  type Address,
  checkDestinationKey,
  type Job,
  type JobId,
  newJobId,
  newTransferId,
  PenstockError,
  type Transfer,
  type TransferOptions,
} from "@penstock/core";
import type { Engine } from "./engine.ts";

export type SubmitRequest = {
  readonly tenant: string;
  readonly name: string;
  readonly source: Address;
  readonly destination: Address;
  readonly options: TransferOptions;
  readonly labels: Readonly<Record<string, string>>;
};

/**
 * Accepts a job: writes it and its transfer to the ledger, then asks for the plan.
 *
 * @throws PenstockError `connection-unknown`, `connection-unsuitable`, `key-invalid`, `ledger-unavailable`
 */
export async function submitJob(
  engine: Pick<Engine, "ledger" | "queue" | "connections" | "clock" | "random" | "log">,
  request: SubmitRequest,
): Promise<JobId> {
  engine.connections.source(request.source.connection);
  engine.connections.store(request.destination.connection);
  checkDestinationKey(request.destination.key);
  if (request.source.key === "") {
    throw new PenstockError("key-invalid", "the source key is empty: name the object to read");
  }

  const { job, transfer } = makeJob(engine, request);
  await engine.ledger.createJob(job, [transfer]);
  try {
    await engine.queue.addPlan(transfer);
  } catch (error) {
    // The job is accepted: the sweep finds every transfer that nobody plans.
    engine.log.warn({ jobId: job.id, err: error }, "the plan task is left to the sweep");
  }
  return job.id;
}

function makeJob(
  engine: Pick<Engine, "clock" | "random">,
  request: SubmitRequest,
): { readonly job: Job; readonly transfer: Transfer } {
  const { tenant, name, labels, source, destination, options } = request;
  const nowMs = engine.clock.nowMs();
  const job: Job = {
    id: newJobId(nowMs, engine.random.bytes(10)),
    tenant,
    name,
    labels,
    createdAtMs: nowMs,
  };
  const transfer: Transfer = {
    id: newTransferId(nowMs, engine.random.bytes(10)),
    jobId: job.id,
    tenant,
    source,
    destination,
    options,
    generation: 1,
    rev: 1,
    state: { kind: "planned", intents: [] },
  };
  return { job, transfer };
}
