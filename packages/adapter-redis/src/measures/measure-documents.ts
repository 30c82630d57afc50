import {
  DEFAULT_IN_FLIGHT_LIMIT,
  type InFlightBound,
  type JobMeasures,
  type JobWaits,
  type MeasureNote,
  type MissingParts,
  RATE_STEP_MS,
  type RateSample,
  type WorkerMeasure,
} from "@penstock/core";
import type { Damage } from "../damage.ts";
import { parseDocument } from "../parsed-document.ts";
import { parseClaimLimit } from "../parts/claim-limit-documents.ts";

/** What a worker said last stands under this and its id. */
const WORKER = "w:";

/** As the scripts take it: nothing, where there is nothing to say. */
export function formatMeasures(note: MeasureNote | undefined): string {
  return note === undefined ? "" : JSON.stringify(note);
}

/** The fields of the hash of a job's measures. */
export function parseMeasures(
  fields: Readonly<Record<string, string>>,
  damage: Damage,
): JobMeasures {
  const said = Object.entries(fields).filter(([name]) => name.startsWith(WORKER));
  const workers = damage.each(
    said.map(([, json]) => json),
    (json) => parseWorker(json),
    (_, index) => `measures of ${said[index]?.[0]}`,
  );
  const rates = Object.entries(fields)
    .filter(([name]) => !name.startsWith(WORKER))
    .map(([, text]) => parseRate(text))
    .sort((one, other) => one.fromMs - other.fromMs);
  return { workers, rates };
}

function parseWorker(json: string): WorkerMeasure {
  const { added: _, ...measure } = parseDocument(json, "worker", "phases", "recent") as MeasureNote;
  return measure;
}

function parseRate(text: string): RateSample {
  const [span = 0, bytes = 0, units = 0] = text.split(" ").map(Number);
  return { fromMs: span * RATE_STEP_MS, bytes, units };
}

/**
 * `{ ready, other jobs, in flight, their limit or nothing, batches that wait, when one is due or nothing, why no more
 * may be in flight or nothing, the claim limit that it waits for and its units and bound, or nothing }`
 */
export function parseWaits(reply: unknown): JobWaits {
  const [ready, otherJobs, inFlight, limit, waiting, due, bound, name, claimLimit, of] =
    reply as readonly [
      number,
      number,
      number,
      string,
      number,
      string,
      InFlightBound | "",
      string,
      string,
      "deployment" | "tenant" | "",
    ];
  return {
    ...{ ready, otherJobs, inFlight, waiting },
    inFlightLimit: limit === "" ? DEFAULT_IN_FLIGHT_LIMIT : Number(limit),
    ...(due !== "" && { dueAtMs: Number(due) }),
    ...(bound !== "" && { inFlightBound: bound }),
    ...(of !== "" && { inFlightOf: of }),
    ...(claimLimit !== "" && { claimLimit: parseClaimLimit(name, claimLimit) }),
  };
}

/** `{ the next part, parts to dispatch again, parts that failed, how many failures }`, or nothing. */
export function parseMissing(reply: unknown): MissingParts | undefined {
  const [next, redo, failed, failures] = reply as readonly [
    number | undefined,
    readonly string[],
    readonly string[],
    number,
  ];
  return next === undefined
    ? undefined
    : { next, redo: redo.map(Number), failed: failed.map(Number), failures };
}
