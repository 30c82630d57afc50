// packages/core/src/bytes/byte-range.ts
/** The first byte after the range. */
function endByte(range) {
	return range.startByte + range.lengthBytes;
}
/** The Range header for a range of at least one byte (RFC 9110 14.1.2: the last position is inclusive). */
function toRangeHeader(range) {
	if (range.lengthBytes < 1) throw new RangeError("an HTTP range cannot be empty");
	return `bytes=${range.startByte}-${endByte(range) - 1}`;
}
/** Reads `bytes 0-9/100` (RFC 9110 14.4); undefined for anything else, also for an unknown total. */
function parseContentRange(header) {
	const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header.trim());
	if (match === null) return;
	const [first, last, totalBytes] = [
		Number(match[1]),
		Number(match[2]),
		Number(match[3])
	];
	if (last < first || last >= totalBytes || !Number.isSafeInteger(totalBytes)) return;
	return {
		range: {
			startByte: first,
			lengthBytes: last - first + 1
		},
		totalBytes
	};
}
export { parseContentRange as n, toRangeHeader as r, endByte as t };
