import {
  CHECK_LEASE_EVERY_MS,
  type Engine,
  Leadership,
  type LeadershipOptions,
  RENEW_EVERY_MS,
} from "@penstock/engine";
import { type Loop, startPatientLoop } from "@penstock/process";

export type Leading = Loop & {
  /** Who leads, as far as this process knows. */
  leader(): Leadership["leader"];
};

/**
 * Competes for the lease of the leader until it is stopped, and runs `begin` for each term of its own. A
 * stop releases the lease, so that another coordinator leads at its next look.
 */
export function startLeading(
  options: Omit<LeadershipOptions, "monotonicMs"> & Pick<Engine, "repeats">,
): Leading {
  const { log, repeats } = options;
  const leadership = new Leadership({ ...options, monotonicMs: () => performance.now() });
  const renewing = startPatientLoop({
    what: "asking for the lease of the leader",
    everyMs: RENEW_EVERY_MS,
    fixedBecause: "a lease that is not renewed in time ends, and with it the work of the leader",
    repeats,
    run: async () => {
      await leadership.renewOnce();
    },
    onError: (error, failures) => {
      // Once for each outage: it comes again every few seconds.
      if (failures === 1) {
        log.warn({ err: error }, "this process cannot ask for the lease of the leader");
      }
    },
  });
  const checking = startPatientLoop({
    what: "the end of a term of the leader",
    everyMs: CHECK_LEASE_EVERY_MS,
    fixedBecause: "work has to end before the lease does",
    repeats,
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
