/**
 * Keys in the order of their UTF-8 bytes, in which stores list them. JavaScript's `<` compares
 * UTF-16 units and sorts U+FF5E behind an emoji, where a store sorts it before.
 */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at += 1) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at);
    if (difference !== 0) {
      return weight(a.charCodeAt(at)) - weight(b.charCodeAt(at));
    }
  }
  return a.length - b.length;
}

/** A UTF-16 unit in the order of UTF-8: surrogates behind the rest of the basic plane. */
function weight(unit: number): number {
  if (unit < 0xd800) {
    return unit;
  }
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
