export const LATE_REASONS = ["too-slow", "unknown", "missed"] as const;

/** A job asks for attention, because it will not be done by its deadline, or was not. */
export type Late = {
  readonly sinceMs: number;
  /** At the rate of now it ends later; nothing says that it ends in time; its deadline has passed. */
  readonly reason: (typeof LATE_REASONS)[number];
  /** Its weight counts so many times as long as it is late. */
  readonly boost: number;
};
