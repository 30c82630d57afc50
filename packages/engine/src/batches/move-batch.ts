// A batch: begun, its entries moved side by side, reported; and the next one of its job.

import type {
  BatchEntry,
  BatchStart,
  BatchTask,
  BulkSpec,
  Cause,
  Delivery,
  TaskOutcome,
} from "@penstock/core";
import { dispatchUntilFull } from "../advance.ts";
import { cooldownOf, endpointsOf, soon } from "../failures/endpoint-health.ts";
import { DONE } from "../failures/failure.ts";
import { CANCEL } from "../jobs/cancel-event.ts";
import type { BatchEngine } from "./batch-engine.ts";
import { BatchProgress } from "./batch-progress.ts";
import { type BatchScene, ENTRY, routeOf, sceneOf } from "./batch-scene.ts";
import { carryEntries } from "./carry-entries.ts";
import { checkEntries } from "./check-entries.ts";

type Begun = {
  readonly task: BatchTask;
  readonly start: Extract<BatchStart, { kind: "go" }>;
};

/** What stands around each batch of a task. */
type AroundBatch = (move: () => Promise<TaskOutcome>, begun: Begun) => Promise<TaskOutcome>;

/** So many workers in a row died with a batch: it is moved entry by entry from now on. */
const LOST_TO_SUSPECT = 3;
/** So many died with one entry alone. */
const LOST_TO_FAIL = 2;

const DEADLY: Cause = {
  code: "attempts-exhausted",
  message: "workers that moved it alone died again and again: it seems to kill them",
};

/**
 * Moves the batch of a task, and further ones of its job while it may: the queue is not asked in between.
 * Whatever ends it before a batch is reported leads to another attempt of that batch.
 */
export async function moveBatches(
  engine: BatchEngine,
  task: BatchTask,
  delivery: Delivery,
  around: AroundBatch,
): Promise<TaskOutcome> {
  let begun = await begin(engine, task);
  let outcome: TaskOutcome = DONE;
  while (begun !== undefined) {
    const current: Begun = begun;
    begun = undefined;
    outcome = await around(async () => {
      const moved = await moveBatch(engine, current, delivery);
      begun = moved.next;
      return moved.outcome;
    }, current);
  }
  await dispatchUntilFull(engine, task.tenant);
  return outcome;
}

/**
 * A task that comes back after a delay holds no permit: what is due is claimed first. Its own batch may be
 * among that, and the queue drops a task that it has already.
 */
async function begin(engine: BatchEngine, task: BatchTask): Promise<Begun | undefined> {
  let start = await engine.ledger.batches.beginBatch(task);
  if (start.kind === "skip") {
    await dispatchUntilFull(engine, task.tenant);
    start = await engine.ledger.batches.beginBatch(task);
  }
  return start.kind === "go" ? { task, start } : undefined;
}

type Moved = { readonly outcome: TaskOutcome; readonly next?: Begun | undefined };

async function moveBatch(engine: BatchEngine, begun: Begun, delivery: Delivery): Promise<Moved> {
  const { job, entries, isCancelled, attempt } = begun.start;
  const spec = job.bulk;
  if (spec === undefined) {
    throw new RangeError(`${job.id} has batches and is no bulk job`);
  }
  if (isCancelled) {
    return await report(engine, begun, aborted(spec, entries), delivery);
  }
  const scene = await sceneOf(engine, job, spec);
  const delayMs = await restMs(engine, scene, entries);
  if (delayMs !== undefined) {
    await engine.ledger.batches.releaseBatch({ ...begun.task, attempt, delayMs });
    return { outcome: { kind: "later", delayMs } };
  }
  const progress = await moveCarefully(engine, scene, begun, delivery);
  if (delivery.signal.aborted && !progress.isWhole) {
    await abortIfCancelled(engine, begun.task, progress);
  }
  return await report(engine, begun, progress, delivery);
}

