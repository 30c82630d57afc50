/** Carries every item, so many at once. */
export async function inParallel<Item>(
  items: Iterable<Item>,
  atOnce: number,
  carry: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = rest.next(); next.done !== true; next = rest.next()) {
        await carry(next.value);
      }
    }),
  );
}

/** 0 … count - 1 */
export function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
