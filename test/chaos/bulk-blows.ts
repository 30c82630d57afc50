import { systemClock } from "@penstock/process";
import { seededRandom } from "@penstock/testkit";
import { pause } from "../../apps/cli/src/pause.ts";
import { shuffled } from "./chance.ts";

const BULK_ROLES = ["api", "planner", "worker", "coordinator"] as const;
export type BulkRole = (typeof BULK_ROLES)[number];

/** What is done once the job has come as far as `progress`, from 0 to 1. */
export type BulkBlow = { readonly progress: number } & (
  | { readonly kind: "kill"; readonly role: BulkRole }
  | { readonly kind: "flush" }
);

const KILLS_OF_EACH = 3;
const LOOK_EVERY_MS = 50;
/** Two blows at once would be one. */
const APART_MS = 300;

/** Three kills of each role in an order of the seed, and a FLUSHALL in the middle of them. */
export function bulkBlows(seed: number): readonly BulkBlow[] {
  const deck = BULK_ROLES.flatMap((role) => Array.from({ length: KILLS_OF_EACH }, () => role));
  const kills = shuffled(deck, seededRandom(seed)).map((role): BulkBlow["kind"] | BulkRole => role);
  const middle = kills.length / 2;
  const all = [...kills.slice(0, middle), "flush" as const, ...kills.slice(middle)];
  return all.map((what, index) => {
    const progress = (index + 1) / (all.length + 2);
    const role = BULK_ROLES.find((each) => each === what);
    return role === undefined ? { progress, kind: "flush" } : { progress, kind: "kill", role };
  });
}

/** Deals the blows out, each when `progress` says so; progress that goes back again is no matter. */
export async function dealByProgress(
  blows: readonly BulkBlow[],
  progress: () => number,
  strike: (blow: BulkBlow) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let earliestMs = systemClock.nowMs();
  for (const blow of blows) {
    while (!signal.aborted && (progress() < blow.progress || systemClock.nowMs() < earliestMs)) {
      await pause(LOOK_EVERY_MS, signal);
    }
    if (signal.aborted) {
      return;
    }
    await strike(blow);
    earliestMs = systemClock.nowMs() + APART_MS;
  }
}
