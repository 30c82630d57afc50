import { BOUNDS, PART_STATES, type PHASES } from "@penstock/core";
import { z } from "zod";
import { jobAction, pageOf, timestamp } from "./job-view.ts";

const milliseconds = z.int().describe("Milliseconds, added up.");

/** Where time goes: in the queue, until the source's first byte, reading, sending, until the store's response. */
const phasesView = z.object({
  queueMs: milliseconds,
  firstByteMs: milliseconds,
  readMs: milliseconds,
  sendMs: milliseconds,
  responseMs: milliseconds,
} satisfies Record<(typeof PHASES)[number], unknown>);

/** Why a job is not faster now. */
export const explainView = z.object({
  jobId: z.string(),
  boundBy: z.enum(BOUNDS).nullable().describe("What holds it back; null for a job that has ended."),
  since: timestamp.nullable(),
  sentence: z.string().describe("What is the case, what exactly, and what to do next."),
  evidence: z.object({
    phases: phasesView.describe("Of about the last ten seconds, and of what is under way."),
    samples: z.int().describe("How many parts and objects the phases are of."),
    waits: z.object({
      ready: z.int().describe("Transfers and batches of the job that wait for their turn."),
      otherJobs: z.int().describe("Jobs of the tenant that wait for theirs."),
      inFlight: z.int().describe("Parts and batches of the tenant that are queued or moved."),
      inFlightLimit: z.int(),
      waiting: z.int().describe("Batches that failed and wait to be tried again."),
      workers: z.int().describe("Workers that are alive."),
      slots: z.int().describe("Of all workers."),
      busy: z.int().describe("Slots that move something."),
      moving: z.int().describe("Parts and objects of the job that are being moved."),
      ledgerMs: z.int().describe("How long Redis took to tell of the job."),
    }),
  }),
  nextTryAt: timestamp.nullable().describe("When it is tried again, at the latest."),
  actions: z.array(jobAction),
});

/** How a job was moved in the last quarter of an hour, and by whom. */
export const statsView = z.object({
  jobId: z.string(),
  stepSeconds: z.int(),
  series: z
    .array(z.object({ at: timestamp, bytes: z.int(), units: z.int() }))
    .describe(
      "Oldest first; a step in which nothing was moved is left out. Units are parts and small objects.",
    ),
  workers: z.array(
    z.object({
      worker: z.string(),
      since: timestamp,
      lastAt: timestamp,
      units: z.int(),
      bytes: z.int(),
      phases: phasesView,
    }),
  ),
  total: z.object({ units: z.int(), bytes: z.int(), phases: phasesView }),
});

export const partMapView = z.object({
  transferId: z.string(),
  parts: z.int(),
  encoding: z
    .enum(["rle36", "pairs64"])
    .describe(
      "`rle36`: for each run of parts in one state its length in base 36, left out for one part, and the letter of the state. `pairs64`: one digit of base64url for two parts: eight times the place of the first one's state in the legend, and the place of the second one's.",
    ),
  legend: z
    .string()
    .describe(
      "`P` planned, `A` in flight, `R` failed and tried again, `S` stored, `V` stored in an object that is verified, `F` not stored when the transfer ended.",
    ),
  map: z.string(),
  failures: z.object({
    kept: z.int().describe("The newest ones, which `…/transfers` and `…/parts` show."),
    total: z.int(),
  }),
});

const partView = z.object({
  number: z.int(),
  startByte: z.int(),
  lengthBytes: z.int(),
  state: z.enum(PART_STATES),
  etag: z.string().nullable(),
  checksum: z.string().nullable(),
  worker: z
    .string()
    .nullable()
    .describe("Who uploaded it: its id, or `~` and its short name where no word of it is left."),
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
  phases: phasesView.nullable(),
  failures: z
    .array(
      z.object({
        at: timestamp,
        process: z.string(),
        cause: z.object({ code: z.string(), message: z.string() }),
        requestId: z.string().nullable(),
      }),
    )
    .describe("Those of the newest 100 of the transfer that are of this part."),
});

export const partPage = pageOf(partView);

export type ExplainView = z.infer<typeof explainView>;
export type StatsView = z.infer<typeof statsView>;
export type PartMapView = z.infer<typeof partMapView>;
export type PartPage = z.infer<typeof partPage>;
export type PartView = z.infer<typeof partView>;
