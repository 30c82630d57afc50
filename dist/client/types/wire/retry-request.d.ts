import type { BulkOptions, RowFilter } from "../core/index.js";
import { z } from "zod";
/** The body of `POST /v1/jobs/{id}:retry`; without one everything that failed is tried again. */
export declare const retryRequest: z.ZodOptional<z.ZodObject<{
    outcomes: z.ZodExactOptional<z.ZodArray<z.ZodEnum<{
        aborted: "aborted";
        differs: "differs";
        failed: "failed";
        only_destination: "only_destination";
        only_source: "only_source";
        same: "same";
        skipped: "skipped";
        stored: "stored";
        unreadable: "unreadable";
    }>>>;
    codes: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
    include: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
    exclude: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
    options: z.ZodExactOptional<z.ZodObject<{
        partSize: z.ZodExactOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodInt, z.ZodString]>, z.ZodTransform<number, string | number>>>;
        overwrite: z.ZodExactOptional<z.ZodEnum<{
            always: "always";
            if_different: "if_different";
            never: "never";
        }>>;
        compare: z.ZodExactOptional<z.ZodEnum<{
            content: "content";
            size: "size";
            "size+time": "size+time";
        }>>;
        missing: z.ZodExactOptional<z.ZodEnum<{
            fail: "fail";
            skip: "skip";
        }>>;
        verify: z.ZodExactOptional<z.ZodEnum<{
            full: "full";
            none: "none";
            part: "part";
        }>>;
    }, z.core.$strict>>;
    dryRun: z.ZodExactOptional<z.ZodBoolean>;
}, z.core.$strict>>;
export type RetryBody = z.infer<typeof retryRequest>;
export type RetryInput = z.input<typeof retryRequest>;
export declare const retryView: z.ZodObject<{
    objects: z.ZodInt;
    causes: z.ZodArray<z.ZodObject<{
        outcome: z.ZodString;
        code: z.ZodNullable<z.ZodString>;
        objects: z.ZodInt;
    }, z.core.$strip>>;
    job: z.ZodNullable<z.ZodObject<{
        id: z.ZodString;
        name: z.ZodString;
        state: z.ZodEnum<{
            cancelled: "cancelled";
            completed_with_errors: "completed_with_errors";
            completing: "completing";
            failed: "failed";
            planning: "planning";
            queued: "queued";
            succeeded: "succeeded";
            transferring: "transferring";
        }>;
        health: z.ZodEnum<{
            degraded: "degraded";
            ok: "ok";
            retrying: "retrying";
            stalled: "stalled";
            throttled: "throttled";
            waiting_for_workers: "waiting_for_workers";
        }>;
        isPaused: z.ZodBoolean;
        actions: z.ZodArray<z.ZodEnum<{
            cancel: "cancel";
            pause: "pause";
            resume: "resume";
        }>>;
        labels: z.ZodRecord<z.ZodString, z.ZodString>;
        progress: z.ZodObject<{
            totalsFinal: z.ZodBoolean;
            bytesTotal: z.ZodInt;
            bytesStored: z.ZodInt;
            partsTotal: z.ZodInt;
            partsStored: z.ZodInt;
            transfersTotal: z.ZodInt;
            transfersStored: z.ZodInt;
            transfersSkipped: z.ZodInt;
            transfersFailed: z.ZodInt;
            transfersCancelled: z.ZodInt;
            transfersPending: z.ZodInt;
            retries: z.ZodInt;
            percent: z.ZodNullable<z.ZodNumber>;
        }, z.core.$strip>;
        list: z.ZodNullable<z.ZodObject<{
            verb: z.ZodEnum<{
                check: "check";
                copy: "copy";
            }>;
            isComplete: z.ZodBoolean;
            openPieces: z.ZodInt;
            brokenPieces: z.ZodInt;
            brokenBy: z.ZodNullable<z.ZodObject<{
                code: z.ZodString;
                message: z.ZodString;
            }, z.core.$strip>>;
            extra: z.ZodInt;
            isOneWay: z.ZodBoolean;
            isRecorded: z.ZodBoolean;
        }, z.core.$strip>>;
        workers: z.ZodInt;
        repeats: z.ZodArray<z.ZodObject<{
            process: z.ZodString;
            role: z.ZodEnum<{
                coordinator: "coordinator";
                planner: "planner";
                worker: "worker";
            }>;
            what: z.ZodString;
            failures: z.ZodInt;
            cause: z.ZodObject<{
                code: z.ZodString;
                message: z.ZodString;
            }, z.core.$strip>;
            since: z.ZodISODateTime;
            nextTry: z.ZodISODateTime;
        }, z.core.$strip>>;
        schedule: z.ZodNullable<z.ZodObject<{
            name: z.ZodString;
            scheduledFor: z.ZodISODateTime;
            isManual: z.ZodBoolean;
        }, z.core.$strip>>;
        retryOf: z.ZodNullable<z.ZodString>;
        supersededBy: z.ZodNullable<z.ZodString>;
        createdAt: z.ZodISODateTime;
        finishedAt: z.ZodNullable<z.ZodISODateTime>;
    }, z.core.$strip>>;
}, z.core.$strip>;
export declare const errorsView: z.ZodObject<{
    isComplete: z.ZodBoolean;
    data: z.ZodArray<z.ZodObject<{
        outcome: z.ZodString;
        code: z.ZodNullable<z.ZodString>;
        objects: z.ZodInt;
        samples: z.ZodArray<z.ZodObject<{
            key: z.ZodString;
            message: z.ZodString;
        }, z.core.$strip>>;
        title: z.ZodString;
        next: z.ZodString;
        help: z.ZodString;
    }, z.core.$strip>>;
}, z.core.$strip>;
export type RetryView = z.infer<typeof retryView>;
export type ErrorsView = z.infer<typeof errorsView>;
export declare function toRetryFilter(body: RetryBody): RowFilter;
/** Those that are given. */
export declare function toChangedOptions(body: RetryBody): Partial<BulkOptions>;
