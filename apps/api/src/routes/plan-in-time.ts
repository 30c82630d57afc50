import {
  type BilledSide,
  Breakers,
  costOf,
  durationSecondsAt,
  type ListingPlan,
  type PlanRequest,
  planOnly,
} from "@penstock/engine";
import { type PlanView, rowLines } from "@penstock/wire";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { movingRate } from "./moving-rate.ts";

/** Clients and proxies give up a request that takes much longer. */
const PLAN_MS = 20_000;

/** The plan as far as it is known by then. */
export async function planInTime(
  dependencies: HttpDependencies,
  request: PlanRequest,
): Promise<PlanView> {
  const planning = { ...dependencies, rowLines, breakers: new Breakers(), processId: "api" };
  const endsAtMs = dependencies.clock.nowMs() + PLAN_MS;
  // A page that takes longer than all of it ends there as well.
  const signal = AbortSignal.timeout(PLAN_MS);
  for await (const plan of planOnly(planning, request, signal)) {
    if (plan.isComplete || signal.aborted || dependencies.clock.nowMs() >= endsAtMs) {
      return { ...toView(plan), ...(await estimated(dependencies, request, plan)) };
    }
  }
  throw new RangeError("a plan ends with all counts");
}

/** How long it takes, and what it costs. */
async function estimated(
  dependencies: HttpDependencies,
  { tenant, spec }: PlanRequest,
  plan: ListingPlan,
): Promise<Pick<PlanView, "durationSeconds" | "costs">> {
  const rate = await movingRate(dependencies, tenant);
  const { connections, prices = {} } = dependencies;
  const described = new Map(connections.describe().map(({ name, provider }) => [name, provider]));
  const costAt = (side: BilledSide, connection: string) => {
    const provider = described.get(connection) ?? "";
    const table = prices[provider];
    return table === undefined ? [] : [{ side, provider, ...costOf(plan, side, table) }];
  };
  return {
    durationSeconds: rate === undefined ? null : durationSecondsAt(plan, rate),
    costs: [
      ...costAt("source", spec.selection.connection),
      ...costAt("destination", spec.destination.connection),
    ],
  };
}

function toView({ batches: _, ...plan }: ListingPlan): Omit<PlanView, "durationSeconds" | "costs"> {
  return {
    ...plan,
    partSizes: plan.partSizes.map((size) => ({ ...size })),
    requests: { ...plan.requests },
    rejections: plan.rejections.map(({ samples, ...rest }) => ({
      ...rest,
      samples: samples.map((sample) => ({ ...sample })),
    })),
    samples: plan.samples.map((sample) => ({ ...sample })),
  };
}
