import { B as toUploadId, R as toETag, at as isPenstockError, m as sourceKeyProblem, mt as crc64FromDecimal, nt as PenstockError, t as STORE_PROFILES, z as toPartNumber } from "./src-B5NobToF.js";
import { C as describeIssues, _ as connectionsFile, ht as storedCoding, lt as SOURCE_MARK_NAME, mt as isSameCoding, pt as sourceAttributesOf, ut as TOKEN_NAME, w as issuesOf } from "./src-DiZFaV3F.js";
import { n as parseContentRange, r as toRangeHeader, t as endByte } from "./byte-range-CC_gljz1.js";
import { $ as NODE_REGION_CONFIG_OPTIONS, A as getContentLengthPlugin, C as getHttpSigningPlugin, Ct as toBase64, D as getLoggerPlugin, E as getRecursionDetectionPlugin, Et as emitWarningIfUnsupportedVersion$1, G as decideEndpoint, J as BinaryDecisionDiagram, K as customEndpointFunctions, M as resolveHttpHandlerRuntimeConfig, N as determineTimestampFormat, O as getHostHeaderPlugin, Q as NODE_REGION_CONFIG_FILE_OPTIONS, St as getSmithyContext, T as getHttpAuthSchemeEndpointRuleSetPlugin, Tt as setFeature, U as getEndpointPlugin, V as generateIdempotencyToken, W as resolveEndpointConfig, X as resolveDefaultsModeConfig, Y as resolveParams, Z as resolveRegionConfig, _ as NODE_RETRY_MODE_CONFIG_OPTIONS, _t as calculateBodyLength, at as loadConfigsForDefaultMode, b as resolveUserAgentConfig, c as Sha256Node, ct as NormalizedSchema, d as awsEndpointFunctions, dt as Client, et as makeBuilder, f as NODE_APP_ID_CONFIG_OPTIONS, ft as NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, g as NODE_MAX_ATTEMPT_CONFIG_OPTIONS, gt as toUint8Array, h as getRetryPlugin, ht as booleanSelector, it as emitWarningIfUnsupportedVersion, j as getHttpHandlerExtensionConfiguration, k as resolveHostHeaderConfig, l as getAwsRegionExtensionConfiguration, lt as getSchemaSerdePlugin, m as getUserAgentPlugin, mt as SelectorType$1, n as NODE_AUTH_SCHEME_PREFERENCE_OPTIONS, nt as getDefaultExtensionConfiguration, o as ProtocolLib, ot as ServiceException, p as createDefaultUserAgentProvider, pt as NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, q as EndpointCache, r as AwsSdkSigV4Signer, rt as resolveDefaultRuntimeConfig, t as resolveAwsSdkSigV4Config, tt as NoOpLogger, u as resolveAwsRegionExtensionConfiguration, v as resolveRetryConfig, vt as NumericValue, w as httpSigningMiddlewareOptions, wt as fromBase64, x as DefaultIdentityProviderConfig, xt as normalizeProvider, y as DEFAULT_RETRY_MODE } from "./httpAuthSchemes-Djbn9qKs.js";
import { o as isArrayBuffer } from "./hex-encoding-Bc8B5uu7.js";
import { n as toUtf8, r as fromUtf8, t as TypeRegistry } from "./TypeRegistry-BYzBs9Nm.js";
import "./loadSharedConfigFiles-D9gKzRo6.js";
import { t as HttpRequest } from "./httpRequest-xDbkZc54.js";
import { a as isReadableStream, d as HttpResponse, o as dateToUtcString, r as streamCollector, t as NodeHttpHandler, u as parseRfc7231DateTime } from "./node-http-handler-CSYhB4bJ.js";
import { r as parseUrl, t as loadConfig } from "./configLoader-Ny0bsOZG.js";
import { n as HttpInterceptingShapeDeserializer, r as HttpBindingProtocol, t as HttpInterceptingShapeSerializer } from "./HttpInterceptingShapeSerializer-CWQA_cww.js";
import { t as CredentialsProviderError } from "./CredentialsProviderError-BtFEgKxl.js";
import { t as chain } from "./chain-DkOmQhBp.js";
import { a as SerdeContextConfig, i as XmlShapeDeserializer, n as resolveAwsSdkSigV4AConfig, o as SignatureV4MultiRegion, r as AwsSdkSigV4ASigner, t as NODE_SIGV4A_CONFIG_OPTIONS } from "./resolveAwsSdkSigV4AConfig-B8rcfxSW.js";
import { n as toBase64$1, t as sdkStreamMixin } from "./sdk-stream-mixin-VB9JQ93E.js";
import { m as Crc32Node, r as eventStreamSerdeProvider } from "./event-streams-D9xwV-G0.js";
import { s as fromEnv } from "./dist-es-B1kK2l1P.js";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { BlockList, Socket, connect, isIP, isIPv6 } from "node:net";
import { join, resolve, sep } from "node:path";
import { createHash, createHmac, createSecretKey, hash } from "node:crypto";
import { Readable, Writable } from "node:stream";
import { hostname } from "node:os";
import { constants as constants$1, readFileSync } from "node:fs";
import { TLSSocket, connect as connect$1 } from "node:tls";
import { access, open, readFile, readdir, readlink, realpath, stat } from "node:fs/promises";
import { Agent, STATUS_CODES, request } from "node:http";
import process$1 from "node:process";
import { setImmediate } from "node:timers/promises";
import { Agent as Agent$1, request as request$1 } from "node:https";
// packages/core/src/bytes/range-response.ts
/**
* Believes a range response only if it begins with the bytes that were asked for (RFC 9110 14.4 and
* 15.3.7): status 206, one range, the planned total, the planned coding of the content.
*
* Answers to anything but the planned object size mean that the source changed.
*
* @returns how many bytes it carries: a server may send fewer than it was asked for, never more
*/
function checkRangeResponse(response, expected) {
	const { what, range, totalBytes } = expected;
	if (response.status === 200) throw new PenstockError("source-range-ignored", `${what} ignores the Range header: it answered 200 with the whole object`);
	if (response.status !== 206) throw new PenstockError("source-response-invalid", `${what} answered ${response.status}`);
	checkEncoding(response, expected);
	const got = parseContentRange(response.contentRange ?? "");
	if (got === void 0) throw new PenstockError("source-response-invalid", `${what} answered 206 without a usable Content-Range (${response.contentRange ?? "none"})`);
	if (got.totalBytes !== totalBytes) throw new PenstockError("source-changed", `${what} has ${got.totalBytes} bytes now, ${totalBytes} were planned`);
	if (got.range.startByte !== range.startByte || got.range.lengthBytes > range.lengthBytes) throw new PenstockError("source-response-invalid", `${what} sent bytes ${response.contentRange}, not the requested ones`);
	return got.range.lengthBytes;
}
/**
* Believes the response to a request without a Range header: the whole object, of the planned size,
* in the planned coding of the content. A 206 is believed when it begins with the first byte.
*
* @returns how many bytes it carries
*/
function checkWholeResponse(response, { what, totalBytes, contentEncoding }) {
	const range = {
		startByte: 0,
		lengthBytes: totalBytes
	};
	if (response.status !== 200) return checkRangeResponse(response, {
		what,
		range,
		totalBytes,
		contentEncoding
	});
	checkEncoding(response, {
		what,
		range,
		contentEncoding
	});
	if (response.contentLength !== void 0 && Number(response.contentLength) !== totalBytes) throw new PenstockError("source-changed", `${what} has ${response.contentLength} bytes now, ${totalBytes} were planned`);
	return totalBytes;
}
/**
* Coded bytes are copied as they are; what must not happen is that they lie beside others. A response
* of the right length says that the object is stored otherwise now, any other one that a server on
* the way codes or decodes what it passes on.
*/
function checkEncoding(response, { what, range, contentEncoding }) {
	if (!isSameCoding(response.contentEncoding, contentEncoding)) {
		const now = storedCoding(response.contentEncoding) ?? "no coding";
		const planned = storedCoding(contentEncoding) ?? "no coding";
		throw new PenstockError(Number(response.contentLength) === range.lengthBytes ? "source-changed" : "source-response-invalid", `${what} sent its bytes in ${now}, ${planned} was planned`);
	}
}
// packages/core/src/failures/source-error.ts
/** What a store's failure means when the store is the source of a transfer. */
const SOURCE_CODES = {
	"store-missing": "source-missing",
	"store-refused": "source-forbidden",
	"store-rejected": "source-forbidden",
	"destination-exists": "source-changed",
	"store-throttled": "source-throttled",
	"credentials-expired": "source-throttled",
	"clock-skewed": "source-throttled",
	"store-conflict": "source-unreachable",
	"upload-superseded": "source-unreachable",
	"store-unreachable": "source-unreachable",
	"store-response-invalid": "source-response-invalid"
};
/**
* Turns the failure of a store that is read from into one of the `source-…` codes. Anything else (an
* interruption, a source's own error) comes back as it is.
*/
function toSourceError(error) {
	if (!isPenstockError(error)) return error;
	const code = error.details["httpStatus"] === 416 ? "source-changed" : sourceCodeOf(error);
	if (code === void 0) return error;
	return new PenstockError(code, error.message, {
		cause: error,
		details: error.details
	});
}
/** S3 and COS say so of an object that has to be restored first. */
function sourceCodeOf({ code, details }) {
	return details["storeCode"] === "InvalidObjectState" ? "source-archived" : SOURCE_CODES[code];
}
/** A server refused what it was asked to compare. Whether the version differs is another question. */
function isPreconditionFailed(error) {
	return isPenstockError(error, "source-changed") && error.details["httpStatus"] === 412;
}
// packages/core/src/failures/store-status.ts
/** What the HTTP status of a store's failure means where the store gives no code that is known. */
function storeCodeOfStatus(status) {
	switch (status) {
		case 401:
		case 403: return "store-refused";
		case 404: return "store-missing";
		case 408: return "store-unreachable";
		case 409: return "store-conflict";
		case 412: return "destination-exists";
		case 402:
		case 429:
		case 503: return "store-throttled";
	}
	if (status < 300) return "store-response-invalid";
	return status >= 400 && status < 500 ? "store-rejected" : "store-unreachable";
}
// packages/core/src/listing/key-order.ts
/**
* Keys in the order of their UTF-8 bytes, in which stores list them. JavaScript's `<` compares
* UTF-16 units and sorts U+FF5E behind an emoji, where a store sorts it before.
*/
function compareKeys(a, b) {
	const shorter = Math.min(a.length, b.length);
	for (let at = 0; at < shorter; at += 1) if (a.charCodeAt(at) - b.charCodeAt(at) !== 0) return weight(a.charCodeAt(at)) - weight(b.charCodeAt(at));
	return a.length - b.length;
}
/** A UTF-16 unit in the order of UTF-8: surrogates behind the rest of the basic plane. */
function weight(unit) {
	if (unit < 55296) return unit;
	return unit >= 57344 ? unit - 2048 : unit + 8192;
}
// packages/core/src/listing/key-range.ts
/** Every key that there can be. */
const ALL_KEYS = { after: "" };
function isInRange(key, { after, to }) {
	return compareKeys(key, after) > 0 && (to === void 0 || compareKeys(key, to) <= 0);
}
/** Two ranges that have together what the one has; undefined where the middle would leave one empty. */
function splitRange(range, middle) {
	const { after, to } = range;
	return isInRange(middle, range) && middle !== to ? [{
		after,
		to: middle
	}, {
		...range,
		after: middle
	}] : void 0;
}
/**
* Where a range that is listed up to a key can be split by what was seen: behind the uppermost
* folder of that key that ends behind the key and inside the range. "0" is the character behind "/".
*/
function folderMiddle(range, seenKey) {
	for (let slash = seenKey.indexOf("/"); slash >= 0; slash = seenKey.indexOf("/", slash + 1)) {
		const middle = `${seenKey.slice(0, slash)}0`;
		if (splitRange({
			...range,
			after: seenKey
		}, middle) !== void 0) return middle;
	}
}
/**
* What the covered ranges leave of a whole one, in order. They may come in any order and overlap:
* whatever is in none of them is in exactly one gap.
*/
function gapsBetween(whole, covered) {
	const gaps = [];
	let { after } = whole;
	const ordered = covered.filter((range) => !isEmpty$1(range)).toSorted((a, b) => compareKeys(a.after, b.after));
	for (const range of ordered) {
		const to = earlierEnd(range.after, whole.to);
		if (!isEmpty$1({
			after,
			to
		})) gaps.push({
			after,
			to
		});
		if (range.to === void 0) return gaps;
		after = compareKeys(range.to, after) > 0 ? range.to : after;
	}
	return isEmpty$1({
		...whole,
		after
	}) ? gaps : [...gaps, {
		...whole,
		after
	}];
}
function isEmpty$1({ after, to }) {
	return to !== void 0 && compareKeys(after, to) >= 0;
}
function earlierEnd(end, other) {
	return other === void 0 || compareKeys(end, other) < 0 ? end : other;
}
// packages/core/src/listing/listed-page.ts
/**
* Checks a page instead of believing it. One that is out of order, outside of what was asked for or
* without progress would lose keys, double them, or list without end.
*
* @throws PenstockError `listing-invalid`
*/
function checkedPage(query, page) {
	checkOrder(query, page.entries);
	const last = endOf(query, page);
	const { to } = query;
	if (to !== void 0 && (!page.isTruncated || compareKeys(last, to) >= 0)) return {
		entries: page.entries.filter(({ key }) => compareKeys(key, to) <= 0),
		last: to,
		isEnd: true
	};
	return {
		entries: page.entries,
		last,
		isEnd: !page.isTruncated
	};
}
function checkOrder({ prefix, after }, entries) {
	let last = after;
	for (const { key } of entries) {
		if (compareKeys(key, last) <= 0) throw invalid$4(`names "${key}" behind "${last}": it is not in the order of bytes, or repeats a page`);
		if (!key.startsWith(prefix)) throw invalid$4(`names "${key}", which does not begin with "${prefix}"`);
		last = key;
	}
}
function endOf({ after }, { entries, isTruncated, next }) {
	const last = entries.at(-1)?.key ?? after;
	if (!isTruncated) return last;
	const end = entries.length === 0 && next !== void 0 ? next : last;
	if (compareKeys(end, after) <= 0) throw invalid$4(`says that more follows behind "${after}", and leads nowhere`);
	return end;
}
function invalid$4(problem) {
	return new PenstockError("listing-invalid", `the list ${problem}. What it left out cannot be known: test the connection (penstock conn test), set its "listing" to "unordered" if it lists so, or name the keys one by one`);
}
// packages/core/src/transfers/source-version.ts
const VERSIONS = [
	"x-amz-version-id",
	"x-cos-version-id",
	"x-oss-version-id",
	"x-goog-generation"
];
/** Of the whole object, also beside a range of it (RFC 9530 3; the vendors' own documents). */
const CHECKSUMS = [
	"repr-digest",
	"digest",
	"x-cos-hash-crc64ecma",
	"x-oss-hash-crc64ecma",
	"x-goog-hash"
];
/** Of the bytes that the response carries: beside a range they are another value for each range. */
const BODY_CHECKSUMS = [
	"content-md5",
	"content-digest",
	"x-amz-checksum-crc32",
	"x-amz-checksum-crc32c",
	"x-amz-checksum-crc64nvme",
	"x-amz-checksum-sha1",
	"x-amz-checksum-sha256"
];
/**
* A Last-Modified of the second of its response: it may move with each response (Apache shows the
* present for a date in the future), and the object may change again in that second (RFC 9110 8.8.2.2).
*/
const FRESH_DATE = "fresh-last-modified";
const FRESH_MS = 1e3;
/** RFC 9110 8.8.3. Empty, it tells no version from another. */
const STRONG_ETAG = /^"[\x21\x23-\x7e\x80-\xff]+"$/;
/** Every sign of a version that a response carries, in whatever spelling. */
function signsOf({ headers, isWhole }) {
	const signs = [
		...VERSIONS,
		"etag",
		...CHECKSUMS,
		...isWhole ? BODY_CHECKSUMS : []
	].flatMap((name) => {
		const text = textOf$2(headers, name);
		return text === void 0 || saysNothing(name, text) ? [] : [[name, text]];
	});
	const date = textOf$2(headers, "last-modified");
	return {
		...Object.fromEntries(signs),
		...date !== void 0 && { [isFresh(date, headers) ? FRESH_DATE : "last-modified"]: plainDate(date) }
	};
}
function textOf$2(headers, name) {
	const value = headers[name];
	const text = typeof value === "string" ? value.trim() : value?.join(", ");
	return text === "" ? void 0 : text;
}
function saysNothing(name, text) {
	return name === "etag" ? opaqueOf(text) === "" : VERSIONS.includes(name) && text === "null";
}
function isFresh(lastModified, headers) {
	return Date.parse(lastModified) >= Date.parse(textOf$2(headers, "date") ?? "") - FRESH_MS;
}
/** HTTP has three spellings of a date; what is none of them is compared as it is. */
function plainDate(text) {
	const ms = Date.parse(text);
	return Number.isNaN(ms) ? text : new Date(ms).toUTCString();
}
/** What every later response is compared with. */
function sourceVersionOf(sizeBytes, response, mode) {
	const { validator, signs } = validatorOf(ofMode(signsOf(response), mode));
	return {
		sizeBytes,
		validator,
		...Object.keys(signs).length > 0 && { signs }
	};
}
const SIGNS_OF_MODE = {
	etag: ["etag"],
	date: ["last-modified", FRESH_DATE],
	size: []
};
function ofMode(signs, mode) {
	return mode === void 0 ? signs : only(signs, SIGNS_OF_MODE[mode]);
}
function only(signs, names) {
	return Object.fromEntries(Object.entries(signs).filter(([name]) => names.includes(name)));
}
function validatorOf({ etag, "last-modified": date, ...others }) {
	const dated = date === void 0 ? others : {
		...others,
		"last-modified": date
	};
	if (etag !== void 0) return {
		validator: {
			kind: STRONG_ETAG.test(etag) ? "etag" : "weak-etag",
			etag
		},
		signs: dated
	};
	return date === void 0 ? {
		validator: { kind: "size-only" },
		signs: others
	} : {
		validator: {
			kind: "last-modified",
			date
		},
		signs: others
	};
}
/** All that was planned, the validator's own sign included. */
function plannedSigns({ validator, signs = {} }) {
	switch (validator.kind) {
		case "etag":
		case "weak-etag": return {
			etag: validator.etag,
			...signs
		};
		case "last-modified": return {
			"last-modified": plainDate(validator.date),
			...signs
		};
		case "file":
		case "size-only": return signs;
		default: return validator;
	}
}
function pinnedBy(sourceVersion) {
	return sourceVersion.validator.kind === "file" ? "file" : strengthOf(plannedSigns(sourceVersion), sourceVersion.checksum !== void 0);
}
function strengthOf(signs, hasChecksum = false) {
	const has = (names) => names.some((name) => signs[name] !== void 0);
	if (has(VERSIONS)) return "version";
	if (signs["etag"] !== void 0 && !isWeak(signs["etag"])) return "etag";
	if (hasChecksum || has(CHECKSUMS)) return "checksum";
	if (signs["etag"] !== void 0) return "weak-etag";
	return has(["last-modified"]) ? "date" : "size-only";
}
/** Signs that promise the same bytes are worth the same. */
const RANKS = {
	version: 3,
	etag: 3,
	checksum: 3,
	file: 3,
	"weak-etag": 2,
	date: 1,
	"size-only": 0
};
/**
* The headers by which the server itself refuses (412) another version: RFC 9110 13.1.1 and 13.1.4.
* Only a strong, well-formed ETag may be compared by If-Match, and only a date is one.
*/
function preconditionsOf(sourceVersion) {
	const { etag = "", "last-modified": date = "" } = plannedSigns(sourceVersion);
	if (STRONG_ETAG.test(etag)) return { "if-match": etag };
	return Number.isNaN(Date.parse(date)) ? {} : { "if-unmodified-since": date };
}
/**
* Compares a response with every sign that was planned. A sign that is left out is no other version,
* but what is left has to prove as much as was planned: the receipt says so.
*
* @throws PenstockError `source-changed`, which says what differs; `source-response-invalid`
*/
function checkVersion(response, sourceVersion, what) {
	if (sourceVersion.validator.kind === "file") throw new PenstockError("source-changed", `${what} was planned as a file and is HTTP now`);
	const planned = plannedSigns(sourceVersion);
	const shown = signsOf(response);
	const difference = differenceOf$1(planned, shown);
	if (difference !== void 0) throw new PenstockError("source-changed", `${what} is another version now: ${difference}`);
	if (RANKS[strengthOf(only(shown, Object.keys(planned)))] < RANKS[strengthOf(planned)]) throw new PenstockError("source-response-invalid", `${what} no longer shows which version it sends; ${describe(planned)} was planned. If its servers show different signs, set "sourceVersion" of the connection`);
}
/** Whether a later look shows the version that was planned, as far as both tell. */
function isSameVersion(planned, now) {
	return planned.sizeBytes === now.sizeBytes && isSameCoding(planned.contentEncoding, now.contentEncoding) && isSameChecksum(planned.checksum, now.checksum) && differenceOf$1(plannedSigns(planned), plannedSigns(now)) === void 0;
}
function isSameChecksum(planned, now) {
	return planned?.algorithm !== now?.algorithm || planned?.value === now?.value;
}
function differenceOf$1(planned, shown) {
	for (const [name, was] of Object.entries(planned)) {
		const now = counterpartOf(name, shown);
		if (now !== void 0 && !isSame(name, was, now)) return `its ${name.replace("fresh-", "")} is ${now}, ${was} was planned`;
	}
}
/** A date that was fresh when it was planned is not compared with a fresh one: both may be the time of day. */
function counterpartOf(name, shown) {
	if (name === FRESH_DATE) return shown["last-modified"];
	return name === "last-modified" ? shown[name] ?? shown[FRESH_DATE] : shown[name];
}
/** A server may show the same tag weak first and strong later: Apache does, for a second. */
function isSame(name, was, now) {
	return name === "etag" ? opaqueOf(was) === opaqueOf(now) : was === now;
}
function isWeak(etag) {
	return /^w\//i.test(etag);
}
function opaqueOf(etag) {
	return etag.replace(/^w\//i, "").replace(/^"(.*)"$/, "$1");
}
function describe(signs) {
	return Object.entries(signs).map(([name, value]) => `${name.replace("fresh-", "")} ${value}`).join(", ");
}
// packages/core/src/stores/limits-with-parts.ts
/** The limits of a store whose operator lets an upload have another number of parts than usual. */
function limitsWithParts(limits, maxParts) {
	const { maxPartBytes } = limits;
	const fromParts = maxParts * maxPartBytes;
	const maxObjectBytes = limits.maxObjectBytes < limits.maxParts * maxPartBytes ? Math.min(limits.maxObjectBytes, fromParts) : fromParts;
	return {
		...limits,
		maxParts,
		maxObjectBytes
	};
}
// packages/transport/src/carries-condition.ts
const CONDITION = /^(?:if-|x-[a-z]+-(?:copy-source-if-|forbid-overwrite$))/i;
/**
* Whether a request says under which condition it is to be done. One that does not cannot have failed
* by it, whatever the response says.
*/
function carriesCondition(headers = {}) {
	return Object.keys(headers).some((name) => CONDITION.test(name));
}
// packages/transport/src/exact-bytes.ts
/**
* Hands the chunks on, exactly as many bytes as expected: what is too much is not delivered.
*
* @throws PenstockError `source-length-wrong`
*/
async function* exactBytes(chunks, { what, lengthBytes }) {
	let receivedBytes = 0;
	for await (const chunk of chunks) {
		receivedBytes += chunk.length;
		if (receivedBytes > lengthBytes) throw lengthWrong(what, `more than the ${lengthBytes} bytes that were asked for`);
		yield chunk;
	}
	if (receivedBytes < lengthBytes) throw lengthWrong(what, `${receivedBytes} of the ${lengthBytes} bytes that were asked for`);
}
function lengthWrong(what, sent) {
	return new PenstockError("source-length-wrong", `${what} sent ${sent}`);
}
// packages/transport/src/chunk-buffers.ts
/** Larger reads and writes cost no less CPU per byte, smaller ones do. */
const CHUNK_BYTES$1 = 1048576;
/** Buffers that are used again: as many as were ever in use at once. */
var ChunkBuffers = class {
	#free = [];
	#bytes;
	constructor(bytes = CHUNK_BYTES$1) {
		this.#bytes = bytes;
	}
	take() {
		return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bytes);
	}
	/** Only once nothing can write into it any more, and nothing reads it. */
	release(buffer) {
		this.#free.push(buffer);
	}
};
// packages/transport/src/minimum-rate.ts
/**
* Judges a source by what it sends while it is waited for. The time in which the caller is busy with a
* chunk does not count: a slow store must not look like a slow source.
*/
var MinimumRate = class {
	#limits;
	#windowBytes;
	#waitedMs = 0;
	#receivedBytes = 0;
	constructor(limits) {
		this.#limits = limits;
		this.#windowBytes = limits.minimumBytesPerSecond * limits.rateWindowMs / 1e3;
	}
	/** How much longer the wait may be until the window is full and has to be judged. */
	get leftMs() {
		return Math.max(0, this.#limits.rateWindowMs - this.#waitedMs);
	}
	/** Notes what a wait has brought; false when a window is full and held too few bytes. */
	note(waitedMs, receivedBytes) {
		this.#waitedMs += waitedMs;
		this.#receivedBytes += receivedBytes;
		if (this.leftMs > 0) return true;
		const isFastEnough = this.#receivedBytes >= this.#windowBytes;
		this.#waitedMs = 0;
		this.#receivedBytes = 0;
		return isFastEnough;
	}
};
// packages/transport/src/reset-connection.ts
/** What TLS runs over, where this process opened it: only that can be reset. */
const TCP_BELOW = /* @__PURE__ */ new WeakMap();
/**
* Ends a connection so that what this kernel still holds of a request is dropped. Closing would leave
* it to be sent, and a request that was given up could be carried out at any time later. What the other
* side's kernel has taken already stays with it.
*/
function resetConnection(socket, reason) {
	const tcp = TCP_BELOW.get(socket) ?? socket;
	if (tcp instanceof Socket && !(tcp instanceof TLSSocket) && !tcp.destroyed) tcp.resetAndDestroy();
	socket.destroy(reason);
}
/** Node resets plain TCP only, so TLS gets a socket of ours to run over; it has no `onread` then. */
function connectResettableTls({ host, port, ...options }) {
	const tcp = connect({
		host,
		port
	});
	const socket = connect$1({
		...options,
		socket: tcp
	});
	runOver(tcp, socket);
	return socket;
}
function runOver(tcp, socket) {
	TCP_BELOW.set(socket, tcp);
	tcp.on("error", (error) => socket.destroy(error));
	socket.once("close", () => tcp.destroy());
}
/** The agent of node:https, whose connections can be reset. */
var ResettableHttpsAgent = class extends Agent$1 {
	createConnection(options, callback) {
		const tcp = connect({
			host: String(options.host),
			port: Number(options.port)
		});
		const over = {
			...options,
			socket: tcp
		};
		const socket = super.createConnection(over, callback);
		if (socket) runOver(tcp, socket);
		return socket;
	}
};
// packages/transport/src/response-head.ts
/** What is not HTTP/1.1, or could be read in two ways. */
var NotHttpError = class extends Error {
	name = "NotHttpError";
};
/** RFC 9112, 4: the reason may be missing, and some servers leave out the space before it as well. */
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
/** RFC 9110, 5.1 and 5.5: a token, and anything but control characters. */
const NAME$1 = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE$1 = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Real answers have some thirty. */
const MAX_FIELDS = 256;
/** Which response has no body, whatever its headers say. */
const WITHOUT_BODY = /* @__PURE__ */ new Set([204, 304]);
/**
* Reads the head of a response to a GET. Strict where a lenient reader could take other bytes for the
* body than the server meant: folded lines, bare line feeds, and two lengths are refused.
*
* @param text status line and fields in latin1, without the empty line behind them
* @throws NotHttpError
*/
function readResponseHead(text) {
	const [statusLine = "", ...lines] = text.split("\r\n");
	const [matched, minor, digits] = STATUS_LINE.exec(statusLine) ?? [];
	if (matched === void 0) throw new NotHttpError("no status line of HTTP/1");
	const headers = readFields$1(lines);
	const status = Number(digits);
	const framing = framingOf(status, headers);
	return {
		status,
		headers,
		framing,
		keepsAlive: minor === "1" && !wantsToClose(headers) && framing.kind !== "until-close" && isLength(headers["content-length"] ?? "0")
	};
}
function wantsToClose({ connection = "" }) {
	return connection.toLowerCase().split(",").some((option) => trimBlanks(option) === "close");
}
function isLength(text) {
	return /^\d+$/.test(text) && Number.isSafeInteger(Number(text));
}
function readFields$1(lines) {
	if (lines.length > MAX_FIELDS) throw new NotHttpError(`a head of more than ${MAX_FIELDS} fields`);
	const headers = Object.create(null);
	for (const line of lines) {
		const [name, value] = readField(line) ?? [];
		if (name === void 0 || isAmbiguous(name, line)) throw new NotHttpError("a line that is no header field");
		const before = headers[name];
		headers[name] = before === void 0 ? value : `${String(before)}, ${value}`;
	}
	return headers;
}
/** Lower-case name and value; undefined for what is no field. Takes time by the line's length only. */
function readField(line) {
	const colon = line.indexOf(":");
	const name = line.slice(0, Math.max(0, colon));
	const value = line.slice(colon + 1);
	return NAME$1.test(name) && VALUE$1.test(value) ? [name.toLowerCase(), trimBlanks(value)] : void 0;
}
/** A pattern that looks for the blanks at the end would start anew at each blank before it. */
function trimBlanks(text) {
	let start = 0;
	let end = text.length;
	while (start < end && isBlank(text.charCodeAt(start))) start += 1;
	while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
	return text.slice(start, end);
}
function isBlank(code) {
	return code === 32 || code === 9;
}
/** Node's own parser keeps a tab at the end, and takes the framing by it for another one. */
function isAmbiguous(name, line) {
	return name === "transfer-encoding" && line.includes("	");
}
function framingOf(status, headers) {
	const { "content-length": length, "transfer-encoding": encoding } = headers;
	if (encoding !== void 0 && length !== void 0) throw new NotHttpError("two lengths: Content-Length and Transfer-Encoding");
	if (status < 200 || WITHOUT_BODY.has(status)) return {
		kind: "length",
		bytes: 0
	};
	if (encoding !== void 0) {
		if (encoding.toLowerCase() !== "chunked") throw new NotHttpError("a Transfer-Encoding that was not asked for");
		return { kind: "chunked" };
	}
	if (length === void 0) return { kind: "until-close" };
	if (!isLength(length)) throw new NotHttpError("a Content-Length that is no number");
	return {
		kind: "length",
		bytes: Number(length)
	};
}
// packages/transport/src/chunked-body.ts
/** A size line with its extensions, or a line of the trailer: longer ones are not needed. */
const MAX_LINE_BYTES = 16384;
/** All extensions and trailers of a body together, as much as Node's own client takes of each. */
const MAX_EXTRA_BYTES = 16384;
const CR = 13;
const LF = 10;
/** The chunk's size in hex; its extensions mean nothing here (RFC 9112, 7.1.1). */
const SIZE_LINE = /^([0-9a-fA-F]{1,12})([ \t]*(?:;[^\r\n]*)?)$/;
/** Those that every reader takes for the same: no blanks outside of quotes, no escapes in them. */
const PLAIN_EXTENSIONS = /^(?:;[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+|"[\x20\x21\x23-\x5b\x5d-\x7e]*"))?)*$/;
/** A trailer may not hold them (RFC 9110, 6.5.1). */
const FRAMING_FIELDS = /* @__PURE__ */ new Set(["content-length", "transfer-encoding"]);
/** Takes the bytes of a chunked body (RFC 9112, 7.1) apart, wherever they are cut. */
var ChunkedBody = class {
	/** `size`: in a size line; `data`; `data-end`: in the CRLF behind it; `trailer`; `end`. */
	#state = "size";
	#line = "";
	#hasCr = false;
	#dataLeft = 0;
	#extraBytes = 0;
	#isPlain = true;
	/** Nothing was in it that another reader could refuse or take for the end. */
	get isPlain() {
		return this.#isPlain;
	}
	get isEnded() {
		return this.#state === "end";
	}
	/**
	* Hands the data on, piece by piece, as parts of `bytes`.
	*
	* @returns how many bytes belong to this body
	* @throws NotHttpError
	*/
	read(bytes, take) {
		let at = 0;
		while (at < bytes.length && this.#state !== "end") if (this.#state === "data") {
			const data = bytes.subarray(at, at + this.#dataLeft);
			at += data.length;
			this.#dataLeft -= data.length;
			if (this.#dataLeft === 0) this.#state = "data-end";
			take(data);
		} else {
			this.#readLineByte(bytes[at] ?? 0);
			at += 1;
		}
		return at;
	}
	#readLineByte(byte) {
		if (this.#hasCr) {
			if (byte !== LF) throw new NotHttpError("a carriage return inside of a chunk's line");
			this.#hasCr = false;
			const line = this.#line;
			this.#line = "";
			this.#endLine(line);
		} else if (byte === CR) this.#hasCr = true;
		else {
			if (byte === LF || this.#line.length === MAX_LINE_BYTES) throw new NotHttpError("a chunk's line that does not end");
			this.#line += String.fromCharCode(byte);
		}
	}
	#endLine(line) {
		if (this.#state === "size") {
			const [, digits, extensions = ""] = SIZE_LINE.exec(line) ?? [];
			if (digits === void 0) throw new NotHttpError("a chunk without a size");
			this.#noteExtra(line.length - digits.length, PLAIN_EXTENSIONS.test(extensions));
			this.#dataLeft = Number.parseInt(digits, 16);
			this.#state = this.#dataLeft === 0 ? "trailer" : "data";
		} else if (this.#state === "data-end") {
			if (line !== "") throw new NotHttpError("a chunk that is longer than its size");
			this.#state = "size";
		} else if (line === "") this.#state = "end";
		else {
			const name = readField(line)?.[0];
			this.#noteExtra(line.length, name !== void 0 && !FRAMING_FIELDS.has(name));
		}
	}
	#noteExtra(bytes, isPlain) {
		this.#extraBytes += bytes;
		this.#isPlain &&= isPlain;
		if (this.#extraBytes > MAX_EXTRA_BYTES) throw new NotHttpError(`more than ${MAX_EXTRA_BYTES} bytes beside its chunks`);
	}
};
// packages/transport/src/response-reader.ts
/** As much as Node's own client takes. */
const MAX_HEAD_BYTES = 16384;
/** A store that reports its progress by 102 has no reason to do so more often. */
const MAX_INTERIM_HEADS = 100;
/** A waiting reader gets what is there after this time, however little it is. */
const DELIVERY_MS = 50;
/** With less room than this the next read would be a small one. */
const LEAST_ROOM_BYTES = 65536;
/**
* One response, read as its bytes come. The body is read straight into chunk buffers wherever its length
* is known; head and chunked bodies go through the scratch buffer and are copied.
*
* A buffer that was delivered, or is about to be, is never offered for reading again: over TLS data
* keeps coming after a pause, and would overwrite what is still on its way.
*/
var ResponseReader = class {
	#buffers;
	#headerBuffer;
	#head = Promise.withResolvers();
	#headText = "";
	/** Known with the head. */
	#body;
	#chunked = new ChunkedBody();
	#bytesLeft = Number.POSITIVE_INFINITY;
	#current;
	#filledBytes = 0;
	/** How many of them were delivered as a copy. */
	#copiedBytes = 0;
	#ready = [];
	#waiting;
	#deliveryTimer;
	#end;
	#hasSurplus = false;
	#hasBegun = false;
	#interimHeads = 0;
	#interimsKeepAlive = true;
	#arrivedBytes = 0;
	constructor(buffers, headerBuffer) {
		this.#buffers = buffers;
		this.#headerBuffer = headerBuffer;
		this.#head.promise.catch(() => void 0);
	}
	/** Rejects with a NotHttpError, or with what `fail` was given. */
	get head() {
		return this.#head.promise;
	}
	/** The connection may continue reading: nothing waits to be taken. */
	get wantsMore() {
		return this.#end !== void 0 || this.#ready.length === 0;
	}
	/** Nothing of this response is left on its connection, and nothing else came there. */
	get leavesCleanConnection() {
		const isWhole = this.#end !== void 0 && !("error" in this.#end);
		const isPlain = this.#interimsKeepAlive && this.#chunked.isPlain;
		return isWhole && isPlain && !this.#hasSurplus && this.#body?.keepsAlive === true;
	}
	/** Anything of a response has come. */
	get hasBegun() {
		return this.#hasBegun;
	}
	/** Body bytes since the last call. */
	takeArrivedBytes() {
		const bytes = this.#arrivedBytes;
		this.#arrivedBytes = 0;
		return bytes;
	}
	/** Where the next bytes are to be read to. */
	writableSlice() {
		if ((this.#body?.framing.kind ?? "chunked") === "chunked" || this.#end !== void 0) return this.#headerBuffer;
		this.#current ??= this.#buffers.take();
		const end = Math.min(CHUNK_BYTES$1, this.#filledBytes + this.#bytesLeft);
		return this.#current.subarray(this.#filledBytes, end);
	}
	/** Takes note of bytes that were read into the room. */
	read(bytes) {
		this.#hasBegun = true;
		try {
			if (this.#end !== void 0) this.#hasSurplus = true;
			else if (this.#body === void 0) this.#readHead(bytes);
			else if (this.#body.framing.kind === "chunked") this.#copy(bytes);
			else this.#count(bytes.length);
		} catch (error) {
			this.fail(error);
		}
	}
	/** The other side has closed the connection. */
	close(error) {
		if (this.#body?.framing.kind === "until-close") this.#finish({});
		else this.fail(error);
	}
	/** What has arrived is delivered before the error. */
	fail(error) {
		this.#head.reject(error);
		this.#finish({ error });
	}
	/** The next bytes of the body, undefined at its end. Waits for a full buffer, though not for long. */
	async next() {
		const chunk = this.#ready.shift();
		if (chunk !== void 0) return chunk;
		if (this.#end !== void 0) {
			if ("error" in this.#end) throw this.#end.error;
			return;
		}
		this.#waiting = Promise.withResolvers();
		this.#deliverSoon();
		return await this.#waiting.promise;
	}
	#readHead(bytes) {
		const searchedFrom = Math.max(0, this.#headText.length - 3);
		this.#headText += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
		let end = this.#headText.indexOf("\r\n\r\n", searchedFrom);
		while (end >= 0) {
			const head = this.#headOf(end);
			if (head.status >= 200) {
				this.#beginBody(head, bytes.subarray(bytes.length - this.#headText.length));
				return;
			}
			this.#noteInterim(head);
			end = this.#headText.indexOf("\r\n\r\n");
		}
		checkHeadBytes(this.#headText.length);
	}
	/** Takes the head that ends there off the text. Its size comes first: it may all be one read. */
	#headOf(end) {
		checkHeadBytes(end);
		const head = readResponseHead(this.#headText.slice(0, end));
		this.#headText = this.#headText.slice(end + 4);
		return head;
	}
	/** Any other 1xx than a 101 only says that the response is still to come (RFC 9110, 15.2). */
	#noteInterim({ status, keepsAlive }) {
		if (status === 101) throw new NotHttpError("a protocol that was not asked for");
		this.#interimHeads += 1;
		if (this.#interimHeads > MAX_INTERIM_HEADS) throw new NotHttpError(`more than ${MAX_INTERIM_HEADS} interim responses`);
		this.#interimsKeepAlive &&= keepsAlive;
	}
	#beginBody(head, rest) {
		this.#headText = "";
		this.#body = head;
		if (head.framing.kind === "length") this.#bytesLeft = head.framing.bytes;
		this.#head.resolve(head);
		this.#copy(rest);
		if (this.#bytesLeft === 0) this.#finish({});
	}
	#copy(bytes) {
		let ownBytes = Math.min(bytes.length, this.#bytesLeft);
		if (this.#body?.framing.kind === "chunked") ownBytes = this.#chunked.read(bytes, (data) => this.#copyData(data));
		else this.#copyData(bytes.subarray(0, ownBytes));
		this.#hasSurplus ||= ownBytes < bytes.length;
		if (this.#chunked.isEnded) this.#finish({});
	}
	#copyData(data) {
		for (let at = 0; at < data.length;) {
			this.#current ??= this.#buffers.take();
			const writableSlice = CHUNK_BYTES$1 - this.#filledBytes;
			const piece = data.subarray(at, at + writableSlice);
			this.#current.set(piece, this.#filledBytes);
			at += piece.length;
			this.#count(piece.length);
		}
	}
	#count(bytes) {
		this.#filledBytes += bytes;
		this.#arrivedBytes += bytes;
		this.#bytesLeft -= bytes;
		if (this.#bytesLeft === 0) this.#finish({});
		else if (1048576 - this.#filledBytes < LEAST_ROOM_BYTES) this.#deliver();
		else this.#deliverSoon();
	}
	#finish(end) {
		if (this.#end !== void 0) return;
		this.#end = end;
		if ("error" in end) {
			this.#deliverCopy();
			this.#waiting?.reject(end.error);
		} else {
			this.#deliver();
			this.#waiting?.resolve(void 0);
		}
	}
	#deliverSoon() {
		if (this.#waiting !== void 0 && this.#filledBytes > this.#copiedBytes) this.#deliveryTimer ??= setTimeout(() => this.#deliverCopy(), DELIVERY_MS);
	}
	/** Only while bytes are read: the connection then asks for new room, and leaves this buffer alone. */
	#deliver() {
		const buffer = this.#current;
		const from = this.#copiedBytes;
		const to = this.#filledBytes;
		this.#current = void 0;
		this.#filledBytes = 0;
		this.#copiedBytes = 0;
		if (buffer !== void 0) this.#give({
			bytes: buffer.subarray(from, to),
			buffer
		});
	}
	/** At any other time the connection still has its room in the buffer, and will read to it. */
	#deliverCopy() {
		const bytes = this.#current?.subarray(this.#copiedBytes, this.#filledBytes);
		this.#copiedBytes = this.#filledBytes;
		if (bytes !== void 0) this.#give({ bytes: Buffer.from(bytes) });
	}
	#give(chunk) {
		clearTimeout(this.#deliveryTimer);
		this.#deliveryTimer = void 0;
		if (chunk.bytes.length === 0) return;
		if (this.#waiting === void 0) this.#ready.push(chunk);
		else {
			this.#waiting.resolve(chunk);
			this.#waiting = void 0;
		}
	}
};
function checkHeadBytes(bytes) {
	if (bytes > MAX_HEAD_BYTES) throw new NotHttpError(`a head of more than ${MAX_HEAD_BYTES} bytes`);
}
// packages/transport/src/connection.ts
/** Where heads and chunked bodies are read to. */
const HEADER_BUFFER_BYTES = 65536;
/** Servers close idle connections, many after 20 s: closing first avoids requests that meet the end. */
const IDLE_MS$3 = 15e3;
/** By so much the server's own announcement is undercut. */
const HINT_MARGIN_MS = 1e3;
/** How long a connection may be kept after this response (`Keep-Alive: timeout=5`). */
function idleMsAfter({ headers }) {
	const seconds = /\btimeout=(\d+)/.exec(String(headers["keep-alive"]))?.[1];
	return seconds === void 0 ? IDLE_MS$3 : Math.min(IDLE_MS$3, Number(seconds) * 1e3 - HINT_MARGIN_MS);
}
/** URLs and Host headers put an IPv6 address in brackets. */
function bare(hostname) {
	return hostname.replace(/^\[(.*)\]$/, "$1");
}
function keyOf$1({ at, host }) {
	return `${at.origin} ${host}`;
}
/**
* One connection of HTTP/1.1, which carries one request at a time. It is written at once, head and
* body: what is large is sent by `exchange`.
*
* It is read through Node's `onread`, into buffers that are used again: the streams of node:http copy
* each byte twice and leave both copies to the garbage collector.
*/
var Connection = class {
	key;
	#options;
	#headerBuffer = Buffer.allocUnsafeSlow(HEADER_BUFFER_BYTES);
	#socket;
	#connected = Promise.withResolvers();
	/** Undefined while the connection is idle. */
	#reader;
	#idleMs = IDLE_MS$3;
	#hasServed = false;
	#isBroken = false;
	#diedUnanswered = false;
	constructor(destination, options) {
		this.key = keyOf$1(destination);
		this.#options = options;
		this.#connected.promise.catch(() => void 0);
		this.#socket = this.#open(destination).setNoDelay().on("timeout", () => this.destroy()).on("error", (error) => this.#endWith(error)).on("end", () => this.#endWith(/* @__PURE__ */ new Error("the connection was closed"))).on("close", () => {
			this.#endWith(/* @__PURE__ */ new Error("the connection was closed"));
			options.onClose(this);
		});
	}
	get isIdle() {
		return this.#reader === void 0 && !this.#socket.destroyed;
	}
	/**
	* The other side ended a connection that had served before, and sent nothing of a response: most
	* likely it closed an idle connection just then, and has not looked at the request.
	*/
	get diedUnanswered() {
		return this.#diedUnanswered;
	}
	/**
	* Sends the request and resolves with the head of the response, whatever its status. Rejects with
	* `…-unreachable`, `…-response-invalid`, or the reason of the signal, as its chunks do.
	*/
	async ask({ what, bytes, limits, release }, signal) {
		const reader = new ResponseReader(this.#options.buffers, this.#headerBuffer);
		this.#reader = reader;
		this.#socket.setTimeout(0);
		this.#socket.ref();
		const onAbort = () => this.#break(reader, signal.reason);
		const exchange = {
			what,
			limits,
			reader,
			signal,
			onAbort,
			deadline: this.#deadlineOf(limits, what, reader)
		};
		signal.addEventListener("abort", onAbort, { once: true });
		try {
			const connected = this.#connected.promise;
			await this.#within(limits.connectMs, "a connection", exchange, connected);
			this.#socket.write(bytes);
			const head = await this.#within(limits.firstByteMs, "a response", exchange, reader.head);
			this.#hasServed = true;
			if (this.#socket.writableLength === 0) release?.();
			this.#idleMs = idleMsAfter(head);
			return this.#responseOf(head, exchange);
		} catch (error) {
			this.#leave(exchange);
			throw this.#toError(error, exchange);
		}
	}
	/** Breaks it off: what is under way is given up. */
	destroy() {
		if (this.#reader === void 0) this.#socket.destroy();
		else resetConnection(this.#socket);
	}
	#open({ at, host }) {
		const { sessions } = this.#options;
		const onread = {
			buffer: () => this.#reader?.writableSlice() ?? this.#headerBuffer,
			callback: (length, buffer) => this.#read(buffer.subarray(0, length))
		};
		const isTls = at.protocol === "https:";
		const hostname = bare(at.hostname);
		const port = Number(at.port || (isTls ? 443 : 80));
		if (!isTls) return connect({
			host: hostname,
			port,
			onread
		}).once("connect", this.#connected.resolve);
		const name = bare(host.replace(/:\d+$/, ""));
		const session = sessions.get(this.key);
		const options = {
			host: hostname,
			port,
			onread,
			servername: isIP(name) === 0 ? name : "",
			ALPNProtocols: ["http/1.1"],
			...session !== void 0 && { session }
		};
		return (this.#options.side === "store" ? this.#openToStore(options) : connect$1(options)).once("secureConnect", this.#connected.resolve).on("session", (given) => sessions.set(this.key, given));
	}
	/** What is sent there must not arrive once it is given up. Its responses are small, so copying costs little. */
	#openToStore(options) {
		const socket = connectResettableTls(options);
		return socket.on("data", (bytes) => {
			for (let at = 0; at < bytes.length && !socket.destroyed;) {
				const room = this.#reader?.writableSlice() ?? this.#headerBuffer;
				const taken = bytes.copy(room, 0, at, at + room.length);
				at += taken;
				this.#read(room.subarray(0, taken));
			}
		});
	}
	/** @returns false to pause the socket; over TLS more can come all the same */
	#read(bytes) {
		const reader = this.#reader;
		if (reader === void 0) {
			this.destroy();
			return false;
		}
		reader.read(bytes);
		return reader.wantsMore;
	}
	#responseOf(head, exchange) {
		return {
			status: head.status,
			headers: head.headers,
			chunks: this.#chunks(exchange),
			discard: () => this.#leave(exchange)
		};
	}
	async *#chunks(exchange) {
		const { reader, limits, signal } = exchange;
		const rate = new MinimumRate(limits);
		try {
			for (;;) {
				const chunk = await this.#nextInTime(exchange, rate);
				signal.throwIfAborted();
				if (chunk === void 0) return;
				if (reader.wantsMore) this.#socket.resume();
				yield chunk.bytes;
				if (chunk.buffer !== void 0) this.#options.buffers.release(chunk.buffer);
			}
		} catch (error) {
			throw this.#toError(error, exchange);
		} finally {
			this.#leave(exchange);
		}
	}
	/** Only the time in which the caller waits for the source counts against it. */
	async #nextInTime({ reader, what }, rate) {
		let sinceMs = performance.now();
		const judge = () => {
			const nowMs = performance.now();
			const isFastEnough = rate.note(nowMs - sinceMs, reader.takeArrivedBytes());
			sinceMs = nowMs;
			if (isFastEnough) timer = setTimeout(judge, rate.leftMs);
			else this.#break(reader, this.#tooSlow(what));
		};
		let timer = setTimeout(judge, rate.leftMs);
		try {
			const chunk = await reader.next();
			if (!rate.note(performance.now() - sinceMs, reader.takeArrivedBytes())) throw this.#tooSlow(what);
			return chunk;
		} finally {
			clearTimeout(timer);
		}
	}
	async #within(ms, awaited, { reader, what }, promise) {
		const timer = setTimeout(() => {
			const message = `${what} did not give ${awaited} within ${ms} ms`;
			this.#break(reader, this.#unreachable(message));
		}, ms);
		try {
			return await promise;
		} finally {
			clearTimeout(timer);
		}
	}
	/** Ends the connection for a reason that pending callers receive. */
	#break(reader, reason) {
		this.#isBroken = true;
		reader.fail(reason);
		resetConnection(this.#socket, reason instanceof Error ? reason : void 0);
	}
	#endWith(error) {
		const isUnanswered = this.#reader?.hasBegun === false && this.#hasServed;
		this.#diedUnanswered ||= isUnanswered && !this.#isBroken;
		this.#connected.reject(error);
		this.#reader?.close(error);
		this.destroy();
	}
	/** The connection is used again only when nothing of this response can still come. */
	#leave({ reader, signal, onAbort, deadline }) {
		clearTimeout(deadline);
		signal.removeEventListener("abort", onAbort);
		if (this.#reader !== reader) return;
		this.#reader = void 0;
		if (!reader.leavesCleanConnection || this.#idleMs <= 0) this.destroy();
		else if (this.isIdle) {
			this.#socket.setTimeout(this.#idleMs);
			this.#socket.unref();
			this.#options.onIdle(this);
		}
	}
	#deadlineOf({ totalMs }, what, reader) {
		if (totalMs === void 0) return;
		const late = () => this.#break(reader, this.#unreachable(`${what} took longer than ${totalMs} ms`));
		return setTimeout(late, totalMs);
	}
	#tooSlow(what) {
		return this.#unreachable(`${what} sends slower than its minimum rate`);
	}
	#unreachable(message, cause) {
		return new PenstockError(`${this.#options.side}-unreachable`, message, { cause });
	}
	/** Our own errors, and the reason of an abort, are passed on; the rest is trouble with the connection. */
	#toError(error, { what, signal }) {
		if (signal.aborted) return signal.reason;
		if (error instanceof PenstockError) return error;
		const { side } = this.#options;
		if (error instanceof NotHttpError) {
			const message = `${what}: the ${side} sent ${error.message}`;
			return new PenstockError(`${side}-response-invalid`, message, { cause: error });
		}
		const how = error instanceof Error ? "code" in error ? String(error.code) : error.message : "";
		return this.#unreachable(`${what}: the connection to the ${side} broke (${how})`, error);
	}
};
// packages/transport/src/connection-pool.ts
/** Connections that are kept and used again, each for one request at a time. */
var ConnectionPool = class {
	#open = /* @__PURE__ */ new Set();
	/** By where they lead, in the order in which they became idle. */
	#idle = /* @__PURE__ */ new Map();
	#options;
	/** @param side whose connections they are, for the errors */
	constructor(side) {
		this.#options = {
			side,
			buffers: new ChunkBuffers(),
			sessions: /* @__PURE__ */ new Map(),
			onIdle: (connection) => {
				const others = this.#idle.get(connection.key);
				if (others === void 0) this.#idle.set(connection.key, [connection]);
				else others.push(connection);
			},
			onClose: (connection) => this.#forget(connection)
		};
	}
	/**
	* See `Connection.ask`. A request that met the end of a connection which had served before is sent
	* once more at once, over a new one (RFC 9112, 9.3.1): only what may be repeated goes this way.
	*/
	async ask(destination, request, signal) {
		signal.throwIfAborted();
		const connection = this.#idleTo(destination) ?? this.#connectTo(destination);
		try {
			return await connection.ask(request, signal);
		} catch (error) {
			if (!connection.diedUnanswered || signal.aborted) throw error;
			return await this.#connectTo(destination).ask(request, signal);
		}
	}
	/** Closes the idle connections and breaks the busy ones. */
	close() {
		for (const connection of this.#open) connection.destroy();
	}
	#idleTo(destination) {
		const idle = this.#idle.get(keyOf$1(destination)) ?? [];
		let connection = idle.pop();
		while (connection?.isIdle === false) connection = idle.pop();
		return connection;
	}
	#forget(connection) {
		this.#open.delete(connection);
		const others = (this.#idle.get(connection.key) ?? []).filter((other) => other !== connection);
		if (others.length > 0) this.#idle.set(connection.key, others);
		else this.#idle.delete(connection.key);
	}
	#connectTo(destination) {
		const connection = new Connection(destination, this.#options);
		this.#open.add(connection);
		return connection;
	}
};
// packages/transport/src/request-head.ts
/** What RFC 9110 lets a header's name and value hold. In a path even spaces are encoded. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const PATH = /^[\x21-\x7e]+$/;
/**
* As it is sent, in latin1, with the empty line behind it.
*
* @throws TypeError for what would be read as something else than it is
*/
function requestHead({ method, path, headers }) {
	let text = `${method} ${path} HTTP/1.1\r\n`;
	let isSound = PATH.test(path);
	for (const [name, value] of Object.entries(headers)) {
		isSound &&= NAME.test(name) && VALUE.test(value);
		text += `${name}: ${value}\r\n`;
	}
	if (!isSound) throw new TypeError("a path or a header that holds what HTTP cannot carry");
	return `${text}\r\n`;
}
// packages/transport/src/get-client.ts
const DEFAULT_LIMITS = {
	connectMs: 1e4,
	firstByteMs: 3e4,
	minimumBytesPerSecond: 32768,
	rateWindowMs: 3e4
};
/** Reads large bodies at the price of a copy from the socket: HTTP/1.1, GET only, nothing pipelined. */
function createGetClient(changed = {}) {
	const limits = {
		...DEFAULT_LIMITS,
		...changed
	};
	const pool = new ConnectionPool("source");
	return {
		async get({ what, at, path, headers }, signal) {
			const { host = at.host, ...others } = headers;
			const head = requestHead({
				method: "GET",
				path,
				headers: {
					host,
					...others
				}
			});
			const bytes = Buffer.from(head, "latin1");
			return await pool.ask({
				at,
				host
			}, {
				what,
				bytes,
				limits
			}, signal);
		},
		close: () => pool.close()
	};
}
// packages/transport/src/modest-xml.ts
/** The documents of stores are some six deep, and the tags of a namespace some hundred characters. */
const MAX_DEPTH$1 = 32;
const MAX_TAG_LENGTH = 1024;
/** A page of 1000 uploads has some 25,000. */
const MAX_TAGS = 1e5;
/**
* Whether a document can be given to an XML parser: those take time by the square of depth and of what
* is in one tag, and one that declares entities could expand without end. Looks at each character once.
*/
function isModestXml(text) {
	let depth = 0;
	let tags = 0;
	for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at)) {
		const end = endOfMarkup(text, at);
		tags += 1;
		if (end === void 0 || tags > MAX_TAGS) return false;
		depth += stepOf(text, at, end);
		if (depth > MAX_DEPTH$1) return false;
		at = end;
	}
	return true;
}
/** Behind the markup that starts there; undefined where it is too long, or what no store sends. */
function endOfMarkup(text, at) {
	if (text.startsWith("<![CDATA[", at)) {
		const end = text.indexOf("]]>", at);
		return end < 0 ? void 0 : end + 3;
	}
	const end = text.slice(at, at + MAX_TAG_LENGTH).indexOf(">");
	const isDeclaration = text.startsWith("<!", at);
	return end < 0 || isDeclaration ? void 0 : at + end + 1;
}
function stepOf(text, at, end) {
	const isFlat = text[at + 1] === "?" || text[at + 1] === "!" || text[end - 2] === "/";
	return text[at + 1] === "/" ? -1 : Number(!isFlat);
}
// packages/transport/src/page-markers.ts
/** A list of ten million has as many, by a thousand a page. */
const MAX_PAGES = 1e4;
/** Where the pages of a list have led so far. A list that leads back, or on without end, has no end. */
var PageMarkers = class {
	#seen = /* @__PURE__ */ new Set();
	/** @returns whether the page behind this marker may be asked for */
	leadOn(...marker) {
		const key = JSON.stringify(marker);
		const isNew = !this.#seen.has(key) && this.#seen.size < MAX_PAGES;
		this.#seen.add(key);
		return isNew;
	}
};
// packages/transport/src/xml-characters.ts
/** What a document may not have, whichever way it is written (XML 1.0, production 2). */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const REFERENCE = /&#(?:x([0-9a-fA-F]+)|([0-9]+));/g;
/** Whether a character may stand in a document: control characters and surrogates may not. */
function isXmlCharacter(code) {
	if (code < 32) return code === 9 || code === 10 || code === 13;
	return code <= 1114111 && !(code >= 55296 && code <= 57343) && code !== 65534 && code !== 65535;
}
function hasForbiddenCharacter(xml) {
	return FORBIDDEN.test(xml);
}
/** Whether a text refers to such a character. Parsers drop it, and a key would become another key. */
function hasForbiddenReference(text) {
	return text.includes("&#") && [...text.matchAll(REFERENCE)].some(([, hex, decimal]) => !isXmlCharacter(codeOf$2(hex, decimal)));
}
/** The number of a reference, by its hexadecimal or decimal digits. */
function codeOf$2(hex, decimal) {
	return hex === void 0 ? Number.parseInt(decimal ?? "", 10) : Number.parseInt(hex, 16);
}
// packages/transport/src/xml-scanner.ts
/** What a scanner rejects with: the document is no well-formed one, or has what no store sends. */
var MalformedXml = class extends Error {
	name = "MalformedXml";
};
/** The documents of stores are some six deep. */
const MAX_DEPTH = 32;
const ATTRIBUTES = /^(?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*\s*$/;
const NAMED_ENTITIES = {
	amp: "&",
	lt: "<",
	gt: ">",
	quot: "\"",
	apos: "'"
};
/**
* Walks over a document by `indexOf`, which costs a fiftieth of building it. It takes elements,
* texts and CDATA, and refuses comments, declarations of types, and everything that is not well formed.
*/
var XmlScanner = class {
	#xml;
	#at = 0;
	#isSelfClosed = false;
	constructor(xml) {
		this.#xml = xml.trim();
		if (hasForbiddenCharacter(this.#xml)) throw new MalformedXml("a character that no document may have");
	}
	/** Enters the root and returns its name. */
	root() {
		const [declaration = "", inside = ""] = /^<\?xml(\s[^<>?]*)\?>/.exec(this.#xml) ?? [];
		if (areAttributes(inside)) this.#at = declaration.length;
		this.#skipSpace();
		return this.#open();
	}
	/** The next element inside this one, entered; undefined behind the last, which leaves this one. */
	child(parent) {
		if (this.#isSelfClosed) {
			this.#isSelfClosed = false;
			return;
		}
		this.#skipSpace();
		if (this.#xml.startsWith("</", this.#at)) {
			this.#close(parent);
			return;
		}
		return this.#open();
	}
	/** The text of an element that was entered, and leaves it. */
	text(name) {
		if (this.#isSelfClosed) {
			this.#isSelfClosed = false;
			return "";
		}
		let text = this.#textBeforeMarkup();
		while (this.#xml.startsWith("<![CDATA[", this.#at)) text += this.#cdata() + this.#textBeforeMarkup();
		this.#close(name);
		return text;
	}
	/** Leaves an element that was entered, whatever is inside it. */
	skip(name, depth = 0) {
		if (this.#isSelfClosed) {
			this.#isSelfClosed = false;
			return;
		}
		if (depth > MAX_DEPTH) throw new MalformedXml("too deep");
		for (;;) {
			this.#textBeforeMarkup();
			if (this.#xml.startsWith("<![CDATA[", this.#at)) this.#cdata();
			else if (this.#xml.startsWith("</", this.#at)) {
				this.#close(name);
				return;
			} else this.skip(this.#open(), depth + 1);
		}
	}
	/** Nothing may follow the root. */
	end() {
		if (this.#at !== this.#xml.length) throw new MalformedXml("something follows the document");
	}
	#open() {
		const start = this.#at + 1;
		const nameEnd = endOfName(this.#xml, start);
		if (this.#xml[this.#at] !== "<" || nameEnd === start) throw new MalformedXml("no tag where one has to be");
		const end = this.#xml.indexOf(">", nameEnd);
		this.#isSelfClosed = this.#xml[end - 1] === "/";
		const attributesEnd = this.#isSelfClosed ? end - 1 : end;
		if (end < 0 || !areAttributes(this.#xml.slice(nameEnd, attributesEnd))) throw new MalformedXml("a tag that is none");
		this.#at = end + 1;
		return this.#xml.slice(start, nameEnd);
	}
	#close(name) {
		const end = this.#at + 2 + name.length;
		if (!(this.#xml.startsWith("</", this.#at) && this.#xml.startsWith(name, end - name.length)) || this.#xml[end] !== ">") throw new MalformedXml(`no end of ${name}`);
		this.#at = end + 1;
	}
	#textBeforeMarkup() {
		const end = this.#xml.indexOf("<", this.#at);
		if (end < 0) throw new MalformedXml("cut off");
		const text = this.#xml.slice(this.#at, end);
		this.#at = end;
		return text.includes("&") ? decodeEntities$1(text) : text;
	}
	#cdata() {
		const start = this.#at + 9;
		const end = this.#xml.indexOf("]]>", start);
		if (end < 0) throw new MalformedXml("cut off");
		this.#at = end + 3;
		return this.#xml.slice(start, end);
	}
	#skipSpace() {
		while (isSpace(this.#xml.charCodeAt(this.#at))) this.#at += 1;
	}
};
function isSpace(code) {
	return code === 32 || code === 10 || code === 13 || code === 9;
}
/** Where a name that starts there ends; at its start where it is none. */
function endOfName(xml, start) {
	let at = start;
	while (isLetter(xml.charCodeAt(at)) || at > start && isNameSign(xml.charCodeAt(at))) at += 1;
	return at;
}
/** `A-Z`, `a-z` and `_`. */
function isLetter(code) {
	return code >= 65 && code <= 90 || code >= 97 && code <= 122 || code === 95;
}
/** `0-9`, `:`, `-` and `.`. */
function isNameSign(code) {
	return code >= 48 && code <= 58 || code === 45 || code === 46;
}
function areAttributes(text) {
	if (text === "") return true;
	const names = [...text.matchAll(/([\w:.-]+)\s*=\s*(?:"[^"]*"|'[^']*')/g)].map(([, name]) => name);
	return ATTRIBUTES.test(text) && new Set(names).size === names.length;
}
function decodeEntities$1(text) {
	return text.replaceAll(/&([^;&]*);|&/g, (_all, entity) => {
		const decoded = entity === void 0 ? void 0 : decodeEntity(entity);
		if (decoded === void 0) throw new MalformedXml("an entity that is none");
		return decoded;
	});
}
function decodeEntity(entity) {
	if (Object.hasOwn(NAMED_ENTITIES, entity)) return NAMED_ENTITIES[entity];
	const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(entity) ?? [];
	const code = codeOf$2(hex, decimal);
	return isXmlCharacter(code) ? String.fromCodePoint(code) : void 0;
}
// packages/transport/src/read-listing.ts
/**
* One page of objects, in the document of S3 (`ListObjects`, also version 2) and COS (436/7734).
* Undefined for any other document, and for one that is cut, damaged or incomplete.
*/
function readListing(xml, encoding) {
	try {
		return readDocument(new XmlScanner(xml), encoding);
	} catch (error) {
		if (error instanceof MalformedXml || error instanceof URIError) return;
		throw error;
	}
}
function readDocument(scanner, encoding) {
	const root = scanner.root();
	if (root !== "ListBucketResult") throw new MalformedXml(`a ${root}`);
	const objects = [];
	const head = {};
	for (let name = scanner.child(root); name !== void 0; name = scanner.child(root)) if (name === "Contents") objects.push(readFields(scanner, name));
	else readHead(scanner, name, head);
	scanner.end();
	return pageOf(objects, head, encoding);
}
function readFields(scanner, parent) {
	const fields = {};
	for (let name = scanner.child(parent); name !== void 0; name = scanner.child(parent)) if (name === "Key" || name === "Size" || name === "ETag" || name === "StorageClass") {
		refuseSecond(name, fields[name]);
		fields[name] = scanner.text(name);
	} else if (name === "RestoreStatus") readRestoreStatus(scanner, name, fields);
	else scanner.skip(name);
	return fields;
}
/** Amazon lists it where it is asked to; only a copy that is there has a date. */
function readRestoreStatus(scanner, parent, fields) {
	for (let name = scanner.child(parent); name !== void 0; name = scanner.child(parent)) if (name === "RestoreExpiryDate") {
		refuseSecond(name, fields[name]);
		fields[name] = scanner.text(name);
	} else scanner.skip(name);
}
/** COS spells one element `Encoding-type`, `Encoding-Type` and `EncodingType`. */
function readHead(scanner, element, head) {
	const name = element.toLowerCase().replaceAll("-", "");
	if (name === "istruncated" || name === "encodingtype" || name === "nextmarker" || name === "nextcontinuationtoken") {
		refuseSecond(element, head[name]);
		head[name] = scanner.text(element);
	} else scanner.skip(element);
}
function refuseSecond(name, first) {
	if (first !== void 0) throw new MalformedXml(`a second ${name}`);
}
function pageOf(objects, head, { isPlusSpace }) {
	const isTruncated = head.istruncated?.trim().toLowerCase();
	if (isTruncated !== "true" && isTruncated !== "false") throw new MalformedXml("no IsTruncated");
	const isEncoded = head.encodingtype?.trim().toLowerCase() === "url";
	const keyOf = (text) => {
		if (!isEncoded) return text;
		return decodeURIComponent(isPlusSpace ? text.replaceAll("+", " ") : text);
	};
	const entries = objects.map((fields) => entryOf$1(fields, keyOf));
	const next = head.nextmarker === void 0 ? "" : keyOf(head.nextmarker);
	const { nextcontinuationtoken: token = "" } = head;
	return {
		entries,
		isTruncated: isTruncated === "true",
		...next !== "" && { next },
		...token !== "" && { token }
	};
}
function entryOf$1(fields, keyOf) {
	const { Key = "", Size = "", ETag = "", StorageClass = "", RestoreExpiryDate = "" } = fields;
	const etag = ETag.trim();
	if (Key === "" || etag === "" || etag === "\"\"" || !/^\d{1,15}$/.test(Size.trim())) throw new MalformedXml("an object without key, size or ETag");
	const storageClass = StorageClass.trim();
	return {
		key: keyOf(Key),
		sizeBytes: Number(Size),
		validator: {
			kind: "etag",
			etag: etag.startsWith("\"") ? etag : `"${etag}"`
		},
		...storageClass !== "" && { storageClass },
		...RestoreExpiryDate !== "" && { isRestored: true }
	};
}
// packages/transport/src/read-pinned.ts
/**
* The bytes of a range, of the pinned version only: each response is compared with all that was planned
* before its first byte is given out. A server that sends less than a range (some stop at 1 MiB) is
* asked for the rest.
*/
async function* readPinned(open, { what, sourceVersion, range }) {
	let rest = range;
	do {
		const response = await openPinned(open, sourceVersion, rest);
		const lengthBytes = believe(response, {
			what,
			sourceVersion,
			range: rest
		});
		yield* exactBytes(response.chunks, {
			what,
			lengthBytes
		});
		rest = {
			startByte: rest.startByte + lengthBytes,
			lengthBytes: rest.lengthBytes - lengthBytes
		};
	} while (rest.lengthBytes > 0);
}
/**
* A whole object of the pinned version, with the head of the response that carries it. Whatever coding
* it is stored in is taken for the planned one.
*/
async function openWhole(open, { what, sourceVersion }) {
	const range = {
		startByte: 0,
		lengthBytes: sourceVersion.sizeBytes
	};
	const response = await openPinned(open, sourceVersion, range);
	const contentEncoding = storedCoding(response.headers["content-encoding"]);
	const lengthBytes = believe(response, {
		what,
		sourceVersion: {
			...sourceVersion,
			...contentEncoding !== void 0 && { contentEncoding }
		},
		range
	});
	return {
		...response,
		chunks: exactBytes(response.chunks, {
			what,
			lengthBytes
		})
	};
}
/**
* A 412 is believed only where the version really differs: some servers refuse every precondition, and
* some those that name the very ETag that they show (Swift, of an object made of parts). So the question
* is asked again without one, and the response tells.
*/
async function openPinned(open, sourceVersion, range) {
	const conditions = preconditionsOf(sourceVersion);
	const asked = range.lengthBytes === sourceVersion.sizeBytes ? {} : { range: toRangeHeader(range) };
	try {
		return await open({
			...asked,
			...conditions
		});
	} catch (error) {
		if (isPreconditionFailed(error) && Object.keys(conditions).length > 0) return await open(asked);
		throw error;
	}
}
function believe(response, { what, sourceVersion, range }) {
	const { status, headers } = response;
	const isWhole = range.lengthBytes === sourceVersion.sizeBytes;
	const facts = {
		status,
		contentRange: headers["content-range"],
		contentEncoding: headers["content-encoding"],
		contentLength: headers["content-length"]
	};
	try {
		checkVersion({
			headers,
			isWhole: status === 200
		}, sourceVersion, what);
		const { sizeBytes: totalBytes, contentEncoding } = sourceVersion;
		const expected = {
			what,
			range,
			totalBytes,
			contentEncoding
		};
		return isWhole ? checkWholeResponse(facts, expected) : checkRangeResponse(facts, expected);
	} catch (error) {
		response.discard();
		throw error;
	}
}
// packages/transport/src/response-text.ts
/** What an error document may have; real ones have some hundred bytes. */
const MAX_ERROR_BYTES = 65536;
/** None was requested, but some proxies compress all the same. */
const DECODERS = /* @__PURE__ */ new Map([
	["gzip", gunzipSync],
	["x-gzip", gunzipSync],
	["deflate", inflateSync],
	["br", brotliDecompressSync]
]);
/** @returns the whole body as text; undefined where it has more bytes than that */
async function readResponseText(response, maxBytes) {
	const pieces = [];
	let sizeBytes = 0;
	for await (const chunk of response.chunks) {
		sizeBytes += chunk.length;
		if (sizeBytes > maxBytes) return;
		pieces.push(Buffer.from(chunk));
	}
	return decoded(Buffer.concat(pieces), response.headers["content-encoding"], maxBytes);
}
/**
* What a rejection says. The status alone says enough where its text is too long, or was lost with its
* connection: then it is empty.
*/
async function readRejectionText(response) {
	try {
		return await readResponseText(response, MAX_ERROR_BYTES) ?? "";
	} catch (error) {
		if (isPenstockError(error, "store-unreachable", "source-unreachable")) return "";
		throw error;
	}
}
function decoded(bytes, encoding, maxBytes) {
	const decode = DECODERS.get(encoding?.trim().toLowerCase() ?? "");
	if (decode === void 0 || bytes.length === 0) return bytes.toString("utf8");
	try {
		return decode(bytes, { maxOutputLength: maxBytes }).toString("utf8");
	} catch {
		return;
	}
}
// packages/transport/src/said.ts
/** Longer texts are pages for people. */
const MAX_SAID = 300;
/** Where a text begins to repeat the request, whose headers and parameters are secret. */
const REPEATED = /["{]|[\w-]*(?:authorization|signature|credential|token|secret|password|key|\bak)[\w-]*'?\s*[:=]/i;
/** Longer than the words of a sentence, and with digits in them: keys, signatures, digests. */
const LONG_WORDS = /(?=[A-Za-z+/=_%~-]*\d)[A-Za-z0-9+/=_%~-]{20,}/g;
/**
* What another side said, as a message may repeat it: one line, cut, without control characters, and
* without what may have been ours: some repeat the request that they refuse.
*/
function said(text, most = MAX_SAID) {
	const line = text.slice(0, 4 * most).replace(/[\s\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();
	const repeatedFrom = line.search(REPEATED);
	const words = (repeatedFrom < 0 ? line : `${line.slice(0, repeatedFrom)}…`).replace(LONG_WORDS, "…");
	return words.length <= most ? words : `${words.slice(0, most)}…`;
}
/** The name of a host, a region, or an error; empty for anything else. */
function saidName(text) {
	return /^[a-z0-9][a-z0-9.:-]{0,120}$/i.test(text) ? text : "";
}
/** By which a vendor finds the request. */
function saidId(text) {
	return /^[\x21-\x7e]{1,200}$/.test(text) ? text : "";
}
/** A status as people read it: `403 Forbidden`. */
function statusText(status) {
	return `${status} ${STATUS_CODES[status] ?? ""}`.trim();
}
/** What is seen of a response that is not the other side's own: `404 text/html nginx`. */
function describeStranger({ status, headers }) {
	const { "content-type": type = "", server = "", via = "" } = headers;
	return said([
		status,
		type.split(";")[0],
		server || via
	].filter((word) => word !== "").join(" "));
}
// packages/transport/src/exchange.ts
/** At the slowest bearable rate (100 KB/s) such a slice takes 10 s, well inside every `idleMs`. */
const SLICE_BYTES = 1048576;
/**
* Two of them are one whole turn of the event loop, in which everything that arrived is read. A store
* in this very process (the emulator) needs a turn of its own to answer. Costs microseconds a slice.
*/
const WAITS_BETWEEN_SLICES = 4;
/**
* Sends the body and waits for the head of the response. A request with an Expect header asks first: a
* store that refuses gets no body, whose chunks are then not even asked for.
*
* A response that comes while the body is still on its way ends the sending: it is the store's
* rejection, and what follows could only be cut off. Errors of the body's source come out unchanged;
* everything that happens to the connection comes out as `store-unreachable`, except that an aborted
* signal rejects with its own reason.
*/
async function exchange(outgoing, what, body, limits, signal) {
	const watched = new WatchedRequest(outgoing, what, limits, signal);
	try {
		const isWanted = !outgoing.hasHeader("expect") || await watched.isBodyWanted();
		const sentAll = body === void 0 || isWanted && await sendBody(watched, body);
		if (sentAll) outgoing.end();
		const response = await watched.responseInTime();
		const status = response.statusCode ?? 0;
		if (!sentAll && status < 300) throw new PenstockError("store-response-invalid", `${what}: the store answered ${status} before it had the whole body`);
		return {
			status,
			headers: response.headers,
			chunks: readResponse(watched, response, sentAll),
			discard: () => watched.end()
		};
	} catch (error) {
		watched.end();
		throw error;
	}
}
/** @returns whether the whole body was sent; false when the response came first */
async function sendBody(watched, body) {
	let sentBytes = 0;
	for await (const chunk of body.chunks) {
		sentBytes += chunk.length;
		if (sentBytes > body.lengthBytes) throw wrongLength(body.lengthBytes, `at least ${sentBytes}`);
		for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
			if (watched.isAnswered) return false;
			await watched.write(chunk.subarray(at, at + SLICE_BYTES));
			if (sentBytes < body.lengthBytes || at + SLICE_BYTES < chunk.length) await watched.hear();
		}
	}
	if (sentBytes !== body.lengthBytes) throw wrongLength(body.lengthBytes, `${sentBytes}`);
	return true;
}
function wrongLength(expectedBytes, got) {
	return new PenstockError("source-length-wrong", `the source sent ${got} bytes, ${expectedBytes} were expected`);
}
async function* readResponse(watched, response, sentAll) {
	if (response.headers["content-length"] === "0" && sentAll) {
		await watched.endOfEmpty(response);
		return;
	}
	let isRead = false;
	try {
		watched.expectProgress();
		for await (const chunk of response) {
			watched.rest();
			yield chunk;
			watched.expectProgress();
		}
		isRead = true;
	} catch (error) {
		throw watched.toError(error);
	} finally {
		if (isRead && sentAll) {
			watched.rest();
			watched.release();
		} else watched.end();
	}
}
/** One request with its clocks: it ends itself when the store is silent, late, or no longer wanted. */
var WatchedRequest = class {
	#outgoing;
	#what;
	#limits;
	#responded;
	#signal;
	#onAbort;
	#deadline;
	#response;
	#idleTimer;
	#endReason;
	constructor(outgoing, what, limits, signal) {
		this.#outgoing = outgoing;
		this.#what = what;
		this.#limits = limits;
		this.#responded = new Promise((resolve, reject) => {
			outgoing.once("response", (response) => {
				this.#response = response;
				resolve(response);
			});
			outgoing.on("error", (error) => reject(this.toError(error)));
		});
		this.#responded.catch(() => void 0);
		this.#deadline = setTimeout(() => this.end(this.#unreachable(`took longer than ${limits.totalMs} ms`)), limits.totalMs);
		this.#signal = signal;
		this.#onAbort = () => this.end(signal.reason);
		signal.addEventListener("abort", this.#onAbort, { once: true });
	}
	get isAnswered() {
		return this.#response !== void 0;
	}
	/** Waits for a 100, for timer that is long enough, or for a response: only that means no. */
	async isBodyWanted() {
		const { promise: goAhead, resolve } = Promise.withResolvers();
		this.#outgoing.once("continue", resolve);
		const timer = setTimeout(resolve, this.#limits.continueMs);
		try {
			await Promise.race([goAhead, this.#responded]);
		} finally {
			clearTimeout(timer);
		}
		return !this.isAnswered;
	}
	/** Resolves when the socket has taken the bytes, so that their buffer is free, or when there is a response. */
	async write(bytes) {
		this.expectProgress();
		const taken = new Promise((resolve) => {
			this.#outgoing.write(bytes, (error) => error ? void 0 : resolve());
		});
		await Promise.race([taken, this.#responded]);
		this.rest();
	}
	/**
	* Reads whatever has arrived before more is written: on a connection that the store has closed, the
	* next write would fail with EPIPE and take an unread response with it.
	*/
	async hear() {
		for (let wait = 0; wait < WAITS_BETWEEN_SLICES; wait += 1) await setImmediate();
	}
	async responseInTime() {
		this.expectProgress();
		return await this.#responded;
	}
	/** The connection is not free for the next request before it. */
	async endOfEmpty(response) {
		const ended = Promise.withResolvers();
		response.once("close", ended.resolve).resume();
		await ended.promise;
		this.rest();
		this.release();
	}
	expectProgress() {
		clearTimeout(this.#idleTimer);
		this.#idleTimer = setTimeout(() => this.end(this.#unreachable(`was silent for ${this.#limits.idleMs} ms`)), this.#limits.idleMs);
	}
	rest() {
		clearTimeout(this.#idleTimer);
	}
	release() {
		clearTimeout(this.#deadline);
		this.#signal.removeEventListener("abort", this.#onAbort);
	}
	/** Closes the connection; pending callers get the reason. */
	end(reason) {
		this.#endReason ??= reason;
		this.rest();
		this.release();
		const error = /* @__PURE__ */ new Error("the exchange was ended");
		this.#response?.destroy(error);
		if (this.#response === void 0 && this.#outgoing.socket) resetConnection(this.#outgoing.socket);
		this.#outgoing.destroy(error);
	}
	/** What a failure of the connection means: why it was ended here, or else that it broke. */
	toError(error) {
		return this.#endReason ?? this.#unreachable("broke", error);
	}
	#unreachable(how, cause) {
		const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
		return new PenstockError("store-unreachable", `${this.#what}: the connection to the store ${how}${code}`, { cause });
	}
};
// packages/transport/src/sender.ts
/** Real servers close idle connections after 60-65 s: ours have to be gone before. */
const KEEP_ALIVE_MS = 2e4;
/** Up to here copying a body behind its head costs less than all that node:http does for a request. */
const SMALL_BYTES$1 = 65536;
/** A small body and its head, which most stores do not take if it is larger. */
const WRITTEN_BYTES = 81920;
/** Sends requests to a store over connections that are kept. */
function createSender() {
	const options = {
		keepAlive: true,
		timeout: KEEP_ALIVE_MS
	};
	const plain = new Agent(options);
	const secure = new ResettableHttpsAgent(options);
	const small = new ConnectionPool("store");
	const buffers = new ChunkBuffers(WRITTEN_BYTES);
	return {
		async send(request, signal) {
			signal.throwIfAborted();
			if (isSmallPut(request)) {
				const { what, at, headers, limits } = request;
				const written = await writtenOut(request, buffers);
				const destination = {
					at,
					host: headers["host"] ?? at.host
				};
				return await small.ask(destination, {
					...written,
					what,
					limits: readLimits(limits)
				}, signal);
			}
			const outgoing = open$1(request, isSecure(request) ? secure : plain);
			try {
				return await exchange(outgoing, request.what, request.body, request.limits, signal);
			} catch (error) {
				const again = diedUnanswered(outgoing, error) ? repeatable(request) : void 0;
				if (again === void 0 || signal.aborted) throw error;
				return await exchange(open$1(again, freshAgent(again)), again.what, again.body, again.limits, signal);
			}
		},
		close() {
			plain.destroy();
			secure.destroy();
			small.close();
		}
	};
}
/** For one connection, which serves nothing else. */
function freshAgent(request) {
	return isSecure(request) ? new ResettableHttpsAgent() : new Agent();
}
function isSecure({ at }) {
	return at.protocol === "https:";
}
function open$1(request$2, agent) {
	const { at, method, path, headers } = request$2;
	return (isSecure(request$2) ? request$1 : request)({
		agent,
		hostname: at.hostname.replace(/^\[(.*)\]$/, "$1"),
		port: at.port,
		method,
		path,
		headers
	});
}
/** How the end of a connection shows that the other side closed it. */
const CLOSED = /* @__PURE__ */ new Set(["ECONNRESET", "EPIPE"]);
/** No head of a response came, or this would be no failure of the connection. */
function diedUnanswered(outgoing, error) {
	const cause = isPenstockError(error, "store-unreachable") ? error.cause : void 0;
	const isClosed = cause instanceof Error && "code" in cause && CLOSED.has(cause.code);
	return outgoing.reusedSocket && isClosed;
}
/** A POST may have begun something that a second one begins once more. */
function repeatable(request) {
	const { method, body } = request;
	if (method === "POST") return;
	if (body === void 0) return request;
	return body.again === void 0 ? void 0 : {
		...request,
		body: {
			...body,
			chunks: body.again()
		}
	};
}
function isSmallPut(request) {
	const { method, headers, body } = request;
	const isSmall = body !== void 0 && body.lengthBytes <= SMALL_BYTES$1;
	return method === "PUT" && isSmall && headers["expect"] === void 0;
}
/**
* Head and body for one write. Nothing is sent before the body's source has given all of it. A buffer of
* its own for each request would make V8 collect all of its heap three times a second.
*/
async function writtenOut({ at, method, path, headers, body }, buffers) {
	const { lengthBytes, chunks } = body;
	const length = { "content-length": String(lengthBytes) };
	const head = requestHead({
		method,
		path,
		headers: {
			host: at.host,
			...headers,
			...length
		}
	});
	const totalBytes = head.length + lengthBytes;
	const buffer = totalBytes <= WRITTEN_BYTES ? buffers.take() : void 0;
	const bytes = buffer?.subarray(0, totalBytes) ?? Buffer.allocUnsafe(totalBytes);
	let filledBytes = bytes.write(head, "latin1");
	for await (const chunk of chunks) {
		if (filledBytes + chunk.length > bytes.length) throw wrongLength(lengthBytes, "more");
		bytes.set(chunk, filledBytes);
		filledBytes += chunk.length;
	}
	if (filledBytes !== bytes.length) throw wrongLength(lengthBytes, `${filledBytes - head.length}`);
	return {
		bytes,
		...buffer !== void 0 && { release: () => buffers.release(buffer) }
	};
}
function readLimits({ idleMs, totalMs }) {
	return {
		connectMs: idleMs,
		firstByteMs: idleMs,
		minimumBytesPerSecond: 1e3 / idleMs,
		rateWindowMs: idleMs,
		totalMs
	};
}
// packages/transport/src/store-clock.ts
/** Less than that, which is what vendors' own clients bear, is the way of the response and its whole seconds. */
const BEARABLE_SKEW_MS = 3e4;
/** NaN for what is no time: `Date.parse` takes many a number for a year. */
function timeOf$2(text) {
	return /[a-z]{3}|\dT\d/i.test(text ?? "") ? Date.parse(text ?? "") : NaN;
}
/**
* The time by a store's clock, as far as it is known: a machine whose clock is off can sign by it all
* the same. Once a store has told its time, steps of our own clock, in either direction, change nothing.
*/
var StoreClock = class {
	#clock;
	#monotonicMs;
	/** What the store's clock showed, and ours that only goes forward. */
	#reported;
	#corrections = 0;
	constructor(clock, monotonicMs = () => performance.now()) {
		this.#clock = clock;
		this.#monotonicMs = monotonicMs;
	}
	nowMs() {
		return this.#reported === void 0 ? this.#clock.nowMs() : this.#reported.storeMs + this.#monotonicMs() - this.#reported.atMs;
	}
	/** By how much the store's clock is ahead of ours. */
	get aheadMs() {
		return this.nowMs() - this.#clock.nowMs();
	}
	/** To be asked before a request is signed, and handed to `explains` with its rejection. */
	get corrections() {
		return this.#corrections;
	}
	/** @returns whether ours was wrong; from now on it follows the store's. NaN says nothing. */
	follow(storeMs) {
		const isWrong = Math.abs(storeMs - this.nowMs()) >= BEARABLE_SKEW_MS;
		if (isWrong) {
			this.#reported = {
				storeMs,
				atMs: this.#monotonicMs()
			};
			this.#corrections += 1;
		}
		return isWrong;
	}
	/**
	* Whether a wrong clock of ours may be all that was refused: it is wrong by the response's own date, or
	* it was, and the request was signed by it before it was corrected.
	*/
	explains(signedAfterCorrections, storeMs) {
		return this.follow(storeMs) || signedAfterCorrections !== this.#corrections;
	}
};
// packages/transport/src/unexplained-head.ts
/** What it says is about reading the bytes, which a HEAD does not do. */
const ABOUT_READING = /* @__PURE__ */ new Set(["InvalidObjectState", "InvalidRange"]);
/**
* The response to a HEAD. A rejection of one has no document, so no code: the same 400 may be a wrong
* name, expired credentials, a clock that is off, or a store that is busy. What the store says of a GET of the same
* tells.
*
* @param get of as little as can be asked for
* @throws what the GET threw where that explains the HEAD; `store-response-invalid` where the GET is answered,
*         so that the store contradicts itself; otherwise what the HEAD threw
*/
async function headOrReason(head, get) {
	try {
		return await head();
	} catch (error) {
		throw isUnexplained(error) ? await reasonOf(error, get) : error;
	}
}
async function reasonOf(head, get) {
	try {
		await get();
	} catch (error) {
		if (!isAnswered(error)) return isUnexplained(error) ? head : error;
	}
	return head.code === "store-refused" ? head : new PenstockError("store-response-invalid", `${head.message}, and a GET of the same is not rejected`, {
		cause: head,
		details: head.details
	});
}
function isUnexplained(error) {
	return isPenstockError(error, "store-rejected", "store-refused") && error.details["storeCode"] === void 0;
}
/** Whether the GET got what it asked for, or would have, had the object another length or another class. */
function isAnswered(error) {
	if (!isPenstockError(error, "store-rejected", "store-response-invalid")) return false;
	const { httpStatus = 200, storeCode } = error.details;
	const status = Number(httpStatus);
	return status < 300 || status === 416 || ABOUT_READING.has(storeCode);
}
// packages/adapter-cos/src/bytes-body.ts
/** A body that is held in memory anyway. */
function bytesBody(bytes) {
	const again = () => once$1(bytes);
	return {
		lengthBytes: bytes.length,
		chunks: again(),
		again,
		isHeld: true
	};
}
async function* once$1(bytes) {
	yield bytes;
}
// packages/adapter-cos/src/cos-domain.ts
/** COS's own name for a bucket: its Host, and what a copy calls the bucket that it reads from. */
function cosBucketHost(bucket, region) {
	return `${bucket}.cos.${region}.myqcloud.com`;
}
/** The official SDKs change over at their last retry, which is their third try. */
const FAILURES_IN_A_ROW = 3;
/**
* Which of a bucket's two domains to speak to.
*
* The official SDKs change to the backup domain inside one call: at once after a redirect, else at its
* last retry. Here a call is one attempt and the next attempt is another call, perhaps with a body
* that must be read anew. So the domain outlives the call: a redirect, or the third failure in a row,
* decides where the next attempts go, each signed for its host. The same rule leads back from the
* backup domain, so that a change during an outage of our own network heals by itself.
*/
var CosDomain = class {
	#hosts;
	#current = 0;
	#failures = 0;
	/** The accelerated domain has no backup, and an address of the user's own stays as it was given. */
	constructor({ bucket, region, endpoint }) {
		const host = cosBucketHost(bucket, region);
		const hasBackup = endpoint === void 0 && region !== "accelerate";
		this.#hosts = hasBackup ? [host, host.replace(/myqcloud\.com$/, "tencentcos.cn")] : [host];
	}
	get host() {
		return this.#hosts[this.#current] ?? "";
	}
	/** Many requests fail together; those that went to the host that was left say nothing about the new one. */
	receivedFrom(host, outcome) {
		if (host !== this.host) return;
		this.#failures = outcome === "responded" ? 0 : this.#failures + 1;
		if (outcome === "redirected" || this.#failures >= FAILURES_IN_A_ROW) {
			this.#current = (this.#current + 1) % this.#hosts.length;
			this.#failures = 0;
		}
	}
};
// packages/adapter-cos/src/cos-errors.ts
/**
* COS's error codes (document 436/7730) as ours. The code decides, not the status: COS has passing
* 400s, and lists some codes under two statuses.
*/
const COS_ERRORS = {
	BadDigest: "checksum-mismatch",
	IncompleteBody: "store-unreachable",
	ImcompleteBody: "store-unreachable",
	EntitySizeNotMatch: "store-unreachable",
	RequestTimeout: "store-throttled",
	RequestTimeOut: "store-throttled",
	UserNetworkTooSlow: "store-throttled",
	NoSuchUpload: "upload-gone",
	InvalidPart: "parts-refused",
	InvalidPartOrder: "parts-refused",
	UploadConflict: "store-conflict",
	FileAlreadyExists: "destination-exists",
	PreconditionFailed: "destination-exists",
	SignatureDoesNotMatch: "store-refused",
	InvalidAccessKeyId: "store-refused",
	AccessDenied: "store-refused",
	AccessForbidden: "store-refused",
	PathStyleDomainForbidden: "store-refused",
	UnavailableForLegalReasons: "store-refused",
	DomainAuditFailed: "store-refused",
	ExpiredToken: "credentials-expired",
	RequestTimeTooSkewed: "clock-skewed",
	NoSuchBucket: "store-missing",
	NoSuchKey: "store-missing",
	NoSuchCopySource: "store-missing",
	PaymentRequired: "store-throttled",
	InvalidDigest: "store-rejected",
	EntityTooSmall: "store-rejected",
	EntityTooLarge: "store-rejected",
	InvalidArgument: "store-rejected",
	MalformedXML: "store-rejected",
	XMLSizeLimit: "store-rejected",
	InvalidURI: "store-rejected",
	KeyTooLong: "store-rejected",
	InvalidObjectName: "store-rejected",
	InvalidTag: "store-rejected",
	NotSupportedStorageClass: "store-rejected",
	InvalidUploadStatus: "store-rejected",
	ListPartUploadIdIsEmpty: "store-rejected",
	ActionAccelerateNotSupported: "store-rejected",
	MethodNotAllowed: "store-rejected",
	UploadIdNotSupported: "store-rejected",
	PathConflict: "store-rejected",
	BucketLocked: "store-rejected",
	ObjectLocked: "store-rejected",
	InvalidObjectState: "store-rejected",
	MissingContentLength: "store-rejected",
	InvalidRange: "store-rejected",
	NotImplemented: "store-rejected",
	SSEHeaderNotAllowed: "store-rejected",
	SSEContentNotSupported: "store-rejected",
	SsecDecryptHeaderInvalid: "store-rejected",
	KmsKeyNotExist: "store-rejected",
	KmsKeyDisabled: "store-rejected",
	KmsException: "store-rejected",
	InternalError: "store-unreachable",
	SlowDown: "store-throttled",
	ServiceUnavailable: "store-throttled",
	KmsFreqControl: "store-throttled"
};
/** What some of them mean in the response to a copy, where they speak of the object that is read. */
const COS_COPY_ERRORS = {
	PreconditionFailed: "source-changed",
	NoSuchKey: "source-missing",
	NoSuchCopySource: "source-missing",
	NoSuchBucket: "source-missing",
	AccessDenied: "source-forbidden",
	AccessForbidden: "source-forbidden",
	InvalidObjectState: "source-archived"
};
const CODES$3 = new Map(Object.entries(COS_ERRORS));
const COPY_CODES = new Map([...CODES$3, ...Object.entries(COS_COPY_ERRORS)]);
function toCosError(failure) {
	const { what, status, code, message, requestId, traceId } = failure;
	return new PenstockError(codeOf$1(failure), `${what}: COS answered ${wordsOf$1(failure)}`, { details: {
		httpStatus: status,
		...reported$1("storeCode", code && (saidName(code) || said(code))),
		...reported$1("storeMessage", message && said(message)),
		...reported$1("requestId", requestId && saidId(requestId)),
		...reported$1("traceId", traceId && saidId(traceId))
	} });
}
/** COS's own words, as far as there are any. */
function wordsOf$1({ status, method, code, message = "", hint = "" }) {
	if (code === void 0) return statusText(status) + (method === "HEAD" ? " (a HEAD has no body to say more)" : "");
	const words = message === "" ? "" : `: ${said(message)}`;
	const place = saidName(hint);
	return `${status} ${saidName(code) || said(code)}${words}${place === "" ? "" : ` (it names ${place})`}`;
}
function reported$1(name, text) {
	return text === void 0 || text === "" ? {} : { [name]: text };
}
function codeOf$1({ status, isCopy = false, isConditional = false, code, message }) {
	if (code === "AccessDenied" && /request has expired/i.test(message ?? "")) return "clock-skewed";
	if (isCopy && code === void 0 && status === 412) return "source-changed";
	const means = (isCopy ? COPY_CODES : CODES$3).get(code ?? "") ?? storeCodeOfStatus(status);
	return means === "destination-exists" && !isConditional ? "store-rejected" : means;
}
// packages/adapter-cos/src/cos-options.ts
/** 100 KB/s and 100 MB/s (document 436/7750). */
const TRAFFIC_LIMITS = {
	least: 819200,
	most: 838860800
};
/** @throws PenstockError `settings-invalid` for what COS would answer with 400 InvalidArgument, to every part */
function checkCosOptions({ bucket, trafficLimitBitsPerSecond: limit }) {
	const { least, most } = TRAFFIC_LIMITS;
	if (limit !== void 0 && !(Number.isInteger(limit) && limit >= least && limit <= most)) throw new PenstockError("settings-invalid", `bucket ${bucket}: COS takes a traffic limit of ${least} to ${most} bit/s (100 KB/s to 100 MB/s), not ${limit}: choose one in between, or none`);
}
// packages/adapter-cos/src/cos-authorization.ts
/** The Authorization header of COS's XML API (document 436/7778, q-sign-algorithm=sha1). */
function signCosRequest(input) {
	return signatureFields(input).map(([name, value]) => `${name}=${value}`).join("&");
}
/** The same fields as query parameters, which are not signed themselves: for a URL that carries its own proof. */
function presignCosRequest(input) {
	return signatureFields(input).map(([name, value]) => `${name}=${encodeStrictly$1(value)}`).join("&");
}
/** Percent-encodes everything but `A-Z a-z 0-9 - _ . ~`, which is stricter than encodeURIComponent. */
function encodeStrictly$1(text) {
	return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
function signatureFields(input) {
	const query = canonicalForm(input.query);
	const headers = canonicalForm(input.headers);
	const httpString = `${input.method.toLowerCase()}\n${input.path}\n${query.pairs}\n${headers.pairs}\n`;
	const digest = createHash("sha1").update(httpString).digest("hex");
	const signKey = hmac(input.secretAccessKey, input.keyTime);
	return [
		["q-sign-algorithm", "sha1"],
		["q-ak", input.accessKeyId],
		["q-sign-time", input.keyTime],
		["q-key-time", input.keyTime],
		["q-header-list", headers.names],
		["q-url-param-list", query.names],
		["q-signature", hmac(signKey, `sha1\n${input.keyTime}\n${digest}\n`)]
	];
}
function canonicalForm(fields) {
	const encoded = Object.entries(fields).map(([name, value]) => [encodeStrictly$1(name).toLowerCase(), encodeStrictly$1(value)]).sort(([left], [right]) => left < right ? -1 : 1);
	return {
		names: encoded.map(([name]) => name).join(";"),
		pairs: encoded.map(([name, value]) => `${name}=${value}`).join("&")
	};
}
function hmac(key, message) {
	return createHmac("sha1", key).update(message).digest("hex");
}
// packages/adapter-cos/src/cos-request.ts
/** The request as messages name it. */
function whatOf$2({ method, key, query = {} }) {
	const { partNumber } = query;
	return `${method} ${key === "" ? "the bucket" : key}${partNumber === void 0 ? "" : ` part ${partNumber}`}`;
}
/** Path and query as they are sent. */
function encodedPath({ key, query = {} }) {
	const path = `/${encodeKey(key)}`;
	const parameters = Object.entries(query).map(([name, value]) => value === "" ? encodeStrictly$1(name) : `${encodeStrictly$1(name)}=${encodeStrictly$1(value)}`);
	return parameters.length === 0 ? path : `${path}?${parameters.join("&")}`;
}
/** Each segment on its own: a slash stays a slash. */
function encodeKey(key) {
	return key.split("/").map(encodeStrictly$1).join("/");
}
// packages/adapter-cos/src/cos-response.ts
/** What a PUT of bytes stored, by the headers of its response. */
function storedPart$1(what, headers, algorithm) {
	return {
		etag: etagOf$1(what, headers),
		...checksumOf(headers, algorithm)
	};
}
/** CRC-64/XZ of the plain bytes, whatever the encryption (documents 436/40334 and 436/45260). */
function checksumOf(headers, algorithm) {
	const checksum = crc64Of(textHeader$1(headers, "x-cos-hash-crc64ecma"));
	return algorithm === "crc64xz" && checksum !== void 0 ? { checksum } : {};
}
/** How COS keeps an object, as the responses to its PUT and to a HEAD say. */
function keptAs$1(headers) {
	const encryption = textHeader$1(headers, "x-cos-server-side-encryption") ?? textHeader$1(headers, "x-cos-server-side-encryption-customer-algorithm");
	const versionId = textHeader$1(headers, "x-cos-version-id");
	return {
		...encryption === void 0 ? {} : { encryption },
		...versionId === void 0 || versionId === "null" ? {} : { versionId }
	};
}
/** Undefined for anything but a decimal number. */
function crc64Of(decimal) {
	return /^\d{1,20}$/.test(decimal ?? "") ? crc64FromDecimal(decimal ?? "") : void 0;
}
function etagOf$1(what, headers) {
	const text = headers.etag ?? "";
	if (text === "" || text === "\"\"") throw invalid$3(what, "a response without an ETag");
	return toETag(text);
}
function textHeader$1(headers, name) {
	const value = headers[name];
	return typeof value === "string" ? value : void 0;
}
/** By which Tencent finds the request: in the document, or where there is none in the headers. */
function requestIds(headers, document) {
	const requestId = document?.requestId || textHeader$1(headers, "x-cos-request-id");
	const traceId = document?.traceId || textHeader$1(headers, "x-cos-trace-id");
	return {
		...requestId === void 0 ? {} : { requestId },
		...traceId === void 0 ? {} : { traceId }
	};
}
function invalid$3(what, how, headers = {}) {
	return new PenstockError("store-response-invalid", `${what}: COS sent ${how}`, { details: requestIds(headers) });
}
// packages/adapter-cos/src/cos-signer.ts
const SIGNATURE_SECONDS = 75;
/**
* What COS checks in its strict mode (lengths and digests), and what decides what a request does; every
* `x-cos-*` as well. Expect and Content-Language are left out: the one is for the next hop only, the
* other is in no SDK's list.
*/
const SIGNED_HEADERS = /* @__PURE__ */ new Set([
	"host",
	"content-length",
	"content-md5",
	"content-type",
	"content-encoding",
	"content-disposition",
	"cache-control",
	"expires",
	"range",
	"if-match",
	"if-unmodified-since"
]);
function createCosSigner(options) {
	const { signatureSeconds = SIGNATURE_SECONDS } = options;
	const clock = new StoreClock(options.clock);
	function keyTime(validSeconds) {
		const nowSeconds = Math.floor(clock.nowMs() / 1e3);
		return `${nowSeconds - 1};${nowSeconds + validSeconds}`;
	}
	return {
		async headersOf(request, host) {
			const { sessionToken, ...keys } = await options.credentials();
			const headers = trimmed({
				host,
				...lengthHeader(request),
				...request.headers,
				...sessionToken === void 0 ? {} : { "x-cos-security-token": sessionToken }
			});
			const authorization = signCosRequest({
				...keys,
				keyTime: keyTime(signatureSeconds),
				method: request.method,
				path: `/${request.key}`,
				query: request.query ?? {},
				headers: signedOf(headers)
			});
			return {
				...headers,
				authorization
			};
		},
		async urlOf(request, host, validSeconds) {
			const { sessionToken, ...keys } = await options.credentials();
			const query = {
				...request.query,
				...sessionToken === void 0 ? {} : { "x-cos-security-token": sessionToken }
			};
			const proof = presignCosRequest({
				...keys,
				keyTime: keyTime(validSeconds),
				method: request.method,
				path: `/${request.key}`,
				query,
				headers: signedOf(trimmed({
					host,
					...request.headers
				}))
			});
			const path = encodedPath({
				...request,
				query
			});
			return `https://${host}${path}${path.includes("?") ? "&" : "?"}${proof}`;
		},
		clock
	};
}
function lengthHeader(request) {
	return request.method === "PUT" || request.method === "POST" ? { "content-length": String(request.body?.lengthBytes ?? 0) } : {};
}
/** Servers drop white space around a value: one that was signed with it would not verify. */
function trimmed(headers) {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.trim()]));
}
function signedOf(headers) {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => SIGNED_HEADERS.has(name) || name.startsWith("x-cos-")));
}
// node_modules/fast-xml-parser/src/util.js
const regexName = /* @__PURE__ */ new RegExp("^[:A-Za-z_\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD][:A-Za-z_\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\-.\\d\\u00B7\\u0300-\\u036F\\u203F-\\u2040]*$");
function getAllMatches(string, regex) {
	const matches = [];
	let match = regex.exec(string);
	while (match) {
		const allmatches = [];
		allmatches.startIndex = regex.lastIndex - match[0].length;
		const len = match.length;
		for (let index = 0; index < len; index++) allmatches.push(match[index]);
		matches.push(allmatches);
		match = regex.exec(string);
	}
	return matches;
}
const isName = function(string) {
	const match = regexName.exec(string);
	return !(match === null || typeof match === "undefined");
};
function isExist(v) {
	return typeof v !== "undefined";
}
/**
* Dangerous property names that could lead to prototype pollution or security issues
*/
const DANGEROUS_PROPERTY_NAMES = [
	"hasOwnProperty",
	"toString",
	"valueOf",
	"__defineGetter__",
	"__defineSetter__",
	"__lookupGetter__",
	"__lookupSetter__"
];
const criticalProperties = [
	"__proto__",
	"constructor",
	"prototype"
];
// node_modules/fast-xml-parser/src/validator.js
const defaultOptions$1 = {
	allowBooleanAttributes: false,
	unpairedTags: []
};
function validate$1(xmlData, options) {
	options = Object.assign({}, defaultOptions$1, options);
	const tags = [];
	let tagFound = false;
	let reachedRoot = false;
	if (xmlData[0] === "﻿") xmlData = xmlData.substr(1);
	for (let i = 0; i < xmlData.length; i++) if (xmlData[i] === "<" && xmlData[i + 1] === "?") {
		i += 2;
		i = readPI(xmlData, i);
		if (i.err) return i;
	} else if (xmlData[i] === "<") {
		let tagStartPos = i;
		i++;
		if (xmlData[i] === "!") {
			i = readCommentAndCDATA(xmlData, i);
			continue;
		} else {
			let closingTag = false;
			if (xmlData[i] === "/") {
				closingTag = true;
				i++;
			}
			let tagName = "";
			for (; i < xmlData.length && xmlData[i] !== ">" && xmlData[i] !== " " && xmlData[i] !== "	" && xmlData[i] !== "\n" && xmlData[i] !== "\r"; i++) tagName += xmlData[i];
			tagName = tagName.trim();
			if (tagName[tagName.length - 1] === "/") {
				tagName = tagName.substring(0, tagName.length - 1);
				i--;
			}
			if (!validateTagName(tagName)) {
				let msg;
				if (tagName.trim().length === 0) msg = "Invalid space after '<'.";
				else msg = "Tag '" + tagName + "' is an invalid name.";
				return getErrorObject("InvalidTag", msg, getLineNumberForPosition(xmlData, i));
			}
			const result = readAttributeStr(xmlData, i);
			if (result === false) return getErrorObject("InvalidAttr", "Attributes for '" + tagName + "' have open quote.", getLineNumberForPosition(xmlData, i));
			let attrStr = result.value;
			i = result.index;
			if (attrStr[attrStr.length - 1] === "/") {
				const attrStrStart = i - attrStr.length;
				attrStr = attrStr.substring(0, attrStr.length - 1);
				const isValid = validateAttributeString(attrStr, options);
				if (isValid === true) tagFound = true;
				else return getErrorObject(isValid.err.code, isValid.err.msg, getLineNumberForPosition(xmlData, attrStrStart + isValid.err.line));
			} else if (closingTag) {
				if (!result.tagClosed) return getErrorObject("InvalidTag", "Closing tag '" + tagName + "' doesn't have proper closing.", getLineNumberForPosition(xmlData, i));
				else if (attrStr.trim().length > 0) return getErrorObject("InvalidTag", "Closing tag '" + tagName + "' can't have attributes or invalid starting.", getLineNumberForPosition(xmlData, tagStartPos));
				else if (tags.length === 0) return getErrorObject("InvalidTag", "Closing tag '" + tagName + "' has not been opened.", getLineNumberForPosition(xmlData, tagStartPos));
				else {
					const otg = tags.pop();
					if (tagName !== otg.tagName) {
						let openPos = getLineNumberForPosition(xmlData, otg.tagStartPos);
						return getErrorObject("InvalidTag", "Expected closing tag '" + otg.tagName + "' (opened in line " + openPos.line + ", col " + openPos.col + ") instead of closing tag '" + tagName + "'.", getLineNumberForPosition(xmlData, tagStartPos));
					}
					if (tags.length == 0) reachedRoot = true;
				}
			} else {
				const isValid = validateAttributeString(attrStr, options);
				if (isValid !== true) return getErrorObject(isValid.err.code, isValid.err.msg, getLineNumberForPosition(xmlData, i - attrStr.length + isValid.err.line));
				if (reachedRoot === true) return getErrorObject("InvalidXml", "Multiple possible root nodes found.", getLineNumberForPosition(xmlData, i));
				else if (options.unpairedTags.indexOf(tagName) !== -1) {} else tags.push({
					tagName,
					tagStartPos
				});
				tagFound = true;
			}
			for (i++; i < xmlData.length; i++) if (xmlData[i] === "<") {
				if (xmlData[i + 1] === "!") {
					i++;
					i = readCommentAndCDATA(xmlData, i);
					continue;
				} else if (xmlData[i + 1] === "?") {
					i = readPI(xmlData, ++i);
					if (i.err) return i;
				} else break;
			} else if (xmlData[i] === "&") {
				const afterAmp = validateAmpersand(xmlData, i);
				if (afterAmp == -1) return getErrorObject("InvalidChar", "char '&' is not expected.", getLineNumberForPosition(xmlData, i));
				i = afterAmp;
			} else if (reachedRoot === true && !isWhiteSpace(xmlData[i])) return getErrorObject("InvalidXml", "Extra text at the end", getLineNumberForPosition(xmlData, i));
			if (xmlData[i] === "<") i--;
		}
	} else {
		if (isWhiteSpace(xmlData[i])) continue;
		return getErrorObject("InvalidChar", "char '" + xmlData[i] + "' is not expected.", getLineNumberForPosition(xmlData, i));
	}
	if (!tagFound) return getErrorObject("InvalidXml", "Start tag expected.", 1);
	else if (tags.length == 1) return getErrorObject("InvalidTag", "Unclosed tag '" + tags[0].tagName + "'.", getLineNumberForPosition(xmlData, tags[0].tagStartPos));
	else if (tags.length > 0) return getErrorObject("InvalidXml", "Invalid '" + JSON.stringify(tags.map((t) => t.tagName), null, 4).replace(/\r?\n/g, "") + "' found.", {
		line: 1,
		col: 1
	});
	return true;
}
function isWhiteSpace(char) {
	return char === " " || char === "	" || char === "\n" || char === "\r";
}
/**
* Read Processing insstructions and skip
* @param {*} xmlData
* @param {*} i
*/
function readPI(xmlData, i) {
	const start = i;
	for (; i < xmlData.length; i++) if (xmlData[i] == "?" || xmlData[i] == " ") {
		const tagname = xmlData.substr(start, i - start);
		if (i > 5 && tagname === "xml") return getErrorObject("InvalidXml", "XML declaration allowed only at the start of the document.", getLineNumberForPosition(xmlData, i));
		else if (xmlData[i] == "?" && xmlData[i + 1] == ">") {
			i++;
			break;
		} else continue;
	}
	return i;
}
function readCommentAndCDATA(xmlData, i) {
	if (xmlData.length > i + 5 && xmlData[i + 1] === "-" && xmlData[i + 2] === "-") {
		for (i += 3; i < xmlData.length; i++) if (xmlData[i] === "-" && xmlData[i + 1] === "-" && xmlData[i + 2] === ">") {
			i += 2;
			break;
		}
	} else if (xmlData.length > i + 8 && xmlData[i + 1] === "D" && xmlData[i + 2] === "O" && xmlData[i + 3] === "C" && xmlData[i + 4] === "T" && xmlData[i + 5] === "Y" && xmlData[i + 6] === "P" && xmlData[i + 7] === "E") {
		let angleBracketsCount = 1;
		for (i += 8; i < xmlData.length; i++) if (xmlData[i] === "<") angleBracketsCount++;
		else if (xmlData[i] === ">") {
			angleBracketsCount--;
			if (angleBracketsCount === 0) break;
		}
	} else if (xmlData.length > i + 9 && xmlData[i + 1] === "[" && xmlData[i + 2] === "C" && xmlData[i + 3] === "D" && xmlData[i + 4] === "A" && xmlData[i + 5] === "T" && xmlData[i + 6] === "A" && xmlData[i + 7] === "[") {
		for (i += 8; i < xmlData.length; i++) if (xmlData[i] === "]" && xmlData[i + 1] === "]" && xmlData[i + 2] === ">") {
			i += 2;
			break;
		}
	}
	return i;
}
const doubleQuote = "\"";
const singleQuote = "'";
/**
* Keep reading xmlData until '<' is found outside the attribute value.
* @param {string} xmlData
* @param {number} i
*/
function readAttributeStr(xmlData, i) {
	let attrStr = "";
	let startChar = "";
	let tagClosed = false;
	for (; i < xmlData.length; i++) {
		if (xmlData[i] === doubleQuote || xmlData[i] === singleQuote) {
			if (startChar === "") startChar = xmlData[i];
			else if (startChar !== xmlData[i]) {} else startChar = "";
		} else if (xmlData[i] === ">") {
			if (startChar === "") {
				tagClosed = true;
				break;
			}
		}
		attrStr += xmlData[i];
	}
	if (startChar !== "") return false;
	return {
		value: attrStr,
		index: i,
		tagClosed
	};
}
/**
* Walk `attrStr` once, left to right, splitting it into attribute tokens.
*
* This replaces a regex that used to do the same job
* (`(\s*)([^\s=]+)(\s*=)?(\s*(['"])(([\s\S])*?)\5)?`). That regex led with an
* optional whitespace group followed by a required "non-whitespace" group.
* On a long run of whitespace that never resolves into an attribute name
* (e.g. a tag with thousands of trailing spaces before `>`), the engine
* backtracks the whitespace group one character at a time before giving up
* and moving to the next starting position — one full backtrack per
* position, which is quadratic in the length of the run.
*
* The scan is forward-only: the cursor never moves backwards, so each
* character is visited a constant number of times and the cost is linear
* in the length of the string.
*
* Each returned token mirrors the shape the old regex match array had, so
* the validation logic below (which reads token[1]..token[6]) didn't need
* to change:
*   token.startIndex - where this token begins in attrStr
*   token[1]          - leading whitespace before the name
*   token[2]          - the attribute name
*   token[3]          - whitespace + '=' if present, else undefined
*   token[4]          - marker (any defined value) if a quoted value was found
*   token[5]          - the quote character used ('"' or "'")
*   token[6]          - the value's text, without the surrounding quotes
*
* A malformed leading character (e.g. a stray '=' with no name before it)
* is simply skipped over, one character at a time — the same outcome the
* old regex produced by failing to match at that position and retrying at
* the next one.
*/
function scanAttributeTokens(attrStr) {
	const tokens = [];
	const len = attrStr.length;
	let i = 0;
	while (i < len) {
		const tokenStart = i;
		while (i < len && isWhiteSpace(attrStr[i])) i++;
		if (i >= len) break;
		if (attrStr[i] === "=") {
			i++;
			continue;
		}
		const leadingWs = attrStr.slice(tokenStart, i);
		const nameStart = i;
		while (i < len && !isWhiteSpace(attrStr[i]) && attrStr[i] !== "=") i++;
		const name = attrStr.slice(nameStart, i);
		let equalsGroup;
		let j = i;
		while (j < len && isWhiteSpace(attrStr[j])) j++;
		if (j < len && attrStr[j] === "=") {
			equalsGroup = attrStr.slice(i, j + 1);
			i = j + 1;
		}
		let quoteChar;
		let value;
		let k = i;
		while (k < len && isWhiteSpace(attrStr[k])) k++;
		if (k < len && (attrStr[k] === "\"" || attrStr[k] === "'")) {
			const valueStart = k + 1;
			const closeIdx = attrStr.indexOf(attrStr[k], valueStart);
			if (closeIdx !== -1) {
				quoteChar = attrStr[k];
				value = attrStr.slice(valueStart, closeIdx);
				i = closeIdx + 1;
			}
		}
		const token = { startIndex: tokenStart };
		token[1] = leadingWs;
		token[2] = name;
		token[3] = equalsGroup;
		token[4] = quoteChar !== void 0 ? true : void 0;
		token[5] = quoteChar;
		token[6] = value;
		tokens.push(token);
	}
	return tokens;
}
function validateAttributeString(attrStr, options) {
	const matches = scanAttributeTokens(attrStr);
	const attrNames = {};
	for (let i = 0; i < matches.length; i++) {
		if (matches[i][1].length === 0) return getErrorObject("InvalidAttr", "Attribute '" + matches[i][2] + "' has no space in starting.", getPositionFromMatch(matches[i]));
		else if (matches[i][3] !== void 0 && matches[i][4] === void 0) return getErrorObject("InvalidAttr", "Attribute '" + matches[i][2] + "' is without value.", getPositionFromMatch(matches[i]));
		else if (matches[i][3] === void 0 && !options.allowBooleanAttributes) return getErrorObject("InvalidAttr", "boolean attribute '" + matches[i][2] + "' is not allowed.", getPositionFromMatch(matches[i]));
		const attrName = matches[i][2];
		if (!validateAttrName(attrName)) return getErrorObject("InvalidAttr", "Attribute '" + attrName + "' is an invalid name.", getPositionFromMatch(matches[i]));
		if (!Object.prototype.hasOwnProperty.call(attrNames, attrName)) attrNames[attrName] = 1;
		else return getErrorObject("InvalidAttr", "Attribute '" + attrName + "' is repeated.", getPositionFromMatch(matches[i]));
	}
	return true;
}
function validateNumberAmpersand(xmlData, i) {
	let re = /\d/;
	if (xmlData[i] === "x") {
		i++;
		re = /[\da-fA-F]/;
	}
	for (; i < xmlData.length; i++) {
		if (xmlData[i] === ";") return i;
		if (!xmlData[i].match(re)) break;
	}
	return -1;
}
function validateAmpersand(xmlData, i) {
	i++;
	if (xmlData[i] === ";") return -1;
	if (xmlData[i] === "#") {
		i++;
		return validateNumberAmpersand(xmlData, i);
	}
	let count = 0;
	for (; i < xmlData.length; i++, count++) {
		if (xmlData[i].match(/\w/) && count < 20) continue;
		if (xmlData[i] === ";") break;
		return -1;
	}
	return i;
}
function getErrorObject(code, message, lineNumber) {
	return { err: {
		code,
		msg: message,
		line: lineNumber.line || lineNumber,
		col: lineNumber.col
	} };
}
function validateAttrName(attrName) {
	return isName(attrName);
}
function validateTagName(tagname) {
	return isName(tagname);
}
function getLineNumberForPosition(xmlData, index) {
	const lines = xmlData.substring(0, index).split(/\r?\n/);
	return {
		line: lines.length,
		col: lines[lines.length - 1].length + 1
	};
}
function getPositionFromMatch(match) {
	return match.startIndex + match[1].length;
}
// node_modules/@nodable/entities/src/entities.js
/**
* Currency Symbols
* @type {Record<string, string>}
*/
const CURRENCY = {
	cent: "¢",
	pound: "£",
	curren: "¤",
	yen: "¥",
	euro: "€",
	dollar: "$",
	fnof: "ƒ",
	inr: "₹",
	af: "؋",
	birr: "ብር",
	peso: "₱",
	rub: "₽",
	won: "₩",
	yuan: "¥",
	cedil: "¸"
};
const XML = {
	amp: "&",
	apos: "'",
	gt: ">",
	lt: "<",
	quot: "\""
};
const COMMON_HTML = {
	nbsp: "\xA0",
	copy: "©",
	reg: "®",
	trade: "™",
	mdash: "—",
	ndash: "–",
	hellip: "…",
	laquo: "«",
	raquo: "»",
	lsquo: "‘",
	rsquo: "’",
	ldquo: "“",
	rdquo: "”",
	bull: "•",
	para: "¶",
	sect: "§",
	deg: "°",
	frac12: "½",
	frac14: "¼",
	frac34: "¾"
};
// node_modules/@nodable/entities/src/EntityDecoder.js
/**
* Action constants for `onExternalEntity` and `onInputEntity` hooks.
*
* Use these instead of raw strings to avoid typos:
*
* @example
* import EntityDecoder, { ENTITY_ACTION } from './EntityDecoder.js';
* const dec = new EntityDecoder({
*   onInputEntity: (name, value) => ENTITY_ACTION.BLOCK,
* });
*/
const ENTITY_ACTION = Object.freeze({
	/** Resolve and expand the entity normally. */
	ALLOW: "allow",
	/** Silently skip this entity — it will not be registered. */
	BLOCK: "block",
	/** Throw an error, aborting entity registration entirely. */
	THROW: "throw"
});
const SPECIAL_CHARS = /* @__PURE__ */ new Set("!?\\\\/[]$%{}^&*()<>|+");
/**
* Validate that an entity name contains no dangerous characters.
* @param {string} name
* @returns {string} the name, unchanged
* @throws {Error} on invalid characters
*/
function validateEntityName$1(name) {
	if (name[0] === "#") throw new Error(`[EntityReplacer] Invalid character '#' in entity name: "${name}"`);
	for (const ch of name) if (SPECIAL_CHARS.has(ch)) throw new Error(`[EntityReplacer] Invalid character '${ch}' in entity name: "${name}"`);
	return name;
}
/**
* Merge one or more entity maps into a flat name→string map.
* Accepts either:
*   - plain string values:             { amp: '&' }
*   - legacy {regex,val} / {regx,val}: { lt: { regex: /.../, val: '<' } }
*
* Values containing '&' are skipped (recursive expansion risk).
*
* @param {...object} maps
* @returns {Record<string, string>}
*/
function mergeEntityMaps(...maps) {
	const out = Object.create(null);
	for (const map of maps) {
		if (!map) continue;
		for (const key of Object.keys(map)) {
			const raw = map[key];
			if (typeof raw === "string") out[key] = raw;
			else if (raw && typeof raw === "object" && raw.val !== void 0) {
				const val = raw.val;
				if (typeof val === "string") out[key] = val;
			}
		}
	}
	return out;
}
const LIMIT_TIER_EXTERNAL = "external";
const LIMIT_TIER_BASE = "base";
const LIMIT_TIER_ALL = "all";
/**
* Resolve `applyLimitsTo` option into a normalised Set of tier strings.
* Accepted values: 'external' | 'base' | 'all' | string[]
* Default: 'external' (only untrusted injected entities are counted).
* @param {string|string[]|undefined} raw
* @returns {Set<string>}
*/
function parseLimitTiers(raw) {
	if (!raw || raw === LIMIT_TIER_EXTERNAL) return /* @__PURE__ */ new Set([LIMIT_TIER_EXTERNAL]);
	if (raw === LIMIT_TIER_ALL) return /* @__PURE__ */ new Set([LIMIT_TIER_ALL]);
	if (raw === LIMIT_TIER_BASE) return /* @__PURE__ */ new Set([LIMIT_TIER_BASE]);
	if (Array.isArray(raw)) return new Set(raw);
	return /* @__PURE__ */ new Set([LIMIT_TIER_EXTERNAL]);
}
const NCR_LEVEL = Object.freeze({
	allow: 0,
	leave: 1,
	remove: 2,
	throw: 3
});
const XML10_ALLOWED_C0 = /* @__PURE__ */ new Set([
	9,
	10,
	13
]);
/**
* Parse the `ncr` constructor option into flat, hot-path-friendly fields.
* @param {object|undefined} ncr
* @returns {{ xmlVersion: number, onLevel: number, nullLevel: number }}
*/
function parseNCRConfig(ncr) {
	if (!ncr) return {
		xmlVersion: 1,
		onLevel: NCR_LEVEL.allow,
		nullLevel: NCR_LEVEL.remove
	};
	const xmlVersion = ncr.xmlVersion === 1.1 ? 1.1 : 1;
	const onLevel = NCR_LEVEL[ncr.onNCR] ?? NCR_LEVEL.allow;
	const nullLevel = NCR_LEVEL[ncr.nullNCR] ?? NCR_LEVEL.remove;
	return {
		xmlVersion,
		onLevel,
		nullLevel: Math.max(nullLevel, NCR_LEVEL.remove)
	};
}
/**
* Single-pass, zero-regex entity replacer for XML/HTML content.
*
* Algorithm: scan the string once for '&', read to ';', resolve via map
* or direct codepoint conversion, build output chunks, join once at the end.
*
* Entity lookup priority (highest → lowest):
*   1. input / runtime  (DOCTYPE entities for current document)
*   2. persistent external (survive across documents)
*   3. base named map   (DEFAULT_XML_ENTITIES + user-supplied namedEntities)
*
* Both input and external resolve as the 'external' tier for limit purposes.
* Base map entities resolve as the 'base' tier.
*
* Numeric / hex references (&#NNN; / &#xHH;) are resolved directly via
* String.fromCodePoint() — no map needed. They count as 'base' tier.
*
* @example
* const replacer = new EntityReplacer({ namedEntities: COMMON_HTML });
* replacer.setExternalEntities({ brand: 'Acme' });
*
* const instance = replacer.reset();
* instance.addInputEntities({ version: '1.0' });
* instance.encode('&brand; v&version; &lt;'); // 'Acme v1.0 <'
*/
var EntityDecoder = class {
	/**
	* @param {object} [options]
	* @param {object|null}  [options.namedEntities]        — extra named entities merged into base map
	* @param {object}  [options.limit]                 — security limits
	* @param {number}       [options.limit.maxTotalExpansions=0]  — 0 = unlimited
	* @param {number}       [options.limit.maxExpandedLength=0]   — 0 = unlimited
	* @param {'external'|'base'|'all'|string[]} [options.limit.applyLimitsTo='external']
	*   Which entity tiers count against the security limits:
	*   - 'external' (default) — only input/runtime + persistent external entities
	*   - 'base'               — only DEFAULT_XML_ENTITIES + namedEntities
	*   - 'all'                — every entity regardless of tier
	*   - string[]             — explicit combination, e.g. ['external', 'base']
	* @param {((resolved: string, original: string) => string)|null} [options.postCheck=null]
	* @param {string[]} [options.remove=[]] — entity names (e.g. ['nbsp', '#13']) to delete (replace with empty string)
	* @param {string[]} [options.leave=[]]  — entity names to keep as literal (unchanged in output)
	* @param {object}   [options.ncr]       — Numeric Character Reference controls
	* @param {1.0|1.1}  [options.ncr.xmlVersion=1.0]
	*   XML version governing which codepoint ranges are restricted:
	*   - 1.0 — C0 controls U+0001–U+001F (except U+0009/000A/000D) are prohibited
	*   - 1.1 — C0 controls are allowed when written as NCRs; C1 (U+007F–U+009F) decoded as-is
	* @param {'allow'|'leave'|'remove'|'throw'} [options.ncr.onNCR='allow']
	*   Base action for numeric references. Severity order: allow < leave < remove < throw.
	*   For codepoint ranges that carry a minimum level (surrogates → remove, XML 1.0 C0 → remove),
	*   the effective action is max(onNCR, rangeMinimum).
	* @param {'remove'|'throw'} [options.ncr.nullNCR='remove']
	*   Action for U+0000 (null). 'allow' and 'leave' are clamped to 'remove' since null is never safe.
	* @param {((name: string, value: string) => 'allow'|'block'|'throw')|null} [options.onExternalEntity=null]
	*   Hook called when an external entity is registered via `setExternalEntities()` or
	*   `addExternalEntity()`. Return `ENTITY_ACTION.ALLOW` to accept the entity,
	*   `ENTITY_ACTION.BLOCK` to silently skip it, or `ENTITY_ACTION.THROW` to abort with an error.
	* @param {((name: string, value: string) => 'allow'|'block'|'throw')|null} [options.onInputEntity=null]
	*   Hook called when an input entity is registered via `addInputEntities()`. Return
	*   `ENTITY_ACTION.ALLOW` to accept, `ENTITY_ACTION.BLOCK` to silently skip, or
	*   `ENTITY_ACTION.THROW` to abort with an error.
	*/
	constructor(options = {}) {
		this._limit = options.limit || {};
		this._maxTotalExpansions = this._limit.maxTotalExpansions || 0;
		this._maxExpandedLength = this._limit.maxExpandedLength || 0;
		this._postCheck = typeof options.postCheck === "function" ? options.postCheck : (r) => r;
		this._limitTiers = parseLimitTiers(this._limit.applyLimitsTo ?? LIMIT_TIER_EXTERNAL);
		this._numericAllowed = options.numericAllowed ?? true;
		this._baseMap = mergeEntityMaps(XML, options.namedEntities || null);
		/** @type {Record<string, string>} */
		this._externalMap = Object.create(null);
		/** @type {Record<string, string>} */
		this._inputMap = Object.create(null);
		this._totalExpansions = 0;
		this._expandedLength = 0;
		/** @type {Set<string>} */
		this._removeSet = new Set(options.remove && Array.isArray(options.remove) ? options.remove : []);
		/** @type {Set<string>} */
		this._leaveSet = new Set(options.leave && Array.isArray(options.leave) ? options.leave : []);
		const ncrCfg = parseNCRConfig(options.ncr);
		this._ncrXmlVersion = ncrCfg.xmlVersion;
		this._ncrOnLevel = ncrCfg.onLevel;
		this._ncrNullLevel = ncrCfg.nullLevel;
		/** @type {((name: string, value: string) => 'allow'|'block'|'throw')|null} */
		this._onExternalEntity = typeof options.onExternalEntity === "function" ? options.onExternalEntity : null;
		/** @type {((name: string, value: string) => 'allow'|'block'|'throw')|null} */
		this._onInputEntity = typeof options.onInputEntity === "function" ? options.onInputEntity : null;
	}
	/**
	* Invoke a registration hook for a single entity name/value pair.
	* Returns true when the entity should be accepted, false when it should be
	* silently skipped (BLOCK), and throws when the hook returns THROW.
	*
	* @param {((name: string, value: string) => 'allow'|'block'|'throw')|null} hook
	* @param {string} name
	* @param {string} value
	* @param {string} context  — used in error messages ('external' | 'input')
	* @returns {boolean}  true = accept, false = skip
	*/
	_applyRegistrationHook(hook, name, value, context) {
		if (!hook) return true;
		const action = hook(name, value);
		if (action === ENTITY_ACTION.BLOCK) return false;
		if (action === ENTITY_ACTION.THROW) throw new Error(`[EntityDecoder] Registration of ${context} entity "&${name};" was rejected by hook`);
		return true;
	}
	/**
	* Replace the full set of persistent external entities.
	* All keys are validated — throws on invalid characters.
	* If `onExternalEntity` is set, it is called once per entry; entries that
	* return `ENTITY_ACTION.BLOCK` are silently omitted, `ENTITY_ACTION.THROW`
	* aborts the whole call.
	* @param {Record<string, string | { regex?: RegExp, val: string }>} map
	*/
	setExternalEntities(map) {
		if (map) for (const key of Object.keys(map)) validateEntityName$1(key);
		if (!this._onExternalEntity) {
			this._externalMap = mergeEntityMaps(map);
			return;
		}
		const flat = mergeEntityMaps(map);
		const filtered = Object.create(null);
		for (const [name, value] of Object.entries(flat)) if (this._applyRegistrationHook(this._onExternalEntity, name, value, "external")) filtered[name] = value;
		this._externalMap = filtered;
	}
	/**
	* Add a single persistent external entity.
	* If `onExternalEntity` is set it is called before the entity is stored;
	* `ENTITY_ACTION.BLOCK` silently skips storage, `ENTITY_ACTION.THROW` raises.
	* @param {string} key
	* @param {string} value
	*/
	addExternalEntity(key, value) {
		validateEntityName$1(key);
		if (typeof value === "string" && value.indexOf("&") === -1) {
			if (this._applyRegistrationHook(this._onExternalEntity, key, value, "external")) this._externalMap[key] = value;
		}
	}
	/**
	* Inject DOCTYPE entities for the current document.
	* Also resets per-document expansion counters.
	* If `onInputEntity` is set it is called once per entry; entries returning
	* `ENTITY_ACTION.BLOCK` are silently omitted, `ENTITY_ACTION.THROW` aborts.
	* @param {Record<string, string | { regx?: RegExp, regex?: RegExp, val: string }>} map
	*/
	addInputEntities(map) {
		this._totalExpansions = 0;
		this._expandedLength = 0;
		if (!this._onInputEntity) {
			this._inputMap = mergeEntityMaps(map);
			return;
		}
		const flat = mergeEntityMaps(map);
		const filtered = Object.create(null);
		for (const [name, value] of Object.entries(flat)) if (this._applyRegistrationHook(this._onInputEntity, name, value, "input")) filtered[name] = value;
		this._inputMap = filtered;
	}
	/**
	* Wipe input/runtime entities and reset counters.
	* Call this before processing each new document.
	* @returns {this}
	*/
	reset() {
		this._inputMap = Object.create(null);
		this._totalExpansions = 0;
		this._expandedLength = 0;
		return this;
	}
	/**
	* Update the XML version used for NCR classification.
	* Call this as soon as the document's `<?xml version="...">` declaration is parsed.
	* @param {1.0|1.1|number} version
	*/
	setXmlVersion(version) {
		this._ncrXmlVersion = version === 1.1 ? 1.1 : 1;
	}
	/**
	* Replace all entity references in `str` in a single pass.
	*
	* @param {string} str
	* @returns {string}
	*/
	decode(str) {
		if (typeof str !== "string" || str.length === 0) return str;
		if (str.indexOf("&") === -1) return str;
		const original = str;
		const chunks = [];
		const len = str.length;
		let last = 0;
		let i = 0;
		const limitExpansions = this._maxTotalExpansions > 0;
		const limitLength = this._maxExpandedLength > 0;
		const checkLimits = limitExpansions || limitLength;
		while (i < len) {
			if (str.charCodeAt(i) !== 38) {
				i++;
				continue;
			}
			let j = i + 1;
			while (j < len && str.charCodeAt(j) !== 59 && j - i <= 32) j++;
			if (j >= len || str.charCodeAt(j) !== 59) {
				i++;
				continue;
			}
			const token = str.slice(i + 1, j);
			if (token.length === 0) {
				i++;
				continue;
			}
			let replacement;
			let tier;
			if (this._removeSet.has(token)) {
				replacement = "";
				if (tier === void 0) tier = LIMIT_TIER_EXTERNAL;
			} else if (this._leaveSet.has(token)) {
				i++;
				continue;
			} else if (token.charCodeAt(0) === 35) {
				const ncrResult = this._resolveNCR(token);
				if (ncrResult === void 0) {
					i++;
					continue;
				}
				replacement = ncrResult;
				tier = LIMIT_TIER_BASE;
			} else {
				const resolved = this._resolveName(token);
				replacement = resolved?.value;
				tier = resolved?.tier;
			}
			if (replacement === void 0) {
				i++;
				continue;
			}
			if (i > last) chunks.push(str.slice(last, i));
			chunks.push(replacement);
			last = j + 1;
			i = last;
			if (checkLimits && this._tierCounts(tier)) {
				if (limitExpansions) {
					this._totalExpansions++;
					if (this._totalExpansions > this._maxTotalExpansions) throw new Error(`[EntityReplacer] Entity expansion count limit exceeded: ${this._totalExpansions} > ${this._maxTotalExpansions}`);
				}
				if (limitLength) {
					const delta = replacement.length - (token.length + 2);
					if (delta > 0) {
						this._expandedLength += delta;
						if (this._expandedLength > this._maxExpandedLength) throw new Error(`[EntityReplacer] Expanded content length limit exceeded: ${this._expandedLength} > ${this._maxExpandedLength}`);
					}
				}
			}
		}
		if (last < len) chunks.push(str.slice(last));
		const result = chunks.length === 0 ? str : chunks.join("");
		return this._postCheck(result, original);
	}
	/**
	* Returns true if a resolved entity of the given tier should count
	* against the expansion/length limits.
	* @param {string} tier  — LIMIT_TIER_EXTERNAL | LIMIT_TIER_BASE
	* @returns {boolean}
	*/
	_tierCounts(tier) {
		if (this._limitTiers.has(LIMIT_TIER_ALL)) return true;
		return this._limitTiers.has(tier);
	}
	/**
	* Resolve a named entity token (without & and ;).
	* Priority: inputMap > externalMap > baseMap
	* Returns the resolved value tagged with its limit tier.
	*
	* @param {string} name
	* @returns {{ value: string, tier: string }|undefined}
	*/
	_resolveName(name) {
		if (name in this._inputMap) return {
			value: this._inputMap[name],
			tier: LIMIT_TIER_EXTERNAL
		};
		if (name in this._externalMap) return {
			value: this._externalMap[name],
			tier: LIMIT_TIER_EXTERNAL
		};
		if (name in this._baseMap) return {
			value: this._baseMap[name],
			tier: LIMIT_TIER_BASE
		};
	}
	/**
	* Classify a codepoint and return the minimum action level that must be applied.
	* Returns -1 when no minimum is imposed (normal allow path).
	*
	* Ranges checked (in priority order):
	*   1. U+0000            — null, governed by nullNCR (always ≥ remove)
	*   2. U+D800–U+DFFF     — surrogates, always prohibited (min: remove)
	*   3. U+0001–U+001F \ {0x09,0x0A,0x0D}  — XML 1.0 restricted C0 (min: remove)
	*      (skipped in XML 1.1 — C0 controls are allowed when written as NCRs)
	*
	* @param {number} cp  — codepoint
	* @returns {number}   — minimum NCR_LEVEL value, or -1 for no restriction
	*/
	_classifyNCR(cp) {
		if (cp === 0) return this._ncrNullLevel;
		if (cp >= 55296 && cp <= 57343) return NCR_LEVEL.remove;
		if (this._ncrXmlVersion === 1) {
			if (cp >= 1 && cp <= 31 && !XML10_ALLOWED_C0.has(cp)) return NCR_LEVEL.remove;
		}
		return -1;
	}
	/**
	* Execute a resolved NCR action.
	*
	* @param {number} action   — NCR_LEVEL value
	* @param {string} token    — raw token (e.g. '#38') for error messages
	* @param {number} cp       — codepoint, used only for error messages
	* @returns {string|undefined}
	*   - decoded character string  → 'allow'
	*   - ''                        → 'remove'
	*   - undefined                 → 'leave' (caller must skip past '&' only)
	*   - throws Error              → 'throw'
	*/
	_applyNCRAction(action, token, cp) {
		switch (action) {
			case NCR_LEVEL.allow: return String.fromCodePoint(cp);
			case NCR_LEVEL.remove: return "";
			case NCR_LEVEL.leave: return;
			case NCR_LEVEL.throw: throw new Error(`[EntityDecoder] Prohibited numeric character reference &${token}; (U+${cp.toString(16).toUpperCase().padStart(4, "0")})`);
			default: return String.fromCodePoint(cp);
		}
	}
	/**
	* Full NCR resolution pipeline for a numeric token.
	*
	* Steps:
	*   1. Parse the codepoint (decimal or hex).
	*   2. Validate the raw codepoint range (NaN, <0, >0x10FFFF).
	*   3. If numericAllowed is false and no minimum restriction applies → leave as-is.
	*   4. Classify the codepoint to find the minimum required action level.
	*   5. Resolve effective action = max(onNCR, minimum).
	*   6. Apply and return.
	*
	* @param {string} token  — e.g. '#38', '#x26', '#X26'
	* @returns {string|undefined}
	*   - string (incl. '')  — replacement ('' = remove)
	*   - undefined          — leave original &token; as-is
	*/
	_resolveNCR(token) {
		const second = token.charCodeAt(1);
		let cp;
		if (second === 120 || second === 88) cp = parseInt(token.slice(2), 16);
		else cp = parseInt(token.slice(1), 10);
		if (Number.isNaN(cp) || cp < 0 || cp > 1114111) return void 0;
		const minimum = this._classifyNCR(cp);
		if (!this._numericAllowed && minimum < NCR_LEVEL.remove) return void 0;
		const effective = minimum === -1 ? this._ncrOnLevel : Math.max(this._ncrOnLevel, minimum);
		return this._applyNCRAction(effective, token, cp);
	}
};
// node_modules/fast-xml-parser/src/xmlparser/OptionsBuilder.js
const defaultOnDangerousProperty = (name) => {
	if (DANGEROUS_PROPERTY_NAMES.includes(name)) return "__" + name;
	return name;
};
const defaultOptions = {
	preserveOrder: false,
	attributeNamePrefix: "@_",
	attributesGroupName: false,
	textNodeName: "#text",
	ignoreAttributes: true,
	removeNSPrefix: false,
	allowBooleanAttributes: false,
	parseTagValue: true,
	parseAttributeValue: false,
	trimValues: true,
	cdataPropName: false,
	numberParseOptions: {
		hex: true,
		leadingZeros: true,
		eNotation: true,
		unicode: false
	},
	tagValueProcessor: function(tagName, val) {
		return val;
	},
	attributeValueProcessor: function(attrName, val) {
		return val;
	},
	stopNodes: [],
	alwaysCreateTextNode: false,
	isArray: () => false,
	commentPropName: false,
	unpairedTags: [],
	processEntities: true,
	htmlEntities: false,
	entityDecoder: null,
	ignoreDeclaration: false,
	ignorePiTags: false,
	transformTagName: false,
	transformAttributeName: false,
	updateTag: function(tagName, jPath, attrs) {
		return tagName;
	},
	captureMetaData: false,
	maxNestedTags: 100,
	strictReservedNames: true,
	jPath: true,
	onDangerousProperty: defaultOnDangerousProperty
};
/**
* Validates that a property name is safe to use
* @param {string} propertyName - The property name to validate
* @param {string} optionName - The option field name (for error message)
* @throws {Error} If property name is dangerous
*/
function validatePropertyName(propertyName, optionName) {
	if (typeof propertyName !== "string") return;
	const normalized = propertyName.toLowerCase();
	if (DANGEROUS_PROPERTY_NAMES.some((dangerous) => normalized === dangerous.toLowerCase())) throw new Error(`[SECURITY] Invalid ${optionName}: "${propertyName}" is a reserved JavaScript keyword that could cause prototype pollution`);
	if (criticalProperties.some((dangerous) => normalized === dangerous.toLowerCase())) throw new Error(`[SECURITY] Invalid ${optionName}: "${propertyName}" is a reserved JavaScript keyword that could cause prototype pollution`);
}
/**
* Normalizes processEntities option for backward compatibility
* @param {boolean|object} value 
* @returns {object} Always returns normalized object
*/
function normalizeProcessEntities(value, htmlEntities) {
	if (typeof value === "boolean") return {
		enabled: value,
		maxEntitySize: 1e4,
		maxExpansionDepth: 1e4,
		maxTotalExpansions: Infinity,
		maxExpandedLength: 1e5,
		maxEntityCount: 1e3,
		allowedTags: null,
		tagFilter: null,
		appliesTo: "all"
	};
	if (typeof value === "object" && value !== null) return {
		enabled: value.enabled !== false,
		maxEntitySize: Math.max(1, value.maxEntitySize ?? 1e4),
		maxExpansionDepth: Math.max(1, value.maxExpansionDepth ?? 1e4),
		maxTotalExpansions: Math.max(1, value.maxTotalExpansions ?? Infinity),
		maxExpandedLength: Math.max(1, value.maxExpandedLength ?? 1e5),
		maxEntityCount: Math.max(1, value.maxEntityCount ?? 1e3),
		allowedTags: value.allowedTags ?? null,
		tagFilter: value.tagFilter ?? null,
		appliesTo: value.appliesTo ?? "all"
	};
	return normalizeProcessEntities(true);
}
const buildOptions = function(options) {
	const built = Object.assign({}, defaultOptions, options);
	const propertyNameOptions = [
		{
			value: built.attributeNamePrefix,
			name: "attributeNamePrefix"
		},
		{
			value: built.attributesGroupName,
			name: "attributesGroupName"
		},
		{
			value: built.textNodeName,
			name: "textNodeName"
		},
		{
			value: built.cdataPropName,
			name: "cdataPropName"
		},
		{
			value: built.commentPropName,
			name: "commentPropName"
		}
	];
	for (const { value, name } of propertyNameOptions) if (value) validatePropertyName(value, name);
	if (built.onDangerousProperty === null) built.onDangerousProperty = defaultOnDangerousProperty;
	built.processEntities = normalizeProcessEntities(built.processEntities, built.htmlEntities);
	built.unpairedTagsSet = new Set(built.unpairedTags);
	if (built.stopNodes && Array.isArray(built.stopNodes)) built.stopNodes = built.stopNodes.map((node) => {
		if (typeof node === "string" && node.startsWith("*.")) return ".." + node.substring(2);
		return node;
	});
	return built;
};
// node_modules/fast-xml-parser/src/xmlparser/xmlNode.js
let METADATA_SYMBOL$1;
if (typeof Symbol !== "function") METADATA_SYMBOL$1 = "@@xmlMetadata";
else METADATA_SYMBOL$1 = Symbol("XML Node Metadata");
var XmlNode$1 = class {
	constructor(tagname) {
		this.tagname = tagname;
		this.child = [];
		this[":@"] = Object.create(null);
	}
	add(key, val) {
		if (key === "__proto__") key = "#__proto__";
		this.child.push({ [key]: val });
	}
	addChild(node, startIndex) {
		if (node.tagname === "__proto__") node.tagname = "#__proto__";
		if (node[":@"] && Object.keys(node[":@"]).length > 0) this.child.push({
			[node.tagname]: node.child,
			[":@"]: node[":@"]
		});
		else this.child.push({ [node.tagname]: node.child });
		this.addStartIndex(startIndex);
	}
	addStartIndex(startIndex) {
		if (startIndex !== void 0) this.child[this.child.length - 1][METADATA_SYMBOL$1] = { startIndex };
	}
	addEndIndex(endIndex) {
		const lastChild = this.child[this.child.length - 1];
		if (lastChild !== void 0 && lastChild[METADATA_SYMBOL$1] !== void 0 && lastChild[METADATA_SYMBOL$1].endIndex === void 0) lastChild[METADATA_SYMBOL$1].endIndex = endIndex;
	}
	/** symbol used for metadata */
	static getMetaDataSymbol() {
		return METADATA_SYMBOL$1;
	}
};
// node_modules/xml-naming/src/index.js
/**
* xml-naming
* Validates XML Name productions as defined in the XML 1.0 and 1.1 specifications.
* Covers: Name, NCName, QName, NMToken, NMTokens
*
* XML 1.0 spec: https://www.w3.org/TR/xml/#NT-Name
* XML 1.1 spec: https://www.w3.org/TR/xml11/#NT-NameStartChar
* XML NS spec:  https://www.w3.org/TR/xml-names/#NT-NCName
*/
const nameStartChar10 = ":A-Za-z_À-ÖØ-öø-˿Ͱ-ͽͿ-҆҈-῿‌-‍⁰-↏Ⰰ-⿯、-퟿豈-﷏ﷰ-�";
const nameChar10 = nameStartChar10 + "\\-\\.\\d" + "·" + "̀-ͯ" + "‿-⁀";
const nameStartChar11 = ":A-Za-z_À-˿Ͱ-ͽͿ-҆҈-῿‌-‍⁰-↏Ⰰ-⿯、-퟿豈-﷏ﷰ-�𐀀-󯿿";
const nameChar11 = nameStartChar11 + "\\-\\.\\d" + "·" + "̀-ͯ" + "҇" + "‿-⁀";
const buildRegexes = (startChar, char, flags = "") => {
	const ncNamePat = `[${startChar.replace(":", "")}][${char.replace(":", "")}]*`;
	return {
		name: new RegExp(`^[${startChar}][${char}]*$`, flags),
		ncName: new RegExp(`^${ncNamePat}$`, flags),
		qName: new RegExp(`^${ncNamePat}(?::${ncNamePat})?$`, flags),
		nmToken: new RegExp(`^[${char}]+$`, flags),
		nmTokens: new RegExp(`^[${char}]+(?:\\s+[${char}]+)*$`, flags)
	};
};
const regexes10 = buildRegexes(nameStartChar10, nameChar10);
const regexes11 = buildRegexes(nameStartChar11, nameChar11, "u");
const regexesAscii = buildRegexes(":A-Za-z_", ":A-Za-z_\\-\\.\\d");
const getRegexes = (xmlVersion = "1.0", asciiOnly = false) => {
	if (asciiOnly) return regexesAscii;
	return xmlVersion === "1.1" ? regexes11 : regexes10;
};
/**
* Returns true if the string is a valid QName (Qualified Name).
* Allows exactly one colon as a prefix separator: prefix:localName.
* Used for: element and attribute names in namespace-aware XML/SVG.
*
* @param {{ xmlVersion?: '1.0'|'1.1', asciiOnly?: boolean }} [opts]
*   asciiOnly: skip unicode-aware matching, ASCII names only (default false).
*/
const qName = (str, { xmlVersion = "1.0", asciiOnly = false } = {}) => getRegexes(xmlVersion, asciiOnly).qName.test(str);
// node_modules/fast-xml-parser/src/xmlparser/DocTypeReader.js
var DocTypeReader = class {
	constructor(options, xmlVersion) {
		this.suppressValidationErr = !options;
		this.options = options;
		this.xmlVersion = xmlVersion || 1;
	}
	setXmlVersion(xmlVersion = 1) {
		this.xmlVersion = xmlVersion;
	}
	readDocType(xmlData, i) {
		const entities = Object.create(null);
		let entityCount = 0;
		if (xmlData[i + 3] === "O" && xmlData[i + 4] === "C" && xmlData[i + 5] === "T" && xmlData[i + 6] === "Y" && xmlData[i + 7] === "P" && xmlData[i + 8] === "E") {
			i = i + 9;
			let angleBracketsCount = 1;
			let hasBody = false, comment = false;
			let quoteChar = null;
			let exp = "";
			for (; i < xmlData.length; i++) {
				if (quoteChar !== null) {
					if (xmlData[i] === quoteChar) quoteChar = null;
					exp += xmlData[i];
					continue;
				}
				if (!hasBody && !comment && (xmlData[i] === "\"" || xmlData[i] === "'")) {
					quoteChar = xmlData[i];
					exp += xmlData[i];
					continue;
				}
				if (xmlData[i] === "<" && !comment) {
					if (hasBody && hasSeq(xmlData, "!ENTITY", i)) {
						i += 7;
						let entityName, val;
						[entityName, val, i] = this.readEntityExp(xmlData, i + 1, this.suppressValidationErr);
						if (val.indexOf("&") === -1) {
							if (this.options.enabled !== false && this.options.maxEntityCount != null && entityCount >= this.options.maxEntityCount) throw new Error(`Entity count (${entityCount + 1}) exceeds maximum allowed (${this.options.maxEntityCount})`);
							entities[entityName] = val;
							entityCount++;
						}
					} else if (hasBody && hasSeq(xmlData, "!ELEMENT", i)) {
						i += 8;
						const { index } = this.readElementExp(xmlData, i + 1);
						i = index;
					} else if (hasBody && hasSeq(xmlData, "!ATTLIST", i)) i += 8;
					else if (hasBody && hasSeq(xmlData, "!NOTATION", i)) {
						i += 9;
						const { index } = this.readNotationExp(xmlData, i + 1, this.suppressValidationErr);
						i = index;
					} else if (hasSeq(xmlData, "!--", i)) comment = true;
					else throw new Error(`Invalid DOCTYPE`);
					angleBracketsCount++;
					exp = "";
				} else if (xmlData[i] === ">") {
					if (comment) {
						if (xmlData[i - 1] === "-" && xmlData[i - 2] === "-") {
							comment = false;
							angleBracketsCount--;
						}
					} else angleBracketsCount--;
					if (angleBracketsCount === 0) break;
				} else if (xmlData[i] === "[") hasBody = true;
				else exp += xmlData[i];
			}
			if (quoteChar !== null || angleBracketsCount !== 0) throw new Error(`Unclosed DOCTYPE`);
		} else throw new Error(`Invalid Tag instead of DOCTYPE`);
		return {
			entities,
			i
		};
	}
	readEntityExp(xmlData, i) {
		i = skipWhitespace(xmlData, i);
		const startIndex = i;
		while (i < xmlData.length && !/\s/.test(xmlData[i]) && xmlData[i] !== "\"" && xmlData[i] !== "'") i++;
		let entityName = xmlData.substring(startIndex, i);
		validateEntityName(entityName, { xmlVersion: this.xmlVersion });
		i = skipWhitespace(xmlData, i);
		if (!this.suppressValidationErr) {
			if (xmlData.substring(i, i + 6).toUpperCase() === "SYSTEM") throw new Error("External entities are not supported");
			else if (xmlData[i] === "%") throw new Error("Parameter entities are not supported");
		}
		let entityValue = "";
		[i, entityValue] = this.readIdentifierVal(xmlData, i, "entity");
		if (this.options.enabled !== false && this.options.maxEntitySize != null && entityValue.length > this.options.maxEntitySize) throw new Error(`Entity "${entityName}" size (${entityValue.length}) exceeds maximum allowed size (${this.options.maxEntitySize})`);
		i--;
		return [
			entityName,
			entityValue,
			i
		];
	}
	readNotationExp(xmlData, i) {
		i = skipWhitespace(xmlData, i);
		const startIndex = i;
		while (i < xmlData.length && !/\s/.test(xmlData[i])) i++;
		let notationName = xmlData.substring(startIndex, i);
		!this.suppressValidationErr && validateEntityName(notationName, { xmlVersion: this.xmlVersion });
		i = skipWhitespace(xmlData, i);
		const identifierType = xmlData.substring(i, i + 6).toUpperCase();
		if (!this.suppressValidationErr && identifierType !== "SYSTEM" && identifierType !== "PUBLIC") throw new Error(`Expected SYSTEM or PUBLIC, found "${identifierType}"`);
		i += identifierType.length;
		i = skipWhitespace(xmlData, i);
		let publicIdentifier = null;
		let systemIdentifier = null;
		if (identifierType === "PUBLIC") {
			[i, publicIdentifier] = this.readIdentifierVal(xmlData, i, "publicIdentifier");
			i = skipWhitespace(xmlData, i);
			if (xmlData[i] === "\"" || xmlData[i] === "'") [i, systemIdentifier] = this.readIdentifierVal(xmlData, i, "systemIdentifier");
		} else if (identifierType === "SYSTEM") {
			[i, systemIdentifier] = this.readIdentifierVal(xmlData, i, "systemIdentifier");
			if (!this.suppressValidationErr && !systemIdentifier) throw new Error("Missing mandatory system identifier for SYSTEM notation");
		}
		return {
			notationName,
			publicIdentifier,
			systemIdentifier,
			index: --i
		};
	}
	readIdentifierVal(xmlData, i, type) {
		let identifierVal = "";
		const startChar = xmlData[i];
		if (startChar !== "\"" && startChar !== "'") throw new Error(`Expected quoted string, found "${startChar}"`);
		i++;
		const startIndex = i;
		while (i < xmlData.length && xmlData[i] !== startChar) i++;
		identifierVal = xmlData.substring(startIndex, i);
		if (xmlData[i] !== startChar) throw new Error(`Unterminated ${type} value`);
		i++;
		return [i, identifierVal];
	}
	readElementExp(xmlData, i) {
		i = skipWhitespace(xmlData, i);
		const startIndex = i;
		while (i < xmlData.length && !/\s/.test(xmlData[i])) i++;
		let elementName = xmlData.substring(startIndex, i);
		if (!this.suppressValidationErr && !qName(elementName, { xmlVersion: this.xmlVersion })) throw new Error(`Invalid element name: "${elementName}"`);
		i = skipWhitespace(xmlData, i);
		let contentModel = "";
		if (xmlData[i] === "E" && hasSeq(xmlData, "MPTY", i)) i += 4;
		else if (xmlData[i] === "A" && hasSeq(xmlData, "NY", i)) i += 2;
		else if (xmlData[i] === "(") {
			i++;
			const startIndex = i;
			while (i < xmlData.length && xmlData[i] !== ")") i++;
			contentModel = xmlData.substring(startIndex, i);
			if (xmlData[i] !== ")") throw new Error("Unterminated content model");
		} else if (!this.suppressValidationErr) throw new Error(`Invalid Element Expression, found "${xmlData[i]}"`);
		return {
			elementName,
			contentModel: contentModel.trim(),
			index: i
		};
	}
	readAttlistExp(xmlData, i) {
		i = skipWhitespace(xmlData, i);
		let startIndex = i;
		while (i < xmlData.length && !/\s/.test(xmlData[i])) i++;
		let elementName = xmlData.substring(startIndex, i);
		validateEntityName(elementName, { xmlVersion: this.xmlVersion });
		i = skipWhitespace(xmlData, i);
		startIndex = i;
		while (i < xmlData.length && !/\s/.test(xmlData[i])) i++;
		let attributeName = xmlData.substring(startIndex, i);
		if (!validateEntityName(attributeName, { xmlVersion: this.xmlVersion })) throw new Error(`Invalid attribute name: "${attributeName}"`);
		i = skipWhitespace(xmlData, i);
		let attributeType = "";
		if (xmlData.substring(i, i + 8).toUpperCase() === "NOTATION") {
			attributeType = "NOTATION";
			i += 8;
			i = skipWhitespace(xmlData, i);
			if (xmlData[i] !== "(") throw new Error(`Expected '(', found "${xmlData[i]}"`);
			i++;
			let allowedNotations = [];
			while (i < xmlData.length && xmlData[i] !== ")") {
				const startIndex = i;
				while (i < xmlData.length && xmlData[i] !== "|" && xmlData[i] !== ")") i++;
				let notation = xmlData.substring(startIndex, i);
				notation = notation.trim();
				if (!validateEntityName(notation, { xmlVersion: this.xmlVersion })) throw new Error(`Invalid notation name: "${notation}"`);
				allowedNotations.push(notation);
				if (xmlData[i] === "|") {
					i++;
					i = skipWhitespace(xmlData, i);
				}
			}
			if (xmlData[i] !== ")") throw new Error("Unterminated list of notations");
			i++;
			attributeType += " (" + allowedNotations.join("|") + ")";
		} else {
			const startIndex = i;
			while (i < xmlData.length && !/\s/.test(xmlData[i])) i++;
			attributeType += xmlData.substring(startIndex, i);
			if (!this.suppressValidationErr && ![
				"CDATA",
				"ID",
				"IDREF",
				"IDREFS",
				"ENTITY",
				"ENTITIES",
				"NMTOKEN",
				"NMTOKENS"
			].includes(attributeType.toUpperCase())) throw new Error(`Invalid attribute type: "${attributeType}"`);
		}
		i = skipWhitespace(xmlData, i);
		let defaultValue = "";
		if (xmlData.substring(i, i + 8).toUpperCase() === "#REQUIRED") {
			defaultValue = "#REQUIRED";
			i += 8;
		} else if (xmlData.substring(i, i + 7).toUpperCase() === "#IMPLIED") {
			defaultValue = "#IMPLIED";
			i += 7;
		} else [i, defaultValue] = this.readIdentifierVal(xmlData, i, "ATTLIST");
		return {
			elementName,
			attributeName,
			attributeType,
			defaultValue,
			index: i
		};
	}
};
const skipWhitespace = (data, index) => {
	while (index < data.length && /\s/.test(data[index])) index++;
	return index;
};
function hasSeq(data, seq, i) {
	for (let j = 0; j < seq.length; j++) if (seq[j] !== data[i + j + 1]) return false;
	return true;
}
function validateEntityName(name, xmlVersion) {
	if (qName(name, { xmlVersion })) return name;
	else throw new Error(`Invalid entity name ${name}`);
}
// node_modules/anynum/digitTable.js
/**
* Flat lookup table: maps Unicode code point → ASCII digit (0-9).
* Only decimal digit characters (Unicode category Nd) are included.
*
* Strategy: Int32Array of size (maxCodePoint - minCodePoint + 1).
* Value 0xFF means "not a digit". Value 0-9 is the ASCII digit value.
* This gives O(1) lookup with no branching, no bisect, no loop.
*
* Memory: range is 0x0660 to 0x1FBF0 → ~129,936 entries × 1 byte = ~127 KB.
* Acceptable for a one-time init; lookup is a single array index.
*/
const SCRIPT_ZEROS = [
	48,
	1632,
	1776,
	2406,
	2534,
	2662,
	2790,
	2918,
	3046,
	3174,
	3302,
	3430,
	3558,
	3664,
	3792,
	3872,
	4160,
	4240,
	6112,
	6160,
	6470,
	6608,
	6784,
	6800,
	6992,
	7088,
	7232,
	7248,
	65296,
	120782,
	120792,
	120802,
	120812,
	120822,
	66720,
	68912,
	69734,
	69872,
	69942,
	70096,
	70384,
	70736,
	70864,
	71248,
	71360,
	71472,
	71904,
	72016,
	72688,
	72784,
	73040,
	73120,
	73552,
	92768,
	92864,
	93008,
	123200,
	123632,
	124144,
	125264,
	130032
];
const HIGH_MAP = /* @__PURE__ */ new Map();
const LOW_MAX = 65535;
const TABLE_OFFSET = 1632;
const TABLE = (/* @__PURE__ */ new Uint8Array(63904)).fill(255);
for (const zero of SCRIPT_ZEROS) for (let d = 0; d < 10; d++) {
	const cp = zero + d;
	if (cp <= LOW_MAX) TABLE[cp - TABLE_OFFSET] = d;
	else HIGH_MAP.set(cp, d);
}
// node_modules/anynum/anynum.js
const CHAR_0 = 48;
const CHAR_9 = 57;
const CHAR_MINUS = 45;
const MINUS_SET = /* @__PURE__ */ new Set([
	8722,
	65293,
	65123
]);
/**
* Normalize all Unicode decimal digit characters in a string to ASCII (0-9),
* and normalize Unicode minus variants to ASCII '-' (U+002D).
*
* Non-digit, non-minus characters are passed through unchanged.
*
* Performance design:
* - Fast path: if the string has no convertible characters, return it unchanged
*   (zero allocation).
* - BMP digits (0x0660..0xFFFF excl. surrogates): flat Uint8Array lookup (O(1)).
* - Supplementary plane digits (> 0xFFFF, encoded as surrogate pairs): Map lookup.
* - Minus variants: checked inline with a small fixed Set.
*
* @param {string} str
* @returns {string}
*/
function anynum(str) {
	if (typeof str !== "string") return str;
	const len = str.length;
	if (len === 0) return str;
	let firstHit = -1;
	for (let i = 0; i < len; i++) {
		const cc = str.charCodeAt(i);
		if (cc >= CHAR_0 && cc <= CHAR_9 || cc === CHAR_MINUS) continue;
		if (cc < 1632) {
			if (MINUS_SET.has(cc)) {
				firstHit = i;
				break;
			}
			continue;
		}
		if (cc >= 55296 && cc <= 56319) {
			if (i + 1 < len) {
				const low = str.charCodeAt(i + 1);
				if (low >= 56320 && low <= 57343) {
					const cp = 65536 + (cc - 55296 << 10) + (low - 56320);
					if (HIGH_MAP.has(cp)) {
						firstHit = i;
						break;
					}
				}
			}
			continue;
		}
		if (TABLE[cc - 1632] !== 255 || MINUS_SET.has(cc)) {
			firstHit = i;
			break;
		}
	}
	if (firstHit === -1) return str;
	const chars = [];
	if (firstHit > 0) chars.push(str.slice(0, firstHit));
	for (let i = firstHit; i < len; i++) {
		const cc = str.charCodeAt(i);
		if (cc >= CHAR_0 && cc <= CHAR_9 || cc === CHAR_MINUS) {
			chars.push(str[i]);
			continue;
		}
		if (cc < 1632) {
			chars.push(MINUS_SET.has(cc) ? "-" : str[i]);
			continue;
		}
		if (cc >= 55296 && cc <= 56319) {
			if (i + 1 < len) {
				const low = str.charCodeAt(i + 1);
				if (low >= 56320 && low <= 57343) {
					const cp = 65536 + (cc - 55296 << 10) + (low - 56320);
					const d = HIGH_MAP.get(cp);
					if (d !== void 0) {
						chars.push(String.fromCharCode(d + 48));
						i++;
						continue;
					}
				}
			}
			chars.push(str[i]);
			continue;
		}
		if (MINUS_SET.has(cc)) {
			chars.push("-");
			continue;
		}
		const d = TABLE[cc - TABLE_OFFSET];
		chars.push(d !== 255 ? String.fromCharCode(d + 48) : str[i]);
	}
	return chars.join("");
}
// node_modules/strnum/strnum.js
const hexRegex = /^[-+]?0x[a-fA-F0-9]+$/;
const binRegex = /^0b[01]+$/;
const octRegex = /^0o[0-7]+$/;
const numRegex = /^([\-\+])?(0*)([0-9]*(\.[0-9]*)?)$/;
const consider = {
	hex: true,
	binary: false,
	octal: false,
	leadingZeros: true,
	decimalPoint: ".",
	eNotation: true,
	infinity: "original",
	unicode: false
};
function toNumber(str, options = {}) {
	options = Object.assign({}, consider, options);
	if (!str || typeof str !== "string") return str;
	let trimmedStr = str.trim();
	if (trimmedStr.length === 0) return str;
	else if (options.skipLike !== void 0 && options.skipLike.test(trimmedStr)) return str;
	else if (trimmedStr === "0") return 0;
	if (options.unicode) {
		trimmedStr = anynum(trimmedStr);
		if (trimmedStr === "0") return 0;
	}
	if (options.hex && hexRegex.test(trimmedStr)) return parse_int(trimmedStr, 16);
	else if (options.binary && binRegex.test(trimmedStr)) return parse_int(trimmedStr, 2);
	else if (options.octal && octRegex.test(trimmedStr)) return parse_int(trimmedStr, 8);
	else if (!isFinite(trimmedStr)) {
		const num = Number(trimmedStr);
		if (Number.isNaN(num)) return str;
		return handleInfinity(str, num, options);
	} else if (trimmedStr.includes("e") || trimmedStr.includes("E")) return resolveEnotation(str, trimmedStr, options);
	else {
		const match = numRegex.exec(trimmedStr);
		if (match) {
			const sign = match[1] || "";
			const leadingZeros = match[2];
			let numTrimmedByZeros = trimZeros(match[3]);
			const decimalAdjacentToLeadingZeros = sign ? trimmedStr[leadingZeros.length + 1] === "." : trimmedStr[leadingZeros.length] === ".";
			if (!options.leadingZeros && (leadingZeros.length > 1 || leadingZeros.length === 1 && !decimalAdjacentToLeadingZeros)) return str;
			else {
				const num = Number(trimmedStr);
				const parsedStr = String(num);
				if (num === 0) return num;
				if (parsedStr.search(/[eE]/) !== -1) {
					if (options.eNotation) return num;
					else return str;
				} else if (trimmedStr.indexOf(".") !== -1) {
					if (parsedStr === "0") return num;
					else if (parsedStr === numTrimmedByZeros) return num;
					else if (parsedStr === `${sign}${numTrimmedByZeros}`) return num;
					else return str;
				}
				let n = leadingZeros ? numTrimmedByZeros : trimmedStr;
				if (leadingZeros) return n === parsedStr || sign + n === parsedStr ? num : str;
				else return n === parsedStr || n === sign + parsedStr ? num : str;
			}
		} else return str;
	}
}
const eNotationRegx = /^([-+])?(0*)(\d*(\.\d*)?[eE][-\+]?\d+)$/;
function resolveEnotation(str, trimmedStr, options) {
	if (!options.eNotation) return str;
	const notation = trimmedStr.match(eNotationRegx);
	if (notation) {
		let sign = notation[1] || "";
		const eChar = notation[3].indexOf("e") === -1 ? "E" : "e";
		const leadingZeros = notation[2];
		const eAdjacentToLeadingZeros = sign ? trimmedStr[leadingZeros.length + 1] === eChar : trimmedStr[leadingZeros.length] === eChar;
		if (leadingZeros.length > 1 && eAdjacentToLeadingZeros) return str;
		else if (leadingZeros.length === 1 && (notation[3].startsWith(`.${eChar}`) || notation[3][0] === eChar)) return Number(trimmedStr);
		else if (leadingZeros.length > 0) {
			if (options.leadingZeros && !eAdjacentToLeadingZeros) return Number(trimmedStr);
			else return str;
		} else return Number(trimmedStr);
	} else return str;
}
/**
* 
* @param {string} numStr without leading zeros
* @returns 
*/
function trimZeros(numStr) {
	if (numStr && numStr.indexOf(".") !== -1) {
		let end = numStr.length;
		while (end > 0 && numStr.charCodeAt(end - 1) === 48) end--;
		numStr = numStr.slice(0, end);
		if (numStr === ".") numStr = "0";
		else if (numStr[0] === ".") numStr = "0" + numStr;
		else if (numStr[numStr.length - 1] === ".") numStr = numStr.substring(0, numStr.length - 1);
		return numStr;
	}
	return numStr;
}
function parse_int(numStr, base) {
	const str = numStr.trim();
	if (base === 2 || base === 8) numStr = str.substring(2);
	if (parseInt) return parseInt(numStr, base);
	else if (Number.parseInt) return Number.parseInt(numStr, base);
	else if (window && window.parseInt) return window.parseInt(numStr, base);
	else throw new Error("parseInt, Number.parseInt, window.parseInt are not supported");
}
/**
* Handle infinite values based on user option
* @param {string} str - original input string
* @param {number} num - parsed number (Infinity or -Infinity)
* @param {object} options - user options
* @returns {string|number|null} based on infinity option
*/
function handleInfinity(str, num, options) {
	const isPositive = num === Infinity;
	switch (options.infinity.toLowerCase()) {
		case "null": return null;
		case "infinity": return num;
		case "string": return isPositive ? "Infinity" : "-Infinity";
		default: return str;
	}
}
// node_modules/fast-xml-parser/src/ignoreAttributes.js
function getIgnoreAttributesFn(ignoreAttributes) {
	if (typeof ignoreAttributes === "function") return ignoreAttributes;
	if (Array.isArray(ignoreAttributes)) return (attrName) => {
		for (const pattern of ignoreAttributes) {
			if (typeof pattern === "string" && attrName === pattern) return true;
			if (pattern instanceof RegExp && pattern.test(attrName)) return true;
		}
	};
	return () => false;
}
// node_modules/path-expression-matcher/src/Expression.js
/**
* Expression - Parses and stores a tag pattern expression
* 
* Patterns are parsed once and stored in an optimized structure for fast matching.
* 
* @example
* const expr = new Expression("root.users.user");
* const expr2 = new Expression("..user[id]:first");
* const expr3 = new Expression("root/users/user", { separator: '/' });
*/
var Expression = class {
	/**
	* Create a new Expression
	* @param {string} pattern - Pattern string (e.g., "root.users.user", "..user[id]")
	* @param {Object} options - Configuration options
	* @param {string} options.separator - Path separator (default: '.')
	*/
	constructor(pattern, options = {}, data) {
		this.pattern = pattern;
		this.separator = options.separator || ".";
		this.segments = this._parse(pattern);
		this.data = data;
		this._hasDeepWildcard = this.segments.some((seg) => seg.type === "deep-wildcard");
		this._hasAttributeCondition = this.segments.some((seg) => seg.attrName !== void 0);
		this._hasPositionSelector = this.segments.some((seg) => seg.position !== void 0);
	}
	/**
	* Parse pattern string into segments
	* @private
	* @param {string} pattern - Pattern to parse
	* @returns {Array} Array of segment objects
	*/
	_parse(pattern) {
		const segments = [];
		let i = 0;
		let currentPart = "";
		while (i < pattern.length) if (pattern[i] === this.separator) {
			if (i + 1 < pattern.length && pattern[i + 1] === this.separator) {
				if (currentPart.trim()) {
					segments.push(this._parseSegment(currentPart.trim()));
					currentPart = "";
				}
				segments.push({ type: "deep-wildcard" });
				i += 2;
			} else {
				if (currentPart.trim()) segments.push(this._parseSegment(currentPart.trim()));
				currentPart = "";
				i++;
			}
		} else {
			currentPart += pattern[i];
			i++;
		}
		if (currentPart.trim()) segments.push(this._parseSegment(currentPart.trim()));
		return segments;
	}
	/**
	* Parse a single segment
	* @private
	* @param {string} part - Segment string (e.g., "user", "ns::user", "user[id]", "ns::user:first")
	* @returns {Object} Segment object
	*/
	_parseSegment(part) {
		const segment = { type: "tag" };
		let bracketContent = null;
		let withoutBrackets = part;
		const bracketMatch = part.match(/^([^\[]+)(\[[^\]]*\])(.*)$/);
		if (bracketMatch) {
			withoutBrackets = bracketMatch[1] + bracketMatch[3];
			if (bracketMatch[2]) {
				const content = bracketMatch[2].slice(1, -1);
				if (content) bracketContent = content;
			}
		}
		let namespace = void 0;
		let tagAndPosition = withoutBrackets;
		if (withoutBrackets.includes("::")) {
			const nsIndex = withoutBrackets.indexOf("::");
			namespace = withoutBrackets.substring(0, nsIndex).trim();
			tagAndPosition = withoutBrackets.substring(nsIndex + 2).trim();
			if (!namespace) throw new Error(`Invalid namespace in pattern: ${part}`);
		}
		let tag = void 0;
		let positionMatch = null;
		if (tagAndPosition.includes(":")) {
			const colonIndex = tagAndPosition.lastIndexOf(":");
			const tagPart = tagAndPosition.substring(0, colonIndex).trim();
			const posPart = tagAndPosition.substring(colonIndex + 1).trim();
			if ([
				"first",
				"last",
				"odd",
				"even"
			].includes(posPart) || /^nth\(\d+\)$/.test(posPart)) {
				tag = tagPart;
				positionMatch = posPart;
			} else tag = tagAndPosition;
		} else tag = tagAndPosition;
		if (!tag) throw new Error(`Invalid segment pattern: ${part}`);
		segment.tag = tag;
		if (namespace) segment.namespace = namespace;
		if (bracketContent) {
			if (bracketContent.includes("=")) {
				const eqIndex = bracketContent.indexOf("=");
				segment.attrName = bracketContent.substring(0, eqIndex).trim();
				segment.attrValue = bracketContent.substring(eqIndex + 1).trim();
			} else segment.attrName = bracketContent.trim();
		}
		if (positionMatch) {
			const nthMatch = positionMatch.match(/^nth\((\d+)\)$/);
			if (nthMatch) {
				segment.position = "nth";
				segment.positionValue = parseInt(nthMatch[1], 10);
			} else segment.position = positionMatch;
		}
		return segment;
	}
	/**
	* Get the number of segments
	* @returns {number}
	*/
	get length() {
		return this.segments.length;
	}
	/**
	* Check if expression contains deep wildcard
	* @returns {boolean}
	*/
	hasDeepWildcard() {
		return this._hasDeepWildcard;
	}
	/**
	* Check if expression has attribute conditions
	* @returns {boolean}
	*/
	hasAttributeCondition() {
		return this._hasAttributeCondition;
	}
	/**
	* Check if expression has position selectors
	* @returns {boolean}
	*/
	hasPositionSelector() {
		return this._hasPositionSelector;
	}
	/**
	* Get string representation
	* @returns {string}
	*/
	toString() {
		return this.pattern;
	}
};
// node_modules/path-expression-matcher/src/ExpressionSet.js
/**
* ExpressionSet - An indexed collection of Expressions for efficient bulk matching
*
* Instead of iterating all expressions on every tag, ExpressionSet pre-indexes
* them at insertion time by depth and terminal tag name. At match time, only
* the relevant bucket is evaluated — typically reducing checks from O(E) to O(1)
* lookup plus O(small bucket) matches.
*
* Three buckets are maintained:
*  - `_byDepthAndTag`  — exact depth + exact tag name  (tightest, used first)
*  - `_wildcardByDepth` — exact depth + wildcard tag `*` (depth-matched only)
*  - `_deepWildcards`  — expressions containing `..`  (cannot be depth-indexed)
*
* @example
* import { Expression, ExpressionSet } from 'fast-xml-tagger';
*
* // Build once at config time
* const stopNodes = new ExpressionSet();
* stopNodes.add(new Expression('root.users.user'));
* stopNodes.add(new Expression('root.config.setting'));
* stopNodes.add(new Expression('..script'));
*
* // Query on every tag — hot path
* if (stopNodes.matchesAny(matcher)) { ... }
*/
var ExpressionSet = class {
	constructor() {
		/** @type {Map<string, import('./Expression.js').default[]>} depth:tag → expressions */
		this._byDepthAndTag = /* @__PURE__ */ new Map();
		/** @type {Map<number, import('./Expression.js').default[]>} depth → wildcard-tag expressions */
		this._wildcardByDepth = /* @__PURE__ */ new Map();
		/** @type {import('./Expression.js').default[]} expressions containing deep wildcard (..) */
		this._deepWildcards = [];
		/** @type {Map<string, import('./Expression.js').default[]>} terminalTag → deep wildcard expressions */
		this._deepByTerminalTag = /* @__PURE__ */ new Map();
		/** @type {Set<string>} pattern strings already added — used for deduplication */
		this._patterns = /* @__PURE__ */ new Set();
		/** @type {boolean} whether the set is sealed against further additions */
		this._sealed = false;
	}
	/**
	* Add an Expression to the set.
	* Duplicate patterns (same pattern string) are silently ignored.
	*
	* @param {import('./Expression.js').default} expression - A pre-constructed Expression instance
	* @returns {this} for chaining
	* @throws {TypeError} if called after seal()
	*
	* @example
	* set.add(new Expression('root.users.user'));
	* set.add(new Expression('..script'));
	*/
	add(expression) {
		if (this._sealed) throw new TypeError("ExpressionSet is sealed. Create a new ExpressionSet to add more expressions.");
		if (this._patterns.has(expression.pattern)) return this;
		this._patterns.add(expression.pattern);
		if (expression.hasDeepWildcard()) {
			const lastSeg = expression.segments[expression.segments.length - 1];
			if (lastSeg && lastSeg.type !== "deep-wildcard" && lastSeg.tag !== "*") {
				const tag = lastSeg.tag;
				if (!this._deepByTerminalTag.has(tag)) this._deepByTerminalTag.set(tag, []);
				this._deepByTerminalTag.get(tag).push(expression);
			} else this._deepWildcards.push(expression);
			return this;
		}
		const depth = expression.length;
		const tag = expression.segments[expression.segments.length - 1]?.tag;
		if (!tag || tag === "*") {
			if (!this._wildcardByDepth.has(depth)) this._wildcardByDepth.set(depth, []);
			this._wildcardByDepth.get(depth).push(expression);
		} else {
			const key = `${depth}:${tag}`;
			if (!this._byDepthAndTag.has(key)) this._byDepthAndTag.set(key, []);
			this._byDepthAndTag.get(key).push(expression);
		}
		return this;
	}
	/**
	* Add multiple expressions at once.
	*
	* @param {import('./Expression.js').default[]} expressions - Array of Expression instances
	* @returns {this} for chaining
	*
	* @example
	* set.addAll([
	*   new Expression('root.users.user'),
	*   new Expression('root.config.setting'),
	* ]);
	*/
	addAll(expressions) {
		for (const expr of expressions) this.add(expr);
		return this;
	}
	/**
	* Check whether a pattern string is already present in the set.
	*
	* @param {import('./Expression.js').default} expression
	* @returns {boolean}
	*/
	has(expression) {
		return this._patterns.has(expression.pattern);
	}
	/**
	* Number of expressions in the set.
	* @type {number}
	*/
	get size() {
		return this._patterns.size;
	}
	/**
	* Seal the set against further modifications.
	* Useful to prevent accidental mutations after config is built.
	* Calling add() or addAll() on a sealed set throws a TypeError.
	*
	* @returns {this}
	*/
	seal() {
		this._sealed = true;
		return this;
	}
	/**
	* Whether the set has been sealed.
	* @type {boolean}
	*/
	get isSealed() {
		return this._sealed;
	}
	/**
	* Test whether the matcher's current path matches any expression in the set.
	*
	* Evaluation order (cheapest → most expensive):
	*  1. Exact depth + tag bucket  — O(1) lookup, typically 0–2 expressions
	*  2. Depth-only wildcard bucket — O(1) lookup, rare
	*  3. Deep-wildcard list         — always checked, but usually small
	*
	* @param {import('./Matcher.js').default} matcher - Matcher instance (or readOnly view)
	* @returns {boolean} true if any expression matches the current path
	*
	* @example
	* if (stopNodes.matchesAny(matcher)) {
	*   // handle stop node
	* }
	*/
	matchesAny(matcher) {
		return this.findMatch(matcher) !== null;
	}
	/**
	* Find and return the first Expression that matches the matcher's current path.
	*
	* Uses the same evaluation order as matchesAny (cheapest → most expensive):
	*  1. Exact depth + tag bucket
	*  2. Depth-only wildcard bucket
	*  3. Deep-wildcard list
	*
	* @param {import('./Matcher.js').default} matcher - Matcher instance (or readOnly view)
	* @returns {import('./Expression.js').default | null} the first matching Expression, or null
	*
	* @example
	* const expr = stopNodes.findMatch(matcher);
	* if (expr) {
	*   // access expr.config, expr.pattern, etc.
	* }
	*/
	findMatch(matcher) {
		const depth = matcher.getDepth();
		const tag = matcher.getCurrentTag();
		const exactKey = `${depth}:${tag}`;
		const exactBucket = this._byDepthAndTag.get(exactKey);
		if (exactBucket) {
			for (let i = 0; i < exactBucket.length; i++) if (matcher.matches(exactBucket[i])) return exactBucket[i];
		}
		const wildcardBucket = this._wildcardByDepth.get(depth);
		if (wildcardBucket) {
			for (let i = 0; i < wildcardBucket.length; i++) if (matcher.matches(wildcardBucket[i])) return wildcardBucket[i];
		}
		const deepBucket = this._deepByTerminalTag.get(tag);
		if (deepBucket) {
			for (let i = 0; i < deepBucket.length; i++) if (matcher.matches(deepBucket[i])) return deepBucket[i];
		}
		for (let i = 0; i < this._deepWildcards.length; i++) if (matcher.matches(this._deepWildcards[i])) return this._deepWildcards[i];
		return null;
	}
};
// node_modules/path-expression-matcher/src/Matcher.js
/**
* MatcherView - A lightweight read-only view over a Matcher's internal state.
*
* Created once by Matcher and reused across all callbacks. Holds a direct
* reference to the parent Matcher so it always reflects current parser state
* with zero copying or freezing overhead.
*
* Users receive this via {@link Matcher#readOnly} or directly from parser
* callbacks. It exposes all query and matching methods but has no mutation
* methods — misuse is caught at the TypeScript level rather than at runtime.
*
* @example
* const matcher = new Matcher();
* const view = matcher.readOnly();
*
* matcher.push("root", {});
* view.getCurrentTag(); // "root"
* view.getDepth();      // 1
*/
var MatcherView = class {
	/**
	* @param {Matcher} matcher - The parent Matcher instance to read from.
	*/
	constructor(matcher) {
		this._matcher = matcher;
	}
	/**
	* Get the path separator used by the parent matcher.
	* @returns {string}
	*/
	get separator() {
		return this._matcher.separator;
	}
	/**
	* Get current tag name.
	* @returns {string|undefined}
	*/
	getCurrentTag() {
		const path = this._matcher.path;
		return path.length > 0 ? path[path.length - 1].tag : void 0;
	}
	/**
	* Get current namespace.
	* @returns {string|undefined}
	*/
	getCurrentNamespace() {
		const path = this._matcher.path;
		return path.length > 0 ? path[path.length - 1].namespace : void 0;
	}
	/**
	* Get current node's attribute value.
	* @param {string} attrName
	* @returns {*}
	*/
	getAttrValue(attrName) {
		const path = this._matcher.path;
		if (path.length === 0) return void 0;
		return path[path.length - 1].values?.[attrName];
	}
	/**
	* Check if current node has an attribute.
	* @param {string} attrName
	* @returns {boolean}
	*/
	hasAttr(attrName) {
		const path = this._matcher.path;
		if (path.length === 0) return false;
		const current = path[path.length - 1];
		return current.values !== void 0 && attrName in current.values;
	}
	/**
	* Get the value of a "kept" attribute from the nearest ancestor (or
	* current node) that declared it via `push(tag, attrs, ns, { keep: [...] })`.
	* @param {string} attrName
	* @returns {*}
	*/
	getAnyParentAttr(attrName) {
		return this._matcher.getAnyParentAttr(attrName);
	}
	/**
	* Check whether any ancestor (or the current node) kept the given
	* attribute via `push(tag, attrs, ns, { keep: [...] })`.
	* @param {string} attrName
	* @returns {boolean}
	*/
	hasAnyParentAttr(attrName) {
		return this._matcher.hasAnyParentAttr(attrName);
	}
	/**
	* Get current node's sibling position (child index in parent).
	* @returns {number}
	*/
	getPosition() {
		const path = this._matcher.path;
		if (path.length === 0) return -1;
		return path[path.length - 1].position ?? 0;
	}
	/**
	* Get current node's repeat counter (occurrence count of this tag name).
	* @returns {number}
	*/
	getCounter() {
		const path = this._matcher.path;
		if (path.length === 0) return -1;
		return path[path.length - 1].counter ?? 0;
	}
	/**
	* Get current node's sibling index (alias for getPosition).
	* @returns {number}
	* @deprecated Use getPosition() or getCounter() instead
	*/
	getIndex() {
		return this.getPosition();
	}
	/**
	* Get current path depth.
	* @returns {number}
	*/
	getDepth() {
		return this._matcher.path.length;
	}
	/**
	* Get path as string.
	* @param {string} [separator] - Optional separator (uses default if not provided)
	* @param {boolean} [includeNamespace=true]
	* @returns {string}
	*/
	toString(separator, includeNamespace = true) {
		return this._matcher.toString(separator, includeNamespace);
	}
	/**
	* Get path as array of tag names.
	* @returns {string[]}
	*/
	toArray() {
		return this._matcher.path.map((n) => n.tag);
	}
	/**
	* Match current path against an Expression.
	* @param {Expression} expression
	* @returns {boolean}
	*/
	matches(expression) {
		return this._matcher.matches(expression);
	}
	/**
	* Match any expression in the given set against the current path.
	* @param {ExpressionSet} exprSet
	* @returns {boolean}
	*/
	matchesAny(exprSet) {
		return exprSet.matchesAny(this._matcher);
	}
};
/**
* Matcher - Tracks current path in XML/JSON tree and matches against Expressions.
*
* The matcher maintains a stack of nodes representing the current path from root to
* current tag. It only stores attribute values for the current (top) node to minimize
* memory usage. Sibling tracking is used to auto-calculate position and counter.
*
* Use {@link Matcher#readOnly} to obtain a {@link MatcherView} safe to pass to
* user callbacks — it always reflects current state with no Proxy overhead.
*
* @example
* const matcher = new Matcher();
* matcher.push("root", {});
* matcher.push("users", {});
* matcher.push("user", { id: "123", type: "admin" });
*
* const expr = new Expression("root.users.user");
* matcher.matches(expr); // true
*/
var Matcher = class {
	/**
	* Create a new Matcher.
	* @param {Object} [options={}]
	* @param {string} [options.separator='.'] - Default path separator
	*/
	constructor(options = {}) {
		this.separator = options.separator || ".";
		this.path = [];
		this.siblingStacks = [];
		this._pathStringCache = null;
		this._view = new MatcherView(this);
		this._keptAttrs = [];
	}
	/**
	* Push a new tag onto the path.
	* @param {string} tagName
	* @param {Object|null} [attrValues=null]
	* @param {string|null} [namespace=null]
	* @param {Object|null} [options=null]
	* @param {string[]} [options.keep] - Names of attributes (from attrValues)
	*/
	push(tagName, attrValues = null, namespace = null, options = null) {
		this._pathStringCache = null;
		if (this.path.length > 0) this.path[this.path.length - 1].values = void 0;
		const currentLevel = this.path.length;
		let level = this.siblingStacks[currentLevel];
		if (!level) {
			level = {
				counts: /* @__PURE__ */ new Map(),
				total: 0
			};
			this.siblingStacks[currentLevel] = level;
		}
		const siblingKey = namespace ? `${namespace}:${tagName}` : tagName;
		const counter = level.counts.get(siblingKey) || 0;
		const position = level.total;
		level.counts.set(siblingKey, counter + 1);
		level.total++;
		const node = {
			tag: tagName,
			position,
			counter
		};
		if (namespace !== null && namespace !== void 0) node.namespace = namespace;
		if (attrValues !== null && attrValues !== void 0) node.values = attrValues;
		this.path.push(node);
		const depth = this.path.length;
		const keep = options !== null ? options.keep : null;
		if (keep !== null && keep !== void 0 && keep.length > 0 && attrValues) for (let i = 0; i < keep.length; i++) {
			const name = keep[i];
			if (attrValues[name] !== void 0) this._keptAttrs.push({
				depth,
				name,
				value: attrValues[name]
			});
		}
	}
	/**
	* Pop the last tag from the path.
	* @returns {Object|undefined} The popped node
	*/
	pop() {
		if (this.path.length === 0) return void 0;
		this._pathStringCache = null;
		const node = this.path.pop();
		if (this.siblingStacks.length > this.path.length + 1) this.siblingStacks.length = this.path.length + 1;
		const poppedDepth = this.path.length + 1;
		while (this._keptAttrs.length > 0 && this._keptAttrs[this._keptAttrs.length - 1].depth >= poppedDepth) this._keptAttrs.pop();
		return node;
	}
	/**
	* Update current node's attribute values.
	* Useful when attributes are parsed after push.
	* @param {Object} attrValues
	*/
	updateCurrent(attrValues) {
		if (this.path.length > 0) {
			const current = this.path[this.path.length - 1];
			if (attrValues !== null && attrValues !== void 0) current.values = attrValues;
		}
	}
	/**
	* Get current tag name.
	* @returns {string|undefined}
	*/
	getCurrentTag() {
		return this.path.length > 0 ? this.path[this.path.length - 1].tag : void 0;
	}
	/**
	* Get current namespace.
	* @returns {string|undefined}
	*/
	getCurrentNamespace() {
		return this.path.length > 0 ? this.path[this.path.length - 1].namespace : void 0;
	}
	/**
	* Get current node's attribute value.
	* @param {string} attrName
	* @returns {*}
	*/
	getAttrValue(attrName) {
		if (this.path.length === 0) return void 0;
		return this.path[this.path.length - 1].values?.[attrName];
	}
	/**
	* Check if current node has an attribute.
	* @param {string} attrName
	* @returns {boolean}
	*/
	hasAttr(attrName) {
		if (this.path.length === 0) return false;
		const current = this.path[this.path.length - 1];
		return current.values !== void 0 && attrName in current.values;
	}
	/**
	* Get the value of a "kept" attribute from the nearest ancestor (or
	* current node) that declared it via `push(tag, attrs, ns, { keep: [...] })`.
	* Unlike getAttrValue(), this works regardless of how deep the path has
	* gone since the attribute was pushed — but only for attribute names that
	* were explicitly marked with `keep` at push time. Cost is proportional to
	* the number of currently-kept attributes (typically 0-3), not path depth.
	* @param {string} attrName
	* @returns {*} the value, or undefined if no ancestor kept this attribute
	*/
	getAnyParentAttr(attrName) {
		const kept = this._keptAttrs;
		for (let i = kept.length - 1; i >= 0; i--) if (kept[i].name === attrName) return kept[i].value;
	}
	/**
	* Check whether any ancestor (or the current node) kept the given
	* attribute via `push(tag, attrs, ns, { keep: [...] })`.
	* @param {string} attrName
	* @returns {boolean}
	*/
	hasAnyParentAttr(attrName) {
		const kept = this._keptAttrs;
		for (let i = kept.length - 1; i >= 0; i--) if (kept[i].name === attrName) return true;
		return false;
	}
	/**
	* Get current node's sibling position (child index in parent).
	* @returns {number}
	*/
	getPosition() {
		if (this.path.length === 0) return -1;
		return this.path[this.path.length - 1].position ?? 0;
	}
	/**
	* Get current node's repeat counter (occurrence count of this tag name).
	* @returns {number}
	*/
	getCounter() {
		if (this.path.length === 0) return -1;
		return this.path[this.path.length - 1].counter ?? 0;
	}
	/**
	* Get current node's sibling index (alias for getPosition).
	* @returns {number}
	* @deprecated Use getPosition() or getCounter() instead
	*/
	getIndex() {
		return this.getPosition();
	}
	/**
	* Get current path depth.
	* @returns {number}
	*/
	getDepth() {
		return this.path.length;
	}
	/**
	* Get path as string.
	* @param {string} [separator] - Optional separator (uses default if not provided)
	* @param {boolean} [includeNamespace=true]
	* @returns {string}
	*/
	toString(separator, includeNamespace = true) {
		const sep = separator || this.separator;
		if (sep === this.separator && includeNamespace === true) {
			if (this._pathStringCache !== null) return this._pathStringCache;
			const result = this.path.map((n) => n.namespace ? `${n.namespace}:${n.tag}` : n.tag).join(sep);
			this._pathStringCache = result;
			return result;
		}
		return this.path.map((n) => includeNamespace && n.namespace ? `${n.namespace}:${n.tag}` : n.tag).join(sep);
	}
	/**
	* Get path as array of tag names.
	* @returns {string[]}
	*/
	toArray() {
		return this.path.map((n) => n.tag);
	}
	/**
	* Reset the path to empty.
	*/
	reset() {
		this._pathStringCache = null;
		this.path = [];
		this.siblingStacks = [];
		this._keptAttrs = [];
	}
	/**
	* Match current path against an Expression.
	* @param {Expression} expression
	* @returns {boolean}
	*/
	matches(expression) {
		const segments = expression.segments;
		if (segments.length === 0) return false;
		if (expression.hasDeepWildcard()) return this._matchWithDeepWildcard(segments);
		return this._matchSimple(segments);
	}
	/**
	* @private
	*/
	_matchSimple(segments) {
		if (this.path.length !== segments.length) return false;
		for (let i = 0; i < segments.length; i++) if (!this._matchSegment(segments[i], this.path[i], i === this.path.length - 1)) return false;
		return true;
	}
	/**
	* @private
	*/
	_matchWithDeepWildcard(segments) {
		let pathIdx = this.path.length - 1;
		let segIdx = segments.length - 1;
		while (segIdx >= 0 && pathIdx >= 0) {
			const segment = segments[segIdx];
			if (segment.type === "deep-wildcard") {
				segIdx--;
				if (segIdx < 0) return true;
				const nextSeg = segments[segIdx];
				let found = false;
				for (let i = pathIdx; i >= 0; i--) if (this._matchSegment(nextSeg, this.path[i], i === this.path.length - 1)) {
					pathIdx = i - 1;
					segIdx--;
					found = true;
					break;
				}
				if (!found) return false;
			} else {
				if (!this._matchSegment(segment, this.path[pathIdx], pathIdx === this.path.length - 1)) return false;
				pathIdx--;
				segIdx--;
			}
		}
		return segIdx < 0;
	}
	/**
	* @private
	*/
	_matchSegment(segment, node, isCurrentNode) {
		if (segment.tag !== "*" && segment.tag !== node.tag) return false;
		if (segment.namespace !== void 0) {
			if (segment.namespace !== "*" && segment.namespace !== node.namespace) return false;
		}
		if (segment.attrName !== void 0) {
			if (!isCurrentNode) return false;
			if (!node.values || !(segment.attrName in node.values)) return false;
			if (segment.attrValue !== void 0) {
				if (String(node.values[segment.attrName]) !== String(segment.attrValue)) return false;
			}
		}
		if (segment.position !== void 0) {
			if (!isCurrentNode) return false;
			const counter = node.counter ?? 0;
			if (segment.position === "first" && counter !== 0) return false;
			else if (segment.position === "odd" && counter % 2 !== 1) return false;
			else if (segment.position === "even" && counter % 2 !== 0) return false;
			else if (segment.position === "nth" && counter !== segment.positionValue) return false;
		}
		return true;
	}
	/**
	* Match any expression in the given set against the current path.
	* @param {ExpressionSet} exprSet
	* @returns {boolean}
	*/
	matchesAny(exprSet) {
		return exprSet.matchesAny(this);
	}
	/**
	* Create a snapshot of current state.
	* @returns {Object}
	*/
	snapshot() {
		return {
			path: this.path.map((node) => ({ ...node })),
			siblingStacks: this.siblingStacks.map((level) => level ? {
				counts: new Map(level.counts),
				total: level.total
			} : level),
			keptAttrs: this._keptAttrs.map((entry) => ({ ...entry }))
		};
	}
	/**
	* Restore state from snapshot.
	* @param {Object} snapshot
	*/
	restore(snapshot) {
		this._pathStringCache = null;
		this.path = snapshot.path.map((node) => ({ ...node }));
		this.siblingStacks = snapshot.siblingStacks.map((level) => level ? {
			counts: new Map(level.counts),
			total: level.total
		} : level);
		this._keptAttrs = (snapshot.keptAttrs || []).map((entry) => ({ ...entry }));
	}
	/**
	* Return the read-only {@link MatcherView} for this matcher.
	*
	* The same instance is returned on every call — no allocation occurs.
	* It always reflects the current parser state and is safe to pass to
	* user callbacks without risk of accidental mutation.
	*
	* @returns {MatcherView}
	*
	* @example
	* const view = matcher.readOnly();
	* // pass view to callbacks — it stays in sync automatically
	* view.matches(expr);       // ✓
	* view.getCurrentTag();     // ✓
	* // view.push(...)         // ✗ method does not exist — caught by TypeScript
	*/
	readOnly() {
		return this._view;
	}
};
// node_modules/is-unsafe/src/contexts/html.js
/**
* HTML context patterns.
*
* Detects XSS vectors that are dangerous when a string ends up rendered as HTML.
* All patterns use bounded quantifiers to ensure linear-time matching (ReDoS-safe).
*
* Each entry is { pattern: RegExp, id: string, description: string }
* so callers can inspect which rule fired if they need to.
*/
const HTML_PATTERNS = [
	{
		id: "html-script-open",
		description: "<script opening tag",
		pattern: /<script[\s>/]/i
	},
	{
		id: "html-script-close",
		description: "<\/script closing tag",
		pattern: /<\/script[\s>]/i
	},
	{
		id: "html-javascript-protocol",
		description: "javascript: URI scheme (with optional whitespace/encoding)",
		pattern: /j[\t\n\r ]*a[\t\n\r ]*v[\t\n\r ]*a[\t\n\r ]*s[\t\n\r ]*c[\t\n\r ]*r[\t\n\r ]*i[\t\n\r ]*p[\t\n\r ]*t[\t\n\r ]*:/i
	},
	{
		id: "html-vbscript-protocol",
		description: "vbscript: URI scheme",
		pattern: /vbscript[\t\n\r ]*:/i
	},
	{
		id: "html-data-html",
		description: "data:text/html URI — can execute scripts in browsers",
		pattern: /data[\t\n\r ]*:[\t\n\r ]*text\/html/i
	},
	{
		id: "html-data-xhtml",
		description: "data:application/xhtml+xml URI",
		pattern: /data[\t\n\r ]*:[\t\n\r ]*application\/xhtml/i
	},
	{
		id: "html-data-svg",
		description: "data:image/svg+xml URI — can execute scripts",
		pattern: /data[\t\n\r ]*:[\t\n\r ]*image\/svg\+xml/i
	},
	{
		id: "html-inline-event-handler",
		description: "Inline event handler attributes: onclick=, onerror=, onload=, etc.",
		pattern: /\bon\w{1,30}\s*=/i
	},
	{
		id: "html-entity-obfuscated-script",
		description: "HTML-entity-encoded <script (e.g. &#x3C;script or &lt;script)",
		pattern: /(?:&#x0*3[Cc];?|&#0*60;?|&lt;)\s*script/i
	},
	{
		id: "html-entity-obfuscated-javascript",
		description: "HTML-entity-encoded javascript: (partial — catches common &#106; or &#x6a; for \"j\")",
		pattern: /(?:&#x0*6[Aa];?|&#0*106;?)\s*(?:&#x0*61;?|a)[\s\S]{0,80}script\s*:/i
	},
	{
		id: "html-style-expression",
		description: "CSS expression() — IE-era code execution in style attributes",
		pattern: /style[\s\S]{0,20}expression\s*\(/i
	},
	{
		id: "html-object-embed",
		description: "<object or <embed tags that can load active content",
		pattern: /<(?:object|embed)[\s>/]/i
	},
	{
		id: "html-base-tag",
		description: "<base href= — can hijack all relative URLs on a page",
		pattern: /<base[\s>]/i
	},
	{
		id: "html-meta-refresh",
		description: "<meta http-equiv=\"refresh\" — can redirect users",
		pattern: /<meta[\s\S]{0,40}http-equiv[\s\S]{0,20}refresh/i
	},
	{
		id: "html-srcdoc",
		description: "srcdoc= attribute on iframes — embeds HTML that can run scripts",
		pattern: /srcdoc\s*=/i
	},
	{
		id: "html-iframe",
		description: "<iframe tag",
		pattern: /<iframe[\s>/]/i
	},
	{
		id: "html-form",
		description: "<form tag — can be used for phishing / credential harvesting injection",
		pattern: /<form[\s>/]/i
	}
];
// node_modules/is-unsafe/src/contexts/xml.js
/**
* XML context patterns.
*
* Detects injection vectors that are specifically dangerous when a string
* is inserted into an XML document (not HTML rendering context).
*
* Key distinction from HTML: these patterns target parser-level attacks —
* things that can confuse or subvert an XML parser, trigger external entity
* resolution, or inject DTD content. HTML rendering concerns (XSS) belong
* in the HTML context.
*/
const XML_PATTERNS = [
	{
		id: "xml-cdata-injection",
		description: "CDATA section injection: <![CDATA[ breaks out of text node context",
		pattern: /<!\[CDATA\[/i
	},
	{
		id: "xml-cdata-close",
		description: "CDATA close sequence: ]]> can terminate an enclosing CDATA section",
		pattern: /\]\]>/
	},
	{
		id: "xml-processing-instruction",
		description: "XML processing instruction: <?xml-stylesheet or <?php etc.",
		pattern: /<\?(?:xml[\- ]|php|asp)/i
	},
	{
		id: "xml-doctype-injection",
		description: "DOCTYPE declaration embedded in content — can define entities",
		pattern: /<!DOCTYPE(?:[\s[]|$)/i
	},
	{
		id: "xml-entity-system",
		description: "SYSTEM keyword — used in external entity declarations (XXE)",
		pattern: /\bSYSTEM\s+["']/i
	},
	{
		id: "xml-entity-public",
		description: "PUBLIC keyword — used in external entity declarations (XXE)",
		pattern: /\bPUBLIC\s+["']/i
	},
	{
		id: "xml-entity-declaration",
		description: "<!ENTITY declaration — defines entities, potential XXE or entity expansion",
		pattern: /<!ENTITY[\s%]/i
	},
	{
		id: "xml-billion-laughs",
		description: "Entity reference chaining / billion laughs: repeated &eX; style references",
		pattern: /(?:&\w{1,20};){3,}/
	},
	{
		id: "xml-namespace-confusion",
		description: "xmlns: attribute injection — can redefine namespaces to confuse parsers",
		pattern: /\bxmlns(?::\w{1,40})?\s*=/i
	},
	{
		id: "xml-comment-injection",
		description: "<!-- comment injection — can hide content from some parsers",
		pattern: /<!--/
	},
	{
		id: "xml-comment-close",
		description: "--> closes an enclosing XML comment",
		pattern: /-->/
	},
	{
		id: "xml-pi-close",
		description: "?> closes an enclosing processing instruction",
		pattern: /\?>/
	}
];
// node_modules/is-unsafe/src/contexts/svg.js
/**
* SVG context patterns.
*
* SVG is XML-based but renders in browsers, giving it a unique attack surface
* that combines XML parser behaviour with browser rendering and JavaScript execution.
*
* Many of these vectors bypass HTML sanitizers that don't understand SVG semantics
* (DOMPurify has documented bypass vulnerabilities specifically in SVG/XML context).
*/
const SVG_PATTERNS = [
	{
		id: "svg-script-element",
		description: "<script element inside SVG executes JavaScript",
		pattern: /<script[\s>/]/i
	},
	{
		id: "svg-xlink-href-javascript",
		description: "xlink:href with javascript: — classic SVG XSS via <a> or <use>",
		pattern: /xlink\s*:\s*href\s*=\s*["']?\s*javascript\s*:/i
	},
	{
		id: "svg-href-javascript",
		description: "href= with javascript: in SVG context (<a>, <animate>, etc.)",
		pattern: /href\s*=\s*["']?\s*javascript\s*:/i
	},
	{
		id: "svg-foreignobject",
		description: "<foreignObject embeds HTML inside SVG — can execute scripts",
		pattern: /<foreignObject[\s>/]/i
	},
	{
		id: "svg-use-external",
		description: "<use xlink:href or href pointing to external resource (non-fragment URL)",
		pattern: /<use[\s\S]{0,60}(?:xlink\s*:\s*)?href\s*=\s*(?:["'][^#]|[^"'#\s>])/i
	},
	{
		id: "svg-animate-href",
		description: "<animate attributeName=\"href\" — can dynamically change href to javascript:",
		pattern: /<animate[\s\S]{0,80}attributeName\s*=\s*["'][\s]*href["']/i
	},
	{
		id: "svg-animate-xlinkhref",
		description: "<animate attributeName=\"xlink:href\"",
		pattern: /<animate[\s\S]{0,80}attributeName\s*=\s*["'][\s]*xlink\s*:\s*href["']/i
	},
	{
		id: "svg-set-javascript",
		description: "<set to=\"javascript:...\" — sets an attribute to a javascript: URI",
		pattern: /<set[\s\S]{0,80}to\s*=\s*["']?\s*javascript\s*:/i
	},
	{
		id: "svg-event-handler",
		description: "SVG-specific event handler attributes: onload=, onerror=, onactivate=, etc.",
		pattern: /\bon(?:load|error|activate|begin|end|repeat|focus|blur|click|mouse\w{1,20}|key\w{1,20})\s*=/i
	},
	{
		id: "svg-handler-generic",
		description: "Generic on* handler catch-all for SVG attributes",
		pattern: /\bon\w{1,30}\s*=/i
	},
	{
		id: "svg-filter-feimage",
		description: "<feImage href= — filter primitive that can load external resources",
		pattern: /<feImage[\s\S]{0,80}(?:xlink\s*:\s*)?href\s*=/i
	},
	{
		id: "svg-image-external",
		description: "<image xlink:href with http/https or javascript protocol",
		pattern: /<image[\s\S]{0,80}(?:xlink\s*:\s*)?href\s*=\s*["']?\s*(?:https?|javascript)\s*:/i
	},
	{
		id: "svg-style-javascript",
		description: "style= attribute containing javascript: (e.g. background:url(javascript:...))",
		pattern: /style\s*=[\s\S]{0,60}javascript\s*:/i
	}
];
// node_modules/is-unsafe/src/contexts/sql.js
/**
* SQL context patterns — high-precision rules only.
*
* These rules have very low false-positive risk and are safe to apply to
* general user text (names, descriptions, search queries, etc.).
* All patterns are ReDoS-safe — unlike the `sql-injection` npm package
* which has an active CVE on its own detection regexes.
*
* For exhaustive coverage including noisier heuristics (comment sequences,
* hex literals, stacked queries with semicolons), use 'SQL-STRICT' instead.
* Apply 'SQL-STRICT' only to strings that are specifically SQL fragments,
* not to general free-text fields.
*/
const SQL_PATTERNS = [
	{
		id: "sql-block-comment-open",
		description: "SQL block comment open: /* ... */ — unusual in legitimate user text",
		pattern: /\/\*/
	},
	{
		id: "sql-union-select",
		description: "UNION SELECT — most common SQL injection aggregation attack",
		pattern: /\bUNION\s{1,20}(?:ALL\s{1,20})?SELECT\b/i
	},
	{
		id: "sql-drop-table",
		description: "DROP TABLE — destructive DDL injection",
		pattern: /\bDROP\s{1,20}TABLE\b/i
	},
	{
		id: "sql-drop-database",
		description: "DROP DATABASE — destructive DDL injection",
		pattern: /\bDROP\s{1,20}DATABASE\b/i
	},
	{
		id: "sql-insert-into",
		description: "INSERT INTO — data injection",
		pattern: /\bINSERT\s{1,20}INTO\b/i
	},
	{
		id: "sql-delete-from",
		description: "DELETE FROM — data deletion injection",
		pattern: /\bDELETE\s{1,20}FROM\b/i
	},
	{
		id: "sql-update-set",
		description: "UPDATE ... SET — data modification injection",
		pattern: /\bUPDATE\b[\s\S]{1,60}\bSET\b/i
	},
	{
		id: "sql-exec-xp",
		description: "EXEC xp_ — MSSQL extended stored procedure execution",
		pattern: /\bEXEC(?:UTE)?\s{1,20}xp_/i
	},
	{
		id: "sql-tautology-string",
		description: "Classic string tautology: ' OR '1'='1 or \" OR \"1\"=\"1\"",
		pattern: /'\s{0,10}OR\s{0,10}'[^']{0,20}'\s*=\s*'[^']{0,20}/i
	},
	{
		id: "sql-tautology-numeric",
		description: "Numeric tautology: OR 1=1",
		pattern: /\bOR\s{1,10}1\s*=\s*1\b/i
	},
	{
		id: "sql-always-true-zero",
		description: "Numeric tautology: OR 0=0",
		pattern: /\bOR\s{1,10}0\s*=\s*0\b/i
	},
	{
		id: "sql-sleep-benchmark",
		description: "Time-based blind injection: SLEEP() or BENCHMARK()",
		pattern: /\b(?:SLEEP|BENCHMARK)\s*\(/i
	},
	{
		id: "sql-waitfor-delay",
		description: "MSSQL time-based blind injection: WAITFOR DELAY",
		pattern: /\bWAITFOR\s{1,20}DELAY\b/i
	},
	{
		id: "sql-char-function",
		description: "CHAR() function — used to obfuscate injected strings",
		pattern: /\bCHAR\s*\(\s*\d{1,3}/i
	},
	{
		id: "sql-information-schema",
		description: "INFORMATION_SCHEMA — reconnaissance query for table/column enumeration",
		pattern: /\bINFORMATION_SCHEMA\b/i
	}
];
// node_modules/is-unsafe/src/contexts/shell.js
/**
* SHELL context patterns.
*
* Detects shell injection vectors and path traversal patterns.
* Designed for use when a string will be passed to a shell command,
* used as a file path, or interpolated into OS-level operations.
*/
const SHELL_PATTERNS = [
	{
		id: "shell-path-traversal-unix",
		description: "Unix path traversal: ../  — climbing the directory tree",
		pattern: /\.\.\//
	},
	{
		id: "shell-path-traversal-windows",
		description: "Windows path traversal: ..\\ — climbing the directory tree",
		pattern: /\.\.\\/
	},
	{
		id: "shell-path-traversal-encoded",
		description: "URL-encoded path traversal: %2e%2e or %2f variants",
		pattern: /%2e%2e|%2f\.\.|\.\.%2f/i
	},
	{
		id: "shell-null-byte",
		description: "Null byte injection: \\x00 or %00 — truncates strings in C-backed functions",
		pattern: /\x00|%00/
	},
	{
		id: "shell-semicolon",
		description: "Semicolon command separator: cmd1; cmd2",
		pattern: /;/
	},
	{
		id: "shell-pipe",
		description: "Pipe operator: cmd1 | cmd2",
		pattern: /\|/
	},
	{
		id: "shell-and-operator",
		description: "AND operator: cmd1 && cmd2",
		pattern: /&&/
	},
	{
		id: "shell-or-operator",
		description: "OR operator: cmd1 || cmd2",
		pattern: /\|\|/
	},
	{
		id: "shell-backtick",
		description: "Backtick command substitution: `cmd`",
		pattern: /`/
	},
	{
		id: "shell-dollar-paren",
		description: "Dollar-paren command substitution: $(cmd)",
		pattern: /\$\(/
	},
	{
		id: "shell-dollar-brace",
		description: "Dollar-brace variable expansion: ${var} — can be abused for injection",
		pattern: /\$\{/
	},
	{
		id: "shell-redirect-out",
		description: "Output redirection: cmd > file or cmd >> file",
		pattern: />{1,2}/
	},
	{
		id: "shell-redirect-in",
		description: "Input redirection: cmd < file",
		pattern: /</
	},
	{
		id: "shell-newline-injection",
		description: "Newline injection: \\n or \\r — can inject new shell commands",
		pattern: /[\n\r]/
	},
	{
		id: "shell-glob-star",
		description: "Glob expansion: * or ? — can expand to unintended files",
		pattern: /[/\\][*?]/
	},
	{
		id: "shell-absolute-root",
		description: "Absolute root path injection: string starting with / or \\ (Windows UNC)",
		pattern: /^(?:\/|\\\\)/
	},
	{
		id: "shell-windows-drive",
		description: "Windows drive letter path injection: C:\\ or D:/",
		pattern: /^[a-zA-Z]:[/\\]/
	},
	{
		id: "shell-curl-wget",
		description: "curl/wget with URL or flags — can exfiltrate data or download payloads",
		pattern: /\b(?:curl|wget)\s+(?:https?:\/\/|ftp:\/\/|-)/i
	}
];
// node_modules/is-unsafe/src/contexts/redos.js
/**
* REDOS context patterns.
*
* Detects strings that, if used as regular expressions, could cause
* catastrophic backtracking (ReDoS — Regular Expression Denial of Service).
*
* These patterns detect the structural forms that lead to exponential or
* polynomial backtracking in NFA-based regex engines (V8, PCRE, Java, etc.).
*
* Use this context when user-supplied strings will be compiled into RegExp objects.
*/
const REDOS_PATTERNS = [
	{
		id: "redos-nested-quantifier-plus",
		description: "Nested + quantifier inside a group with outer quantifier: (a+)+, (.+b)*, etc.",
		pattern: /\([^)]*\+[^)]*\)[+*]/
	},
	{
		id: "redos-nested-quantifier-star",
		description: "Nested * quantifier: (a*)* or (a*)+ — catastrophic backtracking",
		pattern: /\([^)]*\*[^)]*\)[*+]/
	},
	{
		id: "redos-nested-groups",
		description: "Doubly nested quantified groups: ((a+)+) — guaranteed catastrophic",
		pattern: /\(\([^)]{0,40}\)[+*]\)[+*]/
	},
	{
		id: "redos-alternation-overlap",
		description: "Overlapping alternation under quantifier: (a|a)+ — ambiguous NFA paths",
		pattern: /\(([^|()]{1,20})\|(?:\1)(?:\|[^|()]{1,20}){0,5}\)[+*?]{1,2}/
	},
	{
		id: "redos-star-plus-concat",
		description: "(x*x)+ pattern — triggers super-linear backtracking",
		pattern: /\([^)]{0,10}\*[^)]{0,10}\)[+*]/
	},
	{
		id: "redos-dot-star-greedy",
		description: "(.*){n,} or (.+){n,} — repeated greedy dot quantifiers",
		pattern: /\(\.[*+]\)\{?\d/
	},
	{
		id: "redos-large-repetition",
		description: "Very large fixed or range repetition count {1000,} or {1000,n} — denial of service via backtracking",
		pattern: /\{\d{4,}(?:,\d*)?\}/
	},
	{
		id: "redos-catastrophic-alternation",
		description: "Long alternation with many similar branches — polynomial backtracking risk",
		pattern: /\([^)]{0,200}(?:\|[^|)]{0,50}){9,}\)/
	}
];
// node_modules/is-unsafe/src/contexts/nosql.js
const sep$1 = "[\"'\\s]*:";
const NOSQL_PATTERNS = [
	{
		id: "nosql-where-operator",
		description: "$where — executes arbitrary JavaScript server-side in MongoDB",
		pattern: new RegExp(`\\$where${sep$1}`, "i")
	},
	{
		id: "nosql-ne-operator",
		description: "$ne — \"not equal\" operator used to bypass equality checks",
		pattern: new RegExp(`\\$ne${sep$1}`, "i")
	},
	{
		id: "nosql-gt-operator",
		description: "$gt — \"greater than\" used to bypass password/value checks",
		pattern: new RegExp(`\\$gte?${sep$1}`, "i")
	},
	{
		id: "nosql-lt-operator",
		description: "$lt / $lte — \"less than\" bypass variants",
		pattern: new RegExp(`\\$lte?${sep$1}`, "i")
	},
	{
		id: "nosql-regex-operator",
		description: "$regex — can be used to extract data character by character (blind injection)",
		pattern: new RegExp(`\\$regex${sep$1}`, "i")
	},
	{
		id: "nosql-or-operator",
		description: "$or — logical OR; used to create always-true conditions",
		pattern: new RegExp(`\\$or${sep$1}\\s*\\[`, "i")
	},
	{
		id: "nosql-and-operator",
		description: "$and — logical AND operator injection",
		pattern: new RegExp(`\\$and${sep$1}\\s*\\[`, "i")
	},
	{
		id: "nosql-nor-operator",
		description: "$nor — logical NOR operator injection",
		pattern: new RegExp(`\\$nor${sep$1}\\s*\\[`, "i")
	},
	{
		id: "nosql-exists-operator",
		description: "$exists — can enumerate fields to determine schema",
		pattern: new RegExp(`\\$exists${sep$1}`, "i")
	},
	{
		id: "nosql-in-operator",
		description: "$in — matches any value in a list; can enumerate values",
		pattern: new RegExp(`\\$in${sep$1}\\s*\\[`, "i")
	},
	{
		id: "nosql-expr-operator",
		description: "$expr — allows aggregation expressions in queries (MongoDB 3.6+)",
		pattern: new RegExp(`\\$expr${sep$1}`, "i")
	},
	{
		id: "nosql-function-operator",
		description: "$function — executes arbitrary JavaScript in MongoDB 4.4+",
		pattern: new RegExp(`\\$function${sep$1}`, "i")
	},
	{
		id: "nosql-accumulator-operator",
		description: "$accumulator — custom aggregation with arbitrary JS execution",
		pattern: new RegExp(`\\$accumulator${sep$1}`, "i")
	},
	{
		id: "nosql-proto-pollution",
		description: "__proto__ — prototype pollution via object key injection",
		pattern: /__proto__/
	},
	{
		id: "nosql-constructor-prototype",
		description: "constructor.prototype — alternative prototype pollution vector (dot notation or JSON key)",
		pattern: /constructor[\s"':.,{\[]*prototype/i
	},
	{
		id: "nosql-proto-bracket",
		description: "[\"__proto__\"] — bracket-notation prototype pollution",
		pattern: /\[["']__proto__["']\]/
	}
];
// node_modules/is-unsafe/src/contexts/log.js
/**
* LOG context patterns.
*
* Detects injection vectors that are dangerous when a string is written
* to a log file, passed to a logging framework, or interpolated into
* a log message that will be parsed or displayed.
*
* Attack categories:
*   1. CRLF injection — injects fake log lines by embedding newlines
*   2. Log4Shell (CVE-2021-44228) — ${jndi:...} triggers JNDI lookup in Log4j
*   3. SSTI in log templates — {{...}}, #{...} trigger template evaluation
*      if the log message is passed through a template engine
*   4. Null byte injection — truncates log entries in some implementations
*   5. ANSI escape injection — manipulates terminal output when logs are
*      tailed in a terminal (colour codes, cursor movement, etc.)
*
* Note: Newline characters (\n, \r) will produce false positives for
* multi-line legitimate values. Use this context only for single-line
* log field values (usernames, IDs, request parameters, etc.).
*/
const LOG_PATTERNS = [
	{
		id: "log-crlf-injection",
		description: "CRLF injection: literal \\r or \\n embeds fake log lines",
		pattern: /[\r\n]/
	},
	{
		id: "log-url-encoded-crlf",
		description: "URL-encoded CRLF: %0d, %0a, %0D, %0A — decoded by some log parsers",
		pattern: /%0[dDaA]/
	},
	{
		id: "log-unicode-newline",
		description: "Unicode newline variants: U+2028 (line separator), U+2029 (paragraph separator)",
		pattern: /[\u2028\u2029]/
	},
	{
		id: "log-log4shell-jndi",
		description: "Log4Shell: ${jndi:...} triggers remote code execution in Apache Log4j",
		pattern: /\$\{jndi\s*:/i
	},
	{
		id: "log-log4shell-obfuscated",
		description: "Obfuscated Log4Shell: ${::-j}... lookup-bypass prefix used to evade WAF detection",
		pattern: /\$\{::-/
	},
	{
		id: "log-log4j-lookup",
		description: "Log4j lookup syntax: ${env:...}, ${sys:...}, ${ctx:...} — data exfiltration",
		pattern: /\$\{(?:env|sys|ctx|main|map|sd|web|docker|k8s|spring)\s*:/i
	},
	{
		id: "log-ssti-double-brace",
		description: "SSTI double-brace: {{expression}} — Jinja2, Twig, Handlebars, etc.",
		pattern: /\{\{[\s\S]{0,80}\}\}/
	},
	{
		id: "log-ssti-hash-brace",
		description: "SSTI hash-brace: #{expression} — Thymeleaf, Velocity, Ruby ERB",
		pattern: /#\{[\s\S]{0,80}\}/
	},
	{
		id: "log-ssti-dollar-brace",
		description: "SSTI/EL injection: ${expression with operators or method calls} — JSP EL, Freemarker, SpEL",
		pattern: /\$\{[^}]*(?:\.|\(|\*|\+|\bclass\b|\bruntime\b|\bprocess\b|\bexec\b)[^}]{0,80}\}/i
	},
	{
		id: "log-ssti-percent-tag",
		description: "SSTI ERB/ASP tag: <%= expression %> — Ruby ERB, ASP",
		pattern: /<%=[\s\S]{0,80}%>/
	},
	{
		id: "log-null-byte",
		description: "Null byte: \\x00 or %00 — can truncate log entries in C-backed loggers",
		pattern: /\x00|%00/
	},
	{
		id: "log-ansi-escape",
		description: "ANSI escape sequence: ESC[ — can manipulate terminal output when logs are tailed",
		pattern: /\x1b\[/
	}
];
// node_modules/is-unsafe/src/contexts/sql-strict.js
/**
* SQL-STRICT context patterns.
*
* Extends the base 'SQL' context with three additional rules that are
* effective at detecting real injections but carry a higher false-positive
* risk on general free-text input.
*
* Use 'SQL-STRICT' when:
*   - The string is specifically a SQL fragment or database identifier
*   - You control the input domain (e.g. a dedicated SQL search field)
*   - You can tolerate occasional false positives in exchange for broader coverage
*
* Use 'SQL' (not STRICT) when:
*   - The field is general user text (names, descriptions, comments)
*   - False positives would block legitimate content (e.g. "see note -- above")
*
* Rules moved here from 'SQL' due to false-positive risk:
*
*   sql-line-comment   — "--" fires on "see note -- above", "value--", CSS var(--primary)
*   sql-stacked-query  — "; SELECT" fires on legitimate prose with semicolons + SQL words
*   sql-hex-encoding   — "0xDEAD" fires on hex values in technical docs and log output
*/
const SQL_STRICT_EXTRA = [
	{
		id: "sql-line-comment",
		description: "SQL line comment: -- followed by whitespace or end of string",
		pattern: /--(?:\s|$)/
	},
	{
		id: "sql-stacked-query",
		description: "Stacked queries: semicolon immediately followed by a SQL keyword",
		pattern: /;\s{0,10}(?:SELECT|INSERT|UPDATE|DELETE|DROP|CREATE|ALTER|EXEC)\b/i
	},
	{
		id: "sql-hex-encoding",
		description: "Hex-encoded string injection: 0x41414141 style (MySQL)",
		pattern: /\b0x[0-9a-f]{4,}/i
	}
];
const SQL_STRICT_PATTERNS = [...SQL_PATTERNS, ...SQL_STRICT_EXTRA];
// node_modules/is-unsafe/src/util/decode-entities.js
/**
* Decode the HTML character references that matter for markup-context
* detection.
*
* Browsers decode character references in attribute values before they
* interpret a URL, so `javascript&#58;alert(1)` in an href is the
* `javascript:` scheme. The HTML/XML/SVG rules match literal characters, so
* without this step such payloads slip through.
*
* Deliberately NOT a full entity decoder. It decodes only:
*   - decimal refs  &#58;  &#058;  &#00000058;  &#58   (any leading zeros,
*                   trailing ; optional — browsers accept both)
*   - hex refs      &#x3a; &#X3A; &#x0000003a; &#x3a   (same)
*   - named refs    &colon;  &Tab;  &NewLine;
*       Named refs are CASE-SENSITIVE and REQUIRE the trailing ';', exactly
*       like a browser (so `&COLON;` and `&colon` are not decoded).
*       &Tab; / &NewLine; matter because the URL parser strips tab/newline,
*       so `java&Tab;script:` is still a javascript: URL.
*
* It does NOT decode &amp; (single pass only), so double-encoded text such as
* "&amp;lt;script&amp;gt;" stays literal — a browser renders that as text.
*
* All quantifiers are bounded; no ReDoS risk.
*
* @param {string} input
* @returns {string}
*/
const NAMED = Object.freeze({
	colon: ":",
	Tab: "	",
	NewLine: "\n"
});
const ENTITY_RE = /&(?:#[xX]0*([0-9a-fA-F]{1,6});?|#0*([0-9]{1,7});?|([a-zA-Z][a-zA-Z0-9]{1,15});)/g;
function decodeEntities(input) {
	if (input.indexOf("&") === -1) return input;
	return input.replace(ENTITY_RE, (match, hex, dec, name) => {
		if (name !== void 0) return Object.prototype.hasOwnProperty.call(NAMED, name) ? NAMED[name] : match;
		const cp = hex !== void 0 ? parseInt(hex, 16) : parseInt(dec, 10);
		if (!Number.isFinite(cp) || cp > 1114111) return match;
		return String.fromCodePoint(cp);
	});
}
// node_modules/is-unsafe/src/index.js
HTML_PATTERNS.label = "HTML";
XML_PATTERNS.label = "XML";
SVG_PATTERNS.label = "SVG";
HTML_PATTERNS.decodeEntities = true;
XML_PATTERNS.decodeEntities = true;
SVG_PATTERNS.decodeEntities = true;
SQL_PATTERNS.label = "SQL";
SQL_STRICT_PATTERNS.label = "SQL-STRICT";
SHELL_PATTERNS.label = "SHELL";
REDOS_PATTERNS.label = "REDOS";
NOSQL_PATTERNS.label = "NOSQL";
LOG_PATTERNS.label = "LOG";
Object.freeze({
	HTML: HTML_PATTERNS,
	XML: XML_PATTERNS,
	SVG: SVG_PATTERNS,
	SQL: SQL_PATTERNS,
	"SQL-STRICT": SQL_STRICT_PATTERNS,
	SHELL: SHELL_PATTERNS,
	REDOS: REDOS_PATTERNS,
	NOSQL: NOSQL_PATTERNS,
	LOG: LOG_PATTERNS
});
/**
* @typedef {{ id: string, description: string, pattern: RegExp }} Rule
*/
/**
* @typedef {Rule[]} PatternList
*/
/**
* @typedef {Object} MatchResult
* @property {string} context     - Label identifying which context matched ('HTML', 'CUSTOM', etc.)
* @property {string} id          - Rule identifier
* @property {string} description - Human-readable description of what was matched
* @property {RegExp} pattern     - The pattern that matched
*/
/**
* @param {unknown} value
*/
function assertString(value) {
	if (typeof value !== "string") throw new TypeError(`is-unsafe: first argument must be a string, got ${typeof value}`);
}
/**
* @param {unknown} context
*/
function assertContext(context) {
	if (context instanceof RegExp) return;
	if (Array.isArray(context)) {
		if (context.length === 0) throw new TypeError("is-unsafe: context must not be an empty array");
		if (Array.isArray(context[0])) {
			for (const list of context) if (!Array.isArray(list) || list.length === 0) throw new TypeError("is-unsafe: each context in the array must be a non-empty pattern array (PatternList)");
		}
		return;
	}
	throw new TypeError(`is-unsafe: second argument must be a PatternList (e.g. HTML), an array of PatternLists (e.g. [HTML, XML]), or a RegExp. Got: ${typeof context}`);
}
/**
* Normalise any valid context arg into an array of PatternLists.
*
* @param {Rule[]|Rule[][]|RegExp} context
* @returns {{ lists: Rule[][]|null, regex: RegExp|null }}
*/
function normalise(context) {
	if (context instanceof RegExp) return {
		lists: null,
		regex: context
	};
	if (Array.isArray(context[0])) return {
		lists: context,
		regex: null
	};
	return {
		lists: [context],
		regex: null
	};
}
/**
* For markup contexts, return an entity-decoded copy of `value` to test
* alongside the raw input, or null when there is nothing extra to test.
*
* @param {string} value
* @param {Rule[]} list
* @returns {string|null}
*/
function decodedCopy(value, list) {
	if (!list.decodeEntities) return null;
	const decoded = decodeEntities(value);
	return decoded === value ? null : decoded;
}
/**
* Test value against a single PatternList. Returns the first MatchResult or null.
*
* @param {string} value
* @param {Rule[]} list
* @returns {MatchResult|null}
*/
function matchList(value, list) {
	const label = list.label ?? "CUSTOM";
	const decoded = decodedCopy(value, list);
	for (const rule of list) if (rule.pattern.test(value) || decoded !== null && rule.pattern.test(decoded)) return {
		context: label,
		id: rule.id,
		description: rule.description,
		pattern: rule.pattern
	};
	return null;
}
/**
* Returns `true` if `value` is unsafe in the given context(s), `false` otherwise.
*
* @param {string} value - The string to test
* @param {PatternList | PatternList[] | RegExp} context
*   - A PatternList imported from is-unsafe (e.g. `HTML`, `XML`)
*   - An array of PatternLists — returns true if unsafe in **any** of them
*   - A custom RegExp — returns true if the pattern matches
* @returns {boolean}
*
* @example
* import { isUnsafe, HTML, SQL } from 'is-unsafe';
*
* isUnsafe('<script>alert(1)<\/script>', HTML)       // true
* isUnsafe('hello world', HTML)                     // false
* isUnsafe('value', [HTML, SQL])                    // false
* isUnsafe('value', /my-pattern/i)                  // false
*/
function isUnsafe(value, context) {
	assertString(value);
	assertContext(context);
	const { lists, regex } = normalise(context);
	if (regex) return regex.test(value);
	for (const list of lists) if (matchList(value, list) !== null) return true;
	return false;
}
// node_modules/fast-xml-parser/src/xmlparser/OrderedObjParser.js
/**
* Extract raw attributes (without prefix) from prefixed attribute map
* @param {object} prefixedAttrs - Attributes with prefix from buildAttributesMap
* @param {object} options - Parser options containing attributeNamePrefix
* @returns {object} Raw attributes for matcher
*/
function extractRawAttributes(prefixedAttrs, options) {
	if (!prefixedAttrs) return {};
	const attrs = options.attributesGroupName ? prefixedAttrs[options.attributesGroupName] : prefixedAttrs;
	if (!attrs) return {};
	const rawAttrs = {};
	for (const key in attrs) if (key.startsWith(options.attributeNamePrefix)) {
		const rawName = key.substring(options.attributeNamePrefix.length);
		rawAttrs[rawName] = attrs[key];
	} else rawAttrs[key] = attrs[key];
	return rawAttrs;
}
/**
* Extract namespace from raw tag name
* @param {string} rawTagName - Tag name possibly with namespace (e.g., "soap:Envelope")
* @returns {string|undefined} Namespace or undefined
*/
function extractNamespace(rawTagName) {
	if (!rawTagName || typeof rawTagName !== "string") return void 0;
	const colonIndex = rawTagName.indexOf(":");
	if (colonIndex !== -1 && colonIndex > 0) {
		const ns = rawTagName.substring(0, colonIndex);
		if (ns !== "xmlns") return ns;
	}
}
var OrderedObjParser = class {
	constructor(options, externalEntities) {
		this.options = options;
		this.currentNode = null;
		this.tagsNodeStack = [];
		this.parseXml = parseXml;
		this.parseTextData = parseTextData;
		this.resolveNameSpace = resolveNameSpace;
		this.buildAttributesMap = buildAttributesMap;
		this.isItStopNode = isItStopNode;
		this.replaceEntitiesValue = replaceEntitiesValue;
		this.readStopNodeData = readStopNodeData;
		this.saveTextToParentTag = saveTextToParentTag;
		this.addChild = addChild;
		this.ignoreAttributesFn = getIgnoreAttributesFn(this.options.ignoreAttributes);
		this.entityExpansionCount = 0;
		this.currentExpandedLength = 0;
		this.doctypefound = false;
		let namedEntities = { ...XML };
		if (this.options.entityDecoder) this.entityDecoder = this.options.entityDecoder;
		else {
			if (typeof this.options.htmlEntities === "object") namedEntities = this.options.htmlEntities;
			else if (this.options.htmlEntities === true) namedEntities = {
				...COMMON_HTML,
				...CURRENCY
			};
			this.entityDecoder = new EntityDecoder({
				namedEntities: {
					...namedEntities,
					...externalEntities
				},
				numericAllowed: this.options.htmlEntities,
				limit: {
					maxTotalExpansions: this.options.processEntities.maxTotalExpansions,
					maxExpandedLength: this.options.processEntities.maxExpandedLength,
					applyLimitsTo: this.options.processEntities.appliesTo
				},
				onInputEntity: (name, value) => isUnsafe(value, [HTML_PATTERNS, XML_PATTERNS]) ? ENTITY_ACTION.BLOCK : ENTITY_ACTION.ALLOW
			});
		}
		this.matcher = new Matcher();
		this.readonlyMatcher = this.matcher.readOnly();
		this.isCurrentNodeStopNode = false;
		this.stopNodeExpressionsSet = new ExpressionSet();
		const stopNodesOpts = this.options.stopNodes;
		if (stopNodesOpts && stopNodesOpts.length > 0) {
			for (let i = 0; i < stopNodesOpts.length; i++) {
				const stopNodeExp = stopNodesOpts[i];
				if (typeof stopNodeExp === "string") this.stopNodeExpressionsSet.add(new Expression(stopNodeExp));
				else if (stopNodeExp instanceof Expression) this.stopNodeExpressionsSet.add(stopNodeExp);
			}
			this.stopNodeExpressionsSet.seal();
		}
	}
};
/**
* @param {string} val
* @param {string} tagName
* @param {string|Matcher} jPath - jPath string or Matcher instance based on options.jPath
* @param {boolean} dontTrim
* @param {boolean} hasAttributes
* @param {boolean} isLeafNode
* @param {boolean} escapeEntities
*/
function parseTextData(val, tagName, jPath, dontTrim, hasAttributes, isLeafNode, escapeEntities) {
	const options = this.options;
	if (val !== void 0) {
		if (options.trimValues && !dontTrim) val = val.trim();
		if (val.length > 0) {
			if (!escapeEntities) val = this.replaceEntitiesValue(val, tagName, jPath);
			const jPathOrMatcher = options.jPath ? jPath.toString() : jPath;
			const newval = options.tagValueProcessor(tagName, val, jPathOrMatcher, hasAttributes, isLeafNode);
			if (newval === null || newval === void 0) return val;
			else if (typeof newval !== typeof val || newval !== val) return newval;
			else if (options.trimValues) return parseValue(val, options.parseTagValue, options.numberParseOptions);
			else if (val.trim() === val) return parseValue(val, options.parseTagValue, options.numberParseOptions);
			else return val;
		}
	}
}
function resolveNameSpace(tagname) {
	if (this.options.removeNSPrefix) {
		const tags = tagname.split(":");
		const prefix = tagname.charAt(0) === "/" ? "/" : "";
		if (tags[0] === "xmlns") return "";
		if (tags.length === 2) tagname = prefix + tags[1];
	}
	return tagname;
}
const attrsRegx = /([^\s=]+)\s*(=\s*(?:"([^"]*)"|'([^']*)'))?/gm;
function attrValue(match) {
	return match[3] !== void 0 ? match[3] : match[4];
}
function buildAttributesMap(attrStr, jPath, tagName, force = false) {
	const options = this.options;
	if (force === true || options.ignoreAttributes !== true && typeof attrStr === "string") {
		const matches = getAllMatches(attrStr, attrsRegx);
		const len = matches.length;
		const attrs = {};
		const processedVals = new Array(len);
		let hasRawAttrs = false;
		const rawAttrsForMatcher = {};
		for (let i = 0; i < len; i++) {
			const attrName = this.resolveNameSpace(matches[i][1]);
			const oldVal = attrValue(matches[i]);
			if (attrName.length && oldVal !== void 0) {
				let val = oldVal;
				if (options.trimValues) val = val.trim();
				val = this.replaceEntitiesValue(val, tagName, this.readonlyMatcher);
				processedVals[i] = val;
				rawAttrsForMatcher[attrName] = val;
				hasRawAttrs = true;
			}
		}
		if (hasRawAttrs && typeof jPath === "object" && jPath.updateCurrent) jPath.updateCurrent(rawAttrsForMatcher);
		const jPathStr = options.jPath ? jPath.toString() : this.readonlyMatcher;
		let hasAttrs = false;
		for (let i = 0; i < len; i++) {
			const attrName = this.resolveNameSpace(matches[i][1]);
			if (this.ignoreAttributesFn(attrName, jPathStr)) continue;
			let aName = options.attributeNamePrefix + attrName;
			if (attrName.length) {
				if (options.transformAttributeName) aName = options.transformAttributeName(aName);
				aName = sanitizeName(aName, options);
				if (attrValue(matches[i]) !== void 0) {
					const oldVal = processedVals[i];
					const newVal = options.attributeValueProcessor(attrName, oldVal, jPathStr);
					if (newVal === null || newVal === void 0) attrs[aName] = oldVal;
					else if (typeof newVal !== typeof oldVal || newVal !== oldVal) attrs[aName] = newVal;
					else attrs[aName] = parseValue(oldVal, options.parseAttributeValue, options.numberParseOptions);
					hasAttrs = true;
				} else if (options.allowBooleanAttributes) {
					attrs[aName] = true;
					hasAttrs = true;
				}
			}
		}
		if (!hasAttrs) return;
		if (options.attributesGroupName && !options.preserveOrder) {
			const attrCollection = {};
			attrCollection[options.attributesGroupName] = attrs;
			return attrCollection;
		}
		return attrs;
	}
}
const parseXml = function(xmlData) {
	const options = this.options;
	const crlfPositions = options.captureMetaData ? [] : void 0;
	xmlData = xmlData.replace(/\r\n?/g, options.captureMetaData ? (newline, index) => {
		if (newline.length === 2) crlfPositions.push(index - crlfPositions.length);
		return "\n";
	} : "\n");
	const xmlObj = new XmlNode$1("!xml");
	let currentNode = xmlObj;
	let textData = "";
	this.matcher.reset();
	this.entityDecoder.reset();
	this.entityExpansionCount = 0;
	this.currentExpandedLength = 0;
	this.doctypefound = false;
	const docTypeReader = new DocTypeReader(options.processEntities);
	const xmlLen = xmlData.length;
	for (let i = 0; i < xmlLen; i++) if (xmlData[i] === "<") {
		const c1 = xmlData.charCodeAt(i + 1);
		if (c1 === 47) {
			const closeIndex = findClosingIndex(xmlData, ">", i, "Closing Tag is not closed.");
			let tagName = xmlData.substring(i + 2, closeIndex).trim();
			if (options.removeNSPrefix) {
				const colonIndex = tagName.indexOf(":");
				if (colonIndex !== -1) tagName = tagName.substr(colonIndex + 1);
			}
			tagName = transformTagName(options.transformTagName, tagName, "", options).tagName;
			if (currentNode) textData = this.saveTextToParentTag(textData, currentNode, this.readonlyMatcher);
			const lastTagName = this.matcher.getCurrentTag();
			if (tagName && options.unpairedTagsSet.has(tagName)) throw new Error(`Unpaired tag can not be used as closing tag: </${tagName}>`);
			if (lastTagName && options.unpairedTagsSet.has(lastTagName)) {
				this.matcher.pop();
				this.tagsNodeStack.pop();
			}
			this.matcher.pop();
			this.isCurrentNodeStopNode = false;
			currentNode = this.tagsNodeStack.pop() || xmlObj;
			if (options.captureMetaData && currentNode) currentNode.addEndIndex(getOriginalIndex(closeIndex + 1, crlfPositions));
			textData = "";
			i = closeIndex;
		} else if (c1 === 63) {
			let tagData = readTagExp(xmlData, i, false, "?>");
			if (!tagData) throw new Error("Pi Tag is not closed.");
			textData = this.saveTextToParentTag(textData, currentNode, this.readonlyMatcher);
			const attsMap = this.buildAttributesMap(tagData.tagExp, this.matcher, tagData.tagName, true);
			if (attsMap) {
				const ver = attsMap[this.options.attributeNamePrefix + "version"];
				this.entityDecoder.setXmlVersion(Number(ver) || 1);
				docTypeReader.setXmlVersion(Number(ver) || 1);
			}
			if (options.ignoreDeclaration && tagData.tagName === "?xml" || options.ignorePiTags) {} else {
				const childNode = new XmlNode$1(tagData.tagName);
				childNode.add(options.textNodeName, "");
				if (tagData.tagName !== tagData.tagExp && tagData.attrExpPresent && options.ignoreAttributes !== true) childNode[":@"] = attsMap;
				const startIndex = options.captureMetaData ? getOriginalIndex(i, crlfPositions) : i;
				this.addChild(currentNode, childNode, this.readonlyMatcher, startIndex);
				if (options.captureMetaData) currentNode.addEndIndex(getOriginalIndex(tagData.closeIndex + 2, crlfPositions));
			}
			i = tagData.closeIndex + 1;
		} else if (c1 === 33 && xmlData.charCodeAt(i + 2) === 45 && xmlData.charCodeAt(i + 3) === 45) {
			const endIndex = findClosingIndex(xmlData, "-->", i + 4, "Comment is not closed.");
			if (options.commentPropName) {
				const comment = xmlData.substring(i + 4, endIndex - 2);
				textData = this.saveTextToParentTag(textData, currentNode, this.readonlyMatcher);
				currentNode.add(options.commentPropName, [{ [options.textNodeName]: comment }]);
			}
			i = endIndex;
		} else if (c1 === 33 && xmlData.charCodeAt(i + 2) === 68) {
			if (this.doctypefound) throw new Error("Multiple DOCTYPE declarations found.");
			this.doctypefound = true;
			const result = docTypeReader.readDocType(xmlData, i);
			this.entityDecoder.addInputEntities(result.entities);
			i = result.i;
		} else if (c1 === 33 && xmlData.charCodeAt(i + 2) === 91) {
			const closeIndex = findClosingIndex(xmlData, "]]>", i, "CDATA is not closed.") - 2;
			const tagExp = xmlData.substring(i + 9, closeIndex);
			textData = this.saveTextToParentTag(textData, currentNode, this.readonlyMatcher);
			let val = this.parseTextData(tagExp, currentNode.tagname, this.readonlyMatcher, true, false, true, true);
			if (val == void 0) val = "";
			if (options.cdataPropName) currentNode.add(options.cdataPropName, [{ [options.textNodeName]: tagExp }]);
			else currentNode.add(options.textNodeName, val);
			i = closeIndex + 2;
		} else {
			let result = readTagExp(xmlData, i, options.removeNSPrefix);
			if (!result) {
				const context = xmlData.substring(Math.max(0, i - 50), Math.min(xmlLen, i + 50));
				throw new Error(`readTagExp returned undefined at position ${i}. Context: "${context}"`);
			}
			let tagName = result.tagName;
			const rawTagName = result.rawTagName;
			let tagExp = result.tagExp;
			let attrExpPresent = result.attrExpPresent;
			let closeIndex = result.closeIndex;
			({tagName, tagExp} = transformTagName(options.transformTagName, tagName, tagExp, options));
			if (options.strictReservedNames && (tagName === options.commentPropName || tagName === options.cdataPropName || tagName === options.textNodeName || tagName === options.attributesGroupName)) throw new Error(`Invalid tag name: ${tagName}`);
			if (currentNode && textData) {
				if (currentNode.tagname !== "!xml") textData = this.saveTextToParentTag(textData, currentNode, this.readonlyMatcher, false);
			}
			const lastTag = currentNode;
			if (lastTag && options.unpairedTagsSet.has(lastTag.tagname)) {
				currentNode = this.tagsNodeStack.pop();
				this.matcher.pop();
			}
			let isSelfClosing = false;
			if (tagExp.length > 0 && tagExp.lastIndexOf("/") === tagExp.length - 1) {
				isSelfClosing = true;
				if (tagName[tagName.length - 1] === "/") {
					tagName = tagName.substr(0, tagName.length - 1);
					tagExp = tagName;
				} else tagExp = tagExp.substr(0, tagExp.length - 1);
				attrExpPresent = tagName !== tagExp;
			}
			let prefixedAttrs = null;
			let namespace = void 0;
			namespace = extractNamespace(rawTagName);
			if (tagName !== xmlObj.tagname) this.matcher.push(tagName, {}, namespace);
			if (tagName !== tagExp && attrExpPresent) {
				prefixedAttrs = this.buildAttributesMap(tagExp, this.matcher, tagName);
				if (prefixedAttrs) extractRawAttributes(prefixedAttrs, options);
			}
			if (tagName !== xmlObj.tagname) this.isCurrentNodeStopNode = this.isItStopNode();
			const startIndex = options.captureMetaData ? getOriginalIndex(i, crlfPositions) : i;
			if (this.isCurrentNodeStopNode) {
				let tagContent = "";
				if (isSelfClosing) i = result.closeIndex;
				else if (options.unpairedTagsSet.has(tagName)) i = result.closeIndex;
				else {
					const result = this.readStopNodeData(xmlData, rawTagName, closeIndex + 1);
					if (!result) throw new Error(`Unexpected end of ${rawTagName}`);
					i = result.i;
					tagContent = result.tagContent;
				}
				const childNode = new XmlNode$1(tagName);
				if (prefixedAttrs) childNode[":@"] = prefixedAttrs;
				childNode.add(options.textNodeName, tagContent);
				this.matcher.pop();
				this.isCurrentNodeStopNode = false;
				this.addChild(currentNode, childNode, this.readonlyMatcher, startIndex);
				if (options.captureMetaData) currentNode.addEndIndex(getOriginalIndex(i + 1, crlfPositions));
			} else {
				if (isSelfClosing) {
					({tagName, tagExp} = transformTagName(options.transformTagName, tagName, tagExp, options));
					const childNode = new XmlNode$1(tagName);
					if (prefixedAttrs) childNode[":@"] = prefixedAttrs;
					this.addChild(currentNode, childNode, this.readonlyMatcher, startIndex);
					if (options.captureMetaData) currentNode.addEndIndex(getOriginalIndex(closeIndex + 1, crlfPositions));
					this.matcher.pop();
					this.isCurrentNodeStopNode = false;
				} else if (options.unpairedTagsSet.has(tagName)) {
					const childNode = new XmlNode$1(tagName);
					if (prefixedAttrs) childNode[":@"] = prefixedAttrs;
					this.addChild(currentNode, childNode, this.readonlyMatcher, startIndex);
					if (options.captureMetaData) currentNode.addEndIndex(getOriginalIndex(result.closeIndex + 1, crlfPositions));
					this.matcher.pop();
					this.isCurrentNodeStopNode = false;
					i = result.closeIndex;
					continue;
				} else {
					const childNode = new XmlNode$1(tagName);
					if (this.tagsNodeStack.length > options.maxNestedTags) throw new Error("Maximum nested tags exceeded");
					this.tagsNodeStack.push(currentNode);
					if (prefixedAttrs) childNode[":@"] = prefixedAttrs;
					this.addChild(currentNode, childNode, this.readonlyMatcher, startIndex);
					currentNode = childNode;
				}
				textData = "";
				i = closeIndex;
			}
		}
	} else textData += xmlData[i];
	return xmlObj.child;
};
function getOriginalIndex(index, crlfPositions) {
	let low = 0;
	let high = crlfPositions.length;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (crlfPositions[middle] < index) low = middle + 1;
		else high = middle;
	}
	return index + low;
}
function addChild(currentNode, childNode, matcher, startIndex) {
	if (!this.options.captureMetaData) startIndex = void 0;
	const jPathOrMatcher = this.options.jPath ? matcher.toString() : matcher;
	const result = this.options.updateTag(childNode.tagname, jPathOrMatcher, childNode[":@"]);
	if (result === false) {} else if (typeof result === "string") {
		childNode.tagname = result;
		currentNode.addChild(childNode, startIndex);
	} else currentNode.addChild(childNode, startIndex);
}
/**
* @param {object} val - Entity object with regex and val properties
* @param {string} tagName - Tag name
* @param {string|Matcher} jPath - jPath string or Matcher instance based on options.jPath
*/
function replaceEntitiesValue(val, tagName, jPath) {
	const entityConfig = this.options.processEntities;
	if (!entityConfig || !entityConfig.enabled) return val;
	if (entityConfig.allowedTags) {
		const jPathOrMatcher = this.options.jPath ? jPath.toString() : jPath;
		if (!(Array.isArray(entityConfig.allowedTags) ? entityConfig.allowedTags.includes(tagName) : entityConfig.allowedTags(tagName, jPathOrMatcher))) return val;
	}
	if (entityConfig.tagFilter) {
		const jPathOrMatcher = this.options.jPath ? jPath.toString() : jPath;
		if (!entityConfig.tagFilter(tagName, jPathOrMatcher)) return val;
	}
	return this.entityDecoder.decode(val);
}
function saveTextToParentTag(textData, parentNode, matcher, isLeafNode) {
	if (textData) {
		if (isLeafNode === void 0) isLeafNode = parentNode.child.length === 0;
		textData = this.parseTextData(textData, parentNode.tagname, matcher, false, parentNode[":@"] ? Object.keys(parentNode[":@"]).length !== 0 : false, isLeafNode);
		if (textData !== void 0 && textData !== "") parentNode.add(this.options.textNodeName, textData);
		textData = "";
	}
	return textData;
}
/**
* @param {Array<Expression>} stopNodeExpressions - Array of compiled Expression objects
* @param {Matcher} matcher - Current path matcher
*/
function isItStopNode() {
	if (this.stopNodeExpressionsSet.size === 0) return false;
	return this.matcher.matchesAny(this.stopNodeExpressionsSet);
}
/**
* Returns the tag Expression and where it is ending handling single-double quotes situation
* @param {string} xmlData 
* @param {number} i starting index
* @returns 
*/
function tagExpWithClosingIndex(xmlData, i, closingChar = ">") {
	const len = xmlData.length;
	const closeCode0 = closingChar.charCodeAt(0);
	const closeCode1 = closingChar.length > 1 ? closingChar.charCodeAt(1) : -1;
	let result = "";
	let segmentStart = i;
	for (let index = i; index < len; index++) {
		const code = xmlData.charCodeAt(index);
		if (code === 34 || code === 39) {
			index = xmlData.indexOf(xmlData[index], index + 1);
			if (index === -1) return;
		} else if (code === closeCode0) {
			if (closeCode1 !== -1) {
				if (xmlData.charCodeAt(index + 1) === closeCode1) {
					result += xmlData.substring(segmentStart, index);
					return {
						data: result,
						index
					};
				}
			} else {
				result += xmlData.substring(segmentStart, index);
				return {
					data: result,
					index
				};
			}
		} else if (code === 9) {
			result += xmlData.substring(segmentStart, index) + " ";
			segmentStart = index + 1;
		}
	}
}
function findClosingIndex(xmlData, str, i, errMsg) {
	const closingIndex = xmlData.indexOf(str, i);
	if (closingIndex === -1) throw new Error(errMsg);
	else return closingIndex + str.length - 1;
}
function findClosingChar(xmlData, char, i, errMsg) {
	const closingIndex = xmlData.indexOf(char, i);
	if (closingIndex === -1) throw new Error(errMsg);
	return closingIndex;
}
function readTagExp(xmlData, i, removeNSPrefix, closingChar = ">") {
	const result = tagExpWithClosingIndex(xmlData, i + 1, closingChar);
	if (!result) return;
	let tagExp = result.data;
	const closeIndex = result.index;
	const separatorIndex = tagExp.search(/\s/);
	let tagName = tagExp;
	let attrExpPresent = true;
	if (separatorIndex !== -1) {
		tagName = tagExp.substring(0, separatorIndex);
		tagExp = tagExp.substring(separatorIndex + 1).trimStart();
	}
	const rawTagName = tagName;
	if (removeNSPrefix) {
		const colonIndex = tagName.indexOf(":");
		if (colonIndex !== -1) {
			tagName = tagName.substr(colonIndex + 1);
			attrExpPresent = tagName !== result.data.substr(colonIndex + 1);
		}
	}
	return {
		tagName,
		tagExp,
		closeIndex,
		attrExpPresent,
		rawTagName
	};
}
/**
* find paired tag for a stop node
* @param {string} xmlData 
* @param {string} tagName 
* @param {number} i 
*/
function readStopNodeData(xmlData, tagName, i) {
	const startIndex = i;
	let openTagCount = 1;
	let lenient = false;
	let nextGt = -1;
	const xmllen = xmlData.length;
	for (; i < xmllen; i++) if (xmlData[i] === "<") {
		const c1 = xmlData.charCodeAt(i + 1);
		if (c1 === 47) {
			const closeIndex = findClosingChar(xmlData, ">", i, `${tagName} is not closed`);
			if (xmlData.substring(i + 2, closeIndex).trim() === tagName) {
				openTagCount--;
				if (openTagCount === 0) return {
					tagContent: xmlData.substring(startIndex, i),
					i: closeIndex
				};
			}
			i = closeIndex;
		} else if (c1 === 63) i = findClosingIndex(xmlData, "?>", i + 1, "StopNode is not closed.");
		else if (c1 === 33 && xmlData.charCodeAt(i + 2) === 45 && xmlData.charCodeAt(i + 3) === 45) i = findClosingIndex(xmlData, "-->", i + 3, "StopNode is not closed.");
		else if (c1 === 33 && xmlData.charCodeAt(i + 2) === 91) i = findClosingIndex(xmlData, "]]>", i, "StopNode is not closed.") - 2;
		else {
			const tagData = lenient ? void 0 : readTagExp(xmlData, i, false);
			if (tagData) {
				if (tagData.tagName === tagName && tagData.tagExp[tagData.tagExp.length - 1] !== "/") openTagCount++;
				i = tagData.closeIndex;
			} else {
				lenient = true;
				if (nextGt < i) {
					nextGt = xmlData.indexOf(">", i);
					if (nextGt === -1) return;
				}
				const nextLt = xmlData.indexOf("<", i + 1);
				if (nextLt === -1 || nextLt > nextGt) {
					const exp = xmlData.substring(i + 1, nextGt);
					const sep = exp.search(/\s/);
					if ((sep === -1 ? exp : exp.substring(0, sep)) === tagName && exp[exp.length - 1] !== "/") openTagCount++;
					i = nextGt;
				}
			}
		}
	}
}
function parseValue(val, shouldParse, options) {
	if (shouldParse && typeof val === "string") {
		const newval = val.trim();
		if (newval === "true") return true;
		else if (newval === "false") return false;
		else return toNumber(val, options);
	} else if (isExist(val)) return val;
	else return "";
}
function transformTagName(fn, tagName, tagExp, options) {
	if (fn) {
		const newTagName = fn(tagName);
		if (tagExp === tagName) tagExp = newTagName;
		tagName = newTagName;
	}
	tagName = sanitizeName(tagName, options);
	return {
		tagName,
		tagExp
	};
}
function sanitizeName(name, options) {
	if (criticalProperties.includes(name)) throw new Error(`[SECURITY] Invalid name: "${name}" is a reserved JavaScript keyword that could cause prototype pollution`);
	else if (DANGEROUS_PROPERTY_NAMES.includes(name)) return options.onDangerousProperty(name);
	return name;
}
// node_modules/fast-xml-parser/src/xmlparser/node2json.js
const METADATA_SYMBOL = XmlNode$1.getMetaDataSymbol();
/**
* Helper function to strip attribute prefix from attribute map
* @param {object} attrs - Attributes with prefix (e.g., {"@_class": "code"})
* @param {string} prefix - Attribute prefix to remove (e.g., "@_")
* @returns {object} Attributes without prefix (e.g., {"class": "code"})
*/
function stripAttributePrefix(attrs, prefix) {
	if (!attrs || typeof attrs !== "object") return {};
	if (!prefix) return attrs;
	const rawAttrs = {};
	for (const key in attrs) if (key.startsWith(prefix)) {
		const rawName = key.substring(prefix.length);
		rawAttrs[rawName] = attrs[key];
	} else rawAttrs[key] = attrs[key];
	return rawAttrs;
}
/**
* 
* @param {array} node 
* @param {any} options 
* @param {Matcher} matcher - Path matcher instance
* @returns 
*/
function prettify(node, options, matcher, readonlyMatcher) {
	return compress$1(node, options, matcher, readonlyMatcher);
}
/**
* @param {array} arr 
* @param {object} options 
* @param {Matcher} matcher - Path matcher instance
* @returns object
*/
function compress$1(arr, options, matcher, readonlyMatcher) {
	let text;
	const compressedObj = {};
	for (let i = 0; i < arr.length; i++) {
		const tagObj = arr[i];
		const property = propName(tagObj);
		if (property !== void 0 && property !== options.textNodeName) {
			const rawAttrs = stripAttributePrefix(tagObj[":@"] || {}, options.attributeNamePrefix);
			matcher.push(property, rawAttrs);
		}
		if (property === options.textNodeName) {
			if (text === void 0) text = tagObj[property];
			else text += "" + tagObj[property];
		} else if (property === void 0) continue;
		else if (tagObj[property]) {
			let val = compress$1(tagObj[property], options, matcher, readonlyMatcher);
			const isLeaf = isLeafTag(val, options);
			if (Object.keys(val).length === 0 && options.alwaysCreateTextNode) val[options.textNodeName] = "";
			if (tagObj[":@"]) assignAttributes(val, tagObj[":@"], readonlyMatcher, options);
			else if (Object.keys(val).length === 1 && val[options.textNodeName] !== void 0 && !options.alwaysCreateTextNode) val = val[options.textNodeName];
			else if (Object.keys(val).length === 0) {
				if (options.alwaysCreateTextNode) val[options.textNodeName] = "";
				else val = "";
			}
			if (tagObj[METADATA_SYMBOL] !== void 0 && typeof val === "object" && val !== null) val[METADATA_SYMBOL] = tagObj[METADATA_SYMBOL];
			if (compressedObj[property] !== void 0 && Object.prototype.hasOwnProperty.call(compressedObj, property)) {
				if (!Array.isArray(compressedObj[property])) compressedObj[property] = [compressedObj[property]];
				compressedObj[property].push(val);
			} else {
				const jPathOrMatcher = options.jPath ? readonlyMatcher.toString() : readonlyMatcher;
				if (options.isArray(property, jPathOrMatcher, isLeaf)) compressedObj[property] = [val];
				else compressedObj[property] = val;
			}
			if (property !== void 0 && property !== options.textNodeName) matcher.pop();
		}
	}
	if (typeof text === "string") {
		if (text.length > 0) compressedObj[options.textNodeName] = text;
	} else if (text !== void 0) compressedObj[options.textNodeName] = text;
	return compressedObj;
}
function propName(obj) {
	const keys = Object.keys(obj);
	for (let i = 0; i < keys.length; i++) {
		const key = keys[i];
		if (key !== ":@") return key;
	}
}
function assignAttributes(obj, attrMap, readonlyMatcher, options) {
	if (attrMap) {
		const keys = Object.keys(attrMap);
		const len = keys.length;
		for (let i = 0; i < len; i++) {
			const atrrName = keys[i];
			const rawAttrName = atrrName.startsWith(options.attributeNamePrefix) ? atrrName.substring(options.attributeNamePrefix.length) : atrrName;
			const jPathOrMatcher = options.jPath ? readonlyMatcher.toString() + "." + rawAttrName : readonlyMatcher;
			if (options.isArray(atrrName, jPathOrMatcher, true, true)) obj[atrrName] = [attrMap[atrrName]];
			else obj[atrrName] = attrMap[atrrName];
		}
	}
}
function isLeafTag(obj, options) {
	const { textNodeName } = options;
	const propCount = Object.keys(obj).length;
	if (propCount === 0) return true;
	if (propCount === 1 && (obj[textNodeName] || typeof obj[textNodeName] === "boolean" || obj[textNodeName] === 0)) return true;
	return false;
}
// node_modules/fast-xml-parser/src/xmlparser/XMLParser.js
var XMLParser = class {
	constructor(options) {
		this.externalEntities = {};
		this.options = buildOptions(options);
	}
	/**
	* Parse XML dats to JS object 
	* @param {string|Uint8Array} xmlData 
	* @param {boolean|Object} validationOption 
	*/
	parse(xmlData, validationOption) {
		if (typeof xmlData !== "string" && xmlData.toString) {
			if (xmlData instanceof Uint8Array && !(typeof Buffer !== "undefined" && Buffer.isBuffer(xmlData))) xmlData = new TextDecoder("utf-8", { ignoreBOM: true }).decode(xmlData);
			else xmlData = xmlData.toString();
		} else if (typeof xmlData !== "string") throw new Error("XML data is accepted in String or Bytes[] form.");
		if (validationOption) {
			if (validationOption === true) validationOption = {};
			const result = validate$1(xmlData, validationOption);
			if (result !== true) throw Error(`${result.err.msg}:${result.err.line}:${result.err.col}`);
		}
		const orderedObjParser = new OrderedObjParser(this.options, this.externalEntities);
		const orderedResult = orderedObjParser.parseXml(xmlData);
		if (this.options.preserveOrder || orderedResult === void 0) return orderedResult;
		else return prettify(orderedResult, this.options, orderedObjParser.matcher, orderedObjParser.readonlyMatcher);
	}
	/**
	* Add Entity which is not by default supported by this library
	* @param {string} key 
	* @param {string} value 
	*/
	addEntity(key, value) {
		if (value.indexOf("&") !== -1) throw new Error("Entity value can't have '&'");
		else if (key.indexOf("&") !== -1 || key.indexOf(";") !== -1) throw new Error("An entity must be set without '&' and ';'. Eg. use '#xD' for '&#xD;'");
		else if (value === "&") throw new Error("An entity with value '&' is not permitted");
		else this.externalEntities[key] = value;
	}
	/**
	* Returns a Symbol that can be used to access the metadata
	* property on a node.
	* 
	* If Symbol is not available in the environment, an ordinary property is used
	* and the name of the property is here returned.
	* 
	* The XMLMetaData property is only present when `captureMetaData`
	* is true in the options.
	*/
	static getMetaDataSymbol() {
		return XmlNode$1.getMetaDataSymbol();
	}
};
// packages/adapter-cos/src/cos-xml-fields.ts
const parser = new XMLParser({
	transformTagName: (name) => name.toLowerCase().replaceAll("-", ""),
	parseTagValue: false,
	htmlEntities: true,
	processEntities: {
		enabled: true,
		maxTotalExpansions: 2e4
	}
});
/** The fields of a document whose root has this name; undefined for any other document. */
function rootOf(xml, name) {
	if (!isModestXml(xml)) return;
	try {
		const document = parser.parse(xml.trim(), true);
		const root = isFields(document) ? document[name] : void 0;
		return isFields(root) ? root : void 0;
	} catch {
		return;
	}
}
/** The same for a list of keys: the parser drops what XML forbids, and another key would be left. */
function listRootOf(xml, name) {
	return hasForbiddenReference(xml) ? void 0 : rootOf(xml, name);
}
function textOf$1(fields, name) {
	const value = fields?.[name];
	return typeof value === "string" ? value.trim() : void 0;
}
/** One child comes alone, several come as an array. */
function listOf(value) {
	if (value === void 0) return [];
	return Array.isArray(value) ? value : [value];
}
function isFields(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** Quotes around nothing are nothing. */
function nonEmpty(text) {
	return text === void 0 || text === "" || text === "\"\"" ? void 0 : text;
}
// packages/adapter-cos/src/cos-xml.ts
/** The UploadId of an InitiateMultipartUploadResult; undefined for any other document. */
function readUploadId(xml) {
	return nonEmpty(textOf$1(rootOf(xml, "initiatemultipartuploadresult"), "uploadid"));
}
/** The ETag of a CompleteMultipartUploadResult; undefined for any other document. */
function readCompletedETag(xml) {
	return nonEmpty(textOf$1(rootOf(xml, "completemultipartuploadresult"), "etag"));
}
/** One page of a ListPartsResult; undefined for any other or an incomplete document. */
function readPartsPage(xml) {
	const root = rootOf(xml, "listpartsresult");
	if (root === void 0) return;
	const { part } = root;
	const parts = listOf(part).map(readPart);
	if (!parts.every((read) => read !== void 0)) return;
	const nextMarker = textOf$1(root, "nextpartnumbermarker");
	if (!isTruncated(root)) return {
		parts,
		nextMarker: void 0
	};
	return nextMarker === void 0 ? void 0 : {
		parts,
		nextMarker
	};
}
/** One page of a ListMultipartUploadsResult; undefined for any other or an incomplete document. */
function readUploadsPage(xml) {
	const root = listRootOf(xml, "listmultipartuploadsresult");
	if (root === void 0) return;
	const isEncoded = textOf$1(root, "encodingtype")?.toLowerCase() === "url";
	const { upload } = root;
	const uploads = listOf(upload).map((value) => readUpload(value, isEncoded));
	if (!uploads.every((read) => read !== void 0)) return;
	if (!isTruncated(root)) return {
		uploads,
		next: void 0
	};
	const key = keyOf(root, "nextkeymarker", isEncoded);
	const uploadId = textOf$1(root, "nextuploadidmarker");
	return key === void 0 || uploadId === void 0 ? void 0 : {
		uploads,
		next: {
			key,
			uploadId
		}
	};
}
/** The keys on one page of a ListBucketResult; undefined for any other or an incomplete document. */
function readKeysPage(xml) {
	const root = listRootOf(xml, "listbucketresult");
	if (root === void 0) return;
	const { contents } = root;
	const keys = listOf(contents).map((value) => isFields(value) ? nonEmpty(textOf$1(value, "key")) : void 0);
	if (!keys.every((key) => key !== void 0)) return;
	if (!isTruncated(root)) return {
		keys,
		nextMarker: void 0
	};
	const nextMarker = nonEmpty(textOf$1(root, "nextmarker")) ?? keys.at(-1);
	return nextMarker === void 0 ? void 0 : {
		keys,
		nextMarker
	};
}
/** A CopyPartResult; undefined for any other document, and for one without an ETag. */
function readCopiedPart(xml) {
	return copiedIn(xml, "copypartresult");
}
/** The same of a CopyObjectResult. */
function readCopiedObject(xml) {
	return copiedIn(xml, "copyobjectresult");
}
function copiedIn(xml, name) {
	const root = rootOf(xml, name);
	const etag = nonEmpty(textOf$1(root, "etag"));
	return etag === void 0 ? void 0 : {
		etag,
		crc64: textOf$1(root, "crc64")
	};
}
/** What an `<Error>` says. An `<error>` is an intermediary's. */
function readError(xml) {
	const root = /<Error[\s>]/.test(xml) ? rootOf(xml, "error") : void 0;
	const code = nonEmpty(textOf$1(root, "code"));
	if (code === void 0) return;
	return {
		code,
		message: textOf$1(root, "message") ?? "",
		requestId: textOf$1(root, "requestid") ?? "",
		traceId: textOf$1(root, "traceid") ?? "",
		serverTime: textOf$1(root, "servertime") ?? "",
		hint: textOf$1(root, "endpoint") ?? textOf$1(root, "region") ?? ""
	};
}
/** Compact and with raw quotes, because COS limits the document's size (`XMLSizeLimit`). */
function writeCompleteDocument(parts) {
	return `<CompleteMultipartUpload>${parts.map(({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>"${escapeText(etag)}"</ETag></Part>`).join("")}</CompleteMultipartUpload>`;
}
function readPart(value) {
	if (!isFields(value)) return;
	const [number, etag, size] = [
		"partnumber",
		"etag",
		"size"
	].map((name) => textOf$1(value, name));
	if (number === void 0 || etag === void 0 || !/^\d+$/.test(size ?? "")) return;
	try {
		return {
			number: toPartNumber(Number(number)),
			etag: toETag(etag),
			sizeBytes: Number(size)
		};
	} catch {
		return;
	}
}
function readUpload(value, isEncoded) {
	if (!isFields(value)) return;
	const key = keyOf(value, "key", isEncoded);
	const uploadId = nonEmpty(textOf$1(value, "uploadid"));
	const initiatedAtMs = timeOf$1(textOf$1(value, "initiated") ?? "");
	return key === void 0 || uploadId === void 0 || Number.isNaN(initiatedAtMs) ? void 0 : {
		key,
		uploadId: toUploadId(uploadId),
		initiatedAtMs
	};
}
/** Undecodable is as bad as absent: an upload under a guessed key cannot be ended. */
function keyOf(fields, name, isEncoded) {
	const text = textOf$1(fields, name);
	if (text === void 0 || !isEncoded) return text;
	try {
		return decodeURIComponent(text);
	} catch {
		return;
	}
}
/** `Wed Jan 18 16:04:17 2017` is Beijing's time: the upload id of that sample starts with its second. */
function timeOf$1(text) {
	const isCtime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} /.test(text);
	return Date.parse(isCtime ? `${text} GMT+0800` : text);
}
function isTruncated(root) {
	return textOf$1(root, "istruncated")?.toLowerCase() === "true";
}
function escapeText(text) {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
// packages/adapter-cos/src/cos-connection.ts
/** The store is given up when it says nothing for this long. */
const IDLE_MS$2 = 3e4;
const SLOWEST_BYTES_PER_MS$2 = 100;
/** What passes, from the store or from a proxy: a proxy has limits as well. */
const PASSING$1 = /* @__PURE__ */ new Set([408, 429]);
/** Some proxies swallow Expect: a store that says nothing gets the body all the same. */
const CONTINUE_MS = 1e3;
/** Asking costs a round trip, which is worth more than a smaller body. */
const EXPECT_FROM_BYTES = 1048576;
/** A page of 1000 uploads has 3 MB when its keys are long and percent-encoded. */
const MAX_RESPONSE_BYTES$1 = 4194304;
/**
* Speaks to one bucket: signs each attempt just before it is sent, and bounds every wait.
*
* @throws PenstockError `settings-invalid`
*/
function createCosConnection(options, reach = (host) => new URL(options.endpoint ?? `https://${host}`)) {
	checkCosOptions(options);
	const domain = new CosDomain(options);
	const signer = createCosSigner(options);
	const sender = createSender();
	const reader = createGetClient();
	const ask = createAsking({
		options,
		domain,
		signer,
		reach
	});
	return {
		options,
		async send(request, signal, limits = {}) {
			const { method, body } = request;
			const allLimits = {
				...limitsOf$1(body?.lengthBytes ?? 0),
				...limits
			};
			const response = await ask(request, async (target) => sender.send({
				...target,
				method,
				body,
				limits: allLimits
			}, signal));
			const text = await readResponseText(response, MAX_RESPONSE_BYTES$1);
			if (text === void 0) throw invalid$3(whatOf$2(request), `more than ${MAX_RESPONSE_BYTES$1} bytes`, response.headers);
			return {
				status: response.status,
				headers: response.headers,
				text
			};
		},
		open: async (request, signal) => await ask(request, async (target) => reader.get(target, signal)),
		presign: async (request, validSeconds) => await signer.urlOf(request, domain.host, validSeconds),
		close() {
			sender.close();
			reader.close();
		}
	};
}
/** Asks by the signer's clock and the host that responds, and rejects for every status that is not a 2xx. */
function createAsking({ options, domain, signer, reach }) {
	async function ask(request, send) {
		const { host } = domain;
		const headers = await signer.headersOf(request, host);
		const target = {
			what: whatOf$2(request),
			at: reach(host),
			path: encodedPath(request),
			headers: {
				...headers,
				...expectHeader(options, request)
			}
		};
		try {
			const response = await send(target);
			const outcome = outcomeOf(response);
			if (outcome !== void 0) domain.receivedFrom(host, outcome);
			return response;
		} catch (error) {
			if (isUnreachable(error)) domain.receivedFrom(host, "failed");
			throw error;
		}
	}
	return async function askWell(request, send) {
		const { corrections } = signer.clock;
		const response = await ask(request, send);
		if (response.status >= 200 && response.status < 300) return response;
		const document = readError(await readRejectionText(response));
		const error = rejectionOf(request, response, document);
		throw (response.status === 403 || error.code === "clock-skewed") && error.code !== "store-response-invalid" && signer.clock.explains(corrections, timeOf(response, document)) ? new PenstockError("clock-skewed", `${error.message}, and its clock differs a lot from ours`, {
			cause: error,
			details: error.details
		}) : error;
	};
}
function limitsOf$1(bytes) {
	return {
		continueMs: CONTINUE_MS,
		idleMs: IDLE_MS$2,
		totalMs: 6e4 + Math.ceil(bytes / SLOWEST_BYTES_PER_MS$2)
	};
}
function expectHeader({ expectContinue }, { body }) {
	return expectContinue === true && (body?.lengthBytes ?? 0) >= EXPECT_FROM_BYTES ? { expect: "100-continue" } : {};
}
/** Undefined where the response does not say whether it is COS's. */
function outcomeOf({ status, headers }) {
	if (headers["x-cos-request-id"] !== void 0) return "responded";
	if (status >= 500) return "failed";
	return [
		301,
		302,
		307
	].includes(status) ? "redirected" : void 0;
}
function timeOf({ headers }, document) {
	const timeMs = timeOf$2(headers.date);
	return Number.isNaN(timeMs) ? timeOf$2(document?.serverTime) : timeMs;
}
function rejectionOf(request, response, document) {
	const { status, headers } = response;
	if (!(headers["x-cos-request-id"] !== void 0 || document !== void 0) && status < 500 && !PASSING$1.has(status)) return new PenstockError(status < 400 ? "store-unreachable" : "store-response-invalid", `${whatOf$2(request)}: an intermediary responded: ${describeStranger(response)}`, { details: { httpStatus: status } });
	return toCosError({
		what: whatOf$2(request),
		status,
		method: request.method,
		isCopy: request.headers?.["x-cos-copy-source"] !== void 0,
		isConditional: isRead(request) || carriesCondition(request.headers),
		...document === void 0 ? {} : document,
		...requestIds(headers, document)
	});
}
/** One without a condition may still be of another version: the reader looks again. */
function isRead({ method, query }) {
	return method === "GET" && (query === void 0 || "versionId" in query);
}
function isUnreachable(error) {
	return isPenstockError(error, "store-unreachable", "source-unreachable");
}
// packages/adapter-cos/src/encryption-headers.ts
const PREFIX = "server-side-encryption";
/** What Initiate and PUT ask for (documents 436/7746 and 436/7749). */
function newObjectEncryption(encryption) {
	switch (encryption?.kind) {
		case void 0: return {};
		case "store": return { [`x-cos-${PREFIX}`]: "AES256" };
		case "kms": {
			const { keyId, context } = encryption;
			return {
				[`x-cos-${PREFIX}`]: "cos/kms",
				...keyId === void 0 ? {} : { [`x-cos-${PREFIX}-cos-kms-key-id`]: keyId },
				...context === void 0 ? {} : { [`x-cos-${PREFIX}-context`]: context }
			};
		}
		case "customer": return customerKeyHeaders$1(encryption);
		default: return encryption;
	}
}
/**
* The customer's key, which every request needs that writes or reads the bytes: COS forgets it after
* each. None for the other kinds, whose headers a part must not carry.
*
* @param of whose key it is: that of the request's own object, or that of the object it copies from
*/
function customerKeyHeaders$1(encryption, of = "x-cos") {
	if (encryption?.kind !== "customer") return {};
	const key = encryption.key();
	return {
		[`${of}-${PREFIX}-customer-algorithm`]: "AES256",
		[`${of}-${PREFIX}-customer-key`]: key,
		[`${of}-${PREFIX}-customer-key-md5`]: createHash("md5").update(Buffer.from(key, "base64")).digest("base64")
	};
}
// packages/adapter-cos/src/object-headers.ts
const TOKEN_HEADER = `x-cos-meta-${TOKEN_NAME}`;
const SOURCE_MARK_HEADER = `x-cos-meta-${SOURCE_MARK_NAME}`;
const ATTRIBUTE_HEADERS$1 = {
	contentType: "content-type",
	cacheControl: "cache-control",
	contentDisposition: "content-disposition",
	contentEncoding: "content-encoding",
	contentLanguage: "content-language",
	expires: "expires",
	storageClass: "x-cos-storage-class",
	acl: "x-cos-acl"
};
/** All that Initiate and PUT say of a new object. */
function newObjectHeaders({ attributes, token, forbidOverwrite }, { encryption }) {
	const { metadata, tags = {} } = attributes;
	return {
		...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-cos-meta-${name}`, value])),
		...Object.fromEntries(Object.entries(ATTRIBUTE_HEADERS$1).flatMap(([name, header]) => {
			const value = attributes[name];
			return value === void 0 ? [] : [[header, value]];
		})),
		...Object.keys(tags).length === 0 ? {} : { "x-cos-tagging": encodeTags(tags) },
		...newObjectEncryption(encryption),
		...overwriteHeader(forbidOverwrite),
		[TOKEN_HEADER]: token
	};
}
/** COS refuses with 409 FileAlreadyExists, except in a bucket that ever kept versions (document 436/7742). */
function overwriteHeader(forbidOverwrite) {
	return forbidOverwrite === true ? { "x-cos-forbid-overwrite": "true" } : {};
}
function checksumHeader(algorithm, body) {
	return algorithm === "md5" && body.checksum !== void 0 ? { "content-md5": Buffer.from(body.checksum, "hex").toString("base64") } : {};
}
function trafficHeader({ trafficLimitBitsPerSecond: limit }) {
	return limit === void 0 ? {} : { "x-cos-traffic-limit": String(limit) };
}
function encodeTags(tags) {
	return Object.entries(tags).map(([name, value]) => `${encodeStrictly$1(name)}=${encodeStrictly$1(value)}`).join("&");
}
// packages/adapter-cos/src/cos-document-store.ts
/** Every wait has its limit in the connection. */
const NEVER$1 = new AbortController().signal;
/** Sixteen thousand rows of the longest keys, compressed, are below it. */
const MAX_BYTES$1 = 67108864;
/**
* Documents in a bucket of Tencent COS.
*
* @throws PenstockError `settings-invalid`
*/
function createCosDocumentStore(options) {
	const connection = createCosConnection(options);
	return {
		put: async (key, document) => await put$3(connection, {
			key,
			document,
			isNew: false
		}),
		putIfAbsent: async (key, text) => await putIfAbsent$1(connection, key, text),
		get: async (key) => await get$1(connection, key),
		getBytes: async (key) => await getBytes(connection, key),
		list: (prefix) => list$1(connection, prefix),
		delete: async (key) => {
			await connection.send({
				method: "DELETE",
				key
			}, NEVER$1);
		},
		close: () => connection.close()
	};
}
async function put$3(connection, { key, document, isNew }) {
	const isText = typeof document === "string";
	const headers = {
		"content-type": isText ? "application/json" : "application/octet-stream",
		...newObjectEncryption(connection.options.encryption),
		...overwriteHeader(isNew)
	};
	const body = bytesBody(isText ? Buffer.from(document) : document);
	await connection.send({
		method: "PUT",
		key,
		headers,
		body
	}, NEVER$1);
}
async function putIfAbsent$1(connection, key, text) {
	try {
		await put$3(connection, {
			key,
			document: text,
			isNew: true
		});
	} catch (error) {
		if (!isPenstockError(error, "destination-exists")) throw error;
	}
}
function get$1(connection, key) {
	const headers = customerKeyHeaders$1(connection.options.encryption);
	return unlessMissing(async () => {
		return (await connection.send({
			method: "GET",
			key,
			headers
		}, NEVER$1)).text;
	});
}
function getBytes(connection, key) {
	const headers = customerKeyHeaders$1(connection.options.encryption);
	return unlessMissing(async () => {
		const { chunks } = await connection.open({
			method: "GET",
			key,
			headers
		}, NEVER$1);
		const pieces = [];
		let sizeBytes = 0;
		for await (const chunk of chunks) {
			sizeBytes += chunk.length;
			if (sizeBytes > MAX_BYTES$1) throw invalid$3(`get ${key}`, `more than ${MAX_BYTES$1} bytes`);
			pieces.push(Buffer.from(chunk));
		}
		return Buffer.concat(pieces);
	});
}
async function unlessMissing(read) {
	try {
		return await read();
	} catch (error) {
		if (isPenstockError(error, "store-missing") && error.details["storeCode"] === "NoSuchKey") return;
		throw error;
	}
}
/** GET Bucket (document 436/7734). The keys are our own, so that XML can write them as they are. */
async function* list$1(connection, prefix) {
	const what = `list objects under "${prefix}"`;
	const seen = new PageMarkers();
	let marker = "";
	for (;;) {
		const query = {
			prefix,
			"max-keys": "1000",
			...marker !== "" && { marker }
		};
		const { text } = await connection.send({
			method: "GET",
			key: "",
			query
		}, NEVER$1);
		const page = readKeysPage(text);
		if (page === void 0) throw invalid$3(what, "a response that is no list of objects");
		yield* page.keys;
		if (page.nextMarker === void 0) return;
		if (!seen.leadOn(page.nextMarker)) throw invalid$3(what, "pages that lead nowhere");
		marker = page.nextMarker;
	}
}
// packages/adapter-cos/src/cos-lister.ts
/** What a page can have at the most (436/7734). */
const MAX_PAGE_KEYS$2 = 1e3;
/**
* Lists a bucket of Tencent COS.
*
* @throws PenstockError `settings-invalid`
*/
function createCosLister(options) {
	const connection = createCosConnection(options);
	return {
		async page(query, limit, signal) {
			const page = readListing(await readPage$1(connection, {
				query,
				limit
			}, signal), { isPlusSpace: false });
			if (page === void 0) throw toSourceError(invalid$3(whatOf$1(query), "a response that is no list of objects"));
			return checkedPage(query, page);
		},
		close: () => connection.close()
	};
}
function whatOf$1({ prefix, after }) {
	return `list "${prefix}" behind "${after}"`;
}
/** GET Bucket (document 436/7734). */
async function readPage$1(connection, { query: { prefix, after }, limit }, signal) {
	const query = {
		"encoding-type": "url",
		"max-keys": String(Math.min(limit, MAX_PAGE_KEYS$2)),
		...prefix !== "" && { prefix },
		...after !== "" && { marker: after }
	};
	try {
		return (await connection.send({
			method: "GET",
			key: "",
			query
		}, signal)).text;
	} catch (error) {
		throw toSourceError(error);
	}
}
// packages/adapter-cos/src/calls/complete.ts
/**
* COS answers Complete at once and drips white space while it merges the parts, for minutes (document
* 436/7742): its silence and its whole may last longer than those of any other call.
*/
const LIMITS = {
	idleMs: 6e4,
	totalMs: 12e5
};
async function complete$1(connection, { upload, parts, whole }, signal) {
	const document = Buffer.from(writeCompleteDocument(parts));
	const { status, headers, text } = await connection.send({
		method: "POST",
		key: upload.key,
		query: { uploadId: upload.uploadId },
		headers: {
			"content-type": "application/xml",
			"content-md5": createHash("md5").update(document).digest("base64"),
			...overwriteHeader(whole.forbidOverwrite)
		},
		body: bytesBody(document)
	}, signal, LIMITS);
	const etag = readCompletedETag(text);
	if (etag !== void 0) return toETag(etag);
	const what = `complete ${upload.key}`;
	const error = readError(text);
	throw error === void 0 ? invalid$3(what, `a 200 without a result (${text.trim().slice(0, 200)})`, headers) : toCosError({
		what,
		status,
		isConditional: whole.forbidOverwrite === true,
		...error,
		...requestIds(headers, error)
	});
}
// packages/adapter-cos/src/calls/copy-part.ts
/** COS may say nothing until the bytes are copied: below 10 MB/s, after a minute of grace, it is given up. */
const GRACE_MS$1 = 6e4;
const SLOWEST_BYTES_PER_MS$1 = 1e4;
function copyMs(lengthBytes) {
	return GRACE_MS$1 + Math.ceil(lengthBytes / SLOWEST_BYTES_PER_MS$1);
}
async function copyPart$1(connection, { upload, number, source, algorithm }, signal) {
	const totalMs = copyMs(source.range.lengthBytes);
	const { status, headers, text } = await connection.send({
		method: "PUT",
		key: upload.key,
		query: {
			partNumber: String(number),
			uploadId: upload.uploadId
		},
		headers: {
			...sourceHeaders(source, connection.options),
			"x-cos-copy-source-range": toRangeHeader(source.range),
			...customerKeyHeaders$1(connection.options.encryption)
		}
	}, signal, {
		idleMs: totalMs,
		totalMs
	});
	return copiedOf(`copy of part ${number} of ${upload.key}`, {
		status,
		headers,
		copied: readCopiedPart(text),
		text,
		algorithm
	});
}
/**
* A copy that fails after the response began tells it in the body of a 200.
*
* @throws PenstockError for what is no result
*/
function copiedOf(what, { status, headers, copied, text, algorithm }) {
	if (copied !== void 0) {
		const checksum = crc64Of(textHeader$1(headers, "x-cos-hash-crc64ecma") ?? copied.crc64);
		return {
			etag: toETag(copied.etag),
			...algorithm === "crc64xz" && checksum !== void 0 ? { checksum } : {}
		};
	}
	const error = readError(text);
	throw error === void 0 ? invalid$3(what, `a 200 without a result (${text.trim().slice(0, 200)})`, headers) : toCosError({
		what,
		status,
		isCopy: true,
		...error,
		...requestIds(headers, error)
	});
}
/** Names the source, and the version that was planned. */
function sourceHeaders({ bucket, key, sourceVersion }, { bucket: ownBucket, region, encryption }) {
	const conditions = Object.entries(preconditionsOf(sourceVersion)).map(([name, value]) => [`x-cos-copy-source-${name}`, value]);
	const isOwn = bucket === cosBucketHost(ownBucket, region);
	return {
		"x-cos-copy-source": `${bucket}/${encodeKey(key)}`,
		...Object.fromEntries(conditions),
		...isOwn ? customerKeyHeaders$1(encryption, "x-cos-copy-source") : {}
	};
}
// packages/adapter-cos/src/calls/copy-object.ts
/** PUT Object - Copy (COS document 436/10881), up to 5 GiB. */
async function copyObject$1(connection, { object, source, keepsAttributes }, signal) {
	const { options } = connection;
	const totalMs = copyMs(source.sourceVersion.sizeBytes);
	const directive = keepsAttributes ? "Copy" : "Replaced";
	const { status, headers, text } = await connection.send({
		method: "PUT",
		key: object.key,
		headers: {
			...sourceHeaders(source, options),
			...keepsAttributes ? {
				...newObjectEncryption(options.encryption),
				...overwriteHeader(object.forbidOverwrite)
			} : newObjectHeaders(object, options),
			"x-cos-metadata-directive": directive,
			"x-cos-tagging-directive": directive
		}
	}, signal, {
		idleMs: totalMs,
		totalMs
	});
	const copied = readCopiedObject(text);
	const algorithm = object.checksum;
	return {
		...copiedOf(`copy of ${source.key} to ${object.key}`, {
			status,
			headers,
			copied,
			text,
			algorithm
		}),
		...keptAs$1(headers)
	};
}
// packages/adapter-cos/src/calls/head-object.ts
/** The headers of an object; undefined when there is none. */
async function headObject(connection, key, signal) {
	const headers = customerKeyHeaders$1(connection.options.encryption);
	const firstByte = {
		...headers,
		range: "bytes=0-0"
	};
	try {
		return await headOrReason(async () => (await connection.send({
			method: "HEAD",
			key,
			headers
		}, signal)).headers, async () => await connection.send({
			method: "GET",
			key,
			headers: firstByte
		}, signal));
	} catch (error) {
		if (isPenstockError(error, "store-missing")) return;
		throw error;
	}
}
// packages/adapter-cos/src/calls/list-parts.ts
async function listParts$1(connection, upload, signal) {
	const parts = [];
	let marker = "0";
	for (;;) {
		const { text } = await connection.send({
			method: "GET",
			key: upload.key,
			query: {
				uploadId: upload.uploadId,
				"max-parts": "1000",
				"part-number-marker": marker,
				"encoding-type": "url"
			}
		}, signal);
		const page = readPartsPage(text);
		if (page === void 0) throw invalid$3(`list parts of ${upload.key}`, "a response that is no list of parts");
		parts.push(...page.parts);
		if (page.nextMarker === void 0) return parts;
		if (page.parts.length === 0 || !leadsOn$1(page.nextMarker, marker)) throw invalid$3(`list parts of ${upload.key}`, "pages that lead nowhere");
		marker = page.nextMarker;
	}
}
/** Upwards and to a part number: such a list has an end. */
function leadsOn$1(next, marker) {
	return /^\d{1,5}$/.test(next) && Number(next) > Number(marker) && Number(next) <= 1e4;
}
// packages/adapter-cos/src/calls/list-uploads.ts
/** Page by page, each asked for when the one before it was walked. */
async function* listUploads$1(connection, prefix, signal) {
	const what = `list uploads under "${prefix}"`;
	const seen = new PageMarkers();
	let markers = {};
	for (;;) {
		const { text } = await connection.send({
			method: "GET",
			key: "",
			query: {
				uploads: "",
				...prefix === "" ? {} : { prefix },
				"max-uploads": "1000",
				"encoding-type": "url",
				...markers
			}
		}, signal);
		const page = readUploadsPage(text);
		if (page === void 0) throw invalid$3(what, "a response that is no list of uploads");
		yield* page.uploads;
		if (page.next === void 0) return;
		const { key, uploadId } = page.next;
		if (!seen.leadOn(key, uploadId)) throw invalid$3(what, "pages that lead nowhere");
		markers = {
			"key-marker": key,
			"upload-id-marker": uploadId
		};
	}
}
// packages/adapter-cos/src/cos-object-store.ts
/**
* A bucket of Tencent COS through its own XML API.
*
* @throws PenstockError `settings-invalid`
*/
function createCosObjectStore(options) {
	const connection = createCosConnection(options);
	return {
		...cosObjectStoreOn(connection),
		close: () => connection.close()
	};
}
function cosObjectStoreOn(connection) {
	return {
		profile: STORE_PROFILES.cos,
		initiate: async (object, signal) => await initiate$1(connection, object, signal),
		uploadPart: async (upload, number, body, algorithm, signal) => await uploadPart$1(connection, {
			upload,
			number,
			body,
			algorithm
		}, signal),
		copyPart: async (upload, number, source, algorithm, signal) => await copyPart$1(connection, {
			upload,
			number,
			source,
			algorithm
		}, signal),
		complete: async (upload, parts, whole, signal) => await complete$1(connection, {
			upload,
			parts,
			whole
		}, signal),
		abort: async (upload, signal) => await abort$1(connection, upload, signal),
		listParts: async (upload, signal) => await listParts$1(connection, upload, signal),
		listUploads: (prefix, signal) => listUploads$1(connection, prefix, signal),
		put: async (object, body, signal) => await put$2(connection, object, body, signal),
		copyObject: async (copy, signal) => await copyObject$1(connection, copy, signal),
		head: async (key, algorithm, signal) => await head$1(connection, key, algorithm, signal)
	};
}
async function initiate$1(connection, object, signal) {
	const { text } = await connection.send({
		method: "POST",
		key: object.key,
		query: { uploads: "" },
		headers: newObjectHeaders(object, connection.options)
	}, signal);
	const uploadId = readUploadId(text);
	if (uploadId === void 0) throw invalid$3(`initiate ${object.key}`, "a response without an upload id");
	return toUploadId(uploadId);
}
async function uploadPart$1(connection, part, signal) {
	const { upload, number, body, algorithm } = part;
	const { headers } = await connection.send({
		method: "PUT",
		key: upload.key,
		query: {
			partNumber: String(number),
			uploadId: upload.uploadId
		},
		headers: {
			...checksumHeader(algorithm, body),
			...customerKeyHeaders$1(connection.options.encryption),
			...trafficHeader(connection.options)
		},
		body
	}, signal);
	return storedPart$1(`part ${number} of ${upload.key}`, headers, algorithm);
}
async function put$2(connection, object, body, signal) {
	const { headers } = await connection.send({
		method: "PUT",
		key: object.key,
		headers: {
			...newObjectHeaders(object, connection.options),
			...checksumHeader(object.checksum, body),
			...trafficHeader(connection.options)
		},
		body
	}, signal);
	return {
		...storedPart$1(object.key, headers, object.checksum),
		...keptAs$1(headers)
	};
}
async function abort$1(connection, { key, uploadId }, signal) {
	try {
		await connection.send({
			method: "DELETE",
			key,
			query: { uploadId }
		}, signal);
	} catch (error) {
		if (!isPenstockError(error, "upload-gone")) throw error;
	}
}
async function head$1(connection, key, algorithm, signal) {
	const headers = await headObject(connection, key, signal);
	if (headers === void 0) return;
	const sizeText = textHeader$1(headers, "content-length") ?? "";
	if (!/^\d+$/.test(sizeText)) throw invalid$3(`head ${key}`, "a response without a size");
	const token = textHeader$1(headers, TOKEN_HEADER);
	const sourceMark = textHeader$1(headers, SOURCE_MARK_HEADER);
	return {
		etag: etagOf$1(`head ${key}`, headers),
		sizeBytes: Number(sizeText),
		...token === void 0 ? {} : { token },
		...sourceMark === void 0 ? {} : { sourceMark },
		...checksumOf(headers, algorithm),
		...keptAs$1(headers)
	};
}
// packages/adapter-cos/src/cos-source-reader.ts
/**
* A bucket of Tencent COS to read from. Every read is compared with all that `stat` saw.
*
* @throws PenstockError `settings-invalid`
*/
function createCosSourceReader(options) {
	const connection = createCosConnection(options);
	return {
		kind: "cos",
		async stat(key, signal) {
			const headers = await asSource(headObject(connection, key, signal));
			if (headers === void 0) throw new PenstockError("source-missing", `there is no object ${key} at the source`);
			const sizeText = textHeader$1(headers, "content-length") ?? "";
			const hasSize = /^\d+$/.test(sizeText);
			if (!hasSize || textHeader$1(headers, "etag") === void 0) throw new PenstockError("source-response-invalid", `the source does not report the ${hasSize ? "ETag" : "size"} of ${key}`);
			const attributes = sourceAttributesOf(headers);
			const { contentEncoding } = attributes.attributes;
			const crc64 = crc64Of(textHeader$1(headers, "x-cos-hash-crc64ecma"));
			return {
				sourceVersion: {
					...sourceVersionOf(Number(sizeText), {
						headers,
						isWhole: true
					}, options.sourceVersion),
					...crc64 === void 0 ? {} : { checksum: {
						algorithm: "crc64xz",
						value: crc64
					} },
					...contentEncoding === void 0 ? {} : { contentEncoding }
				},
				attributes,
				hasRanges: true
			};
		},
		read: (key, sourceVersion, range, signal) => readPinned(opener$1(connection, {
			key,
			sourceVersion
		}, signal), {
			what: key,
			sourceVersion,
			range
		}),
		async open(key, sourceVersion, signal) {
			const { headers, chunks } = await openWhole(opener$1(connection, {
				key,
				sourceVersion
			}, signal), {
				what: key,
				sourceVersion
			});
			return {
				attributes: sourceAttributesOf(headers),
				chunks
			};
		},
		close: () => connection.close()
	};
}
/** One GET after the other, pinned. */
function opener$1(connection, { key, sourceVersion }, signal) {
	const { versionId } = sourceVersion;
	const version = versionId === void 0 ? {} : { query: { versionId } };
	return async (headers) => {
		const all = {
			...headers,
			...customerKeyHeaders$1(connection.options.encryption)
		};
		return await asSource(connection.open({
			method: "GET",
			key,
			headers: all,
			...version
		}, signal));
	};
}
async function asSource(promise) {
	try {
		return await promise;
	} catch (error) {
		throw toSourceError(error);
	}
}
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/constants.js
const RequestChecksumCalculation = {
	WHEN_SUPPORTED: "WHEN_SUPPORTED",
	WHEN_REQUIRED: "WHEN_REQUIRED"
};
const DEFAULT_REQUEST_CHECKSUM_CALCULATION = RequestChecksumCalculation.WHEN_SUPPORTED;
const ResponseChecksumValidation = {
	WHEN_SUPPORTED: "WHEN_SUPPORTED",
	WHEN_REQUIRED: "WHEN_REQUIRED"
};
const DEFAULT_RESPONSE_CHECKSUM_VALIDATION = RequestChecksumCalculation.WHEN_SUPPORTED;
var ChecksumAlgorithm;
(function(ChecksumAlgorithm) {
	ChecksumAlgorithm["MD5"] = "MD5";
	ChecksumAlgorithm["CRC32"] = "CRC32";
	ChecksumAlgorithm["CRC32C"] = "CRC32C";
	ChecksumAlgorithm["CRC64NVME"] = "CRC64NVME";
	ChecksumAlgorithm["SHA1"] = "SHA1";
	ChecksumAlgorithm["SHA256"] = "SHA256";
})(ChecksumAlgorithm || (ChecksumAlgorithm = {}));
var ChecksumLocation;
(function(ChecksumLocation) {
	ChecksumLocation["HEADER"] = "header";
	ChecksumLocation["TRAILER"] = "trailer";
})(ChecksumLocation || (ChecksumLocation = {}));
const DEFAULT_CHECKSUM_ALGORITHM = ChecksumAlgorithm.CRC32;
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/stringUnionSelector.js
var SelectorType;
(function(SelectorType) {
	SelectorType["ENV"] = "env";
	SelectorType["CONFIG"] = "shared config entry";
})(SelectorType || (SelectorType = {}));
const stringUnionSelector = (obj, key, union, type) => {
	if (!(key in obj)) return;
	const value = obj[key].toUpperCase();
	if (!Object.values(union).includes(value)) throw new TypeError(`Cannot load ${type} '${key}'. Expected one of ${Object.values(union)}, got '${obj[key]}'.`);
	return value;
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/NODE_REQUEST_CHECKSUM_CALCULATION_CONFIG_OPTIONS.js
const ENV_REQUEST_CHECKSUM_CALCULATION = "AWS_REQUEST_CHECKSUM_CALCULATION";
const CONFIG_REQUEST_CHECKSUM_CALCULATION = "request_checksum_calculation";
const NODE_REQUEST_CHECKSUM_CALCULATION_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => stringUnionSelector(env, ENV_REQUEST_CHECKSUM_CALCULATION, RequestChecksumCalculation, SelectorType.ENV),
	configFileSelector: (profile) => stringUnionSelector(profile, CONFIG_REQUEST_CHECKSUM_CALCULATION, RequestChecksumCalculation, SelectorType.CONFIG),
	default: DEFAULT_REQUEST_CHECKSUM_CALCULATION
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/NODE_RESPONSE_CHECKSUM_VALIDATION_CONFIG_OPTIONS.js
const ENV_RESPONSE_CHECKSUM_VALIDATION = "AWS_RESPONSE_CHECKSUM_VALIDATION";
const CONFIG_RESPONSE_CHECKSUM_VALIDATION = "response_checksum_validation";
const NODE_RESPONSE_CHECKSUM_VALIDATION_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => stringUnionSelector(env, ENV_RESPONSE_CHECKSUM_VALIDATION, ResponseChecksumValidation, SelectorType.ENV),
	configFileSelector: (profile) => stringUnionSelector(profile, CONFIG_RESPONSE_CHECKSUM_VALIDATION, ResponseChecksumValidation, SelectorType.CONFIG),
	default: DEFAULT_RESPONSE_CHECKSUM_VALIDATION
};
// node_modules/@smithy/core/dist-es/submodules/serde/util-stream/checksum/ChecksumStream.js
var ChecksumStream$1 = class extends Readable {
	expectedChecksum;
	checksumSourceLocation;
	checksum;
	source;
	base64Encoder;
	constructor({ expectedChecksum, checksum, source, checksumSourceLocation, base64Encoder }) {
		super();
		if (typeof source.pipe !== "function") throw new Error(`@smithy/util-stream: unsupported source type ${source?.constructor?.name ?? source} in ChecksumStream.`);
		this.source = source;
		this.base64Encoder = base64Encoder ?? toBase64;
		this.expectedChecksum = expectedChecksum;
		this.checksum = checksum;
		this.checksumSourceLocation = checksumSourceLocation;
		this.source.on("data", this.onSourceData);
		this.source.on("end", this.onSourceEnd);
		this.source.on("error", this.onSourceError);
		this.source.on("close", this.onSourceClose);
		this.source.pause();
	}
	onSourceData = (chunk) => {
		if (this.destroyed) return;
		try {
			this.checksum.update(chunk);
		} catch (e) {
			this.destroy(e);
			return;
		}
		if (!this.push(chunk)) this.source.pause();
	};
	onSourceEnd = async () => {
		if (this.destroyed) return;
		try {
			const digest = await this.checksum.digest();
			const received = this.base64Encoder(digest);
			if (this.expectedChecksum !== received) {
				this.destroy(/* @__PURE__ */ new Error(`Checksum mismatch: expected "${this.expectedChecksum}" but received "${received}" in response header "${this.checksumSourceLocation}".`));
				return;
			}
		} catch (e) {
			this.destroy(e);
			return;
		}
		this.push(null);
	};
	onSourceError = (error) => {
		this.destroy(error);
	};
	onSourceClose = () => {
		if (!this.destroyed && !this.source.readableEnded) this.destroy(/* @__PURE__ */ new Error("Connection lost or stream closed before all data was received."));
	};
	_read(_size) {
		this.source.resume();
	}
	_destroy(error, callback) {
		this.source?.removeListener("data", this.onSourceData);
		this.source?.removeListener("end", this.onSourceEnd);
		this.source?.removeListener("error", this.onSourceError);
		this.source?.removeListener("close", this.onSourceClose);
		this.source?.destroy();
		callback(error);
	}
};
// node_modules/@smithy/core/dist-es/submodules/serde/util-stream/checksum/ChecksumStream.browser.js
const ReadableStreamRef = typeof ReadableStream === "function" ? ReadableStream : function() {};
var ChecksumStream = class extends ReadableStreamRef {};
// node_modules/@smithy/core/dist-es/submodules/serde/util-stream/checksum/createChecksumStream.browser.js
const createChecksumStream$1 = ({ expectedChecksum, checksum, source, checksumSourceLocation, base64Encoder }) => {
	if (!isReadableStream(source)) throw new Error(`@smithy/util-stream: unsupported source type ${source?.constructor?.name ?? source} in ChecksumStream.`);
	const encoder = base64Encoder ?? toBase64$1;
	if (typeof TransformStream !== "function") throw new Error("@smithy/util-stream: unable to instantiate ChecksumStream because API unavailable: ReadableStream/TransformStream.");
	const transform = new TransformStream({
		start() {},
		async transform(chunk, controller) {
			checksum.update(chunk);
			controller.enqueue(chunk);
		},
		async flush(controller) {
			const digest = await checksum.digest();
			const received = encoder(digest);
			if (expectedChecksum !== received) {
				const error = /* @__PURE__ */ new Error(`Checksum mismatch: expected "${expectedChecksum}" but received "${received}" in response header "${checksumSourceLocation}".`);
				controller.error(error);
			} else controller.terminate();
		}
	});
	source.pipeThrough(transform);
	const readable = transform.readable;
	Object.setPrototypeOf(readable, ChecksumStream.prototype);
	return readable;
};
// node_modules/@smithy/core/dist-es/submodules/serde/util-stream/checksum/createChecksumStream.js
function createChecksumStream(init) {
	if (typeof ReadableStream === "function" && isReadableStream(init.source)) return createChecksumStream$1(init);
	return new ChecksumStream$1(init);
}
// node_modules/@smithy/core/dist-es/submodules/serde/util-stream/ByteArrayCollector.js
var ByteArrayCollector = class {
	allocByteArray;
	byteLength = 0;
	byteArrays = [];
	constructor(allocByteArray) {
		this.allocByteArray = allocByteArray;
	}
	push(byteArray) {
		this.byteArrays.push(byteArray);
		this.byteLength += byteArray.byteLength;
	}
	flush() {
		if (this.byteArrays.length === 1) {
			const bytes = this.byteArrays[0];
			this.reset();
			return bytes;
		}
		const aggregation = this.allocByteArray(this.byteLength);
		let cursor = 0;
		for (let i = 0; i < this.byteArrays.length; ++i) {
			const bytes = this.byteArrays[i];
			aggregation.set(bytes, cursor);
			cursor += bytes.byteLength;
		}
		this.reset();
		return aggregation;
	}
	reset() {
		this.byteArrays = [];
		this.byteLength = 0;
	}
};
// node_modules/@smithy/core/dist-es/submodules/serde/util-stream/createBufferedReadable.browser.js
function createBufferedReadableStream(upstream, size, logger) {
	const reader = upstream.getReader();
	let streamBufferingLoggedWarning = false;
	let bytesSeen = 0;
	const buffers = ["", new ByteArrayCollector((size) => new Uint8Array(size))];
	let mode = -1;
	const pull = async (controller) => {
		const { value, done } = await reader.read();
		const chunk = value;
		if (done) {
			if (mode !== -1) {
				const remainder = flush(buffers, mode);
				if (sizeOf(remainder) > 0) controller.enqueue(remainder);
			}
			controller.close();
		} else {
			const chunkMode = modeOf(chunk, false);
			if (mode !== chunkMode) {
				if (mode >= 0) controller.enqueue(flush(buffers, mode));
				mode = chunkMode;
			}
			if (mode === -1) {
				controller.enqueue(chunk);
				return;
			}
			const chunkSize = sizeOf(chunk);
			bytesSeen += chunkSize;
			const bufferSize = sizeOf(buffers[mode]);
			if (chunkSize >= size && bufferSize === 0) controller.enqueue(chunk);
			else {
				const newSize = merge(buffers, mode, chunk);
				if (!streamBufferingLoggedWarning && bytesSeen > size * 2) {
					streamBufferingLoggedWarning = true;
					logger?.warn(`@smithy/util-stream - stream chunk size ${chunkSize} is below threshold of ${size}, automatically buffering.`);
				}
				if (newSize >= size) controller.enqueue(flush(buffers, mode));
				else await pull(controller);
			}
		}
	};
	return new ReadableStream({ pull });
}
function merge(buffers, mode, chunk) {
	switch (mode) {
		case 0:
			buffers[0] += chunk;
			return sizeOf(buffers[0]);
		case 1:
		case 2:
			buffers[mode].push(chunk);
			return sizeOf(buffers[mode]);
	}
}
function flush(buffers, mode) {
	switch (mode) {
		case 0:
			const s = buffers[0];
			buffers[0] = "";
			return s;
		case 1:
		case 2: return buffers[mode].flush();
	}
	throw new Error(`@smithy/util-stream - invalid index ${mode} given to flush()`);
}
function sizeOf(chunk) {
	return chunk?.byteLength ?? chunk?.length ?? 0;
}
function modeOf(chunk, allowBuffer = true) {
	if (allowBuffer && typeof Buffer !== "undefined" && chunk instanceof Buffer) return 2;
	if (chunk instanceof Uint8Array) return 1;
	if (typeof chunk === "string") return 0;
	return -1;
}
// node_modules/@smithy/core/dist-es/submodules/serde/util-stream/createBufferedReadable.js
function createBufferedReadable(upstream, size, logger) {
	if (isReadableStream(upstream)) return createBufferedReadableStream(upstream, size, logger);
	const downstream = new Readable({ read() {} });
	let streamBufferingLoggedWarning = false;
	let bytesSeen = 0;
	const buffers = [
		"",
		new ByteArrayCollector((size) => new Uint8Array(size)),
		new ByteArrayCollector((size) => Buffer.from(new Uint8Array(size)))
	];
	let mode = -1;
	upstream.on("data", (chunk) => {
		const chunkMode = modeOf(chunk, true);
		if (mode !== chunkMode) {
			if (mode >= 0) downstream.push(flush(buffers, mode));
			mode = chunkMode;
		}
		if (mode === -1) {
			downstream.push(chunk);
			return;
		}
		const chunkSize = sizeOf(chunk);
		bytesSeen += chunkSize;
		const bufferSize = sizeOf(buffers[mode]);
		if (chunkSize >= size && bufferSize === 0) downstream.push(chunk);
		else {
			const newSize = merge(buffers, mode, chunk);
			if (!streamBufferingLoggedWarning && bytesSeen > size * 2) {
				streamBufferingLoggedWarning = true;
				logger?.warn(`@smithy/util-stream - stream chunk size ${chunkSize} is below threshold of ${size}, automatically buffering.`);
			}
			if (newSize >= size) downstream.push(flush(buffers, mode));
		}
	});
	upstream.on("end", () => {
		if (mode !== -1) {
			const remainder = flush(buffers, mode);
			if (sizeOf(remainder) > 0) downstream.push(remainder);
		}
		downstream.push(null);
	});
	return downstream;
}
// node_modules/@smithy/core/dist-es/submodules/serde/util-stream/getAwsChunkedEncodingStream.browser.js
const getAwsChunkedEncodingStream$1 = (readableStream, options) => {
	const { base64Encoder, bodyLengthChecker, checksumAlgorithmFn, checksumLocationName, streamHasher } = options;
	const checksumRequired = base64Encoder !== void 0 && bodyLengthChecker !== void 0 && checksumAlgorithmFn !== void 0 && checksumLocationName !== void 0 && streamHasher !== void 0;
	const digest = checksumRequired ? streamHasher(checksumAlgorithmFn, readableStream) : void 0;
	Promise.resolve(digest).catch(() => {});
	const reader = readableStream.getReader();
	return new ReadableStream({ async pull(controller) {
		const { value, done } = await reader.read();
		if (done) {
			controller.enqueue(`0\r\n`);
			if (checksumRequired) {
				const checksum = base64Encoder(await digest);
				controller.enqueue(`${checksumLocationName}:${checksum}\r\n`);
				controller.enqueue(`\r\n`);
			}
			controller.close();
		} else controller.enqueue(`${(bodyLengthChecker(value) || 0).toString(16)}\r\n${value}\r\n`);
	} });
};
// node_modules/@smithy/core/dist-es/submodules/serde/util-stream/getAwsChunkedEncodingStream.js
function getAwsChunkedEncodingStream(stream, options) {
	const readable = stream;
	const readableStream = stream;
	if (isReadableStream(readableStream)) return getAwsChunkedEncodingStream$1(readableStream, options);
	const { base64Encoder, bodyLengthChecker, checksumAlgorithmFn, checksumLocationName, streamHasher } = options;
	const checksumRequired = base64Encoder !== void 0 && checksumAlgorithmFn !== void 0 && checksumLocationName !== void 0 && streamHasher !== void 0;
	const digest = checksumRequired ? streamHasher(checksumAlgorithmFn, readable) : void 0;
	Promise.resolve(digest).catch(() => {});
	const awsChunkedEncodingStream = new Readable({ read() {
		readable.resume();
	} });
	readable.on("data", (data) => {
		const length = bodyLengthChecker(data) || 0;
		if (length === 0) return;
		awsChunkedEncodingStream.push(`${length.toString(16)}\r\n`);
		awsChunkedEncodingStream.push(data);
		if (!awsChunkedEncodingStream.push("\r\n")) readable.pause();
	});
	readable.on("error", (err) => {
		awsChunkedEncodingStream.destroy(err);
	});
	readable.pause();
	readable.on("end", async () => {
		try {
			awsChunkedEncodingStream.push(`0\r\n`);
			if (checksumRequired) {
				const checksum = base64Encoder(await digest);
				awsChunkedEncodingStream.push(`${checksumLocationName}:${checksum}\r\n`);
				awsChunkedEncodingStream.push(`\r\n`);
			}
			awsChunkedEncodingStream.push(null);
		} catch (err) {
			awsChunkedEncodingStream.destroy(err);
		}
	});
	return awsChunkedEncodingStream;
}
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/getChecksumAlgorithmForRequest.js
const getChecksumAlgorithmForRequest = (input, { requestChecksumRequired, requestAlgorithmMember, requestChecksumCalculation }) => {
	if (!requestAlgorithmMember) return requestChecksumCalculation === RequestChecksumCalculation.WHEN_SUPPORTED || requestChecksumRequired ? DEFAULT_CHECKSUM_ALGORITHM : void 0;
	if (!input[requestAlgorithmMember]) return;
	return input[requestAlgorithmMember];
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/getChecksumLocationName.js
const getChecksumLocationName = (algorithm) => algorithm === ChecksumAlgorithm.MD5 ? "content-md5" : `x-amz-checksum-${algorithm.toLowerCase()}`;
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/hasHeader.js
const hasHeader = (header, headers) => {
	const soughtHeader = header.toLowerCase();
	for (const headerName of Object.keys(headers)) if (soughtHeader === headerName.toLowerCase()) return true;
	return false;
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/hasHeaderWithPrefix.js
const hasHeaderWithPrefix = (headerPrefix, headers) => {
	const soughtHeaderPrefix = headerPrefix.toLowerCase();
	for (const headerName of Object.keys(headers)) if (headerName.toLowerCase().startsWith(soughtHeaderPrefix)) return true;
	return false;
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/isStreaming.js
const isStreaming = (body) => body !== void 0 && typeof body !== "string" && !ArrayBuffer.isView(body) && !isArrayBuffer(body);
// node_modules/@aws-sdk/checksums/dist-es/submodules/crc/crc32c/Crc32cJs.js
const T$2 = /* @__PURE__ */ new Uint32Array(256);
for (let i = 0; i < 256; ++i) {
	let c = i;
	for (let j = 0; j < 8; ++j) c = c & 1 ? 2197175160 ^ c >>> 1 : c >>> 1;
	T$2[i] = c >>> 0;
}
var Crc32cJs = class {
	digestLength = 4;
	crc = 4294967295;
	update(data) {
		let crc = this.crc;
		for (let i = 0; i < data.length; ++i) crc = crc >>> 8 ^ T$2[(crc ^ data[i]) & 255];
		this.crc = crc;
	}
	async digest() {
		const value = (this.crc ^ 4294967295) >>> 0;
		const out = /* @__PURE__ */ new Uint8Array(4);
		out[0] = value >>> 24;
		out[1] = value >>> 16 & 255;
		out[2] = value >>> 8 & 255;
		out[3] = value & 255;
		return out;
	}
	reset() {
		this.crc = 4294967295;
	}
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/crc/crc32c/Crc32cNode.js
const Crc32cNode = Crc32cJs;
// node_modules/@aws-sdk/checksums/dist-es/submodules/crc/crc64-nvme/crc64-nvme-crt-container.js
const crc64NvmeCrtContainer = { CrtCrc64Nvme: null };
// node_modules/@aws-sdk/checksums/dist-es/submodules/crc/crc64-nvme/Crc64NvmeJs.js
const generateCRC64NVMETable = () => {
	const sliceLength = 8;
	const tables = new Array(sliceLength);
	for (let slice = 0; slice < sliceLength; slice++) {
		const table = new Array(512);
		for (let i = 0; i < 256; i++) {
			let crc = BigInt(i);
			for (let j = 0; j < 8 * (slice + 1); j++) if (crc & 1n) crc = crc >> 1n ^ 11127430586519243189n;
			else crc = crc >> 1n;
			table[i * 2] = Number(crc >> 32n & 4294967295n);
			table[i * 2 + 1] = Number(crc & 4294967295n);
		}
		tables[slice] = new Uint32Array(table);
	}
	return tables;
};
let CRC64_NVME_REVERSED_TABLE;
let t0;
let t1;
let t2;
let t3;
let t4;
let t5;
let t6;
let t7;
const ensureTablesInitialized = () => {
	if (!CRC64_NVME_REVERSED_TABLE) {
		CRC64_NVME_REVERSED_TABLE = generateCRC64NVMETable();
		[t0, t1, t2, t3, t4, t5, t6, t7] = CRC64_NVME_REVERSED_TABLE;
	}
};
var Crc64NvmeJs = class {
	c1 = 0;
	c2 = 0;
	constructor() {
		ensureTablesInitialized();
		this.reset();
	}
	update(data) {
		const len = data.length;
		let i = 0;
		let crc1 = this.c1;
		let crc2 = this.c2;
		while (i + 8 <= len) {
			const idx0 = ((crc2 ^ data[i++]) & 255) << 1;
			const idx1 = ((crc2 >>> 8 ^ data[i++]) & 255) << 1;
			const idx2 = ((crc2 >>> 16 ^ data[i++]) & 255) << 1;
			const idx3 = ((crc2 >>> 24 ^ data[i++]) & 255) << 1;
			const idx4 = ((crc1 ^ data[i++]) & 255) << 1;
			const idx5 = ((crc1 >>> 8 ^ data[i++]) & 255) << 1;
			const idx6 = ((crc1 >>> 16 ^ data[i++]) & 255) << 1;
			const idx7 = ((crc1 >>> 24 ^ data[i++]) & 255) << 1;
			crc1 = t7[idx0] ^ t6[idx1] ^ t5[idx2] ^ t4[idx3] ^ t3[idx4] ^ t2[idx5] ^ t1[idx6] ^ t0[idx7];
			crc2 = t7[idx0 + 1] ^ t6[idx1 + 1] ^ t5[idx2 + 1] ^ t4[idx3 + 1] ^ t3[idx4 + 1] ^ t2[idx5 + 1] ^ t1[idx6 + 1] ^ t0[idx7 + 1];
		}
		while (i < len) {
			const idx = ((crc2 ^ data[i]) & 255) << 1;
			crc2 = (crc2 >>> 8 | (crc1 & 255) << 24) >>> 0;
			crc1 = crc1 >>> 8 ^ t0[idx];
			crc2 ^= t0[idx + 1];
			++i;
		}
		this.c1 = crc1;
		this.c2 = crc2;
	}
	async digest() {
		const c1 = this.c1 ^ 4294967295;
		const c2 = this.c2 ^ 4294967295;
		return new Uint8Array([
			c1 >>> 24,
			c1 >>> 16 & 255,
			c1 >>> 8 & 255,
			c1 & 255,
			c2 >>> 24,
			c2 >>> 16 & 255,
			c2 >>> 8 & 255,
			c2 & 255
		]);
	}
	reset() {
		this.c1 = 4294967295;
		this.c2 = 4294967295;
	}
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/crc/crc64-nvme/Crc64Nvme.js
var Crc64Nvme = class {
	impl;
	constructor() {
		const Crt = crc64NvmeCrtContainer.CrtCrc64Nvme;
		this.impl = Crt ? new Crt() : new Crc64NvmeJs();
	}
	update(data) {
		this.impl.update(data);
	}
	async digest() {
		return this.impl.digest();
	}
	reset() {
		this.impl.reset();
	}
};
// node_modules/@smithy/core/dist-es/submodules/checksum/hash-stream-node/HashCalculator.js
var HashCalculator = class extends Writable {
	hash;
	constructor(hash, options) {
		super(options);
		this.hash = hash;
	}
	_write(chunk, encoding, callback) {
		try {
			this.hash.update(toUint8Array(chunk));
		} catch (err) {
			return callback(err);
		}
		callback();
	}
};
// node_modules/@smithy/core/dist-es/submodules/checksum/hash-stream-node/readableStreamHasher.js
const readableStreamHasher = (hashCtor, readableStream) => {
	if (readableStream.readableFlowing !== null) throw new Error("Unable to calculate hash for flowing readable stream");
	const hash = new hashCtor();
	const hashCalculator = new HashCalculator(hash);
	readableStream.pipe(hashCalculator);
	return new Promise((resolve, reject) => {
		readableStream.on("error", (err) => {
			hashCalculator.end();
			reject(err);
		});
		hashCalculator.on("error", reject);
		hashCalculator.on("finish", () => {
			hash.digest().then(resolve).catch(reject);
		});
	});
};
// node_modules/@smithy/core/dist-es/submodules/checksum/md5/Md5Js.js
var Md5Js = class {
	digestLength = 16;
	state = Uint32Array.from(INIT$1);
	writeBuffer = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(64));
	bufferLength = 0;
	bytesHashed = 0;
	update(sourceData) {
		const data = toUint8Array(sourceData);
		let pos = 0;
		let len = data.byteLength;
		this.bytesHashed += len;
		while (len > 0) {
			this.writeBuffer.setUint8(this.bufferLength++, data[pos++]);
			--len;
			if (this.bufferLength === 64) {
				compress(this.state, this.writeBuffer);
				this.bufferLength = 0;
			}
		}
	}
	async digest() {
		const state = Uint32Array.from(this.state);
		const buf = new DataView(this.writeBuffer.buffer.slice(0));
		let bufLen = this.bufferLength;
		const bits = this.bytesHashed * 8;
		buf.setUint8(bufLen++, 128);
		if (this.bufferLength % 64 >= 56) {
			for (let i = bufLen; i < 64; ++i) buf.setUint8(i, 0);
			compress(state, buf);
			bufLen = 0;
		}
		for (let i = bufLen; i < 56; ++i) buf.setUint8(i, 0);
		buf.setUint32(56, bits >>> 0, true);
		buf.setUint32(60, Math.floor(bits / 2 ** 32), true);
		compress(state, buf);
		const out = /* @__PURE__ */ new Uint8Array(16);
		const view = new DataView(out.buffer);
		for (let i = 0; i < 4; ++i) view.setUint32(i * 4, state[i], true);
		return out;
	}
	reset() {
		this.state.set(INIT$1);
		this.writeBuffer = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(64));
		this.bufferLength = 0;
		this.bytesHashed = 0;
	}
};
const INIT$1 = [
	1732584193,
	4023233417,
	2562383102,
	271733878
];
const M$1 = 4294967295;
const S$1 = Uint8Array.of(7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21);
const T$1 = Array.from({ length: 64 }, (_, i) => Math.abs(Math.sin(i + 1)) * 2 ** 32 >>> 0);
function compress(state, block) {
	let a = state[0], b = state[1], c = state[2], d = state[3];
	for (let i = 0; i < 64; ++i) {
		let f, g;
		if (i < 16) {
			f = b & c | ~b & d;
			g = i;
		} else if (i < 32) {
			f = d & b | c & ~d;
			g = (5 * i + 1) % 16;
		} else if (i < 48) {
			f = b ^ c ^ d;
			g = (3 * i + 5) % 16;
		} else {
			f = c ^ (b | ~d);
			g = 7 * i % 16;
		}
		const x = block.getUint32(g * 4, true);
		const tmp = d;
		d = c;
		c = b;
		const s = S$1[(i >> 4) * 4 + (i & 3)];
		const sum = (a + f & M$1) + (x + T$1[i] & M$1) & M$1;
		b = b + ((sum << s | sum >>> 32 - s) >>> 0) & M$1;
		a = tmp;
	}
	state[0] = state[0] + a & M$1;
	state[1] = state[1] + b & M$1;
	state[2] = state[2] + c & M$1;
	state[3] = state[3] + d & M$1;
}
const Md5Node = (() => {
	try {
		createHash("md5");
		return true;
	} catch {
		return false;
	}
})() ? buildNativeClass$1() : Md5Js;
function buildNativeClass$1() {
	return class Md5Node {
		digestLength = 16;
		hash = createHash("md5");
		update(data) {
			this.hash.update(toUint8Array(data));
		}
		async digest() {
			const buf = this.hash.copy().digest();
			return new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength);
		}
		reset() {
			this.hash = createHash("md5");
		}
	};
}
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/types.js
const CLIENT_SUPPORTED_ALGORITHMS = [
	ChecksumAlgorithm.CRC32,
	ChecksumAlgorithm.CRC32C,
	ChecksumAlgorithm.CRC64NVME,
	ChecksumAlgorithm.SHA1,
	ChecksumAlgorithm.SHA256
];
const PRIORITY_ORDER_ALGORITHMS = [
	ChecksumAlgorithm.SHA256,
	ChecksumAlgorithm.SHA1,
	ChecksumAlgorithm.CRC32,
	ChecksumAlgorithm.CRC32C,
	ChecksumAlgorithm.CRC64NVME
];
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/selectChecksumAlgorithmFunction.js
const selectChecksumAlgorithmFunction = (checksumAlgorithm, config) => {
	const { checksumAlgorithms = {} } = config;
	switch (checksumAlgorithm) {
		case ChecksumAlgorithm.MD5: return checksumAlgorithms?.MD5 ?? config.md5;
		case ChecksumAlgorithm.CRC32: return checksumAlgorithms?.CRC32 ?? Crc32Node;
		case ChecksumAlgorithm.CRC32C: return checksumAlgorithms?.CRC32C ?? Crc32cNode;
		case ChecksumAlgorithm.CRC64NVME: return checksumAlgorithms?.CRC64NVME ?? Crc64Nvme;
		case ChecksumAlgorithm.SHA1: return checksumAlgorithms?.SHA1 ?? config.sha1;
		case ChecksumAlgorithm.SHA256: return checksumAlgorithms?.SHA256 ?? config.sha256;
		default:
			if (checksumAlgorithms?.[checksumAlgorithm]) return checksumAlgorithms[checksumAlgorithm];
			throw new Error(`The checksum algorithm "${checksumAlgorithm}" is not supported by the client. Select one of ${CLIENT_SUPPORTED_ALGORITHMS}, or provide an implementation to  the client constructor checksums field.`);
	}
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/stringHasher.js
const stringHasher = (checksumAlgorithmFn, body) => {
	const hash = new checksumAlgorithmFn();
	hash.update(toUint8Array(body || ""));
	return hash.digest();
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/flexibleChecksumsMiddleware.js
const flexibleChecksumsMiddlewareOptions = {
	name: "flexibleChecksumsMiddleware",
	step: "build",
	tags: ["BODY_CHECKSUM"],
	override: true
};
const flexibleChecksumsMiddleware = (config, middlewareConfig) => (next, context) => async (args) => {
	if (!HttpRequest.isInstance(args.request)) return next(args);
	if (hasHeaderWithPrefix("x-amz-checksum-", args.request.headers)) return next(args);
	const { request, input } = args;
	const { body: requestBody, headers } = request;
	const { base64Encoder, streamHasher } = config;
	const { requestChecksumRequired, requestAlgorithmMember } = middlewareConfig;
	const requestChecksumCalculation = await config.requestChecksumCalculation();
	const requestAlgorithmMemberName = requestAlgorithmMember?.name;
	const requestAlgorithmMemberHttpHeader = requestAlgorithmMember?.httpHeader;
	if (requestAlgorithmMemberName && !input[requestAlgorithmMemberName]) {
		if (requestChecksumCalculation === RequestChecksumCalculation.WHEN_SUPPORTED || requestChecksumRequired) {
			input[requestAlgorithmMemberName] = DEFAULT_CHECKSUM_ALGORITHM;
			if (requestAlgorithmMemberHttpHeader) headers[requestAlgorithmMemberHttpHeader] = DEFAULT_CHECKSUM_ALGORITHM;
		}
	}
	const checksumAlgorithm = getChecksumAlgorithmForRequest(input, {
		requestChecksumRequired,
		requestAlgorithmMember: requestAlgorithmMember?.name,
		requestChecksumCalculation
	});
	let updatedBody = requestBody;
	let updatedHeaders = headers;
	if (checksumAlgorithm) {
		switch (checksumAlgorithm) {
			case ChecksumAlgorithm.CRC32:
				setFeature(context, "FLEXIBLE_CHECKSUMS_REQ_CRC32", "U");
				break;
			case ChecksumAlgorithm.CRC32C:
				setFeature(context, "FLEXIBLE_CHECKSUMS_REQ_CRC32C", "V");
				break;
			case ChecksumAlgorithm.CRC64NVME:
				setFeature(context, "FLEXIBLE_CHECKSUMS_REQ_CRC64", "W");
				break;
			case ChecksumAlgorithm.SHA1:
				setFeature(context, "FLEXIBLE_CHECKSUMS_REQ_SHA1", "X");
				break;
			case ChecksumAlgorithm.SHA256: setFeature(context, "FLEXIBLE_CHECKSUMS_REQ_SHA256", "Y");
		}
		const checksumLocationName = getChecksumLocationName(checksumAlgorithm);
		const checksumAlgorithmFn = selectChecksumAlgorithmFunction(checksumAlgorithm, config);
		if (isStreaming(requestBody)) {
			const { getAwsChunkedEncodingStream, bodyLengthChecker } = config;
			updatedBody = getAwsChunkedEncodingStream(typeof config.requestStreamBufferSize === "number" && config.requestStreamBufferSize >= 8192 ? createBufferedReadable(requestBody, config.requestStreamBufferSize, context.logger) : requestBody, {
				base64Encoder,
				bodyLengthChecker,
				checksumLocationName,
				checksumAlgorithmFn,
				streamHasher
			});
			updatedHeaders = {
				...headers,
				"content-encoding": headers["content-encoding"] ? `${headers["content-encoding"]},aws-chunked` : "aws-chunked",
				"transfer-encoding": "chunked",
				"x-amz-decoded-content-length": headers["content-length"],
				"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
				"x-amz-trailer": checksumLocationName
			};
			delete updatedHeaders["content-length"];
		} else if (!hasHeader(checksumLocationName, headers)) {
			const rawChecksum = await stringHasher(checksumAlgorithmFn, requestBody);
			updatedHeaders = {
				...headers,
				[checksumLocationName]: base64Encoder(rawChecksum)
			};
		}
	}
	try {
		return await next({
			...args,
			request: {
				...request,
				headers: updatedHeaders,
				body: updatedBody
			}
		});
	} catch (e) {
		if (e instanceof Error && e.name === "InvalidChunkSizeError") try {
			if (!e.message.endsWith(".")) e.message += ".";
			e.message += " Set [requestStreamBufferSize=number e.g. 65_536] in client constructor to instruct AWS SDK to buffer your input stream.";
		} catch (ignored) {}
		throw e;
	}
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/flexibleChecksumsInputMiddleware.js
const flexibleChecksumsInputMiddlewareOptions = {
	name: "flexibleChecksumsInputMiddleware",
	toMiddleware: "serializerMiddleware",
	relation: "before",
	tags: ["BODY_CHECKSUM"],
	override: true
};
const flexibleChecksumsInputMiddleware = (config, middlewareConfig) => (next, context) => async (args) => {
	const input = args.input;
	const { requestValidationModeMember } = middlewareConfig;
	const requestChecksumCalculation = await config.requestChecksumCalculation();
	const responseChecksumValidation = await config.responseChecksumValidation();
	switch (requestChecksumCalculation) {
		case RequestChecksumCalculation.WHEN_REQUIRED:
			setFeature(context, "FLEXIBLE_CHECKSUMS_REQ_WHEN_REQUIRED", "a");
			break;
		case RequestChecksumCalculation.WHEN_SUPPORTED: setFeature(context, "FLEXIBLE_CHECKSUMS_REQ_WHEN_SUPPORTED", "Z");
	}
	switch (responseChecksumValidation) {
		case ResponseChecksumValidation.WHEN_REQUIRED:
			setFeature(context, "FLEXIBLE_CHECKSUMS_RES_WHEN_REQUIRED", "c");
			break;
		case ResponseChecksumValidation.WHEN_SUPPORTED: setFeature(context, "FLEXIBLE_CHECKSUMS_RES_WHEN_SUPPORTED", "b");
	}
	if (requestValidationModeMember && !input[requestValidationModeMember]) {
		if (responseChecksumValidation === ResponseChecksumValidation.WHEN_SUPPORTED) input[requestValidationModeMember] = "ENABLED";
	}
	return next(args);
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/getChecksumAlgorithmListForResponse.js
const getChecksumAlgorithmListForResponse = (responseAlgorithms = []) => {
	const validChecksumAlgorithms = [];
	let i = PRIORITY_ORDER_ALGORITHMS.length;
	for (const algorithm of responseAlgorithms) {
		const priority = PRIORITY_ORDER_ALGORITHMS.indexOf(algorithm);
		if (priority !== -1) validChecksumAlgorithms[priority] = algorithm;
		else validChecksumAlgorithms[i++] = algorithm;
	}
	return validChecksumAlgorithms.filter(Boolean);
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/isChecksumWithPartNumber.js
const isChecksumWithPartNumber = (checksum) => {
	const lastHyphenIndex = checksum.lastIndexOf("-");
	if (lastHyphenIndex !== -1) {
		const numberPart = checksum.slice(lastHyphenIndex + 1);
		if (!numberPart.startsWith("0")) {
			const number = parseInt(numberPart, 10);
			if (!isNaN(number) && number >= 1 && number <= 1e4) return true;
		}
	}
	return false;
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/getChecksum.js
const getChecksum = async (body, { checksumAlgorithmFn, base64Encoder }) => base64Encoder(await stringHasher(checksumAlgorithmFn, body));
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/validateChecksumFromResponse.js
const validateChecksumFromResponse = async (response, { config, responseAlgorithms, logger }) => {
	const checksumAlgorithms = getChecksumAlgorithmListForResponse(responseAlgorithms);
	const { body: responseBody, headers: responseHeaders } = response;
	for (const algorithm of checksumAlgorithms) {
		const responseHeader = getChecksumLocationName(algorithm);
		const checksumFromResponse = responseHeaders[responseHeader];
		if (checksumFromResponse) {
			let checksumAlgorithmFn;
			try {
				checksumAlgorithmFn = selectChecksumAlgorithmFunction(algorithm, config);
			} catch (error) {
				if (algorithm === ChecksumAlgorithm.CRC64NVME) {
					logger?.warn(`Skipping ${ChecksumAlgorithm.CRC64NVME} checksum validation: ${error.message}`);
					continue;
				}
				throw error;
			}
			const { base64Encoder } = config;
			if (isStreaming(responseBody)) {
				response.body = createChecksumStream({
					expectedChecksum: checksumFromResponse,
					checksumSourceLocation: responseHeader,
					checksum: new checksumAlgorithmFn(),
					source: responseBody,
					base64Encoder
				});
				return;
			}
			const checksum = await getChecksum(responseBody, {
				checksumAlgorithmFn,
				base64Encoder
			});
			if (checksum === checksumFromResponse) break;
			throw new Error(`Checksum mismatch: expected "${checksum}" but received "${checksumFromResponse}" in response header "${responseHeader}".`);
		}
	}
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/flexibleChecksumsResponseMiddleware.js
const flexibleChecksumsResponseMiddlewareOptions = {
	name: "flexibleChecksumsResponseMiddleware",
	toMiddleware: "deserializerMiddleware",
	relation: "after",
	tags: ["BODY_CHECKSUM"],
	override: true
};
const flexibleChecksumsResponseMiddleware = (config, middlewareConfig) => (next, context) => async (args) => {
	if (!HttpRequest.isInstance(args.request)) return next(args);
	const input = args.input;
	const result = await next(args);
	const response = result.response;
	const { requestValidationModeMember, responseAlgorithms } = middlewareConfig;
	if (requestValidationModeMember && input[requestValidationModeMember] === "ENABLED") {
		const { clientName, commandName } = context;
		const customChecksumAlgorithms = Object.keys(config.checksumAlgorithms ?? {}).filter((algorithm) => {
			const responseHeader = getChecksumLocationName(algorithm);
			return response.headers[responseHeader] !== void 0;
		});
		const algoList = getChecksumAlgorithmListForResponse([...responseAlgorithms ?? [], ...customChecksumAlgorithms]);
		if (clientName === "S3Client" && commandName === "GetObjectCommand" && algoList.every((algorithm) => {
			const responseHeader = getChecksumLocationName(algorithm);
			const checksumFromResponse = response.headers[responseHeader];
			return !checksumFromResponse || isChecksumWithPartNumber(checksumFromResponse);
		})) return result;
		await validateChecksumFromResponse(response, {
			config,
			responseAlgorithms: algoList,
			logger: context.logger
		});
	}
	return result;
};
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/getFlexibleChecksumsPlugin.js
const getFlexibleChecksumsPlugin = (config, middlewareConfig) => ({ applyToStack: (clientStack) => {
	clientStack.add(flexibleChecksumsMiddleware(config, middlewareConfig), flexibleChecksumsMiddlewareOptions);
	clientStack.addRelativeTo(flexibleChecksumsInputMiddleware(config, middlewareConfig), flexibleChecksumsInputMiddlewareOptions);
	clientStack.addRelativeTo(flexibleChecksumsResponseMiddleware(config, middlewareConfig), flexibleChecksumsResponseMiddlewareOptions);
} });
// node_modules/@aws-sdk/checksums/dist-es/submodules/flexible-checksums/resolveFlexibleChecksumsConfig.js
const resolveFlexibleChecksumsConfig = (input) => {
	const { requestChecksumCalculation, responseChecksumValidation, requestStreamBufferSize } = input;
	return Object.assign(input, {
		requestChecksumCalculation: normalizeProvider(requestChecksumCalculation ?? DEFAULT_REQUEST_CHECKSUM_CALCULATION),
		responseChecksumValidation: normalizeProvider(responseChecksumValidation ?? DEFAULT_RESPONSE_CHECKSUM_VALIDATION),
		requestStreamBufferSize: Number(requestStreamBufferSize ?? 0),
		checksumAlgorithms: input.checksumAlgorithms ?? {}
	});
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-region-redirect/region-redirect-endpoint-middleware.js
const regionRedirectEndpointMiddleware = (config) => {
	return (next, context) => async (args) => {
		const originalRegion = await config.region();
		const regionProviderRef = config.region;
		let unlock = () => {};
		if (context.__s3RegionRedirect) {
			Object.defineProperty(config, "region", {
				writable: false,
				value: async () => {
					return context.__s3RegionRedirect;
				}
			});
			unlock = () => Object.defineProperty(config, "region", {
				writable: true,
				value: regionProviderRef
			});
		}
		try {
			const result = await next(args);
			if (context.__s3RegionRedirect) {
				unlock();
				if (originalRegion !== await config.region()) throw new Error("Region was not restored following S3 region redirect.");
			}
			return result;
		} catch (e) {
			unlock();
			throw e;
		}
	};
};
const regionRedirectEndpointMiddlewareOptions = {
	tags: ["REGION_REDIRECT", "S3"],
	name: "regionRedirectEndpointMiddleware",
	override: true,
	relation: "before",
	toMiddleware: "endpointV2Middleware"
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-region-redirect/region-redirect-middleware.js
function regionRedirectMiddleware(clientConfig) {
	return (next, context) => async (args) => {
		try {
			return await next(args);
		} catch (err) {
			if (clientConfig.followRegionRedirects) {
				const statusCode = err?.$metadata?.httpStatusCode;
				const isHeadBucket = context.commandName === "HeadBucketCommand";
				const bucketRegionHeader = err?.$response?.headers?.["x-amz-bucket-region"];
				if (bucketRegionHeader) {
					if (statusCode === 301 || statusCode === 400 && (err?.name === "IllegalLocationConstraintException" || isHeadBucket)) {
						try {
							const actualRegion = bucketRegionHeader;
							context.logger?.debug(`Redirecting from ${await clientConfig.region()} to ${actualRegion}`);
							context.__s3RegionRedirect = actualRegion;
							setFeature(context, "S3_REGION_REDIRECT", "Ah");
						} catch (e) {
							throw new Error("Region redirect failed: " + e);
						}
						return next(args);
					}
				}
			}
			throw err;
		}
	};
}
const regionRedirectMiddlewareOptions = {
	step: "initialize",
	tags: ["REGION_REDIRECT", "S3"],
	name: "regionRedirectMiddleware",
	override: true
};
const getRegionRedirectMiddlewarePlugin = (clientConfig) => ({ applyToStack: (clientStack) => {
	clientStack.add(regionRedirectMiddleware(clientConfig), regionRedirectMiddlewareOptions);
	clientStack.addRelativeTo(regionRedirectEndpointMiddleware(clientConfig), regionRedirectEndpointMiddlewareOptions);
} });
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-s3-express/classes/S3ExpressIdentityCache.js
var S3ExpressIdentityCache = class S3ExpressIdentityCache {
	data;
	lastPurgeTime = Date.now();
	static EXPIRED_CREDENTIAL_PURGE_INTERVAL_MS = 3e4;
	constructor(data = {}) {
		this.data = data;
	}
	get(key) {
		const entry = this.data[key];
		if (!entry) return;
		return entry;
	}
	set(key, entry) {
		this.data[key] = entry;
		return entry;
	}
	delete(key) {
		delete this.data[key];
	}
	clear() {
		this.data = {};
	}
	async purgeExpired() {
		const now = Date.now();
		if (this.lastPurgeTime + S3ExpressIdentityCache.EXPIRED_CREDENTIAL_PURGE_INTERVAL_MS > now) return;
		const data = this.data;
		for (const key in data) {
			const entry = data[key];
			if (!entry.isRefreshing) {
				const credential = await entry.identity;
				if (credential.expiration) {
					if (credential.expiration.getTime() < now && data[key] === entry) delete data[key];
				}
			}
		}
	}
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-s3-express/classes/S3ExpressIdentityCacheEntry.js
var S3ExpressIdentityCacheEntry = class {
	_identity;
	isRefreshing;
	accessed;
	constructor(_identity, isRefreshing = false, accessed = Date.now()) {
		this._identity = _identity;
		this.isRefreshing = isRefreshing;
		this.accessed = accessed;
	}
	get identity() {
		this.accessed = Date.now();
		return this._identity;
	}
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-s3-express/classes/S3ExpressIdentityProviderImpl.js
var S3ExpressIdentityProviderImpl = class S3ExpressIdentityProviderImpl {
	createSessionFn;
	cache;
	static REFRESH_WINDOW_MS = 6e4;
	accessKeyId;
	cacheGeneration = 0;
	constructor(createSessionFn, cache = new S3ExpressIdentityCache()) {
		this.createSessionFn = createSessionFn;
		this.cache = cache;
	}
	async getS3ExpressIdentity(awsIdentity, identityProperties) {
		const bucket = identityProperties.Bucket;
		const { cache } = this;
		if (awsIdentity.accessKeyId !== this.accessKeyId) {
			this.accessKeyId = awsIdentity.accessKeyId;
			this.cacheGeneration++;
			cache.clear();
		}
		const cacheGeneration = this.cacheGeneration;
		const entry = cache.get(bucket);
		if (entry) return entry.identity.then((identity) => {
			if ((identity.expiration?.getTime() ?? 0) < Date.now()) return cache.set(bucket, new S3ExpressIdentityCacheEntry(this.getIdentity(bucket))).identity;
			if ((identity.expiration?.getTime() ?? 0) < Date.now() + S3ExpressIdentityProviderImpl.REFRESH_WINDOW_MS && !entry.isRefreshing) {
				entry.isRefreshing = true;
				this.getIdentity(bucket).then((id) => {
					if (cacheGeneration === this.cacheGeneration) cache.set(bucket, new S3ExpressIdentityCacheEntry(Promise.resolve(id)));
				});
			}
			return identity;
		});
		return cache.set(bucket, new S3ExpressIdentityCacheEntry(this.getIdentity(bucket))).identity;
	}
	async getIdentity(bucket) {
		await this.cache.purgeExpired().catch((error) => {
			console.warn("Error while clearing expired entries in S3ExpressIdentityCache: \n" + error);
		});
		const session = await this.createSessionFn(bucket);
		if (!session.Credentials?.AccessKeyId || !session.Credentials?.SecretAccessKey) throw new Error("s3#createSession response credential missing AccessKeyId or SecretAccessKey.");
		return {
			accessKeyId: session.Credentials.AccessKeyId,
			secretAccessKey: session.Credentials.SecretAccessKey,
			sessionToken: session.Credentials.SessionToken,
			expiration: session.Credentials.Expiration ? new Date(session.Credentials.Expiration) : void 0
		};
	}
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-s3-configuration/s3Configuration.js
const resolveS3Config = (input, { session }) => {
	const [s3ClientProvider, CreateSessionCommandCtor] = session;
	const { forcePathStyle, useAccelerateEndpoint, disableMultiregionAccessPoints, followRegionRedirects, s3ExpressIdentityProvider, bucketEndpoint, expectContinueHeader } = input;
	return Object.assign(input, {
		forcePathStyle: forcePathStyle ?? false,
		useAccelerateEndpoint: useAccelerateEndpoint ?? false,
		disableMultiregionAccessPoints: disableMultiregionAccessPoints ?? false,
		followRegionRedirects: followRegionRedirects ?? false,
		s3ExpressIdentityProvider: s3ExpressIdentityProvider ?? new S3ExpressIdentityProviderImpl(async (key) => s3ClientProvider().send(new CreateSessionCommandCtor({ Bucket: key }))),
		bucketEndpoint: bucketEndpoint ?? false,
		expectContinueHeader: expectContinueHeader ?? 2097152
	});
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-s3-expires/s3-expires-middleware.js
const s3ExpiresMiddleware = (config) => {
	return (next, context) => async (args) => {
		const result = await next(args);
		const { response } = result;
		if (HttpResponse.isInstance(response)) {
			if (response.headers.expires) {
				response.headers.expiresstring = response.headers.expires;
				try {
					parseRfc7231DateTime(response.headers.expires);
				} catch (e) {
					context.logger?.warn(`AWS SDK Warning for ${context.clientName}::${context.commandName} response parsing (${response.headers.expires}): ${e}`);
					delete response.headers.expires;
				}
			}
		}
		return result;
	};
};
const s3ExpiresMiddlewareOptions = {
	tags: ["S3"],
	name: "s3ExpiresMiddleware",
	override: true,
	relation: "after",
	toMiddleware: "deserializerMiddleware"
};
const getS3ExpiresMiddlewarePlugin = (clientConfig) => ({ applyToStack: (clientStack) => {
	clientStack.addRelativeTo(s3ExpiresMiddleware(clientConfig), s3ExpiresMiddlewareOptions);
} });
const S3_EXPRESS_AUTH_SCHEME = "sigv4-s3express";
const SESSION_TOKEN_HEADER = "X-Amz-S3session-Token".toLowerCase();
const NODE_DISABLE_S3_EXPRESS_SESSION_AUTH_ENV_NAME = "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH";
const NODE_DISABLE_S3_EXPRESS_SESSION_AUTH_INI_NAME = "s3_disable_express_session_auth";
const NODE_DISABLE_S3_EXPRESS_SESSION_AUTH_OPTIONS = {
	environmentVariableSelector: (env) => booleanSelector(env, NODE_DISABLE_S3_EXPRESS_SESSION_AUTH_ENV_NAME, SelectorType$1.ENV),
	configFileSelector: (profile) => booleanSelector(profile, NODE_DISABLE_S3_EXPRESS_SESSION_AUTH_INI_NAME, SelectorType$1.CONFIG),
	default: false
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-s3-express/functions/s3ExpressMiddleware.js
const s3ExpressMiddleware = (options) => {
	return (next, context) => async (args) => {
		if (context.endpointV2) {
			const endpoint = context.endpointV2;
			const isS3ExpressAuth = endpoint.properties?.authSchemes?.[0]?.name === S3_EXPRESS_AUTH_SCHEME;
			if (endpoint.properties?.backend === "S3Express" || endpoint.properties?.bucketType === "Directory") {
				setFeature(context, "S3_EXPRESS_BUCKET", "J");
				context.isS3ExpressBucket = true;
			}
			if (isS3ExpressAuth) {
				const requestBucket = args.input.Bucket;
				if (requestBucket) {
					const s3ExpressIdentity = await options.s3ExpressIdentityProvider.getS3ExpressIdentity(await options.credentials(), { Bucket: requestBucket });
					context.s3ExpressIdentity = s3ExpressIdentity;
					if (HttpRequest.isInstance(args.request) && s3ExpressIdentity.sessionToken) args.request.headers[SESSION_TOKEN_HEADER] = s3ExpressIdentity.sessionToken;
				}
			}
		}
		return next(args);
	};
};
const s3ExpressMiddlewareOptions = {
	name: "s3ExpressMiddleware",
	step: "build",
	tags: ["S3", "S3_EXPRESS"],
	override: true
};
const getS3ExpressPlugin = (options) => ({ applyToStack: (clientStack) => {
	clientStack.add(s3ExpressMiddleware(options), s3ExpressMiddlewareOptions);
} });
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-s3-express/functions/signS3Express.js
const signS3Express = async (s3ExpressIdentity, signingOptions, request, sigV4MultiRegionSigner) => {
	const signedRequest = await sigV4MultiRegionSigner.signWithCredentials(request, s3ExpressIdentity, {});
	if (signedRequest.headers["X-Amz-Security-Token"] || signedRequest.headers["x-amz-security-token"]) throw new Error("X-Amz-Security-Token must not be set for s3-express requests.");
	return signedRequest;
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-s3-express/functions/s3ExpressHttpSigningMiddleware.js
const defaultErrorHandler = (signingProperties) => (error) => {
	throw error;
};
const defaultSuccessHandler = (httpResponse, signingProperties) => {};
const s3ExpressHttpSigningMiddleware = (config) => (next, context) => async (args) => {
	if (!HttpRequest.isInstance(args.request)) return next(args);
	const scheme = getSmithyContext(context).selectedHttpAuthScheme;
	if (!scheme) throw new Error(`No HttpAuthScheme was selected: unable to sign request`);
	const { httpAuthOption: { signingProperties = {} }, identity, signer } = scheme;
	let request;
	if (context.s3ExpressIdentity) request = await signS3Express(context.s3ExpressIdentity, signingProperties, args.request, await config.signer());
	else request = await signer.sign(args.request, identity, signingProperties);
	const output = await next({
		...args,
		request
	}).catch((signer.errorHandler || defaultErrorHandler)(signingProperties));
	(signer.successHandler || defaultSuccessHandler)(output.response, signingProperties);
	return output;
};
const getS3ExpressHttpSigningPlugin = (config) => ({ applyToStack: (clientStack) => {
	clientStack.addRelativeTo(s3ExpressHttpSigningMiddleware(config), httpSigningMiddlewareOptions);
} });
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/to-stream/toStream.js
function toStream(bytes) {
	return Readable.from(Buffer.from(bytes));
}
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-throw-200-exceptions/throw-200-exceptions.js
const THROW_IF_EMPTY_BODY = {
	CopyObjectCommand: true,
	UploadPartCopyCommand: true,
	CompleteMultipartUploadCommand: true
};
const throw200ExceptionsMiddleware = (config) => (next, context) => async (args) => {
	const result = await next(args);
	const { response } = result;
	if (!HttpResponse.isInstance(response)) return result;
	const { statusCode, body } = response;
	if (statusCode < 200 || statusCode >= 300) return result;
	const bodyBytes = await collectBody(body, config);
	response.body = toStream(bodyBytes);
	if (bodyBytes.length === 0 && THROW_IF_EMPTY_BODY[context.commandName]) {
		const err = /* @__PURE__ */ new Error("S3 aborted request");
		err.$metadata = { httpStatusCode: 503 };
		err.name = "InternalError";
		throw err;
	}
	const bodyStringTail = config.utf8Encoder(bodyBytes.subarray(bodyBytes.length - 16));
	if (bodyStringTail && bodyStringTail.endsWith("</Error>")) response.statusCode = 503;
	return result;
};
const collectBody = (streamBody = /* @__PURE__ */ new Uint8Array(), context) => {
	if (streamBody instanceof Uint8Array) return Promise.resolve(streamBody);
	return context.streamCollector(streamBody) || Promise.resolve(/* @__PURE__ */ new Uint8Array());
};
const throw200ExceptionsMiddlewareOptions = {
	relation: "after",
	toMiddleware: "deserializerMiddleware",
	tags: ["THROW_200_EXCEPTIONS", "S3"],
	name: "throw200ExceptionsMiddleware",
	override: true
};
const getThrow200ExceptionsPlugin = (config) => ({ applyToStack: (clientStack) => {
	clientStack.addRelativeTo(throw200ExceptionsMiddleware(config), throw200ExceptionsMiddlewareOptions);
} });
// node_modules/@aws-sdk/core/dist-es/submodules/util/util-arn-parser/arn.js
const validate = (str) => typeof str === "string" && str.indexOf("arn:") === 0 && str.split(":").length >= 6;
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-region-redirect/bucket-endpoint-middleware.js
function bucketEndpointMiddleware(options) {
	return (next, context) => async (args) => {
		if (options.bucketEndpoint) {
			const endpoint = context.endpointV2;
			if (endpoint) {
				const bucket = args.input.Bucket;
				if (typeof bucket === "string") try {
					const bucketEndpointUrl = new URL(bucket);
					context.endpointV2 = {
						...endpoint,
						url: bucketEndpointUrl
					};
				} catch (e) {
					const warning = `@aws-sdk/middleware-sdk-s3: bucketEndpoint=true was set but Bucket=${bucket} could not be parsed as URL.`;
					if (context.logger?.constructor?.name === "NoOpLogger") console.warn(warning);
					else context.logger?.warn?.(warning);
					throw e;
				}
			}
		}
		return next(args);
	};
}
const bucketEndpointMiddlewareOptions = {
	name: "bucketEndpointMiddleware",
	override: true,
	relation: "after",
	toMiddleware: "endpointV2Middleware"
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-validate-bucket-name/validate-bucket-name.js
function validateBucketNameMiddleware({ bucketEndpoint }) {
	return (next) => async (args) => {
		const { input: { Bucket } } = args;
		if (!bucketEndpoint && typeof Bucket === "string" && !validate(Bucket) && Bucket.indexOf("/") >= 0) {
			const err = /* @__PURE__ */ new Error(`Bucket name shouldn't contain '/', received '${Bucket}'`);
			err.name = "InvalidBucketName";
			throw err;
		}
		return next({ ...args });
	};
}
const validateBucketNameMiddlewareOptions = {
	step: "initialize",
	tags: ["VALIDATE_BUCKET_NAME"],
	name: "validateBucketNameMiddleware",
	override: true
};
const getValidateBucketNamePlugin = (options) => ({ applyToStack: (clientStack) => {
	clientStack.add(validateBucketNameMiddleware(options), validateBucketNameMiddlewareOptions);
	clientStack.addRelativeTo(bucketEndpointMiddleware(options), bucketEndpointMiddlewareOptions);
} });
// node_modules/@aws-sdk/xml-builder/dist-es/escape-attribute.js
const ATTR_ESCAPE_RE = /[&<>"]/g;
const ATTR_ESCAPE_MAP = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	"\"": "&quot;"
};
function escapeAttribute(value) {
	return value.replace(ATTR_ESCAPE_RE, (ch) => ATTR_ESCAPE_MAP[ch]);
}
// node_modules/@aws-sdk/xml-builder/dist-es/escape-element.js
const ELEMENT_ESCAPE_RE = /[&"'<>\r\n\u0085\u2028]/g;
const ELEMENT_ESCAPE_MAP = {
	"&": "&amp;",
	"\"": "&quot;",
	"'": "&apos;",
	"<": "&lt;",
	">": "&gt;",
	"\r": "&#x0D;",
	"\n": "&#x0A;",
	"": "&#x85;",
	"\u2028": "&#x2028;"
};
function escapeElement(value) {
	return value.replace(ELEMENT_ESCAPE_RE, (ch) => ELEMENT_ESCAPE_MAP[ch]);
}
// node_modules/@aws-sdk/xml-builder/dist-es/XmlText.js
var XmlText = class {
	value;
	constructor(value) {
		this.value = value;
	}
	toString() {
		return escapeElement("" + this.value);
	}
};
// node_modules/@aws-sdk/xml-builder/dist-es/XmlNode.js
var XmlNode = class XmlNode {
	name;
	children;
	attributes = {};
	static of(name, childText, withName) {
		const node = new XmlNode(name);
		if (childText !== void 0) node.addChildNode(new XmlText(childText));
		if (withName !== void 0) node.withName(withName);
		return node;
	}
	constructor(name, children = []) {
		this.name = name;
		this.children = children;
	}
	withName(name) {
		this.name = name;
		return this;
	}
	addAttribute(name, value) {
		this.attributes[name] = value;
		return this;
	}
	addChildNode(child) {
		this.children.push(child);
		return this;
	}
	removeAttribute(name) {
		delete this.attributes[name];
		return this;
	}
	n(name) {
		this.name = name;
		return this;
	}
	c(child) {
		this.children.push(child);
		return this;
	}
	a(name, value) {
		if (value != null) this.attributes[name] = value;
		return this;
	}
	cc(input, field, withName = field) {
		if (input[field] != null) {
			const node = XmlNode.of(field, input[field]).withName(withName);
			this.c(node);
		}
	}
	l(input, listName, memberName, valueProvider) {
		if (input[listName] != null) valueProvider().map((node) => {
			node.withName(memberName);
			this.c(node);
		});
	}
	lc(input, listName, memberName, valueProvider) {
		if (input[listName] != null) {
			const nodes = valueProvider();
			const containerNode = new XmlNode(memberName);
			nodes.map((node) => {
				containerNode.c(node);
			});
			this.c(containerNode);
		}
	}
	toString() {
		const hasChildren = Boolean(this.children.length);
		let xmlText = `<${this.name}`;
		const attributes = this.attributes;
		for (const attributeName of Object.keys(attributes)) {
			const attribute = attributes[attributeName];
			if (attribute != null) xmlText += ` ${attributeName}="${escapeAttribute("" + attribute)}"`;
		}
		return xmlText += !hasChildren ? "/>" : `>${this.children.map((c) => c.toString()).join("")}</${this.name}>`;
	}
};
// node_modules/@aws-sdk/core/dist-es/submodules/protocols/xml/parseXmlBody.js
const loadRestXmlErrorCode = (output, data) => {
	if (data?.Error?.Code !== void 0) return data.Error.Code;
	if (data?.Code !== void 0) return data.Code;
	if (output.statusCode == 404) return "NotFound";
};
// node_modules/@aws-sdk/core/dist-es/submodules/protocols/xml/XmlShapeSerializer.js
var XmlShapeSerializer = class extends SerdeContextConfig {
	settings;
	stringBuffer;
	byteBuffer;
	buffer;
	constructor(settings) {
		super();
		this.settings = settings;
	}
	write(schema, value) {
		const ns = NormalizedSchema.of(schema);
		if (ns.isStringSchema() && typeof value === "string") this.stringBuffer = value;
		else if (ns.isBlobSchema()) this.byteBuffer = "byteLength" in value ? value : (this.serdeContext?.base64Decoder ?? fromBase64)(value);
		else {
			this.buffer = this.writeStruct(ns, value, void 0);
			const traits = ns.getMergedTraits();
			if (traits.httpPayload && !traits.xmlName) this.buffer.withName(ns.getName());
		}
	}
	flush() {
		if (this.byteBuffer !== void 0) {
			const bytes = this.byteBuffer;
			delete this.byteBuffer;
			return bytes;
		}
		if (this.stringBuffer !== void 0) {
			const str = this.stringBuffer;
			delete this.stringBuffer;
			return str;
		}
		const buffer = this.buffer;
		if (this.settings.xmlNamespace) {
			if (!buffer?.attributes?.["xmlns"]) buffer.addAttribute("xmlns", this.settings.xmlNamespace);
		}
		delete this.buffer;
		return buffer.toString();
	}
	writeStruct(ns, value, parentXmlns) {
		const traits = ns.getMergedTraits();
		const name = ns.isMemberSchema() && !traits.httpPayload ? ns.getMemberTraits().xmlName ?? ns.getMemberName() : traits.xmlName ?? ns.getName();
		if (!name || !ns.isStructSchema()) throw new Error(`@aws-sdk/core/protocols - xml serializer, cannot write struct with empty name or non-struct, schema=${ns.getName(true)}.`);
		const structXmlNode = XmlNode.of(name);
		const [xmlnsAttr, xmlns] = this.getXmlnsAttribute(ns, parentXmlns);
		for (const [memberName, memberSchema] of ns.structIterator()) {
			const val = value[memberName];
			if (val != null || memberSchema.isIdempotencyToken()) {
				if (memberSchema.getMergedTraits().xmlAttribute) {
					structXmlNode.addAttribute(memberSchema.getMergedTraits().xmlName ?? memberName, this.writeSimple(memberSchema, val));
					continue;
				}
				if (memberSchema.isListSchema()) this.writeList(memberSchema, val, structXmlNode, xmlns);
				else if (memberSchema.isMapSchema()) this.writeMap(memberSchema, val, structXmlNode, xmlns);
				else if (memberSchema.isStructSchema()) structXmlNode.addChildNode(this.writeStruct(memberSchema, val, xmlns));
				else {
					const memberNode = XmlNode.of(memberSchema.getMergedTraits().xmlName ?? memberSchema.getMemberName());
					this.writeSimpleInto(memberSchema, val, memberNode, xmlns);
					structXmlNode.addChildNode(memberNode);
				}
			}
		}
		const { $unknown } = value;
		if ($unknown && ns.isUnionSchema() && Array.isArray($unknown) && Object.keys(value).length === 1) {
			const [k, v] = $unknown;
			const node = XmlNode.of(k);
			if (typeof v !== "string") {
				if (value instanceof XmlNode || value instanceof XmlText) structXmlNode.addChildNode(value);
				else throw new Error("@aws-sdk - $unknown union member in XML requires value of type string, @aws-sdk/xml-builder::XmlNode or XmlText.");
			}
			this.writeSimpleInto(0, v, node, xmlns);
			structXmlNode.addChildNode(node);
		}
		if (xmlns) structXmlNode.addAttribute(xmlnsAttr, xmlns);
		return structXmlNode;
	}
	writeList(listMember, array, container, parentXmlns) {
		if (!listMember.isMemberSchema()) throw new Error(`@aws-sdk/core/protocols - xml serializer, cannot write non-member list: ${listMember.getName(true)}`);
		const listTraits = listMember.getMergedTraits();
		const listValueSchema = listMember.getValueSchema();
		const listValueTraits = listValueSchema.getMergedTraits();
		const sparse = !!listValueTraits.sparse;
		const flat = !!listTraits.xmlFlattened;
		const [xmlnsAttr, xmlns] = this.getXmlnsAttribute(listMember, parentXmlns);
		const writeItem = (container, value) => {
			if (listValueSchema.isListSchema()) this.writeList(listValueSchema, Array.isArray(value) ? value : [value], container, xmlns);
			else if (listValueSchema.isMapSchema()) this.writeMap(listValueSchema, value, container, xmlns);
			else if (listValueSchema.isStructSchema()) {
				const struct = this.writeStruct(listValueSchema, value, xmlns);
				container.addChildNode(struct.withName(flat ? listTraits.xmlName ?? listMember.getMemberName() : listValueTraits.xmlName ?? "member"));
			} else {
				const listItemNode = XmlNode.of(flat ? listTraits.xmlName ?? listMember.getMemberName() : listValueTraits.xmlName ?? "member");
				this.writeSimpleInto(listValueSchema, value, listItemNode, xmlns);
				container.addChildNode(listItemNode);
			}
		};
		if (flat) {
			for (const value of array) if (sparse || value != null) writeItem(container, value);
		} else {
			const listNode = XmlNode.of(listTraits.xmlName ?? listMember.getMemberName());
			if (xmlns) listNode.addAttribute(xmlnsAttr, xmlns);
			for (const value of array) if (sparse || value != null) writeItem(listNode, value);
			container.addChildNode(listNode);
		}
	}
	writeMap(mapMember, map, container, parentXmlns, containerIsMap = false) {
		if (!mapMember.isMemberSchema()) throw new Error(`@aws-sdk/core/protocols - xml serializer, cannot write non-member map: ${mapMember.getName(true)}`);
		const mapTraits = mapMember.getMergedTraits();
		const mapKeySchema = mapMember.getKeySchema();
		const keyTag = mapKeySchema.getMergedTraits().xmlName ?? "key";
		const mapValueSchema = mapMember.getValueSchema();
		const mapValueTraits = mapValueSchema.getMergedTraits();
		const valueTag = mapValueTraits.xmlName ?? "value";
		const sparse = !!mapValueTraits.sparse;
		const flat = !!mapTraits.xmlFlattened;
		const [xmlnsAttr, xmlns] = this.getXmlnsAttribute(mapMember, parentXmlns);
		const addKeyValue = (entry, key, val) => {
			const keyNode = XmlNode.of(keyTag, key);
			const [keyXmlnsAttr, keyXmlns] = this.getXmlnsAttribute(mapKeySchema, xmlns);
			if (keyXmlns) keyNode.addAttribute(keyXmlnsAttr, keyXmlns);
			entry.addChildNode(keyNode);
			let valueNode = XmlNode.of(valueTag);
			if (mapValueSchema.isListSchema()) this.writeList(mapValueSchema, val, valueNode, xmlns);
			else if (mapValueSchema.isMapSchema()) this.writeMap(mapValueSchema, val, valueNode, xmlns, true);
			else if (mapValueSchema.isStructSchema()) valueNode = this.writeStruct(mapValueSchema, val, xmlns);
			else this.writeSimpleInto(mapValueSchema, val, valueNode, xmlns);
			entry.addChildNode(valueNode);
		};
		if (flat) for (const key in map) {
			const val = map[key];
			if (sparse || val != null) {
				const entry = XmlNode.of(mapTraits.xmlName ?? mapMember.getMemberName());
				addKeyValue(entry, key, val);
				container.addChildNode(entry);
			}
		}
		else {
			let mapNode;
			if (!containerIsMap) {
				mapNode = XmlNode.of(mapTraits.xmlName ?? mapMember.getMemberName());
				if (xmlns) mapNode.addAttribute(xmlnsAttr, xmlns);
				container.addChildNode(mapNode);
			}
			for (const key in map) {
				const val = map[key];
				if (sparse || val != null) {
					const entry = XmlNode.of("entry");
					addKeyValue(entry, key, val);
					(containerIsMap ? container : mapNode).addChildNode(entry);
				}
			}
		}
	}
	writeSimple(_schema, value) {
		if (null === value) throw new Error("@aws-sdk/core/protocols - (XML serializer) cannot write null value.");
		const ns = NormalizedSchema.of(_schema);
		let nodeContents = null;
		if (value && typeof value === "object") {
			if (ns.isBlobSchema()) nodeContents = (this.serdeContext?.base64Encoder ?? toBase64)(value);
			else if (ns.isTimestampSchema() && value instanceof Date) switch (determineTimestampFormat(ns, this.settings)) {
				case 5:
					nodeContents = value.toISOString().replace(".000Z", "Z");
					break;
				case 6:
					nodeContents = dateToUtcString(value);
					break;
				case 7:
					nodeContents = String(value.getTime() / 1e3);
					break;
				default:
					console.warn("Missing timestamp format, using http date", value);
					nodeContents = dateToUtcString(value);
			}
			else if (ns.isBigDecimalSchema() && value) {
				if (value instanceof NumericValue) return value.string;
				return String(value);
			} else if (ns.isMapSchema() || ns.isListSchema()) throw new Error("@aws-sdk/core/protocols - xml serializer, cannot call _write() on List/Map schema, call writeList or writeMap() instead.");
			else throw new Error(`@aws-sdk/core/protocols - xml serializer, unhandled schema type for object value and schema: ${ns.getName(true)}`);
		}
		if (ns.isBooleanSchema() || ns.isNumericSchema() || ns.isBigIntegerSchema() || ns.isBigDecimalSchema()) nodeContents = String(value);
		if (ns.isStringSchema()) {
			if (value === void 0 && ns.isIdempotencyToken()) nodeContents = generateIdempotencyToken();
			else nodeContents = String(value);
		}
		if (nodeContents === null) throw new Error(`Unhandled schema-value pair ${ns.getName(true)}=${value}`);
		return nodeContents;
	}
	writeSimpleInto(_schema, value, into, parentXmlns) {
		const nodeContents = this.writeSimple(_schema, value);
		const ns = NormalizedSchema.of(_schema);
		const content = new XmlText(nodeContents);
		const [xmlnsAttr, xmlns] = this.getXmlnsAttribute(ns, parentXmlns);
		if (xmlns) into.addAttribute(xmlnsAttr, xmlns);
		into.addChildNode(content);
	}
	getXmlnsAttribute(ns, parentXmlns) {
		const [prefix, xmlns] = ns.getMergedTraits().xmlNamespace ?? [];
		if (xmlns && xmlns !== parentXmlns) return [prefix ? `xmlns:${prefix}` : "xmlns", xmlns];
		return [void 0, void 0];
	}
};
// node_modules/@aws-sdk/core/dist-es/submodules/protocols/xml/XmlCodec.js
var XmlCodec = class extends SerdeContextConfig {
	settings;
	constructor(settings) {
		super();
		this.settings = settings;
	}
	createSerializer() {
		const serializer = new XmlShapeSerializer(this.settings);
		serializer.setSerdeContext(this.serdeContext);
		return serializer;
	}
	createDeserializer() {
		const deserializer = new XmlShapeDeserializer(this.settings);
		deserializer.setSerdeContext(this.serdeContext);
		return deserializer;
	}
};
// node_modules/@aws-sdk/core/dist-es/submodules/protocols/xml/AwsRestXmlProtocol.js
var AwsRestXmlProtocol = class extends HttpBindingProtocol {
	codec;
	serializer;
	deserializer;
	mixin = new ProtocolLib();
	constructor(options) {
		super(options);
		const settings = {
			timestampFormat: {
				useTrait: true,
				default: 5
			},
			httpBindings: true,
			xmlNamespace: options.xmlNamespace,
			serviceNamespace: options.defaultNamespace
		};
		this.codec = new XmlCodec(settings);
		this.serializer = new HttpInterceptingShapeSerializer(this.codec.createSerializer(), settings);
		this.deserializer = new HttpInterceptingShapeDeserializer(this.codec.createDeserializer(), settings);
	}
	getPayloadCodec() {
		return this.codec;
	}
	getShapeId() {
		return "aws.protocols#restXml";
	}
	async serializeRequest(operationSchema, input, context) {
		const request = await super.serializeRequest(operationSchema, input, context);
		const inputSchema = NormalizedSchema.of(operationSchema.input);
		if (!request.headers["content-type"]) {
			const contentType = this.mixin.resolveRestContentType(this.getDefaultContentType(), inputSchema);
			if (contentType) request.headers["content-type"] = contentType;
		}
		if (typeof request.body === "string" && request.headers["content-type"] === this.getDefaultContentType() && !request.body.startsWith("<?xml ") && !this.hasUnstructuredPayloadBinding(inputSchema)) request.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + request.body;
		return request;
	}
	async deserializeResponse(operationSchema, context, response) {
		return super.deserializeResponse(operationSchema, context, response);
	}
	async handleError(operationSchema, context, response, dataObject, metadata) {
		const errorIdentifier = loadRestXmlErrorCode(response, dataObject) ?? "Unknown";
		this.mixin.compose(this.compositeErrorRegistry, errorIdentifier, this.options.defaultNamespace);
		if (dataObject.Error && typeof dataObject.Error === "object") for (const key of Object.keys(dataObject.Error)) {
			dataObject[key] = dataObject.Error[key];
			if (key.toLowerCase() === "message") dataObject.message = dataObject.Error[key];
		}
		if (dataObject.RequestId && !metadata.requestId) metadata.requestId = dataObject.RequestId;
		const { errorSchema, errorMetadata } = await this.mixin.getErrorSchemaOrThrowBaseException(errorIdentifier, this.options.defaultNamespace, response, dataObject, metadata);
		const ns = NormalizedSchema.of(errorSchema);
		const message = dataObject.Error?.message ?? dataObject.Error?.Message ?? dataObject.message ?? dataObject.Message ?? "UnknownError";
		const exception = new ((this.compositeErrorRegistry.getErrorCtor(errorSchema)) ?? Error)({});
		await this.deserializeHttpMessage(errorSchema, context, response, dataObject);
		const output = {};
		const errorDeserializer = this.codec.createDeserializer();
		for (const [name, member] of ns.structIterator()) {
			const target = member.getMergedTraits().xmlName ?? name;
			const value = dataObject.Error?.[target] ?? dataObject[target];
			output[name] = errorDeserializer.readSchema(member, value);
		}
		throw this.mixin.decorateServiceException(Object.assign(exception, errorMetadata, {
			$fault: ns.getMergedTraits().error,
			message
		}, output), dataObject);
	}
	getDefaultContentType() {
		return "application/xml";
	}
	hasUnstructuredPayloadBinding(ns) {
		for (const [, member] of ns.structIterator()) if (member.getMergedTraits().httpPayload) return !(member.isStructSchema() || member.isMapSchema() || member.isListSchema());
		return false;
	}
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/protocol/S3RestXmlProtocol.js
var S3RestXmlProtocol = class extends AwsRestXmlProtocol {
	async serializeRequest(operationSchema, input, context) {
		const request = await super.serializeRequest(operationSchema, input, context);
		const ns = NormalizedSchema.of(operationSchema.input);
		const staticStructureSchema = ns.getSchema();
		let bucketMemberIndex = 0;
		const requiredMemberCount = staticStructureSchema[6] ?? 0;
		if (input && typeof input === "object") for (const [memberName, memberNs] of ns.structIterator()) {
			if (++bucketMemberIndex > requiredMemberCount) break;
			if (memberName === "Bucket") {
				if (!input.Bucket && memberNs.getMergedTraits().httpLabel) throw new Error(`No value provided for input HTTP label: Bucket.`);
				break;
			}
		}
		return request;
	}
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/NodeUseArnRegionConfigOptions.js
const NODE_USE_ARN_REGION_ENV_NAME = "AWS_S3_USE_ARN_REGION";
const NODE_USE_ARN_REGION_INI_NAME = "s3_use_arn_region";
const NODE_USE_ARN_REGION_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => booleanSelector(env, NODE_USE_ARN_REGION_ENV_NAME, SelectorType$1.ENV),
	configFileSelector: (profile) => booleanSelector(profile, NODE_USE_ARN_REGION_INI_NAME, SelectorType$1.CONFIG),
	default: void 0
};
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-expect-continue/middleware-expect-continue.js
function addExpectContinueMiddleware(options) {
	return (next) => async (args) => {
		const { request } = args;
		if (options.expectContinueHeader !== false && HttpRequest.isInstance(request) && request.body && options.runtime === "node" && options.requestHandler?.constructor?.name !== "FetchHttpHandler") {
			let sendHeader = true;
			if (typeof options.expectContinueHeader === "number") try {
				sendHeader = (Number(request.headers?.["content-length"]) ?? options.bodyLengthChecker?.(request.body) ?? Infinity) >= options.expectContinueHeader;
			} catch (e) {}
			else sendHeader = !!options.expectContinueHeader;
			if (sendHeader) request.headers.Expect = "100-continue";
		}
		return next({
			...args,
			request
		});
	};
}
const addExpectContinueMiddlewareOptions = {
	step: "build",
	tags: ["SET_EXPECT_HEADER", "EXPECT_HEADER"],
	name: "addExpectContinueMiddleware",
	override: true
};
const getAddExpectContinuePlugin = (options) => ({ applyToStack: (clientStack) => {
	clientStack.add(addExpectContinueMiddleware(options), addExpectContinueMiddlewareOptions);
} });
// node_modules/@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3/middleware-ssec/middleware-ssec.js
function ssecMiddleware(options) {
	return (next) => async (args) => {
		const input = { ...args.input };
		for (const prop of [{
			target: "SSECustomerKey",
			hash: "SSECustomerKeyMD5"
		}, {
			target: "CopySourceSSECustomerKey",
			hash: "CopySourceSSECustomerKeyMD5"
		}]) {
			const value = input[prop.target];
			if (value) {
				let valueForHash;
				if (typeof value === "string") {
					if (isValidBase64EncodedSSECustomerKey(value, options)) valueForHash = options.base64Decoder(value);
					else {
						valueForHash = options.utf8Decoder(value);
						input[prop.target] = options.base64Encoder(valueForHash);
					}
				} else {
					valueForHash = ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
					input[prop.target] = options.base64Encoder(valueForHash);
				}
				const hash = new options.md5();
				hash.update(valueForHash);
				input[prop.hash] = options.base64Encoder(await hash.digest());
			}
		}
		return next({
			...args,
			input
		});
	};
}
const ssecMiddlewareOptions = {
	name: "ssecMiddleware",
	step: "initialize",
	tags: ["SSE"],
	override: true
};
const getSsecPlugin = (config) => ({ applyToStack: (clientStack) => {
	clientStack.add(ssecMiddleware(config), ssecMiddlewareOptions);
} });
function isValidBase64EncodedSSECustomerKey(str, options) {
	if (!/^(?:[A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(str)) return false;
	try {
		return options.base64Decoder(str).length === 32;
	} catch {
		return false;
	}
}
// node_modules/@smithy/core/dist-es/submodules/event-streams/eventstream-serde-config-resolver/EventStreamSerdeConfig.js
const resolveEventStreamSerdeConfig = (input) => Object.assign(input, { eventStreamMarshaller: input.eventStreamSerdeProvider(input) });
// node_modules/@aws-sdk/client-s3/dist-es/endpoint/bdd.js
const aw = "ref";
const ax = "argv";
const ay = "backend";
const az = "authSchemes";
const aA = "disableDoubleEncoding";
const aB = "signingName";
const aC = "signingRegion";
const aD = "signingRegionSet";
const a = -1;
const b = true;
const c = false;
const d = "isSet";
const e = "booleanEquals";
const f = "stringEquals";
const g = "coalesce";
const h = "substring";
const i = "";
const j = "aws.partition";
const k = "partitionResult";
const l = "accessPointSuffix";
const m = "regionPrefix";
const n = (n) => "outpostId_ssa_" + n + i;
const o = "hardwareType";
const p = "ite";
const q = "isValidHostLabel";
const s = "sigv4";
const t = "aws.isVirtualHostableS3Bucket";
const u = "url";
const v = "getAttr";
const w = "bucketArn";
const x = "--";
const y = "arnType";
const z = "accesspoint";
const A = (n) => "accessPointName_ssa_" + n + i;
const B = "s3-object-lambda";
const C = "s3-outposts";
const D = "bucketPartition";
const E = "us-east-1";
const F = "outpostType";
const G = "name";
const H = "s3";
const I = "{url#scheme}://{Bucket}.{url#authority}{url#path}";
const J = "{url#scheme}://{url#authority}{url#path}";
const K$1 = "{url#scheme}://{url#authority}{url#normalizedPath}{Bucket}";
const L = "https://{Bucket}.s3-accelerate.{partitionResult#dnsSuffix}";
const M = "https://{Bucket}.s3.{partitionResult#dnsSuffix}";
const N = (n) => "{url#scheme}://{accessPointName_ssa_" + n + "}-{bucketArn#accountId}.{url#authority}{url#path}";
const O = (n) => "Invalid ARN: The access point name may only contain a-z, A-Z, 0-9 and `-`. Found: `{accessPointName_ssa_" + n + "}`";
const P = "sigv4a";
const Q = "{url#scheme}://{url#authority}{url#normalizedPath}{uri_encoded_bucket}";
const R = "https://s3.{partitionResult#dnsSuffix}/{uri_encoded_bucket}";
const S = "https://s3.{partitionResult#dnsSuffix}";
const T = { [aw]: "UseFIPS" };
const U = { [aw]: "UseDualStack" };
const V = { [aw]: "Bucket" };
const W = {
	"fn": v,
	[ax]: [{ [aw]: k }, G]
};
const X = { [aw]: u };
const Y = { [aw]: "Region" };
const Z = { [aw]: w };
const aa = { [aw]: y };
const ab = { [aw]: "accessPointName_ssa_1" };
const ac = {
	"fn": v,
	[ax]: [Z, "region"]
};
const ad = { [aw]: o };
const ae = {
	"fn": v,
	[ax]: [Z, "service"]
};
const af = {
	"fn": v,
	[ax]: [Z, "accountId"]
};
const ag = {
	[ay]: "S3Express",
	[az]: [{
		[aA]: true,
		[G]: "{_s3e_auth}",
		[aB]: "s3express",
		[aC]: "{Region}"
	}]
};
const ah = {
	[ay]: "S3Express",
	[az]: [{
		[aA]: true,
		[G]: s,
		[aB]: "s3express",
		[aC]: "{Region}"
	}]
};
const ai = { [az]: [{
	[aA]: true,
	[G]: P,
	[aB]: C,
	[aD]: ["*"]
}, {
	[aA]: true,
	[G]: s,
	[aB]: C,
	[aC]: "{Region}"
}] };
const aj = { [az]: [{
	[aA]: true,
	[G]: s,
	[aB]: H,
	[aC]: E
}] };
const ak = { [az]: [{
	[aA]: true,
	[G]: s,
	[aB]: H,
	[aC]: "{Region}"
}] };
const al = { [az]: [{
	[aA]: true,
	[G]: s,
	[aB]: B,
	[aC]: "{bucketArn#region}"
}] };
const am = { [az]: [{
	[aA]: true,
	[G]: s,
	[aB]: H,
	[aC]: "{bucketArn#region}"
}] };
const an = { [az]: [{
	[aA]: true,
	[G]: P,
	[aB]: C,
	[aD]: ["*"]
}, {
	[aA]: true,
	[G]: s,
	[aB]: C,
	[aC]: "{bucketArn#region}"
}] };
const ao = { [az]: [{
	[aA]: true,
	[G]: s,
	[aB]: B,
	[aC]: "{Region}"
}] };
const ap = [Y];
const aq = [{ [aw]: "Endpoint" }];
const as = [V];
const at = [
	V,
	0,
	7,
	true
];
const au = [Z, "resourceId[1]"];
const av = ["*"];
const _data = {
	conditions: [
		[d, ap],
		[e, [{ [aw]: "Accelerate" }, b]],
		[e, [T, b]],
		[e, [U, b]],
		[d, aq],
		[d, as],
		[f, [{
			fn: g,
			[ax]: [{
				fn: h,
				[ax]: [
					V,
					0,
					6,
					b
				]
			}, i]
		}, "--x-s3"]],
		[f, [{
			fn: g,
			[ax]: [{
				fn: h,
				[ax]: at
			}, i]
		}, "--xa-s3"]],
		[
			j,
			ap,
			k
		],
		[
			h,
			at,
			l
		],
		[f, [{ [aw]: l }, "--op-s3"]],
		[
			h,
			[
				V,
				8,
				12,
				b
			],
			m
		],
		[
			h,
			[
				V,
				32,
				49,
				b
			],
			n(2)
		],
		[
			h,
			[
				V,
				49,
				50,
				b
			],
			o
		],
		[e, [{ [aw]: "ForcePathStyle" }, b]],
		[f, [W, "aws-cn"]],
		[
			p,
			[
				U,
				".dualstack",
				i
			],
			"_s3e_ds"
		],
		[q, [{ [aw]: n(2) }, c]],
		[
			p,
			[
				T,
				"-fips",
				i
			],
			"_s3e_fips"
		],
		[
			p,
			[
				{
					fn: g,
					[ax]: [{ [aw]: "DisableS3ExpressSessionAuth" }, c]
				},
				s,
				"sigv4-s3express"
			],
			"_s3e_auth"
		],
		[t, [V, c]],
		[
			"parseURL",
			aq,
			u
		],
		[e, [{
			fn: g,
			[ax]: [{ [aw]: "UseS3ExpressControlEndpoint" }, c]
		}, b]],
		[t, [V, b]],
		[f, [{
			fn: v,
			[ax]: [X, "scheme"]
		}, "http"]],
		[q, [Y, c]],
		[
			"aws.parseArn",
			as,
			w
		],
		[
			v,
			[{
				fn: "split",
				[ax]: [
					V,
					x,
					0
				]
			}, "[-2]"],
			"s3expressAvailabilityZoneId"
		],
		[f, [{
			fn: g,
			[ax]: [{
				fn: h,
				[ax]: [
					V,
					0,
					4,
					c
				]
			}, i]
		}, "arn:"]],
		[f, [{
			fn: g,
			[ax]: [{
				fn: h,
				[ax]: [
					V,
					16,
					18,
					b
				]
			}, i]
		}, x]],
		[e, [{
			fn: v,
			[ax]: [X, "isIp"]
		}, b]],
		[f, [{
			fn: g,
			[ax]: [{
				fn: h,
				[ax]: [
					V,
					21,
					23,
					b
				]
			}, i]
		}, x]],
		[f, [{
			fn: g,
			[ax]: [{
				fn: h,
				[ax]: [
					V,
					27,
					29,
					b
				]
			}, i]
		}, x]],
		[f, [{ [aw]: m }, "beta"]],
		[
			"uriEncode",
			as,
			"uri_encoded_bucket"
		],
		[q, [Y, b]],
		[e, [{
			fn: g,
			[ax]: [{ [aw]: "UseObjectLambdaEndpoint" }, c]
		}, b]],
		[
			v,
			[Z, "resourceId[0]"],
			y
		],
		[f, [aa, i]],
		[f, [aa, z]],
		[
			v,
			au,
			A(1)
		],
		[f, [ab, i]],
		[f, [ac, i]],
		[f, [{
			fn: g,
			[ax]: [{
				fn: h,
				[ax]: [
					V,
					14,
					16,
					b
				]
			}, i]
		}, x]],
		[f, [ad, "e"]],
		[f, [ad, "o"]],
		[f, [Y, "aws-global"]],
		[f, [{
			fn: g,
			[ax]: [{
				fn: h,
				[ax]: [
					V,
					19,
					21,
					b
				]
			}, i]
		}, x]],
		[f, [ae, B]],
		[e, [{
			fn: g,
			[ax]: [{ [aw]: "DisableAccessPoints" }, c]
		}, b]],
		[f, [ae, C]],
		[
			j,
			[ac],
			D
		],
		[q, [ab, b]],
		[f, [{
			fn: g,
			[ax]: [{
				fn: h,
				[ax]: [
					V,
					26,
					28,
					b
				]
			}, i]
		}, x]],
		[f, [{
			fn: g,
			[ax]: [{
				fn: h,
				[ax]: [
					V,
					15,
					17,
					b
				]
			}, i]
		}, x]],
		[v, [Z, "resourceId[4]"]],
		[f, [{
			fn: g,
			[ax]: [{
				fn: h,
				[ax]: [
					V,
					20,
					22,
					b
				]
			}, i]
		}, x]],
		[e, [{ [aw]: "UseGlobalEndpoint" }, b]],
		[f, [Y, E]],
		[
			v,
			au,
			n(1)
		],
		[e, [{
			fn: g,
			[ax]: [{ [aw]: "UseArnRegion" }, b]
		}, b]],
		[q, [{ [aw]: n(1) }, c]],
		[
			v,
			[Z, "resourceId[2]"],
			F
		],
		[f, [Y, ac]],
		[f, [{
			fn: v,
			[ax]: [{ [aw]: D }, G]
		}, W]],
		[e, [{ [aw]: "DisableMultiRegionAccessPoints" }, b]],
		[q, [ac, b]],
		[f, [{
			fn: v,
			[ax]: [Z, "partition"]
		}, W]],
		[f, [af, i]],
		[f, [ae, H]],
		[q, [af, c]],
		[
			v,
			[Z, "resourceId[3]"],
			A(2)
		],
		[q, [ab, c]],
		[f, [{ [aw]: F }, z]],
		[q, [{ [aw]: A(2) }, c]]
	],
	results: [
		[a],
		[a, "Accelerate cannot be used with FIPS"],
		[a, "Cannot set dual-stack in combination with a custom endpoint."],
		[a, "A custom endpoint cannot be combined with FIPS"],
		[a, "A custom endpoint cannot be combined with S3 Accelerate"],
		[a, "Partition does not support FIPS"],
		[a, "S3Express does not support S3 Accelerate."],
		["{url#scheme}://{url#authority}/{uri_encoded_bucket}{url#path}", ag],
		[I, ag],
		[a, "S3Express bucket name is not a valid virtual hostable name."],
		["https://s3express-control{_s3e_fips}{_s3e_ds}.{Region}.{partitionResult#dnsSuffix}/{uri_encoded_bucket}", ah],
		["https://{Bucket}.s3express{_s3e_fips}-{s3expressAvailabilityZoneId}{_s3e_ds}.{Region}.{partitionResult#dnsSuffix}", ag],
		[a, "Unrecognized S3Express bucket name format."],
		[J, ag],
		["https://s3express-control{_s3e_fips}{_s3e_ds}.{Region}.{partitionResult#dnsSuffix}", ah],
		[a, "Expected a endpoint to be specified but no endpoint was found"],
		["https://{Bucket}.ec2.{url#authority}", ai],
		["https://{Bucket}.ec2.s3-outposts.{Region}.{partitionResult#dnsSuffix}", ai],
		["https://{Bucket}.op-{outpostId_ssa_2}.{url#authority}", ai],
		["https://{Bucket}.op-{outpostId_ssa_2}.s3-outposts.{Region}.{partitionResult#dnsSuffix}", ai],
		[a, "Unrecognized hardware type: \"Expected hardware type o or e but got {hardwareType}\""],
		[a, "Invalid Outposts Bucket alias - it must be a valid bucket name."],
		[a, "Invalid ARN: The outpost Id must only contain a-z, A-Z, 0-9 and `-`."],
		[a, "Custom endpoint `{Endpoint}` was not a valid URI"],
		[a, "S3 Accelerate cannot be used in this region"],
		["https://{Bucket}.s3-fips.dualstack.us-east-1.{partitionResult#dnsSuffix}", aj],
		["https://{Bucket}.s3-fips.dualstack.{Region}.{partitionResult#dnsSuffix}", ak],
		["https://{Bucket}.s3-fips.us-east-1.{partitionResult#dnsSuffix}", aj],
		["https://{Bucket}.s3-fips.{Region}.{partitionResult#dnsSuffix}", ak],
		["https://{Bucket}.s3-accelerate.dualstack.us-east-1.{partitionResult#dnsSuffix}", aj],
		["https://{Bucket}.s3-accelerate.dualstack.{partitionResult#dnsSuffix}", ak],
		["https://{Bucket}.s3.dualstack.us-east-1.{partitionResult#dnsSuffix}", aj],
		["https://{Bucket}.s3.dualstack.{Region}.{partitionResult#dnsSuffix}", ak],
		[K$1, aj],
		[I, aj],
		[K$1, ak],
		[I, ak],
		[L, aj],
		[L, ak],
		[M, aj],
		[M, ak],
		["https://{Bucket}.s3.{Region}.{partitionResult#dnsSuffix}", ak],
		[a, "Invalid region: region was not a valid DNS name."],
		[a, "S3 Object Lambda does not support Dual-stack"],
		[a, "S3 Object Lambda does not support S3 Accelerate"],
		[a, "Access points are not supported for this operation"],
		[a, "Invalid configuration: region from ARN `{bucketArn#region}` does not match client region `{Region}` and UseArnRegion is `false`"],
		[a, "Invalid ARN: Missing account id"],
		[N(1), al],
		["https://{accessPointName_ssa_1}-{bucketArn#accountId}.s3-object-lambda-fips.{bucketArn#region}.{bucketPartition#dnsSuffix}", al],
		["https://{accessPointName_ssa_1}-{bucketArn#accountId}.s3-object-lambda.{bucketArn#region}.{bucketPartition#dnsSuffix}", al],
		[a, O(1)],
		[a, "Invalid ARN: The account id may only contain a-z, A-Z, 0-9 and `-`. Found: `{bucketArn#accountId}`"],
		[a, "Invalid region in ARN: `{bucketArn#region}` (invalid DNS name)"],
		[a, "Client was configured for partition `{partitionResult#name}` but ARN (`{Bucket}`) has `{bucketPartition#name}`"],
		[a, "Invalid ARN: The ARN may only contain a single resource component after `accesspoint`."],
		[a, "Invalid ARN: bucket ARN is missing a region"],
		[a, "Invalid ARN: Expected a resource of the format `accesspoint:<accesspoint name>` but no name was provided"],
		[a, "Invalid ARN: Object Lambda ARNs only support `accesspoint` arn types, but found: `{arnType}`"],
		[a, "Access Points do not support S3 Accelerate"],
		["https://{accessPointName_ssa_1}-{bucketArn#accountId}.s3-accesspoint-fips.dualstack.{bucketArn#region}.{bucketPartition#dnsSuffix}", am],
		["https://{accessPointName_ssa_1}-{bucketArn#accountId}.s3-accesspoint-fips.{bucketArn#region}.{bucketPartition#dnsSuffix}", am],
		["https://{accessPointName_ssa_1}-{bucketArn#accountId}.s3-accesspoint.dualstack.{bucketArn#region}.{bucketPartition#dnsSuffix}", am],
		[N(1), am],
		["https://{accessPointName_ssa_1}-{bucketArn#accountId}.s3-accesspoint.{bucketArn#region}.{bucketPartition#dnsSuffix}", am],
		[a, "Invalid ARN: The ARN was not for the S3 service, found: {bucketArn#service}"],
		[a, "S3 MRAP does not support dual-stack"],
		[a, "S3 MRAP does not support FIPS"],
		[a, "S3 MRAP does not support S3 Accelerate"],
		[a, "Invalid configuration: Multi-Region Access Point ARNs are disabled."],
		["https://{accessPointName_ssa_1}.accesspoint.s3-global.{partitionResult#dnsSuffix}", { [az]: [{
			[aA]: b,
			name: P,
			[aB]: H,
			[aD]: av
		}] }],
		[a, "Client was configured for partition `{partitionResult#name}` but bucket referred to partition `{bucketArn#partition}`"],
		[a, "Invalid Access Point Name"],
		[a, "S3 Outposts does not support Dual-stack"],
		[a, "S3 Outposts does not support FIPS"],
		[a, "S3 Outposts does not support S3 Accelerate"],
		[a, "Invalid Arn: Outpost Access Point ARN contains sub resources"],
		["https://{accessPointName_ssa_2}-{bucketArn#accountId}.{outpostId_ssa_1}.{url#authority}", an],
		["https://{accessPointName_ssa_2}-{bucketArn#accountId}.{outpostId_ssa_1}.s3-outposts.{bucketArn#region}.{bucketPartition#dnsSuffix}", an],
		[a, O(2)],
		[a, "Expected an outpost type `accesspoint`, found {outpostType}"],
		[a, "Invalid ARN: expected an access point name"],
		[a, "Invalid ARN: Expected a 4-component resource"],
		[a, "Invalid ARN: The outpost Id may only contain a-z, A-Z, 0-9 and `-`. Found: `{outpostId_ssa_1}`"],
		[a, "Invalid ARN: The Outpost Id was not set"],
		[a, "Invalid ARN: Unrecognized format: {Bucket} (type: {arnType})"],
		[a, "Invalid ARN: No ARN type specified"],
		[a, "Invalid ARN: `{Bucket}` was not a valid ARN"],
		[a, "Path-style addressing cannot be used with ARN buckets"],
		["https://s3-fips.dualstack.us-east-1.{partitionResult#dnsSuffix}/{uri_encoded_bucket}", aj],
		["https://s3-fips.dualstack.{Region}.{partitionResult#dnsSuffix}/{uri_encoded_bucket}", ak],
		["https://s3-fips.us-east-1.{partitionResult#dnsSuffix}/{uri_encoded_bucket}", aj],
		["https://s3-fips.{Region}.{partitionResult#dnsSuffix}/{uri_encoded_bucket}", ak],
		["https://s3.dualstack.us-east-1.{partitionResult#dnsSuffix}/{uri_encoded_bucket}", aj],
		["https://s3.dualstack.{Region}.{partitionResult#dnsSuffix}/{uri_encoded_bucket}", ak],
		[Q, aj],
		[Q, ak],
		[R, aj],
		[R, ak],
		["https://s3.{Region}.{partitionResult#dnsSuffix}/{uri_encoded_bucket}", ak],
		[a, "Path-style addressing cannot be used with S3 Accelerate"],
		[J, ao],
		["https://s3-object-lambda-fips.{Region}.{partitionResult#dnsSuffix}", ao],
		["https://s3-object-lambda.{Region}.{partitionResult#dnsSuffix}", ao],
		["https://s3-fips.dualstack.us-east-1.{partitionResult#dnsSuffix}", aj],
		["https://s3-fips.dualstack.{Region}.{partitionResult#dnsSuffix}", ak],
		["https://s3-fips.us-east-1.{partitionResult#dnsSuffix}", aj],
		["https://s3-fips.{Region}.{partitionResult#dnsSuffix}", ak],
		["https://s3.dualstack.us-east-1.{partitionResult#dnsSuffix}", aj],
		["https://s3.dualstack.{Region}.{partitionResult#dnsSuffix}", ak],
		[J, aj],
		[J, ak],
		[S, aj],
		[S, ak],
		["https://s3.{Region}.{partitionResult#dnsSuffix}", ak],
		[a, "A region must be set when sending requests to S3."]
	]
};
const root = 2;
const nodes = new Int32Array([
	-1,
	1,
	-1,
	0,
	3,
	100000115,
	1,
	424,
	4,
	2,
	272,
	5,
	3,
	233,
	6,
	4,
	85,
	7,
	5,
	15,
	8,
	8,
	9,
	100000115,
	16,
	10,
	13,
	18,
	11,
	13,
	19,
	12,
	13,
	22,
	100000014,
	13,
	35,
	14,
	100000042,
	36,
	100000103,
	435,
	6,
	271,
	16,
	7,
	270,
	17,
	8,
	19,
	18,
	14,
	501,
	106,
	9,
	20,
	24,
	10,
	21,
	24,
	11,
	22,
	24,
	12,
	23,
	24,
	13,
	547,
	24,
	14,
	77,
	25,
	20,
	73,
	26,
	26,
	27,
	78,
	37,
	28,
	100000086,
	38,
	100000086,
	29,
	39,
	47,
	30,
	48,
	100000058,
	31,
	50,
	32,
	100000085,
	51,
	33,
	136,
	55,
	100000076,
	34,
	59,
	35,
	100000084,
	60,
	39,
	36,
	61,
	37,
	100000083,
	62,
	38,
	146,
	63,
	41,
	100000046,
	61,
	40,
	100000083,
	62,
	41,
	150,
	64,
	42,
	100000054,
	66,
	43,
	100000053,
	70,
	44,
	100000052,
	71,
	45,
	100000081,
	73,
	46,
	100000080,
	74,
	100000078,
	100000079,
	40,
	48,
	100000057,
	41,
	100000057,
	49,
	42,
	185,
	50,
	48,
	62,
	51,
	49,
	100000045,
	52,
	51,
	53,
	526,
	60,
	56,
	54,
	62,
	100000055,
	55,
	63,
	57,
	100000046,
	62,
	100000055,
	57,
	64,
	58,
	100000054,
	66,
	59,
	100000053,
	69,
	60,
	100000065,
	70,
	61,
	100000052,
	72,
	100000064,
	100000051,
	49,
	100000045,
	63,
	51,
	64,
	526,
	60,
	67,
	65,
	62,
	100000055,
	66,
	63,
	68,
	100000046,
	62,
	100000055,
	68,
	64,
	69,
	100000054,
	66,
	70,
	100000053,
	68,
	100000047,
	71,
	70,
	72,
	100000052,
	72,
	100000050,
	100000051,
	25,
	74,
	100000042,
	46,
	100000039,
	75,
	57,
	76,
	100000041,
	58,
	100000040,
	100000041,
	26,
	100000088,
	78,
	28,
	100000087,
	79,
	34,
	82,
	80,
	35,
	81,
	545,
	36,
	100000103,
	100000115,
	46,
	100000097,
	83,
	57,
	84,
	100000099,
	58,
	100000098,
	100000099,
	5,
	101,
	86,
	8,
	87,
	100000115,
	16,
	88,
	89,
	18,
	91,
	89,
	19,
	90,
	92,
	21,
	97,
	95,
	19,
	93,
	92,
	21,
	98,
	95,
	21,
	97,
	94,
	22,
	100000014,
	95,
	35,
	96,
	100000042,
	36,
	100000103,
	100000042,
	22,
	100000013,
	98,
	35,
	99,
	100000042,
	36,
	100000101,
	100,
	46,
	100000110,
	100000111,
	6,
	214,
	102,
	7,
	208,
	103,
	8,
	119,
	104,
	14,
	118,
	105,
	21,
	106,
	100000023,
	26,
	107,
	502,
	37,
	108,
	100000086,
	38,
	100000086,
	109,
	39,
	112,
	110,
	48,
	100000058,
	111,
	50,
	136,
	100000085,
	40,
	113,
	100000057,
	41,
	100000057,
	114,
	42,
	115,
	500,
	48,
	100000056,
	116,
	52,
	117,
	100000072,
	65,
	100000069,
	100000072,
	21,
	501,
	100000023,
	9,
	120,
	124,
	10,
	121,
	124,
	11,
	122,
	124,
	12,
	123,
	124,
	13,
	202,
	124,
	14,
	195,
	125,
	20,
	190,
	126,
	21,
	127,
	100000023,
	23,
	128,
	129,
	24,
	189,
	129,
	26,
	130,
	197,
	37,
	131,
	100000086,
	38,
	100000086,
	132,
	39,
	159,
	133,
	48,
	100000058,
	134,
	50,
	135,
	100000085,
	51,
	141,
	136,
	55,
	100000076,
	137,
	59,
	138,
	100000084,
	60,
	100000083,
	139,
	61,
	140,
	100000083,
	63,
	100000083,
	100000046,
	55,
	100000076,
	142,
	59,
	143,
	100000084,
	60,
	148,
	144,
	61,
	145,
	100000083,
	62,
	147,
	146,
	63,
	150,
	100000046,
	63,
	153,
	100000046,
	61,
	149,
	100000083,
	62,
	153,
	150,
	64,
	151,
	100000054,
	66,
	152,
	100000053,
	70,
	100000082,
	100000052,
	64,
	154,
	100000054,
	66,
	155,
	100000053,
	70,
	156,
	100000052,
	71,
	157,
	100000081,
	73,
	158,
	100000080,
	74,
	100000077,
	100000079,
	40,
	160,
	100000057,
	41,
	100000057,
	161,
	42,
	185,
	162,
	48,
	174,
	163,
	49,
	100000045,
	164,
	51,
	165,
	526,
	60,
	168,
	166,
	62,
	100000055,
	167,
	63,
	169,
	100000046,
	62,
	100000055,
	169,
	64,
	170,
	100000054,
	66,
	171,
	100000053,
	69,
	172,
	100000065,
	70,
	173,
	100000052,
	72,
	100000063,
	100000051,
	49,
	100000045,
	175,
	51,
	176,
	526,
	60,
	179,
	177,
	62,
	100000055,
	178,
	63,
	180,
	100000046,
	62,
	100000055,
	180,
	64,
	181,
	100000054,
	66,
	182,
	100000053,
	68,
	100000047,
	183,
	70,
	184,
	100000052,
	72,
	100000048,
	100000051,
	48,
	100000056,
	186,
	52,
	187,
	100000072,
	65,
	100000069,
	188,
	67,
	100000070,
	100000071,
	25,
	100000036,
	100000042,
	21,
	191,
	100000023,
	25,
	192,
	100000042,
	30,
	194,
	193,
	46,
	100000034,
	100000036,
	46,
	100000033,
	100000035,
	21,
	196,
	100000023,
	26,
	100000088,
	197,
	28,
	100000087,
	198,
	34,
	201,
	199,
	35,
	200,
	545,
	36,
	100000101,
	100000115,
	46,
	100000095,
	100000096,
	17,
	203,
	100000022,
	20,
	204,
	100000021,
	21,
	205,
	550,
	33,
	206,
	550,
	44,
	100000016,
	207,
	45,
	100000018,
	100000020,
	8,
	209,
	215,
	16,
	210,
	220,
	18,
	211,
	220,
	19,
	212,
	224,
	20,
	213,
	227,
	21,
	231,
	401,
	8,
	218,
	215,
	19,
	216,
	100000009,
	20,
	217,
	227,
	21,
	231,
	100000009,
	16,
	219,
	220,
	18,
	223,
	220,
	19,
	221,
	224,
	20,
	222,
	227,
	21,
	231,
	100000012,
	19,
	226,
	224,
	20,
	225,
	100000009,
	21,
	100000009,
	100000012,
	20,
	230,
	227,
	21,
	228,
	100000009,
	30,
	229,
	100000009,
	34,
	100000007,
	100000009,
	21,
	231,
	415,
	30,
	232,
	100000008,
	34,
	100000007,
	100000008,
	4,
	100000002,
	234,
	5,
	235,
	480,
	6,
	271,
	236,
	7,
	270,
	237,
	8,
	238,
	491,
	9,
	239,
	243,
	10,
	240,
	243,
	11,
	241,
	243,
	12,
	242,
	243,
	13,
	547,
	243,
	14,
	266,
	244,
	20,
	264,
	245,
	26,
	246,
	267,
	37,
	247,
	100000086,
	38,
	100000086,
	248,
	39,
	249,
	518,
	40,
	250,
	100000057,
	41,
	100000057,
	251,
	42,
	538,
	252,
	48,
	100000043,
	253,
	49,
	100000045,
	254,
	51,
	255,
	526,
	60,
	258,
	256,
	62,
	100000055,
	257,
	63,
	259,
	100000046,
	62,
	100000055,
	259,
	64,
	260,
	100000054,
	66,
	261,
	100000053,
	69,
	262,
	100000065,
	70,
	263,
	100000052,
	72,
	100000062,
	100000051,
	25,
	265,
	100000042,
	46,
	100000031,
	100000032,
	26,
	100000088,
	267,
	28,
	100000087,
	268,
	34,
	269,
	544,
	46,
	100000093,
	100000094,
	8,
	397,
	100000009,
	8,
	407,
	100000009,
	3,
	346,
	273,
	4,
	100000003,
	274,
	5,
	284,
	275,
	8,
	276,
	100000115,
	15,
	100000005,
	277,
	16,
	278,
	281,
	18,
	279,
	281,
	19,
	280,
	281,
	22,
	100000014,
	281,
	35,
	282,
	100000042,
	36,
	100000102,
	283,
	46,
	100000106,
	100000107,
	6,
	405,
	285,
	7,
	395,
	286,
	8,
	295,
	287,
	14,
	501,
	288,
	26,
	289,
	502,
	37,
	290,
	100000086,
	38,
	100000086,
	291,
	39,
	292,
	307,
	40,
	293,
	100000057,
	41,
	100000057,
	294,
	42,
	335,
	500,
	9,
	296,
	300,
	10,
	297,
	300,
	11,
	298,
	300,
	12,
	299,
	300,
	13,
	394,
	300,
	14,
	339,
	301,
	15,
	100000005,
	302,
	20,
	337,
	303,
	26,
	304,
	341,
	37,
	305,
	100000086,
	38,
	100000086,
	306,
	39,
	309,
	307,
	48,
	100000058,
	308,
	50,
	100000074,
	100000085,
	40,
	310,
	100000057,
	41,
	100000057,
	311,
	42,
	335,
	312,
	48,
	324,
	313,
	49,
	100000045,
	314,
	51,
	315,
	526,
	60,
	318,
	316,
	62,
	100000055,
	317,
	63,
	319,
	100000046,
	62,
	100000055,
	319,
	64,
	320,
	100000054,
	66,
	321,
	100000053,
	69,
	322,
	100000065,
	70,
	323,
	100000052,
	72,
	100000061,
	100000051,
	49,
	100000045,
	325,
	51,
	326,
	526,
	60,
	329,
	327,
	62,
	100000055,
	328,
	63,
	330,
	100000046,
	62,
	100000055,
	330,
	64,
	331,
	100000054,
	66,
	332,
	100000053,
	68,
	100000047,
	333,
	70,
	334,
	100000052,
	72,
	100000049,
	100000051,
	48,
	100000056,
	336,
	52,
	100000067,
	100000072,
	25,
	338,
	100000042,
	46,
	100000027,
	100000028,
	15,
	100000005,
	340,
	26,
	100000088,
	341,
	28,
	100000087,
	342,
	34,
	345,
	343,
	35,
	344,
	545,
	36,
	100000102,
	100000115,
	46,
	100000091,
	100000092,
	4,
	100000002,
	347,
	5,
	357,
	348,
	8,
	349,
	100000115,
	15,
	100000005,
	350,
	16,
	351,
	354,
	18,
	352,
	354,
	19,
	353,
	354,
	22,
	100000014,
	354,
	35,
	355,
	100000042,
	36,
	100000043,
	356,
	46,
	100000104,
	100000105,
	6,
	405,
	358,
	7,
	395,
	359,
	8,
	360,
	491,
	9,
	361,
	365,
	10,
	362,
	365,
	11,
	363,
	365,
	12,
	364,
	365,
	13,
	394,
	365,
	14,
	389,
	366,
	15,
	100000005,
	367,
	20,
	387,
	368,
	26,
	369,
	391,
	37,
	370,
	100000086,
	38,
	100000086,
	371,
	39,
	372,
	518,
	40,
	373,
	100000057,
	41,
	100000057,
	374,
	42,
	538,
	375,
	48,
	100000043,
	376,
	49,
	100000045,
	377,
	51,
	378,
	526,
	60,
	381,
	379,
	62,
	100000055,
	380,
	63,
	382,
	100000046,
	62,
	100000055,
	382,
	64,
	383,
	100000054,
	66,
	384,
	100000053,
	69,
	385,
	100000065,
	70,
	386,
	100000052,
	72,
	100000060,
	100000051,
	25,
	388,
	100000042,
	46,
	100000025,
	100000026,
	15,
	100000005,
	390,
	26,
	100000088,
	391,
	28,
	100000087,
	392,
	34,
	393,
	544,
	46,
	100000089,
	100000090,
	15,
	100000005,
	547,
	8,
	396,
	100000009,
	15,
	100000005,
	397,
	16,
	398,
	410,
	18,
	399,
	410,
	19,
	400,
	410,
	20,
	401,
	100000009,
	27,
	402,
	100000012,
	29,
	100000011,
	403,
	31,
	100000011,
	404,
	32,
	100000011,
	422,
	8,
	406,
	100000009,
	15,
	100000005,
	407,
	16,
	408,
	410,
	18,
	409,
	410,
	19,
	411,
	410,
	20,
	100000012,
	100000009,
	20,
	414,
	412,
	22,
	413,
	100000009,
	34,
	100000010,
	100000009,
	22,
	416,
	415,
	27,
	419,
	100000012,
	27,
	418,
	417,
	34,
	100000010,
	100000012,
	34,
	100000010,
	419,
	43,
	100000011,
	420,
	47,
	100000011,
	421,
	53,
	100000011,
	422,
	54,
	100000011,
	423,
	56,
	100000011,
	100000012,
	2,
	100000001,
	425,
	3,
	478,
	426,
	4,
	100000004,
	427,
	5,
	438,
	428,
	8,
	429,
	100000115,
	16,
	430,
	433,
	18,
	431,
	433,
	19,
	432,
	433,
	22,
	100000014,
	433,
	35,
	434,
	100000042,
	36,
	100000044,
	435,
	46,
	100000112,
	436,
	57,
	437,
	100000114,
	58,
	100000113,
	100000114,
	6,
	100000006,
	439,
	7,
	100000006,
	440,
	8,
	450,
	441,
	14,
	501,
	442,
	26,
	443,
	502,
	37,
	444,
	100000086,
	38,
	100000086,
	445,
	39,
	446,
	465,
	40,
	447,
	100000057,
	41,
	100000057,
	448,
	42,
	471,
	449,
	48,
	100000044,
	500,
	9,
	451,
	455,
	10,
	452,
	455,
	11,
	453,
	455,
	12,
	454,
	455,
	13,
	547,
	455,
	14,
	473,
	456,
	15,
	460,
	457,
	20,
	458,
	461,
	25,
	459,
	100000042,
	46,
	100000037,
	100000038,
	20,
	540,
	461,
	26,
	462,
	474,
	37,
	463,
	100000086,
	38,
	100000086,
	464,
	39,
	467,
	465,
	48,
	100000058,
	466,
	50,
	100000075,
	100000085,
	40,
	468,
	100000057,
	41,
	100000057,
	469,
	42,
	471,
	470,
	48,
	100000044,
	524,
	48,
	100000044,
	472,
	52,
	100000068,
	100000072,
	26,
	100000088,
	474,
	28,
	100000087,
	475,
	34,
	100000100,
	476,
	35,
	477,
	545,
	36,
	100000044,
	100000115,
	4,
	100000002,
	479,
	5,
	488,
	480,
	8,
	481,
	100000115,
	16,
	482,
	485,
	18,
	483,
	485,
	19,
	484,
	485,
	22,
	100000014,
	485,
	35,
	486,
	100000042,
	36,
	100000043,
	487,
	46,
	100000108,
	100000109,
	6,
	100000006,
	489,
	7,
	100000006,
	490,
	8,
	503,
	491,
	14,
	501,
	492,
	26,
	493,
	502,
	37,
	494,
	100000086,
	38,
	100000086,
	495,
	39,
	496,
	518,
	40,
	497,
	100000057,
	41,
	100000057,
	498,
	42,
	538,
	499,
	48,
	100000043,
	500,
	49,
	100000045,
	526,
	26,
	100000088,
	502,
	28,
	100000087,
	100000115,
	9,
	504,
	508,
	10,
	505,
	508,
	11,
	506,
	508,
	12,
	507,
	508,
	13,
	547,
	508,
	14,
	541,
	509,
	15,
	513,
	510,
	20,
	511,
	514,
	25,
	512,
	100000042,
	46,
	100000029,
	100000030,
	20,
	540,
	514,
	26,
	515,
	542,
	37,
	516,
	100000086,
	38,
	100000086,
	517,
	39,
	520,
	518,
	48,
	100000058,
	519,
	50,
	100000073,
	100000085,
	40,
	521,
	100000057,
	41,
	100000057,
	522,
	42,
	538,
	523,
	48,
	100000043,
	524,
	49,
	100000045,
	525,
	51,
	529,
	526,
	60,
	100000055,
	527,
	62,
	100000055,
	528,
	63,
	100000055,
	100000046,
	60,
	532,
	530,
	62,
	100000055,
	531,
	63,
	533,
	100000046,
	62,
	100000055,
	533,
	64,
	534,
	100000054,
	66,
	535,
	100000053,
	69,
	536,
	100000065,
	70,
	537,
	100000052,
	72,
	100000059,
	100000051,
	48,
	100000043,
	539,
	52,
	100000066,
	100000072,
	25,
	100000024,
	100000042,
	26,
	100000088,
	542,
	28,
	100000087,
	543,
	34,
	100000100,
	544,
	35,
	546,
	545,
	36,
	100000042,
	100000115,
	36,
	100000043,
	100000115,
	17,
	548,
	100000022,
	20,
	549,
	100000021,
	33,
	552,
	550,
	44,
	100000017,
	551,
	45,
	100000019,
	100000020,
	44,
	100000015,
	553,
	45,
	100000015,
	100000020
]);
const bdd = BinaryDecisionDiagram.from(nodes, root, _data.conditions, _data.results);
// node_modules/@aws-sdk/client-s3/dist-es/endpoint/endpointResolver.js
const cache = new EndpointCache({
	size: 50,
	params: [
		"Accelerate",
		"Bucket",
		"DisableAccessPoints",
		"DisableMultiRegionAccessPoints",
		"DisableS3ExpressSessionAuth",
		"Endpoint",
		"ForcePathStyle",
		"Region",
		"UseArnRegion",
		"UseDualStack",
		"UseFIPS",
		"UseGlobalEndpoint",
		"UseObjectLambdaEndpoint",
		"UseS3ExpressControlEndpoint"
	]
});
const defaultEndpointResolver = (endpointParams, context = {}) => {
	return cache.get(endpointParams, () => decideEndpoint(bdd, {
		endpointParams,
		logger: context.logger
	}));
};
customEndpointFunctions.aws = awsEndpointFunctions;
// node_modules/@aws-sdk/client-s3/dist-es/auth/httpAuthSchemeProvider.js
const createEndpointRuleSetHttpAuthSchemeParametersProvider = (defaultHttpAuthSchemeParametersProvider) => async (config, context, input) => {
	if (!input) throw new Error("Could not find `input` for `defaultEndpointRuleSetHttpAuthSchemeParametersProvider`");
	const defaultParameters = await defaultHttpAuthSchemeParametersProvider(config, context, input);
	const instructionsFn = getSmithyContext(context)?.commandInstance?.constructor?.getEndpointParameterInstructions;
	if (!instructionsFn) throw new Error(`getEndpointParameterInstructions() is not defined on '${context.commandName}'`);
	const endpointParameters = await resolveParams(input, { getEndpointParameterInstructions: instructionsFn }, config);
	return Object.assign(defaultParameters, endpointParameters);
};
const _defaultS3HttpAuthSchemeParametersProvider = async (config, context, input) => {
	return {
		operation: getSmithyContext(context).operation,
		region: await normalizeProvider(config.region)() || (() => {
			throw new Error("expected `region` to be configured for `aws.auth#sigv4`");
		})()
	};
};
const defaultS3HttpAuthSchemeParametersProvider = createEndpointRuleSetHttpAuthSchemeParametersProvider(_defaultS3HttpAuthSchemeParametersProvider);
function createAwsAuthSigv4HttpAuthOption(authParameters) {
	return {
		schemeId: "aws.auth#sigv4",
		signingProperties: {
			name: "s3",
			region: authParameters.region
		},
		propertiesExtractor: (config, context) => ({ signingProperties: {
			config,
			context
		} })
	};
}
function createAwsAuthSigv4aHttpAuthOption(authParameters) {
	return {
		schemeId: "aws.auth#sigv4a",
		signingProperties: {
			name: "s3",
			region: authParameters.region
		},
		propertiesExtractor: (config, context) => ({ signingProperties: {
			config,
			context
		} })
	};
}
const createEndpointRuleSetHttpAuthSchemeProvider = (defaultEndpointResolver, defaultHttpAuthSchemeResolver, createHttpAuthOptionFunctions) => {
	const endpointRuleSetHttpAuthSchemeProvider = (authParameters) => {
		const authSchemes = defaultEndpointResolver(authParameters).properties?.authSchemes;
		if (!authSchemes) return defaultHttpAuthSchemeResolver(authParameters);
		const options = [];
		for (const scheme of authSchemes) {
			const { name: resolvedName, properties = {}, ...rest } = scheme;
			const name = resolvedName.toLowerCase();
			if (resolvedName !== name) console.warn(`HttpAuthScheme has been normalized with lowercasing: '${resolvedName}' to '${name}'`);
			let schemeId;
			if (name === "sigv4a") {
				schemeId = "aws.auth#sigv4a";
				const sigv4Present = authSchemes.find((s) => {
					const name = s.name.toLowerCase();
					return name !== "sigv4a" && name.startsWith("sigv4");
				});
				if (SignatureV4MultiRegion.sigv4aDependency() === "none" && sigv4Present) continue;
			} else if (name.startsWith("sigv4")) schemeId = "aws.auth#sigv4";
			else throw new Error(`Unknown HttpAuthScheme found in '@smithy.rules#endpointRuleSet': '${name}'`);
			const createOption = createHttpAuthOptionFunctions[schemeId];
			if (!createOption) throw new Error(`Could not find HttpAuthOption create function for '${schemeId}'`);
			const option = createOption(authParameters);
			option.schemeId = schemeId;
			option.signingProperties = {
				...option.signingProperties || {},
				...rest,
				...properties
			};
			options.push(option);
		}
		return options;
	};
	return endpointRuleSetHttpAuthSchemeProvider;
};
const _defaultS3HttpAuthSchemeProvider = (authParameters) => {
	const options = [];
	switch (authParameters.operation) {
		default:
			options.push(createAwsAuthSigv4HttpAuthOption(authParameters));
			options.push(createAwsAuthSigv4aHttpAuthOption(authParameters));
	}
	return options;
};
const defaultS3HttpAuthSchemeProvider = createEndpointRuleSetHttpAuthSchemeProvider(defaultEndpointResolver, _defaultS3HttpAuthSchemeProvider, {
	"aws.auth#sigv4": createAwsAuthSigv4HttpAuthOption,
	"aws.auth#sigv4a": createAwsAuthSigv4aHttpAuthOption
});
const resolveHttpAuthSchemeConfig = (config) => {
	const config_0 = resolveAwsSdkSigV4Config(config);
	const config_1 = resolveAwsSdkSigV4AConfig(config_0);
	return Object.assign(config_1, { authSchemePreference: normalizeProvider(config.authSchemePreference ?? []) });
};
// node_modules/@aws-sdk/client-s3/dist-es/endpoint/EndpointParameters.js
const resolveClientEndpointParameters = (options) => {
	return Object.assign(options, {
		useFipsEndpoint: options.useFipsEndpoint ?? false,
		useDualstackEndpoint: options.useDualstackEndpoint ?? false,
		forcePathStyle: options.forcePathStyle ?? false,
		useAccelerateEndpoint: options.useAccelerateEndpoint ?? false,
		useGlobalEndpoint: options.useGlobalEndpoint ?? false,
		disableMultiregionAccessPoints: options.disableMultiregionAccessPoints ?? false,
		defaultSigningName: "s3",
		clientContextParams: options.clientContextParams ?? {}
	});
};
// node_modules/@aws-sdk/client-s3/dist-es/commandBuilder.js
const command = makeBuilder({
	ForcePathStyle: {
		type: "clientContextParams",
		name: "forcePathStyle"
	},
	UseArnRegion: {
		type: "clientContextParams",
		name: "useArnRegion"
	},
	DisableMultiRegionAccessPoints: {
		type: "clientContextParams",
		name: "disableMultiregionAccessPoints"
	},
	Accelerate: {
		type: "clientContextParams",
		name: "useAccelerateEndpoint"
	},
	DisableS3ExpressSessionAuth: {
		type: "clientContextParams",
		name: "disableS3ExpressSessionAuth"
	},
	UseGlobalEndpoint: {
		type: "builtInParams",
		name: "useGlobalEndpoint"
	},
	UseFIPS: {
		type: "builtInParams",
		name: "useFipsEndpoint"
	},
	Endpoint: {
		type: "builtInParams",
		name: "endpoint"
	},
	Region: {
		type: "builtInParams",
		name: "region"
	},
	UseDualStack: {
		type: "builtInParams",
		name: "useDualstackEndpoint"
	}
}, "AmazonS3", "S3Client", getEndpointPlugin);
const _ep0 = {
	Bucket: {
		type: "contextParams",
		name: "Bucket"
	},
	Key: {
		type: "contextParams",
		name: "Key"
	}
};
const _ep1 = {
	DisableS3ExpressSessionAuth: {
		type: "staticContextParams",
		value: true
	},
	Bucket: {
		type: "contextParams",
		name: "Bucket"
	},
	Key: {
		type: "contextParams",
		name: "Key"
	},
	CopySource: {
		type: "contextParams",
		name: "CopySource"
	}
};
const _ep4 = {
	DisableS3ExpressSessionAuth: {
		type: "staticContextParams",
		value: true
	},
	Bucket: {
		type: "contextParams",
		name: "Bucket"
	}
};
const _ep8 = {
	Bucket: {
		type: "contextParams",
		name: "Bucket"
	},
	Prefix: {
		type: "contextParams",
		name: "Prefix"
	}
};
const _mw0 = (Command, cs, config, o) => [getThrow200ExceptionsPlugin(config)];
const _mw1 = (Command, cs, config, o) => [getThrow200ExceptionsPlugin(config), getSsecPlugin(config)];
const _mw7 = (Command, cs, config, o) => [
	getFlexibleChecksumsPlugin(config, {
		requestChecksumRequired: false,
		requestValidationModeMember: "ChecksumMode",
		responseAlgorithms: [
			"CRC64NVME",
			"CRC32",
			"CRC32C",
			"SHA256",
			"SHA1",
			"SHA512",
			"MD5",
			"XXHASH64",
			"XXHASH3",
			"XXHASH128"
		]
	}),
	getSsecPlugin(config),
	getS3ExpiresMiddlewarePlugin(config)
];
const _mw8 = (Command, cs, config, o) => [
	getThrow200ExceptionsPlugin(config),
	getSsecPlugin(config),
	getS3ExpiresMiddlewarePlugin(config)
];
// node_modules/@aws-sdk/client-s3/dist-es/models/S3ServiceException.js
var S3ServiceException = class S3ServiceException extends ServiceException {
	static shapeId = "smithy.ts.sdk.synthetic.com.amazonaws.s3#S3ServiceException";
	constructor(options) {
		super(options);
		Object.setPrototypeOf(this, S3ServiceException.prototype);
	}
};
// node_modules/@aws-sdk/client-s3/dist-es/models/errors.js
var NoSuchUpload = class NoSuchUpload extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#NoSuchUpload";
	name = "NoSuchUpload";
	$fault = "client";
	constructor(opts) {
		super({
			name: "NoSuchUpload",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, NoSuchUpload.prototype);
	}
};
var AccessDenied = class AccessDenied extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#AccessDenied";
	name = "AccessDenied";
	$fault = "client";
	constructor(opts) {
		super({
			name: "AccessDenied",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, AccessDenied.prototype);
	}
};
var ObjectNotInActiveTierError = class ObjectNotInActiveTierError extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#ObjectNotInActiveTierError";
	name = "ObjectNotInActiveTierError";
	$fault = "client";
	constructor(opts) {
		super({
			name: "ObjectNotInActiveTierError",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, ObjectNotInActiveTierError.prototype);
	}
};
var BucketAlreadyExists = class BucketAlreadyExists extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#BucketAlreadyExists";
	name = "BucketAlreadyExists";
	$fault = "client";
	constructor(opts) {
		super({
			name: "BucketAlreadyExists",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, BucketAlreadyExists.prototype);
	}
};
var BucketAlreadyOwnedByYou = class BucketAlreadyOwnedByYou extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#BucketAlreadyOwnedByYou";
	name = "BucketAlreadyOwnedByYou";
	$fault = "client";
	constructor(opts) {
		super({
			name: "BucketAlreadyOwnedByYou",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, BucketAlreadyOwnedByYou.prototype);
	}
};
var NoSuchBucket = class NoSuchBucket extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#NoSuchBucket";
	name = "NoSuchBucket";
	$fault = "client";
	constructor(opts) {
		super({
			name: "NoSuchBucket",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, NoSuchBucket.prototype);
	}
};
var NoSuchKey = class NoSuchKey extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#NoSuchKey";
	name = "NoSuchKey";
	$fault = "client";
	constructor(opts) {
		super({
			name: "NoSuchKey",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, NoSuchKey.prototype);
	}
};
var InvalidObjectState = class InvalidObjectState extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#InvalidObjectState";
	name = "InvalidObjectState";
	$fault = "client";
	StorageClass;
	AccessTier;
	constructor(opts) {
		super({
			name: "InvalidObjectState",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidObjectState.prototype);
		this.StorageClass = opts.StorageClass;
		this.AccessTier = opts.AccessTier;
	}
};
var NoSuchAnnotation = class NoSuchAnnotation extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#NoSuchAnnotation";
	name = "NoSuchAnnotation";
	$fault = "client";
	constructor(opts) {
		super({
			name: "NoSuchAnnotation",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, NoSuchAnnotation.prototype);
	}
};
var NotFound = class NotFound extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#NotFound";
	name = "NotFound";
	$fault = "client";
	constructor(opts) {
		super({
			name: "NotFound",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, NotFound.prototype);
	}
};
var InvalidPrefix = class InvalidPrefix extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#InvalidPrefix";
	name = "InvalidPrefix";
	$fault = "client";
	constructor(opts) {
		super({
			name: "InvalidPrefix",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidPrefix.prototype);
	}
};
var EncryptionTypeMismatch = class EncryptionTypeMismatch extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#EncryptionTypeMismatch";
	name = "EncryptionTypeMismatch";
	$fault = "client";
	constructor(opts) {
		super({
			name: "EncryptionTypeMismatch",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, EncryptionTypeMismatch.prototype);
	}
};
var InvalidRequest = class InvalidRequest extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#InvalidRequest";
	name = "InvalidRequest";
	$fault = "client";
	constructor(opts) {
		super({
			name: "InvalidRequest",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidRequest.prototype);
	}
};
var InvalidWriteOffset = class InvalidWriteOffset extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#InvalidWriteOffset";
	name = "InvalidWriteOffset";
	$fault = "client";
	constructor(opts) {
		super({
			name: "InvalidWriteOffset",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidWriteOffset.prototype);
	}
};
var TooManyParts = class TooManyParts extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#TooManyParts";
	name = "TooManyParts";
	$fault = "client";
	constructor(opts) {
		super({
			name: "TooManyParts",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, TooManyParts.prototype);
	}
};
var AnnotationLimitExceeded = class AnnotationLimitExceeded extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#AnnotationLimitExceeded";
	name = "AnnotationLimitExceeded";
	$fault = "client";
	constructor(opts) {
		super({
			name: "AnnotationLimitExceeded",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, AnnotationLimitExceeded.prototype);
	}
};
var AnnotationNameTooLong = class AnnotationNameTooLong extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#AnnotationNameTooLong";
	name = "AnnotationNameTooLong";
	$fault = "client";
	constructor(opts) {
		super({
			name: "AnnotationNameTooLong",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, AnnotationNameTooLong.prototype);
	}
};
var InvalidAnnotationName = class InvalidAnnotationName extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#InvalidAnnotationName";
	name = "InvalidAnnotationName";
	$fault = "client";
	constructor(opts) {
		super({
			name: "InvalidAnnotationName",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidAnnotationName.prototype);
	}
};
var UnsupportedMediaType = class UnsupportedMediaType extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#UnsupportedMediaType";
	name = "UnsupportedMediaType";
	$fault = "client";
	constructor(opts) {
		super({
			name: "UnsupportedMediaType",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, UnsupportedMediaType.prototype);
	}
};
var IdempotencyParameterMismatch = class IdempotencyParameterMismatch extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#IdempotencyParameterMismatch";
	name = "IdempotencyParameterMismatch";
	$fault = "client";
	constructor(opts) {
		super({
			name: "IdempotencyParameterMismatch",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, IdempotencyParameterMismatch.prototype);
	}
};
var ObjectAlreadyInActiveTierError = class ObjectAlreadyInActiveTierError extends S3ServiceException {
	static shapeId = "com.amazonaws.s3#ObjectAlreadyInActiveTierError";
	name = "ObjectAlreadyInActiveTierError";
	$fault = "client";
	constructor(opts) {
		super({
			name: "ObjectAlreadyInActiveTierError",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, ObjectAlreadyInActiveTierError.prototype);
	}
};
// node_modules/@aws-sdk/client-s3/dist-es/schemas/schemas_0.js
const _ACL_ = "ACL";
const _AD = "AccessDenied";
const _ADb = "AbortDate";
const _ADn = "AnnotationDirective";
const _AKI = "AccessKeyId";
const _ALE = "AnnotationLimitExceeded";
const _AMU = "AbortMultipartUpload";
const _AMUO = "AbortMultipartUploadOutput";
const _AMUR = "AbortMultipartUploadRequest";
const _ANTL = "AnnotationNameTooLong";
const _AR = "AcceptRanges";
const _ARI = "AbortRuleId";
const _ASr = "ArchiveStatus";
const _AT = "AccessTier";
const _B = "Bucket";
const _BAE = "BucketAlreadyExists";
const _BAOBY = "BucketAlreadyOwnedByYou";
const _BGR = "BypassGovernanceRetention";
const _BKE = "BucketKeyEnabled";
const _Bo = "Body";
const _CA = "ChecksumAlgorithm";
const _CC = "CacheControl";
const _CCRC = "ChecksumCRC32";
const _CCRCC = "ChecksumCRC32C";
const _CCRCNVME = "ChecksumCRC64NVME";
const _CC_ = "Cache-Control";
const _CD_ = "Content-Disposition";
const _CDo = "ContentDisposition";
const _CE_ = "Content-Encoding";
const _CEo = "ContentEncoding";
const _CL = "ContentLanguage";
const _CL_ = "Content-Language";
const _CL__ = "Content-Length";
const _CLo = "ContentLength";
const _CMD = "ChecksumMD5";
const _CMU = "CompletedMultipartUpload";
const _CMUO = "CompleteMultipartUploadOutput";
const _CMUOr = "CreateMultipartUploadOutput";
const _CMUR = "CompleteMultipartUploadResult";
const _CMURo = "CompleteMultipartUploadRequest";
const _CMURr = "CreateMultipartUploadRequest";
const _CMUo = "CompleteMultipartUpload";
const _CMUr = "CreateMultipartUpload";
const _CMh = "ChecksumMode";
const _CO = "CopyObject";
const _COO = "CopyObjectOutput";
const _COR = "CopyObjectResult";
const _CORo = "CopyObjectRequest";
const _CP = "CommonPrefix";
const _CPL = "CommonPrefixList";
const _CPLo = "CompletedPartList";
const _CPR = "CopyPartResult";
const _CPo = "CompletedPart";
const _CPom = "CommonPrefixes";
const _CR = "ContentRange";
const _CR_ = "Content-Range";
const _CSHA = "ChecksumSHA1";
const _CSHAh = "ChecksumSHA256";
const _CSHAhe = "ChecksumSHA512";
const _CSIM = "CopySourceIfMatch";
const _CSIMS = "CopySourceIfModifiedSince";
const _CSINM = "CopySourceIfNoneMatch";
const _CSIUS = "CopySourceIfUnmodifiedSince";
const _CSO = "CreateSessionOutput";
const _CSR = "CreateSessionResult";
const _CSRo = "CopySourceRange";
const _CSRr = "CreateSessionRequest";
const _CSSSECA = "CopySourceSSECustomerAlgorithm";
const _CSSSECK = "CopySourceSSECustomerKey";
const _CSSSECKMD = "CopySourceSSECustomerKeyMD5";
const _CSVI = "CopySourceVersionId";
const _CSo = "CopySource";
const _CSr = "CreateSession";
const _CT = "ChecksumType";
const _CT_ = "Content-Type";
const _CTo = "ContentType";
const _CTon = "ContinuationToken";
const _CXXHASH = "ChecksumXXHASH64";
const _CXXHASHh = "ChecksumXXHASH3";
const _CXXHASHhe = "ChecksumXXHASH128";
const _Con = "Contents";
const _Cr = "Credentials";
const _DM = "DeleteMarker";
const _DN = "DisplayName";
const _DOO = "DeleteObjectOutput";
const _DOR = "DeleteObjectRequest";
const _DOel = "DeleteObject";
const _Deli = "Delimiter";
const _EBO = "ExpectedBucketOwner";
const _ES = "ExpiresString";
const _ESBO = "ExpectedSourceBucketOwner";
const _ET = "ETag";
const _ETM = "EncryptionTypeMismatch";
const _ETnc = "EncodingType";
const _Ex = "Expiration";
const _Exp = "Expires";
const _FO = "FetchOwner";
const _GFC = "GrantFullControl";
const _GO = "GetObject";
const _GOO = "GetObjectOutput";
const _GOR = "GetObjectRequest";
const _GR = "GrantRead";
const _GRACP = "GrantReadACP";
const _GWACP = "GrantWriteACP";
const _HO = "HeadObject";
const _HOO = "HeadObjectOutput";
const _HOR = "HeadObjectRequest";
const _IAN = "InvalidAnnotationName";
const _ID = "ID";
const _IM = "IfMatch";
const _IMIT = "IfMatchInitiatedTime";
const _IMLMT = "IfMatchLastModifiedTime";
const _IMS = "IfMatchSize";
const _IMS_ = "If-Modified-Since";
const _IMSf = "IfModifiedSince";
const _IMUR = "InitiateMultipartUploadResult";
const _IM_ = "If-Match";
const _INM = "IfNoneMatch";
const _INM_ = "If-None-Match";
const _IOS = "InvalidObjectState";
const _IP = "InvalidPrefix";
const _IPM = "IdempotencyParameterMismatch";
const _IR = "InvalidRequest";
const _IRIP = "IsRestoreInProgress";
const _IT = "IsTruncated";
const _IUS = "IfUnmodifiedSince";
const _IUS_ = "If-Unmodified-Since";
const _IWO = "InvalidWriteOffset";
const _In = "Initiator";
const _Ini = "Initiated";
const _K = "Key";
const _KC = "KeyCount";
const _KM = "KeyMarker";
const _L = "Location";
const _LBRi = "ListBucketResult";
const _LM = "LastModified";
const _LMU = "ListMultipartUploads";
const _LMUO = "ListMultipartUploadsOutput";
const _LMUR = "ListMultipartUploadsResult";
const _LMURi = "ListMultipartUploadsRequest";
const _LM_ = "Last-Modified";
const _LO = "ListObjects";
const _LOO = "ListObjectsOutput";
const _LOR = "ListObjectsRequest";
const _LOV = "ListObjectsV2";
const _LOVO = "ListObjectsV2Output";
const _LOVR = "ListObjectsV2Request";
const _LP = "ListParts";
const _LPO = "ListPartsOutput";
const _LPR = "ListPartsResult";
const _LPRi = "ListPartsRequest";
const _M = "Metadata";
const _MD = "MetadataDirective";
const _MFA = "MFA";
const _MK = "MaxKeys";
const _MM = "MissingMeta";
const _MOS = "MpuObjectSize";
const _MP = "MaxParts";
const _MU = "MultipartUpload";
const _MUL = "MultipartUploadList";
const _MUa = "MaxUploads";
const _Ma = "Marker";
const _N = "Name";
const _NCT = "NextContinuationToken";
const _NF = "NotFound";
const _NKM = "NextKeyMarker";
const _NM = "NextMarker";
const _NPNM = "NextPartNumberMarker";
const _NSA = "NoSuchAnnotation";
const _NSB = "NoSuchBucket";
const _NSK = "NoSuchKey";
const _NSU = "NoSuchUpload";
const _NUIM = "NextUploadIdMarker";
const _O = "Owner";
const _OAIATE = "ObjectAlreadyInActiveTierError";
const _OLEH = "ObjectLockEventHold";
const _OLEHDD = "ObjectLockEventHoldDurationDays";
const _OLEHDY = "ObjectLockEventHoldDurationYears";
const _OLLHS = "ObjectLockLegalHoldStatus";
const _OLM = "ObjectLockMode";
const _OLRUD = "ObjectLockRetainUntilDate";
const _OLb = "ObjectList";
const _ONIATE = "ObjectNotInActiveTierError";
const _OOA = "OptionalObjectAttributes";
const _Obj = "Object";
const _P = "Prefix";
const _PC = "PartsCount";
const _PN = "PartNumber";
const _PNM = "PartNumberMarker";
const _Pa = "Parts";
const _Par = "Part";
const _RC = "RequestCharged";
const _RCC = "ResponseCacheControl";
const _RCD = "ResponseContentDisposition";
const _RCE = "ResponseContentEncoding";
const _RCL = "ResponseContentLanguage";
const _RCT = "ResponseContentType";
const _RE = "ResponseExpires";
const _RED = "RestoreExpiryDate";
const _RP = "RequestPayer";
const _RS = "ReplicationStatus";
const _RSe = "RestoreStatus";
const _Ra = "Range";
const _Re = "Restore";
const _SA = "StartAfter";
const _SAK = "SecretAccessKey";
const _SB = "StreamingBlob";
const _SC = "StorageClass";
const _SCV = "SessionCredentialValue";
const _SCe = "SessionCredentials";
const _SM = "SessionMode";
const _SSE = "ServerSideEncryption";
const _SSECA = "SSECustomerAlgorithm";
const _SSECK = "SSECustomerKey";
const _SSECKMD = "SSECustomerKeyMD5";
const _SSEKMSEC = "SSEKMSEncryptionContext";
const _SSEKMSKI = "SSEKMSKeyId";
const _ST = "SessionToken";
const _Si = "Size";
const _TC = "TagCount";
const _TD = "TaggingDirective";
const _TMP = "TooManyParts";
const _Tag = "Tagging";
const _U = "Uploads";
const _UI = "UploadId";
const _UIM = "UploadIdMarker";
const _UMT = "UnsupportedMediaType";
const _UPC = "UploadPartCopy";
const _UPCO = "UploadPartCopyOutput";
const _UPCR = "UploadPartCopyRequest";
const _Up = "Upload";
const _VI = "VersionId";
const _WRL = "WebsiteRedirectLocation";
const _ar = "accept-ranges";
const _c = "client";
const _ct = "continuation-token";
const _d = "delimiter";
const _e = "error";
const _et = "encoding-type";
const _fo = "fetch-owner";
const _h = "http";
const _hC = "httpChecksum";
const _hE = "httpError";
const _hH = "httpHeader";
const _hP = "httpPayload";
const _hPH = "httpPrefixHeaders";
const _hQ = "httpQuery";
const _km = "key-marker";
const _m = "marker";
const _mk = "max-keys";
const _mp = "max-parts";
const _mu = "max-uploads";
const _p = "prefix";
const _pN = "partNumber";
const _pnm = "part-number-marker";
const _rcc = "response-cache-control";
const _rcd = "response-content-disposition";
const _rce = "response-content-encoding";
const _rcl = "response-content-language";
const _rct = "response-content-type";
const _re = "response-expires";
const _s = "smithy.ts.sdk.synthetic.com.amazonaws.s3";
const _sa = "start-after";
const _st = "streaming";
const _uI = "uploadId";
const _uim = "upload-id-marker";
const _vI = "versionId";
const _xF = "xmlFlattened";
const _xN = "xmlName";
const _xaa = "x-amz-acl";
const _xaad = "x-amz-abort-date";
const _xaari = "x-amz-abort-rule-id";
const _xaas = "x-amz-archive-status";
const _xabgr = "x-amz-bypass-governance-retention";
const _xaca = "x-amz-checksum-algorithm";
const _xacc = "x-amz-checksum-crc32";
const _xacc_ = "x-amz-checksum-crc32c";
const _xacc__ = "x-amz-checksum-crc64nvme";
const _xacm = "x-amz-checksum-md5";
const _xacm_ = "x-amz-checksum-mode";
const _xacs = "x-amz-checksum-sha1";
const _xacs_ = "x-amz-checksum-sha256";
const _xacs__ = "x-amz-checksum-sha512";
const _xacs___ = "x-amz-copy-source";
const _xacsim = "x-amz-copy-source-if-match";
const _xacsims = "x-amz-copy-source-if-modified-since";
const _xacsinm = "x-amz-copy-source-if-none-match";
const _xacsius = "x-amz-copy-source-if-unmodified-since";
const _xacsm = "x-amz-create-session-mode";
const _xacsr = "x-amz-copy-source-range";
const _xacssseca = "x-amz-copy-source-server-side-encryption-customer-algorithm";
const _xacssseck = "x-amz-copy-source-server-side-encryption-customer-key";
const _xacssseckM = "x-amz-copy-source-server-side-encryption-customer-key-MD5";
const _xacsvi = "x-amz-copy-source-version-id";
const _xact = "x-amz-checksum-type";
const _xacx = "x-amz-checksum-xxhash64";
const _xacx_ = "x-amz-checksum-xxhash3";
const _xacx__ = "x-amz-checksum-xxhash128";
const _xadm = "x-amz-delete-marker";
const _xae = "x-amz-expiration";
const _xaebo = "x-amz-expected-bucket-owner";
const _xagfc = "x-amz-grant-full-control";
const _xagr = "x-amz-grant-read";
const _xagra = "x-amz-grant-read-acp";
const _xagwa = "x-amz-grant-write-acp";
const _xaimit = "x-amz-if-match-initiated-time";
const _xaimlmt = "x-amz-if-match-last-modified-time";
const _xaims = "x-amz-if-match-size";
const _xam = "x-amz-meta-";
const _xam_ = "x-amz-mfa";
const _xamd = "x-amz-metadata-directive";
const _xamm = "x-amz-missing-meta";
const _xamos = "x-amz-mp-object-size";
const _xampc = "x-amz-mp-parts-count";
const _xaoad = "x-amz-object-annotation-directive";
const _xaoleh = "x-amz-object-lock-event-hold";
const _xaolehdd = "x-amz-object-lock-event-hold-duration-days";
const _xaolehdy = "x-amz-object-lock-event-hold-duration-years";
const _xaollh = "x-amz-object-lock-legal-hold";
const _xaolm = "x-amz-object-lock-mode";
const _xaolrud = "x-amz-object-lock-retain-until-date";
const _xaooa = "x-amz-optional-object-attributes";
const _xar = "x-amz-restore";
const _xarc = "x-amz-request-charged";
const _xarp = "x-amz-request-payer";
const _xars = "x-amz-replication-status";
const _xasc = "x-amz-storage-class";
const _xasebo = "x-amz-source-expected-bucket-owner";
const _xasse = "x-amz-server-side-encryption";
const _xasseakki = "x-amz-server-side-encryption-aws-kms-key-id";
const _xassebke = "x-amz-server-side-encryption-bucket-key-enabled";
const _xassec = "x-amz-server-side-encryption-context";
const _xasseca = "x-amz-server-side-encryption-customer-algorithm";
const _xasseck = "x-amz-server-side-encryption-customer-key";
const _xasseckM = "x-amz-server-side-encryption-customer-key-MD5";
const _xat = "x-amz-tagging";
const _xatc = "x-amz-tagging-count";
const _xatd = "x-amz-tagging-directive";
const _xavi = "x-amz-version-id";
const _xawrl = "x-amz-website-redirect-location";
const n0 = "com.amazonaws.s3";
const _s_registry = new TypeRegistry(_s);
var S3ServiceException$ = [
	-3,
	_s,
	"S3ServiceException",
	0,
	[],
	[]
];
_s_registry.registerError(S3ServiceException$, S3ServiceException);
const n0_registry = new TypeRegistry(n0);
var AccessDenied$ = [
	-3,
	n0,
	_AD,
	{
		[_e]: _c,
		[_hE]: 403
	},
	[],
	[]
];
n0_registry.registerError(AccessDenied$, AccessDenied);
var AnnotationLimitExceeded$ = [
	-3,
	n0,
	_ALE,
	{
		[_e]: _c,
		[_hE]: 400
	},
	[],
	[]
];
n0_registry.registerError(AnnotationLimitExceeded$, AnnotationLimitExceeded);
var AnnotationNameTooLong$ = [
	-3,
	n0,
	_ANTL,
	{
		[_e]: _c,
		[_hE]: 400
	},
	[],
	[]
];
n0_registry.registerError(AnnotationNameTooLong$, AnnotationNameTooLong);
var BucketAlreadyExists$ = [
	-3,
	n0,
	_BAE,
	{
		[_e]: _c,
		[_hE]: 409
	},
	[],
	[]
];
n0_registry.registerError(BucketAlreadyExists$, BucketAlreadyExists);
var BucketAlreadyOwnedByYou$ = [
	-3,
	n0,
	_BAOBY,
	{
		[_e]: _c,
		[_hE]: 409
	},
	[],
	[]
];
n0_registry.registerError(BucketAlreadyOwnedByYou$, BucketAlreadyOwnedByYou);
var EncryptionTypeMismatch$ = [
	-3,
	n0,
	_ETM,
	{
		[_e]: _c,
		[_hE]: 400
	},
	[],
	[]
];
n0_registry.registerError(EncryptionTypeMismatch$, EncryptionTypeMismatch);
var IdempotencyParameterMismatch$ = [
	-3,
	n0,
	_IPM,
	{
		[_e]: _c,
		[_hE]: 400
	},
	[],
	[]
];
n0_registry.registerError(IdempotencyParameterMismatch$, IdempotencyParameterMismatch);
var InvalidAnnotationName$ = [
	-3,
	n0,
	_IAN,
	{
		[_e]: _c,
		[_hE]: 400
	},
	[],
	[]
];
n0_registry.registerError(InvalidAnnotationName$, InvalidAnnotationName);
var InvalidObjectState$ = [
	-3,
	n0,
	_IOS,
	{
		[_e]: _c,
		[_hE]: 403
	},
	[_SC, _AT],
	[0, 0]
];
n0_registry.registerError(InvalidObjectState$, InvalidObjectState);
var InvalidPrefix$ = [
	-3,
	n0,
	_IP,
	{
		[_e]: _c,
		[_hE]: 400
	},
	[],
	[]
];
n0_registry.registerError(InvalidPrefix$, InvalidPrefix);
var InvalidRequest$ = [
	-3,
	n0,
	_IR,
	{
		[_e]: _c,
		[_hE]: 400
	},
	[],
	[]
];
n0_registry.registerError(InvalidRequest$, InvalidRequest);
var InvalidWriteOffset$ = [
	-3,
	n0,
	_IWO,
	{
		[_e]: _c,
		[_hE]: 400
	},
	[],
	[]
];
n0_registry.registerError(InvalidWriteOffset$, InvalidWriteOffset);
var NoSuchAnnotation$ = [
	-3,
	n0,
	_NSA,
	{
		[_e]: _c,
		[_hE]: 404
	},
	[],
	[]
];
n0_registry.registerError(NoSuchAnnotation$, NoSuchAnnotation);
var NoSuchBucket$ = [
	-3,
	n0,
	_NSB,
	{
		[_e]: _c,
		[_hE]: 404
	},
	[],
	[]
];
n0_registry.registerError(NoSuchBucket$, NoSuchBucket);
var NoSuchKey$ = [
	-3,
	n0,
	_NSK,
	{
		[_e]: _c,
		[_hE]: 404
	},
	[],
	[]
];
n0_registry.registerError(NoSuchKey$, NoSuchKey);
var NoSuchUpload$ = [
	-3,
	n0,
	_NSU,
	{
		[_e]: _c,
		[_hE]: 404
	},
	[],
	[]
];
n0_registry.registerError(NoSuchUpload$, NoSuchUpload);
var NotFound$ = [
	-3,
	n0,
	_NF,
	{ [_e]: _c },
	[],
	[]
];
n0_registry.registerError(NotFound$, NotFound);
var ObjectAlreadyInActiveTierError$ = [
	-3,
	n0,
	_OAIATE,
	{
		[_e]: _c,
		[_hE]: 403
	},
	[],
	[]
];
n0_registry.registerError(ObjectAlreadyInActiveTierError$, ObjectAlreadyInActiveTierError);
var ObjectNotInActiveTierError$ = [
	-3,
	n0,
	_ONIATE,
	{
		[_e]: _c,
		[_hE]: 403
	},
	[],
	[]
];
n0_registry.registerError(ObjectNotInActiveTierError$, ObjectNotInActiveTierError);
var TooManyParts$ = [
	-3,
	n0,
	_TMP,
	{
		[_e]: _c,
		[_hE]: 400
	},
	[],
	[]
];
n0_registry.registerError(TooManyParts$, TooManyParts);
var UnsupportedMediaType$ = [
	-3,
	n0,
	_UMT,
	{
		[_e]: _c,
		[_hE]: 415
	},
	[],
	[]
];
n0_registry.registerError(UnsupportedMediaType$, UnsupportedMediaType);
const errorTypeRegistries = [_s_registry, n0_registry];
var CopySourceSSECustomerKey = [
	0,
	n0,
	_CSSSECK,
	8,
	0
];
var SessionCredentialValue = [
	0,
	n0,
	_SCV,
	8,
	0
];
var SSECustomerKey = [
	0,
	n0,
	_SSECK,
	8,
	0
];
var SSEKMSEncryptionContext = [
	0,
	n0,
	_SSEKMSEC,
	8,
	0
];
var SSEKMSKeyId = [
	0,
	n0,
	_SSEKMSKI,
	8,
	0
];
var StreamingBlob = [
	0,
	n0,
	_SB,
	{ [_st]: 1 },
	42
];
var AbortMultipartUploadOutput$ = [
	3,
	n0,
	_AMUO,
	0,
	[_RC],
	[[0, { [_hH]: _xarc }]]
];
var AbortMultipartUploadRequest$ = [
	3,
	n0,
	_AMUR,
	0,
	[
		_B,
		_K,
		_UI,
		_RP,
		_EBO,
		_IMIT
	],
	[
		[0, 1],
		[0, 1],
		[0, { [_hQ]: _uI }],
		[0, { [_hH]: _xarp }],
		[0, { [_hH]: _xaebo }],
		[6, { [_hH]: _xaimit }]
	],
	3
];
var CommonPrefix$ = [
	3,
	n0,
	_CP,
	0,
	[_P],
	[0]
];
var CompletedMultipartUpload$ = [
	3,
	n0,
	_CMU,
	0,
	[_Pa],
	[[() => CompletedPartList, {
		[_xF]: 1,
		[_xN]: _Par
	}]]
];
var CompletedPart$ = [
	3,
	n0,
	_CPo,
	0,
	[
		_ET,
		_CCRC,
		_CCRCC,
		_CCRCNVME,
		_CSHA,
		_CSHAh,
		_CSHAhe,
		_CMD,
		_CXXHASH,
		_CXXHASHh,
		_CXXHASHhe,
		_PN
	],
	[
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		1
	]
];
var CompleteMultipartUploadOutput$ = [
	3,
	n0,
	_CMUO,
	{ [_xN]: _CMUR },
	[
		_L,
		_B,
		_K,
		_Ex,
		_ET,
		_CCRC,
		_CCRCC,
		_CCRCNVME,
		_CSHA,
		_CSHAh,
		_CSHAhe,
		_CMD,
		_CXXHASH,
		_CXXHASHh,
		_CXXHASHhe,
		_CT,
		_SSE,
		_VI,
		_SSEKMSKI,
		_BKE,
		_RC
	],
	[
		0,
		0,
		0,
		[0, { [_hH]: _xae }],
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		[0, { [_hH]: _xasse }],
		[0, { [_hH]: _xavi }],
		[() => SSEKMSKeyId, { [_hH]: _xasseakki }],
		[2, { [_hH]: _xassebke }],
		[0, { [_hH]: _xarc }]
	]
];
var CompleteMultipartUploadRequest$ = [
	3,
	n0,
	_CMURo,
	0,
	[
		_B,
		_K,
		_UI,
		_MU,
		_CCRC,
		_CCRCC,
		_CCRCNVME,
		_CSHA,
		_CSHAh,
		_CSHAhe,
		_CMD,
		_CXXHASH,
		_CXXHASHh,
		_CXXHASHhe,
		_CT,
		_MOS,
		_RP,
		_EBO,
		_IM,
		_INM,
		_SSECA,
		_SSECK,
		_SSECKMD
	],
	[
		[0, 1],
		[0, 1],
		[0, { [_hQ]: _uI }],
		[() => CompletedMultipartUpload$, {
			[_hP]: 1,
			[_xN]: _CMUo
		}],
		[0, { [_hH]: _xacc }],
		[0, { [_hH]: _xacc_ }],
		[0, { [_hH]: _xacc__ }],
		[0, { [_hH]: _xacs }],
		[0, { [_hH]: _xacs_ }],
		[0, { [_hH]: _xacs__ }],
		[0, { [_hH]: _xacm }],
		[0, { [_hH]: _xacx }],
		[0, { [_hH]: _xacx_ }],
		[0, { [_hH]: _xacx__ }],
		[0, { [_hH]: _xact }],
		[1, { [_hH]: _xamos }],
		[0, { [_hH]: _xarp }],
		[0, { [_hH]: _xaebo }],
		[0, { [_hH]: _IM_ }],
		[0, { [_hH]: _INM_ }],
		[0, { [_hH]: _xasseca }],
		[() => SSECustomerKey, { [_hH]: _xasseck }],
		[0, { [_hH]: _xasseckM }]
	],
	3
];
var CopyObjectOutput$ = [
	3,
	n0,
	_COO,
	0,
	[
		_COR,
		_Ex,
		_CSVI,
		_VI,
		_SSE,
		_SSECA,
		_SSECKMD,
		_SSEKMSKI,
		_SSEKMSEC,
		_BKE,
		_RC
	],
	[
		[() => CopyObjectResult$, 16],
		[0, { [_hH]: _xae }],
		[0, { [_hH]: _xacsvi }],
		[0, { [_hH]: _xavi }],
		[0, { [_hH]: _xasse }],
		[0, { [_hH]: _xasseca }],
		[0, { [_hH]: _xasseckM }],
		[() => SSEKMSKeyId, { [_hH]: _xasseakki }],
		[() => SSEKMSEncryptionContext, { [_hH]: _xassec }],
		[2, { [_hH]: _xassebke }],
		[0, { [_hH]: _xarc }]
	]
];
var CopyObjectRequest$ = [
	3,
	n0,
	_CORo,
	0,
	[
		_B,
		_CSo,
		_K,
		_ACL_,
		_CC,
		_CA,
		_CDo,
		_CEo,
		_CL,
		_CTo,
		_CSIM,
		_CSIMS,
		_CSINM,
		_CSIUS,
		_Exp,
		_GFC,
		_GR,
		_GRACP,
		_GWACP,
		_IM,
		_INM,
		_M,
		_MD,
		_TD,
		_ADn,
		_SSE,
		_SC,
		_WRL,
		_SSECA,
		_SSECK,
		_SSECKMD,
		_SSEKMSKI,
		_SSEKMSEC,
		_BKE,
		_CSSSECA,
		_CSSSECK,
		_CSSSECKMD,
		_RP,
		_Tag,
		_OLM,
		_OLRUD,
		_OLLHS,
		_OLEH,
		_OLEHDD,
		_OLEHDY,
		_EBO,
		_ESBO
	],
	[
		[0, 1],
		[0, { [_hH]: _xacs___ }],
		[0, 1],
		[0, { [_hH]: _xaa }],
		[0, { [_hH]: _CC_ }],
		[0, { [_hH]: _xaca }],
		[0, { [_hH]: _CD_ }],
		[0, { [_hH]: _CE_ }],
		[0, { [_hH]: _CL_ }],
		[0, { [_hH]: _CT_ }],
		[0, { [_hH]: _xacsim }],
		[4, { [_hH]: _xacsims }],
		[0, { [_hH]: _xacsinm }],
		[4, { [_hH]: _xacsius }],
		[4, { [_hH]: _Exp }],
		[0, { [_hH]: _xagfc }],
		[0, { [_hH]: _xagr }],
		[0, { [_hH]: _xagra }],
		[0, { [_hH]: _xagwa }],
		[0, { [_hH]: _IM_ }],
		[0, { [_hH]: _INM_ }],
		[128, { [_hPH]: _xam }],
		[0, { [_hH]: _xamd }],
		[0, { [_hH]: _xatd }],
		[0, { [_hH]: _xaoad }],
		[0, { [_hH]: _xasse }],
		[0, { [_hH]: _xasc }],
		[0, { [_hH]: _xawrl }],
		[0, { [_hH]: _xasseca }],
		[() => SSECustomerKey, { [_hH]: _xasseck }],
		[0, { [_hH]: _xasseckM }],
		[() => SSEKMSKeyId, { [_hH]: _xasseakki }],
		[() => SSEKMSEncryptionContext, { [_hH]: _xassec }],
		[2, { [_hH]: _xassebke }],
		[0, { [_hH]: _xacssseca }],
		[() => CopySourceSSECustomerKey, { [_hH]: _xacssseck }],
		[0, { [_hH]: _xacssseckM }],
		[0, { [_hH]: _xarp }],
		[0, { [_hH]: _xat }],
		[0, { [_hH]: _xaolm }],
		[5, { [_hH]: _xaolrud }],
		[0, { [_hH]: _xaollh }],
		[0, { [_hH]: _xaoleh }],
		[1, { [_hH]: _xaolehdd }],
		[1, { [_hH]: _xaolehdy }],
		[0, { [_hH]: _xaebo }],
		[0, { [_hH]: _xasebo }]
	],
	3
];
var CopyObjectResult$ = [
	3,
	n0,
	_COR,
	0,
	[
		_ET,
		_LM,
		_CT,
		_CCRC,
		_CCRCC,
		_CCRCNVME,
		_CSHA,
		_CSHAh,
		_CSHAhe,
		_CMD,
		_CXXHASH,
		_CXXHASHh,
		_CXXHASHhe
	],
	[
		0,
		4,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0
	]
];
var CopyPartResult$ = [
	3,
	n0,
	_CPR,
	0,
	[
		_ET,
		_LM,
		_CCRC,
		_CCRCC,
		_CCRCNVME,
		_CSHA,
		_CSHAh,
		_CSHAhe,
		_CMD,
		_CXXHASH,
		_CXXHASHh,
		_CXXHASHhe
	],
	[
		0,
		4,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0
	]
];
var CreateMultipartUploadOutput$ = [
	3,
	n0,
	_CMUOr,
	{ [_xN]: _IMUR },
	[
		_ADb,
		_ARI,
		_B,
		_K,
		_UI,
		_SSE,
		_SSECA,
		_SSECKMD,
		_SSEKMSKI,
		_SSEKMSEC,
		_BKE,
		_RC,
		_CA,
		_CT
	],
	[
		[4, { [_hH]: _xaad }],
		[0, { [_hH]: _xaari }],
		[0, { [_xN]: _B }],
		0,
		0,
		[0, { [_hH]: _xasse }],
		[0, { [_hH]: _xasseca }],
		[0, { [_hH]: _xasseckM }],
		[() => SSEKMSKeyId, { [_hH]: _xasseakki }],
		[() => SSEKMSEncryptionContext, { [_hH]: _xassec }],
		[2, { [_hH]: _xassebke }],
		[0, { [_hH]: _xarc }],
		[0, { [_hH]: _xaca }],
		[0, { [_hH]: _xact }]
	]
];
var CreateMultipartUploadRequest$ = [
	3,
	n0,
	_CMURr,
	0,
	[
		_B,
		_K,
		_ACL_,
		_CC,
		_CDo,
		_CEo,
		_CL,
		_CTo,
		_Exp,
		_GFC,
		_GR,
		_GRACP,
		_GWACP,
		_M,
		_SSE,
		_SC,
		_WRL,
		_SSECA,
		_SSECK,
		_SSECKMD,
		_SSEKMSKI,
		_SSEKMSEC,
		_BKE,
		_RP,
		_Tag,
		_OLM,
		_OLRUD,
		_OLLHS,
		_OLEH,
		_OLEHDD,
		_OLEHDY,
		_EBO,
		_CA,
		_CT
	],
	[
		[0, 1],
		[0, 1],
		[0, { [_hH]: _xaa }],
		[0, { [_hH]: _CC_ }],
		[0, { [_hH]: _CD_ }],
		[0, { [_hH]: _CE_ }],
		[0, { [_hH]: _CL_ }],
		[0, { [_hH]: _CT_ }],
		[4, { [_hH]: _Exp }],
		[0, { [_hH]: _xagfc }],
		[0, { [_hH]: _xagr }],
		[0, { [_hH]: _xagra }],
		[0, { [_hH]: _xagwa }],
		[128, { [_hPH]: _xam }],
		[0, { [_hH]: _xasse }],
		[0, { [_hH]: _xasc }],
		[0, { [_hH]: _xawrl }],
		[0, { [_hH]: _xasseca }],
		[() => SSECustomerKey, { [_hH]: _xasseck }],
		[0, { [_hH]: _xasseckM }],
		[() => SSEKMSKeyId, { [_hH]: _xasseakki }],
		[() => SSEKMSEncryptionContext, { [_hH]: _xassec }],
		[2, { [_hH]: _xassebke }],
		[0, { [_hH]: _xarp }],
		[0, { [_hH]: _xat }],
		[0, { [_hH]: _xaolm }],
		[5, { [_hH]: _xaolrud }],
		[0, { [_hH]: _xaollh }],
		[0, { [_hH]: _xaoleh }],
		[1, { [_hH]: _xaolehdd }],
		[1, { [_hH]: _xaolehdy }],
		[0, { [_hH]: _xaebo }],
		[0, { [_hH]: _xaca }],
		[0, { [_hH]: _xact }]
	],
	2
];
var CreateSessionOutput$ = [
	3,
	n0,
	_CSO,
	{ [_xN]: _CSR },
	[
		_Cr,
		_SSE,
		_SSEKMSKI,
		_SSEKMSEC,
		_BKE
	],
	[
		[() => SessionCredentials$, { [_xN]: _Cr }],
		[0, { [_hH]: _xasse }],
		[() => SSEKMSKeyId, { [_hH]: _xasseakki }],
		[() => SSEKMSEncryptionContext, { [_hH]: _xassec }],
		[2, { [_hH]: _xassebke }]
	],
	1
];
var CreateSessionRequest$ = [
	3,
	n0,
	_CSRr,
	0,
	[
		_B,
		_SM,
		_SSE,
		_SSEKMSKI,
		_SSEKMSEC,
		_BKE
	],
	[
		[0, 1],
		[0, { [_hH]: _xacsm }],
		[0, { [_hH]: _xasse }],
		[() => SSEKMSKeyId, { [_hH]: _xasseakki }],
		[() => SSEKMSEncryptionContext, { [_hH]: _xassec }],
		[2, { [_hH]: _xassebke }]
	],
	1
];
var DeleteObjectOutput$ = [
	3,
	n0,
	_DOO,
	0,
	[
		_DM,
		_VI,
		_RC
	],
	[
		[2, { [_hH]: _xadm }],
		[0, { [_hH]: _xavi }],
		[0, { [_hH]: _xarc }]
	]
];
var DeleteObjectRequest$ = [
	3,
	n0,
	_DOR,
	0,
	[
		_B,
		_K,
		_MFA,
		_VI,
		_RP,
		_BGR,
		_EBO,
		_IM,
		_IMLMT,
		_IMS
	],
	[
		[0, 1],
		[0, 1],
		[0, { [_hH]: _xam_ }],
		[0, { [_hQ]: _vI }],
		[0, { [_hH]: _xarp }],
		[2, { [_hH]: _xabgr }],
		[0, { [_hH]: _xaebo }],
		[0, { [_hH]: _IM_ }],
		[6, { [_hH]: _xaimlmt }],
		[1, { [_hH]: _xaims }]
	],
	2
];
var GetObjectOutput$ = [
	3,
	n0,
	_GOO,
	0,
	[
		_Bo,
		_DM,
		_AR,
		_Ex,
		_Re,
		_LM,
		_CLo,
		_ET,
		_CCRC,
		_CCRCC,
		_CCRCNVME,
		_CSHA,
		_CSHAh,
		_CSHAhe,
		_CMD,
		_CXXHASH,
		_CXXHASHh,
		_CXXHASHhe,
		_CT,
		_MM,
		_VI,
		_CC,
		_CDo,
		_CEo,
		_CL,
		_CR,
		_CTo,
		_Exp,
		_ES,
		_WRL,
		_SSE,
		_M,
		_SSECA,
		_SSECKMD,
		_SSEKMSKI,
		_BKE,
		_SC,
		_RC,
		_RS,
		_PC,
		_TC,
		_OLM,
		_OLRUD,
		_OLLHS,
		_OLEH,
		_OLEHDD,
		_OLEHDY
	],
	[
		[() => StreamingBlob, 16],
		[2, { [_hH]: _xadm }],
		[0, { [_hH]: _ar }],
		[0, { [_hH]: _xae }],
		[0, { [_hH]: _xar }],
		[4, { [_hH]: _LM_ }],
		[1, { [_hH]: _CL__ }],
		[0, { [_hH]: _ET }],
		[0, { [_hH]: _xacc }],
		[0, { [_hH]: _xacc_ }],
		[0, { [_hH]: _xacc__ }],
		[0, { [_hH]: _xacs }],
		[0, { [_hH]: _xacs_ }],
		[0, { [_hH]: _xacs__ }],
		[0, { [_hH]: _xacm }],
		[0, { [_hH]: _xacx }],
		[0, { [_hH]: _xacx_ }],
		[0, { [_hH]: _xacx__ }],
		[0, { [_hH]: _xact }],
		[1, { [_hH]: _xamm }],
		[0, { [_hH]: _xavi }],
		[0, { [_hH]: _CC_ }],
		[0, { [_hH]: _CD_ }],
		[0, { [_hH]: _CE_ }],
		[0, { [_hH]: _CL_ }],
		[0, { [_hH]: _CR_ }],
		[0, { [_hH]: _CT_ }],
		[4, { [_hH]: _Exp }],
		[0, { [_hH]: _ES }],
		[0, { [_hH]: _xawrl }],
		[0, { [_hH]: _xasse }],
		[128, { [_hPH]: _xam }],
		[0, { [_hH]: _xasseca }],
		[0, { [_hH]: _xasseckM }],
		[() => SSEKMSKeyId, { [_hH]: _xasseakki }],
		[2, { [_hH]: _xassebke }],
		[0, { [_hH]: _xasc }],
		[0, { [_hH]: _xarc }],
		[0, { [_hH]: _xars }],
		[1, { [_hH]: _xampc }],
		[1, { [_hH]: _xatc }],
		[0, { [_hH]: _xaolm }],
		[5, { [_hH]: _xaolrud }],
		[0, { [_hH]: _xaollh }],
		[0, { [_hH]: _xaoleh }],
		[1, { [_hH]: _xaolehdd }],
		[1, { [_hH]: _xaolehdy }]
	]
];
var GetObjectRequest$ = [
	3,
	n0,
	_GOR,
	0,
	[
		_B,
		_K,
		_IM,
		_IMSf,
		_INM,
		_IUS,
		_Ra,
		_RCC,
		_RCD,
		_RCE,
		_RCL,
		_RCT,
		_RE,
		_VI,
		_SSECA,
		_SSECK,
		_SSECKMD,
		_RP,
		_PN,
		_EBO,
		_CMh
	],
	[
		[0, 1],
		[0, 1],
		[0, { [_hH]: _IM_ }],
		[4, { [_hH]: _IMS_ }],
		[0, { [_hH]: _INM_ }],
		[4, { [_hH]: _IUS_ }],
		[0, { [_hH]: _Ra }],
		[0, { [_hQ]: _rcc }],
		[0, { [_hQ]: _rcd }],
		[0, { [_hQ]: _rce }],
		[0, { [_hQ]: _rcl }],
		[0, { [_hQ]: _rct }],
		[6, { [_hQ]: _re }],
		[0, { [_hQ]: _vI }],
		[0, { [_hH]: _xasseca }],
		[() => SSECustomerKey, { [_hH]: _xasseck }],
		[0, { [_hH]: _xasseckM }],
		[0, { [_hH]: _xarp }],
		[1, { [_hQ]: _pN }],
		[0, { [_hH]: _xaebo }],
		[0, { [_hH]: _xacm_ }]
	],
	2
];
var HeadObjectOutput$ = [
	3,
	n0,
	_HOO,
	0,
	[
		_DM,
		_AR,
		_Ex,
		_Re,
		_ASr,
		_LM,
		_CLo,
		_CCRC,
		_CCRCC,
		_CCRCNVME,
		_CSHA,
		_CSHAh,
		_CSHAhe,
		_CMD,
		_CXXHASH,
		_CXXHASHh,
		_CXXHASHhe,
		_CT,
		_ET,
		_MM,
		_VI,
		_CC,
		_CDo,
		_CEo,
		_CL,
		_CTo,
		_CR,
		_Exp,
		_ES,
		_WRL,
		_SSE,
		_M,
		_SSECA,
		_SSECKMD,
		_SSEKMSKI,
		_BKE,
		_SC,
		_RC,
		_RS,
		_PC,
		_TC,
		_OLM,
		_OLRUD,
		_OLLHS,
		_OLEH,
		_OLEHDD,
		_OLEHDY
	],
	[
		[2, { [_hH]: _xadm }],
		[0, { [_hH]: _ar }],
		[0, { [_hH]: _xae }],
		[0, { [_hH]: _xar }],
		[0, { [_hH]: _xaas }],
		[4, { [_hH]: _LM_ }],
		[1, { [_hH]: _CL__ }],
		[0, { [_hH]: _xacc }],
		[0, { [_hH]: _xacc_ }],
		[0, { [_hH]: _xacc__ }],
		[0, { [_hH]: _xacs }],
		[0, { [_hH]: _xacs_ }],
		[0, { [_hH]: _xacs__ }],
		[0, { [_hH]: _xacm }],
		[0, { [_hH]: _xacx }],
		[0, { [_hH]: _xacx_ }],
		[0, { [_hH]: _xacx__ }],
		[0, { [_hH]: _xact }],
		[0, { [_hH]: _ET }],
		[1, { [_hH]: _xamm }],
		[0, { [_hH]: _xavi }],
		[0, { [_hH]: _CC_ }],
		[0, { [_hH]: _CD_ }],
		[0, { [_hH]: _CE_ }],
		[0, { [_hH]: _CL_ }],
		[0, { [_hH]: _CT_ }],
		[0, { [_hH]: _CR_ }],
		[4, { [_hH]: _Exp }],
		[0, { [_hH]: _ES }],
		[0, { [_hH]: _xawrl }],
		[0, { [_hH]: _xasse }],
		[128, { [_hPH]: _xam }],
		[0, { [_hH]: _xasseca }],
		[0, { [_hH]: _xasseckM }],
		[() => SSEKMSKeyId, { [_hH]: _xasseakki }],
		[2, { [_hH]: _xassebke }],
		[0, { [_hH]: _xasc }],
		[0, { [_hH]: _xarc }],
		[0, { [_hH]: _xars }],
		[1, { [_hH]: _xampc }],
		[1, { [_hH]: _xatc }],
		[0, { [_hH]: _xaolm }],
		[5, { [_hH]: _xaolrud }],
		[0, { [_hH]: _xaollh }],
		[0, { [_hH]: _xaoleh }],
		[1, { [_hH]: _xaolehdd }],
		[1, { [_hH]: _xaolehdy }]
	]
];
var HeadObjectRequest$ = [
	3,
	n0,
	_HOR,
	0,
	[
		_B,
		_K,
		_IM,
		_IMSf,
		_INM,
		_IUS,
		_Ra,
		_RCC,
		_RCD,
		_RCE,
		_RCL,
		_RCT,
		_RE,
		_VI,
		_SSECA,
		_SSECK,
		_SSECKMD,
		_RP,
		_PN,
		_EBO,
		_CMh
	],
	[
		[0, 1],
		[0, 1],
		[0, { [_hH]: _IM_ }],
		[4, { [_hH]: _IMS_ }],
		[0, { [_hH]: _INM_ }],
		[4, { [_hH]: _IUS_ }],
		[0, { [_hH]: _Ra }],
		[0, { [_hQ]: _rcc }],
		[0, { [_hQ]: _rcd }],
		[0, { [_hQ]: _rce }],
		[0, { [_hQ]: _rcl }],
		[0, { [_hQ]: _rct }],
		[6, { [_hQ]: _re }],
		[0, { [_hQ]: _vI }],
		[0, { [_hH]: _xasseca }],
		[() => SSECustomerKey, { [_hH]: _xasseck }],
		[0, { [_hH]: _xasseckM }],
		[0, { [_hH]: _xarp }],
		[1, { [_hQ]: _pN }],
		[0, { [_hH]: _xaebo }],
		[0, { [_hH]: _xacm_ }]
	],
	2
];
var Initiator$ = [
	3,
	n0,
	_In,
	0,
	[_ID, _DN],
	[0, 0]
];
var ListMultipartUploadsOutput$ = [
	3,
	n0,
	_LMUO,
	{ [_xN]: _LMUR },
	[
		_B,
		_KM,
		_UIM,
		_NKM,
		_P,
		_Deli,
		_NUIM,
		_MUa,
		_IT,
		_U,
		_CPom,
		_ETnc,
		_RC
	],
	[
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		1,
		2,
		[() => MultipartUploadList, {
			[_xF]: 1,
			[_xN]: _Up
		}],
		[() => CommonPrefixList, { [_xF]: 1 }],
		0,
		[0, { [_hH]: _xarc }]
	]
];
var ListMultipartUploadsRequest$ = [
	3,
	n0,
	_LMURi,
	0,
	[
		_B,
		_Deli,
		_ETnc,
		_KM,
		_MUa,
		_P,
		_UIM,
		_EBO,
		_RP
	],
	[
		[0, 1],
		[0, { [_hQ]: _d }],
		[0, { [_hQ]: _et }],
		[0, { [_hQ]: _km }],
		[1, { [_hQ]: _mu }],
		[0, { [_hQ]: _p }],
		[0, { [_hQ]: _uim }],
		[0, { [_hH]: _xaebo }],
		[0, { [_hH]: _xarp }]
	],
	1
];
var ListObjectsOutput$ = [
	3,
	n0,
	_LOO,
	{ [_xN]: _LBRi },
	[
		_IT,
		_Ma,
		_NM,
		_Con,
		_N,
		_P,
		_Deli,
		_MK,
		_CPom,
		_ETnc,
		_RC
	],
	[
		2,
		0,
		0,
		[() => ObjectList, { [_xF]: 1 }],
		0,
		0,
		0,
		1,
		[() => CommonPrefixList, { [_xF]: 1 }],
		0,
		[0, { [_hH]: _xarc }]
	]
];
var ListObjectsRequest$ = [
	3,
	n0,
	_LOR,
	0,
	[
		_B,
		_Deli,
		_ETnc,
		_Ma,
		_MK,
		_P,
		_RP,
		_EBO,
		_OOA
	],
	[
		[0, 1],
		[0, { [_hQ]: _d }],
		[0, { [_hQ]: _et }],
		[0, { [_hQ]: _m }],
		[1, { [_hQ]: _mk }],
		[0, { [_hQ]: _p }],
		[0, { [_hH]: _xarp }],
		[0, { [_hH]: _xaebo }],
		[64, { [_hH]: _xaooa }]
	],
	1
];
var ListObjectsV2Output$ = [
	3,
	n0,
	_LOVO,
	{ [_xN]: _LBRi },
	[
		_IT,
		_Con,
		_N,
		_P,
		_Deli,
		_MK,
		_CPom,
		_ETnc,
		_KC,
		_CTon,
		_NCT,
		_SA,
		_RC
	],
	[
		2,
		[() => ObjectList, { [_xF]: 1 }],
		0,
		0,
		0,
		1,
		[() => CommonPrefixList, { [_xF]: 1 }],
		0,
		1,
		0,
		0,
		0,
		[0, { [_hH]: _xarc }]
	]
];
var ListObjectsV2Request$ = [
	3,
	n0,
	_LOVR,
	0,
	[
		_B,
		_Deli,
		_ETnc,
		_MK,
		_P,
		_CTon,
		_FO,
		_SA,
		_RP,
		_EBO,
		_OOA
	],
	[
		[0, 1],
		[0, { [_hQ]: _d }],
		[0, { [_hQ]: _et }],
		[1, { [_hQ]: _mk }],
		[0, { [_hQ]: _p }],
		[0, { [_hQ]: _ct }],
		[2, { [_hQ]: _fo }],
		[0, { [_hQ]: _sa }],
		[0, { [_hH]: _xarp }],
		[0, { [_hH]: _xaebo }],
		[64, { [_hH]: _xaooa }]
	],
	1
];
var ListPartsOutput$ = [
	3,
	n0,
	_LPO,
	{ [_xN]: _LPR },
	[
		_ADb,
		_ARI,
		_B,
		_K,
		_UI,
		_PNM,
		_NPNM,
		_MP,
		_IT,
		_Pa,
		_In,
		_O,
		_SC,
		_RC,
		_CA,
		_CT
	],
	[
		[4, { [_hH]: _xaad }],
		[0, { [_hH]: _xaari }],
		0,
		0,
		0,
		0,
		0,
		1,
		2,
		[() => Parts, {
			[_xF]: 1,
			[_xN]: _Par
		}],
		() => Initiator$,
		() => Owner$,
		0,
		[0, { [_hH]: _xarc }],
		0,
		0
	]
];
var ListPartsRequest$ = [
	3,
	n0,
	_LPRi,
	0,
	[
		_B,
		_K,
		_UI,
		_MP,
		_PNM,
		_RP,
		_EBO,
		_SSECA,
		_SSECK,
		_SSECKMD
	],
	[
		[0, 1],
		[0, 1],
		[0, { [_hQ]: _uI }],
		[1, { [_hQ]: _mp }],
		[0, { [_hQ]: _pnm }],
		[0, { [_hH]: _xarp }],
		[0, { [_hH]: _xaebo }],
		[0, { [_hH]: _xasseca }],
		[() => SSECustomerKey, { [_hH]: _xasseck }],
		[0, { [_hH]: _xasseckM }]
	],
	3
];
var MultipartUpload$ = [
	3,
	n0,
	_MU,
	0,
	[
		_UI,
		_K,
		_Ini,
		_SC,
		_O,
		_In,
		_CA,
		_CT
	],
	[
		0,
		0,
		4,
		0,
		() => Owner$,
		() => Initiator$,
		0,
		0
	]
];
var _Object$ = [
	3,
	n0,
	_Obj,
	0,
	[
		_K,
		_LM,
		_ET,
		_CA,
		_CT,
		_Si,
		_SC,
		_O,
		_RSe
	],
	[
		0,
		4,
		0,
		[64, { [_xF]: 1 }],
		0,
		1,
		0,
		() => Owner$,
		() => RestoreStatus$
	]
];
var Owner$ = [
	3,
	n0,
	_O,
	0,
	[_DN, _ID],
	[0, 0]
];
var Part$ = [
	3,
	n0,
	_Par,
	0,
	[
		_PN,
		_LM,
		_ET,
		_Si,
		_CCRC,
		_CCRCC,
		_CCRCNVME,
		_CSHA,
		_CSHAh,
		_CSHAhe,
		_CMD,
		_CXXHASH,
		_CXXHASHh,
		_CXXHASHhe
	],
	[
		1,
		4,
		0,
		1,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0
	]
];
var RestoreStatus$ = [
	3,
	n0,
	_RSe,
	0,
	[_IRIP, _RED],
	[2, 4]
];
var SessionCredentials$ = [
	3,
	n0,
	_SCe,
	0,
	[
		_AKI,
		_SAK,
		_ST,
		_Ex
	],
	[
		[0, { [_xN]: _AKI }],
		[() => SessionCredentialValue, { [_xN]: _SAK }],
		[() => SessionCredentialValue, { [_xN]: _ST }],
		[4, { [_xN]: _Ex }]
	],
	4
];
var UploadPartCopyOutput$ = [
	3,
	n0,
	_UPCO,
	0,
	[
		_CSVI,
		_CPR,
		_SSE,
		_SSECA,
		_SSECKMD,
		_SSEKMSKI,
		_BKE,
		_RC
	],
	[
		[0, { [_hH]: _xacsvi }],
		[() => CopyPartResult$, 16],
		[0, { [_hH]: _xasse }],
		[0, { [_hH]: _xasseca }],
		[0, { [_hH]: _xasseckM }],
		[() => SSEKMSKeyId, { [_hH]: _xasseakki }],
		[2, { [_hH]: _xassebke }],
		[0, { [_hH]: _xarc }]
	]
];
var UploadPartCopyRequest$ = [
	3,
	n0,
	_UPCR,
	0,
	[
		_B,
		_CSo,
		_K,
		_PN,
		_UI,
		_CSIM,
		_CSIMS,
		_CSINM,
		_CSIUS,
		_CSRo,
		_SSECA,
		_SSECK,
		_SSECKMD,
		_CSSSECA,
		_CSSSECK,
		_CSSSECKMD,
		_RP,
		_EBO,
		_ESBO
	],
	[
		[0, 1],
		[0, { [_hH]: _xacs___ }],
		[0, 1],
		[1, { [_hQ]: _pN }],
		[0, { [_hQ]: _uI }],
		[0, { [_hH]: _xacsim }],
		[4, { [_hH]: _xacsims }],
		[0, { [_hH]: _xacsinm }],
		[4, { [_hH]: _xacsius }],
		[0, { [_hH]: _xacsr }],
		[0, { [_hH]: _xasseca }],
		[() => SSECustomerKey, { [_hH]: _xasseck }],
		[0, { [_hH]: _xasseckM }],
		[0, { [_hH]: _xacssseca }],
		[() => CopySourceSSECustomerKey, { [_hH]: _xacssseck }],
		[0, { [_hH]: _xacssseckM }],
		[0, { [_hH]: _xarp }],
		[0, { [_hH]: _xaebo }],
		[0, { [_hH]: _xasebo }]
	],
	5
];
var CommonPrefixList = [
	1,
	n0,
	_CPL,
	0,
	() => CommonPrefix$
];
var CompletedPartList = [
	1,
	n0,
	_CPLo,
	0,
	() => CompletedPart$
];
var MultipartUploadList = [
	1,
	n0,
	_MUL,
	0,
	() => MultipartUpload$
];
var ObjectList = [
	1,
	n0,
	_OLb,
	0,
	[() => _Object$, 0]
];
var Parts = [
	1,
	n0,
	_Pa,
	0,
	() => Part$
];
var AbortMultipartUpload$ = [
	9,
	n0,
	_AMU,
	{ [_h]: [
		"DELETE",
		"/{Key+}?x-id=AbortMultipartUpload",
		204
	] },
	() => AbortMultipartUploadRequest$,
	() => AbortMultipartUploadOutput$
];
var CompleteMultipartUpload$ = [
	9,
	n0,
	_CMUo,
	{ [_h]: [
		"POST",
		"/{Key+}",
		200
	] },
	() => CompleteMultipartUploadRequest$,
	() => CompleteMultipartUploadOutput$
];
var CopyObject$ = [
	9,
	n0,
	_CO,
	{ [_h]: [
		"PUT",
		"/{Key+}?x-id=CopyObject",
		200
	] },
	() => CopyObjectRequest$,
	() => CopyObjectOutput$
];
var CreateMultipartUpload$ = [
	9,
	n0,
	_CMUr,
	{ [_h]: [
		"POST",
		"/{Key+}?uploads",
		200
	] },
	() => CreateMultipartUploadRequest$,
	() => CreateMultipartUploadOutput$
];
var CreateSession$ = [
	9,
	n0,
	_CSr,
	{ [_h]: [
		"GET",
		"/?session",
		200
	] },
	() => CreateSessionRequest$,
	() => CreateSessionOutput$
];
var DeleteObject$ = [
	9,
	n0,
	_DOel,
	{ [_h]: [
		"DELETE",
		"/{Key+}?x-id=DeleteObject",
		204
	] },
	() => DeleteObjectRequest$,
	() => DeleteObjectOutput$
];
var GetObject$ = [
	9,
	n0,
	_GO,
	{
		[_hC]: "-",
		[_h]: [
			"GET",
			"/{Key+}?x-id=GetObject",
			200
		]
	},
	() => GetObjectRequest$,
	() => GetObjectOutput$
];
var HeadObject$ = [
	9,
	n0,
	_HO,
	{ [_h]: [
		"HEAD",
		"/{Key+}",
		200
	] },
	() => HeadObjectRequest$,
	() => HeadObjectOutput$
];
var ListMultipartUploads$ = [
	9,
	n0,
	_LMU,
	{ [_h]: [
		"GET",
		"/?uploads",
		200
	] },
	() => ListMultipartUploadsRequest$,
	() => ListMultipartUploadsOutput$
];
var ListObjects$ = [
	9,
	n0,
	_LO,
	{ [_h]: [
		"GET",
		"/",
		200
	] },
	() => ListObjectsRequest$,
	() => ListObjectsOutput$
];
var ListObjectsV2$ = [
	9,
	n0,
	_LOV,
	{ [_h]: [
		"GET",
		"/?list-type=2",
		200
	] },
	() => ListObjectsV2Request$,
	() => ListObjectsV2Output$
];
var ListParts$ = [
	9,
	n0,
	_LP,
	{ [_h]: [
		"GET",
		"/{Key+}?x-id=ListParts",
		200
	] },
	() => ListPartsRequest$,
	() => ListPartsOutput$
];
var UploadPartCopy$ = [
	9,
	n0,
	_UPC,
	{ [_h]: [
		"PUT",
		"/{Key+}?x-id=UploadPartCopy",
		200
	] },
	() => UploadPartCopyRequest$,
	() => UploadPartCopyOutput$
];
// node_modules/@aws-sdk/client-s3/dist-es/commands/CreateSessionCommand.js
var CreateSessionCommand = class extends command(_ep4, _mw0, "CreateSession", CreateSession$) {};
// node_modules/@aws-sdk/client-s3/package.json
var version = "3.1169.0";
const remoteProvider = async (init) => {
	const { ENV_CMDS_FULL_URI, ENV_CMDS_RELATIVE_URI, fromContainerMetadata, fromInstanceMetadata } = await import("./dist-es-Dd2n-QzP.js");
	if (process.env[ENV_CMDS_RELATIVE_URI] || process.env[ENV_CMDS_FULL_URI]) {
		init.logger?.debug("@aws-sdk/credential-provider-node - remoteProvider::fromHttp/fromContainerMetadata");
		const { fromHttp } = await import("./dist-es-buAL2Zvp.js");
		return chain(fromHttp(init), fromContainerMetadata(init));
	}
	if (process.env["AWS_EC2_METADATA_DISABLED"] && process.env["AWS_EC2_METADATA_DISABLED"] !== "false") return async () => {
		throw new CredentialsProviderError("EC2 Instance Metadata Service access disabled", { logger: init.logger });
	};
	init.logger?.debug("@aws-sdk/credential-provider-node - remoteProvider::fromInstanceMetadata");
	return fromInstanceMetadata(init);
};
// node_modules/@aws-sdk/credential-provider-node/dist-es/runtime/memoize-chain.js
function memoizeChain(providers, treatAsExpired) {
	const chain = internalCreateChain(providers);
	let activeLock;
	let passiveLock;
	let credentials;
	let forceRefreshLock;
	const provider = async (options) => {
		if (options?.forceRefresh) {
			if (!forceRefreshLock) forceRefreshLock = chain(options).then((c) => {
				credentials = c;
			}).finally(() => {
				forceRefreshLock = void 0;
			});
			await forceRefreshLock;
			return credentials;
		}
		if (credentials?.expiration) {
			if (credentials?.expiration?.getTime() < Date.now()) credentials = void 0;
		}
		if (activeLock) await activeLock;
		else if (!credentials || treatAsExpired?.(credentials)) {
			if (credentials) {
				if (!passiveLock) passiveLock = chain(options).then((c) => {
					credentials = c;
				}).catch(() => {}).finally(() => {
					passiveLock = void 0;
				});
			} else {
				activeLock = chain(options).then((c) => {
					credentials = c;
				}).finally(() => {
					activeLock = void 0;
				});
				return provider(options);
			}
		}
		return credentials;
	};
	return provider;
}
const internalCreateChain = (providers) => async (awsIdentityProperties) => {
	let lastProviderError;
	for (const provider of providers) try {
		return await provider(awsIdentityProperties);
	} catch (err) {
		lastProviderError = err;
		if (err?.tryNextLink) continue;
		throw err;
	}
	throw lastProviderError;
};
// node_modules/@aws-sdk/credential-provider-node/dist-es/defaultProvider.js
let multipleCredentialSourceWarningEmitted = false;
const defaultProvider = (init = {}) => memoizeChain([
	async () => {
		if (init.profile ?? process.env["AWS_PROFILE"]) {
			if (process.env["AWS_ACCESS_KEY_ID"] && process.env["AWS_SECRET_ACCESS_KEY"]) {
				if (!multipleCredentialSourceWarningEmitted) {
					(init.logger?.warn && init.logger?.constructor?.name !== "NoOpLogger" ? init.logger.warn.bind(init.logger) : console.warn)(`@aws-sdk/credential-provider-node - defaultProvider::fromEnv WARNING:
    Multiple credential sources detected: 
    Both AWS_PROFILE and the pair AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY static credentials are set.
    This SDK will proceed with the AWS_PROFILE value.
    
    However, a future version may change this behavior to prefer the ENV static credentials.
    Please ensure that your environment only sets either the AWS_PROFILE or the
    AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY pair.
`);
					multipleCredentialSourceWarningEmitted = true;
				}
			}
			throw new CredentialsProviderError("AWS_PROFILE is set, skipping fromEnv provider.", {
				logger: init.logger,
				tryNextLink: true
			});
		}
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromEnv");
		return fromEnv(init)();
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromSSO");
		const { ssoStartUrl, ssoAccountId, ssoRegion, ssoRoleName, ssoSession } = init;
		if (!ssoStartUrl && !ssoAccountId && !ssoRegion && !ssoRoleName && !ssoSession) throw new CredentialsProviderError("Skipping SSO provider in default chain (inputs do not include SSO fields).", { logger: init.logger });
		const { fromSSO } = await import("./dist-es-BEOlXqZQ.js");
		return fromSSO(init)(awsIdentityProperties);
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromIni");
		const { fromIni } = await import("./dist-es-9XXfltRE.js");
		return fromIni(init)(awsIdentityProperties);
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromProcess");
		const { fromProcess } = await import("./dist-es-CPsLCDZx.js");
		return fromProcess(init)(awsIdentityProperties);
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromTokenFile");
		const { fromTokenFile } = await import("./dist-es-DhNtUCNF.js");
		return fromTokenFile(init)(awsIdentityProperties);
	},
	async () => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::remoteProvider");
		return (await remoteProvider(init))();
	},
	async () => {
		throw new CredentialsProviderError("Could not load credentials from any providers", {
			tryNextLink: false,
			logger: init.logger
		});
	}
], credentialsTreatedAsExpired);
const credentialsTreatedAsExpired = (credentials) => credentials?.expiration !== void 0 && credentials.expiration.getTime() - Date.now() < 3e5;
// node_modules/@aws-sdk/checksums/dist-es/submodules/sha/sha1/Sha1Js.js
const BLOCK = 64;
const DIGEST_LENGTH = 20;
const INIT = new Int32Array([
	1732584193,
	4023233417,
	2562383102,
	271733878,
	3285377520
]);
const K = new Int32Array([
	1518500249,
	1859775393,
	2400959708,
	3395469782
]);
var Sha1Js = class Sha1Js {
	digestLength = DIGEST_LENGTH;
	state = Int32Array.from(INIT);
	w;
	buffer = new Uint8Array(BLOCK);
	bufferLength = 0;
	bytesHashed = 0;
	finished = false;
	inner;
	outer;
	constructor(secret) {
		if (secret) {
			const key = Sha1Js.normalizeKey(secret);
			this.inner = new Sha1Js();
			this.outer = new Sha1Js();
			const pad = /* @__PURE__ */ new Uint8Array(128);
			for (let i = 0; i < BLOCK; ++i) {
				pad[i] = 54 ^ key[i];
				pad[i + BLOCK] = 92 ^ key[i];
			}
			this.inner.update(pad.subarray(0, BLOCK));
			this.outer.update(pad.subarray(BLOCK));
		}
	}
	update(data) {
		if (this.finished) throw new Error("Attempted to update an already finished HMAC.");
		if (this.inner) {
			this.inner.update(data);
			return;
		}
		let pos = 0;
		let { length } = data;
		this.bytesHashed += length;
		if (this.bufferLength > 0) {
			while (length > 0 && this.bufferLength < BLOCK) {
				this.buffer[this.bufferLength++] = data[pos++];
				--length;
			}
			if (this.bufferLength === BLOCK) {
				this.hashBuffer(this.buffer, 0);
				this.bufferLength = 0;
			}
		}
		while (length >= BLOCK) {
			this.hashBuffer(data, pos);
			pos += BLOCK;
			length -= BLOCK;
		}
		while (length > 0) {
			this.buffer[this.bufferLength++] = data[pos++];
			--length;
		}
	}
	async digest() {
		if (this.inner && this.outer) {
			if (this.finished) throw new Error("Attempted to digest an already finished HMAC.");
			this.finished = true;
			const innerDigest = this.inner.digestSync();
			this.outer.update(innerDigest);
			return this.outer.digestSync();
		}
		return this.digestSync();
	}
	reset() {
		this.state = Int32Array.from(INIT);
		this.buffer = new Uint8Array(BLOCK);
		this.bufferLength = 0;
		this.bytesHashed = 0;
	}
	digestSync() {
		const state = this.state.slice();
		const buffer = this.buffer.slice();
		let bufferLength = this.bufferLength;
		const bitsHi = this.bytesHashed / 536870912 | 0;
		const bitsLo = this.bytesHashed << 3;
		buffer[bufferLength++] = 128;
		if (bufferLength > 56) {
			for (let i = bufferLength; i < BLOCK; ++i) buffer[i] = 0;
			this.hashBufferWith(state, buffer, 0);
			bufferLength = 0;
		}
		for (let i = bufferLength; i < 56; ++i) buffer[i] = 0;
		const v = new DataView(buffer.buffer, buffer.byteOffset, BLOCK);
		v.setUint32(56, bitsHi, false);
		v.setUint32(60, bitsLo, false);
		this.hashBufferWith(state, buffer, 0);
		const out = new Uint8Array(DIGEST_LENGTH);
		out[0] = state[0] >>> 24 & 255;
		out[1] = state[0] >>> 16 & 255;
		out[2] = state[0] >>> 8 & 255;
		out[3] = state[0] & 255;
		out[4] = state[1] >>> 24 & 255;
		out[5] = state[1] >>> 16 & 255;
		out[6] = state[1] >>> 8 & 255;
		out[7] = state[1] & 255;
		out[8] = state[2] >>> 24 & 255;
		out[9] = state[2] >>> 16 & 255;
		out[10] = state[2] >>> 8 & 255;
		out[11] = state[2] & 255;
		out[12] = state[3] >>> 24 & 255;
		out[13] = state[3] >>> 16 & 255;
		out[14] = state[3] >>> 8 & 255;
		out[15] = state[3] & 255;
		out[16] = state[4] >>> 24 & 255;
		out[17] = state[4] >>> 16 & 255;
		out[18] = state[4] >>> 8 & 255;
		out[19] = state[4] & 255;
		return out;
	}
	static normalizeKey(secret) {
		const key = toUint8Array(secret);
		if (key.byteLength > BLOCK) {
			const h = new Sha1Js();
			h.update(key);
			const digest = h.digestSync();
			const padded = new Uint8Array(BLOCK);
			padded.set(digest);
			return padded;
		}
		const padded = new Uint8Array(BLOCK);
		padded.set(key);
		return padded;
	}
	hashBuffer(data, offset) {
		this.hashBufferWith(this.state, data, offset);
	}
	hashBufferWith(state, data, offset) {
		const w = this.w ??= /* @__PURE__ */ new Int32Array(80);
		let s0 = state[0], s1 = state[1], s2 = state[2], s3 = state[3], s4 = state[4];
		for (let t = 0; t < 16; ++t) w[t] = (data[offset + t * 4] & 255) << 24 | (data[offset + t * 4 + 1] & 255) << 16 | (data[offset + t * 4 + 2] & 255) << 8 | data[offset + t * 4 + 3] & 255;
		for (let t = 16; t < 80; ++t) {
			const x = w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16];
			w[t] = x << 1 | x >>> 31;
		}
		for (let t = 0; t < 80; ++t) {
			const r = t < 20 ? 0 : t < 40 ? 1 : t < 60 ? 2 : 3;
			const temp = ((s0 << 5 | s0 >>> 27) + (r === 0 ? s1 & s2 ^ ~s1 & s3 : r === 2 ? s1 & s2 ^ s1 & s3 ^ s2 & s3 : s1 ^ s2 ^ s3) | 0) + (s4 + (K[r] + w[t] | 0) | 0) | 0;
			s4 = s3;
			s3 = s2;
			s2 = s1 << 30 | s1 >>> 2;
			s1 = s0;
			s0 = temp;
		}
		state[0] = state[0] + s0 | 0;
		state[1] = state[1] + s1 | 0;
		state[2] = state[2] + s2 | 0;
		state[3] = state[3] + s3 | 0;
		state[4] = state[4] + s4 | 0;
	}
};
const Sha1Node = (() => {
	try {
		createHash("sha1");
		return true;
	} catch {
		return false;
	}
})() ? buildNativeClass() : Sha1Js;
function buildNativeClass() {
	return class Sha1Node {
		digestLength = 20;
		secret;
		hash;
		isHmac;
		finished = false;
		constructor(secret) {
			this.secret = secret;
			this.isHmac = !!secret;
			this.hash = this.createHash();
		}
		update(data) {
			if (this.finished) throw new Error("Attempted to update an already finished hash.");
			this.hash.update(data);
		}
		async digest() {
			let buf;
			if (this.isHmac) {
				this.finished = true;
				buf = this.hash.digest();
			} else buf = this.hash.copy().digest();
			return new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength);
		}
		reset() {
			this.hash = this.createHash();
			this.finished = false;
		}
		createHash() {
			return this.secret ? createHmac("sha1", toBuffer(this.secret)) : createHash("sha1");
		}
	};
}
function toBuffer(data) {
	if (typeof data === "string") return data;
	if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	return Buffer.from(data);
}
// node_modules/@aws-sdk/client-s3/dist-es/runtimeConfig.shared.js
const getRuntimeConfig$1 = (config) => {
	return {
		apiVersion: "2006-03-01",
		base64Decoder: config?.base64Decoder ?? fromBase64,
		base64Encoder: config?.base64Encoder ?? toBase64,
		disableHostPrefix: config?.disableHostPrefix ?? false,
		endpointProvider: config?.endpointProvider ?? defaultEndpointResolver,
		extensions: config?.extensions ?? [],
		getAwsChunkedEncodingStream: config?.getAwsChunkedEncodingStream ?? getAwsChunkedEncodingStream,
		httpAuthSchemeProvider: config?.httpAuthSchemeProvider ?? defaultS3HttpAuthSchemeProvider,
		httpAuthSchemes: config?.httpAuthSchemes ?? [{
			schemeId: "aws.auth#sigv4",
			identityProvider: (ipc) => ipc.getIdentityProvider("aws.auth#sigv4"),
			signer: new AwsSdkSigV4Signer()
		}, {
			schemeId: "aws.auth#sigv4a",
			identityProvider: (ipc) => ipc.getIdentityProvider("aws.auth#sigv4a"),
			signer: new AwsSdkSigV4ASigner()
		}],
		logger: config?.logger ?? new NoOpLogger(),
		md5: config?.md5 ?? Md5Node,
		protocol: config?.protocol ?? S3RestXmlProtocol,
		protocolSettings: config?.protocolSettings ?? {
			defaultNamespace: "com.amazonaws.s3",
			errorTypeRegistries,
			xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
			version: "2006-03-01",
			serviceTarget: "AmazonS3"
		},
		sdkStreamMixin: config?.sdkStreamMixin ?? sdkStreamMixin,
		serviceId: config?.serviceId ?? "S3",
		sha1: config?.sha1 ?? Sha1Node,
		sha256: config?.sha256 ?? Sha256Node,
		signerConstructor: config?.signerConstructor ?? SignatureV4MultiRegion,
		signingEscapePath: config?.signingEscapePath ?? false,
		urlParser: config?.urlParser ?? parseUrl,
		useArnRegion: config?.useArnRegion ?? void 0,
		utf8Decoder: config?.utf8Decoder ?? fromUtf8,
		utf8Encoder: config?.utf8Encoder ?? toUtf8
	};
};
// node_modules/@aws-sdk/client-s3/dist-es/runtimeConfig.js
const getRuntimeConfig = (config) => {
	emitWarningIfUnsupportedVersion(process.version);
	const defaultsMode = resolveDefaultsModeConfig(config);
	const defaultConfigProvider = () => defaultsMode().then(loadConfigsForDefaultMode);
	const clientSharedValues = getRuntimeConfig$1(config);
	emitWarningIfUnsupportedVersion$1(process.version);
	const loaderConfig = {
		profile: config?.profile,
		logger: clientSharedValues.logger
	};
	return {
		...clientSharedValues,
		...config,
		runtime: "node",
		defaultsMode,
		authSchemePreference: config?.authSchemePreference ?? loadConfig(NODE_AUTH_SCHEME_PREFERENCE_OPTIONS, loaderConfig),
		bodyLengthChecker: config?.bodyLengthChecker ?? calculateBodyLength,
		credentialDefaultProvider: config?.credentialDefaultProvider ?? defaultProvider,
		defaultUserAgentProvider: config?.defaultUserAgentProvider ?? createDefaultUserAgentProvider({
			serviceId: clientSharedValues.serviceId,
			clientVersion: version
		}),
		disableS3ExpressSessionAuth: config?.disableS3ExpressSessionAuth ?? loadConfig(NODE_DISABLE_S3_EXPRESS_SESSION_AUTH_OPTIONS, loaderConfig),
		eventStreamSerdeProvider: config?.eventStreamSerdeProvider ?? eventStreamSerdeProvider,
		maxAttempts: config?.maxAttempts ?? loadConfig(NODE_MAX_ATTEMPT_CONFIG_OPTIONS, config),
		region: config?.region ?? loadConfig(NODE_REGION_CONFIG_OPTIONS, {
			...NODE_REGION_CONFIG_FILE_OPTIONS,
			...loaderConfig
		}),
		requestChecksumCalculation: config?.requestChecksumCalculation ?? loadConfig(NODE_REQUEST_CHECKSUM_CALCULATION_CONFIG_OPTIONS, loaderConfig),
		requestHandler: NodeHttpHandler.create(config?.requestHandler ?? defaultConfigProvider),
		responseChecksumValidation: config?.responseChecksumValidation ?? loadConfig(NODE_RESPONSE_CHECKSUM_VALIDATION_CONFIG_OPTIONS, loaderConfig),
		retryMode: config?.retryMode ?? loadConfig({
			...NODE_RETRY_MODE_CONFIG_OPTIONS,
			default: async () => (await defaultConfigProvider()).retryMode || DEFAULT_RETRY_MODE
		}, config),
		sigv4aSigningRegionSet: config?.sigv4aSigningRegionSet ?? loadConfig(NODE_SIGV4A_CONFIG_OPTIONS, loaderConfig),
		streamCollector: config?.streamCollector ?? streamCollector,
		streamHasher: config?.streamHasher ?? readableStreamHasher,
		useArnRegion: config?.useArnRegion ?? loadConfig(NODE_USE_ARN_REGION_CONFIG_OPTIONS, loaderConfig),
		useDualstackEndpoint: config?.useDualstackEndpoint ?? loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, loaderConfig),
		useFipsEndpoint: config?.useFipsEndpoint ?? loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, loaderConfig),
		userAgentAppId: config?.userAgentAppId ?? loadConfig(NODE_APP_ID_CONFIG_OPTIONS, loaderConfig)
	};
};
// node_modules/@aws-sdk/client-s3/dist-es/auth/httpAuthExtensionConfiguration.js
const getHttpAuthExtensionConfiguration = (runtimeConfig) => {
	const _httpAuthSchemes = runtimeConfig.httpAuthSchemes;
	let _httpAuthSchemeProvider = runtimeConfig.httpAuthSchemeProvider;
	let _credentials = runtimeConfig.credentials;
	return {
		setHttpAuthScheme(httpAuthScheme) {
			const index = _httpAuthSchemes.findIndex((scheme) => scheme.schemeId === httpAuthScheme.schemeId);
			if (index === -1) _httpAuthSchemes.push(httpAuthScheme);
			else _httpAuthSchemes.splice(index, 1, httpAuthScheme);
		},
		httpAuthSchemes() {
			return _httpAuthSchemes;
		},
		setHttpAuthSchemeProvider(httpAuthSchemeProvider) {
			_httpAuthSchemeProvider = httpAuthSchemeProvider;
		},
		httpAuthSchemeProvider() {
			return _httpAuthSchemeProvider;
		},
		setCredentials(credentials) {
			_credentials = credentials;
		},
		credentials() {
			return _credentials;
		}
	};
};
const resolveHttpAuthRuntimeConfig = (config) => {
	return {
		httpAuthSchemes: config.httpAuthSchemes(),
		httpAuthSchemeProvider: config.httpAuthSchemeProvider(),
		credentials: config.credentials()
	};
};
// node_modules/@aws-sdk/client-s3/dist-es/runtimeExtensions.js
const resolveRuntimeExtensions = (runtimeConfig, extensions) => {
	const extensionConfiguration = Object.assign(getAwsRegionExtensionConfiguration(runtimeConfig), getDefaultExtensionConfiguration(runtimeConfig), getHttpHandlerExtensionConfiguration(runtimeConfig), getHttpAuthExtensionConfiguration(runtimeConfig));
	extensions.forEach((extension) => extension.configure(extensionConfiguration));
	return Object.assign(runtimeConfig, resolveAwsRegionExtensionConfiguration(extensionConfiguration), resolveDefaultRuntimeConfig(extensionConfiguration), resolveHttpHandlerRuntimeConfig(extensionConfiguration), resolveHttpAuthRuntimeConfig(extensionConfiguration));
};
// node_modules/@aws-sdk/client-s3/dist-es/S3Client.js
var S3Client = class extends Client {
	config;
	constructor(...[configuration]) {
		const _config_0 = getRuntimeConfig(configuration || {});
		super(_config_0);
		this.initConfig = _config_0;
		const _config_1 = resolveClientEndpointParameters(_config_0);
		const _config_2 = resolveUserAgentConfig(_config_1);
		const _config_3 = resolveFlexibleChecksumsConfig(_config_2);
		const _config_4 = resolveRetryConfig(_config_3);
		const _config_5 = resolveRegionConfig(_config_4);
		const _config_6 = resolveHostHeaderConfig(_config_5);
		const _config_7 = resolveEndpointConfig(_config_6);
		const _config_8 = resolveEventStreamSerdeConfig(_config_7);
		const _config_9 = resolveHttpAuthSchemeConfig(_config_8);
		const _config_10 = resolveS3Config(_config_9, { session: [() => this, CreateSessionCommand] });
		const _config_11 = resolveRuntimeExtensions(_config_10, configuration?.extensions || []);
		this.config = _config_11;
		this.middlewareStack.use(getSchemaSerdePlugin(this.config));
		this.middlewareStack.use(getUserAgentPlugin(this.config));
		this.middlewareStack.use(getRetryPlugin(this.config));
		this.middlewareStack.use(getContentLengthPlugin(this.config));
		this.middlewareStack.use(getHostHeaderPlugin(this.config));
		this.middlewareStack.use(getLoggerPlugin(this.config));
		this.middlewareStack.use(getRecursionDetectionPlugin(this.config));
		this.middlewareStack.use(getHttpAuthSchemeEndpointRuleSetPlugin(this.config, {
			httpAuthSchemeParametersProvider: defaultS3HttpAuthSchemeParametersProvider,
			identityProviderConfigProvider: async (config) => new DefaultIdentityProviderConfig({
				"aws.auth#sigv4": config.credentials,
				"aws.auth#sigv4a": config.credentials
			})
		}));
		this.middlewareStack.use(getHttpSigningPlugin(this.config));
		this.middlewareStack.use(getValidateBucketNamePlugin(this.config));
		this.middlewareStack.use(getAddExpectContinuePlugin(this.config));
		this.middlewareStack.use(getRegionRedirectMiddlewarePlugin(this.config));
		this.middlewareStack.use(getS3ExpressPlugin(this.config));
		this.middlewareStack.use(getS3ExpressHttpSigningPlugin(this.config));
	}
	destroy() {
		super.destroy();
	}
};
// node_modules/@aws-sdk/client-s3/dist-es/commands/AbortMultipartUploadCommand.js
var AbortMultipartUploadCommand = class extends command(_ep0, _mw0, "AbortMultipartUpload", AbortMultipartUpload$) {};
// node_modules/@aws-sdk/client-s3/dist-es/commands/CompleteMultipartUploadCommand.js
var CompleteMultipartUploadCommand = class extends command(_ep0, _mw1, "CompleteMultipartUpload", CompleteMultipartUpload$) {};
// node_modules/@aws-sdk/client-s3/dist-es/commands/CopyObjectCommand.js
var CopyObjectCommand = class extends command(_ep1, _mw1, "CopyObject", CopyObject$) {};
// node_modules/@aws-sdk/client-s3/dist-es/commands/CreateMultipartUploadCommand.js
var CreateMultipartUploadCommand = class extends command(_ep0, _mw1, "CreateMultipartUpload", CreateMultipartUpload$) {};
// node_modules/@aws-sdk/client-s3/dist-es/commands/DeleteObjectCommand.js
var DeleteObjectCommand = class extends command(_ep0, _mw0, "DeleteObject", DeleteObject$) {};
// node_modules/@aws-sdk/client-s3/dist-es/commands/GetObjectCommand.js
var GetObjectCommand = class extends command(_ep0, _mw7, "GetObject", GetObject$) {};
// node_modules/@aws-sdk/client-s3/dist-es/commands/HeadObjectCommand.js
var HeadObjectCommand = class extends command(_ep0, _mw8, "HeadObject", HeadObject$) {};
// node_modules/@aws-sdk/client-s3/dist-es/commands/ListMultipartUploadsCommand.js
var ListMultipartUploadsCommand = class extends command(_ep8, _mw0, "ListMultipartUploads", ListMultipartUploads$) {};
// node_modules/@aws-sdk/client-s3/dist-es/commands/ListObjectsCommand.js
var ListObjectsCommand = class extends command(_ep8, _mw0, "ListObjects", ListObjects$) {};
// node_modules/@aws-sdk/client-s3/dist-es/commands/ListObjectsV2Command.js
var ListObjectsV2Command = class extends command(_ep8, _mw0, "ListObjectsV2", ListObjectsV2$) {};
// node_modules/@aws-sdk/client-s3/dist-es/commands/ListPartsCommand.js
var ListPartsCommand = class extends command(_ep0, _mw1, "ListParts", ListParts$) {};
// node_modules/@aws-sdk/client-s3/dist-es/commands/UploadPartCopyCommand.js
var UploadPartCopyCommand = class extends command(_ep4, _mw1, "UploadPartCopy", UploadPartCopy$) {};
// packages/adapter-s3/src/s3-errors.ts
/**
* S3's error names ("Error responses" in the Amazon S3 API reference) and those of servers that speak
* S3 (COS, OSS), as ours. The name decides, not the status: the SDK reports an error inside a 200 as a 503.
*/
const S3_ERRORS = {
	BadDigest: "checksum-mismatch",
	XAmzContentChecksumMismatch: "checksum-mismatch",
	XAmzContentSHA256Mismatch: "checksum-mismatch",
	EntitySizeNotMatch: "store-unreachable",
	IncompleteBody: "store-unreachable",
	RequestTimeout: "store-unreachable",
	RequestTimeOut: "store-throttled",
	UserNetworkTooSlow: "store-throttled",
	NoSuchUpload: "upload-gone",
	InvalidPart: "parts-refused",
	InvalidPartOrder: "parts-refused",
	OperationAborted: "store-conflict",
	ConditionalRequestConflict: "upload-superseded",
	UploadConflict: "store-conflict",
	FileAlreadyExists: "destination-exists",
	PreconditionFailed: "destination-exists",
	AccessDenied: "store-refused",
	AccountProblem: "store-refused",
	AllAccessDisabled: "store-refused",
	AuthorizationHeaderMalformed: "store-refused",
	Forbidden: "store-refused",
	InvalidAccessKeyId: "store-refused",
	InvalidToken: "store-refused",
	NotSignedUp: "store-refused",
	SignatureDoesNotMatch: "store-refused",
	ExpiredToken: "credentials-expired",
	ExpiredTokenException: "credentials-expired",
	TokenRefreshRequired: "credentials-expired",
	RequestExpired: "clock-skewed",
	RequestTimeTooSkewed: "clock-skewed",
	NoSuchBucket: "store-missing",
	NoSuchKey: "store-missing",
	NotFound: "store-missing",
	EntityTooLarge: "store-rejected",
	EntityTooSmall: "store-rejected",
	InvalidArgument: "store-rejected",
	InvalidBucketName: "store-rejected",
	InvalidDigest: "store-rejected",
	InvalidObjectState: "store-rejected",
	InvalidRange: "store-rejected",
	InvalidRequest: "store-rejected",
	InvalidURI: "store-rejected",
	KeyTooLongError: "store-rejected",
	MalformedXML: "store-rejected",
	MetadataTooLarge: "store-rejected",
	MethodNotAllowed: "store-rejected",
	MissingContentLength: "store-rejected",
	NotImplemented: "store-rejected",
	PermanentRedirect: "store-rejected",
	InternalError: "store-unreachable",
	TemporaryRedirect: "store-unreachable",
	RequestLimitExceeded: "store-throttled",
	ServiceUnavailable: "store-throttled",
	SlowDown: "store-throttled",
	Throttling: "store-throttled",
	ThrottlingException: "store-throttled",
	TooManyRequests: "store-throttled",
	AbortError: "store-unreachable",
	TimeoutError: "store-unreachable"
};
/** Real ones have some hundred characters. */
const MAX_ERROR_LENGTH = 65536;
const CODES$2 = new Map(Object.entries(S3_ERRORS));
/** @returns a PenstockError, or the error itself where it is no response and no broken connection: a bug */
function toS3Error(what, error, isConditional) {
	if (!(error instanceof Error) || isPenstockError(error)) return error;
	const facts = factsOf$1(error);
	const means = codeOf(facts);
	if (means === void 0) return error;
	const code = withoutCondition(means, isConditional);
	const { name, systemCode, status, requestId } = facts;
	const how = systemCode === void 0 ? `the store answered ${name}` : `no connection (${systemCode})`;
	return new PenstockError(code, `${what}: ${how}`, {
		cause: error,
		details: {
			storeCode: systemCode ?? name,
			...status === void 0 ? {} : { httpStatus: status },
			...requestId === void 0 ? {} : { requestId }
		}
	});
}
/** A rejection that the SDK has not seen. */
function toS3Rejection(what, rejection) {
	const { status, code: name, message, requestId, region, endpoint } = rejection;
	const code = withoutCondition(CODES$2.get(name ?? "") ?? storeCodeOfStatus(status), rejection.isConditional);
	return new PenstockError(code, `${what}: the store answered ${wordsOf(rejection)}`, { details: {
		httpStatus: status,
		...reported({
			storeCode: name && (saidName(name) || said(name)),
			storeMessage: message && said(message),
			requestId: requestId && saidId(requestId),
			region: region && saidName(region),
			endpoint: endpoint && saidName(endpoint)
		})
	} });
}
/** Nothing stands in the way of a request without a condition: the store calls it wrong. */
function withoutCondition(code, isConditional) {
	return code === "destination-exists" && !isConditional ? "store-rejected" : code;
}
/** The store's own words, as far as there are any. */
function wordsOf({ status, method, code, message, region, endpoint }) {
	const words = code === void 0 ? statusText(status) + (method === "HEAD" ? " (a HEAD has no body to say more)" : "") : `${status} ${saidName(code) || said(code)}${message === void 0 ? "" : `: ${said(message)}`}`;
	const isElsewhere = status < 400 || code === "AuthorizationHeaderMalformed";
	const place = [["region", saidName(region ?? "")], ["endpoint", saidName(endpoint ?? "")]].flatMap(([kind, name]) => name === "" ? [] : [`${kind} ${name}`]);
	return isElsewhere && place.length > 0 ? `${words} (it names ${place.join(" and ")}: set the connection to that)` : words;
}
function reported(facts) {
	const known = Object.entries(facts).map(([name, text]) => [name, text ?? ""]);
	return Object.fromEntries(known.filter(([, text]) => text !== ""));
}
/** What an `<Error>` says. Anything else says nothing. */
function readErrorDocument(text) {
	const start = text.slice(0, MAX_ERROR_LENGTH);
	const isDocument = /<Error[\s>]/.test(start);
	const field = (name) => isDocument ? textOf(start, name) : void 0;
	return {
		isDocument,
		code: field("Code"),
		message: field("Message"),
		requestId: field("RequestId"),
		region: field("Region"),
		endpoint: field("Endpoint"),
		serverTime: field("ServerTime")
	};
}
/** Found by its two tags: a pattern would start anew at each bracket. */
function textOf(xml, name) {
	const start = xml.indexOf(`<${name}>`);
	const from = start + name.length + 2;
	const end = start < 0 ? -1 : xml.indexOf(`</${name}>`, from);
	const text = end < 0 ? "" : xml.slice(from, end).trim();
	return text === "" || text.includes("<") ? void 0 : text;
}
function factsOf$1(error) {
	const metadata = fieldOf(error, "$metadata");
	const response = fieldOf(error, "$response");
	const status = fieldOf(metadata, "httpStatusCode") ?? fieldOf(response, "statusCode");
	const systemCode = fieldOf(error, "code");
	const requestId = fieldOf(metadata, "requestId") ?? vendorRequestId(fieldOf(response, "headers"));
	return {
		name: error.name,
		systemCode: isConnectionCode(systemCode) ? systemCode : void 0,
		status: typeof status === "number" ? status : void 0,
		requestId: typeof requestId === "string" ? requestId : void 0
	};
}
/** COS and OSS name the request in a header of their own, which the SDK does not read. */
function vendorRequestId(headers) {
	return fieldOf(headers, "x-cos-request-id") ?? fieldOf(headers, "x-oss-request-id");
}
/**
* Node names what can happen to a connection (ECONNRESET, HPE_INVALID_CONSTANT, CERT_HAS_EXPIRED) by a
* code. Of its own codes, ERR_…, only these are about the other side; the rest are our mistakes.
*/
function isConnectionCode(code) {
	return typeof code === "string" && (!code.startsWith("ERR_") || /^ERR_(TLS_|SSL_|STREAM_PREMATURE_CLOSE)/.test(code));
}
function fieldOf(value, name) {
	return typeof value === "object" && value !== null ? Reflect.get(value, name) : void 0;
}
function codeOf({ name, systemCode, status }) {
	const known = CODES$2.get(name);
	if (known !== void 0) return known;
	if (systemCode !== void 0) return "store-unreachable";
	return status === void 0 ? void 0 : storeCodeOfStatus(status);
}
// packages/adapter-s3/src/s3-rejections.ts
/** By which headers stores name a request: Amazon and who copies it, COS, OSS, Swift, Ceph, Google, MinIO, B2. */
const REQUEST_IDS = [
	"x-amz-request-id",
	"x-amz-id-2",
	"x-cos-request-id",
	"x-oss-request-id",
	"x-trans-id",
	"x-openstack-request-id",
	"x-rgw-request-id",
	"x-guploader-uploadid",
	"x-minio-deployment-id",
	"x-obs-request-id",
	"x-tos-request-id"
];
/** What a store's own rejection without a document may be called. */
const STORE_TYPES = /^(?:(?:application|text)\/xml|(?:application|binary)\/octet-stream)\b/i;
/** What passes, from the store or from a proxy: a proxy has limits as well. */
const PASSING = /* @__PURE__ */ new Set([408, 429]);
/** What a bucket's rejections mean: whose they are, and whether a wrong clock of ours explains them. */
var S3Rejections = class {
	clock;
	/** A store that has named a request once names each of them. */
	#namesRequests = false;
	constructor({ clock }) {
		this.clock = new StoreClock(clock);
	}
	/** Of a response that is no rejection, or not yet known to be one. */
	note({ headers }) {
		this.#namesRequests ||= isNamed(headers);
	}
	/** Reads the response to its end. */
	async read(asked, response) {
		return this.judge(asked, response, await readRejectionText(response));
	}
	judge({ what, method, corrections, isConditional }, response, text) {
		const { status, headers } = response;
		this.note(response);
		const document = readErrorDocument(text);
		if (!this.#isOwn(headers, document, text) && status < 500 && !PASSING.has(status)) return new PenstockError(status >= 300 && status < 400 ? "store-unreachable" : "store-response-invalid", `${what}: an intermediary responded: ${describeStranger(response)}`, { details: { httpStatus: status } });
		const error = toS3Rejection(what, {
			status,
			method,
			isConditional,
			...withHeaders$1(document, headers)
		});
		const date = timeOf$2(headers.date ?? document.serverTime);
		return (status === 403 || error.code === "clock-skewed" || status === 400 && method === "HEAD") && this.clock.explains(corrections, date) ? new PenstockError("clock-skewed", `${error.message}, and its clock differs a lot from ours`, {
			cause: error,
			details: error.details
		}) : error;
	}
	#isOwn(headers, { isDocument }, text) {
		if (isDocument || isNamed(headers)) return true;
		const type = headers["content-type"] ?? "";
		return !this.#namesRequests && text.trim() === "" && (type === "" || STORE_TYPES.test(type));
	}
};
function isNamed(headers) {
	return REQUEST_IDS.some((name) => headers[name] !== void 0);
}
/** Where a HEAD has no document, headers say some of it. */
function withHeaders$1(document, headers) {
	const id = REQUEST_IDS.find((name) => headers[name] !== void 0) ?? "";
	return {
		...document,
		requestId: document.requestId ?? headers[id]?.toString(),
		region: document.region ?? headers["x-amz-bucket-region"]?.toString()
	};
}
// packages/adapter-s3/src/s3-address.ts
/** By the SDK's own rules, so that bytes go where its calls go: virtual host or path, endpoint or region. */
async function addressOf({ config }, bucket, endpoint) {
	const { url } = config.endpointProvider({
		Bucket: bucket,
		Region: await config.region(),
		UseFIPS: await config.useFipsEndpoint(),
		UseDualStack: await config.useDualstackEndpoint(),
		ForcePathStyle: config.forcePathStyle === true,
		...endpoint !== void 0 && { Endpoint: endpoint }
	});
	const base = url.pathname.replace(/\/$/, "");
	return {
		at: url,
		pathOf: (key) => `${base}/${key.split("/").map(encodeStrictly).join("/")}`
	};
}
/** Percent-encodes everything but `A-Z a-z 0-9 - _ . ~`, as a signature wants it. */
function encodeStrictly(text) {
	return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
function storedPart(what, response) {
	const checksum = crc32Of(response?.ChecksumCRC32);
	return {
		etag: etagOf(what, response?.ETag),
		...checksum !== void 0 && { checksum }
	};
}
/** Of the whole object; a COMPOSITE value is a checksum of checksums ("…-3"), which says nothing about the bytes. */
function wholeCrc32Of(response) {
	return response.ChecksumType === "FULL_OBJECT" ? crc32Of(response.ChecksumCRC32) : void 0;
}
/** How the store keeps an object that came in one PUT. */
function keptAs(headers) {
	const encryption = textHeader(headers, "x-amz-server-side-encryption") ?? textHeader(headers, "x-amz-server-side-encryption-customer-algorithm");
	return {
		...encryption !== void 0 && { encryption },
		...versionOf(headers)
	};
}
function versionOf(headers) {
	const versionId = textHeader(headers, "x-amz-version-id");
	return versionId === void 0 || versionId === "null" ? {} : { versionId };
}
function textHeader(headers, name) {
	const value = headers[name];
	return typeof value === "string" ? value : void 0;
}
function crc32Of(base64) {
	return base64 !== void 0 && /^[A-Za-z0-9+/]{6}==$/.test(base64) ? Buffer.from(base64, "base64").toString("hex") : void 0;
}
/**
* "Promise resolved" is not success: the SDK resolves without an ETag on a 200 whose body is an Error
* and a newline, and on a part's response that has no such header.
*/
function etagOf(what, text) {
	if (text === void 0 || text === "" || text === "\"\"") throw invalid$2(what, "without an ETag");
	return toETag(text);
}
/** The SDK's fields of a HEAD as the headers that they were. */
function headersOf(response) {
	return {
		etag: response.ETag,
		"last-modified": response.LastModified?.toUTCString(),
		"x-amz-version-id": response.VersionId,
		"x-amz-checksum-crc32": response.ChecksumCRC32,
		"x-amz-checksum-crc32c": response.ChecksumCRC32C,
		"x-amz-checksum-crc64nvme": response.ChecksumCRC64NVME,
		"x-amz-checksum-sha1": response.ChecksumSHA1,
		"x-amz-checksum-sha256": response.ChecksumSHA256
	};
}
/** Ceph calls an upload that is gone a missing key. */
function asGone(error) {
	return isPenstockError(error, "store-missing") && error.details["storeCode"] === "NoSuchKey" ? new PenstockError("upload-gone", error.message, {
		cause: error,
		details: error.details
	}) : error;
}
function invalid$2(what, how) {
	return new PenstockError("store-response-invalid", `${what}: the store sent a response ${how}`);
}
// packages/adapter-s3/src/s3-sdk-handler.ts
/** A page of 1000 uploads has 3 MB when its keys are long and percent-encoded. */
const MAX_RESPONSE_BYTES = 4194304;
/** The longest silence of the store; Complete may be silent for this long while it joins the parts. */
const IDLE_MS$1 = 6e4;
/**
* Sends what the SDK has signed as all other requests are sent, and gives the SDK only responses that
* are the store's, are no rejections, and are small enough to be taken apart.
*/
function createSdkHandler(sender, rejections) {
	return {
		metadata: { handlerProtocol: "http/1.1" },
		async handle(request, call) {
			const { method } = request;
			const { corrections, abortSignal, requestTimeout: totalMs, what } = call;
			const asked = {
				what,
				method,
				corrections,
				isConditional: carriesCondition(request.headers)
			};
			const limits = {
				continueMs: 0,
				idleMs: IDLE_MS$1,
				totalMs
			};
			const response = await sender.send({
				...requestOf(request),
				what,
				limits
			}, abortSignal);
			const { status, headers } = response;
			if (status >= 300) throw await rejections.read(asked, response);
			const text = await bodyOf(what, response);
			const kind = kindOf(text);
			if (kind === "error") throw rejections.judge(asked, response, text);
			if (kind === "list" && hasForbiddenReference(text)) throw invalid$2(what, "that refers to characters which XML forbids");
			if (kind === "other" || kind === "nothing" && method === "GET") throw invalid$2(what, `that is none of a store (${said(text)})`);
			rejections.note(response);
			const body = new TextEncoder().encode(text);
			return { response: {
				statusCode: status,
				reason: "",
				headers: textual(headers),
				body
			} };
		},
		destroy: () => sender.close()
	};
}
async function bodyOf(what, response) {
	const text = await readResponseText(response, MAX_RESPONSE_BYTES);
	if (text === void 0) throw invalid$2(what, `of more than ${MAX_RESPONSE_BYTES} bytes`);
	if (!isModestXml(text)) throw invalid$2(what, "that is no document of a store");
	return text;
}
/** Answers to calls are empty, or one document, whose root tells what it is. */
function kindOf(text) {
	if (text.trim() === "") return "nothing";
	const root = /^\s*(?:<\?[^>]*>\s*)?<([A-Za-z0-9:]+)/.exec(text)?.[1] ?? "";
	if (root === "Error") return "error";
	if (root === "ListBucketResult" || root === "ListMultipartUploadsResult") return "list";
	return root.endsWith("Result") ? "result" : "other";
}
function requestOf({ method, protocol, hostname, port, path, query = {}, headers, body }) {
	const at = new URL(`${protocol}//${hostname}${port === void 0 ? "" : `:${port}`}`);
	const parameters = queryText(query);
	return {
		at,
		method,
		path: parameters === "" ? path : `${path}?${parameters}`,
		headers,
		body: sdkBody(body)
	};
}
/** As the signature has it: names and values percent-encoded. */
function queryText(query) {
	return Object.entries(query).sort(([left], [right]) => left < right ? -1 : 1).flatMap(([name, values]) => [values ?? ""].flat().map((value) => [name, value])).map((pair) => pair.map(encodeStrictly).join("=")).join("&");
}
/** Documents that the SDK has written, all of them small. */
function sdkBody(body) {
	if (typeof body !== "string" && !(body instanceof Uint8Array)) return;
	const bytes = Buffer.from(body);
	const again = () => alone(bytes);
	return {
		lengthBytes: bytes.length,
		chunks: again(),
		again,
		isHeld: true
	};
}
async function* alone(bytes) {
	if (bytes.length > 0) yield bytes;
}
function textual(headers) {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]));
}
// packages/adapter-s3/src/s3-client.ts
/** Below 100 KB/s a transfer counts as dead, after this grace. */
const GRACE_MS = 6e4;
const SLOWEST_BYTES_PER_MS = 100;
const SILENT = {
	debug: () => void 0,
	info: () => void 0,
	warn: () => void 0,
	error: () => void 0
};
/**
* The SDK with every surprise switched off: it computes no checksums (they would turn a streamed body
* into chunks without a Content-Length), waits for no `100 Continue`, retries nothing, signs by the
* store's clock, and sends nothing by itself.
*/
function createS3Client(options, rejections = new S3Rejections(options)) {
	const client = new S3Client({
		region: options.region,
		...options.endpoint === void 0 ? {} : { endpoint: options.endpoint },
		forcePathStyle: options.pathStyle ?? options.profile.pathStyle,
		requestChecksumCalculation: "WHEN_REQUIRED",
		responseChecksumValidation: "WHEN_REQUIRED",
		expectContinueHeader: false,
		maxAttempts: 1,
		credentials: async () => ({
			...await options.credentials(),
			expiration: /* @__PURE__ */ new Date(0)
		}),
		logger: SILENT,
		requestHandler: createSdkHandler(createSender(), rejections)
	});
	CLOCKS.set(client, rejections.clock);
	Object.defineProperty(client.config, "systemClockOffset", {
		get: () => rejections.clock.aheadMs,
		set: () => void 0
	});
	return client;
}
const CLOCKS = /* @__PURE__ */ new WeakMap();
/** The time that a call which moves this many bytes may take. */
function callMs(bytes) {
	return GRACE_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS);
}
/**
* One call of the SDK with a time limit, and with its errors translated. An aborted signal rejects
* with its own reason.
*/
async function callS3(client, { what, command, headers = {}, totalMs = callMs(0) }, signal) {
	signal.throwIfAborted();
	const limit = AbortSignal.any([signal, AbortSignal.timeout(totalMs)]);
	withHeaders(command, headers);
	const call = {
		abortSignal: limit,
		requestTimeout: totalMs,
		what,
		corrections: CLOCKS.get(client)?.corrections ?? 0
	};
	try {
		return await client.send(command, call);
	} catch (error) {
		signal.throwIfAborted();
		throw toS3Error(what, error, carriesCondition(headers));
	}
}
/**
* Lets a command carry headers as they are, signed like its own: the SDK would take a date apart,
* and knows no header of another vendor.
*/
function withHeaders(command, headers) {
	command.middlewareStack.add((next) => async (args) => {
		if (hasHeaders(args.request)) Object.assign(args.request.headers, headers);
		return await next(args);
	}, {
		step: "build",
		name: "penstockHeaders"
	});
}
function hasHeaders(request) {
	return typeof request === "object" && request !== null && "headers" in request;
}
// packages/adapter-s3/src/s3-headers.ts
/** What a new object is given when it is begun: its attributes, and the token that tells whose it is. */
function objectHeaders({ attributes, token }) {
	const { metadata, tags } = attributes;
	const headers = {};
	for (const [name, attribute] of ATTRIBUTE_HEADERS) {
		const value = attributes[attribute];
		if (value !== void 0) headers[name] = value;
	}
	for (const [name, value] of Object.entries({
		...metadata,
		[TOKEN_NAME]: token
	})) headers[`x-amz-meta-${name}`] = value;
	if (tags !== void 0 && Object.keys(tags).length > 0) headers["x-amz-tagging"] = Object.entries(tags).map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
	return headers;
}
const ATTRIBUTE_HEADERS = [
	["content-type", "contentType"],
	["cache-control", "cacheControl"],
	["content-disposition", "contentDisposition"],
	["content-encoding", "contentEncoding"],
	["content-language", "contentLanguage"],
	["expires", "expires"],
	["x-amz-storage-class", "storageClass"],
	["x-amz-acl", "acl"]
];
/** How a new object is to be encrypted (Amazon S3 user guide, "Protecting data with encryption"). */
function encryptionHeaders(encryption) {
	switch (encryption?.kind) {
		case void 0: return {};
		case "store": return { "x-amz-server-side-encryption": "AES256" };
		case "kms": {
			const { keyId, context } = encryption;
			return {
				"x-amz-server-side-encryption": "aws:kms",
				...keyId !== void 0 && { "x-amz-server-side-encryption-aws-kms-key-id": keyId },
				...context !== void 0 && { "x-amz-server-side-encryption-context": context }
			};
		}
		case "customer": return customerKeyHeaders(encryption);
		default: return encryption;
	}
}
/** The customer's key, which the store forgets after each request: all that touch the bytes carry it. */
function customerKeyHeaders(encryption) {
	if (encryption?.kind !== "customer") return {};
	const key = encryption.key();
	return {
		"x-amz-server-side-encryption-customer-algorithm": "AES256",
		"x-amz-server-side-encryption-customer-key": key,
		"x-amz-server-side-encryption-customer-key-md5": createHash("md5").update(Buffer.from(key, "base64")).digest("base64")
	};
}
/** Checksums travel in base64. A body that is streamed has none beforehand. */
function checksumHeaders(algorithm, checksum) {
	if (checksum === void 0 || algorithm === "crc64xz") return {};
	const base64 = Buffer.from(checksum, "hex").toString("base64");
	return algorithm === "crc32" ? { "x-amz-checksum-crc32": base64 } : { "content-md5": base64 };
}
/** For what makes an object appear: a PUT and a Complete. */
function overwriteHeaders(guard, forbidOverwrite = false) {
	if (!forbidOverwrite || guard === "none") return {};
	return { [guard]: guard === "if-none-match" ? "*" : "true" };
}
/** For Initiate: COS wants to hear it there as well (document 436/7746), S3 knows no condition there. */
function overwriteHeadersOfInitiate(guard, forbidOverwrite) {
	return guard === "if-none-match" ? {} : overwriteHeaders(guard, forbidOverwrite);
}
// packages/adapter-s3/src/s3-signer.ts
/** A lease of 15 s and 60 s more. */
const LEASE_SIGNATURE_SECONDS = 75;
/** The bytes are proved by a checksum, and over https by TLS as well: to sign them costs a SHA-256 of each. */
const UNSIGNED = "UNSIGNED-PAYLOAD";
const ALGORITHM = "AWS4-HMAC-SHA256";
/** Proxies may rewrite it on the way, so the SDK does not sign it either. */
const NEVER_SIGNED = "cache-control";
/**
* Signature Version 4, as the S3 API's reference spells it out ("Authenticating Requests: Using the
* Authorization Header", and "Using Query Parameters"). A signature of the SDK's own signer costs 0.1 ms of CPU.
*/
function createS3Signer({ region, credentials }, clock) {
	const keys = new DayKeys(region);
	async function begin() {
		const keyPair = await credentials();
		const moment = new Date(clock.nowMs()).toISOString().replace(/[-:]|\.\d{3}/g, "");
		const scope = `${moment.slice(0, 8)}/${region}/s3/aws4_request`;
		const signatureOf = (canonical) => {
			const text = `${ALGORITHM}\n${moment}\n${scope}\n${hash("sha256", canonical)}`;
			return createHmac("sha256", keys.of(keyPair, moment.slice(0, 8))).update(text).digest("hex");
		};
		return {
			...keyPair,
			moment,
			credential: `${keyPair.accessKeyId}/${scope}`,
			signatureOf
		};
	}
	return {
		async sign(request) {
			const { moment, credential, sessionToken, signatureOf } = await begin();
			const headers = {
				...request.headers,
				host: request.host,
				"x-amz-content-sha256": UNSIGNED,
				"x-amz-date": moment,
				...sessionToken !== void 0 && { "x-amz-security-token": sessionToken }
			};
			const query = queryOf(request.query);
			const { names, fields } = signedFields(headers);
			const signature = signatureOf(canonicalOf(request, query, {
				names,
				fields
			}));
			const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
			return {
				query,
				headers: {
					...headers,
					authorization
				}
			};
		},
		async signForLease(request) {
			const { moment, credential, sessionToken, signatureOf } = await begin();
			const headers = {
				...request.headers,
				host: request.host
			};
			const { names, fields } = signedFields(headers);
			const query = queryOf({
				...request.query,
				"X-Amz-Algorithm": ALGORITHM,
				"X-Amz-Content-Sha256": UNSIGNED,
				"X-Amz-Credential": credential,
				"X-Amz-Date": moment,
				"X-Amz-Expires": String(LEASE_SIGNATURE_SECONDS),
				...sessionToken !== void 0 && { "X-Amz-Security-Token": sessionToken },
				"X-Amz-SignedHeaders": names
			});
			return {
				query: `${query}&X-Amz-Signature=${signatureOf(canonicalOf(request, query, {
					names,
					fields
				}))}`,
				headers
			};
		}
	};
}
/** The key of a day takes four HMACs, the signature itself one. */
var DayKeys = class {
	#region;
	#last;
	constructor(region) {
		this.#region = region;
	}
	of({ secretAccessKey }, day) {
		if (this.#last?.day !== day || this.#last.secret !== secretAccessKey) {
			const bytes = [
				day,
				this.#region,
				"s3",
				"aws4_request"
			].reduce((key, text) => createHmac("sha256", key).update(text).digest(), `AWS4${secretAccessKey}`);
			const key = createSecretKey(Buffer.from(bytes));
			this.#last = {
				day,
				secret: secretAccessKey,
				key
			};
		}
		return this.#last.key;
	}
};
function signedFields(headers) {
	const names = Object.keys(headers).filter((name) => name !== NEVER_SIGNED).sort();
	const fields = names.map((name) => `${name}:${(headers[name] ?? "").trim().replace(/\s+/g, " ")}\n`);
	return {
		names: names.join(";"),
		fields: fields.join("")
	};
}
function canonicalOf({ method, path }, query, { names, fields }) {
	return [
		method,
		path,
		query.split("&").sort().join("&"),
		fields,
		names,
		UNSIGNED
	].join("\n");
}
function queryOf(parameters) {
	return Object.entries(parameters).map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`).join("&");
}
// packages/adapter-s3/src/s3-transport.ts
/** The longest silence of the store. */
const IDLE_MS = 6e4;
function createS3Transport(options, client, rejections) {
	const sender = createSender();
	const reader = createGetClient();
	const signer = createS3Signer(options, rejections.clock);
	let address;
	async function ask(method, { what, key, query = {}, headers }, { sign, send }) {
		address ??= addressOf(client, options.bucket, options.endpoint);
		const { at, pathOf } = await address;
		const path = pathOf(key);
		const { corrections } = rejections.clock;
		const signed = await sign({
			method,
			host: at.host,
			path,
			query,
			headers
		});
		const response = await send({
			what,
			at,
			path: signed.query === "" ? path : `${path}?${signed.query}`,
			headers: signed.headers
		});
		if (response.status >= 200 && response.status < 300) {
			rejections.note(response);
			return response;
		}
		const isConditional = method === "GET" || carriesCondition(headers);
		throw await rejections.read({
			what,
			method,
			corrections,
			isConditional
		}, response);
	}
	return {
		async put(request, body, signal) {
			const headers = {
				...request.headers,
				"content-length": String(body.lengthBytes)
			};
			const response = await ask("PUT", {
				...request,
				headers
			}, {
				sign: signer.signForLease,
				send: async (target) => {
					const limits = limitsOf(body.lengthBytes);
					return await sender.send({
						...target,
						method: "PUT",
						body,
						limits
					}, signal);
				}
			});
			for await (const _ of response.chunks);
			return response.headers;
		},
		get: async (request, signal) => await ask("GET", request, {
			sign: signer.sign,
			send: async (target) => await reader.get(target, signal)
		}),
		close() {
			sender.close();
			reader.close();
		}
	};
}
function limitsOf(bytes) {
	return {
		continueMs: 0,
		idleMs: IDLE_MS,
		totalMs: callMs(bytes)
	};
}
// packages/adapter-s3/src/s3-document-store.ts
/** Every wait has its limit in the client. */
const NEVER = new AbortController().signal;
/** A document of ten thousand parts has one. */
const MAX_TEXT_BYTES$1 = 4194304;
/** Sixteen thousand rows of the longest keys, compressed, are below it. */
const MAX_BYTES = 67108864;
/** Documents in a bucket of Amazon S3, or of a server that speaks its API. */
function createS3DocumentStore(options) {
	const rejections = new S3Rejections(options);
	const client = createS3Client(options, rejections);
	const transport = createS3Transport(options, client, rejections);
	const bucket = {
		client,
		transport,
		options
	};
	return {
		put: async (key, document) => await put$1(bucket, {
			key,
			document,
			isNew: false
		}),
		putIfAbsent: async (key, text) => await putIfAbsent(bucket, key, text),
		get: async (key) => (await get(bucket, key, MAX_TEXT_BYTES$1))?.toString("utf8"),
		getBytes: async (key) => await get(bucket, key, MAX_BYTES),
		list: (prefix) => list(bucket, prefix),
		delete: async (key) => {
			const command = new DeleteObjectCommand({
				Bucket: options.bucket,
				Key: key
			});
			await callS3(client, {
				what: `delete ${key}`,
				command
			}, NEVER);
		},
		close() {
			client.destroy();
			transport.close();
		}
	};
}
async function put$1({ transport, options }, { key, document, isNew }) {
	const isText = typeof document === "string";
	const bytes = isText ? Buffer.from(document) : document;
	const headers = {
		"content-type": isText ? "application/json" : "application/octet-stream",
		...encryptionHeaders(options.encryption),
		...overwriteHeaders(options.profile.behaviour.overwriteGuard.is, isNew)
	};
	const again = () => once(bytes);
	const body = {
		lengthBytes: bytes.length,
		chunks: again(),
		again,
		isHeld: true
	};
	await transport.put({
		what: `put ${key}`,
		key,
		headers
	}, body, NEVER);
}
async function* once(bytes) {
	yield bytes;
}
async function putIfAbsent(bucket, key, text) {
	try {
		await put$1(bucket, {
			key,
			document: text,
			isNew: true
		});
	} catch (error) {
		if (!isPenstockError(error, "destination-exists")) throw error;
	}
}
async function get({ transport, options }, key, maxBytes) {
	const what = `get ${key}`;
	const headers = customerKeyHeaders(options.encryption);
	const chunks = [];
	let sizeBytes = 0;
	try {
		const response = await transport.get({
			what,
			key,
			headers
		}, NEVER);
		for await (const chunk of response.chunks) {
			sizeBytes += chunk.length;
			if (sizeBytes > maxBytes) throw invalid$2(what, `of more than ${maxBytes} bytes`);
			chunks.push(Buffer.from(chunk));
		}
	} catch (error) {
		if (isPenstockError(error, "store-missing") && error.details["storeCode"] === "NoSuchKey") return;
		throw error;
	}
	return Buffer.concat(chunks);
}
/** The keys are our own, so that XML can write them as they are. */
async function* list(bucket, prefix) {
	const what = `list objects under "${prefix}"`;
	const seen = new PageMarkers();
	let after;
	for (;;) {
		const { Contents = [], IsTruncated } = await askPage(bucket, {
			what,
			prefix,
			after
		});
		for (const { Key } of Contents) {
			if (Key === void 0) throw invalid$2(what, "with an object that has no key");
			yield Key;
		}
		if (IsTruncated !== true) return;
		const last = Contents.at(-1)?.Key;
		if (last === void 0 || !seen.leadOn(last)) throw invalid$2(what, "whose pages lead nowhere");
		after = last;
	}
}
async function askPage({ client, options }, { what, prefix, after }) {
	const place = {
		Bucket: options.bucket,
		Prefix: prefix
	};
	return options.profile.behaviour.listVersion.is === 2 ? await callS3(client, {
		what,
		command: new ListObjectsV2Command({
			...place,
			StartAfter: after
		})
	}, NEVER) : await callS3(client, {
		what,
		command: new ListObjectsCommand({
			...place,
			Marker: after
		})
	}, NEVER);
}
// packages/adapter-s3/src/unordered-page.ts
const PAGE_DIGITS = 8;
const INDEX_DIGITS = 4;
const POSITION = new RegExp(`^(\\d{${PAGE_DIGITS}})(\\d{${INDEX_DIGITS}})(.*)$`, "s");
/**
* A list that has no order has positions: the number of a page, that of a key in it, and the name that the
* server gave the page. So any process continues it, as long as the server knows the name.
*/
function pagePlace(position) {
	const [, page = "0", index = "0", token = ""] = POSITION.exec(position) ?? [];
	return {
		page: Number(page),
		index: Number(index),
		token
	};
}
/**
* What is left of a page behind a place. Nothing tells whether an earlier page had its keys as well; but a
* list that leads back, or nowhere, is not believed.
*
* @throws PenstockError `listing-invalid`
*/
function unorderedPage({ prefix, after, to }, raw) {
	const { page, index, token } = pagePlace(after);
	const stranger = raw.entries.find(({ key }) => !key.startsWith(prefix));
	if (stranger !== void 0) throw invalid$1(`names "${stranger.key}", which does not begin with "${prefix}"`);
	const next = raw.token ?? raw.next ?? "";
	if (raw.isTruncated && (next === "" || next === token)) throw invalid$1("says that more follows, and leads nowhere");
	const entries = raw.entries.map((entry, at) => ({
		...entry,
		position: positionAt({
			page,
			index: at + 1,
			token
		})
	})).slice(index).filter(({ position }) => to === void 0 || compareKeys(position, to) <= 0);
	const last = raw.isTruncated ? positionAt({
		page: page + 1,
		index: 0,
		token: next
	}) : entries.at(-1)?.position ?? after;
	const isEnd = !raw.isTruncated || to !== void 0 && compareKeys(last, to) >= 0;
	return {
		entries,
		last: isEnd ? to ?? last : last,
		isEnd
	};
}
function positionAt({ page, index, token }) {
	const digits = (value, width) => String(value).padStart(width, "0");
	return digits(page, PAGE_DIGITS) + digits(index, INDEX_DIGITS) + token;
}
function invalid$1(problem) {
	return new PenstockError("listing-invalid", `the list ${problem}. What it left out cannot be known: name the keys one by one`);
}
// packages/adapter-s3/src/s3-lister.ts
/** What a page can have at the most (API reference, ListObjectsV2). */
const MAX_PAGE_KEYS$1 = 1e3;
/** A page of 1000 objects has 4 MB when their keys are as long as can be and percent-encoded. */
const MAX_PAGE_BYTES = 8388608;
/**
* Lists a bucket of an S3 server. The pages go past the SDK, which costs 27 µs of CPU a key; they
* begin behind a key and never by a token, which is the server's own and expires.
*/
function createS3Lister(options) {
	const rejections = new S3Rejections(options);
	const client = createS3Client(options, rejections);
	const transport = createS3Transport(options, client, rejections);
	return {
		page: async (query, limit, signal) => {
			const page = readListing(await readPage(transport, parametersOf(options, query, limit), signal), { isPlusSpace: true });
			if (page === void 0) throw toSourceError(invalid$2(whatOf(query), "that is no list of objects"));
			return isUnordered(options) ? unorderedPage(query, page) : checkedPage(query, page);
		},
		close() {
			client.destroy();
			transport.close();
		}
	};
}
function whatOf({ prefix, after }) {
	return `list "${prefix}" behind "${after}"`;
}
/** Without it a list does not tell which archived objects have been restored (API reference, ListObjectsV2). */
const WITH_RESTORE_STATUS = { "x-amz-optional-object-attributes": "RestoreStatus" };
function isUnordered({ profile }) {
	return profile.listing === "unordered";
}
function parametersOf(options, query, limit) {
	const { profile } = options;
	const { prefix } = query;
	const isSecond = profile.behaviour.listVersion.is === 2;
	const hasTokens = isUnordered(options);
	const after = hasTokens ? pagePlace(query.after).token : query.after;
	const behind = hasTokens ? "continuation-token" : "start-after";
	return {
		what: whatOf(query),
		headers: profile.archivedClasses.length > 0 ? WITH_RESTORE_STATUS : {},
		query: {
			...isSecond && { "list-type": "2" },
			"encoding-type": "url",
			"max-keys": String(hasTokens ? MAX_PAGE_KEYS$1 : Math.min(limit, MAX_PAGE_KEYS$1)),
			...prefix !== "" && { prefix },
			...after !== "" && { [isSecond ? behind : "marker"]: after }
		}
	};
}
async function readPage(transport, { what, query, headers }, signal) {
	try {
		const text = await readResponseText(await transport.get({
			what,
			key: "",
			query,
			headers
		}, signal), MAX_PAGE_BYTES);
		if (text === void 0) throw invalid$2(what, `of more than ${MAX_PAGE_BYTES} bytes`);
		return text;
	} catch (error) {
		throw toSourceError(error);
	}
}
// packages/adapter-s3/src/s3-bucket.ts
function placeOf$1({ name }, { key, uploadId }) {
	return {
		Bucket: name,
		Key: key,
		UploadId: uploadId
	};
}
// packages/adapter-s3/src/s3-head.ts
/** HeadObject. Where a rejection has no code, a GET of the first byte asks for it. */
async function headS3(client, { what, bucket, key, withChecksum = false, headers = {} }, signal) {
	const place = {
		Bucket: bucket,
		Key: key
	};
	const head = new HeadObjectCommand({
		...place,
		...withChecksum ? { ChecksumMode: "ENABLED" } : {}
	});
	return await headOrReason(async () => await callS3(client, {
		what,
		command: head,
		headers
	}, signal), async () => {
		await callS3(client, {
			what,
			command: new GetObjectCommand({
				...place,
				Range: "bytes=0-0"
			}),
			headers
		}, signal);
	});
}
// packages/adapter-s3/src/s3-put-bytes.ts
/** Sends the bytes with their exact length, one chunk after the other. */
async function putBytes({ transport }, { what, key, part, headers, body }, signal) {
	const query = part === void 0 ? {} : {
		partNumber: String(part.number),
		uploadId: part.uploadId
	};
	const response = await transport.put({
		what,
		key,
		query,
		headers
	}, body, signal);
	const stored = storedPart(what, {
		ETag: response.etag,
		ChecksumCRC32: textHeader(response, "x-amz-checksum-crc32")
	});
	return part === void 0 ? {
		...stored,
		...keptAs(response)
	} : stored;
}
// packages/adapter-s3/src/s3-parts.ts
async function uploadPart(bucket, { upload, number, body, algorithm }, signal) {
	const { key, uploadId } = upload;
	const headers = {
		...checksumHeaders(algorithm, body.checksum),
		...customerKeyHeaders(bucket.encryption)
	};
	const what = `part ${number} of ${key}`;
	try {
		return await putBytes(bucket, {
			what,
			key,
			part: {
				uploadId,
				number
			},
			headers,
			body
		}, signal);
	} catch (error) {
		if (isCut(error)) await assertOpen(bucket, upload, signal);
		throw error;
	}
}
/** The other end closed the connection, perhaps after a response that was lost with it. */
function isCut(error) {
	return isPenstockError(error, "store-unreachable") && error.cause instanceof Error && "code" in error.cause && (error.cause.code === "EPIPE" || error.cause.code === "ECONNRESET");
}
/**
* A store that refuses a part before it has the body may close the connection at once, and a write
* that fails then takes the unread response with it. Without this question an upload that is gone would
* look like a bad connection, as often as the part is sent.
*
* @throws PenstockError `upload-gone`; says nothing otherwise
*/
async function assertOpen(bucket, upload, signal) {
	try {
		await partsPage(bucket, upload, "0", signal);
	} catch (error) {
		signal.throwIfAborted();
		if (isPenstockError(error, "upload-gone")) throw error;
	}
}
async function partsPage(bucket, upload, marker, signal) {
	const call = {
		what: `list parts of ${upload.key}`,
		command: new ListPartsCommand({
			...placeOf$1(bucket, upload),
			PartNumberMarker: marker
		}),
		headers: customerKeyHeaders(bucket.encryption)
	};
	try {
		return await callS3(bucket.client, call, signal);
	} catch (error) {
		throw asGone(error);
	}
}
async function listParts(bucket, upload, signal) {
	const what = `list parts of ${upload.key}`;
	const parts = [];
	let marker = "0";
	for (;;) {
		const page = await partsPage(bucket, upload, marker, signal);
		parts.push(...(page.Parts ?? []).map((part) => listedPart(what, part)));
		if (page.IsTruncated !== true) return parts;
		if (page.Parts === void 0 || !leadsOn(page.NextPartNumberMarker, marker)) throw invalid$2(what, "whose pages lead nowhere");
		marker = String(page.NextPartNumberMarker);
	}
}
function listedPart(what, { PartNumber, ETag, Size }) {
	if (PartNumber === void 0 || Size === void 0) throw invalid$2(what, "with a part that has no number or size");
	if (!isPartNumber(PartNumber)) throw invalid$2(what, `with a part ${PartNumber}`);
	return {
		number: toPartNumber(PartNumber),
		etag: etagOf(what, ETag),
		sizeBytes: Size
	};
}
/** Upwards and to a part number: such a list has an end. */
function leadsOn(next, marker) {
	return isPartNumber(Number(next)) && Number(next) > Number(marker);
}
function isPartNumber(number) {
	return Number.isInteger(number) && number >= 1 && number <= 1e4;
}
// packages/adapter-s3/src/s3-copy-part.ts
/**
* UploadPartCopy. Some stores (Ceph 16) copy whatever the condition says, so the source is looked at
* once more afterwards: as long as it is the pinned one then, it was so while it was copied.
*/
async function copyPart(bucket, { upload, number, source }, signal) {
	const { sourceVersion, range } = source;
	const what = `copy part ${number} of ${upload.key}`;
	signal.throwIfAborted();
	const isWhole = range.lengthBytes === sourceVersion.sizeBytes;
	const command = new UploadPartCopyCommand({
		...placeOf$1(bucket, upload),
		PartNumber: number,
		CopySource: copySourceOf(what, source),
		...isWhole ? {} : { CopySourceRange: toRangeHeader(range) }
	});
	const headers = {
		...customerKeyHeaders(bucket.encryption),
		...conditionsOf(sourceVersion)
	};
	const totalMs = callMs(range.lengthBytes);
	try {
		const part = storedPart(what, (await callS3(bucket.client, {
			what,
			command,
			headers,
			totalMs
		}, signal)).CopyPartResult);
		await assertSameVersion(bucket, source, signal);
		return part;
	} catch (error) {
		if (isPenstockError(error, "store-missing")) await assertOpen(bucket, upload, signal);
		if (isPenstockError(error, "destination-exists")) {
			await assertSameVersion(bucket, source, signal);
			throw refusedByCondition(what, error);
		}
		throw toCopyError(error);
	}
}
/** @throws PenstockError `store-rejected` for a key that not every store reads as it is */
function copySourceOf(what, { bucket, key }) {
	if (key.includes("%")) throw new PenstockError("store-rejected", `${what}: some stores misread the name of the source`);
	return `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
}
function conditionsOf(sourceVersion) {
	const conditions = Object.entries(preconditionsOf(sourceVersion));
	return Object.fromEntries(conditions.map(([name, value]) => [`x-amz-copy-source-${name}`, value]));
}
async function assertSameVersion({ client }, { bucket, key, sourceVersion }, signal) {
	const head = await headS3(client, {
		what: `head ${key}, the source of a copy`,
		bucket,
		key
	}, signal).catch((error) => {
		throw toSourceError(error);
	});
	checkVersion({
		headers: headersOf(head),
		isWhole: true
	}, sourceVersion, `the source ${key}`);
	if (head.ContentLength !== sourceVersion.sizeBytes) throw new PenstockError("source-changed", `the source ${key} has ${head.ContentLength} bytes now, ${sourceVersion.sizeBytes} were planned`);
}
/**
* Swift refuses the ETag of an object made of parts. A read takes it, so the part is relayed: a copy
* without the condition would be of whatever is there at that moment.
*/
function refusedByCondition(what, cause) {
	return new PenstockError("store-rejected", `${what}: the store refuses the condition, though the source is the planned version`, {
		cause,
		details: cause.details
	});
}
/** What a rejection says of the source; the destination was good enough for Initiate. */
const ABOUT_THE_SOURCE = /* @__PURE__ */ new Set([
	"AccessDenied",
	"InvalidObjectState",
	"NoSuchBucket"
]);
function toCopyError(error) {
	if (!isPenstockError(error)) return error;
	const storeCode = error.details["storeCode"];
	if (storeCode === "InvalidRange") return new PenstockError("source-changed", `${error.message}: the source got shorter`, {
		cause: error,
		details: error.details
	});
	return isPenstockError(error, "store-missing") || ABOUT_THE_SOURCE.has(String(storeCode)) ? toSourceError(error) : error;
}
// packages/adapter-s3/src/s3-copy-object.ts
/**
* CopyObject, up to 5 GiB (API reference). What goes wrong after the response began stands in the body of
* a 200, and is an error like any other. A store that ignores the condition copies another version: its
* ETag tells, which the caller compares.
*/
async function copyObject(bucket, { object, source, keepsAttributes }, signal) {
	const what = `copy ${source.key} to ${object.key}`;
	signal.throwIfAborted();
	const directive = keepsAttributes ? "COPY" : "REPLACE";
	const command = new CopyObjectCommand({
		Bucket: bucket.name,
		Key: object.key,
		CopySource: copySourceOf(what, source),
		MetadataDirective: directive,
		TaggingDirective: directive
	});
	const headers = {
		...keepsAttributes ? {} : objectHeaders(object),
		...encryptionHeaders(bucket.encryption),
		...overwriteHeaders(bucket.profile.behaviour.overwriteGuard.is, object.forbidOverwrite),
		...conditionsOf(source.sourceVersion)
	};
	const totalMs = callMs(source.sourceVersion.sizeBytes);
	try {
		const { CopyObjectResult, VersionId, ServerSideEncryption, SSECustomerAlgorithm } = await callS3(bucket.client, {
			what,
			command,
			headers,
			totalMs
		}, signal);
		const encryption = ServerSideEncryption ?? SSECustomerAlgorithm;
		return {
			...storedPart(what, CopyObjectResult),
			...encryption !== void 0 && { encryption },
			...VersionId !== void 0 && VersionId !== "null" && { versionId: VersionId }
		};
	} catch (error) {
		if (isPenstockError(error, "destination-exists") && object.forbidOverwrite !== true) {
			await assertSameVersion(bucket, source, signal);
			throw refusedByCondition(what, error);
		}
		throw toCopyError(error);
	}
}
// packages/adapter-s3/src/s3-uploads.ts
/** Amazon drips white space for minutes while it joins the parts. Silence ends the call far earlier. */
const COMPLETE_MS = 12e5;
async function initiate({ client, name, profile, encryption }, object, signal) {
	const what = `initiate ${object.key}`;
	const { UploadId } = await callS3(client, {
		what,
		command: new CreateMultipartUploadCommand({
			Bucket: name,
			Key: object.key,
			...object.checksum === "crc32" ? {
				ChecksumAlgorithm: "CRC32",
				ChecksumType: "FULL_OBJECT"
			} : {}
		}),
		headers: {
			...objectHeaders(object),
			...encryptionHeaders(encryption),
			...overwriteHeadersOfInitiate(profile.behaviour.overwriteGuard.is, object.forbidOverwrite)
		}
	}, signal);
	if (UploadId === void 0 || UploadId === "") throw invalid$2(what, "without an upload id");
	return toUploadId(UploadId);
}
async function complete(bucket, { upload, parts, whole }, signal) {
	const what = `complete ${upload.key}`;
	const isProved = whole.algorithm === "crc32" && whole.checksum !== void 0;
	const call = {
		what,
		command: new CompleteMultipartUploadCommand({
			...placeOf$1(bucket, upload),
			MultipartUpload: { Parts: parts.map(({ number, etag }) => ({
				PartNumber: number,
				ETag: `"${etag}"`
			})) },
			...isProved ? {
				ChecksumType: "FULL_OBJECT",
				MpuObjectSize: whole.sizeBytes
			} : {}
		}),
		headers: {
			...isProved ? checksumHeaders("crc32", whole.checksum) : {},
			...customerKeyHeaders(bucket.encryption),
			...overwriteHeaders(bucket.profile.behaviour.overwriteGuard.is, whole.forbidOverwrite)
		},
		totalMs: COMPLETE_MS
	};
	const { ETag } = await callS3(bucket.client, call, signal);
	return etagOf(what, ETag);
}
async function abort(bucket, upload, signal) {
	const command = new AbortMultipartUploadCommand(placeOf$1(bucket, upload));
	try {
		await callS3(bucket.client, {
			what: `abort ${upload.key}`,
			command
		}, signal);
	} catch (error) {
		if (!isPenstockError(asGone(error), "upload-gone")) throw error;
	}
}
async function* listUploads({ client, name }, prefix, signal) {
	const what = `list uploads under "${prefix}"`;
	const seen = new PageMarkers();
	let markers = {};
	for (;;) {
		const page = await callS3(client, {
			what,
			command: new ListMultipartUploadsCommand({
				Bucket: name,
				Prefix: prefix,
				EncodingType: "url",
				KeyMarker: markers.keyMarker,
				UploadIdMarker: markers.uploadIdMarker
			})
		}, signal);
		for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
			if (Key === void 0 || UploadId === void 0 || Initiated === void 0) throw invalid$2(what, "with an upload that has no key, id or time");
			yield {
				key: decodedKey(Key, page.EncodingType === "url"),
				uploadId: toUploadId(UploadId),
				initiatedAtMs: Initiated.getTime()
			};
		}
		if (page.IsTruncated !== true) return;
		const next = markersAfter(page);
		if (next === void 0 || !seen.leadOn(next.keyMarker, next.uploadIdMarker)) throw invalid$2(what, "whose pages lead nowhere");
		markers = next;
	}
}
function markersAfter(page) {
	const { NextKeyMarker, NextUploadIdMarker, EncodingType } = page;
	if (NextKeyMarker === void 0 || NextKeyMarker === "") return;
	return {
		keyMarker: EncodingType === "url" ? decodedKey(NextKeyMarker, true) : NextKeyMarker,
		...NextUploadIdMarker !== void 0 && { uploadIdMarker: NextUploadIdMarker }
	};
}
/**
* Amazon writes a space as "+" and says that it encodes. Ceph encodes by percent signs alone and does
* not say so; what cannot be decoded comes from a store that does not encode at all.
*/
function decodedKey(key, isDeclared) {
	try {
		return decodeURIComponent(isDeclared ? key.replaceAll("+", " ") : key);
	} catch {
		return key;
	}
}
// packages/adapter-s3/src/s3-object-store.ts
/** A bucket of Amazon S3, or of a server that speaks its API, through Amazon's client, bytes without it. */
function createS3ObjectStore(options) {
	const rejections = new S3Rejections(options);
	const client = createS3Client(options, rejections);
	const transport = createS3Transport(options, client, rejections);
	const bucket = {
		client,
		transport,
		name: options.bucket,
		profile: {
			...options.profile,
			checksum: options.checksum ?? options.profile.checksum,
			pathStyle: options.pathStyle ?? options.profile.pathStyle
		},
		encryption: options.encryption
	};
	return {
		profile: bucket.profile,
		initiate: async (object, signal) => await initiate(bucket, object, signal),
		uploadPart: async (upload, number, body, algorithm, signal) => await uploadPart(bucket, {
			upload,
			number,
			body,
			algorithm
		}, signal),
		copyPart: async (upload, number, source, _algorithm, signal) => await copyPart(bucket, {
			upload,
			number,
			source
		}, signal),
		complete: async (upload, parts, whole, signal) => await complete(bucket, {
			upload,
			parts,
			whole
		}, signal),
		abort: async (upload, signal) => await abort(bucket, upload, signal),
		listParts: async (upload, signal) => await listParts(bucket, upload, signal),
		listUploads: (prefix, signal) => listUploads(bucket, prefix, signal),
		put: async (object, body, signal) => await put(bucket, object, body, signal),
		copyObject: async (copy, signal) => await copyObject(bucket, copy, signal),
		head: async (key, algorithm, signal) => await head(bucket, key, algorithm, signal),
		close() {
			client.destroy();
			transport.close();
		}
	};
}
async function put(bucket, object, body, signal) {
	const { key, checksum, forbidOverwrite } = object;
	const headers = {
		...objectHeaders(object),
		...encryptionHeaders(bucket.encryption),
		...checksumHeaders(checksum, body.checksum),
		...overwriteHeaders(bucket.profile.behaviour.overwriteGuard.is, forbidOverwrite)
	};
	return await putBytes(bucket, {
		what: `put ${key}`,
		key,
		headers,
		body
	}, signal);
}
async function head({ client, name, encryption }, key, algorithm, signal) {
	const what = `head ${key}`;
	const headers = customerKeyHeaders(encryption);
	const response = await headS3(client, {
		what,
		bucket: name,
		key,
		withChecksum: algorithm === "crc32",
		headers
	}, signal).catch((error) => {
		if (isPenstockError(error, "store-missing")) return;
		throw error;
	});
	if (response === void 0) return;
	if (response.ContentLength === void 0) throw invalid$2(what, "without a size");
	const token = response.Metadata?.[TOKEN_NAME];
	const sourceMark = response.Metadata?.[SOURCE_MARK_NAME];
	const checksum = algorithm === "crc32" ? wholeCrc32Of(response) : void 0;
	const sse = response.ServerSideEncryption ?? response.SSECustomerAlgorithm;
	return {
		etag: etagOf(what, response.ETag),
		sizeBytes: response.ContentLength,
		...token !== void 0 && { token },
		...sourceMark !== void 0 && { sourceMark },
		...checksum !== void 0 && { checksum },
		...sse !== void 0 && { encryption: sse },
		...response.VersionId !== void 0 && response.VersionId !== "null" && { versionId: response.VersionId }
	};
}
// packages/adapter-s3/src/s3-attributes.ts
/** What a HEAD says of an object besides its bytes, put back into the headers that the SDK took apart. */
function s3AttributesOf(head) {
	const count = (value) => value === void 0 ? void 0 : String(value);
	return sourceAttributesOf({
		"content-type": head.ContentType,
		"cache-control": head.CacheControl,
		"content-disposition": head.ContentDisposition,
		"content-encoding": head.ContentEncoding,
		"content-language": head.ContentLanguage,
		expires: head.ExpiresString,
		"x-amz-storage-class": head.StorageClass,
		"x-amz-tagging-count": count(head.TagCount),
		"x-amz-website-redirect-location": head.WebsiteRedirectLocation,
		"x-amz-object-lock-mode": head.ObjectLockMode,
		"x-amz-object-lock-legal-hold": head.ObjectLockLegalHoldStatus,
		"x-amz-missing-meta": count(head.MissingMeta),
		...Object.fromEntries(Object.entries(head.Metadata ?? {}).map(([name, value]) => [`x-amz-meta-${name}`, value]))
	});
}
// packages/adapter-s3/src/s3-source-reader.ts
/** A bucket of an S3 server to read from. Every read is compared with all that `stat` saw. */
function createS3SourceReader(options) {
	const rejections = new S3Rejections(options);
	const client = createS3Client(options, rejections);
	const transport = createS3Transport(options, client, rejections);
	return {
		kind: "s3",
		stat: async (key, signal) => await stat$1(client, options, key, signal),
		read: (key, sourceVersion, range, signal) => readPinned(opener(transport, options, {
			key,
			sourceVersion
		}, signal), {
			what: key,
			sourceVersion,
			range
		}),
		open: async (key, sourceVersion, signal) => {
			const { headers, chunks } = await openWhole(opener(transport, options, {
				key,
				sourceVersion
			}, signal), {
				what: key,
				sourceVersion
			});
			return {
				attributes: sourceAttributesOf(headers),
				chunks
			};
		},
		close() {
			client.destroy();
			transport.close();
		}
	};
}
async function stat$1(client, { bucket, encryption, sourceVersion }, key, signal) {
	const headers = customerKeyHeaders(encryption);
	const response = await headS3(client, {
		what: `head ${key}`,
		bucket,
		key,
		withChecksum: true,
		headers
	}, signal).catch((error) => {
		throw toSourceError(error);
	});
	const { ContentLength } = response;
	if (ContentLength === void 0 || response.ETag === void 0) throw new PenstockError("source-response-invalid", `the source does not report the ${ContentLength === void 0 ? "size" : "ETag"} of ${key}`);
	const crc32 = wholeCrc32Of(response);
	const attributes = s3AttributesOf(response);
	const { contentEncoding } = attributes.attributes;
	return {
		sourceVersion: {
			...sourceVersionOf(ContentLength, {
				headers: headersOf(response),
				isWhole: true
			}, sourceVersion),
			...crc32 !== void 0 && { checksum: {
				algorithm: "crc32",
				value: crc32
			} },
			...contentEncoding !== void 0 && { contentEncoding }
		},
		attributes,
		hasRanges: true
	};
}
/** One GET after the other, pinned. */
function opener(transport, { encryption }, { key, sourceVersion }, signal) {
	const { versionId } = sourceVersion;
	const query = versionId === void 0 ? {} : { versionId };
	return async (headers) => {
		const all = {
			...headers,
			...customerKeyHeaders(encryption)
		};
		return await transport.get({
			what: key,
			key,
			query,
			headers: all
		}, signal).catch((error) => {
			throw toSourceError(error);
		});
	};
}
// packages/adapter-source/src/file-errors.ts
/** What the system's responses (open(2), read(2)) say about the source. */
const CODES$1 = {
	EACCES: "source-forbidden",
	ELOOP: "source-forbidden",
	ENXIO: "source-forbidden",
	EPERM: "source-forbidden",
	EINVAL: "source-unusable",
	EOPNOTSUPP: "source-unusable",
	ESPIPE: "source-unusable",
	ENAMETOOLONG: "source-missing",
	ENOENT: "source-missing",
	ENOTDIR: "source-missing"
};
/** Translates an error of the file system; any other one is returned as it is. */
function fileError(error, key) {
	if (!(error instanceof Error && "syscall" in error && "code" in error)) return error;
	const systemCode = String(error.code);
	return new PenstockError(CODES$1[systemCode] ?? "source-unreachable", `the source ${key} cannot be read (${systemCode})`, { cause: error });
}
// packages/adapter-source/src/file-version.ts
/**
* A file's version: its size, when its bytes (mtime) and when anything of it (ctime, which no program can
* put back) changed, and which file of which mount it is.
*/
function filePinOf({ size, ino, dev, mtimeNs, ctimeNs }) {
	return {
		sizeBytes: Number(size),
		validator: {
			kind: "file",
			inode: String(ino),
			mtimeNs: String(mtimeNs)
		},
		signs: {
			ctimeNs: String(ctimeNs),
			mount: mountOf(dev)
		}
	};
}
/** @throws PenstockError `source-changed`, which says what differs */
function checkFileVersion(now, planned, key) {
	const difference = differenceOf(now, planned);
	if (difference !== void 0) throw new PenstockError("source-changed", `the source ${key} is another version now: ${difference}`);
}
function differenceOf(now, planned) {
	if (now.sizeBytes !== planned.sizeBytes) return `its size is ${now.sizeBytes}, ${planned.sizeBytes} was planned`;
	if (planned.validator.kind !== "file" || now.validator.kind !== "file") return "it was not planned as a file";
	const { mount } = planned.signs ?? {};
	const isOtherMount = mount !== void 0 && mount !== now.signs?.["mount"];
	for (const [name, is, was] of [[
		"mtime",
		now.validator.mtimeNs,
		planned.validator.mtimeNs
	], [
		"ctime",
		now.signs?.["ctimeNs"],
		planned.signs?.["ctimeNs"]
	]]) if (is !== void 0 && was !== void 0 && !isSameTime(is, was, isOtherMount)) return `its ${name} is ${dateOf(is)}, ${dateOf(was)} was planned`;
	return isOtherMount || now.validator.inode === planned.validator.inode ? void 0 : `it is the file number ${now.validator.inode}, ${planned.validator.inode} was planned`;
}
const NS_PER_S = 1000000000n;
/** Some mounts know whole seconds only. */
function isSameTime(now, planned, isOtherMount) {
	const [one, other] = [BigInt(now), BigInt(planned)];
	const hasWhole = one % NS_PER_S === 0n || other % NS_PER_S === 0n;
	return one === other || isOtherMount && hasWhole && one / NS_PER_S === other / NS_PER_S;
}
function dateOf(ns) {
	const seconds = BigInt(ns) / NS_PER_S;
	const rest = String(BigInt(ns) % NS_PER_S).padStart(9, "0");
	return `${(/* @__PURE__ */ new Date(Number(seconds) * 1e3)).toISOString().slice(0, 19)}.${rest}Z`;
}
let machine;
/** The number of a device says something on one machine only, until it is started again. */
function mountOf(device) {
	machine ??= bootId();
	return createHash("sha256").update(`${machine} ${device}`).digest("hex").slice(0, 16);
}
function bootId() {
	try {
		return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
	} catch {
		return hostname();
	}
}
// packages/adapter-source/src/walk-folder.ts
const MAX_NAMES = 2e6;
/** What is named and cannot be read as a file, and why. */
const UNREADABLE = {
	"leads-out": "it is a link to something outside of the connection's root",
	"leads-nowhere": "it is a link to nothing, or to itself",
	"not-a-file": "it is a device, a socket or a FIFO, or a link to a folder, which may lead in a circle",
	"not-utf8": "its name is not UTF-8: the key shows the bytes that are none as %XX; rename it"
};
/** What is below the root and in the range, in the order of the whole keys' bytes. */
async function* walkFolder({ root, maxNames = MAX_NAMES }, query) {
	yield* walk({
		root: await realpath(root).catch((error) => {
			throw new PenstockError("source-unreachable", "the root of the file source cannot be read", { cause: error });
		}),
		maxNames
	}, "", query);
}
async function* walk(place, folder, query) {
	for (const name of await namesIn(place, folder)) {
		if (query.to !== void 0 && compareKeys(name.key, query.to) > 0) return;
		if (name.kind !== "folder") yield* entryOf(place, name.key, {
			kind: name.kind,
			query
		});
		else if (mayHold(name.key, query)) yield* walk(place, name.key, query);
	}
}
/** One entry; none for a key that was not asked for, and for a file that is gone by now. */
async function* entryOf({ root }, key, { kind, query }) {
	if (!key.startsWith(query.prefix) || !isInRange(key, query)) return;
	const entry = kind === "file" ? await fileAt(root, key) : markedEntry(key, kind);
	if (entry !== void 0) yield entry;
}
/** Whether a folder, whose key ends with "/", can have keys that are asked for. */
function mayHold(folder, { prefix, after }) {
	return (compareKeys(folder, after) > 0 || after.startsWith(folder)) && (folder.startsWith(prefix) || prefix.startsWith(folder));
}
/** In the order in which their keys come, for which a folder counts as `name/`. */
async function namesIn(place, folder) {
	const { root, maxNames } = place;
	let found;
	try {
		found = await readdir(join(root, folder), {
			withFileTypes: true,
			encoding: "buffer"
		});
	} catch (error) {
		if (folder !== "" && error instanceof Error && "code" in error && error.code === "ENOENT") return [];
		throw fileError(error, folder);
	}
	if (found.length > maxNames) throw new PenstockError("source-unusable", `the folder ${folder} has ${found.length} names, and ${maxNames} can be listed: split it into folders`);
	return (await Promise.all(found.map(async (one) => await nameOf$1(root, folder, one)))).toSorted((a, b) => compareKeys(a.key, b.key));
}
async function nameOf$1(root, folder, found) {
	const text = found.name.toString("utf8");
	const key = `${folder}${text}`;
	if (!Buffer.from(text).equals(found.name)) return {
		key: `${folder}${escaped(found.name)}`,
		kind: "not-utf8"
	};
	if (found.isDirectory()) return {
		key: `${key}/`,
		kind: "folder"
	};
	if (found.isFile()) return {
		key,
		kind: "file"
	};
	return {
		key,
		kind: found.isSymbolicLink() ? await kindOfLink(root, key) : "not-a-file"
	};
}
/** Each byte on its own, so that two such names stay two keys. */
function escaped(name) {
	return name.toString("latin1").replaceAll(/[\u0080-\u00ff]/g, (byte) => encodeByte(byte.charCodeAt(0)));
}
function encodeByte(byte) {
	return `%${byte.toString(16).toUpperCase()}`;
}
/** A link to a file inside is that file. Folders are not entered by a link, which may lead in a circle. */
async function kindOfLink(root, key) {
	try {
		const target = await realpath(join(root, key));
		if (target !== root && !target.startsWith(root.endsWith(sep) ? root : root + sep)) return "leads-out";
		return (await stat(target)).isFile() ? "file" : "not-a-file";
	} catch {
		return "leads-nowhere";
	}
}
/** Undefined for a file that is gone by now. */
async function fileAt(root, key) {
	let stats;
	try {
		stats = await stat(join(root, key), { bigint: true });
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
		throw fileError(error, key);
	}
	if (!stats.isFile()) return markedEntry(key, "not-a-file");
	return {
		key,
		...filePinOf(stats),
		modifiedAtMs: Number(stats.mtimeMs)
	};
}
function markedEntry(key, kind) {
	return {
		key,
		sizeBytes: 0,
		validator: { kind: "size-only" },
		refused: {
			code: "source-unusable",
			message: UNREADABLE[kind]
		}
	};
}
// packages/adapter-source/src/file-lister.ts
/** As a page of a store has. */
const MAX_PAGE_KEYS = 1e3;
/** Each holds the names of the folders that it is in. */
const MAX_OPEN_WALKS = 4;
/**
* Lists the files below a root as a store would: in the order of their whole keys' bytes, so that
* `a.b` comes before `a/b`. What is there and cannot be read as a file is an entry that says why; a
* folder that cannot be read fails the list. A page that continues the one before it continues its walk
* as well, so that a folder is read once and not once a page.
*/
function createFileLister(options) {
	const openWalks = /* @__PURE__ */ new Map();
	function walkOf(query) {
		const place = placeOf(query);
		const open = openWalks.get(place);
		openWalks.delete(place);
		return open ?? walkFolder(options, query);
	}
	function keep(query, walk) {
		openWalks.set(placeOf(query), walk);
		const [oldest] = openWalks.keys();
		if (oldest !== void 0 && openWalks.size > MAX_OPEN_WALKS) openWalks.delete(oldest);
	}
	return { async page(query, limit, signal) {
		const walk = walkOf(query);
		const count = Math.min(limit, MAX_PAGE_KEYS);
		const entries = await nextOf(walk, count, signal);
		const page = checkedPage(query, {
			entries,
			isTruncated: entries.length === count
		});
		if (!page.isEnd) keep({
			...query,
			after: page.last
		}, walk);
		return page;
	} };
}
function placeOf({ prefix, after, to }) {
	return JSON.stringify([
		prefix,
		after,
		to
	]);
}
async function nextOf(walk, count, signal) {
	const entries = [];
	while (entries.length < count) {
		signal.throwIfAborted();
		const { done, value } = await walk.next();
		if (done === true) break;
		entries.push(value);
	}
	return entries;
}
// packages/adapter-source/src/source-key.ts
/**
* Refuses keys that could lead out of the root or base URL, although they should be refused before.
*
* @throws PenstockError `source-forbidden`
*/
function checkSourceKey(key, kind) {
	const problem = sourceKeyProblem(key, kind);
	if (problem !== void 0) throw new PenstockError("source-forbidden", `the source key ${problem}`);
}
// packages/adapter-source/src/file-source-reader.ts
/** Larger reads cost no less CPU per byte, smaller ones do. */
const CHUNK_BYTES = 1048576;
/** Read whole, by one call. */
const SMALL_BYTES = 65536;
/** Files below a root. Keys are relative paths; a file is pinned by all that `filePinOf` knows of it. */
function createFileSourceReader(options) {
	const freeBuffers = [];
	const smallBuffers = [];
	async function* read(key, sourceVersion, range, signal) {
		signal.throwIfAborted();
		const { file, stats } = await openBelow(options.root, key);
		const compare = (now) => checkFileVersion(filePinOf(now), sourceVersion, key);
		try {
			compare(stats);
			const check = async () => compare(await statOf$1(file));
			yield* readChunks({
				file,
				key,
				range,
				check,
				freeBuffers
			}, signal);
		} catch (error) {
			throw fileError(error, key);
		} finally {
			await file.close();
		}
	}
	return {
		kind: "file",
		async stat(key, signal) {
			signal.throwIfAborted();
			const { file, stats } = await openBelow(options.root, key);
			try {
				await checkEnd(file, stats, key);
			} catch (error) {
				throw fileError(error, key);
			} finally {
				await file.close();
			}
			return {
				sourceVersion: filePinOf(stats),
				hasRanges: true
			};
		},
		read,
		async open(key, sourceVersion, signal) {
			const { sizeBytes: lengthBytes } = sourceVersion;
			return { chunks: lengthBytes > SMALL_BYTES ? read(key, sourceVersion, {
				startByte: 0,
				lengthBytes
			}, signal) : readSmall(options.root, {
				key,
				planned: sourceVersion,
				smallBuffers
			}, signal) };
		}
	};
}
/**
* A whole small file in one read, which asks for a byte more than there should be: two chunk buffers and
* a read ahead cost four times as much as its bytes do.
*/
async function* readSmall(root, { key, planned, smallBuffers }, signal) {
	signal.throwIfAborted();
	const { file, stats } = await openBelow(root, key);
	const buffer = smallBuffers.pop() ?? Buffer.allocUnsafeSlow(65537);
	try {
		checkFileVersion(filePinOf(stats), planned, key);
		const { bytesRead } = await file.read(buffer, 0, planned.sizeBytes + 1, 0);
		checkFileVersion(filePinOf(await statOf$1(file)), planned, key);
		if (bytesRead !== planned.sizeBytes) throw new PenstockError("source-unusable", `the source ${key} has ${bytesRead > planned.sizeBytes ? "more" : "fewer"} bytes than its reported size of ${planned.sizeBytes}, and it did not change: it is generated while it is read`);
		yield buffer.subarray(0, bytesRead);
	} catch (error) {
		throw fileError(error, key);
	} finally {
		smallBuffers.push(buffer);
		await file.close();
	}
}
/**
* Reads across the announced end. Files that the kernel makes while they are read say that they have 0 or
* 4096 bytes, whatever comes; a file that is just being written changes between two looks.
*/
async function checkEnd(file, stats, key) {
	const sizeBytes = Number(stats.size);
	const startByte = Math.max(0, sizeBytes - 1);
	const { bytesRead } = await file.read(Buffer.alloc(2), 0, 2, startByte);
	if (startByte + bytesRead === sizeBytes) return;
	checkFileVersion(filePinOf(await statOf$1(file)), filePinOf(stats), key);
	const how = startByte + bytesRead > sizeBytes ? "more" : "fewer";
	throw new PenstockError("source-unusable", `the source ${key} has ${how} bytes than its reported size of ${sizeBytes}: it is generated while it is read. Copy it to a regular file, and use that as the source`);
}
/**
* Reads into two buffers in turn, so that the next read runs while the caller has the current chunk.
* The last chunk is dispatched only after the file proved to be unchanged, so that no caller ever has
* all bytes of a range that is a mix.
*/
async function* readChunks({ file, key, range, check, freeBuffers }, signal) {
	if (range.lengthBytes === 0) return;
	let current = freeBuffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
	let other = freeBuffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
	let position = range.startByte;
	let ahead = readAt(file, current, range, position);
	try {
		while (position < endByte(range)) {
			const chunk = await ahead;
			signal.throwIfAborted();
			position += chunk.length;
			if (chunk.length === 0 || position === endByte(range)) await check();
			if (chunk.length === 0) throw new PenstockError("source-unusable", `the source ${key} ends at byte ${position}, ${endByte(range)} were planned, and it did not change`);
			[current, other] = [other, current];
			ahead = readAt(file, current, range, position);
			yield chunk;
		}
	} finally {
		await ahead.catch(() => void 0);
		freeBuffers.push(current, other);
	}
}
/** Empty at the end of the range, and where the file ends too early. */
function readAt(file, buffer, range, position) {
	const length = Math.min(buffer.length, endByte(range) - position);
	if (length === 0) return Promise.resolve(buffer.subarray(0, 0));
	const reading = file.read(buffer, 0, length, position).then(({ bytesRead }) => buffer.subarray(0, bytesRead));
	reading.catch(() => void 0);
	return reading;
}
/**
* Opens first and asks afterwards what was opened: a check of the path alone would let a symbolic
* link that is exchanged in between lead out of the root.
*/
async function openBelow(root, key) {
	checkSourceKey(key, "file");
	const realRoot = await realpath(root).catch((error) => {
		throw new PenstockError("source-unreachable", "the root of the file source cannot be read", { cause: error });
	});
	let file;
	try {
		const path = join(realRoot, key);
		file = await open(path, constants$1.O_RDONLY | constants$1.O_NONBLOCK);
		if (!(await realPathOf(file, path)).startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) throw new PenstockError("source-forbidden", `the source ${key} leads out of the root`);
		const stats = await statOf$1(file);
		if (!stats.isFile()) throw new PenstockError("source-forbidden", `the source ${key} is not a regular file`);
		return {
			file,
			stats
		};
	} catch (error) {
		await file?.close();
		throw fileError(error, key);
	}
}
function realPathOf(file, path) {
	return process.platform === "linux" ? readlink(`/proc/self/fd/${file.fd}`) : realpath(path);
}
function statOf$1(file) {
	return file.stat({ bigint: true });
}
// packages/adapter-source/src/http-errors.ts
const CODES = {
	401: "source-forbidden",
	403: "source-forbidden",
	404: "source-missing",
	405: "source-unusable",
	406: "source-unusable",
	408: "source-unreachable",
	410: "source-missing",
	412: "source-changed",
	414: "source-unusable",
	416: "source-changed",
	429: "source-throttled",
	451: "source-forbidden",
	501: "source-unusable",
	503: "source-throttled",
	505: "source-unusable"
};
/** Throws what a status means that carries no bytes of the source; 200 and 206 are fine so far. */
function checkStatus({ status }, what) {
	if (status === 200 || status === 206) return;
	const code = CODES[status] ?? (status >= 500 ? "source-unreachable" : "source-response-invalid");
	throw new PenstockError(code, `${what} answered ${status}`, { details: { httpStatus: status } });
}
/** Bodies that are meant to be read by people, or nearly so. */
const TEXTS = /^(?:text\/|application\/xml\b)/i;
/**
* The rejection with the first words of its body, where that is a text, and the response is done with. No
* more is read than what has come by now, or comes next.
*/
async function withWords(error, response) {
	const isText = TEXTS.test(response.headers["content-type"] ?? "");
	if (response.status < 400 || !isText || !isPenstockError(error)) {
		response.discard();
		return error;
	}
	const words = await firstWords(response);
	return words === "" ? error : new PenstockError(error.code, `${error.message}: ${words}`, { details: error.details });
}
async function firstWords({ chunks }) {
	try {
		for await (const chunk of chunks) return said(Buffer.from(chunk.subarray(0, 2e3)).toString("utf8").replace(/<[^<>]{0,200}>/g, " "), 120);
	} catch {}
	return "";
}
// packages/adapter-source/src/http-look.ts
const FIRST_BYTE = {
	startByte: 0,
	lengthBytes: 1
};
/**
* What a source says of an object, from the response to a request for its first byte, as HEAD is often
* refused or answered from elsewhere. A 416 is no response yet: an empty object has no first byte, and
* whether it says so is its server's choice (RFC 9110 14.4). Then all of it is asked for.
*/
async function lookAt(look) {
	const response = await look.open({ range: toRangeHeader(FIRST_BYTE) });
	try {
		if (response.status === 206) return await statOfRange(response, look);
		if (response.status !== 416) return await statOfWhole(response, look);
	} catch (error) {
		throw await withWords(error, response);
	} finally {
		response.discard();
	}
	const whole = await look.open({});
	try {
		if (saysEmpty(whole)) return {
			sourceVersion: sourceVersionOf(0, {
				...whole,
				isWhole: false
			}, look.sourceVersion),
			hasRanges: true
		};
		const stat = await statOfWhole(whole, look);
		if (saysEmpty(response) && stat.sourceVersion.sizeBytes > 0) throw new PenstockError("source-response-invalid", `${look.what} is empty in one response and has bytes in another one`);
		return {
			...stat,
			hasRanges: stat.sourceVersion.sizeBytes === 0
		};
	} catch (error) {
		throw await withWords(error, whole);
	} finally {
		whole.discard();
	}
}
function saysEmpty({ status, headers }) {
	return status === 416 && headers["content-range"]?.trim() === "bytes */0";
}
async function statOfRange(response, { what, sourceVersion }) {
	const facts = factsOf(response);
	if (/^bytes \d+-\d+\/\*$/.test(facts.contentRange?.trim() ?? "")) throw sizeUnknown(what, "it sends ranges of a length that it does not know");
	const totalBytes = parseContentRange(facts.contentRange ?? "")?.totalBytes ?? 0;
	const { contentEncoding } = facts;
	checkRangeResponse(facts, {
		what,
		range: FIRST_BYTE,
		totalBytes,
		contentEncoding
	});
	for await (const _ of exactBytes(response.chunks, {
		what,
		...FIRST_BYTE
	}));
	return statOf(totalBytes, response, sourceVersion);
}
async function statOfWhole(response, { what, sourceVersion }) {
	if (response.status === 416) throw sizeUnknown(what, "it refuses (416) to send its first byte, and all of them");
	checkStatus(response, what);
	const facts = factsOf(response);
	const sizeBytes = Number(facts.contentLength ?? 0);
	const { contentEncoding } = facts;
	if (storedCoding(contentEncoding) !== void 0 && isMadeForUs(response)) throw new PenstockError("source-response-invalid", `${what} comes in the coding ${contentEncoding} in this response only, although identity was requested`);
	checkWholeResponse(facts, {
		what,
		totalBytes: sizeBytes,
		contentEncoding
	});
	if (facts.contentLength === void 0 && !await isEmpty(response)) throw sizeUnknown(what, "it has neither ranges nor a Content-Length");
	return statOf(sizeBytes, response, sourceVersion);
}
/** Codings of one's own choice are promised by Vary (RFC 9110 12.5.5); a stored one has no other form, and a length. */
function isMadeForUs({ headers }) {
	return /(^|,)\s*(accept-encoding|\*)\s*(,|$)/i.test(headers.vary ?? "") || headers["content-length"] === void 0;
}
function statOf(sizeBytes, response, mode) {
	const isRange = response.status === 206;
	const attributes = sourceAttributesOf(response.headers);
	const { contentEncoding } = attributes.attributes;
	return {
		sourceVersion: {
			...sourceVersionOf(sizeBytes, {
				...response,
				isWhole: !isRange
			}, mode),
			...contentEncoding !== void 0 && { contentEncoding }
		},
		hasRanges: isRange,
		attributes
	};
}
/** A body of unknown length that ends at once. */
async function isEmpty({ chunks }) {
	for await (const chunk of chunks) if (chunk.length > 0) return false;
	return true;
}
function factsOf({ status, headers }) {
	return {
		status,
		contentRange: headers["content-range"],
		contentEncoding: headers["content-encoding"],
		contentLength: headers["content-length"]
	};
}
function sizeUnknown(what, why) {
	return new PenstockError("source-unusable", `the size of ${what} cannot be determined: ${why}`);
}
// packages/adapter-source/src/inside-address.ts
/** Loopback, link-local (where clouds keep the credentials of a machine) and private networks. */
const INSIDE = new BlockList();
for (const [network, prefix] of [
	["0.0.0.0", 8],
	["10.0.0.0", 8],
	["100.64.0.0", 10],
	["127.0.0.0", 8],
	["169.254.0.0", 16],
	["172.16.0.0", 12],
	["192.168.0.0", 16]
]) INSIDE.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
	["::", 127],
	["fc00::", 7],
	["fe80::", 10]
]) INSIDE.addSubnet(network, prefix, "ipv6");
/** Whether the host of a URL is, by its spelling, an address inside. What a name resolves to is not asked. */
function isInside({ hostname }) {
	const address = hostname.replace(/^\[(.*)\]$/, "$1");
	if (isIPv6(address)) return INSIDE.check(address, "ipv6");
	return /^\d+(\.\d+){3}$/.test(address) ? INSIDE.check(address, "ipv4") : /(^|\.)localhost\.?$/i.test(address);
}
// packages/adapter-source/src/http-redirects.ts
const REDIRECTS = [
	301,
	302,
	303,
	307,
	308
];
const MAX_REDIRECTS = 3;
/** What a redirect says to people is read so that its connection stays usable, up to here. */
const MAX_TEXT_BYTES = 16384;
/**
* A GET that goes where it is sent, three times at most. No address after the first one sees anything but
* the range and the precondition: there are no credentials among the headers, and the query of the
* key is the first address's alone.
*/
async function getFollowing(client, request, signal) {
	let here = new URL(request.path, request.at);
	for (let hops = 0;; hops += 1) {
		const path = here.pathname + here.search;
		const response = await client.get({
			...request,
			at: here,
			path
		}, signal);
		if (!REDIRECTS.includes(response.status)) return response;
		await passOver(response);
		here = redirectTarget(response, here, request.what);
		if (hops === MAX_REDIRECTS) throw unusable(`${request.what} redirects more than ${MAX_REDIRECTS} times, lastly to ${nameOf(here)}`);
	}
}
async function passOver(response) {
	let restBytes = MAX_TEXT_BYTES;
	for await (const chunk of response.chunks) {
		restBytes -= chunk.length;
		if (restBytes < 0) break;
	}
}
/** @throws PenstockError `source-unusable` for an address that is worse than the one that names it */
function redirectTarget({ status, headers }, here, what) {
	const { location = "" } = headers;
	const target = URL.parse(location, here.href);
	if (location === "" || target === null) throw unusable(`${what} redirects (${status}) to no address`);
	target.username = "";
	target.password = "";
	target.hash = "";
	if (target.protocol !== "https:" && target.protocol !== here.protocol) throw unusable(`${what} redirects to ${nameOf(target)} (${status}): from ${here.protocol} only https: or the same is followed`);
	if (isInside(target) && !isInside(here)) throw unusable(`${what} redirects to ${nameOf(target)} (${status}), an address inside this network: name it in a connection of its own`);
	return target;
}
/** Without the query, which often holds a signature. */
function nameOf({ protocol, host, pathname }) {
	return `${protocol}//${host}${pathname}`;
}
function unusable(message) {
	return new PenstockError("source-unusable", message);
}
// packages/adapter-source/src/http-source-url.ts
/**
* The URL of a key below the base URL. What a URL cannot hold is percent-encoded; escapes that the
* key already has are kept; a `?query` at its end is sent as it is.
*
* @throws PenstockError `source-forbidden` for a key that would leave the base URL
*/
function sourceUrl(base, key) {
	const { path, query } = splitKey(key);
	checkSourceKey(path, "http");
	const url = new URL(base);
	const encoded = path.replace(/%(?![0-9a-f]{2})/gi, "%25").replaceAll("\\", "%5C");
	url.pathname = base.pathname.replace(/\/?$/, "/") + encoded;
	url.search = query;
	return url;
}
/** What errors and logs may call the object: a query can hold a signature. */
function sourceName(key) {
	return `the source ${splitKey(key).path}`;
}
function splitKey(key) {
	const mark = key.indexOf("?");
	return mark < 0 ? {
		path: key,
		query: ""
	} : {
		path: key.slice(0, mark),
		query: key.slice(mark + 1)
	};
}
// packages/adapter-source/src/http-source-reader.ts
/** Asks for bytes as they are: a range of a compressed body would be a range of other bytes. */
const PLAIN = { "accept-encoding": "identity" };
/**
* Objects behind plain GETs (RFC 9110). An object is pinned by every sign of its version that the first
* response carries. A response is believed only after it was checked.
*/
function createHttpSourceReader(options) {
	const base = new URL(options.baseUrl);
	const client = createGetClient(options.limits);
	function opener(key, signal) {
		const url = sourceUrl(base, key);
		const what = sourceName(key);
		const path = url.pathname + url.search;
		const open = async (headers) => await getFollowing(client, {
			what,
			at: base,
			path,
			headers: {
				...PLAIN,
				...headers
			}
		}, signal);
		const openWell = async (headers) => {
			const response = await open(headers);
			try {
				checkStatus(response, what);
			} catch (error) {
				throw await withWords(error, response);
			}
			return response;
		};
		return {
			what,
			open,
			openWell
		};
	}
	return {
		kind: "http",
		stat: async (key, signal) => await lookAt({
			...opener(key, signal),
			sourceVersion: options.sourceVersion
		}),
		async *read(key, sourceVersion, range, signal) {
			const { what, openWell } = opener(key, signal);
			yield* readPinned(openWell, {
				what,
				sourceVersion,
				range
			});
		},
		async open(key, sourceVersion, signal) {
			const { what, openWell } = opener(key, signal);
			const { headers, chunks } = await openWhole(openWell, {
				what,
				sourceVersion
			});
			return {
				attributes: sourceAttributesOf(headers),
				chunks
			};
		},
		close: () => client.close()
	};
}
// packages/connections/src/secret-reference.ts
/** What a header can carry, and no control character of either set: whatever else is in it came by mistake. */
const CURRENT = /^[\x20-\x7e\xa0-\xff]+$/;
/**
* The value behind `env:NAME` or `file:/path`, looked up anew each time: a file that was replaced
* counts from the next request on. White space around it, such as the line feed that
* editors and `echo` leave behind, is no part of it.
*
* @param owner names the connection in the message
* @throws PenstockError `settings-invalid`
*/
function resolveSecret(reference, { owner, from }) {
	const value = lookUp(reference, from.environment)?.trim() ?? "";
	if (!CURRENT.test(value)) {
		const [kind, place] = splitReference(reference);
		throw new PenstockError("settings-invalid", `connection "${owner}": the ${kind === "env" ? "environment variable" : "file"} ${place} that holds its secret ${value === "" ? "is missing or empty" : "has a character in it that HTTP cannot carry, such as a line break: write the secret anew"}`, { details: { connection: owner } });
	}
	from.secrets.add(value);
	return value;
}
function lookUp(reference, environment) {
	const [kind, place] = splitReference(reference);
	if (kind === "env") return environment[place];
	try {
		return readFileSync(place, "utf8");
	} catch {
		return;
	}
}
function splitReference(reference) {
	const colon = reference.indexOf(":");
	return [reference.slice(0, colon), reference.slice(colon + 1)];
}
// packages/connections/src/open-connection.ts
/**
* A variant is taken where the kind of store knows a choice: COS has one way to be addressed, and
* S3 no CRC-64.
*
* @throws PenstockError `connection-unsuitable` for one that can only be read
*/
function openStore(name, settings, opener, variant = {}) {
	const writable = writableOf(name, settings);
	return writable.provider === "cos" ? createCosObjectStore(cosOptions(name, writable, opener)) : createS3ObjectStore(s3Options(name, varied(writable, variant), opener));
}
/** @throws PenstockError `connection-unsuitable` for one that can only be read */
function openDocumentStore(name, settings, opener) {
	const writable = writableOf(name, settings);
	return writable.provider === "cos" ? createCosDocumentStore(cosOptions(name, writable, opener)) : createS3DocumentStore(s3Options(name, writable, opener));
}
function writableOf(name, settings) {
	if (settings.provider === "file" || settings.provider === "http") throw new PenstockError("connection-unsuitable", `connection "${name}" is of the kind ${settings.provider}, which can only be read`, { details: { connection: name } });
	return settings;
}
function varied(settings, { pathStyle = settings.pathStyle, checksum = settings.checksum }) {
	return {
		...settings,
		pathStyle,
		...checksum !== "crc64xz" && { checksum }
	};
}
function openSource(name, settings, opener) {
	if (settings.provider === "file") return createFileSourceReader({ root: settings.root });
	if (settings.provider === "http") return createHttpSourceReader({
		baseUrl: settings.baseUrl,
		sourceVersion: settings.sourceVersion
	});
	return settings.provider === "cos" ? createCosSourceReader(cosOptions(name, settings, opener)) : createS3SourceReader(s3Options(name, settings, opener));
}
/** @throws PenstockError `connection-unsuitable` for one that lists nothing */
function openLister(name, settings, opener) {
	switch (settings.provider) {
		case "file": return createFileLister({ root: settings.root });
		case "http": throw new PenstockError("connection-unsuitable", `connection "${name}" is of the kind http, which lists nothing: name its keys, in the job or in a manifest`, { details: { connection: name } });
		case "cos": return createCosLister(cosOptions(name, settings, opener));
		default: return createS3Lister(s3Options(name, settings, opener));
	}
}
function cosOptions(name, settings, opener) {
	const { bucket, region, endpoint, credentials, encryption, trafficLimit, expectContinue } = settings;
	return {
		bucket,
		region,
		sourceVersion: settings.sourceVersion,
		clock: opener.clock,
		...endpoint !== void 0 && { endpoint },
		...encryption !== void 0 && { encryption: toEncryption(name, encryption, opener) },
		...trafficLimit !== void 0 && { trafficLimitBitsPerSecond: trafficLimit * 8 },
		...expectContinue !== void 0 && { expectContinue },
		credentials: () => resolveCredentials(name, credentials, opener)
	};
}
function s3Options(name, settings, opener) {
	const { provider, bucket, region, endpoint, pathStyle, checksum, maxParts, listing } = settings;
	const { credentials, encryption } = settings;
	return {
		bucket,
		region,
		sourceVersion: settings.sourceVersion,
		clock: opener.clock,
		profile: {
			...STORE_PROFILES[provider],
			...maxParts !== void 0 && { limits: limitsWithParts(STORE_PROFILES[provider].limits, maxParts) },
			...listing !== void 0 && { listing },
			isChecksumChosen: checksum !== void 0
		},
		...encryption !== void 0 && { encryption: toEncryption(name, encryption, opener) },
		...endpoint !== void 0 && { endpoint },
		...pathStyle !== void 0 && { pathStyle },
		...checksum !== void 0 && { checksum },
		credentials: () => resolveCredentials(name, credentials, opener)
	};
}
function toEncryption(owner, settings, from) {
	switch (settings.kind) {
		case "store": return { kind: "store" };
		case "kms": {
			const { keyId, context } = settings;
			return {
				kind: "kms",
				...keyId !== void 0 && { keyId },
				...context !== void 0 && { context: Buffer.from(JSON.stringify(context)).toString("base64") }
			};
		}
		case "customer": return {
			kind: "customer",
			key: () => customerKey(settings.key, owner, from)
		};
		default: return settings;
	}
}
const CUSTOMER_KEY_BYTES = 32;
/** @throws PenstockError `settings-invalid` */
function customerKey(reference, owner, from) {
	const key = resolveSecret(reference, {
		owner,
		from
	});
	if (!/^[A-Za-z0-9+/]{43}=$/.test(key)) throw new PenstockError("settings-invalid", `connection "${owner}": the customer's key is not ${CUSTOMER_KEY_BYTES} bytes in base64; make one with: openssl rand -base64 ${CUSTOMER_KEY_BYTES}`);
	return key;
}
/** Asked for each request, so that renewed credentials are taken up without a restart. */
function resolveCredentials(owner, references, from) {
	const { accessKeyId, secretAccessKey, sessionToken } = references;
	return {
		accessKeyId: resolveSecret(accessKeyId, {
			owner,
			from
		}),
		secretAccessKey: resolveSecret(secretAccessKey, {
			owner,
			from
		}),
		...sessionToken !== void 0 && { sessionToken: resolveSecret(sessionToken, {
			owner,
			from
		}) }
	};
}
// packages/connections/src/check-connection.ts
/**
* Why this process cannot use a connection, from what lies on this machine: its secrets, or the folder
* that it reads. No store is asked. A line that names the connection, or undefined.
*/
async function whyUnusable(name, settings, from) {
	try {
		if (settings.provider === "file") await access(`${settings.root}/`, constants$1.R_OK | constants$1.X_OK);
		else if (settings.provider !== "http") {
			resolveCredentials(name, settings.credentials, from);
			if (settings.encryption?.kind === "customer") customerKey(settings.encryption.key, name, from);
		}
		return;
	} catch (error) {
		const reason = error instanceof Error ? error.message : "unknown";
		return settings.provider === "file" ? `connection "${name}": its root cannot be read: ${reason}` : reason;
	}
}
// packages/connections/src/own-place.ts
/**
* Whether an address leads into a place of Penstock's own: a client that may submit jobs could read there what
* others submitted, or overwrite it. Two connections to one bucket are one place, whatever their keys.
*/
function isInOwnPlace({ connection, key }, place, settingsOf) {
	const settings = settingsOf(connection);
	if (place.kind === "folder") {
		const folder = resolve(place.path);
		return settings.provider === "file" && `${resolve(settings.root, key)}${sep}`.startsWith(folder + sep);
	}
	return key.startsWith(place.prefix) && isSameBucket(settings, settingsOf(place.connection));
}
function isSameBucket(one, other) {
	if (!("bucket" in one && "bucket" in other)) return false;
	return one.bucket === other.bucket && one.endpoint === other.endpoint && one.region === other.region;
}
// packages/connections/src/read-connections-file.ts
/**
* Reads penstock.config.json.
*
* @throws PenstockError `settings-invalid` with a pointer to every mistake
*/
async function readConnectionsFile(path) {
	const parsed = connectionsFile.safeParse(parseJson(path, await readText(path)));
	if (!parsed.success) throw invalid(path, describeIssues(issuesOf(parsed.error)));
	return parsed.data;
}
async function readText(path) {
	const text = decode(path, await readBytes(path));
	if (text.trim() === "") throw invalid(path, "it is empty: copy penstock.config.example.json to it");
	return text;
}
async function readBytes(path) {
	try {
		return await readFile(path);
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : "";
		throw code === "ENOENT" ? missing(path, error) : invalid(path, WHY_UNREADABLE[code] ?? `it cannot be read (${code})`, error);
	}
}
const WHY_UNREADABLE = {
	EISDIR: "it is a folder: set PENSTOCK_CONFIG to the file in it",
	ENOTDIR: "a part of its path is a file: set PENSTOCK_CONFIG to the right path",
	EACCES: "it cannot be read: give the user of this process the right to read it",
	EPERM: "it cannot be read: give the user of this process the right to read it"
};
/** A mark at the start that some editors write is no part of it. */
function decode(path, bytes) {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch (error) {
		throw invalid(path, "it is not UTF-8: save it in that encoding", error);
	}
}
function parseJson(path, text) {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw invalid(path, whyNoJson(text, error));
	}
}
function whyNoJson(text, error) {
	const comma = trailingComma(text);
	if (comma !== void 0) return `it is not JSON: delete the comma before the bracket at ${comma}`;
	const place = /line \d+ column \d+/.exec(error instanceof Error ? error.message : "");
	return `it is not JSON${place === null ? "" : ` at ${place[0]}: correct it there`}`;
}
/** Where a comma stands before a closing bracket, outside of strings. */
function trailingComma(text) {
	for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"?|,(?=\s*[}\]])/g)) if (token === ",") {
		const before = text.slice(0, index).split("\n");
		return `line ${before.length} column ${(before.at(-1) ?? "").length + 1}`;
	}
}
function invalid(path, what, cause) {
	return new PenstockError("settings-invalid", `${resolve(path)}: ${what}`, { cause });
}
function missing(path, cause) {
	const message = `${resolve(path)} does not exist: copy penstock.config.example.json to it, or set PENSTOCK_CONFIG`;
	return new PenstockError("settings-invalid", message, { cause });
}
// packages/connections/src/server-side-copy-source.ts
/**
* What the destination's store calls the source's bucket; undefined where it cannot read that bucket
* by itself. Credentials are compared by their references: the same reference is the same account.
*/
function serverSideCopySource(source, destination) {
	if (source.provider === "file" || source.provider === "http") return;
	if (source.encryption?.kind === "customer" || !isSameAccount(source, destination)) return;
	if (source.provider === "cos") return cosBucketHost(source.bucket, source.region);
	return source.region === destination.region ? source.bucket : void 0;
}
function isSameAccount(source, other) {
	if (other.provider === "file" || other.provider === "http") return false;
	const { accessKeyId, secretAccessKey, sessionToken } = source.credentials;
	return source.provider === other.provider && source.endpoint === other.endpoint && accessKeyId === other.credentials.accessKeyId && secretAccessKey === other.credentials.secretAccessKey && sessionToken === other.credentials.sessionToken;
}
// packages/connections/src/connections.ts
/**
* The connections of a file. One store, one source and one lister per name are opened when they are first asked
* for, and kept: they hold the sockets. Secrets are looked up when a request is signed.
*/
function createConnections(file, opener) {
	const known = new Map(Object.entries(file.connections));
	const stores = /* @__PURE__ */ new Map();
	const sources = /* @__PURE__ */ new Map();
	const listers = /* @__PURE__ */ new Map();
	const documentStore = /* @__PURE__ */ new Map();
	function settingsOf(name) {
		const settings = known.get(name);
		if (settings === void 0) {
			const names = [...known.keys()].join(", ") || "none";
			throw new PenstockError("connection-unknown", `there is no connection "${name}"; penstock.config.json has: ${names}`, { details: { connection: name } });
		}
		return settings;
	}
	const source = (name) => kept(sources, name, () => openSource(name, settingsOf(name), opener));
	return {
		store: (name) => kept(stores, name, () => openStore(name, settingsOf(name), opener)),
		source,
		entryReader: source,
		lister: (name) => kept(listers, name, () => openLister(name, settingsOf(name), opener)),
		documentStore: (name) => kept(documentStore, name, () => openDocumentStore(name, settingsOf(name), opener)),
		serverSideCopySource: (source, destination) => serverSideCopySource(settingsOf(source), settingsOf(destination)),
		isInOwnPlace: (address, place) => isInOwnPlace(address, place, settingsOf),
		probe: (name, variant) => openStore(name, settingsOf(name), opener, variant),
		whyUnusable: async () => {
			return (await Promise.all([...known].map(([name, settings]) => whyUnusable(name, settings, opener)))).filter((reason) => reason !== void 0);
		},
		names: () => [...known.keys()].join(", "),
		describe: () => [...known].map(([name, settings]) => toDescription(name, settings)),
		close() {
			for (const connection of [
				...stores.values(),
				...sources.values(),
				...listers.values(),
				...documentStore.values()
			]) connection.close?.();
		}
	};
}
/**
* Reads penstock.config.json and creates its connections. References `env:NAME` mean the variables
* of this process.
*
* @throws PenstockError `settings-invalid` with a pointer to every mistake
*/
async function openConnections(path, { log, ...opener }) {
	const connections = createConnections(await readConnectionsFile(path), {
		...opener,
		environment: process$1.env
	});
	for (const reason of await connections.whyUnusable()) log?.warn({ reason }, "a connection cannot be used by this process");
	return connections;
}
function kept(values, name, open) {
	const value = values.get(name) ?? open();
	values.set(name, value);
	return value;
}
function toDescription(name, settings) {
	const { provider } = settings;
	if (settings.provider === "file") return {
		name,
		provider,
		isWritable: false,
		location: settings.root
	};
	if (settings.provider === "http") return {
		name,
		provider,
		isWritable: false,
		location: settings.baseUrl
	};
	const { bucket, region, endpoint } = settings;
	return {
		name,
		provider,
		isWritable: true,
		location: `${bucket} in ${region}${endpoint === void 0 ? "" : ` at ${endpoint}`}`
	};
}
export { isSameVersion as a, folderMiddle as c, splitRange as d, compareKeys as f, resolveEventStreamSerdeConfig as i, gapsBetween as l, openConnections as n, pinnedBy as o, readConnectionsFile as r, ALL_KEYS as s, createConnections as t, isInRange as u };
