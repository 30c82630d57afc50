import { PenstockError } from "@penstock/core";
import type { z } from "zod";
import { describeIssues, issuesOf } from "./issues.ts";

/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export function readTask<Schema extends z.ZodType>(
  schema: Schema,
  payload: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(payload);
  if (!parsed.success) {
    throw new PenstockError(
      "request-invalid",
      `the task cannot be read, it may come from another version: ${describeIssues(issuesOf(parsed.error))}`,
    );
  }
  return parsed.data;
}
