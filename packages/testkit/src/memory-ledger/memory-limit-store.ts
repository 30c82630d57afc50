import {
  type Budget,
  type Clock,
  type LimitLoad,
  type LimitStore,
  loadOf,
  type Slice,
  type SliceRequest,
  takeSlice,
} from "@penstock/core";

export class MemoryLimitStore implements LimitStore {
  readonly #clock: Clock;
  readonly #budgets = new Map<string, Budget>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async lease(worker: string, requests: readonly SliceRequest[]): Promise<readonly Slice[]> {
    return requests.map(({ budget: name, ...request }) => {
      const before = this.#budgets.get(name);
      const { budget, slice } = takeSlice(before, worker, request, this.#clock.nowMs());
      this.#budgets.set(name, budget);
      return slice;
    });
  }

  async loads(budgets: readonly string[]): Promise<readonly (LimitLoad | undefined)[]> {
    const nowMs = this.#clock.nowMs();
    return budgets.map((name) => loadOf(this.#budgets.get(name), nowMs));
  }

  clear(): void {
    this.#budgets.clear();
  }
}
