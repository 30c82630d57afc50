export type Timing = 
/** Five fields, or six with seconds in front, read in an IANA time zone. */
{
    readonly kind: "cron";
    readonly pattern: string;
    readonly timeZone: string;
}
/** At every whole multiple of it since 1970, so that every process knows the same ticks. */
 | {
    readonly kind: "every";
    readonly everyMs: number;
};
/** What becomes of a tick while the job of an earlier one runs. */
export declare const OVERLAPS: readonly ["skip", "queue", "cancel_running"];
export type Overlap = (typeof OVERLAPS)[number];
/** Which ticks are made up for that no process saw in time: none, the latest, or the latest if it is no older than so many ms. */
export type CatchUp = "none" | "latest" | number;
export type Schedule = {
    readonly tenant: string;
    readonly name: string;
    readonly timing: Timing;
    readonly overlap: Overlap;
    readonly catchUp: CatchUp;
    /** A job starts so much after its tick at most; the same tick always waits as long. */
    readonly jitterMs: number;
    /** No tick before it counts. Set when the schedule is made, and when it is resumed. */
    readonly activeFromMs: number;
    /** No tick after it counts. */
    readonly endAtMs?: number;
    readonly isPaused: boolean;
    /** The body of `POST /v1/jobs`, in which `{date:yyyy/MM/dd}` stands for the day of the tick. */
    readonly job: Readonly<Record<string, unknown>>;
};
export type ScheduleRef = Pick<Schedule, "tenant" | "name">;
/** Of which schedule and tick a job is. */
export type JobOrigin = {
    readonly name: string;
    readonly scheduledForMs: number;
    /** It was asked for, apart from the clock. */
    readonly isManual?: true;
};
/** The document of a schedule among the configuration: a schedule's own name has no colon. */
export declare function scheduleKey({ tenant, name }: ScheduleRef): string;
export declare function isScheduleName(name: string): boolean;
