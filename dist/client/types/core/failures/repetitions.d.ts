import type { JobId } from "../ids.js";
import type { Clock, Random } from "../ports/system.js";
import { type Cause } from "./errors.js";
/** What a process does again when it fails: one pass of a loop, or one item of a pass. */
export type RepeatedWork = {
    /** Names it, in a sentence: "the sweep of the journal". */
    readonly what: string;
    /** Tells it from others of the same name. */
    readonly item?: string;
    /** Whose end waits for it. */
    readonly jobId?: JobId;
    readonly longestPauseMs?: number;
};
/** What fails at present for one cause, for people. */
export type Repetition = {
    readonly what: string;
    /** How many of this name fail by this cause. */
    readonly items: number;
    /** Some of the jobs that wait for it. */
    readonly jobIds: readonly JobId[];
    /** In a row, of the one that failed most often. */
    readonly failures: number;
    readonly sinceMs: number;
    readonly nextTryAtMs: number;
    readonly cause: Cause;
};
/**
 * Everything that this process repeats because it failed, apart from the steps of transfers, of which the
 * ledger knows. It says when each may be tried again, after a growing pause, how often it failed and by what.
 */
export declare class Repetitions {
    #private;
    constructor({ clock, random }: {
        readonly clock: Clock;
        readonly random: Random;
    });
    /** False while the pause after its newest failure lasts. */
    isDue(work: RepeatedWork): boolean;
    failuresOf(work: RepeatedWork): number;
    /**
     * @param pauseMs where it is not the growing one
     * @returns after which pause it is due again
     */
    noteFailure(work: RepeatedWork, error: unknown, pauseMs?: number): number;
    noteSuccess(work: RepeatedWork): void;
    /** Another process does all of it from now on. */
    clear(): void;
    /** One line for each name and code, however many items there are. */
    list(): readonly Repetition[];
}
/** Exponential, and half of it by chance, so that what failed together does not return together. */
export declare function repeatDelayMs(failures: number, random: number, longestMs?: number): number;
