import {
  CHECK_LEASE_EVERY_MS,
  Leadership,
  type LeadershipOptions,
  RENEW_EVERY_MS,
} from "@penstock/engine";
import { type Loop, startLoop } from "@penstock/process";

export type Leading = Loop & {
  /** Who leads, as far as this process knows. */
  leader(): Leadership["leader"];
};

/**
 * Competes for the lease of the leader until it is stopped, and runs `begin` for each term of its own. A
 * stop releases the lease, so that another coordinator leads at its next look.
 */
export function startLeading(options: Omit<LeadershipOptions, "monotonicMs">): Leading {
  const { log } = options;
  const leadership = new Leadership({ ...options, monotonicMs: () => performance.now() });
  let isReported = false;
  const renewing = startLoop({
    everyMs: RENEW_EVERY_MS,
    run: async () => {
      await leadership.renewOnce();
      isReported = false;
    },
    onError: (error) => {
      // Once for each outage: it comes again every few seconds.
      if (!isReported) {
        isReported = true;
        log.warn({ err: error }, "this process cannot ask for the lease of the leader");
      }
    },
  });
  const checking = startLoop({
    everyMs: CHECK_LEASE_EVERY_MS,
    run: () => leadership.checkOnce(),
    onError: (error) => log.error({ err: error }, "the loops of the leader did not stop cleanly"),
  });
  return {
    leader: () => leadership.leader,
    stop: async () => {
      // First, so that the work ends also while Redis does not reply.
      const resigned = leadership.resign();
      await Promise.all([renewing.stop(), checking.stop(), resigned]);
    },
  };
}
