import { type RowFilter } from "../core/index.js";
import { z } from "zod";
/** The query of `GET /v1/jobs/{id}/report`: a row is in it that fits all that is given. */
export declare const reportQuery: z.ZodObject<{
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
export type ReportQuery = z.infer<typeof reportQuery>;
export declare function toRowFilter({ outcome, code, key }: ReportQuery): RowFilter;
