/** So many rows or entries of the usual kind stay far below 128 KB as text. */
const PIECE_ITEMS = 128;

/**
 * In pieces of which texts are made one by one. V8 takes memory of its own from the system for each text above 128 KB, and its
 * first touch costs more than all else that is done with it: a microsecond for each of a thousand rows.
 */
export function inPieces<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / PIECE_ITEMS);
  return Array.from({ length: count }, (_, piece) =>
    items.slice(piece * PIECE_ITEMS, (piece + 1) * PIECE_ITEMS),
  );
}
