import type { LimitLoad } from "../dispatch/useful-units.ts";
import type { Slice, SliceRequest } from "../limits/budget.ts";

/**
 * What all workers share of the rates: each budget is kept by itself, and leased in slices, so that no part asks for
 * its bytes.
 */
export type LimitStore = {
  /**
   * One command for any number of budgets. A worker that asks again gets what has come in since.
   *
   * @returns a slice for each request, in their order
   */
  lease(worker: string, requests: readonly SliceRequest[]): Promise<readonly Slice[]>;
  /**
   * How what is moved waits for budgets, as the workers said with their leases of the last seconds. One command.
   *
   * @returns for each budget, in their order; undefined for one that bounds nothing now
   */
  loads(budgets: readonly string[]): Promise<readonly (LimitLoad | undefined)[]>;
};
