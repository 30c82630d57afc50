/**
 * JSON with its keys in order and no white space, so that equal values have equal bytes (RFC 8785,
 * for values whose numbers are safe integers).
 *
 * @throws TypeError for what JSON cannot hold, and for other numbers
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new TypeError(`${value} has more than one spelling`);
  }
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(",")}]`;
  }
  if (typeof value === "object") {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      // By UTF-16 code units, as the RFC wants it and as JavaScript compares.
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  throw new TypeError(`JSON has no ${typeof value}`);
}
