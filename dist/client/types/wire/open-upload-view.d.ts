import { z } from "zod";
/** The query of `GET /v1/uploads`. */
export declare const openUploadQuery: z.ZodObject<{
    connection: z.ZodOptional<z.ZodString>;
    olderThan: z.ZodOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
}, z.core.$strict>;
export declare const openUploadView: z.ZodObject<{
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
}, z.core.$strip>;
export declare const openUploadPage: z.ZodObject<{
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
/** The body of `POST /v1/uploads:abortOrphans`. */
export declare const abortOrphansRequest: z.ZodObject<{
    connection: z.ZodOptional<z.ZodString>;
    olderThan: z.ZodOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
    uploadIds: z.ZodOptional<z.ZodArray<z.ZodString>>;
}, z.core.$strict>;
export declare const abortOrphansView: z.ZodObject<{
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
export type OpenUploadView = z.infer<typeof openUploadView>;
export type OpenUploadPage = z.infer<typeof openUploadPage>;
export type AbortOrphansRequest = z.input<typeof abortOrphansRequest>;
export type AbortOrphansView = z.infer<typeof abortOrphansView>;
