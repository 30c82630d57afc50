import type { Outcome } from "./finished-job.ts";
import { OUTCOMES } from "./finished-job.ts";

/** How long what finished is kept after its end. */
export type Retention = Readonly<Record<Outcome, number>>;

export const DEFAULT_RETENTION = "30d";

/** In the ledger, where there is no journal: the oldest go first. */
export const MAX_FINISHED_JOBS = 100_000;

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const MAX_MS = 36_500 * 86_400_000;

/**
 * Reads `30d`, or `succeeded=7d,failed=90d`: an outcome that is left out is kept for the
 * default time.
 *
 * @returns what is wrong with it instead, in words for a person
 */
export function parseRetention(text: string): Retention | { readonly issue: string } {
  const all = durationOf(text);
  if (all !== undefined) {
    return { succeeded: all, failed: all };
  }
  const given = new Map<string, number>();
  for (const piece of text.split(",")) {
    const [name = "", value = ""] = piece.trim().split("=", 2);
    const ms = durationOf(value);
    if (!OUTCOMES.some((outcome) => outcome === name) || ms === undefined || given.has(name)) {
      return { issue: issueOf(piece, name, { ms, isTwice: given.has(name) }) };
    }
    given.set(name, ms);
  }
  const otherwise = durationOf(DEFAULT_RETENTION) ?? 0;
  return {
    succeeded: given.get("succeeded") ?? otherwise,
    failed: given.get("failed") ?? otherwise,
  };
}

/** As the setting is written. */
export function formatRetention({ succeeded, failed }: Retention): string {
  return succeeded === failed
    ? formatDuration(succeeded)
    : `succeeded=${formatDuration(succeeded)},failed=${formatDuration(failed)}`;
}

function durationOf(text: string): number | undefined {
  const [, count = "", unit = ""] = /^(\d{1,6})([mhd])$/.exec(text.trim()) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? 0);
  return ms > 0 && ms <= MAX_MS ? ms : undefined;
}

function issueOf(
  piece: string,
  name: string,
  { ms, isTwice }: { readonly ms: number | undefined; readonly isTwice: boolean },
): string {
  const how = "write 30d, or succeeded=7d,failed=90d; units are m, h and d";
  if (isTwice) {
    return `"${name}" is there twice: ${how}`;
  }
  return ms === undefined
    ? `"${piece.trim()}" says no time from 1m to 36500d: ${how}`
    : `"${name}" is no outcome: ${how}. Jobs that are cancelled, or complete with errors, are kept like failed ones`;
}

function formatDuration(ms: number): string {
  const unit = ["d", "h"].find((each) => ms % (UNIT_MS[each] ?? 1) === 0) ?? "m";
  return `${ms / (UNIT_MS[unit] ?? 1)}${unit}`;
}
