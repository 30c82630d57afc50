import { createHash } from "node:crypto";
import type { BullmqTaskQueue } from "@penstock/adapter-bullmq";
import type { RedisMemory } from "@penstock/adapter-redis";
import {
  CountReconciler,
  type CurrentTerm,
  type Engine,
  JournalSweep,
  LastParts,
  type LimitBook,
  OrphanSweep,
  RetentionLoop,
  recordRows,
  removeManifests,
  scheduleViews,
  steerWork,
  surveyLedger,
  sweepJobLimits,
  sweepOnce,
  sweepSchedules,
  WebhookRouter,
  watchDeadlines,
} from "@penstock/engine";
import { type Loop, type RoleContext, startPatientLoop } from "@penstock/process";
import { LIMIT_FORMS, rowLines } from "@penstock/wire";
import type { LedgerFigures } from "./ledger-figures.ts";
import type { Schedules } from "./open-schedules.ts";
import type { Webhooks } from "./open-webhooks.ts";

/** How long a lost handoff stays unseen at most, beside the ages that the sweep itself waits for. */
const SWEEP_EVERY_MS = 5000;
/** How long a tenant that begins, or gets another weight, waits for its share, and a last part that is slow for its hedge. */
const SHARES_EVERY_MS = 1000;
/** How late a job that will miss its deadline says so. */
const DEADLINES_EVERY_MS = 2000;
/** How late a run starts whose job waited for another one, or whose alarm was lost. */
const SCHEDULES_EVERY_MS = 2000;
/** How late a message is sent, and how much later than its pause an attempt comes. */
const WEBHOOKS_EVERY_MS = 1000;
/** Whatever was uploaded since the journal was written is sent again when Redis is lost. */
const JOURNAL_EVERY_MS = 2000;
/** What is looked for here is rare, and old by then. */
const AUDIT_EVERY_MS = 15_000;

/** What a scrape shows of the deployment is so old at most. */
const FIGURES_EVERY_MS = 15_000;

/** What ended an hour ago can wait for half a minute. */
const RETENTION_EVERY_MS = 30_000;
/** Each of them is kept for a day at least. */
const MANIFESTS_EVERY_MS = 3_600_000;
/** Rows wait in Redis until they are written, and a full window of them holds back the listing. */
const ROWS_EVERY_MS = 500;

export type SweptEngine = Engine &
  Schedules["scheduling"] & {
    readonly retention: RoleContext<"coordinator">["settings"]["retention"];
    readonly queue: BullmqTaskQueue;
    readonly webhooks: Webhooks["routing"];
    readonly figures: LedgerFigures;
    readonly limitBook: LimitBook;
    readonly connectionNames: () => readonly string[];
    readonly readMemory: () => Promise<RedisMemory>;
  };

/** Something that the leader repeats by the clock, in a sentence: "the sweep of the journal". */
export type Sweep = {
  readonly what: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
};

/**
 * Everything that the leader repeats by the clock, for one term. Each has a loop of its own: neither a
 * journal that is away nor a store that does not answer may hold up the others.
 */
export function startSweeps(engine: SweptEngine, term: CurrentTerm): Loop {
  const { log, repeats } = engine;
  const { signal } = term;
  const loops = sweepsOf(engine, signal).map(({ what, everyMs, run }) =>
    startPatientLoop({
      what: `the sweep ${what}`,
      everyMs,
      repeats,
      run: async () => {
        await (term.isOver() ? undefined : run());
      },
      onError: (error, failures) => {
        // Whatever the end of a term cuts off is begun anew by the next leader.
        if (!signal.aborted) {
          log.error({ failures, err: error }, `a sweep ${what} failed`);
        }
      },
    }),
  );
  return {
    stop: async () => {
      await Promise.all(loops.map((each) => each.stop()));
      engine.figures.clear();
      // Another leader repeats it now, and says so.
      repeats.clear();
    },
  };
}

