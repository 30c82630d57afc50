import { CHECK_OUTCOMES, COPY_OUTCOMES, REPORT_ROWS, type RowFilter } from "@penstock/core";
import { z } from "zod";
import { severalOf } from "./several.ts";

const REPORT_FORMATS = ["jsonl", "csv"] as const;

/** The query of `GET /v1/jobs/{id}/report`: a row is in it that fits all that is given. */
export const reportQuery = z.strictObject({
  rows: z
    .enum(REPORT_ROWS)
    .optional()
    .describe(
      "`changed`: all but those that were skipped, or are the same; `trouble`: only those of objects that failed or were not moved. Left out: as the job's `options.report` has it.",
    ),
  outcome: severalOf(z.enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES])).describe(
    "Rows of this outcome, or of one of these.",
  ),
  code: severalOf(z.string().min(1).max(64)).describe("Rows whose cause has this error code."),
  key: severalOf(z.string().min(1).max(1024)).describe(
    "Rows whose key one of these globs takes, as `include` of a job does.",
  ),
  format: z
    .enum(REPORT_FORMATS)
    .optional()
    .describe("Left out: CSV where `Accept` names text/csv, else JSON Lines."),
});

export type ReportQuery = z.infer<typeof reportQuery>;

export function toRowFilter({ outcome, code, key }: ReportQuery): RowFilter {
  return {
    ...(outcome !== undefined && { outcomes: outcome }),
    ...(code !== undefined && { codes: code }),
    ...(key !== undefined && { keys: { include: key, exclude: [] } }),
  };
}
