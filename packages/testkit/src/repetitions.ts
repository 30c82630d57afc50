import { type Clock, Repetitions } from "@penstock/core";
import { seededRandom } from "./seeded-random.ts";

/** What a process repeats, by this clock; without one by that of the machine. */
export function repetitions(clock: Clock = { nowMs: () => Date.now() }): Repetitions {
  return new Repetitions({ clock, random: seededRandom(1) });
}
