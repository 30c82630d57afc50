import { formatByteSize } from "@penstock/core";
import type { JobView } from "@penstock/wire";

/** What is known about a job at one moment: what the API says, and how fast it has been moving. */
export type ProgressFrame = {
  readonly job: JobView;
  readonly bytesPerSecond: number | undefined;
  /** Of a job of many objects: whatever became of them. */
  readonly objectsPerSecond: number | undefined;
  /** Unknown while a list is open. */
  readonly etaSeconds: number | undefined;
  /** Of a job of many objects, as far as its rows are in the journal. */
  readonly failures: readonly FailureCount[];
};

/** How many objects failed by a code. */
export type FailureCount = { readonly code: string; readonly objects: number };

/** `45s`, `10m23s`, `2h05m`, `3d04h`: the two largest units. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 60) {
    return `${whole}s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  }
  if (whole < 86_400) {
    return `${Math.floor(whole / 3600)}h${two(Math.floor((whole % 3600) / 60))}m`;
  }
  return `${Math.floor(whole / 86_400)}d${two(Math.floor((whole % 86_400) / 3600))}h`;
}

export function formatRate(bytesPerSecond: number): string {
  return `${formatByteSize(Math.round(bytesPerSecond))}/s`;
}

export function formatPercent(percent: number | null): string {
  return percent === null ? "–" : `${percent.toFixed(1)} %`;
}

/** Why a job is slow now, in words that say what would help; empty when all is well. */
export function healthText(job: JobView): string {
  switch (job.health) {
    case "ok":
      return "";
    case "waiting_for_workers":
      return "no worker is alive: start one with `penstock serve --role worker`";
    case "retrying":
      return "the last attempt failed; it is being repeated";
    case "throttled":
      return "the source or the store throttles";
    case "degraded":
      return "a step fails again and again while others continue";
    case "stalled":
      return "no part was uploaded for a minute";
    case "late":
      return "it will not be done by its deadline";
    default:
      return job.health satisfies never;
  }
}

/**
 * Shows what could move the cursor, change colours, turn the direction of writing or begin a line, as an
 * escape: names come from other people, and no name may look like a line of ours.
 */
export function plainText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escapeOf);
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return SHORT_ESCAPES[character] ?? `\\u{${code}}`;
}

/** JSON on one line, which means the same to a program and cannot steer a terminal. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, jsonEscapeOf);
}

/** By UTF-16 code units, as JSON writes them. */
function jsonEscapeOf(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
