import { z } from "zod";
export declare const signature: z.ZodObject<{
    algorithm: z.ZodLiteral<"HMAC-SHA256">;
    keyId: z.ZodString;
    value: z.ZodString;
}, z.core.$strict>;
/** The checkable record of a finished transfer: one line of NDJSON. */
export declare const receiptV1: z.ZodObject<{
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
}, z.core.$strict>;
export declare const receiptPage: z.ZodObject<{
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
export type ReceiptPage = z.infer<typeof receiptPage>;
export type Receipt = z.infer<typeof receiptV1>;
