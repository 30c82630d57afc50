import type { Selection } from "../core/index.js";
import { z } from "zod";
export declare const globs: z.ZodArray<z.ZodString>;
export declare const rowChoice: {
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
};
/** Exactly one of the kinds. */
export declare const source: z.ZodObject<{
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
export declare const destination: z.ZodObject<{
    connection: z.ZodString;
    key: z.ZodString;
}, z.core.$strict>;
type Source = z.infer<typeof source>;
/** A job of more than one object, or of a number that is not known yet. */
export declare function isBulkSource(given: Partial<Source>): boolean;
/** @throws RangeError for the source of one object */
export declare function toSelection(given: Source): Selection;
export {};
