import {
  type JobMeasures,
  type MeasureNote,
  RATE_STEP_MS,
  type RateSample,
  type WorkerMeasure,
} from "@penstock/core";
import type { Damage } from "../damage.ts";
import { parseDocument } from "../parsed-document.ts";

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
