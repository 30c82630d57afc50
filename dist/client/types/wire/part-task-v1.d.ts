import { type JobId, type PartTask, type TransferId, type TransferRef } from "../core/index.js";
import { z } from "zod";
/** What the queue `parts` carries. A change that an older worker would misread makes it version 2. */
declare const partTaskV1: z.ZodObject<{
    v: z.ZodLiteral<1>;
    tenant: z.ZodString;
    transferId: z.ZodCustom<TransferId, TransferId>;
    generation: z.ZodInt;
    number: z.ZodPipe<z.ZodInt, z.ZodTransform<import("../core/index.js").PartNumber, number>>;
    taskPart: z.ZodExactOptional<z.ZodPipe<z.ZodInt, z.ZodTransform<import("../core/index.js").PartNumber, number>>>;
    jobId: z.ZodCustom<JobId, JobId>;
    source: z.ZodObject<{
        connection: z.ZodString;
        key: z.ZodString;
    }, z.core.$strip>;
    destination: z.ZodObject<{
        connection: z.ZodString;
        key: z.ZodString;
    }, z.core.$strip>;
    upload: z.ZodObject<{
        token: z.ZodString;
        uploadId: z.ZodExactOptional<z.ZodPipe<z.ZodString, z.ZodTransform<import("../core/index.js").UploadId, string>>>;
        plan: z.ZodObject<{
            strategy: z.ZodEnum<{
                multipart: "multipart";
                put: "put";
            }>;
            sizeBytes: z.ZodInt;
            partSizeBytes: z.ZodInt;
            partCount: z.ZodInt;
            reason: z.ZodString;
        }, z.core.$strip>;
        sourceVersion: z.ZodObject<{
            sizeBytes: z.ZodInt;
            validator: z.ZodDiscriminatedUnion<[z.ZodObject<{
                kind: z.ZodEnum<{
                    etag: "etag";
                    "weak-etag": "weak-etag";
                }>;
                etag: z.ZodString;
            }, z.core.$strip>, z.ZodObject<{
                kind: z.ZodLiteral<"last-modified">;
                date: z.ZodString;
            }, z.core.$strip>, z.ZodObject<{
                kind: z.ZodLiteral<"file">;
                inode: z.ZodString;
                mtimeNs: z.ZodString;
            }, z.core.$strip>, z.ZodObject<{
                kind: z.ZodLiteral<"size-only">;
            }, z.core.$strip>], "kind">;
            signs: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodString>>;
            checksum: z.ZodExactOptional<z.ZodObject<{
                algorithm: z.ZodEnum<{
                    crc32: "crc32";
                    crc64xz: "crc64xz";
                    md5: "md5";
                }>;
                value: z.ZodString;
            }, z.core.$strip>>;
            contentEncoding: z.ZodExactOptional<z.ZodString>;
        }, z.core.$strip>;
        checksum: z.ZodEnum<{
            crc32: "crc32";
            crc64xz: "crc64xz";
            md5: "md5";
        }>;
        attributes: z.ZodObject<{
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
        serverSideCopySource: z.ZodExactOptional<z.ZodString>;
        forbidOverwrite: z.ZodExactOptional<z.ZodBoolean>;
        putProof: z.ZodExactOptional<z.ZodEnum<{
            echoed: "echoed";
            refused: "refused";
        }>>;
    }, z.core.$strip>;
    range: z.ZodObject<{
        startByte: z.ZodInt;
        lengthBytes: z.ZodInt;
    }, z.core.$strip>;
}, z.core.$strip>;
/** What the queues `plan` and `finalize` carry; everything else is read from the ledger. */
declare const transferTaskV1: z.ZodObject<{
    v: z.ZodLiteral<1>;
    tenant: z.ZodString;
    transferId: z.ZodCustom<TransferId, TransferId>;
}, z.core.$strip>;
/** The encoded forms: plain JSON. */
export type PartTaskPayload = z.input<typeof partTaskV1>;
export type TransferTaskPayload = z.input<typeof transferTaskV1>;
export declare function encodePartTask({ taskPart, ...part }: PartTask): PartTaskPayload;
/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export declare function decodePartTask(payload: unknown): PartTask;
export declare function encodeTransferTask({ tenant, transferId }: TransferRef): TransferTaskPayload;
/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export declare function decodeTransferTask(payload: unknown): TransferRef;
export {};
