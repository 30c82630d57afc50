import type { Timing } from "../schedules/schedule.js";
export type DueTicks = {
    readonly firstMs: number;
    /** The same where there is only one. */
    readonly latestMs: number;
};
/** Knows the ticks of a timing. They are instants in milliseconds since 1970. */
export type Calendar = {
    /** @throws PenstockError `request-invalid` for a pattern or a time zone that cannot be read, or that never comes */
    check(timing: Timing): void;
    /** The first tick after an instant; undefined where none comes any more. */
    next(timing: Timing, afterMs: number): number | undefined;
    /** Those after one instant and not after another; undefined where there is none. */
    due(timing: Timing, afterMs: number, atMs: number): DueTicks | undefined;
};
