import { z } from "zod";
export declare const timestamp: z.ZodISODateTime;
/** A time that a client gives, as milliseconds. */
export declare const timestampInput: z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>;
export declare const jobView: z.ZodObject<{
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
}, z.core.$strip>;
/** How far a source could be pinned: by the strongest sign of its version that it shows. */
export declare const sourcePinnedBy: z.ZodEnum<{
    checksum: "checksum";
    date: "date";
    etag: "etag";
    file: "file";
    "size-only": "size-only";
    version: "version";
    "weak-etag": "weak-etag";
}>;
export declare const transferView: z.ZodObject<{
    id: z.ZodString;
    source: z.ZodObject<{
        connection: z.ZodString;
        key: z.ZodString;
    }, z.core.$strip>;
    destination: z.ZodObject<{
        connection: z.ZodString;
        key: z.ZodString;
    }, z.core.$strip>;
    options: z.ZodObject<{
        partSizeBytes: z.ZodExactOptional<z.ZodInt>;
        overwrite: z.ZodEnum<{
            always: "always";
            if_different: "if_different";
            never: "never";
        }>;
        verify: z.ZodEnum<{
            full: "full";
            none: "none";
            part: "part";
        }>;
        attributes: z.ZodEnum<{
            none: "none";
            preserve: "preserve";
            set: "set";
        }>;
        contentType: z.ZodExactOptional<z.ZodString>;
        cacheControl: z.ZodExactOptional<z.ZodString>;
        contentDisposition: z.ZodExactOptional<z.ZodString>;
        contentEncoding: z.ZodExactOptional<z.ZodString>;
        contentLanguage: z.ZodExactOptional<z.ZodString>;
        expires: z.ZodExactOptional<z.ZodString>;
        metadata: z.ZodRecord<z.ZodString, z.ZodString>;
        storageClass: z.ZodExactOptional<z.ZodString>;
        acl: z.ZodExactOptional<z.ZodString>;
        tags: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
    }, z.core.$strip>;
    state: z.ZodEnum<{
        aborted: "aborted";
        aborting: "aborting";
        completing: "completing";
        failed: "failed";
        planned: "planned";
        skipped: "skipped";
        stored: "stored";
        uploading: "uploading";
        verifying: "verifying";
    }>;
    generation: z.ZodInt;
    pinnedBy: z.ZodNullable<z.ZodEnum<{
        checksum: "checksum";
        date: "date";
        etag: "etag";
        file: "file";
        "size-only": "size-only";
        version: "version";
        "weak-etag": "weak-etag";
    }>>;
    leftBehind: z.ZodArray<z.ZodObject<{
        names: z.ZodArray<z.ZodString>;
        reason: z.ZodString;
    }, z.core.$strip>>;
    plan: z.ZodNullable<z.ZodObject<{
        strategy: z.ZodEnum<{
            multipart: "multipart";
            put: "put";
        }>;
        sizeBytes: z.ZodInt;
        partSizeBytes: z.ZodInt;
        partCount: z.ZodInt;
        reason: z.ZodString;
        warning: z.ZodExactOptional<z.ZodString>;
    }, z.core.$strip>>;
    object: z.ZodNullable<z.ZodObject<{
        etag: z.ZodString;
        sizeBytes: z.ZodInt;
        checksum: z.ZodNullable<z.ZodObject<{
            algorithm: z.ZodString;
            value: z.ZodString;
        }, z.core.$strip>>;
        verifiedBy: z.ZodEnum<{
            "object-checksum": "object-checksum";
            "part-checksums": "part-checksums";
            "put-response": "put-response";
            "read-back": "read-back";
            size: "size";
        }>;
        encryption: z.ZodNullable<z.ZodString>;
        versionId: z.ZodNullable<z.ZodString>;
    }, z.core.$strip>>;
    cause: z.ZodNullable<z.ZodObject<{
        code: z.ZodString;
        message: z.ZodString;
    }, z.core.$strip>>;
    leftAlone: z.ZodArray<z.ZodObject<{
        process: z.ZodString;
        role: z.ZodEnum<{
            coordinator: "coordinator";
            planner: "planner";
            worker: "worker";
        }>;
        connection: z.ZodString;
        side: z.ZodEnum<{
            source: "source";
            store: "store";
        }>;
        cause: z.ZodObject<{
            code: z.ZodString;
            message: z.ZodString;
        }, z.core.$strip>;
        since: z.ZodISODateTime;
        nextTry: z.ZodISODateTime;
    }, z.core.$strip>>;
    failures: z.ZodArray<z.ZodObject<{
        step: z.ZodString;
        at: z.ZodISODateTime;
        process: z.ZodString;
        cause: z.ZodObject<{
            code: z.ZodString;
            message: z.ZodString;
        }, z.core.$strip>;
        requestId: z.ZodNullable<z.ZodString>;
    }, z.core.$strip>>;
}, z.core.$strip>;
export declare const workerPage: z.ZodObject<{
    data: z.ZodArray<z.ZodObject<{
        id: z.ZodString;
        slots: z.ZodInt;
    }, z.core.$strip>>;
}, z.core.$strip>;
/** What every response but a success carries, as application/problem+json (RFC 9457). */
export declare const problem: z.ZodObject<{
    type: z.ZodString;
    title: z.ZodString;
    status: z.ZodInt;
    detail: z.ZodString;
    code: z.ZodString;
    requestId: z.ZodString;
    errors: z.ZodOptional<z.ZodArray<z.ZodObject<{
        pointer: z.ZodString;
        parameter: z.ZodOptional<z.ZodString>;
        message: z.ZodString;
    }, z.core.$strip>>>;
}, z.core.$strip>;
export declare function pageOf<Item extends z.ZodType>(item: Item): z.ZodObject<{
    data: z.ZodArray<Item>;
    nextCursor: z.ZodNullable<z.ZodString>;
}, z.core.$strip>;
export declare const jobPage: z.ZodObject<{
    data: z.ZodArray<z.ZodObject<{
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
    nextCursor: z.ZodNullable<z.ZodString>;
}, z.core.$strip>;
export declare const transferPage: z.ZodObject<{
    data: z.ZodArray<z.ZodObject<{
        id: z.ZodString;
        source: z.ZodObject<{
            connection: z.ZodString;
            key: z.ZodString;
        }, z.core.$strip>;
        destination: z.ZodObject<{
            connection: z.ZodString;
            key: z.ZodString;
        }, z.core.$strip>;
        options: z.ZodObject<{
            partSizeBytes: z.ZodExactOptional<z.ZodInt>;
            overwrite: z.ZodEnum<{
                always: "always";
                if_different: "if_different";
                never: "never";
            }>;
            verify: z.ZodEnum<{
                full: "full";
                none: "none";
                part: "part";
            }>;
            attributes: z.ZodEnum<{
                none: "none";
                preserve: "preserve";
                set: "set";
            }>;
            contentType: z.ZodExactOptional<z.ZodString>;
            cacheControl: z.ZodExactOptional<z.ZodString>;
            contentDisposition: z.ZodExactOptional<z.ZodString>;
            contentEncoding: z.ZodExactOptional<z.ZodString>;
            contentLanguage: z.ZodExactOptional<z.ZodString>;
            expires: z.ZodExactOptional<z.ZodString>;
            metadata: z.ZodRecord<z.ZodString, z.ZodString>;
            storageClass: z.ZodExactOptional<z.ZodString>;
            acl: z.ZodExactOptional<z.ZodString>;
            tags: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
        }, z.core.$strip>;
        state: z.ZodEnum<{
            aborted: "aborted";
            aborting: "aborting";
            completing: "completing";
            failed: "failed";
            planned: "planned";
            skipped: "skipped";
            stored: "stored";
            uploading: "uploading";
            verifying: "verifying";
        }>;
        generation: z.ZodInt;
        pinnedBy: z.ZodNullable<z.ZodEnum<{
            checksum: "checksum";
            date: "date";
            etag: "etag";
            file: "file";
            "size-only": "size-only";
            version: "version";
            "weak-etag": "weak-etag";
        }>>;
        leftBehind: z.ZodArray<z.ZodObject<{
            names: z.ZodArray<z.ZodString>;
            reason: z.ZodString;
        }, z.core.$strip>>;
        plan: z.ZodNullable<z.ZodObject<{
            strategy: z.ZodEnum<{
                multipart: "multipart";
                put: "put";
            }>;
            sizeBytes: z.ZodInt;
            partSizeBytes: z.ZodInt;
            partCount: z.ZodInt;
            reason: z.ZodString;
            warning: z.ZodExactOptional<z.ZodString>;
        }, z.core.$strip>>;
        object: z.ZodNullable<z.ZodObject<{
            etag: z.ZodString;
            sizeBytes: z.ZodInt;
            checksum: z.ZodNullable<z.ZodObject<{
                algorithm: z.ZodString;
                value: z.ZodString;
            }, z.core.$strip>>;
            verifiedBy: z.ZodEnum<{
                "object-checksum": "object-checksum";
                "part-checksums": "part-checksums";
                "put-response": "put-response";
                "read-back": "read-back";
                size: "size";
            }>;
            encryption: z.ZodNullable<z.ZodString>;
            versionId: z.ZodNullable<z.ZodString>;
        }, z.core.$strip>>;
        cause: z.ZodNullable<z.ZodObject<{
            code: z.ZodString;
            message: z.ZodString;
        }, z.core.$strip>>;
        leftAlone: z.ZodArray<z.ZodObject<{
            process: z.ZodString;
            role: z.ZodEnum<{
                coordinator: "coordinator";
                planner: "planner";
                worker: "worker";
            }>;
            connection: z.ZodString;
            side: z.ZodEnum<{
                source: "source";
                store: "store";
            }>;
            cause: z.ZodObject<{
                code: z.ZodString;
                message: z.ZodString;
            }, z.core.$strip>;
            since: z.ZodISODateTime;
            nextTry: z.ZodISODateTime;
        }, z.core.$strip>>;
        failures: z.ZodArray<z.ZodObject<{
            step: z.ZodString;
            at: z.ZodISODateTime;
            process: z.ZodString;
            cause: z.ZodObject<{
                code: z.ZodString;
                message: z.ZodString;
            }, z.core.$strip>;
            requestId: z.ZodNullable<z.ZodString>;
        }, z.core.$strip>>;
    }, z.core.$strip>>;
    nextCursor: z.ZodNullable<z.ZodString>;
}, z.core.$strip>;
export type JobView = z.infer<typeof jobView>;
export type TransferView = z.infer<typeof transferView>;
export type Problem = z.infer<typeof problem>;
export type JobPage = z.infer<typeof jobPage>;
export type TransferPage = z.infer<typeof transferPage>;
export type WorkerPage = z.infer<typeof workerPage>;