/** What one term repeats, and how often. */
export function sweepsOf(engine: SweptEngine, signal: AbortSignal): readonly Sweep[] {
  const { journal, config, retention, rowArchive } = engine;
  const audit = new CountReconciler(engine);
  const orphans = new OrphanSweep(engine);
  const retiring = new RetentionLoop(engine, retention);
  const lastParts = new LastParts(engine);
  // Read every second for the shares, and what it says of the tenants serves the others as well.
  let work: Awaited<ReturnType<typeof steerWork>> = [];
  const sweep = (what: string, everyMs: number, run: () => Promise<void>) => ({
    ...{ what, everyMs, run },
  });
  const sweeps: Sweep[] = [
    sweep("of the ledger", SWEEP_EVERY_MS, () => sweepOnce(engine, signal)),
    sweep("of the shares and last parts", SHARES_EVERY_MS, async () => {
      work = await steerWork(engine, lastParts, signal);
    }),
    sweep("of the deadlines", DEADLINES_EVERY_MS, () => watchDeadlines(engine, signal)),
    sweep("of the queues", SWEEP_EVERY_MS, () => promoteMisdated(engine)),
    sweep("of the counts", AUDIT_EVERY_MS, () => audit.reconcileOnce(signal)),
    sweep("of open uploads", AUDIT_EVERY_MS, () => orphans.sweepOnce(signal)),
    sweep("of finished jobs", RETENTION_EVERY_MS, () => retiring.retireOnce(signal)),
    sweep("of the figures for metrics", FIGURES_EVERY_MS, () => showFigures(engine, signal)),
    sweep("of the limits of jobs", RETENTION_EVERY_MS, () =>
      sweepJobLimits({ ...engine, limitForms: LIMIT_FORMS }, signal),
    ),
    sweep("of the configuration", AUDIT_EVERY_MS, () => config.reconcile()),
  ];
  if (journal !== undefined) {
    const copied = new JournalSweep({ ...engine, journal });
    const router = new WebhookRouter(engine.webhooks);
    const views = scheduleViews(engine);
    sweeps.push(
      sweep("of the webhooks", WEBHOOKS_EVERY_MS, () => router.routeOnce(signal)),
      sweep("of the schedules", SCHEDULES_EVERY_MS, () => sweepSchedules(engine, signal, views)),
      sweep("of the journal", JOURNAL_EVERY_MS, () => copied.sweepOnce(signal)),
      sweep("of sent manifests", MANIFESTS_EVERY_MS, () => sweepManifests(engine, signal)),
    );
  }
  if (rowArchive !== undefined) {
    const recording = { ...engine, rowArchive, rowLines, sha256: sha256Of };
    const tenants = () => work.filter(({ bulkJobs }) => bulkJobs > 0).map(({ tenant }) => tenant);
    sweeps.push(
      sweep("of the rows", ROWS_EVERY_MS, () => recordRows(recording, tenants(), signal)),
    );
  }
  return sweeps;
}

async function sweepManifests(engine: SweptEngine, signal: AbortSignal): Promise<void> {
  const { journal, manifests } = engine;
  if (journal !== undefined && manifests !== undefined) {
    await removeManifests({ ...engine, journal, manifests }, signal);
  }
}

async function promoteMisdated({ queue, log }: SweptEngine): Promise<void> {
  const tasks = await queue.promoteMisdated();
  if (tasks > 0) {
    log.warn(
      { tasks },
      "tasks were postponed too far by a process whose clock is ahead: check its clock",
    );
  }
}

async function showFigures(engine: SweptEngine, signal: AbortSignal): Promise<void> {
  const { queue, clock, figures, readMemory } = engine;
  const [survey, backlogs, memory] = await Promise.all([
    surveyLedger(engine, signal),
    queue.backlog(),
    readMemory(),
  ]);
  figures.show({ atMs: clock.nowMs(), survey, backlogs, memory });
}

function sha256Of(members: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const member of members) {
    hash.update(member);
  }
  return hash.digest("hex");
}
