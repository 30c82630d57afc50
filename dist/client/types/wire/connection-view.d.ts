import { z } from "zod";
/** What `POST /v1/connections/{name}:test` answers: one row per check, in the order they are made. */
export declare const connectionTestView: z.ZodObject<{
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
/** A connection as penstock.config.json has it. */
declare const connectionDescription: z.ZodObject<{
    name: z.ZodString;
    provider: z.ZodString;
    isWritable: z.ZodBoolean;
    location: z.ZodString;
}, z.core.$strip>;
export declare const connectionView: z.ZodObject<{
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
}, z.core.$strip>;
export declare const connectionPage: z.ZodObject<{
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
export type ConnectionTestView = z.infer<typeof connectionTestView>;
export type ConnectionDescription = z.infer<typeof connectionDescription>;
export type ConnectionView = z.infer<typeof connectionView>;
export type ConnectionPage = z.infer<typeof connectionPage>;
export {};
