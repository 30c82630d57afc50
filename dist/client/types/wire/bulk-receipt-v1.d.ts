import { z } from "zod";
/** The checkable record of a job of many objects: one line of JSON. */
export declare const bulkReceiptV1: z.ZodObject<{
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
export type BulkReceipt = z.infer<typeof bulkReceiptV1>;
