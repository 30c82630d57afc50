// A dry run: the planner, with a sink that counts.

import {
  type BulkRequest,
  type Cause,
  type Connections,
  type Lister,
  newJobId,
  PenstockError,
} from "@penstock/core";
import { serverSideCopyOf } from "../batches/batch-scene.ts";
import type { Engine } from "../engine.ts";
import { checkBulkSpec } from "../jobs/check-bulk-spec.ts";
import { withManifestVersion, withSealedManifest } from "../jobs/manifest-of-job.ts";
import type { BulkJob } from "./large-transfers.ts";
import { withListedOrder } from "./listed-order.ts";
import { ListingCount } from "./listing-count.ts";
import type { ListingPlan } from "./listing-plan.ts";
import type { ListingPlanner } from "./listing-planner.ts";
import { continueListing } from "./plan-listing.ts";

type Planning = Pick<
  Engine,
  | "connections"
  | "breakers"
  | "hashing"
  | "signedSources"
  | "manifests"
  | "clock"
  | "random"
  | "log"
  | "processId"
> &
  Pick<ListingPlanner, "ownKeysOf" | "rowArchive" | "rowLines">;

export type PlanRequest = Pick<BulkRequest, "tenant" | "spec" | "manifestQuery">;

/** How often the counts so far are told. */
const TELL_EVERY_MS = 500;

/**
 * Lists what a job would list, and counts instead of moving. Gives the counts so far about twice a second,
 * and at last all of them, or what there is when it is aborted. Nothing is written anywhere.
 *
 * @throws PenstockError as `checkBulkSpec` does, and with the cause where the list cannot be read to its end
 */
export async function* planOnly(
  planning: Planning,
  { tenant, spec, manifestQuery }: PlanRequest,
  signal: AbortSignal,
): AsyncGenerator<ListingPlan> {
  const { clock, random, connections } = planning;
  const nowMs = clock.nowMs();
  checkBulkSpec(connections, spec, nowMs);
  const id = newJobId(nowMs, random.bytes(10));
  const sealed = withSealedManifest(planning, { id, spec, manifestQuery });
  const pinned = await withManifestVersion(planning, { id, tenant, spec: sealed }, signal);
  const bulk = withListedOrder(connections, pinned);
  const job: BulkJob = { id, tenant, name: "", labels: {}, createdAtMs: nowMs, bulk };
  const count = new ListingCount(
    job,
    connections.store(spec.destination.connection).profile.limits,
    serverSideCopyOf(planning, spec) !== undefined,
  );
  const planner = plannerOf(planning, count);
  while (!count.isComplete) {
    if (signal.aborted) {
      yield count.plan();
      return;
    }
    const endsAtMs = clock.nowMs() + TELL_EVERY_MS;
    const mayContinue = () => clock.nowMs() < endsAtMs;
    await continueListing(planner, { tenant, jobId: id }, { signal, mayContinue });
    refuseBroken(count.brokenBy);
    yield count.plan();
  }
}

function refuseBroken(cause: Cause | undefined): void {
  if (cause !== undefined) {
    throw new PenstockError(cause.code, cause.message);
  }
}

function plannerOf(planning: Planning, count: ListingCount): ListingPlanner {
  return {
    ...planning,
    connections: countingPages(planning.connections, () => count.notePage()),
    listings: count,
    listedSoFar: async () => count.objects,
    keepLarge: async () => undefined,
    start: async ({ large }) => count.noteLarge(large.map(({ entry }) => entry)),
  };
}

function countingPages(connections: Connections, notePage: () => void): Connections {
  return {
    store: (name) => connections.store(name),
    source: (name) => connections.source(name),
    serverSideCopySource: (source, destination) =>
      connections.serverSideCopySource(source, destination),
    probe: (name, variant) => connections.probe(name, variant),
    lister: (name): Lister => {
      const lister = connections.lister(name);
      return {
        page: (query, limit, signal) => {
          notePage();
          return lister.page(query, limit, signal);
        },
      };
    },
  };
}
