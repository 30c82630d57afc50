import type { Random } from "@penstock/core";

/** Between the two, every order of magnitude as likely as any other. */
export function spread(random: Random, least: number, most: number): number {
  return least * (most / least) ** random.unit();
}

export function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  return items
    .map((item) => ({ item, rank: random.unit() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}

/** @throws RangeError when there is nothing to choose from */
export function oneOf<Item>(items: readonly Item[], random: Random): Item {
  const item = items[Math.floor(random.unit() * items.length)];
  if (item === undefined) {
    throw new RangeError("there is nothing to choose from");
  }
  return item;
}
