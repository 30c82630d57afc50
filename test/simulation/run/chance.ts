import type { Random } from "@penstock/core";

export function between(random: Random, least: number, most: number): number {
  return least + random.unit() * (most - least);
}

/** Every order of magnitude as likely as any other. */
export function spread(random: Random, least: number, most: number): number {
  return least * (most / least) ** random.unit();
}

export function pick<Choice>(random: Random, first: Choice, ...others: readonly Choice[]): Choice {
  return others[Math.floor(random.unit() * (others.length + 1)) - 1] ?? first;
}
