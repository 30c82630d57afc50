import { type ConfigDocument, LIMIT_NAMES, LimitCalendar, type Limits } from "@penstock/core";
import type { LimitsView } from "@penstock/wire";

type Document = ConfigDocument<Limits> | undefined;

/** What is set, and what holds of it now. */
export function toLimitFields(document: Document, nowMs: number) {
  return {
    ...factsOf(document?.value ?? {}, nowMs),
    revision: document?.revision ?? 0,
    changedAt: document === undefined ? null : isoOf(document.changedAtMs),
  };
}

/** @param settings those that hold where no document says otherwise */
export function toLimitsView(document: Document, nowMs: number, settings: Limits): LimitsView {
  const fields = toLimitFields(document, nowMs);
  return document === undefined
    ? { ...fields, ...factsOf(settings, nowMs), isOfSettings: true }
    : { ...fields, isOfSettings: false };
}

function factsOf(limits: Limits, nowMs: number) {
  const calendar = new LimitCalendar(limits);
  const now = LIMIT_NAMES.filter((name) => limits[name] !== undefined).map((limit) => {
    const { value, untilMs } = calendar.at(limit, nowMs);
    return { limit, value: value ?? null, until: untilMs === undefined ? null : isoOf(untilMs) };
  });
  return { limits: copyOf(limits), now };
}

/** The form of a document: its lists may be written to. */
function copyOf(limits: Limits): LimitsView["limits"] {
  return limits;
}

export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
