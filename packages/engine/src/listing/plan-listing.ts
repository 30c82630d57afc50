// A job's list is continued: found, packed into batches, and added to the ledger.

import {
  type Job,
  type OpenListing,
  PenstockError,
  type TaskOutcome,
  type Transfer,
} from "@penstock/core";
import { dispatchUntilFull } from "../advance.ts";
import type { Engine } from "../engine.ts";
import { cooldownOf, endpointsOf, noteResponses } from "../failures/endpoint-health.ts";
import { DONE } from "../failures/failure.ts";
import { type BulkJob, isBulkJob, keepInJournal } from "./large-transfers.ts";
import { pageFailed, routeOf } from "./listing-failure.ts";
import type { ListingPlanner, ListingRef, ListingTurnLimits } from "./listing-planner.ts";
import { ListingTurn } from "./listing-turn.ts";
import { type OpenList, openList } from "./open-list.ts";

/** So long do plans of other jobs wait at most where every slot of a planner lists. */
const SLICE_MS = 250;

export type ListingEngine = Engine & Pick<ListingPlanner, "ownKeysOf" | "rowLines">;

/**
 * Lists as much of a job as there is room for, and as its turn allows. May be repeated, and run by two
 * planners at once: what one of them adds, the other one does not.
 */
export function planListing(
  engine: ListingEngine,
  ref: ListingRef,
  { signal, mayContinue }: ListingTurnLimits,
): Promise<TaskOutcome> {
  const endsAtMs = engine.clock.nowMs() + SLICE_MS;
  return continueListing(plannerOf(engine), ref, {
    signal,
    mayContinue: () => mayContinue() && engine.clock.nowMs() < endsAtMs,
  });
}

/** The same, wherever what is found goes to. */
export async function continueListing(
  planner: ListingPlanner,
  { tenant, jobId }: ListingRef,
  limits: ListingTurnLimits,
): Promise<TaskOutcome> {
  const listing = await planner.listings.readListing(tenant, jobId);
  if (listing === undefined || !isBulkJob(listing.job)) {
    return DONE;
  }
  const { job, wanted } = listing;
  if (wanted === "cancel") {
    await endListing(planner, listing);
    return DONE;
  }
  if (wanted === "pause" || listing.room.batches < 1 || listing.room.transfers < 1) {
    return DONE;
  }
  const endpoints = endpointsOf("plan", routeOf(job));
  const cooldown = planner.breakers.isQuiet ? undefined : await cooldownOf(planner, endpoints);
  if (cooldown !== undefined) {
    return { kind: "later", delayMs: cooldown.forMs };
  }
  const list = await open(planner, { ...listing, job }, limits);
  if ("kind" in list) {
    return list;
  }
  const outcome = await new ListingTurn(planner, { job, listing, list, limits }).run();
  if (outcome.kind === "done") {
    noteResponses(planner, endpoints);
  }
  return outcome;
}

/** What this process cannot open, another one may: it is a page that failed. */
async function open(
  planner: ListingPlanner,
  { job, shards, epoch }: OpenListing & { readonly job: BulkJob },
  { signal }: ListingTurnLimits,
): Promise<OpenList | TaskOutcome> {
  try {
    return openList(planner, job);
  } catch (error) {
    const [shard] = shards;
    const delayMs =
      shard && (await pageFailed(planner, { job, shard: { ...shard, epoch }, signal }, error));
    return { kind: "later", delayMs: delayMs ?? 0 };
  }
}

/** Of a cancelled job nothing more is listed. */
async function endListing(
  { listings }: ListingPlanner,
  { job, epoch, shards }: OpenListing,
): Promise<void> {
  for (const { number, ...range } of shards) {
    await listings.addListed(job.tenant, job.id, {
      ...{ epoch, shard: number, ...range, taken: range.after },
      ...{ isEnd: true, batches: [], large: [] },
    });
  }
}

function plannerOf(engine: ListingEngine): ListingPlanner {
  const { journal, ledger, queue } = engine;
  return {
    ...engine,
    listings: ledger.listings,
    listedSoFar: async ({ tenant, id }: Job) => {
      const record = await ledger.jobs.readJob(tenant, id);
      return record?.counts.listed ?? 0;
    },
    keepLarge: async (transfers: readonly Transfer[]) => {
      if (journal === undefined) {
        throw new PenstockError(
          "journal-unavailable",
          "this process has no journal: set PENSTOCK_JOURNAL to that of the api and coordinator processes",
        );
      }
      await keepInJournal(journal, transfers);
    },
    start: async ({ batches, large }, { tenant }) => {
      if (batches > 0) {
        await dispatchUntilFull(engine, tenant);
      }
      for (const { transfer } of large) {
        await queue.addPlan(transfer);
      }
    },
  };
}
