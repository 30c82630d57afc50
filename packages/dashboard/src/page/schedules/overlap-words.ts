import type { ScheduleView } from "@penstock/wire";

/** What becomes of a tick while the job of the one before still runs. */
export const OVERLAP_WORDS: Readonly<Record<ScheduleView["overlap"], string>> = {
  skip: "the tick is left out",
  queue: "waits for its end",
  cancel_running: "that one is cancelled",
};
