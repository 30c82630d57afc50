import { at as isPenstockError } from "./src-B5NobToF.js";
import { _t as COPY_OUTCOMES, c as rowLines, vt as countedAs, yt as isTrouble } from "./src-DiZFaV3F.js";
import { n as tallyOf } from "./row-tally-nSwQPiZe.js";
import { n as combineChecksums } from "./checksum-nVqgyxYR.js";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
// packages/receipts/src/canonical-json.ts
/**
* JSON with its keys in order and no white space, so that equal values have equal bytes (RFC 8785,
* for values whose numbers are safe integers).
*
* @throws TypeError for what JSON cannot hold, and for other numbers
*/
function canonicalJson(value) {
	if (typeof value === "number" && !Number.isSafeInteger(value)) throw new TypeError(`${value} has more than one spelling`);
	if (value === null || [
		"string",
		"number",
		"boolean"
	].includes(typeof value)) return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
	if (typeof value === "object") return `{${Object.entries(value).filter(([, member]) => member !== void 0).toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(",")}}`;
	throw new TypeError(`JSON has no ${typeof value}`);
}
// packages/receipts/src/signature.ts
/** HMAC-SHA256 over the canonical JSON of everything else in the receipt. */
function signReceipt(body, key) {
	return {
		...body,
		signature: {
			algorithm: "HMAC-SHA256",
			keyId: keyIdOf(key),
			value: hmac(body, key)
		}
	};
}
/** Whether the signature is this key's, and of exactly this receipt. */
function isSignedBy(receipt, key) {
	const { signature, ...body } = receipt;
	return signature !== null && timingSafeEqual(Buffer.from(signature.value, "hex"), Buffer.from(hmac(body, key), "hex"));
}
/** Tells keys apart without telling them. */
function keyIdOf(key) {
	return createHash("sha256").update(key).digest("hex").slice(0, 8);
}
function hmac(body, key) {
	return createHmac("sha256", key).update(canonicalJson(body)).digest("hex");
}
// packages/receipts/src/receipt-check.ts
function checkSignature(receipt, key) {
	const { signature } = receipt;
	if (signature === null) return failed("signature", "the receipt is not signed: the API had no PENSTOCK_RECEIPT_KEY");
	if (key === void 0) return {
		name: "signature",
		outcome: "not-checked",
		detail: "set PENSTOCK_RECEIPT_KEY to the key that the API signed with"
	};
	if (isSignedBy(receipt, key)) return signature.keyId === keyIdOf(key) ? passed("signature", `signed with key ${signature.keyId}`) : failed("signature", `key ${keyIdOf(key)} signed it, and it names another one`);
	return failed("signature", signature.keyId === keyIdOf(key) ? "the receipt was changed after it was signed" : `it was signed with key ${signature.keyId}, and this is key ${keyIdOf(key)}`);
}
function passed(name, detail) {
	return {
		name,
		outcome: "passed",
		detail
	};
}
function failed(name, detail) {
	return {
		name,
		outcome: "failed",
		detail
	};
}
// packages/receipts/src/check-bulk-receipt.ts
/** What the receipt proves by itself: who issued it, and that its segments make up its counts. */
function checkBulkReceipt(receipt, key) {
	return [checkSignature(receipt, key), checkCounts(receipt)];
}
function checkCounts({ counts, segments }) {
	const { listed } = counts;
	const rows = segments.reduce((sum, segment) => sum + segment.rows, 0);
	for (const outcome of COPY_OUTCOMES) {
		const found = segments.reduce((sum, segment) => sum + segment.counts[outcome], 0);
		if (found !== counts[outcome]) return failed("counts", `the segments have ${found} ${outcome}, the job has ${counts[outcome]}`);
	}
	const sum = COPY_OUTCOMES.reduce((all, outcome) => all + counts[outcome], 0);
	if (sum !== listed || rows !== listed) return failed("counts", `${listed} objects were listed, ${sum} are counted, and there are ${rows} rows`);
	return passed("counts", `${listed} objects, each in one of ${segments.length} segments`);
}
/** As the journal names the rows of a segment: a segment that was written twice has two such files. */
const SHA_DIGITS = 16;
/** Compares every segment with the receipt, and its rows with its counts; names the first that differs. */
async function checkSegments(receipt, read) {
	for (const segment of receipt.segments) {
		const name = `${segment.epoch}-${segment.number}-${segment.rowsSha256.slice(0, SHA_DIGITS)}.jsonl.gz`;
		const bytes = await read(name);
		if (bytes === void 0 && segment.rows > 0) return failed("segments", `segment ${name} is missing`);
		const problem = problemOf(segment, bytes ?? /* @__PURE__ */ new Uint8Array());
		if (problem !== void 0) return failed("segments", `segment ${name} ${problem}`);
	}
	const { length } = receipt.segments;
	return passed("segments", `all ${length} have the hashes and the rows that the receipt names`);
}
function problemOf(segment, bytes) {
	if (createHash("sha256").update(bytes).digest("hex") !== segment.rowsSha256) return "was changed: its SHA-256 is another one";
	const rows = rowsOf(bytes);
	if (typeof rows === "string") return rows;
	const isAsCounted = rows.length === segment.rows && COPY_OUTCOMES.every((outcome) => countsOf(rows)[outcome] === segment.counts[outcome]);
	const trouble = JSON.stringify(tallyOf(rows.filter(isTrouble)));
	return isAsCounted && trouble === JSON.stringify(segment.trouble) ? void 0 : "has other rows than the receipt counts";
}
function rowsOf(bytes) {
	try {
		return bytes.length === 0 ? [] : rowLines.unpackAll([bytes]);
	} catch (error) {
		if (isPenstockError(error, "journal-unavailable")) return `cannot be read: ${error.message}`;
		throw error;
	}
}
function countsOf(rows) {
	const counts = {
		stored: 0,
		skipped: 0,
		failed: 0,
		aborted: 0
	};
	for (const { outcome } of rows) counts[countedAs(outcome)] += 1;
	return counts;
}
// packages/receipts/src/check-receipt.ts
/** What the receipt proves by itself: who issued it, and that its parts make up the whole object. */
function checkReceipt(receipt, key) {
	return [
		checkSignature(receipt, key),
		checkParts(receipt),
		...checkChecksum(receipt)
	];
}
/** No byte of the object may be in no part, or in two. */
function checkParts({ parts, sizeBytes }) {
	let nextByte = 0;
	for (const [index, { number, startByte, lengthBytes }] of parts.entries()) {
		if (number !== index + 1 || startByte !== nextByte) return failed("parts", `part ${number} does not begin where the part before it ends`);
		nextByte += lengthBytes;
	}
	return nextByte === sizeBytes ? passed("parts", `${parts.length} parts make up ${sizeBytes} bytes`) : failed("parts", `the parts make up ${nextByte} bytes, the object has ${sizeBytes}`);
}
function checkChecksum({ parts, algorithm, checksum }) {
	const pieces = parts.flatMap((part) => part.checksum === void 0 ? [] : [{
		...part,
		checksum: part.checksum
	}]);
	if (checksum === void 0 || pieces.length < parts.length) return [];
	const combined = parts.length === 1 ? pieces[0]?.checksum : combineChecksums(algorithm, pieces);
	return [combined === checksum ? passed("checksum", `the parts' checksums combine to ${algorithm} ${checksum}`) : failed("checksum", `the parts' checksums combine to ${combined}, not to ${checksum}`)];
}
/** Reads a copy of the object part by part, and names the first part that differs. */
async function checkCopy(receipt, copy, hashing) {
	const { sizeBytes, algorithm, parts } = receipt;
	if (copy.sizeBytes !== sizeBytes) return failed("copy", `the copy has ${copy.sizeBytes} bytes, the object has ${sizeBytes}`);
	const cover = checkParts(receipt);
	if (cover.outcome !== "passed") return failed("copy", cover.detail);
	for (const { number, startByte, lengthBytes, checksum } of parts) {
		if (checksum === void 0) return failed("copy", `the receipt has no checksum of part ${number} to compare with`);
		const hasher = hashing.hasher(algorithm);
		for await (const chunk of copy.read(startByte, lengthBytes)) hasher.update(chunk);
		if (hasher.digest() !== checksum) return failed("copy", `part ${number} differs, between bytes ${startByte} and ${startByte + lengthBytes}`);
	}
	return passed("copy", `all ${parts.length} parts have the same ${algorithm}`);
}
export { signReceipt as a, checkSegments as i, checkReceipt as n, checkBulkReceipt as r, checkCopy as t };