/** Else it was paused, its worker ends, or its lease is over: what is left is moved later. */
async function abortIfCancelled(
  { ledger }: BatchEngine,
  { tenant, jobId }: BatchTask,
  progress: BatchProgress,
): Promise<void> {
  if ((await ledger.jobs.readJob(tenant, jobId))?.isCancelled === true) {
    progress.abortLeft(CANCEL.cause);
  }
}

/** What this process leaves alone at present another one may use; undefined where it leaves nothing alone. */
async function restMs(
  engine: BatchEngine,
  scene: BatchScene,
  [first]: readonly BatchEntry[],
): Promise<number | undefined> {
  const { breakers, clock } = engine;
  if (breakers.isQuiet || first === undefined) {
    return undefined;
  }
  const endpoints = endpointsOf(
    ENTRY,
    routeOf(scene, first.key, scene.rules.destinationKeyOf(first)),
  );
  const cooldown =
    breakers.rejections.cooldownOf(scene.job.id, endpoints, clock.nowMs()) ??
    (await cooldownOf(engine, endpoints));
  return cooldown && Math.min(cooldown.forMs, soon(engine, cooldown.forMs));
}

/**
 * All entries; or, of a batch that killed its workers, the first one alone: once it is known which entry
 * does that, the others are moved as ever.
 */
async function moveCarefully(
  engine: BatchEngine,
  scene: BatchScene,
  { start }: Begun,
  delivery: Delivery,
): Promise<BatchProgress> {
  const { entries, lost, range } = start;
  const carry = scene.spec.verb === "check" ? checkEntries : carryEntries;
  const [first, ...others] = entries;
  const isSuspect = first?.isSuspect === true || lost >= LOST_TO_SUSPECT;
  if (first === undefined || !isSuspect) {
    return await carry(engine, scene, { entries, range }, delivery);
  }
  const isDeadly = first.isSuspect === true && lost >= LOST_TO_FAIL;
  const progress = isDeadly
    ? failed(scene, first)
    : await carry(engine, scene, { entries: [{ ...first, isSuspect: true }], range }, delivery);
  progress.leave(others.map((entry) => ({ ...entry, isSuspect: true })));
  return progress;
}

function aborted({ verb }: BulkSpec, entries: readonly BatchEntry[]): BatchProgress {
  const progress = new BatchProgress(verb);
  progress.leave(entries);
  progress.abortLeft(CANCEL.cause);
  return progress;
}

function failed({ spec, rules }: BatchScene, entry: BatchEntry): BatchProgress {
  const progress = new BatchProgress(spec.verb);
  progress.addFinalFailure({ ...entry, destinationKey: rules.destinationKeyOf(entry) }, DEADLY, 0);
  return progress;
}

async function report(
  engine: BatchEngine,
  { task, start }: Begun,
  progress: BatchProgress,
  delivery: Delivery,
): Promise<Moved> {
  const { ledger, rowLines, log } = engine;
  const { next, isCounted } = await ledger.batches.reportBatch({
    ...task,
    attempt: start.attempt,
    ...progress.report(rowLines),
    wantsAnother: progress.isWhole && delivery.mayContinue(),
    measures: engine.meter.takeNote(task.jobId),
  });
  const { tenant: _, ...fields } = task;
  log.debug({ ...fields, attempt: start.attempt, isCounted }, "a batch was reported");
  return { outcome: outcomeOf(progress, delivery), next };
}

/**
 * The task of a batch that rests comes back when that is over: nothing else would ask for it in time. So does that of
 * one that was stopped: the queue drops what is added while it still has the task.
 */
function outcomeOf(progress: BatchProgress, { signal }: Delivery): TaskOutcome {
  if (signal.aborted && !progress.isWhole) {
    return { kind: "later", delayMs: progress.delayMs };
  }
  if (progress.delayMs > 0) {
    return { kind: "later", delayMs: progress.delayMs };
  }
  return { kind: "done", uploadedBytes: progress.movedBytes };
}
