import {
  holdersOf,
  type LimitBook,
  type LimitHolder,
  type RateName,
  type WorkScope,
} from "./limit-book.ts";
import { RateBudget } from "./rate-budget.ts";

/** A budget that nothing asked for is forgotten. */
const FORGOTTEN_MS = 60_000;
/** A worker moves few jobs at a time. */
const MAX_KNOWN = 1000;

type Known = { readonly edition: number; readonly budgets: readonly RateBudget[] };

/** The budgets that a worker uses, by what they are of. */
export class BudgetIndex {
  readonly #book: LimitBook;
  readonly #budgets = new Map<string, RateBudget>();
  readonly #known = new Map<string, Known>();
  #edition = 0;

  constructor(book: LimitBook) {
    this.#book = book;
  }

  all(): Iterable<RateBudget> {
    return this.#budgets.values();
  }

  /** Those that bind what is of this scope now. */
  bindingOf(limit: RateName, scope: WorkScope, nowMs: number): readonly RateBudget[] {
    return this.#budgetsOf(limit, scope, nowMs).filter((budget) => budget.bindsAt(nowMs));
  }

  /** Those that this worker shares with others now. */
  sharedAt(nowMs: number): readonly RateBudget[] {
    return [...this.#budgets.values()].filter(
      (budget) => budget.bindsAt(nowMs) && budget.isShared(nowMs),
    );
  }

  /**
   * Follows what has changed of the limits, and the time.
   *
   * @returns whether anything binds now
   */
  follow(nowMs: number): boolean {
    const isChanged = this.#edition !== this.#book.edition;
    this.#edition = this.#book.edition;
    let binds = false;
    for (const [name, budget] of this.#budgets) {
      if (isChanged) {
        budget.setCalendar(this.#book.calendarOf(budget.holder));
      }
      budget.addFloor(nowMs);
      budget.forgetSeen(nowMs);
      binds ||= budget.bindsAt(nowMs);
      if (budget.isForgotten(nowMs, FORGOTTEN_MS)) {
        this.#budgets.delete(name);
        this.#known.clear();
      }
    }
    return binds;
  }

  budgetOf(limit: RateName, holder: LimitHolder, nowMs: number): RateBudget {
    const key = `${limit} ${holder.level} ${holder.name}`;
    const budget = this.#budgets.get(key) ?? new RateBudget(limit, holder, nowMs);
    budget.setCalendar(this.#book.calendarOf(holder));
    this.#budgets.set(key, budget);
    return budget;
  }

  /** Every budget that may bind it, kept for the parts of the same job. */
  #budgetsOf(limit: RateName, scope: WorkScope, nowMs: number): readonly RateBudget[] {
    const { tenant, jobId, connections } = scope;
    const key = `${limit} ${tenant} ${jobId} ${connections.join(" ")}`;
    const known = this.#known.get(key);
    if (known?.edition === this.#book.edition) {
      return known.budgets;
    }
    if (this.#known.size >= MAX_KNOWN) {
      this.#known.clear();
    }
    const budgets = holdersOf(scope).flatMap((holder) => {
      const isAdaptive = limit === "requestsPerSecond" && holder.level === "connection";
      return isAdaptive || this.#book.calendarOf(holder) !== undefined
        ? [this.budgetOf(limit, holder, nowMs)]
        : [];
    });
    this.#known.set(key, { edition: this.#book.edition, budgets });
    return budgets;
  }
}
