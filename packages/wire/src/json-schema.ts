import { z } from "zod";
import { connectionTestView, connectionView } from "./connection-view.ts";
import { jobRequest } from "./job-request.ts";
import { jobView, transferView } from "./job-view.ts";
import { openUploadView } from "./open-upload-view.ts";
import { planView } from "./plan-view.ts";
import { receiptV1 } from "./receipt-v1.ts";
import { scheduleView } from "./schedule-view.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Shapes that are defined once and referred to by name. */
const NAMED = {
  Job: jobView,
  JobRequest: jobRequest,
  Transfer: transferView,
  Receipt: receiptV1,
  Connection: connectionView,
  ConnectionTest: connectionTestView,
  OpenUpload: openUploadView,
  Plan: planView,
  Schedule: scheduleView,
};

for (const [id, schema] of Object.entries(NAMED)) {
  z.globalRegistry.add(schema, { id });
}

/** A contract as JSON Schema: what a client may send (`input`), or what it gets (`output`). */
export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  return z.toJSONSchema(schema, { io, unrepresentable: "any" });
}
