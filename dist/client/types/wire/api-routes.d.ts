import type { z } from "zod";
/**
 * Every route of the HTTP API. The server registers these and no others, and docs/api.md is made of
 * them.
 */
export declare const API_ROUTES: {
    readonly listConnections: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/connections";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            data: z.ZodArray<z.ZodObject<{
                name: z.ZodString;
                provider: z.ZodString;
                isWritable: z.ZodBoolean;
                location: z.ZodString;
                lastTest: z.ZodNullable<z.ZodObject<{
                    connection: z.ZodString;
                    testedAt: z.ZodISODateTime;
                    result: z.ZodEnum<{
                        failed: "failed";
                        passed: "passed";
                        warned: "warned";
                    }>;
                    checks: z.ZodArray<z.ZodObject<{
                        name: z.ZodEnum<{
                            abort: "abort";
                            "address-style": "address-style";
                            auth: "auth";
                            "checksum-modes": "checksum-modes";
                            clock: "clock";
                            "etag-kind": "etag-kind";
                            list: "list";
                            "listing-order": "listing-order";
                            "min-part": "min-part";
                            reachable: "reachable";
                        }>;
                        result: z.ZodEnum<{
                            failed: "failed";
                            passed: "passed";
                            skipped: "skipped";
                            warned: "warned";
                        }>;
                        detail: z.ZodString;
                        consequence: z.ZodNullable<z.ZodString>;
                        fix: z.ZodNullable<z.ZodString>;
                    }, z.core.$strip>>;
                    measured: z.ZodObject<{
                        checksum: z.ZodNullable<z.ZodEnum<{
                            crc32: "crc32";
                            crc64xz: "crc64xz";
                            md5: "md5";
                        }>>;
                        objectETag: z.ZodNullable<z.ZodEnum<{
                            "md5-of-md5s": "md5-of-md5s";
                            opaque: "opaque";
                        }>>;
                    }, z.core.$strip>;
                }, z.core.$strip>>;
            }, z.core.$strip>>;
            nextCursor: z.ZodNullable<z.ZodString>;
        }, z.core.$strip>;
    };
    readonly testConnection: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly path: "/v1/connections/{name}:test";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            connection: z.ZodString;
            testedAt: z.ZodISODateTime;
            result: z.ZodEnum<{
                failed: "failed";
                passed: "passed";
                warned: "warned";
            }>;
            checks: z.ZodArray<z.ZodObject<{
                name: z.ZodEnum<{
                    abort: "abort";
                    "address-style": "address-style";
                    auth: "auth";
                    "checksum-modes": "checksum-modes";
                    clock: "clock";
                    "etag-kind": "etag-kind";
                    list: "list";
                    "listing-order": "listing-order";
                    "min-part": "min-part";
                    reachable: "reachable";
                }>;
                result: z.ZodEnum<{
                    failed: "failed";
                    passed: "passed";
                    skipped: "skipped";
                    warned: "warned";
                }>;
                detail: z.ZodString;
                consequence: z.ZodNullable<z.ZodString>;
                fix: z.ZodNullable<z.ZodString>;
            }, z.core.$strip>>;
            measured: z.ZodObject<{
                checksum: z.ZodNullable<z.ZodEnum<{
                    crc32: "crc32";
                    crc64xz: "crc64xz";
                    md5: "md5";
                }>>;
                objectETag: z.ZodNullable<z.ZodEnum<{
                    "md5-of-md5s": "md5-of-md5s";
                    opaque: "opaque";
                }>>;
            }, z.core.$strip>;
        }, z.core.$strip>;
        readonly method: "POST";
        readonly scope: "operate";
        readonly params: z.ZodObject<{
            name: z.ZodString;
        }, z.core.$strip>;
    };
    readonly submitJob: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly path: "/v1/jobs";
        readonly summary: string;
        readonly response: z.ZodObject<{
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
        readonly method: "POST";
        readonly scope: "operate";
        readonly body: z.ZodObject<{
            name: z.ZodOptional<z.ZodString>;
            verb: z.ZodExactOptional<z.ZodEnum<{
                check: "check";
                copy: "copy";
            }>>;
            source: z.ZodObject<{
                connection: z.ZodString;
                key: z.ZodExactOptional<z.ZodString>;
                keys: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
                prefix: z.ZodExactOptional<z.ZodString>;
                tree: z.ZodExactOptional<z.ZodString>;
                manifest: z.ZodExactOptional<z.ZodObject<{
                    connection: z.ZodString;
                    key: z.ZodString;
                    format: z.ZodEnum<{
                        csv: "csv";
                        jsonl: "jsonl";
                        "s3-inventory": "s3-inventory";
                    }>;
                    onBrokenLine: z.ZodDefault<z.ZodEnum<{
                        refuse: "refuse";
                        skip: "skip";
                    }>>;
                    spelling: z.ZodExactOptional<z.ZodEnum<{
                        percent: "percent";
                        plain: "plain";
                    }>>;
                }, z.core.$strict>>;
                rows: z.ZodExactOptional<z.ZodObject<{
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
                    job: z.ZodString & z.ZodType<import("../core/index.js").JobId, string, z.core.$ZodTypeInternals<import("../core/index.js").JobId, string>>;
                }, z.core.$strict>>;
                include: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
                exclude: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
            }, z.core.$strict>;
            destination: z.ZodObject<{
                connection: z.ZodString;
                key: z.ZodString;
            }, z.core.$strict>;
            options: z.ZodPrefault<z.ZodObject<{
                contentType: z.ZodExactOptional<z.ZodString>;
                cacheControl: z.ZodExactOptional<z.ZodString>;
                contentDisposition: z.ZodExactOptional<z.ZodString>;
                contentEncoding: z.ZodExactOptional<z.ZodString>;
                contentLanguage: z.ZodExactOptional<z.ZodString>;
                expires: z.ZodExactOptional<z.ZodString>;
                metadata: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodString>>;
                storageClass: z.ZodExactOptional<z.ZodString>;
                acl: z.ZodExactOptional<z.ZodString>;
                tags: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
                partSize: z.ZodExactOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodInt, z.ZodString]>, z.ZodTransform<number, string | number>>>;
                overwrite: z.ZodExactOptional<z.ZodEnum<{
                    always: "always";
                    if_different: "if_different";
                    never: "never";
                }>>;
                compare: z.ZodExactOptional<z.ZodEnum<{
                    content: "content";
                    read: "read";
                    size: "size";
                    "size+time": "size+time";
                }>>;
                sample: z.ZodExactOptional<z.ZodInt>;
                oneWay: z.ZodExactOptional<z.ZodBoolean>;
                missing: z.ZodExactOptional<z.ZodEnum<{
                    fail: "fail";
                    skip: "skip";
                }>>;
                allowEmpty: z.ZodExactOptional<z.ZodBoolean>;
                verify: z.ZodExactOptional<z.ZodEnum<{
                    full: "full";
                    none: "none";
                    part: "part";
                }>>;
                attributes: z.ZodExactOptional<z.ZodEnum<{
                    none: "none";
                    preserve: "preserve";
                    set: "set";
                }>>;
            }, z.core.$strict>>;
            onSuccess: z.ZodExactOptional<z.ZodObject<{
                marker: z.ZodString;
            }, z.core.$strict>>;
            labels: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodString>>;
        }, z.core.$strict>;
        readonly status: 201;
    };
    readonly planJob: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly path: "/v1/jobs:plan";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            isComplete: z.ZodBoolean;
            objects: z.ZodInt;
            bytes: z.ZodInt;
            bytesRead: z.ZodInt;
            largeObjects: z.ZodInt;
            parts: z.ZodInt;
            partSizes: z.ZodArray<z.ZodObject<{
                upToBytes: z.ZodInt;
                parts: z.ZodInt;
            }, z.core.$strip>>;
            requests: z.ZodObject<{
                list: z.ZodInt;
                head: z.ZodInt;
                get: z.ZodInt;
                put: z.ZodInt;
                copy: z.ZodInt;
            }, z.core.$strip>;
            rejections: z.ZodArray<z.ZodObject<{
                code: z.ZodString;
                objects: z.ZodInt;
                samples: z.ZodArray<z.ZodObject<{
                    key: z.ZodString;
                    message: z.ZodString;
                }, z.core.$strip>>;
            }, z.core.$strip>>;
            durationSeconds: z.ZodNullable<z.ZodNumber>;
            costs: z.ZodArray<z.ZodObject<{
                side: z.ZodEnum<{
                    destination: "destination";
                    source: "source";
                }>;
                provider: z.ZodString;
                currency: z.ZodString;
                requests: z.ZodNumber;
                traffic: z.ZodNumber;
                total: z.ZodNumber;
            }, z.core.$strip>>;
            samples: z.ZodArray<z.ZodObject<{
                key: z.ZodString;
                destinationKey: z.ZodString;
                sizeBytes: z.ZodInt;
            }, z.core.$strip>>;
        }, z.core.$strip>;
        readonly method: "POST";
        readonly scope: "operate";
        readonly body: z.ZodObject<{
            name: z.ZodOptional<z.ZodString>;
            verb: z.ZodExactOptional<z.ZodEnum<{
                check: "check";
                copy: "copy";
            }>>;
            source: z.ZodObject<{
                connection: z.ZodString;
                key: z.ZodExactOptional<z.ZodString>;
                keys: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
                prefix: z.ZodExactOptional<z.ZodString>;
                tree: z.ZodExactOptional<z.ZodString>;
                manifest: z.ZodExactOptional<z.ZodObject<{
                    connection: z.ZodString;
                    key: z.ZodString;
                    format: z.ZodEnum<{
                        csv: "csv";
                        jsonl: "jsonl";
                        "s3-inventory": "s3-inventory";
                    }>;
                    onBrokenLine: z.ZodDefault<z.ZodEnum<{
                        refuse: "refuse";
                        skip: "skip";
                    }>>;
                    spelling: z.ZodExactOptional<z.ZodEnum<{
                        percent: "percent";
                        plain: "plain";
                    }>>;
                }, z.core.$strict>>;
                rows: z.ZodExactOptional<z.ZodObject<{
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
                    job: z.ZodString & z.ZodType<import("../core/index.js").JobId, string, z.core.$ZodTypeInternals<import("../core/index.js").JobId, string>>;
                }, z.core.$strict>>;
                include: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
                exclude: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
            }, z.core.$strict>;
            destination: z.ZodObject<{
                connection: z.ZodString;
                key: z.ZodString;
            }, z.core.$strict>;
            options: z.ZodPrefault<z.ZodObject<{
                contentType: z.ZodExactOptional<z.ZodString>;
                cacheControl: z.ZodExactOptional<z.ZodString>;
                contentDisposition: z.ZodExactOptional<z.ZodString>;
                contentEncoding: z.ZodExactOptional<z.ZodString>;
                contentLanguage: z.ZodExactOptional<z.ZodString>;
                expires: z.ZodExactOptional<z.ZodString>;
                metadata: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodString>>;
                storageClass: z.ZodExactOptional<z.ZodString>;
                acl: z.ZodExactOptional<z.ZodString>;
                tags: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
                partSize: z.ZodExactOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodInt, z.ZodString]>, z.ZodTransform<number, string | number>>>;
                overwrite: z.ZodExactOptional<z.ZodEnum<{
                    always: "always";
                    if_different: "if_different";
                    never: "never";
                }>>;
                compare: z.ZodExactOptional<z.ZodEnum<{
                    content: "content";
                    read: "read";
                    size: "size";
                    "size+time": "size+time";
                }>>;
                sample: z.ZodExactOptional<z.ZodInt>;
                oneWay: z.ZodExactOptional<z.ZodBoolean>;
                missing: z.ZodExactOptional<z.ZodEnum<{
                    fail: "fail";
                    skip: "skip";
                }>>;
                allowEmpty: z.ZodExactOptional<z.ZodBoolean>;
                verify: z.ZodExactOptional<z.ZodEnum<{
                    full: "full";
                    none: "none";
                    part: "part";
                }>>;
                attributes: z.ZodExactOptional<z.ZodEnum<{
                    none: "none";
                    preserve: "preserve";
                    set: "set";
                }>>;
            }, z.core.$strict>>;
            onSuccess: z.ZodExactOptional<z.ZodObject<{
                marker: z.ZodString;
            }, z.core.$strict>>;
            labels: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodString>>;
        }, z.core.$strict>;
    };
    readonly listJobs: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/jobs";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
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
        readonly query: z.ZodObject<{
            limit: z.ZodPipe<z.ZodPrefault<z.ZodString>, z.ZodTransform<number, string>>;
            cursor: z.ZodOptional<z.ZodString>;
            state: z.ZodOptional<z.ZodEnum<{
                cancelled: "cancelled";
                completed_with_errors: "completed_with_errors";
                completing: "completing";
                failed: "failed";
                planning: "planning";
                queued: "queued";
                succeeded: "succeeded";
                transferring: "transferring";
            }>>;
            health: z.ZodOptional<z.ZodEnum<{
                degraded: "degraded";
                ok: "ok";
                retrying: "retrying";
                stalled: "stalled";
                throttled: "throttled";
                waiting_for_workers: "waiting_for_workers";
            }>>;
            label: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>, z.ZodTransform<(readonly [string, string])[], string | string[]>>>;
            createdAfter: z.ZodOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
            createdBefore: z.ZodOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
        }, z.core.$strict>;
    };
    readonly readJob: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/jobs/{id}";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
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
        readonly params: z.ZodObject<{
            id: z.ZodString;
        }, z.core.$strip>;
    };
    readonly cancelJob: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly path: "/v1/jobs/{id}:cancel";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
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
        readonly method: "POST";
        readonly scope: "operate";
        readonly params: z.ZodObject<{
            id: z.ZodString;
        }, z.core.$strip>;
    };
    readonly pauseJob: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly path: "/v1/jobs/{id}:pause";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
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
        readonly method: "POST";
        readonly scope: "operate";
        readonly params: z.ZodObject<{
            id: z.ZodString;
        }, z.core.$strip>;
        readonly body: z.ZodDefault<z.ZodObject<{
            drain: z.ZodDefault<z.ZodBoolean>;
        }, z.core.$strict>>;
    };
    readonly resumeJob: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly path: "/v1/jobs/{id}:resume";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
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
        readonly method: "POST";
        readonly scope: "operate";
        readonly params: z.ZodObject<{
            id: z.ZodString;
        }, z.core.$strip>;
    };
    readonly retryJob: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly path: "/v1/jobs/{id}:retry";
        readonly summary: string;
        readonly response: z.ZodObject<{
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
        readonly method: "POST";
        readonly scope: "operate";
        readonly params: z.ZodObject<{
            id: z.ZodString;
        }, z.core.$strip>;
        readonly body: z.ZodOptional<z.ZodObject<{
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
        readonly status: 201;
    };
    readonly listErrors: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/jobs/{id}/errors";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
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
        readonly params: z.ZodObject<{
            id: z.ZodString;
        }, z.core.$strip>;
    };
    readonly listTransfers: {
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/jobs/{id}/transfers";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
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
        readonly params: z.ZodObject<{
            id: z.ZodString;
        }, z.core.$strip>;
        readonly query: z.ZodObject<{
            limit: z.ZodPipe<z.ZodPrefault<z.ZodString>, z.ZodTransform<number, string>>;
            cursor: z.ZodOptional<z.ZodString>;
        }, z.core.$strict>;
    };
    readonly listReceipts: {
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/jobs/{id}/receipts";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            data: z.ZodArray<z.ZodObject<{
                v: z.ZodLiteral<1>;
                transferId: z.ZodString;
                jobId: z.ZodString;
                generation: z.ZodInt;
                source: z.ZodObject<{
                    connection: z.ZodString;
                    key: z.ZodString;
                    sizeBytes: z.ZodInt;
                    validator: z.ZodRecord<z.ZodString, z.ZodString>;
                    signs: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
                    pinnedBy: z.ZodOptional<z.ZodEnum<{
                        checksum: "checksum";
                        date: "date";
                        etag: "etag";
                        file: "file";
                        "size-only": "size-only";
                        version: "version";
                        "weak-etag": "weak-etag";
                    }>>;
                    checksum: z.ZodOptional<z.ZodObject<{
                        algorithm: z.ZodEnum<{
                            crc32: "crc32";
                            crc64xz: "crc64xz";
                            md5: "md5";
                        }>;
                        value: z.ZodString;
                    }, z.core.$strict>>;
                }, z.core.$strict>;
                destination: z.ZodObject<{
                    connection: z.ZodString;
                    key: z.ZodString;
                    etag: z.ZodString;
                    versionId: z.ZodOptional<z.ZodString>;
                    encryption: z.ZodOptional<z.ZodString>;
                }, z.core.$strict>;
                sizeBytes: z.ZodInt;
                algorithm: z.ZodEnum<{
                    crc32: "crc32";
                    crc64xz: "crc64xz";
                    md5: "md5";
                }>;
                checksum: z.ZodOptional<z.ZodString>;
                verifiedBy: z.ZodString;
                attributes: z.ZodOptional<z.ZodObject<{
                    policy: z.ZodEnum<{
                        none: "none";
                        preserve: "preserve";
                        set: "set";
                    }>;
                    given: z.ZodArray<z.ZodString>;
                    travelled: z.ZodArray<z.ZodString>;
                    leftBehind: z.ZodArray<z.ZodObject<{
                        names: z.ZodArray<z.ZodString>;
                        reason: z.ZodString;
                    }, z.core.$strict>>;
                }, z.core.$strict>>;
                parts: z.ZodArray<z.ZodObject<{
                    number: z.ZodInt;
                    startByte: z.ZodInt;
                    lengthBytes: z.ZodInt;
                    etag: z.ZodOptional<z.ZodString>;
                    checksum: z.ZodOptional<z.ZodString>;
                }, z.core.$strict>>;
                failedAttempts: z.ZodArray<z.ZodObject<{
                    step: z.ZodString;
                    at: z.ZodISODateTime;
                    process: z.ZodString;
                    code: z.ZodString;
                    message: z.ZodString;
                    requestId: z.ZodOptional<z.ZodString>;
                }, z.core.$strict>>;
                acceptedAt: z.ZodISODateTime;
                storedAt: z.ZodISODateTime;
                signature: z.ZodNullable<z.ZodObject<{
                    algorithm: z.ZodLiteral<"HMAC-SHA256">;
                    keyId: z.ZodString;
                    value: z.ZodString;
                }, z.core.$strict>>;
            }, z.core.$strict>>;
            nextCursor: z.ZodNullable<z.ZodString>;
        }, z.core.$strip>;
        readonly params: z.ZodObject<{
            id: z.ZodString;
        }, z.core.$strip>;
        readonly query: z.ZodObject<{
            limit: z.ZodPipe<z.ZodPrefault<z.ZodString>, z.ZodTransform<number, string>>;
            cursor: z.ZodOptional<z.ZodString>;
        }, z.core.$strict>;
    };
    readonly readBulkReceipt: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/jobs/{id}/receipt";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            v: z.ZodLiteral<1>;
            kind: z.ZodLiteral<"bulk">;
            jobId: z.ZodString;
            verb: z.ZodEnum<{
                check: "check";
                copy: "copy";
            }>;
            source: z.ZodObject<{
                connection: z.ZodString;
                kind: z.ZodEnum<{
                    keys: "keys";
                    manifest: "manifest";
                    prefix: "prefix";
                    rows: "rows";
                    tree: "tree";
                }>;
                of: z.ZodExactOptional<z.ZodString>;
                keys: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
                include: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
                exclude: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
            }, z.core.$strict>;
            destination: z.ZodObject<{
                connection: z.ZodString;
                key: z.ZodString;
            }, z.core.$strict>;
            epoch: z.ZodInt;
            counts: z.ZodObject<{
                stored: z.ZodInt;
                skipped: z.ZodInt;
                failed: z.ZodInt;
                aborted: z.ZodInt;
                listed: z.ZodInt;
            }, z.core.$strict>;
            brokenPieces: z.ZodInt;
            extra: z.ZodInt;
            coveredBytes: z.ZodInt;
            segments: z.ZodArray<z.ZodObject<{
                epoch: z.ZodInt;
                number: z.ZodInt;
                rows: z.ZodInt;
                counts: z.ZodObject<{
                    stored: z.ZodInt;
                    skipped: z.ZodInt;
                    failed: z.ZodInt;
                    aborted: z.ZodInt;
                }, z.core.$strict>;
                trouble: z.ZodArray<z.ZodObject<{
                    outcome: z.ZodEnum<{
                        aborted: "aborted";
                        differs: "differs";
                        failed: "failed";
                        only_destination: "only_destination";
                        only_source: "only_source";
                        same: "same";
                        skipped: "skipped";
                        stored: "stored";
                        unreadable: "unreadable";
                    }>;
                    code: z.ZodExactOptional<z.ZodString>;
                    rows: z.ZodInt;
                }, z.core.$strict>>;
                rowsSha256: z.ZodString;
                troubleSha256: z.ZodString;
            }, z.core.$strict>>;
            acceptedAt: z.ZodISODateTime;
            endedAt: z.ZodISODateTime;
            signature: z.ZodNullable<z.ZodObject<{
                algorithm: z.ZodLiteral<"HMAC-SHA256">;
                keyId: z.ZodString;
                value: z.ZodString;
            }, z.core.$strict>>;
        }, z.core.$strict>;
        readonly params: z.ZodObject<{
            id: z.ZodString;
        }, z.core.$strip>;
    };
    readonly readReport: {
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/jobs/{id}/report";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodUnknown;
        readonly params: z.ZodObject<{
            id: z.ZodString;
        }, z.core.$strip>;
        readonly query: z.ZodObject<{
            rows: z.ZodOptional<z.ZodEnum<{
                all: "all";
                trouble: "trouble";
            }>>;
            outcome: z.ZodOptional<z.ZodUnion<readonly [z.ZodPipe<z.ZodType<"aborted" | "differs" | "failed" | "only_destination" | "only_source" | "same" | "skipped" | "stored" | "unreadable", string, z.core.$ZodTypeInternals<"aborted" | "differs" | "failed" | "only_destination" | "only_source" | "same" | "skipped" | "stored" | "unreadable", string>>, z.ZodTransform<readonly ("aborted" | "differs" | "failed" | "only_destination" | "only_source" | "same" | "skipped" | "stored" | "unreadable")[], "aborted" | "differs" | "failed" | "only_destination" | "only_source" | "same" | "skipped" | "stored" | "unreadable">>, z.ZodArray<z.ZodType<"aborted" | "differs" | "failed" | "only_destination" | "only_source" | "same" | "skipped" | "stored" | "unreadable", string, z.core.$ZodTypeInternals<"aborted" | "differs" | "failed" | "only_destination" | "only_source" | "same" | "skipped" | "stored" | "unreadable", string>>>]>>;
            code: z.ZodOptional<z.ZodUnion<readonly [z.ZodPipe<z.ZodType<string, string, z.core.$ZodTypeInternals<string, string>>, z.ZodTransform<readonly string[], string>>, z.ZodArray<z.ZodType<string, string, z.core.$ZodTypeInternals<string, string>>>]>>;
            key: z.ZodOptional<z.ZodUnion<readonly [z.ZodPipe<z.ZodType<string, string, z.core.$ZodTypeInternals<string, string>>, z.ZodTransform<readonly string[], string>>, z.ZodArray<z.ZodType<string, string, z.core.$ZodTypeInternals<string, string>>>]>>;
            format: z.ZodOptional<z.ZodEnum<{
                csv: "csv";
                jsonl: "jsonl";
            }>>;
        }, z.core.$strict>;
    };
    readonly createSchedule: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly path: "/v1/schedules";
        readonly summary: string;
        readonly response: z.ZodObject<{
            name: z.ZodString;
            cron: z.ZodNullable<z.ZodString>;
            timeZone: z.ZodNullable<z.ZodString>;
            every: z.ZodNullable<z.ZodString>;
            overlap: z.ZodEnum<{
                cancel_running: "cancel_running";
                queue: "queue";
                skip: "skip";
            }>;
            catchUp: z.ZodString;
            jitter: z.ZodString;
            activeFrom: z.ZodISODateTime;
            endAt: z.ZodNullable<z.ZodISODateTime>;
            isPaused: z.ZodBoolean;
            revision: z.ZodInt;
            changedAt: z.ZodISODateTime;
            nextRuns: z.ZodArray<z.ZodISODateTime>;
            current: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            waiting: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            lastRun: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                outcome: z.ZodEnum<{
                    missed: "missed";
                    queued: "queued";
                    refused: "refused";
                    skipped: "skipped";
                    started: "started";
                    superseded: "superseded";
                }>;
                decidedAt: z.ZodISODateTime;
                jobId: z.ZodNullable<z.ZodString>;
                reason: z.ZodNullable<z.ZodString>;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
        }, z.core.$strip>;
        readonly method: "POST";
        readonly scope: "operate";
        readonly body: z.ZodObject<{
            cron: z.ZodExactOptional<z.ZodString>;
            timeZone: z.ZodExactOptional<z.ZodString>;
            every: z.ZodExactOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
            overlap: z.ZodDefault<z.ZodEnum<{
                cancel_running: "cancel_running";
                queue: "queue";
                skip: "skip";
            }>>;
            catchUp: z.ZodDefault<z.ZodUnion<readonly [z.ZodEnum<{
                latest: "latest";
                none: "none";
            }>, z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>]>>;
            jitter: z.ZodDefault<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
            startAt: z.ZodExactOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
            endAt: z.ZodExactOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
            job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
            name: z.ZodString;
        }, z.core.$strict>;
        readonly status: 201;
    };
    readonly listSchedules: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/schedules";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            data: z.ZodArray<z.ZodObject<{
                name: z.ZodString;
                cron: z.ZodNullable<z.ZodString>;
                timeZone: z.ZodNullable<z.ZodString>;
                every: z.ZodNullable<z.ZodString>;
                overlap: z.ZodEnum<{
                    cancel_running: "cancel_running";
                    queue: "queue";
                    skip: "skip";
                }>;
                catchUp: z.ZodString;
                jitter: z.ZodString;
                activeFrom: z.ZodISODateTime;
                endAt: z.ZodNullable<z.ZodISODateTime>;
                isPaused: z.ZodBoolean;
                revision: z.ZodInt;
                changedAt: z.ZodISODateTime;
                nextRuns: z.ZodArray<z.ZodISODateTime>;
                current: z.ZodNullable<z.ZodObject<{
                    scheduledFor: z.ZodISODateTime;
                    startsAt: z.ZodISODateTime;
                    jobId: z.ZodString;
                    isManual: z.ZodBoolean;
                }, z.core.$strip>>;
                waiting: z.ZodNullable<z.ZodObject<{
                    scheduledFor: z.ZodISODateTime;
                    startsAt: z.ZodISODateTime;
                    jobId: z.ZodString;
                    isManual: z.ZodBoolean;
                }, z.core.$strip>>;
                lastRun: z.ZodNullable<z.ZodObject<{
                    scheduledFor: z.ZodISODateTime;
                    outcome: z.ZodEnum<{
                        missed: "missed";
                        queued: "queued";
                        refused: "refused";
                        skipped: "skipped";
                        started: "started";
                        superseded: "superseded";
                    }>;
                    decidedAt: z.ZodISODateTime;
                    jobId: z.ZodNullable<z.ZodString>;
                    reason: z.ZodNullable<z.ZodString>;
                    isManual: z.ZodBoolean;
                }, z.core.$strip>>;
                job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
            }, z.core.$strip>>;
        }, z.core.$strip>;
    };
    readonly previewSchedule: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly path: "/v1/schedules:preview";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            ticks: z.ZodArray<z.ZodObject<{
                at: z.ZodISODateTime;
                local: z.ZodString;
                note: z.ZodNullable<z.ZodString>;
            }, z.core.$strip>>;
        }, z.core.$strip>;
        readonly method: "POST";
        readonly scope: "read";
        readonly body: z.ZodObject<{
            cron: z.ZodExactOptional<z.ZodString>;
            timeZone: z.ZodExactOptional<z.ZodString>;
            every: z.ZodExactOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
            count: z.ZodDefault<z.ZodInt>;
            after: z.ZodExactOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
        }, z.core.$strict>;
    };
    readonly readSchedule: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/schedules/{name}";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            name: z.ZodString;
            cron: z.ZodNullable<z.ZodString>;
            timeZone: z.ZodNullable<z.ZodString>;
            every: z.ZodNullable<z.ZodString>;
            overlap: z.ZodEnum<{
                cancel_running: "cancel_running";
                queue: "queue";
                skip: "skip";
            }>;
            catchUp: z.ZodString;
            jitter: z.ZodString;
            activeFrom: z.ZodISODateTime;
            endAt: z.ZodNullable<z.ZodISODateTime>;
            isPaused: z.ZodBoolean;
            revision: z.ZodInt;
            changedAt: z.ZodISODateTime;
            nextRuns: z.ZodArray<z.ZodISODateTime>;
            current: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            waiting: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            lastRun: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                outcome: z.ZodEnum<{
                    missed: "missed";
                    queued: "queued";
                    refused: "refused";
                    skipped: "skipped";
                    started: "started";
                    superseded: "superseded";
                }>;
                decidedAt: z.ZodISODateTime;
                jobId: z.ZodNullable<z.ZodString>;
                reason: z.ZodNullable<z.ZodString>;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
        }, z.core.$strip>;
        readonly params: z.ZodObject<{
            name: z.ZodString;
        }, z.core.$strip>;
    };
    readonly replaceSchedule: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly path: "/v1/schedules/{name}";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            name: z.ZodString;
            cron: z.ZodNullable<z.ZodString>;
            timeZone: z.ZodNullable<z.ZodString>;
            every: z.ZodNullable<z.ZodString>;
            overlap: z.ZodEnum<{
                cancel_running: "cancel_running";
                queue: "queue";
                skip: "skip";
            }>;
            catchUp: z.ZodString;
            jitter: z.ZodString;
            activeFrom: z.ZodISODateTime;
            endAt: z.ZodNullable<z.ZodISODateTime>;
            isPaused: z.ZodBoolean;
            revision: z.ZodInt;
            changedAt: z.ZodISODateTime;
            nextRuns: z.ZodArray<z.ZodISODateTime>;
            current: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            waiting: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            lastRun: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                outcome: z.ZodEnum<{
                    missed: "missed";
                    queued: "queued";
                    refused: "refused";
                    skipped: "skipped";
                    started: "started";
                    superseded: "superseded";
                }>;
                decidedAt: z.ZodISODateTime;
                jobId: z.ZodNullable<z.ZodString>;
                reason: z.ZodNullable<z.ZodString>;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
        }, z.core.$strip>;
        readonly params: z.ZodObject<{
            name: z.ZodString;
        }, z.core.$strip>;
        readonly method: "PUT";
        readonly scope: "operate";
        readonly body: z.ZodObject<{
            cron: z.ZodExactOptional<z.ZodString>;
            timeZone: z.ZodExactOptional<z.ZodString>;
            every: z.ZodExactOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
            overlap: z.ZodDefault<z.ZodEnum<{
                cancel_running: "cancel_running";
                queue: "queue";
                skip: "skip";
            }>>;
            catchUp: z.ZodDefault<z.ZodUnion<readonly [z.ZodEnum<{
                latest: "latest";
                none: "none";
            }>, z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>]>>;
            jitter: z.ZodDefault<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
            startAt: z.ZodExactOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
            endAt: z.ZodExactOptional<z.ZodPipe<z.ZodISODateTime, z.ZodTransform<number, string>>>;
            job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
        }, z.core.$strict>;
    };
    readonly deleteSchedule: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly path: "/v1/schedules/{name}";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            name: z.ZodString;
            cron: z.ZodNullable<z.ZodString>;
            timeZone: z.ZodNullable<z.ZodString>;
            every: z.ZodNullable<z.ZodString>;
            overlap: z.ZodEnum<{
                cancel_running: "cancel_running";
                queue: "queue";
                skip: "skip";
            }>;
            catchUp: z.ZodString;
            jitter: z.ZodString;
            activeFrom: z.ZodISODateTime;
            endAt: z.ZodNullable<z.ZodISODateTime>;
            isPaused: z.ZodBoolean;
            revision: z.ZodInt;
            changedAt: z.ZodISODateTime;
            nextRuns: z.ZodArray<z.ZodISODateTime>;
            current: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            waiting: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            lastRun: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                outcome: z.ZodEnum<{
                    missed: "missed";
                    queued: "queued";
                    refused: "refused";
                    skipped: "skipped";
                    started: "started";
                    superseded: "superseded";
                }>;
                decidedAt: z.ZodISODateTime;
                jobId: z.ZodNullable<z.ZodString>;
                reason: z.ZodNullable<z.ZodString>;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
        }, z.core.$strip>;
        readonly params: z.ZodObject<{
            name: z.ZodString;
        }, z.core.$strip>;
        readonly method: "DELETE";
        readonly scope: "operate";
    };
    readonly runSchedule: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly path: "/v1/schedules/{name}:run";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            name: z.ZodString;
            cron: z.ZodNullable<z.ZodString>;
            timeZone: z.ZodNullable<z.ZodString>;
            every: z.ZodNullable<z.ZodString>;
            overlap: z.ZodEnum<{
                cancel_running: "cancel_running";
                queue: "queue";
                skip: "skip";
            }>;
            catchUp: z.ZodString;
            jitter: z.ZodString;
            activeFrom: z.ZodISODateTime;
            endAt: z.ZodNullable<z.ZodISODateTime>;
            isPaused: z.ZodBoolean;
            revision: z.ZodInt;
            changedAt: z.ZodISODateTime;
            nextRuns: z.ZodArray<z.ZodISODateTime>;
            current: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            waiting: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            lastRun: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                outcome: z.ZodEnum<{
                    missed: "missed";
                    queued: "queued";
                    refused: "refused";
                    skipped: "skipped";
                    started: "started";
                    superseded: "superseded";
                }>;
                decidedAt: z.ZodISODateTime;
                jobId: z.ZodNullable<z.ZodString>;
                reason: z.ZodNullable<z.ZodString>;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
        }, z.core.$strip>;
        readonly method: "POST";
        readonly scope: "operate";
        readonly params: z.ZodObject<{
            name: z.ZodString;
        }, z.core.$strip>;
    };
    readonly pauseSchedule: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly path: "/v1/schedules/{name}:pause";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            name: z.ZodString;
            cron: z.ZodNullable<z.ZodString>;
            timeZone: z.ZodNullable<z.ZodString>;
            every: z.ZodNullable<z.ZodString>;
            overlap: z.ZodEnum<{
                cancel_running: "cancel_running";
                queue: "queue";
                skip: "skip";
            }>;
            catchUp: z.ZodString;
            jitter: z.ZodString;
            activeFrom: z.ZodISODateTime;
            endAt: z.ZodNullable<z.ZodISODateTime>;
            isPaused: z.ZodBoolean;
            revision: z.ZodInt;
            changedAt: z.ZodISODateTime;
            nextRuns: z.ZodArray<z.ZodISODateTime>;
            current: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            waiting: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            lastRun: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                outcome: z.ZodEnum<{
                    missed: "missed";
                    queued: "queued";
                    refused: "refused";
                    skipped: "skipped";
                    started: "started";
                    superseded: "superseded";
                }>;
                decidedAt: z.ZodISODateTime;
                jobId: z.ZodNullable<z.ZodString>;
                reason: z.ZodNullable<z.ZodString>;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
        }, z.core.$strip>;
        readonly method: "POST";
        readonly scope: "operate";
        readonly params: z.ZodObject<{
            name: z.ZodString;
        }, z.core.$strip>;
    };
    readonly resumeSchedule: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly path: "/v1/schedules/{name}:resume";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            name: z.ZodString;
            cron: z.ZodNullable<z.ZodString>;
            timeZone: z.ZodNullable<z.ZodString>;
            every: z.ZodNullable<z.ZodString>;
            overlap: z.ZodEnum<{
                cancel_running: "cancel_running";
                queue: "queue";
                skip: "skip";
            }>;
            catchUp: z.ZodString;
            jitter: z.ZodString;
            activeFrom: z.ZodISODateTime;
            endAt: z.ZodNullable<z.ZodISODateTime>;
            isPaused: z.ZodBoolean;
            revision: z.ZodInt;
            changedAt: z.ZodISODateTime;
            nextRuns: z.ZodArray<z.ZodISODateTime>;
            current: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            waiting: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                startsAt: z.ZodISODateTime;
                jobId: z.ZodString;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            lastRun: z.ZodNullable<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                outcome: z.ZodEnum<{
                    missed: "missed";
                    queued: "queued";
                    refused: "refused";
                    skipped: "skipped";
                    started: "started";
                    superseded: "superseded";
                }>;
                decidedAt: z.ZodISODateTime;
                jobId: z.ZodNullable<z.ZodString>;
                reason: z.ZodNullable<z.ZodString>;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
            job: z.ZodRecord<z.ZodString, z.ZodUnknown>;
        }, z.core.$strip>;
        readonly method: "POST";
        readonly scope: "operate";
        readonly params: z.ZodObject<{
            name: z.ZodString;
        }, z.core.$strip>;
    };
    readonly listScheduleRuns: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/schedules/{name}/runs";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            data: z.ZodArray<z.ZodObject<{
                scheduledFor: z.ZodISODateTime;
                outcome: z.ZodEnum<{
                    missed: "missed";
                    queued: "queued";
                    refused: "refused";
                    skipped: "skipped";
                    started: "started";
                    superseded: "superseded";
                }>;
                decidedAt: z.ZodISODateTime;
                jobId: z.ZodNullable<z.ZodString>;
                reason: z.ZodNullable<z.ZodString>;
                isManual: z.ZodBoolean;
            }, z.core.$strip>>;
        }, z.core.$strip>;
        readonly params: z.ZodObject<{
            name: z.ZodString;
        }, z.core.$strip>;
    };
    readonly index: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            name: z.ZodLiteral<"penstock">;
            routes: z.ZodArray<z.ZodObject<{
                method: z.ZodString;
                path: z.ZodString;
                summary: z.ZodString;
            }, z.core.$strip>>;
        }, z.core.$strip>;
        readonly scope: "public";
    };
    readonly indexOfV1: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            name: z.ZodLiteral<"penstock">;
            routes: z.ZodArray<z.ZodObject<{
                method: z.ZodString;
                path: z.ZodString;
                summary: z.ZodString;
            }, z.core.$strip>>;
        }, z.core.$strip>;
        readonly scope: "public";
    };
    readonly listWorkers: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/workers";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            data: z.ZodArray<z.ZodObject<{
                id: z.ZodString;
                slots: z.ZodInt;
            }, z.core.$strip>>;
        }, z.core.$strip>;
    };
    readonly metrics: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/metrics";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodString;
    };
    readonly live: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/healthz/live";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            status: z.ZodString;
            reasons: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
        }, z.core.$strip>;
        readonly scope: "public";
    };
    readonly ready: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/healthz/ready";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            status: z.ZodString;
            reasons: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
        }, z.core.$strip>;
        readonly scope: "public";
    };
    readonly readHelp: {
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/problems/{code}";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodString;
        readonly params: z.ZodObject<{
            code: z.ZodString;
        }, z.core.$strip>;
        readonly scope: "public";
    };
    readonly listUploads: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly body: z.ZodOptional<z.ZodObject<{}, z.core.$strict>>;
        readonly method: "GET";
        readonly path: "/v1/uploads";
        readonly scope: "read";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            data: z.ZodArray<z.ZodObject<{
                connection: z.ZodString;
                key: z.ZodString;
                uploadId: z.ZodNullable<z.ZodString>;
                openedAt: z.ZodISODateTime;
                ageSeconds: z.ZodInt;
                isListed: z.ZodNullable<z.ZodBoolean>;
                parts: z.ZodNullable<z.ZodInt>;
                bytes: z.ZodNullable<z.ZodInt>;
                owner: z.ZodEnum<{
                    foreign: "foreign";
                    intent: "intent";
                    orphan: "orphan";
                    transfer: "transfer";
                }>;
                transferId: z.ZodNullable<z.ZodString>;
                jobId: z.ZodNullable<z.ZodString>;
                state: z.ZodNullable<z.ZodString>;
            }, z.core.$strip>>;
            total: z.ZodInt;
            gaps: z.ZodArray<z.ZodObject<{
                connection: z.ZodString;
                code: z.ZodString;
                message: z.ZodString;
            }, z.core.$strip>>;
        }, z.core.$strip>;
        readonly query: z.ZodObject<{
            connection: z.ZodOptional<z.ZodString>;
            olderThan: z.ZodOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
        }, z.core.$strict>;
    };
    readonly abortOrphans: {
        readonly params: z.ZodObject<{}, z.core.$strip>;
        readonly query: z.ZodObject<{}, z.core.$strict>;
        readonly path: "/v1/uploads:abortOrphans";
        readonly summary: string;
        readonly status: 200;
        readonly response: z.ZodObject<{
            data: z.ZodArray<z.ZodObject<{
                uploadId: z.ZodString;
                connection: z.ZodNullable<z.ZodString>;
                key: z.ZodNullable<z.ZodString>;
                outcome: z.ZodEnum<{
                    aborted: "aborted";
                    failed: "failed";
                    refused: "refused";
                }>;
                reason: z.ZodNullable<z.ZodString>;
                jobId: z.ZodNullable<z.ZodString>;
            }, z.core.$strip>>;
            leftAlone: z.ZodObject<{
                foreign: z.ZodInt;
                transfers: z.ZodInt;
            }, z.core.$strip>;
            hasMore: z.ZodBoolean;
        }, z.core.$strip>;
        readonly method: "POST";
        readonly scope: "operate";
        readonly body: z.ZodObject<{
            connection: z.ZodOptional<z.ZodString>;
            olderThan: z.ZodOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
            uploadIds: z.ZodOptional<z.ZodArray<z.ZodString>>;
        }, z.core.$strict>;
    };
};
