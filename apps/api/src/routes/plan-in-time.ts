import { Breakers, type ListingPlan, type PlanRequest, planOnly } from "@penstock/engine";
import type { PlanView } from "@penstock/wire";
import type { HttpDependencies } from "../http/http-dependencies.ts";

/** Clients and proxies give up a request that takes much longer. */
const PLAN_MS = 20_000;

/** The plan as far as it is known by then. */
export async function planInTime(
  dependencies: HttpDependencies,
  request: PlanRequest,
): Promise<PlanView> {
  const planning = { ...dependencies, breakers: new Breakers(), processId: "api" };
  const endsAtMs = dependencies.clock.nowMs() + PLAN_MS;
  const signal = AbortSignal.timeout(2 * PLAN_MS);
  for await (const plan of planOnly(planning, request, signal)) {
    if (plan.isComplete || dependencies.clock.nowMs() >= endsAtMs) {
      return toView(plan);
    }
  }
  throw new RangeError("a plan ends with all counts");
}

function toView({ batches: _, ...plan }: ListingPlan): PlanView {
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
