/** What the workers that share a limit on a rate say of what is moved under it. */
export type LimitLoad = {
  /** Of what is under way: how much of the time it waits for this limit, from 0 to 1. */
  readonly waitingShare: number;
  /** A store or a source asked for fewer requests: the limit follows its rejections. */
  readonly isThrottled: boolean;
  /** It asked for none for so long (`Retry-After`). */
  readonly pausedForMs: number;
};

export const MOST_UNITS = 4096;
/** One that waits, so that nothing is lost while the other one is reported. */
const LEAST_UNITS = 2;
/** What waits for more of its time than this has too many beside it; with less, more may move more. */
const TOO_MANY = 0.4;
const TOO_FEW = 0.2;
/** Hardly any wait: the limit is far, and a start slow enough. */
const FAR_TOO_FEW = 0.05;
/** Of those that are useful: so many in all, or the next ones would come too late. */
const HEADROOM = 1.5;
const DECREASE = 0.5;
const INCREASE = 1.25;
const SLOW_START = 2;

/**
 * How many units may be in flight that share a limit on a rate: as many as use it up. More of them would wait in slots that
 * others could use. Multiplicative decrease while they wait, and increase while they are all in flight and hardly wait.
 *
 * @param before undefined where nothing bounded them: then they are counted first
 */
export function usefulUnits(
  before: number | undefined,
  inFlight: number,
  { waitingShare, pausedForMs }: LimitLoad,
): number | undefined {
  if (before === undefined) {
    return waitingShare > TOO_MANY || pausedForMs > 0 ? MOST_UNITS : undefined;
  }
  if (waitingShare > TOO_MANY) {
    const useful = Math.ceil(inFlight * (1 - waitingShare) * HEADROOM);
    const least = Math.ceil(Math.min(before, inFlight) * DECREASE);
    return Math.max(LEAST_UNITS, Math.min(before, Math.max(useful, least)));
  }
  if (waitingShare > TOO_FEW || inFlight < before) {
    return before;
  }
  const factor = waitingShare < FAR_TOO_FEW ? SLOW_START : INCREASE;
  return Math.min(MOST_UNITS, Math.ceil(before * factor) + 1);
}
