import { type Clock, type Log, PenstockError } from "@penstock/core";

export type Memory = { readonly usedBytes: number; readonly maxBytes: number | undefined };

type AdmissionRequest = {
  readonly readMemory: () => Promise<Memory>;
  readonly clock: Clock;
  readonly log: Log;
};

/** The rest is for finishing what was accepted: a ledger that is full to the brim takes no report either. */
const FULL_FROM = 0.8;
/** A job costs some kilobytes: a second's worth of them does not fill the rest. */
const READ_EVERY_MS = 1000;

/**
 * Whether there is room for another job in the ledger. Its memory is read once a second at most, by
 * the first caller.
 *
 * @returns what rejects with `ledger-full`, or `ledger-unavailable` when that cannot be told
 */
export function createAdmission({ readMemory, clock, log }: AdmissionRequest): () => Promise<void> {
  let reading: { readonly atMs: number; readonly memory: Promise<Memory> } | undefined;
  let isFull = false;

  function currentMemory(): Promise<Memory> {
    const nowMs = clock.nowMs();
    if (reading === undefined || nowMs - reading.atMs >= READ_EVERY_MS) {
      reading = { atMs: nowMs, memory: readMemory() };
    }
    return reading.memory;
  }

  function note(isFullNow: boolean, { usedBytes, maxBytes = 0 }: Memory): void {
    if (isFullNow && !isFull) {
      log.error({ usedBytes, maxBytes }, "Redis has no memory for more jobs: new ones are refused");
    } else if (isFull && !isFullNow) {
      log.info({ usedBytes, maxBytes }, "Redis has memory for jobs again");
    }
    isFull = isFullNow;
  }

  return async () => {
    const memory = await currentMemory();
    const { usedBytes, maxBytes = Number.POSITIVE_INFINITY } = memory;
    const isFullNow = usedBytes >= FULL_FROM * maxBytes;
    note(isFullNow, memory);
    if (isFullNow) {
      const percent = Math.floor((usedBytes / maxBytes) * 100);
      throw new PenstockError(
        "ledger-full",
        `Redis uses ${percent} % of its memory; no job is accepted above ${FULL_FROM * 100} %`,
      );
    }
  };
}
