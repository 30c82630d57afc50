import type { Clock, Log, Repetitions } from "@penstock/core";
import type { Loop } from "./loop.ts";
import { startPatientLoop } from "./patient-loop.ts";

/** Time servers keep clocks within a fraction of it. */
const MARGIN_MS = 2000;
const COMPARE_EVERY_MS = 15_000;

type Comparison = {
  readonly sentMs: number;
  readonly ledgerMs: number;
  readonly receivedMs: number;
};

/**
 * How far a clock is ahead of the ledger's, which was read between two looks at it. What was known before stays for as
 * long as it may be true within the margin: a response that took long proves little.
 */
export function aheadOfLedgerMs(
  beforeMs: number,
  { sentMs, ledgerMs, receivedMs }: Comparison,
): number {
  const leastMs = sentMs - ledgerMs;
  const mostMs = receivedMs - ledgerMs;
  const mayStay = beforeMs >= leastMs - MARGIN_MS && beforeMs <= mostMs + MARGIN_MS;
  return mayStay ? beforeMs : Math.round((leastMs + mostMs) / 2);
}

export type SharedClock = Clock & Pick<Loop, "stop">;

/** It cannot be set, and tells how long ago something was. */
const STEADY_CLOCK: Clock = { nowMs: () => performance.now() };

/**
 * The time that the processes of a deployment act by: their own where it agrees with the ledger's, else the ledger's. What
 * one of them notes is compared with the time of another: the end of a doubt, the pause of a generation, what an upload
 * that is found later was opened by.
 *
 * An own clock that is set between two comparisons, wrong or right again, does not count until the next one.
 *
 * @param own not for how long something takes: it steps when it turns out to be wrong
 * @param readMs the ledger's time
 */
export async function openSharedClock({
  own,
  steady = STEADY_CLOCK,
  readMs,
  repeats,
  log,
}: {
  readonly own: Clock;
  readonly steady?: Clock;
  readonly readMs: () => Promise<number>;
  readonly repeats: Repetitions;
  readonly log: Log;
}): Promise<SharedClock> {
  let aheadMs = 0;
  let compared = { atMs: 0, steadyMs: 0 };
  const compare = async () => {
    const sentMs = own.nowMs();
    const ledgerMs = await readMs();
    const now = aheadOfLedgerMs(aheadMs, { sentMs, ledgerMs, receivedMs: own.nowMs() });
    if (now !== aheadMs) {
      aheadMs = now;
      log.warn(
        { aheadMs },
        "this clock and that of Redis differ, and Redis's is used: keep both in time (NTP)",
      );
    }
    compared = { atMs: own.nowMs() - aheadMs, steadyMs: steady.nowMs() };
  };
  await compare();
  const comparing = startPatientLoop({
    what: "the comparison of this clock with that of Redis",
    everyMs: COMPARE_EVERY_MS,
    run: compare,
    repeats,
    onError: (error, failures) => log.debug({ failures, err: error }, "no time from Redis"),
  });
  const nowMs = () => {
    const expectedMs = compared.atMs + steady.nowMs() - compared.steadyMs;
    const ownMs = own.nowMs() - aheadMs;
    return Math.abs(ownMs - expectedMs) <= MARGIN_MS ? ownMs : Math.round(expectedMs);
  };
  return { nowMs, stop: () => comparing.stop() };
}
