import { z } from "zod";
import { timestamp } from "./job-view.ts";

export const workerView = z.object({
  id: z.string(),
  state: z
    .enum(["working", "draining", "drained"])
    // An API of an earlier version does not say.
    .default("working")
    .describe(
      "`draining`: it takes no more tasks, and still has some or has yet to hear of it; `drained`: it has none, and can be stopped.",
    ),
  slots: z.int(),
  busy: z.int().nullable().describe("Slots that move something."),
  host: z.string().nullable(),
  version: z.string().nullable(),
  since: timestamp.nullable().describe("When it was started."),
  lastSeen: timestamp.nullable().describe("When it last said that it lives; it does every 5 s."),
  loopPercent: z.int().nullable().describe("How busy its thread is."),
  moving: z
    .array(z.object({ jobId: z.string(), slots: z.int(), units: z.int(), bytes: z.int() }))
    .describe(
      "What it moves of each job, and how much of that it has read, or sent where a part is read first.",
    ),
});

export const workerPage = z.object({ data: z.array(workerView) });

export type WorkerView = z.infer<typeof workerView>;
export type WorkerPage = z.infer<typeof workerPage>;
