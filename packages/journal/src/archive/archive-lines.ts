// The one place where lines of a segment become types. Only what a job cannot be shown without is
// checked; whatever else was written is kept as it is, also what a newer version added.
import { type FinishedJob, isJobId, isTransferId, type JobId } from "@penstock/core";
import { z } from "zod";
import { DamagedDocument } from "../journal-documents.ts";

const VERSION = 1;

const line = z.looseObject({
  id: z.string().refine(isJobId, "not the id of a job"),
  v: z.literal(VERSION, { error: "it was written by another version" }),
  record: z.looseObject({
    job: z.looseObject({
      id: z.string(),
      tenant: z.string(),
      name: z.string(),
      labels: z.record(z.string(), z.string()),
      createdAtMs: z.number(),
    }),
    counts: z.looseObject({ listed: z.number() }),
    progress: z.looseObject({}),
    isCancelled: z.boolean(),
    finishedAtMs: z.number(),
  }),
  from: z.number().default(0),
  transfers: z.array(
    z.looseObject({
      transfer: z.looseObject({
        id: z.string().refine(isTransferId, "not the id of a transfer"),
        state: z.looseObject({ kind: z.string() }),
      }),
      failures: z.array(z.looseObject({})),
      receipt: z.looseObject({ v: z.literal(1) }).optional(),
    }),
  ),
});

/** The id comes first, so that a line can be found without reading the others. */
export function formatLine({ record, from, transfers }: FinishedJob): string {
  return JSON.stringify({ id: record.job.id, v: VERSION, record, from, transfers });
}

export function isLineOf(text: string, jobId: JobId): boolean {
  return text.startsWith(`{"id":"${jobId}"`);
}

/** @throws DamagedDocument */
export function parseLine(text: string): FinishedJob {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new DamagedDocument("it is no JSON", { cause: error });
  }
  const parsed = line.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new DamagedDocument(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
  }
  const { record, from, transfers } = parsed.data;
  return { record, from, transfers } as unknown as FinishedJob;
}
