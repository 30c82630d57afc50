import type { Slice, SliceRequest } from "../limits/budget.ts";

/**
 * What all workers share of the rates: each budget is kept by itself, and leased in slices, so that no part asks for
 * its bytes.
 */
export type LimitStore = {
  /**
   * One round trip for any number of budgets. A worker that asks again gets what has come in since.
   *
   * @returns a slice for each request, in their order
   */
  lease(worker: string, requests: readonly SliceRequest[]): Promise<readonly Slice[]>;
};
