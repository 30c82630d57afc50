/** A half-open range of bytes: startByte is in it, startByte + lengthBytes is not. */
export type ByteRange = { readonly startByte: number; readonly lengthBytes: number };

/** The first byte after the range. */
export function endByte(range: ByteRange): number {
  return range.startByte + range.lengthBytes;
}

/** The Range header for a range of at least one byte (RFC 9110 14.1.2: the last position is inclusive). */
export function toRangeHeader(range: ByteRange): string {
  if (range.lengthBytes < 1) {
    throw new RangeError("an HTTP range cannot be empty");
  }
  return `bytes=${range.startByte}-${endByte(range) - 1}`;
}

export type ContentRange = { readonly range: ByteRange; readonly totalBytes: number };

/** Reads `bytes 0-9/100` (RFC 9110 14.4); undefined for anything else, also for an unknown total. */
export function parseContentRange(header: string): ContentRange | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header.trim());
  if (match === null) {
    return undefined;
  }
  const [first, last, totalBytes] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (last < first || last >= totalBytes || !Number.isSafeInteger(totalBytes)) {
    return undefined;
  }
  return { range: { startByte: first, lengthBytes: last - first + 1 }, totalBytes };
}
