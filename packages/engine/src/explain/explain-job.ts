// Why a job is not faster now: all that is known of it, and of the processes that move it.

import {
  type AttemptFailure,
  type Clock,
  type Evidence,
  type Explanation,
  explain,
  explainUnreadable,
  isPenstockError,
  isTerminal,
  type JobId,
  type JobRecord,
  sentenceOf,
} from "@penstock/core";
import type { OnPorts } from "../engine.ts";
import { type FindingEngine, findJob } from "../jobs/find-job.ts";

export type ExplainingEngine = FindingEngine &
  OnPorts<"measures" | "transfers" | "workers"> & { readonly clock: Clock };

/** So many of its transfers are looked at: where many are not over, none of them alone bounds the job. */
const TRANSFERS = 20;

type Explained = {
  /** Undefined while the ledger does not respond. */
  readonly record: JobRecord | undefined;
  readonly explanation: Explanation;
};

/**
 * A ledger that does not respond is an explanation as well.
 *
 * @throws PenstockError `not-found`, `journal-unavailable`
 */
export async function explainJob(
  engine: ExplainingEngine,
  tenant: string,
  jobId: JobId,
): Promise<Explained> {
  try {
    const evidence = await evidenceOf(engine, tenant, jobId);
    return { record: evidence.record, explanation: explain(evidence) };
  } catch (error) {
    if (isPenstockError(error, "ledger-unavailable")) {
      const about = sentenceOf(error);
      return { record: undefined, explanation: explainUnreadable(engine.clock.nowMs(), about) };
    }
    throw error;
  }
}

async function evidenceOf(
  engine: ExplainingEngine,
  tenant: string,
  jobId: JobId,
): Promise<Evidence> {
  const { ledger, clock } = engine;
  const askedAtMs = clock.nowMs();
  const record = await findJob(engine, tenant, jobId);
  const ledgerMs = Math.max(0, clock.nowMs() - askedAtMs);
  const job = { tenant, jobId };
  const [measures, waits, workers, processes, transfers] = await Promise.all([
    ledger.measures.readMeasures(job),
    ledger.measures.readWaits(job),
    ledger.workers.liveWorkers(),
    ledger.workers.liveProcesses(),
    ledger.jobs.listTransfers(tenant, jobId, { limit: TRANSFERS }),
  ]);
  const open = transfers.items.filter(({ state }) => !isTerminal(state));
  const failures = await Promise.all(
    open.map(({ id: transferId }) => ledger.transfers.failures({ tenant, transferId })),
  );
  const { bulk } = record.job;
  const nowMs = clock.nowMs();
  const inDoubtUntilMs = Math.max(nowMs, ...open.map((each) => each.inDoubtUntilMs ?? 0));
  const used =
    bulk === undefined
      ? transfers.items.flatMap(({ source, destination }) => [source, destination])
      : [bulk.selection, bulk.destination];
  return {
    ...{ nowMs, record, measures, waits, workers, processes, ledgerMs },
    connections: [...new Set(used.map(({ connection }) => connection))],
    failures: inOrder(failures.flat()),
    ...(inDoubtUntilMs > nowMs && { inDoubtUntilMs }),
  };
}

function inOrder(failures: readonly AttemptFailure[]): readonly AttemptFailure[] {
  return failures.toSorted((one, other) => one.atMs - other.atMs);
}
