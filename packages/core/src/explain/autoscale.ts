// How many workers there should be: for a scaler that asks now and then, and starts or stops them.

/** What a deployment has to do, and who does it. */
export type Demand = {
  readonly liveWorkers: number;
  /** Of all of them. */
  readonly slots: number;
  readonly busySlots: number;
  /** Of jobs that run: what is known to be left. */
  readonly backlogBytes: number;
  /** Jobs that have something to do, whose bytes are known or not. */
  readonly runningJobs: number;
  /** Of all workers, over about ten seconds. */
  readonly bytesPerSecond: number;
  /** A store or a source asks for fewer requests. */
  readonly isThrottled: boolean;
  /** Of the backlog, what should be done by some time. */
  readonly due?: readonly { readonly bytes: number; readonly inSeconds: number }[];
};

/** What was seen before: so many workers moved so much. */
export type ScaleSample = { readonly workers: number; readonly bytesPerSecond: number };

export type Scale = {
  readonly desiredWorkers: number;
  readonly perWorkerBytesPerSecond: number;
  /** Until the backlog is moved by the workers that there are; undefined where that is not known. */
  readonly drainSeconds: number | undefined;
  /** Why it is no more; left out where that is what the backlog needs. */
  readonly cappedBy?: "throttled" | "no-gain" | "most";
};

/** Twice the workers have to bring so much more, or they bring nothing. */
const LEAST_GAIN = 1.1;

/**
 * What is busy is kept, and the backlog is to be moved in the time that is given, or by the deadlines of its jobs. Not more workers than there are while
 * a store asks for fewer requests, nor than as many as brought the most so far where more brought no more.
 */
export function scaleFor(
  demand: Demand,
  seen: readonly ScaleSample[],
  { targetSeconds, most }: { readonly targetSeconds: number; readonly most: number },
): Scale {
  const { liveWorkers, slots, busySlots, backlogBytes, runningJobs, bytesPerSecond } = demand;
  const perWorkerBytesPerSecond = bytesPerSecond / Math.max(1, liveWorkers);
  const slotsPerWorker = Math.max(1, slots / Math.max(1, liveWorkers));
  const forBusy = Math.ceil(busySlots / slotsPerWorker);
  const forBacklog =
    perWorkerBytesPerSecond > 0
      ? Math.ceil(backlogBytes / (perWorkerBytesPerSecond * targetSeconds))
      : 0;
  const forDeadlines = workersInTime(demand, perWorkerBytesPerSecond);
  const needed = Math.max(forBusy, forBacklog, forDeadlines, runningJobs > 0 ? 1 : 0);
  const useful = demand.isThrottled ? Math.max(1, liveWorkers) : usefulWorkers(seen);
  const desiredWorkers = Math.min(needed, useful, most);
  return {
    desiredWorkers,
    perWorkerBytesPerSecond: Math.round(perWorkerBytesPerSecond),
    drainSeconds: bytesPerSecond > 0 ? Math.ceil(backlogBytes / bytesPerSecond) : undefined,
    ...(desiredWorkers < needed && {
      cappedBy: desiredWorkers === most ? "most" : demand.isThrottled ? "throttled" : "no-gain",
    }),
  };
}

/** So many that at each deadline all is moved that should be by then. What is overdue counts as due in a minute. */
function workersInTime({ due = [] }: Demand, bytesPerSecond: number): number {
  if (bytesPerSecond === 0) {
    return 0;
  }
  let bytes = 0;
  const needed = due
    .toSorted((one, other) => one.inSeconds - other.inSeconds)
    .map((each) => {
      bytes += each.bytes;
      return bytes / (bytesPerSecond * Math.max(OVERDUE_SECONDS, each.inSeconds));
    });
  return Math.ceil(Math.max(0, ...needed));
}

const OVERDUE_SECONDS = 60;

/** The fewest that moved about as much as twice as many did; without an end where that was never seen. */
function usefulWorkers(seen: readonly ScaleSample[]): number {
  const best = new Map<number, number>();
  for (const { workers, bytesPerSecond } of seen) {
    best.set(workers, Math.max(best.get(workers) ?? 0, bytesPerSecond));
  }
  const counts = [...best.keys()].toSorted((one, other) => one - other);
  const enough = counts.find((workers) =>
    counts.some(
      (more) =>
        more >= 2 * workers &&
        workers > 0 &&
        (best.get(more) ?? 0) < LEAST_GAIN * (best.get(workers) ?? 0),
    ),
  );
  return enough ?? Number.POSITIVE_INFINITY;
}
