import { DEFAULT_WEIGHT, type JobId, type TransferId, turnBytes } from "@penstock/core";

/** A transfer, which yields one part after the other, or the number of a batch. */
export type Unit = TransferId | number;

/**
 * Whose turn it is in one tenant. A job goes to the end of the queue when what was claimed of it has
 * taken up its turn; what it claimed too much is taken off its next ones. In a job, transfers and
 * batches take turns, one part or one batch each.
 */
export class MemoryRunQueue {
  #jobs: JobId[] = [];
  readonly #units = new Map<JobId, Unit[]>();
  /** What is left of each job's turn; a job that leaves the queue keeps its debts. */
  readonly #turns = new Map<JobId, number>();
  readonly #weights = new Map<JobId, number>();
  readonly #paused = new Set<JobId>();
  readonly #known = new Set<JobId>();
  /** Jobs that had no turn yet, the one that came last at the end; and the last one of them that went ahead of the others. */
  readonly #new: JobId[] = [];
  #ahead: JobId | undefined;

  get length(): number {
    return this.#jobs.length;
  }

  get hasPaused(): boolean {
    return this.#paused.size > 0;
  }

  readyOf(job: JobId): number {
    return this.#units.get(job)?.length ?? 0;
  }

  unitsOf(job: JobId): readonly Unit[] {
    return this.#units.get(job) ?? [];
  }

  othersThan(job: JobId): number {
    return this.#jobs.filter((each) => each !== job).length;
  }

  isPaused(job: JobId): boolean {
    return this.#paused.has(job);
  }

  setPaused(job: JobId, isPaused: boolean): void {
    if (isPaused) {
      this.#paused.add(job);
      this.#jobs = this.#jobs.filter((each) => each !== job);
    } else if (this.#paused.delete(job)) {
      this.#enter(job);
    }
  }

  /** A unit is there at most once, or it would get two turns in each round. */
  put(job: JobId, unit: Unit): void {
    const units = this.#units.get(job) ?? [];
    this.#units.set(job, units);
    if (!units.includes(unit)) {
      units.push(unit);
    }
    this.#enter(job);
  }

  setWeight(job: JobId, weight = DEFAULT_WEIGHT): void {
    this.#weights.set(job, weight);
  }

  /** Off the queue, for it may have nothing to claim any more, or is begun anew. */
  clear(job: JobId): void {
    this.#units.delete(job);
    this.#leaveIfEmpty(job);
  }

  forget(job: JobId): void {
    this.clear(job);
    this.#turns.delete(job);
    this.#weights.delete(job);
    this.#paused.delete(job);
    this.#known.delete(job);
  }

  /** Jobs of which something is ready. */
  get jobs(): readonly JobId[] {
    return this.#jobs;
  }

  /**
   * The unit whose turn it is; it is off the queue until it is put there again. Jobs that may have no more keep their
   * places.
   */
  take(isFull: (job: JobId) => boolean): { readonly job: JobId; readonly unit: Unit } | undefined {
    const full = this.#jobs.filter(isFull);
    this.#jobs = this.#jobs.filter((job) => !full.includes(job));
    const taken = this.#take();
    this.#jobs.unshift(...full);
    return taken;
  }

  #take(): { readonly job: JobId; readonly unit: Unit } | undefined {
    for (let job = this.#first(); job !== undefined; job = this.#first()) {
      if (this.#turnOf(job) <= 0) {
        this.#endTurn(job);
        continue;
      }
      const unit = this.#units.get(job)?.shift();
      if (unit !== undefined) {
        return { job, unit };
      }
      this.#leaveIfEmpty(job);
      this.#hadTurn(job);
    }
    return undefined;
  }

  /**
   * The one that came last goes ahead of all others for its first turn, unless the turn before was one of those as
   * well: however many come, every other turn is that of who waits longest.
   */
  #first(): JobId | undefined {
    const newest = this.#ahead === undefined ? this.#new.pop() : undefined;
    if (newest !== undefined && this.#jobs[0] !== newest && this.#jobs.includes(newest)) {
      this.#jobs = [newest, ...this.#jobs.filter((each) => each !== newest)];
      this.#ahead = newest;
    }
    return this.#jobs[0];
  }

  /** Mostly the one that has waited longest of the new ones, or none of them. */
  #hadTurn(job: JobId): void {
    if (this.#ahead !== job) {
      this.#ahead = undefined;
    }
    const [oldest] = this.#new;
    if (oldest !== undefined && (oldest === job || !this.#jobs.includes(oldest))) {
      this.#new.shift();
    }
  }

  /** After what came of the unit that was taken is on the queue again, or not. */
  charge(job: JobId, cost: number): void {
    const left = this.#turnOf(job) - cost;
    this.#turns.set(job, left);
    this.#leaveIfEmpty(job);
    if (left <= 0) {
      this.#endTurn(job);
    } else if (!this.#jobs.includes(job)) {
      // One that leaves within its turn gets a whole one when it is back.
      this.#turns.delete(job);
      this.#hadTurn(job);
    }
  }

  /** The batch that a worker goes on with: what is next in its job, if that is a batch. */
  takeBatch(job: JobId): number | undefined {
    const units = this.#units.get(job) ?? [];
    const [unit] = units;
    if (typeof unit !== "number" || this.#paused.has(job)) {
      return undefined;
    }
    units.shift();
    this.#leaveIfEmpty(job);
    return unit;
  }

  #turnOf(job: JobId): number {
    return this.#turns.get(job) ?? this.#wholeTurn(job);
  }

  #wholeTurn(job: JobId): number {
    return turnBytes(this.#weights.get(job));
  }

  #endTurn(job: JobId): void {
    const left = this.#turnOf(job) + this.#wholeTurn(job);
    // A whole turn is as long as the weight says when it is used.
    if (left === this.#wholeTurn(job)) {
      this.#turns.delete(job);
    } else {
      this.#turns.set(job, left);
    }
    this.#hadTurn(job);
    if (this.#jobs[0] === job) {
      this.#jobs.push(...this.#jobs.splice(0, 1));
    }
  }

  #enter(job: JobId): void {
    const hasUnits = (this.#units.get(job)?.length ?? 0) > 0;
    if (hasUnits && !this.#paused.has(job) && !this.#jobs.includes(job)) {
      this.#jobs.push(job);
      if (!this.#known.has(job)) {
        this.#known.add(job);
        this.#new.push(job);
      }
    }
  }

  #leaveIfEmpty(job: JobId): void {
    if ((this.#units.get(job)?.length ?? 0) === 0) {
      this.#units.delete(job);
      this.#jobs = this.#jobs.filter((each) => each !== job);
    }
  }
}
