import { D as MAX_PART_NUMBER, ht as crc64ToDecimal, mt as crc64FromDecimal, pt as Crc64Xz } from "./src-B5NobToF.js";
import { t as endByte } from "./byte-range-CC_gljz1.js";
import { n as combineChecksums } from "./checksum-nVqgyxYR.js";
import { C as prettifyError, _ as union, a as boolean, c as int, d as number, f as object, h as string, i as array, l as literal, m as strictObject, p as record, r as _enum, s as discriminatedUnion } from "./schemas-e0zuZPA7.js";
import { a as readLocalStoreVariables, n as LOCAL_STORE, t as CONTROL_FLAG } from "./cluster-config-nChWNDT_.js";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { createConnection, createServer } from "node:net";
import { once } from "node:events";
import { basename, join } from "node:path";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { closeSync, mkdirSync, openSync, readSync, realpathSync, renameSync, rmSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { mkdir, readFile, readdir, rm } from "node:fs/promises";
import { createServer as createServer$1 } from "node:http";
import { setImmediate, setTimeout } from "node:timers/promises";
import assert from "node:assert/strict";
// packages/cos-emulator/src/error-response.ts
/**
* Every code this store answers with, and its HTTP status: the error code table of COS (document
* 436/7730), completed with the S3 codes that only the S3 dialect needs.
*/
const STATUS_BY_CODE = {
	AccessDenied: 403,
	AuthorizationHeaderMalformed: 400,
	AuthorizationQueryParametersError: 400,
	BadDigest: 400,
	BucketAlreadyOwnedByYou: 409,
	EntityTooLarge: 400,
	EntityTooSmall: 400,
	ExpiredToken: 400,
	FileAlreadyExists: 409,
	IncompleteBody: 400,
	InternalError: 500,
	InvalidAccessKeyId: 403,
	InvalidArgument: 400,
	InvalidDigest: 400,
	InvalidObjectState: 403,
	InvalidPart: 400,
	InvalidPartNumber: 416,
	InvalidPartOrder: 400,
	InvalidRange: 416,
	InvalidRequest: 400,
	InvalidStorageClass: 400,
	InvalidTag: 400,
	InvalidURI: 400,
	KeyTooLong: 400,
	KmsKeyNotExist: 400,
	MalformedXML: 400,
	MetadataTooLarge: 400,
	MethodNotAllowed: 405,
	MissingContentLength: 411,
	NoSuchBucket: 404,
	NoSuchCopySource: 404,
	NoSuchKey: 404,
	NoSuchUpload: 404,
	NotImplemented: 501,
	NotSupportedStorageClass: 400,
	PathStyleDomainForbidden: 403,
	PreconditionFailed: 412,
	RequestTimeTooSkewed: 403,
	SignatureDoesNotMatch: 403,
	SsecDecryptHeaderInvalid: 400,
	SSEContentNotSupported: 400,
	SSEHeaderNotAllowed: 400,
	UploadConflict: 409,
	XAmzContentSHA256Mismatch: 400,
	XMLSizeLimit: 400
};
/** A request that the store answers with an error document. */
var ErrorResponse = class extends Error {
	name = "ErrorResponse";
	code;
	status;
	constructor(code, message, options) {
		super(message, options);
		this.code = code;
		this.status = STATUS_BY_CODE[code];
	}
};
/** For a failure of the disk or a mistake in here, which goes to the process's warnings. */
function internalError(error) {
	process.emitWarning(error instanceof Error ? error : String(error));
	return new ErrorResponse("InternalError", "The store failed.", { cause: error });
}
// packages/cos-emulator/src/percent-encoding.ts
/** Percent-encodes all but `A-Z a-z 0-9 - _ . ~`, which is what both signature schemes sign. */
function percentEncode(text) {
	return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
/** A "+" stays a "+": in requests of both dialects a space is always `%20`. */
function percentDecode(text) {
	try {
		return decodeURIComponent(text);
	} catch (error) {
		throw invalidUri(error);
	}
}
function invalidUri(cause) {
	return new ErrorResponse("InvalidURI", "The URI is not percent-encoded UTF-8.", { cause });
}
// packages/cos-emulator/src/access/addressing.ts
const BUCKET_NAME = "[a-z0-9][a-z0-9-]*-\\d{9,10}";
const BUCKET = new RegExp(`^${BUCKET_NAME}$`);
const BUCKET_HOST = new RegExp(`^(${BUCKET_NAME})\\.`);
function isBucketName(name) {
	return BUCKET.test(name);
}
/**
* Reads bucket and key: the bucket from the first label of the host, whatever follows it, else from
* the first segment of the path.
*
* @throws Rejection `InvalidURI`
*/
function readTarget({ url, host }) {
	const [rawPath = "", ...rest] = url.split("?");
	const path = percentDecode(rawPath);
	const query = readQuery(rest.join("?"));
	const hostBucket = BUCKET_HOST.exec(host.toLowerCase())?.[1];
	if (hostBucket !== void 0) return {
		path,
		query,
		isPathStyle: false,
		bucket: hostBucket,
		key: path.slice(1)
	};
	const slash = path.indexOf("/", 1);
	const bucketEnd = slash === -1 ? path.length : slash;
	return {
		path,
		query,
		isPathStyle: true,
		bucket: path.slice(1, bucketEnd),
		key: path.slice(bucketEnd + 1)
	};
}
function readQuery(text) {
	return text.split("&").filter((pair) => pair !== "").map((pair) => {
		const equals = pair.indexOf("=");
		return equals === -1 ? [percentDecode(pair), ""] : [percentDecode(pair.slice(0, equals)), percentDecode(pair.slice(equals + 1))];
	});
}
// packages/cos-emulator/src/behaviour.ts
const USUAL_BEHAVIOUR = {
	auth: "on",
	hasStrictSignatures: false,
	pathStyle: "refused",
	samePartAtOnce: "last-wins",
	repeatedComplete: "upload-gone",
	completeMs: 0,
	completeDripMs: 1e3,
	enforcesMinPart: true,
	xmlSpelling: "current",
	partETag: "as-asked"
};
// packages/cos-emulator/src/bounded-map.ts
/** A map that forgets its oldest entries, for what a long run would pile up. */
var BoundedMap = class {
	#entries = /* @__PURE__ */ new Map();
	#maxCount;
	constructor(maxCount) {
		this.#maxCount = maxCount;
	}
	get(name) {
		return this.#entries.get(name);
	}
	set(name, value) {
		this.#entries.set(name, value);
		const [oldest] = this.#entries.size > this.#maxCount ? this.#entries.keys() : [];
		if (oldest !== void 0) this.#entries.delete(oldest);
	}
	delete(name) {
		this.#entries.delete(name);
	}
};
// packages/cos-emulator/src/attempt-counter.ts
/** About 100 MB of names at worst, and more parts than any test sends. */
const MAX_NAMES = 1e6;
/** Tells the how manieth request of its call, key and part one is, from 1. */
var AttemptCounter = class {
	#counts = new BoundedMap(MAX_NAMES);
	next({ call, bucket, key, part = 0 }) {
		const name = `${call} ${part} ${bucket}/${key}`;
		const attempt = (this.#counts.get(name) ?? 0) + 1;
		this.#counts.set(name, attempt);
		return attempt;
	}
};
// packages/cos-emulator/src/recent.ts
/** The latest entries of a list without end, numbered from 1. */
var Recent = class {
	#entries = [];
	#maxCount;
	#count = 0;
	constructor(maxCount) {
		this.#maxCount = maxCount;
	}
	/** How many there ever were. */
	get count() {
		return this.#count;
	}
	push(entry) {
		this.#entries[this.#count % this.#maxCount] = entry;
		this.#count += 1;
	}
	/** What came after the nth entry and is still there, oldest first. */
	after(number) {
		const first = Math.max(number, this.#count - this.#maxCount, 0);
		const length = Math.max(this.#count - first, 0);
		return Array.from({ length }, (_, index) => {
			return this.#entries[(first + index) % this.#maxCount];
		}).filter((entry) => entry !== void 0);
	}
};
// packages/cos-emulator/src/request-subject.ts
const CALL_NAMES = [
	"InitiateMultipartUpload",
	"UploadPart",
	"UploadPartCopy",
	"CompleteMultipartUpload",
	"AbortMultipartUpload",
	"ListParts",
	"ListMultipartUploads",
	"ListObjects",
	"ListBuckets",
	"HeadBucket",
	"CreateBucket",
	"GetBucketLocation",
	"GetBucketVersioning",
	"PutObject",
	"CopyObject",
	"HeadObject",
	"GetObject",
	"GetObjectAttributes",
	"DeleteObject",
	"DeleteObjects",
	"PutObjectTagging",
	"GetObjectTagging",
	"DeleteObjectTagging",
	"Other"
];
/** Names the call as its client means it, whether or not it will be refused. */
function subjectOf$1(asked) {
	const { bucket, key } = asked.target;
	const query = new Map(asked.target.query);
	const part = Number(query.get("partNumber"));
	const uploadId = query.get("uploadId");
	return {
		call: callOf(asked, query),
		bucket,
		key,
		...Number.isInteger(part) && part > 0 ? { part } : {},
		...uploadId === void 0 ? {} : { uploadId }
	};
}
function callOf(asked, query) {
	const { bucket, key } = asked.target;
	if (bucket === "") return asked.method === "GET" ? "ListBuckets" : "Other";
	return key === "" ? bucketCall(asked.method, query) : objectCall(asked, query);
}
const LISTS_AND_FACTS = [
	["location", "GetBucketLocation"],
	["versioning", "GetBucketVersioning"],
	["uploads", "ListMultipartUploads"]
];
function bucketCall(method, query) {
	if (method === "HEAD") return "HeadBucket";
	if (method === "POST") return query.has("delete") ? "DeleteObjects" : "Other";
	if (method === "PUT") return query.size === 0 ? "CreateBucket" : "Other";
	if (method !== "GET") return "Other";
	return LISTS_AND_FACTS.find(([name]) => query.has(name))?.[1] ?? "ListObjects";
}
const OF_AN_UPLOAD = {
	PUT: "UploadPart",
	POST: "CompleteMultipartUpload",
	DELETE: "AbortMultipartUpload",
	GET: "ListParts"
};
const OF_TAGS = {
	PUT: "PutObjectTagging",
	GET: "GetObjectTagging",
	DELETE: "DeleteObjectTagging"
};
const OF_AN_OBJECT = {
	PUT: "PutObject",
	HEAD: "HeadObject",
	GET: "GetObject",
	DELETE: "DeleteObject"
};
function objectCall({ method, isCopy }, query) {
	if (query.has("uploads")) return method === "POST" ? "InitiateMultipartUpload" : "Other";
	if (query.has("uploadId")) {
		const call = OF_AN_UPLOAD[method] ?? "Other";
		return call === "UploadPart" && isCopy ? "UploadPartCopy" : call;
	}
	if (query.has("attributes")) return method === "GET" ? "GetObjectAttributes" : "Other";
	const call = (query.has("tagging") ? OF_TAGS : OF_AN_OBJECT)[method] ?? "Other";
	return call === "PutObject" && isCopy ? "CopyObject" : call;
}
// packages/cos-emulator/src/faults/fault.ts
const errorResponse = {
	status: int().min(400).max(599),
	code: string().regex(/^\w+$/)
};
const byteCount = int().min(0);
const rate = number().positive();
const ms = int().min(0).max(2147483647);
/** Everything that a rule can do to a request. */
const fault = discriminatedUnion("kind", [
	strictObject({
		kind: literal("refuse-before-body"),
		...errorResponse
	}),
	strictObject({
		kind: literal("refuse-after-body"),
		...errorResponse
	}),
	strictObject({
		kind: literal("refuse-expect"),
		...errorResponse
	}),
	strictObject({ kind: literal("ignore-expect") }),
	strictObject({
		kind: literal("cut-body"),
		afterBytes: byteCount
	}),
	strictObject({
		kind: literal("stall"),
		ms: ms.optional(),
		afterBytes: byteCount.optional()
	}),
	strictObject({
		kind: literal("slow-read"),
		bytesPerSecond: rate
	}),
	strictObject({
		kind: literal("too-slow"),
		bytesPerSecond: rate,
		windowMs: ms.optional()
	}),
	strictObject({
		kind: literal("slow-down"),
		requestsPerSecond: rate,
		per: _enum(["bucket", "key"]).optional()
	}),
	strictObject({ kind: literal("lose-response") }),
	strictObject({
		kind: literal("stall-response"),
		ms: ms.optional()
	}),
	strictObject({
		kind: literal("cut-response"),
		afterBytes: byteCount
	}),
	strictObject({
		kind: literal("error-in-200"),
		code: errorResponse.code,
		hasNewline: boolean().optional()
	}),
	strictObject({
		kind: literal("blank-then-cut"),
		isDone: boolean()
	}),
	strictObject({
		kind: literal("blank-then-end"),
		isDone: boolean()
	}),
	strictObject({
		kind: literal("conflict"),
		isDone: boolean()
	}),
	strictObject({
		kind: literal("foreign-object"),
		sizeBytes: byteCount.optional()
	}),
	strictObject({ kind: literal("wrong-crc") }),
	strictObject({ kind: literal("no-crc") }),
	strictObject({ kind: literal("no-etag") }),
	strictObject({
		kind: literal("no-request-id"),
		status: int().min(200).max(599).optional(),
		hasPage: boolean().optional()
	}),
	strictObject({ kind: literal("drop-reused-connection") }),
	strictObject({
		kind: literal("redirect-to-backup"),
		status: union([
			literal(301),
			literal(302),
			literal(307)
		])
	}),
	strictObject({
		kind: literal("skew-clock"),
		seconds: int()
	}),
	strictObject({
		kind: literal("corrupt-part"),
		isReported: boolean()
	}),
	strictObject({ kind: literal("corrupt-response") })
]);
const faultRule = strictObject({
	/** One is made up when absent. */
	id: string().min(1).max(100).optional(),
	/** Everything that is named must fit. */
	on: strictObject({
		call: _enum(CALL_NAMES).optional(),
		/** The whole key, or its beginning and `*`. */
		key: string().optional(),
		part: int().min(1).max(1e4).optional(),
		/** The nth request that fits otherwise, of its call, key and part, since the rule is there. */
		attempt: int().min(1).optional()
	}),
	/**
	* How often it fires at most. Absent: once; without end for rules with `attempt` (which fire once
	* for each call, key and part), with `probability`, and for too-slow, slow-down and skew-clock.
	*/
	times: int().min(1).optional(),
	/** The share of the requests that fit. Which ones, follows from seed, call, key, part and attempt. */
	probability: number().min(0).max(1).optional(),
	/** 0 when absent. */
	seed: int().optional(),
	fault
});
const WITH_BODY = [
	"UploadPart",
	"PutObject",
	"CompleteMultipartUpload",
	"PutObjectTagging",
	"DeleteObjects"
];
const WITH_CRC = [
	"UploadPart",
	"UploadPartCopy",
	"PutObject",
	"CompleteMultipartUpload",
	"HeadObject",
	"GetObject"
];
/** Calls that response 200 before they know. */
const EARLY_200 = ["CompleteMultipartUpload", "UploadPartCopy"];
const WITH_RESPONSE_BODY = [
	...EARLY_200,
	"InitiateMultipartUpload",
	"ListParts",
	"ListMultipartUploads",
	"ListObjects",
	"GetObject"
];
/** The response is kept back whole, so it must be small. A GET that is lost is one cut at byte 0. */
const WITH_SMALL_RESPONSE = CALL_NAMES.filter((call) => call !== "GetObject");
/** The calls for which a fault makes sense, where not all do. */
const CALLS_OF = {
	"refuse-expect": WITH_BODY,
	"ignore-expect": WITH_BODY,
	"cut-body": WITH_BODY,
	"slow-read": WITH_BODY,
	"too-slow": WITH_BODY,
	"lose-response": WITH_SMALL_RESPONSE,
	"stall-response": WITH_SMALL_RESPONSE,
	"cut-response": WITH_RESPONSE_BODY,
	"error-in-200": EARLY_200,
	"blank-then-cut": EARLY_200,
	"blank-then-end": EARLY_200,
	conflict: ["UploadPart", ...EARLY_200],
	"foreign-object": [
		"HeadObject",
		"GetObject",
		"InitiateMultipartUpload",
		"CompleteMultipartUpload",
		"PutObject"
	],
	"wrong-crc": WITH_CRC,
	"no-crc": WITH_CRC,
	"no-etag": [
		"UploadPart",
		"PutObject",
		"HeadObject",
		"GetObject"
	],
	"corrupt-part": [
		"UploadPart",
		"UploadPartCopy",
		"PutObject"
	],
	"corrupt-response": ["GetObject"]
};
function makesSenseFor({ kind }, call) {
	return CALLS_OF[kind]?.includes(call) ?? true;
}
/** @throws RangeError that says what is wrong with it */
function parseFaultRule(value) {
	const parsed = faultRule.safeParse(value);
	if (!parsed.success) throw new RangeError(`This is no fault rule:\n${prettifyError(parsed.error)}`);
	const { on, fault: wanted } = parsed.data;
	if (on.call !== void 0 && !makesSenseFor(wanted, on.call)) {
		const calls = CALLS_OF[wanted.kind]?.join(", ");
		throw new RangeError(`${wanted.kind} makes no sense for ${on.call}, only for ${calls}.`);
	}
	return parsed.data;
}
// packages/cos-emulator/src/faults/request-rate.ts
/** Counts requests by the second, each second anew. */
var RequestRate = class {
	#second = 0;
	#counts = /* @__PURE__ */ new Map();
	isAbove(limit, { bucket, key }) {
		const second = Math.floor(performance.now() / 1e3);
		if (second !== this.#second) {
			this.#second = second;
			this.#counts.clear();
		}
		const name = limit.per === "key" ? `${bucket}/${key}` : bucket;
		const count = (this.#counts.get(name) ?? 0) + 1;
		this.#counts.set(name, count);
		return count > limit.requestsPerSecond;
	}
};
// packages/cos-emulator/src/faults/fault-plan.ts
const MAX_FIRED = 1e5;
/** The rules, in order: of those that fit a request the first one fires. */
var FaultPlan = class {
	#rules = [];
	#nextId = 1;
	#fired = new Recent(MAX_FIRED);
	/** @throws RangeError for a rule that is none, or whose id is taken */
	constructor(rules = []) {
		this.replace(rules);
	}
	/**
	* Returns the id of the rule.
	*
	* @throws RangeError for a rule that is none, or whose id is taken
	*/
	add(rule) {
		const added = this.#ruleOf(rule, this.#rules);
		this.#rules = [...this.#rules, added];
		return added.id;
	}
	/** All of them, or none: a wrong one leaves the rules as they were. */
	replace(rules) {
		const made = [];
		for (const rule of rules) made.push(this.#ruleOf(rule, made));
		this.#rules = made;
	}
	clear() {
		this.#rules = [];
	}
	list() {
		return this.#rules.map(({ id, spec, fired }) => ({
			...spec,
			id,
			fired
		}));
	}
	/** The latest 100 000, oldest first, of rules that are gone as well. */
	fired() {
		return this.#fired.after(0);
	}
	get firedCount() {
		return this.#fired.count;
	}
	/** Every rule that fits counts the request, whichever of them fires. */
	take(subject, { hasExpect, isReused }) {
		const rule = this.#rules.filter(({ spec }) => fits(spec, subject)).filter(({ spec }) => hasExpect || !spec.fault.kind.endsWith("-expect")).filter(({ spec }) => isReused || spec.fault.kind !== "drop-reused-connection").filter((rule) => isDue(rule, subject))[0];
		return rule && {
			ruleId: rule.id,
			fault: rule.spec.fault,
			fire: () => this.#fire(rule, subject)
		};
	}
	#fire(rule, subject) {
		rule.fired += 1;
		const { kind } = rule.spec.fault;
		this.#fired.push({
			ruleId: rule.id,
			kind,
			atMs: Date.now(),
			...subject
		});
	}
	#ruleOf(value, others) {
		const spec = parseFaultRule(value);
		const id = spec.id ?? this.#newId(others);
		if (others.some((rule) => rule.id === id)) throw new RangeError(`There is a fault rule "${id}" already.`);
		return {
			id,
			spec,
			maxTimes: spec.times ?? (firesOnce(spec) ? 1 : Number.POSITIVE_INFINITY),
			attempts: new AttemptCounter(),
			rate: new RequestRate(),
			fired: 0
		};
	}
	#newId(others) {
		for (;;) {
			const id = `fault-${this.#nextId}`;
			this.#nextId += 1;
			if (!others.some((rule) => rule.id === id)) return id;
		}
	}
};
/** Conditions of the store that last, unlike accidents. */
const LASTING = /* @__PURE__ */ new Set([
	"too-slow",
	"slow-down",
	"skew-clock"
]);
function firesOnce({ on, probability, fault }) {
	return on.attempt === void 0 && probability === void 0 && !LASTING.has(fault.kind);
}
function fits({ on, fault }, subject) {
	return makesSenseFor(fault, subject.call) && (on.call === void 0 || on.call === subject.call) && (on.part === void 0 || on.part === subject.part) && (on.key === void 0 || fitsKey(on.key, subject.key));
}
function fitsKey(wanted, key) {
	return wanted.endsWith("*") ? key.startsWith(wanted.slice(0, -1)) : key === wanted;
}
function isDue(rule, subject) {
	const { on, probability = 1, fault } = rule.spec;
	const attempt = on.attempt !== void 0 || probability < 1 ? rule.attempts.next(subject) : 0;
	return (fault.kind !== "slow-down" || rule.rate.isAbove(fault, subject)) && rule.fired < rule.maxTimes && (on.attempt === void 0 || on.attempt === attempt) && (probability === 1 || chance(rule.spec, subject, attempt) < probability);
}
/**
* 0 up to 1. A hash and no generator, because requests race: a storm has to hit the same ones again,
* in whatever order they come.
*/
function chance({ seed = 0 }, { call, bucket, key, part = 0 }, attempt) {
	const name = `${seed} ${call} ${part} ${attempt} ${bucket}/${key}`;
	return createHash("sha1").update(name).digest().readUInt32BE() / 2 ** 32;
}
// packages/cos-emulator/src/folder-claim.ts
/**
* Claims a data folder for this emulator, until the claim is disposed of or its process ends.
*
* The claim is a listening socket, because it ends with its process however that ends: a file with a
* process id would outlive a kill or a power cut, and another process may get that id. On Linux it is
* a name without a file; elsewhere a file in the folder for temporary ones, because the path of a
* socket has to be short.
*
* @throws Error when another emulator has it
*/
async function claimFolder(dataDir) {
	mkdirSync(dataDir, { recursive: true });
	const name = createHash("sha256").update(realpathSync(dataDir)).digest("hex").slice(0, 16);
	const isLinux = process.platform === "linux";
	const path = isLinux ? `\0penstock-cos-${name}` : join(tmpdir(), `penstock-cos-${name}.sock`);
	let claim = await listenOn(path);
	if (claim === void 0 && !isLinux && !await isAnswered(path)) {
		rmSync(path, { force: true });
		claim = await listenOn(path);
	}
	if (claim === void 0) throw new Error(`another emulator uses the data folder ${dataDir}: end it, or name another`);
	const server = claim;
	return { [Symbol.asyncDispose]: async () => {
		const closed = once(server, "close");
		server.close();
		await closed;
	} };
}
async function listenOn(path) {
	const server = createServer((socket) => socket.destroy());
	try {
		server.listen(path);
		await once(server, "listening");
		return server;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return;
		throw error;
	}
}
async function isAnswered(path) {
	const socket = createConnection(path);
	try {
		await once(socket, "connect");
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}
// packages/cos-emulator/src/tap-body.ts
/**
* Stands between the body and its reader, by replacing how the request is iterated over. A
* later tap sees what the earlier ones let through.
*/
function tapBody(request, tap) {
	const inner = request[Symbol.asyncIterator].bind(request);
	Object.defineProperty(request, Symbol.asyncIterator, {
		value: () => tap({ [Symbol.asyncIterator]: inner }),
		configurable: true
	});
}
// packages/cos-emulator/src/journal/upload-watch.ts
const MAX_UPLOADS = 1e5;
/** Counts what must not happen to an upload. */
var UploadWatch = class {
	#parts = new Concurrency();
	#completes = new Concurrency();
	#succeeded = new BoundedMap(MAX_UPLOADS);
	/** The CRC of each part of the uploads that have not ended. */
	#crcs = new BoundedMap(MAX_UPLOADS);
	#store;
	#completesAfterSuccess = 0;
	#partsWithDifferentCrc = 0;
	constructor(store) {
		this.#store = store;
	}
	began({ call, bucket, key, uploadId = "" }) {
		if (call === "UploadPart") this.#parts.enter(`${bucket}/${key}`);
		if (call === "CompleteMultipartUpload") {
			this.#completes.enter(uploadId);
			this.#completesAfterSuccess += this.#succeeded.get(uploadId) === true ? 1 : 0;
		}
	}
	ended(entry) {
		const { call, bucket, key, uploadId = "" } = entry;
		if (call === "UploadPart") {
			this.#parts.leave(`${bucket}/${key}`);
			this.#compareCrc(uploadId, entry);
		}
		if (call === "CompleteMultipartUpload") {
			this.#completes.leave(uploadId);
			if (this.#wasSuccessReported(entry)) {
				this.#succeeded.set(uploadId, true);
				this.#crcs.delete(uploadId);
			}
		}
		if (call === "AbortMultipartUpload" && entry.status === 204) this.#crcs.delete(uploadId);
	}
	figures() {
		return {
			completesAfterSuccess: this.#completesAfterSuccess,
			maxConcurrentPartsPerKey: this.#parts.most,
			maxConcurrentCompletesPerUpload: this.#completes.most,
			partsWithDifferentCrc: this.#partsWithDifferentCrc
		};
	}
	/** A 200 may have an error in it, and a fault may have kept the success from the client. */
	#wasSuccessReported({ status, faultId, bucket, key, uploadId }) {
		const isObject = this.#store.objects.find({
			bucket,
			key
		})?.record.folder === uploadId;
		return status === 200 && faultId === void 0 && isObject;
	}
	#compareCrc(uploadId, { part, crc64 }) {
		if (part === void 0 || crc64 === void 0) return;
		const known = this.#crcs.get(uploadId) ?? /* @__PURE__ */ new Map();
		const before = known.get(part);
		this.#partsWithDifferentCrc += before !== void 0 && before !== crc64 ? 1 : 0;
		known.set(part, crc64);
		this.#crcs.set(uploadId, known);
	}
};
/** The most that were ever inside at once under one name. */
var Concurrency = class {
	#inside = /* @__PURE__ */ new Map();
	#most = 0;
	get most() {
		return this.#most;
	}
	enter(name) {
		const count = (this.#inside.get(name) ?? 0) + 1;
		this.#inside.set(name, count);
		this.#most = Math.max(this.#most, count);
	}
	leave(name) {
		const count = (this.#inside.get(name) ?? 0) - 1;
		if (count > 0) this.#inside.set(name, count);
		else this.#inside.delete(name);
	}
};
// packages/cos-emulator/src/journal/journal.ts
const MAX_ENTRIES = 1e5;
/** Remembers the latest 100 000 requests, and counts all of them. */
var Journal = class {
	#entries = new Recent(MAX_ENTRIES);
	#attempts = new AttemptCounter();
	#uploads;
	#byCall = /* @__PURE__ */ new Map();
	#cutCount = 0;
	#bytesReceived = 0;
	constructor(store) {
		this.#uploads = new UploadWatch(store);
	}
	/** Follows a request to its end. Called before the first byte of the body is read. */
	begin(subject, request, response) {
		const atMs = Date.now();
		const beganMs = performance.now();
		const attempt = this.#attempts.next(subject);
		const visit = {
			bytesReceived: 0,
			crc64: void 0,
			faultId: void 0
		};
		tapBody(request, async function* (chunks) {
			for await (const chunk of chunks) {
				visit.bytesReceived += chunk.length;
				yield chunk;
			}
		});
		this.#uploads.began(subject);
		response.once("close", () => {
			noteCrc(visit, response);
			const { bytesReceived, crc64, faultId } = visit;
			this.#end({
				...subject,
				seq: this.#entries.count + 1,
				atMs,
				durationMs: Math.round(performance.now() - beganMs),
				attempt,
				status: response.writableFinished ? response.statusCode : "cut",
				bytesReceived,
				...crc64 === void 0 ? {} : { crc64 },
				...faultId === void 0 ? {} : { faultId }
			});
		});
		return visit;
	}
	/** The latest 100 000, as far as they came after the given one. */
	entries(afterSeq = 0) {
		return this.#entries.after(afterSeq);
	}
	figures() {
		return {
			requests: this.#entries.count,
			requestsByCall: Object.fromEntries(this.#byCall),
			cut: this.#cutCount,
			bytesReceived: this.#bytesReceived,
			...this.#uploads.figures()
		};
	}
	#end(entry) {
		this.#entries.push(entry);
		this.#byCall.set(entry.call, (this.#byCall.get(entry.call) ?? 0) + 1);
		this.#cutCount += entry.status === "cut" ? 1 : 0;
		if (entry.call === "UploadPart" || entry.call === "PutObject") this.#bytesReceived += entry.bytesReceived;
		this.#uploads.ended(entry);
	}
};
/** Called before a fault changes the headers of a response: the journal keeps to the truth. */
function noteCrc(visit, response) {
	const crc64 = response.getHeader("x-cos-hash-crc64ecma");
	if (visit.crc64 === void 0 && typeof crc64 === "string") visit.crc64 = crc64FromDecimal(crc64);
}
// packages/cos-emulator/src/journal/summary.ts
function openUploads(store) {
	return store.uploads.list().map(({ bucket, key, uploadId }) => ({
		bucket,
		key,
		uploadId
	}));
}
function summarise(journal, store, faults) {
	const objects = store.objects.list();
	return {
		...journal.figures(),
		openUploads: openUploads(store),
		objects: objects.length,
		bytesStored: objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
		faultsFired: faults.firedCount
	};
}
// packages/cos-emulator/src/access/credentials.ts
function headerOf(headers, name) {
	const value = headers[name];
	return Array.isArray(value) ? value.join(",") : value;
}
/** @throws Rejection `InvalidAccessKeyId` */
function keyOf(secretId, rules) {
	const key = [rules.credentials, ...rules.temporaryKeys].find((one) => one.secretId === secretId);
	if (key === void 0) throw new ErrorResponse("InvalidAccessKeyId", "The access key ID does not exist.");
	return key;
}
/**
* Looks at the token when the signature is known to be right, which is the last of the checks.
*
* @param token what the request brought, in a header or in a parameter
* @throws Rejection `InvalidAccessKeyId` for a temporary key without its token, `AccessDenied` for
*   another token, `ExpiredToken`
*/
function checkToken(key, token, nowMs) {
	const expected = "token" in key ? key.token : void 0;
	if (expected !== void 0 && token === void 0) throw new ErrorResponse("InvalidAccessKeyId", "A temporary key is known only with its token.");
	if (token !== expected) throw new ErrorResponse("AccessDenied", "The security token is not that of the key.");
	if ("token" in key && nowMs > key.expiresAtMs) throw new ErrorResponse("ExpiredToken", "The security token has expired.");
}
// packages/cos-emulator/src/access/signed-query.ts
const OF_SIGNATURE = /^(q-[a-z-]+|x-cos-security-token|x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256))$/i;
const STANDS_FOR_HEADER = /^x-(cos|amz)-/i;
/** A query parameter by its name in any case. */
function parameterOf(query, name) {
	const lower = name.toLowerCase();
	return query.find(([other]) => other.toLowerCase() === lower)?.[1];
}
/** What is asked, without the signature: real parameters, and headers wherever they were written. */
function withoutSignature(pairs, headers) {
	const query = /* @__PURE__ */ new Map();
	const all = { ...headers };
	for (const [name, value] of pairs.filter(([other]) => !OF_SIGNATURE.test(other))) if (STANDS_FOR_HEADER.test(name)) all[name.toLowerCase()] ??= value;
	else query.set(name, value);
	return {
		query,
		headers: all
	};
}
// packages/cos-emulator/src/access/cos-signature.ts
const MAX_SKEW_SECONDS = 900;
const TOKEN$1 = "x-cos-security-token";
const MUST_BE_SIGNED = /^(host|content-length|content-md5|x-cos-.*)$/;
const FIELDS = [
	"q-sign-algorithm",
	"q-ak",
	"q-sign-time",
	"q-key-time",
	"q-header-list",
	"q-url-param-list",
	"q-signature"
];
/**
* Verifies `q-sign-algorithm=sha1` (COS document 436/7778), in the Authorization header or as the
* parameters of a presigned address: any signed subset of headers and parameters is accepted, and
* what is not listed may change freely.
*
* @throws Rejection `AccessDenied`, `InvalidAccessKeyId`, `RequestTimeTooSkewed` or
*   `SignatureDoesNotMatch`, then those of the token; checked in this order
*/
function verifyCosSignature(request, rules) {
	const fields = parseFields(request);
	const key = keyOf(fields["q-ak"], rules);
	const nowMs = rules.clock.nowMs();
	checkTime$1(fields["q-sign-time"], nowMs);
	checkTime$1(fields["q-key-time"], nowMs);
	if (signatureOf(fields, request, key) !== fields["q-signature"]) throw new ErrorResponse("SignatureDoesNotMatch", "The signature does not match the request.");
	if (rules.isStrict) checkListed(request, fields["q-header-list"]);
	checkToken(key, headerOf(request.headers, TOKEN$1) ?? parameterOf(request.query, TOKEN$1), nowMs);
}
/** What the strict mode of COS wants signed wherever it is sent (changelog of the Go SDK, 0.7.62). */
function checkListed({ headers }, list) {
	const listed = list.toLowerCase().split(";");
	const unsigned = Object.keys(headers).find((name) => MUST_BE_SIGNED.test(name) && !listed.includes(name));
	if (unsigned !== void 0) throw new ErrorResponse("AccessDenied", `The header ${unsigned} must be signed.`);
}
function parseFields({ headers, query }) {
	const authorization = headerOf(headers, "authorization");
	if (authorization === void 0 && parameterOf(query, FIELDS[0]) === void 0) throw new ErrorResponse("AccessDenied", "The request is not signed.");
	const pairs = authorization?.split("&").map((field) => {
		const equals = field.indexOf("=");
		return [field.slice(0, Math.max(equals, 0)), field.slice(equals + 1)];
	}) ?? query;
	const found = new Map(pairs);
	const field = (name) => {
		const value = found.get(name);
		if (value === void 0) throw new ErrorResponse("AccessDenied", `The signature has no ${name}.`);
		return value;
	};
	if (field("q-sign-algorithm") !== "sha1") throw new ErrorResponse("AccessDenied", "The only q-sign-algorithm is sha1.");
	return {
		"q-sign-algorithm": "sha1",
		"q-ak": field("q-ak"),
		"q-sign-time": field("q-sign-time"),
		"q-key-time": field("q-key-time"),
		"q-header-list": field("q-header-list"),
		"q-url-param-list": field("q-url-param-list"),
		"q-signature": field("q-signature")
	};
}
function checkTime$1(keyTime, nowMs) {
	const match = /^(\d+);(\d+)$/.exec(keyTime);
	if (match === null) throw new ErrorResponse("AccessDenied", "A signing time is two Unix seconds joined by a semicolon.");
	const nowSeconds = Math.floor(nowMs / 1e3);
	if (nowSeconds > Number(match[2])) throw new ErrorResponse("AccessDenied", "Request has expired");
	if (nowSeconds + MAX_SKEW_SECONDS < Number(match[1])) throw new ErrorResponse("RequestTimeTooSkewed", "The signature begins too far in the future.");
}
function signatureOf(fields, request, credentials) {
	const parameters = listed(fields["q-url-param-list"], request.query);
	const headers = listed(fields["q-header-list"], Object.keys(request.headers).map((name) => [name, headerOf(request.headers, name) ?? ""]));
	const httpString = `${request.method.toLowerCase()}\n${request.path}\n${parameters}\n${headers}\n`;
	const httpHash = createHash("sha1").update(httpString).digest("hex");
	return hmacSha1(hmacSha1(credentials.secretKey, fields["q-key-time"]), `sha1\n${fields["q-sign-time"]}\n${httpHash}\n`);
}
/**
* The signed pairs as `name=value&…`, sorted by encoded lower-case name. Names of the list are
* compared case-insensitively, because old clients list `partNumber` where current ones list
* `partnumber`.
*/
function listed(list, pairs) {
	const names = new Set(list.toLowerCase().split(";"));
	names.delete("");
	const signed = pairs.map(([name, value]) => ({
		name: percentEncode(name).toLowerCase(),
		value
	})).filter(({ name }) => names.has(name));
	if (new Set(signed.map(({ name }) => name)).size !== names.size) throw new ErrorResponse("SignatureDoesNotMatch", "The signature lists a header or parameter that the request does not have.");
	return signed.sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name)).map(({ name, value }) => `${name}=${percentEncode(value)}`).join("&");
}
function hmacSha1(key, text) {
	return createHmac("sha1", key).update(text).digest("hex");
}
// packages/cos-emulator/src/access/sigv4.ts
const SIGV4_ALGORITHM = "AWS4-HMAC-SHA256";
const TOKEN = "x-amz-security-token";
const PAYLOAD_HASH = "x-amz-content-sha256";
const MAX_SKEW_MS = 9e5;
const MAX_EXPIRES_SECONDS = 604800;
/**
* Verifies AWS Signature Version 4 for the service s3, in the Authorization header or as the
* parameters of a presigned address. The region is taken from the request's own scope: whether COS
* enforces it is not documented.
*
* The payload hash is only signed here; the reader of the body compares it with the bytes.
*
* @throws Rejection `AuthorizationHeaderMalformed`, `InvalidAccessKeyId`, `RequestTimeTooSkewed`,
*   `InvalidRequest`, `NotImplemented`, `AccessDenied` or `SignatureDoesNotMatch`, then those of the
*   token
*/
function verifySigV4(request, rules) {
	const claim = readHeader(request) ?? readParameters(request);
	const accessKey = keyOf(claim.accessKeyId, rules);
	const nowMs = rules.clock.nowMs();
	checkTime(claim, nowMs);
	checkPayloadHash(claim.payloadHash);
	checkSignedHeaders(request, claim);
	const canonical = canonicalRequest(request, claim);
	const scope = `${claim.date}/${claim.region}/s3/aws4_request`;
	const stringToSign = [
		SIGV4_ALGORITHM,
		claim.timestamp,
		scope,
		sha256(canonical)
	].join("\n");
	const secret = Buffer.from(`AWS4${accessKey.secretKey}`);
	const key = scope.split("/").reduce(hmacSha256, secret);
	if (hmacSha256(key, stringToSign).toString("hex") !== claim.signature) throw new ErrorResponse("SignatureDoesNotMatch", "The signature does not match the request.");
	checkToken(accessKey, headerOf(request.headers, TOKEN) ?? parameterOf(request.query, TOKEN), nowMs);
	return {
		key,
		timestamp: claim.timestamp,
		scope,
		signature: claim.signature
	};
}
function readHeader({ headers }) {
	const authorization = headerOf(headers, "authorization");
	if (authorization === void 0) return;
	const [, credential = "", signedHeaders = "", signature = ""] = /^AWS4-HMAC-SHA256 +Credential=([^ ,]+), *SignedHeaders=([^ ,]+), *Signature=([0-9a-f]{64})$/.exec(authorization) ?? [];
	const payloadHash = headerOf(headers, PAYLOAD_HASH);
	if (payloadHash === void 0) throw new ErrorResponse("InvalidRequest", `The header ${PAYLOAD_HASH} is missing.`);
	return {
		...readCredential(credential),
		signedHeaders: signedHeaders.split(";"),
		signature,
		timestamp: headerOf(headers, "x-amz-date") ?? "",
		expiresSeconds: void 0,
		payloadHash
	};
}
function readParameters({ query, headers }) {
	const parameter = (name) => parameterOf(query, name) ?? "";
	const expires = parameter("X-Amz-Expires");
	if (!/^\d{1,6}$/.test(expires) || Number(expires) > MAX_EXPIRES_SECONDS) throw new ErrorResponse("AuthorizationQueryParametersError", `X-Amz-Expires must be a number of seconds up to ${MAX_EXPIRES_SECONDS}.`);
	return {
		...readCredential(parameter("X-Amz-Credential")),
		signedHeaders: parameter("X-Amz-SignedHeaders").split(";"),
		signature: parameter("X-Amz-Signature"),
		timestamp: parameter("X-Amz-Date"),
		expiresSeconds: Number(expires),
		payloadHash: parameterOf(query, PAYLOAD_HASH) ?? headerOf(headers, PAYLOAD_HASH) ?? "UNSIGNED-PAYLOAD"
	};
}
function readCredential(credential) {
	const [, accessKeyId, date, region] = /^([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/.exec(credential) ?? [];
	if (!accessKeyId || !date || !region) throw new ErrorResponse("AuthorizationHeaderMalformed", "The authorization is malformed.");
	return {
		accessKeyId,
		date,
		region
	};
}
function checkTime({ timestamp, date, expiresSeconds }, nowMs) {
	const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
	if (match === null || !timestamp.startsWith(date)) throw new ErrorResponse("AccessDenied", "x-amz-date must be ISO 8601 basic and match the scope.");
	const [, year, month, day, hour, minute, second] = match;
	const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	const isPresigned = expiresSeconds !== void 0;
	if (isPresigned && nowMs > signedMs + expiresSeconds * 1e3) throw new ErrorResponse("AccessDenied", "Request has expired");
	if (!((isPresigned ? Math.max(signedMs - nowMs, 0) : Math.abs(nowMs - signedMs)) <= MAX_SKEW_MS)) throw new ErrorResponse("RequestTimeTooSkewed", "The request time and the current time differ.");
}
function checkPayloadHash(payloadHash) {
	if ([
		"UNSIGNED-PAYLOAD",
		"STREAMING-UNSIGNED-PAYLOAD-TRAILER",
		"STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	].includes(payloadHash)) return;
	if (payloadHash.startsWith("STREAMING-")) throw new ErrorResponse("NotImplemented", `The payload ${payloadHash} is not implemented.`);
	if (!/^[0-9a-f]{64}$/.test(payloadHash)) throw new ErrorResponse("InvalidArgument", "x-amz-content-sha256 is not a SHA-256 in hex.");
}
/** S3 insists on the host and on every x-amz- header, so that none can be added to a request on its way. */
function checkSignedHeaders({ headers }, { signedHeaders }) {
	if (["host", ...Object.keys(headers).filter((name) => name.startsWith("x-amz-"))].some((name) => !signedHeaders.includes(name))) throw new ErrorResponse("AccessDenied", "There were headers present in the request which were not signed.");
}
function canonicalRequest(request, { signedHeaders, payloadHash }) {
	const path = request.path.split("/").map(percentEncode).join("/");
	const query = request.query.filter(([name]) => name !== "X-Amz-Signature").map(([name, value]) => ({
		name: percentEncode(name),
		value: percentEncode(value)
	})).sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value)).map(({ name, value }) => `${name}=${value}`).join("&");
	const headers = signedHeaders.map((name) => {
		return `${name}:${(headerOf(request.headers, name) ?? "").trim().replace(/ +/g, " ")}\n`;
	});
	const names = signedHeaders.join(";");
	return [
		request.method,
		path,
		query,
		headers.join(""),
		names,
		payloadHash
	].join("\n");
}
function compare(a, b) {
	return Number(a > b) - Number(a < b);
}
function sha256(text) {
	return createHash("sha256").update(text).digest("hex");
}
function hmacSha256(key, text) {
	return createHmac("sha256", key).update(text).digest();
}
// packages/cos-emulator/src/access/authorize.ts
/**
* The dialect is told by the signature scheme alone, in the header or in a presigned address, as on the
* endpoint of COS that serves both.
*/
function dialectOf({ url, authorization = "" }) {
	return authorization.startsWith("AWS4-HMAC-SHA256") || /[?&]X-Amz-Algorithm=/i.test(url) ? "s3" : "cos";
}
/**
* Returns what the signatures of the chunks of a body begin with, where it has such.
*
* @throws Rejection when the request is not signed by the holder of a key
*/
function authorize(request, dialect, rules) {
	if (rules.behaviour.auth === "off") return;
	if (dialect === "s3") return verifySigV4(request, rules);
	verifyCosSignature(request, {
		...rules,
		isStrict: rules.behaviour.hasStrictSignatures
	});
}
// packages/cos-emulator/src/control/control-api.ts
/** No bucket can have this name: it does not end in an APPID. */
const CONTROL = "_penstock";
/** Some ten thousand rules. */
const MAX_BODY_BYTES$1 = 4194304;
/** True for `/_penstock/…` below the bare address. In the host of a bucket this is a key. */
function isForControl({ isPathStyle, bucket }) {
	return isPathStyle && bucket === CONTROL;
}
const OPERATIONS = {
	"GET faults": ({ faults }) => ({
		status: 200,
		body: faults.list()
	}),
	"PUT faults": ({ faults }, { body }) => {
		const rules = parseJson(body);
		if (!Array.isArray(rules)) throw new RangeError("Send a JSON array of fault rules; POST adds a single one.");
		faults.replace(rules);
		return {
			status: 200,
			body: faults.list()
		};
	},
	"POST faults": ({ faults }, { body }) => {
		return {
			status: 201,
			body: { id: faults.add(parseJson(body)) }
		};
	},
	"DELETE faults": ({ faults }) => {
		faults.clear();
		return { status: 204 };
	},
	"GET journal": ({ journal }, { query }) => {
		const after = query.get("after") ?? "0";
		if (!/^\d{1,15}$/.test(after)) throw new RangeError("after is the seq of a journal entry, a whole number.");
		return {
			status: 200,
			body: journal.entries(Number(after))
		};
	},
	"GET summary": ({ journal, store, faults }) => {
		return {
			status: 200,
			body: summarise(journal, store, faults)
		};
	}
};
/**
* Answers a request of the control API, which is neither faulted nor in the journal, and unsigned:
* it is for tests on this machine.
*/
async function respondToControl(request, response, { target, controlled }) {
	const body = await readBody(request, response);
	const { status, body: sent } = body === void 0 ? {
		status: 413,
		body: { error: `Send at most ${MAX_BODY_BYTES$1} bytes.` }
	} : reply(`${request.method} ${target.key}`, controlled, {
		query: new Map(target.query),
		body
	});
	response.writeHead(status, sent === void 0 ? {} : { "Content-Type": "application/json" });
	response.end(sent === void 0 ? void 0 : JSON.stringify(sent));
}
/** Undefined for one that is too long. */
async function readBody(request, response) {
	if (request.headers.expect !== void 0) response.writeContinue();
	const chunks = [];
	let sizeBytes = 0;
	for await (const chunk of request) {
		sizeBytes += chunk.length;
		if (sizeBytes <= MAX_BODY_BYTES$1) chunks.push(chunk);
	}
	return sizeBytes > MAX_BODY_BYTES$1 ? void 0 : Buffer.concat(chunks).toString("utf8");
}
function reply(name, controlled, asked) {
	const operation = OPERATIONS[name];
	if (operation === void 0) return {
		status: 404,
		body: { error: `There is no ${name}, only ${Object.keys(OPERATIONS).join(", ")}.` }
	};
	try {
		return operation(controlled, asked);
	} catch (error) {
		if (error instanceof RangeError) return {
			status: 400,
			body: { error: error.message }
		};
		throw error;
	}
}
function parseJson(body) {
	try {
		return JSON.parse(body);
	} catch (error) {
		throw new RangeError("The body is not JSON.", { cause: error });
	}
}
// packages/cos-emulator/src/faults/injected-error-response.ts
/** Refuses a request for no reason of the store's own, with any status and code. */
var InjectedErrorResponse = class extends Error {
	name = "InjectedErrorResponse";
	status;
	code;
	constructor(status, code) {
		super("This failure was ordered by a fault rule.");
		this.status = status;
		this.code = code;
	}
};
// packages/cos-emulator/src/faults/body-taps.ts
/** Takes the body to its end, asking for it where the client waits to be asked. */
async function drain({ request, response }) {
	if (request.headers.expect !== void 0) response.writeContinue();
	await takeRest(request[Symbol.asyncIterator]());
}
async function takeRest(chunks) {
	let step = await chunks.next();
	while (step.done !== true) step = await chunks.next();
}
/** Drops the connection when so many bytes were read, or all of them. */
function cutAfter(request, afterBytes) {
	const { socket } = request;
	tapBody(request, async function* (chunks) {
		let leftBytes = afterBytes;
		if (leftBytes > 0) for await (const chunk of chunks) {
			leftBytes -= chunk.length;
			if (leftBytes <= 0) break;
			yield chunk;
		}
		socket.destroy();
		throw new Error("a fault cut the body");
	});
}
/** Reads on only after the pause, when so many bytes were read. */
function pauseAfter(request, afterBytes, pause) {
	tapBody(request, async function* (chunks) {
		let leftBytes = afterBytes;
		for await (const chunk of chunks) {
			const isReached = leftBytes > 0 && leftBytes <= chunk.length;
			leftBytes -= chunk.length;
			if (isReached) await pause();
			yield chunk;
		}
	});
}
function slowDown(request, bytesPerSecond) {
	tapBody(request, async function* (chunks) {
		for await (const chunk of chunks) {
			await setTimeout(chunk.length / bytesPerSecond * 1e3);
			yield chunk;
		}
	});
}
/** A body may start slowly; COS does not say for how long. */
const SLOW_START_MS = 1e3;
/** Refuses a body whose average rate falls below the limit, when it falls. */
function refuseSlow(request, limit, onSlow) {
	tapBody(request, async function* (chunks) {
		const body = chunks[Symbol.asyncIterator]();
		const beganMs = performance.now();
		let receivedBytes = 0;
		let isOver = false;
		try {
			while (!isOver) {
				const neededMs = receivedBytes / limit.bytesPerSecond * 1e3;
				const step = await nextWithin(body, Math.max(limit.windowMs ?? SLOW_START_MS, neededMs) - (performance.now() - beganMs));
				isOver = step === "late" || step.done === true;
				if (step === "late") {
					onSlow();
					throw new InjectedErrorResponse(400, "UserNetworkTooSlow");
				}
				if (step.done !== true) {
					receivedBytes += step.value.length;
					yield step.value;
				}
			}
		} finally {
			if (!isOver) await body.return?.();
		}
	});
}
async function nextWithin(body, withinMs) {
	const over = new AbortController();
	const next = body.next();
	try {
		const late = setTimeout(Math.max(withinMs, 0), "late", { signal: over.signal });
		const step = await Promise.race([next, late]);
		if (step === "late") next.then(() => takeRest(body)).catch(() => void 0);
		return step;
	} finally {
		over.abort();
	}
}
// packages/cos-emulator/src/faults/foreign-object.ts
const NO_ATTRIBUTES = {
	headers: {},
	metadata: {},
	storageClass: "STANDARD",
	acl: "default",
	tags: {},
	encryption: { kind: "none" }
};
/**
* Puts another writer's object under the key. The one that is there keeps its bytes, so that neither
* size nor checksum tells the two apart, and every value of its metadata becomes another one. Where
* there is none, zeros appear.
*/
function writeForeignObject(store, { bucket, key }, sizeBytes = 1) {
	const etag = randomBytes(16).toString("hex");
	const storedMs = Date.now();
	const present = store.objects.find({
		bucket,
		key
	});
	if (present !== void 0) {
		const { attributes } = present.record;
		const metadata = Object.fromEntries(Object.keys(attributes.metadata).map((name) => [name, "another-writer"]));
		const record = {
			...present.record,
			attributes: {
				...attributes,
				metadata
			},
			etag,
			storedMs
		};
		store.objects.replace({
			record,
			folder: present.folder
		});
		return;
	}
	const zeros = Buffer.alloc(sizeBytes);
	const { name, folder } = store.newFolder();
	writeFileSync(join(folder.path, "body"), zeros);
	const crc64 = new Crc64Xz();
	crc64.update(zeros);
	const record = {
		bucket,
		key,
		attributes: NO_ATTRIBUTES,
		etag,
		sizeBytes,
		crc64: crc64.digest(),
		storedMs,
		folder: name,
		pieces: [{
			file: "body",
			sizeBytes
		}]
	};
	store.objects.replace({
		record,
		folder
	});
}
// packages/cos-emulator/src/faults/pause.ts
/** The longest that a timer takes: 24 days. */
const FOR_EVER_MS = 2147483647;
/** Waits, but not longer than the client does: rejects when the connection ends. */
async function pause(response, ms = FOR_EVER_MS) {
	const gone = new AbortController();
	const leave = () => gone.abort();
	response.once("close", leave);
	if (response.closed) leave();
	try {
		await setTimeout(ms, void 0, { signal: gone.signal });
	} finally {
		response.off("close", leave);
	}
}
// packages/cos-emulator/src/pending-body.ts
/**
* For a response that comes before the body. A client whose Expect was not answered may or may not
* send the body after all: that body could not be told from its next request, so this connection has
* no next request.
*/
function connectionHeaders(request) {
	return request.headers.expect !== void 0 && !request.readableDidRead ? { Connection: "close" } : {};
}
// packages/cos-emulator/src/call.ts
/** By its lower-case name. */
function headerIn(call, name) {
	return headerOf(call.headers, name);
}
/** What the vendor of this dialect puts before the names of its own headers. */
function vendorPrefix(dialect) {
	return dialect === "s3" ? "x-amz-" : "x-cos-";
}
/** A header of this dialect's vendor, by what follows the prefix. */
function vendorHeaderIn(call, name) {
	return headerIn(call, `${vendorPrefix(call.dialect)}${name}`);
}
/**
* A whole number of the query.
*
* @throws Rejection `InvalidArgument` when it is something else, or outside of its limits
*/
function numberInQuery(call, name, limits) {
	const text = call.query.get(name);
	if (text === void 0 && limits.absent !== void 0) return limits.absent;
	const value = /^\d{1,9}$/.test(text ?? "") ? Number(text) : NaN;
	if (!(value >= limits.least && value <= limits.most)) throw new ErrorResponse("InvalidArgument", `${name} must be an integer between ${limits.least} and ${limits.most}.`);
	return value;
}
// packages/cos-emulator/src/xml.ts
const ESCAPES = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	"\"": "&quot;"
};
const ENTITIES = {
	"&amp;": "&",
	"&lt;": "<",
	"&gt;": ">",
	"&quot;": "\"",
	"&apos;": "'"
};
/** An element with text. Control characters become character references, as S3 writes them. */
function element(name, text) {
	return `<${name}>${String(text).replace(/[&<>"\u0000-\u001f]/g, (character) => {
		return ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16)};`;
	})}</${name}>`;
}
/** An element around elements that are escaped already. */
function parent(name, children) {
	return `<${name}>${children.join("")}</${name}>`;
}
/**
* What is inside each element of one name, of which the text has to be made up.
*
* @throws Rejection `MalformedXML` for anything else between them
*/
function readElements(xml, name) {
	return readAll(new RegExp(`\\s*<${name}>(.*?)</${name}>\\s*`, "sy"), xml).map(([, inside = ""]) => inside);
}
/** The text of an element that must be there. @throws Rejection `MalformedXML` */
function textOf(xml, name) {
	const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
	if (found === void 0) throw malformed();
	return found.replaceAll(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);
}
/** Each match of a sticky pattern, which have to make up the whole text. */
function readAll(pattern, text) {
	const found = [];
	pattern.lastIndex = 0;
	let end = 0;
	while (end < text.length) {
		const match = pattern.exec(text);
		if (match === null) throw malformed();
		found.push(match);
		end = pattern.lastIndex;
	}
	return found;
}
function malformed() {
	return new ErrorResponse("MalformedXML", "The XML you provided is not what was asked for.");
}
// packages/cos-emulator/src/response.ts
const XML_TYPE = "application/xml";
/** The headers of every response. Date is set by the HTTP server. */
function beginResponse(response, dialect) {
	response.setHeader("Server", "tencent-cos");
	response.setHeader(`${vendorPrefix(dialect)}request-id`, randomBytes(12).toString("base64"));
}
/** Headers of a response that is written later. */
function setHeaders(response, headers) {
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value ?? "");
}
function respondEmpty(response, status, headers = {}) {
	response.writeHead(status, status === 204 ? headers : {
		"Content-Length": 0,
		...headers
	});
	response.end();
}
function respondXml(response, xml) {
	const headers = {
		"Content-Type": XML_TYPE,
		"Content-Length": Buffer.byteLength(xml)
	};
	response.writeHead(200, headers);
	response.end(xml);
}
/** Refuses the request, with a body that a HEAD does not get. */
function respondWithError(response, errorResponse, { resource, headers = {} }) {
	const traceId = newTraceId();
	const xml = errorXml(response, errorResponse, resource, traceId);
	response.writeHead(errorResponse.status, {
		"Content-Type": XML_TYPE,
		"Content-Length": Buffer.byteLength(xml),
		...response.hasHeader("x-cos-request-id") ? { "x-cos-trace-id": traceId } : {},
		...headers
	});
	response.end(xml);
}
/**
* The error document. It ends in a line feed after `</Error>`, which HTTP clients have to survive:
* one that looks for `</Error>` at the very end of a 200 takes this for a success.
*/
function errorXml(response, errorResponse, resource, traceId = newTraceId()) {
	const requestId = response.getHeader("x-cos-request-id") ?? response.getHeader("x-amz-request-id");
	return `<?xml version='1.0' encoding='utf-8' ?>\n${parent("Error", [
		element("Code", errorResponse.code),
		element("Message", errorResponse.message),
		element("Resource", resource),
		element("RequestId", String(requestId)),
		element("TraceId", traceId)
	])}\n`;
}
function newTraceId() {
	return randomBytes(24).toString("base64");
}
// packages/cos-emulator/src/reflected-crc.ts
/**
* A CRC whose bits run from the lowest up, with all ones before and after: CRC-32C, CRC-64/NVME. Eight
* bytes of state in two halves, for bitwise numbers have 32 bits.
*/
var ReflectedCrc = class {
	#bytes;
	#low = /* @__PURE__ */ new Uint32Array(256);
	#high = /* @__PURE__ */ new Uint32Array(256);
	#lowState = 4294967295;
	#highState;
	constructor(bits, polynomial) {
		this.#bytes = bits / 8;
		this.#highState = bits === 64 ? 4294967295 : 0;
		for (let byte = 0; byte < 256; byte += 1) {
			let value = BigInt(byte);
			for (let bit = 0; bit < 8; bit += 1) value = (value & 1n) === 1n ? value >> 1n ^ polynomial : value >> 1n;
			this.#low[byte] = Number(value & 4294967295n);
			this.#high[byte] = Number(value >> 32n);
		}
	}
	update(chunk) {
		let [low, high] = [this.#lowState, this.#highState];
		for (const byte of chunk) {
			const index = (low ^ byte) & 255;
			low = (low >>> 8 | high << 24) ^ (this.#low[index] ?? 0);
			high = high >>> 8 ^ (this.#high[index] ?? 0);
		}
		[this.#lowState, this.#highState] = [low, high];
	}
	/** Most significant byte first. */
	digest() {
		const bytes = Buffer.alloc(8);
		bytes.writeUInt32BE(~this.#highState >>> 0, 0);
		bytes.writeUInt32BE(~this.#lowState >>> 0, 4);
		return bytes.subarray(8 - this.#bytes);
	}
};
// packages/cos-emulator/src/checksum.ts
/** The checksums of S3 ("Checking object integrity"), as their headers end, with their length. */
const BYTES = {
	crc32: 4,
	crc32c: 4,
	crc64nvme: 8,
	sha1: 20,
	sha256: 32
};
const CHECKSUM_NAMES = [
	"crc32",
	"crc32c",
	"crc64nvme",
	"sha1",
	"sha256"
];
const checksumRecord = object({
	name: _enum(CHECKSUM_NAMES),
	/** As its header carries it. */
	value: string(),
	type: _enum(["FULL_OBJECT", "COMPOSITE"])
});
/** A CRC32 of 8 hex digits, as records and names of earlier versions have it. */
function crc32Checksum(hex) {
	return {
		name: "crc32",
		value: Buffer.from(hex, "hex").toString("base64")
	};
}
function newHasher(name) {
	switch (name) {
		case "crc32": return new Crc32();
		case "crc32c": return new ReflectedCrc(32, 2197175160n);
		case "crc64nvme": return new ReflectedCrc(64, 11127430586519243189n);
		case "sha1":
		case "sha256": return createHash(name);
		default: return name;
	}
}
var Crc32 = class {
	#value = 0;
	update(chunk) {
		this.#value = crc32(chunk, this.#value);
	}
	digest() {
		const bytes = Buffer.alloc(BYTES.crc32);
		bytes.writeUInt32BE(this.#value);
		return bytes;
	}
};
function headerOfChecksum(name) {
	return `x-amz-checksum-${name}`;
}
/** The name of its element in documents, `ChecksumCRC64NVME`. */
function elementOfChecksum(name) {
	return `Checksum${name.toUpperCase()}`;
}
/** @throws Rejection `InvalidRequest` */
function toChecksumName(algorithm) {
	const found = CHECKSUM_NAMES.find((name) => name === algorithm.toLowerCase());
	if (found === void 0) throw new ErrorResponse("InvalidRequest", `There is no checksum algorithm ${algorithm}.`);
	return found;
}
/** @throws Rejection `InvalidRequest` for what is no value of this checksum */
function readChecksumValue(name, text) {
	const bytes = Buffer.from(text, "base64");
	if (bytes.length !== BYTES[name] || bytes.toString("base64") !== text) throw new ErrorResponse("InvalidRequest", `Value for ${headerOfChecksum(name)} is invalid.`);
	return text;
}
// packages/cos-emulator/src/store/part-file.ts
const NAME = /^(?<number>\d{5})\.(?<sizeBytes>\d+)\.(?<crc64>[0-9a-f]{16})(?:\.(?<crc32>[0-9a-f]{8}|none))?\.(?<etag>[0-9a-f]{9,})\.(?<uploadedMs>\d+)(?:\.(?<checksum>[a-z0-9]+)-(?<value>[0-9a-f]+))?$/;
/**
* All that is known of a part is in the name of its file. So the one rename that puts the bytes in
* place also commits the facts, no second file can disagree, and a restart only lists a folder.
*/
function partFileName(part) {
	const name = `${String(part.number).padStart(5, "0")}.${part.sizeBytes}.${part.crc64}.${part.etag}.${part.uploadedMs}`;
	const { checksum } = part;
	return checksum === void 0 ? name : `${name}.${checksum.name}-${Buffer.from(checksum.value, "base64").toString("hex")}`;
}
/** Undefined for a file that is no part: a body that was cut off. */
function parsePartFileName(name) {
	const groups = NAME.exec(name)?.groups;
	if (groups === void 0) return;
	const { number, sizeBytes, crc64 = "", etag = "", uploadedMs } = groups;
	return {
		number: Number(number),
		sizeBytes: Number(sizeBytes),
		crc64,
		etag,
		uploadedMs: Number(uploadedMs),
		checksum: checksumOf(groups)
	};
}
function checksumOf(groups) {
	const { crc32 = "none", checksum, value } = groups;
	if (checksum !== void 0 && value !== void 0) return {
		name: toChecksumName(checksum),
		value: Buffer.from(value, "hex").toString("base64")
	};
	return crc32 === "none" ? void 0 : crc32Checksum(crc32);
}
// packages/cos-emulator/src/faults/corrupt-stored.ts
/**
* Turns one bit of the part or object that was just stored. The store's own records tell the truth:
* the checksums of the bytes that lie there now, under the ETag that the sender got.
*
* Returns their CRC-64; undefined for a body without bytes.
*/
function corruptStored(store, subject) {
	return subject.part === void 0 ? corruptObject(store, subject) : corruptPart$1(store, {
		...subject,
		part: subject.part
	});
}
function corruptPart$1(store, { bucket, key, part: number, uploadId = "" }) {
	const upload = store.uploads.find({
		bucket,
		key,
		uploadId
	});
	const part = upload.parts.get(number);
	if (part === void 0 || part.sizeBytes === 0) return;
	const path = join(upload.folder.path, partFileName(part));
	turnBit(path);
	const corrupt = {
		...part,
		...checksumsOf(path, part.checksum)
	};
	renameSync(path, join(upload.folder.path, partFileName(corrupt)));
	upload.parts.set(number, corrupt);
	return corrupt.crc64;
}
function corruptObject(store, subject) {
	const object = store.objects.find(subject);
	const [piece] = object?.record.pieces ?? [];
	if (object === void 0 || piece === void 0 || piece.sizeBytes === 0) return;
	const { record, folder } = object;
	const path = join(folder.path, piece.file);
	turnBit(path);
	const { crc64, checksum } = checksumsOf(path, record.checksum);
	const reported = checksum && {
		...checksum,
		type: "FULL_OBJECT"
	};
	store.objects.replace({
		record: {
			...record,
			crc64,
			checksum: reported
		},
		folder
	});
	return crc64;
}
function turnBit(path) {
	const file = openSync(path, "r+");
	try {
		const byte = Buffer.alloc(1);
		readSync(file, byte, 0, 1, 0);
		writeSync(file, Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, 0);
	} finally {
		closeSync(file);
	}
}
const READ_BYTES$1 = 1048576;
function checksumsOf(path, before) {
	const file = openSync(path, "r");
	const crc64 = new Crc64Xz();
	const hasher = before && newHasher(before.name);
	try {
		const buffer = Buffer.allocUnsafe(READ_BYTES$1);
		for (let readBytes = -1; readBytes !== 0;) {
			readBytes = readSync(file, buffer);
			const chunk = buffer.subarray(0, readBytes);
			crc64.update(chunk);
			hasher?.update(chunk);
		}
	} finally {
		closeSync(file);
	}
	return {
		crc64: crc64.digest(),
		checksum: before && hasher && {
			name: before.name,
			value: hasher.digest().toString("base64")
		}
	};
}
// packages/cos-emulator/src/faults/response-taps.ts
function untap(response, ...names) {
	for (const name of names) Reflect.deleteProperty(response, name);
}
/** Calls `change` when the head is about to leave, with all its headers in the response. */
function onHead(response, change) {
	response.writeHead = (status, reason, headers) => {
		untap(response, "writeHead");
		setHead(response, status, typeof reason === "object" ? reason : headers);
		change(status);
		return response.writeHead(status);
	};
}
/** Turns one bit of the first piece of the body. */
function corruptBody(response) {
	response.write = (chunk) => {
		untap(response, "write");
		const bytes = bytesOf(chunk);
		bytes[0] = (bytes[0] ?? 0) ^ 1;
		return response.write(bytes);
	};
}
/** Lets so many bytes of the body pass, then drops the connection. */
function cutBody(response, afterBytes) {
	const write = response.write.bind(response);
	let leftBytes = afterBytes;
	const pass = (chunk) => {
		const bytes = bytesOf(chunk);
		if (bytes.length < leftBytes) {
			leftBytes -= bytes.length;
			return write(bytes);
		}
		untap(response, "write", "end");
		response.flushHeaders();
		write(bytes.subarray(0, leftBytes));
		dropWhenSent(response);
		return false;
	};
	response.write = pass;
	response.end = (chunk) => {
		if (typeof chunk === "string" || chunk instanceof Uint8Array) pass(chunk);
		untap(response, "write", "end");
		return response.socket?.writableEnded === true ? response : response.end();
	};
}
/** Drops the connection when what was written so far is as sent. */
function dropWhenSent(response) {
	response.flushHeaders();
	response.socket?.destroySoon();
}
/**
* Keeps a response from the socket until its work is done. For answers that fit into memory.
*
* Rejects as the answerer does, and the response is as before.
*/
async function holdResponse(response, respond) {
	const earlierHeaders = response.getHeaderNames();
	const held = [];
	const keep = (chunk) => {
		if (typeof chunk === "string" || chunk instanceof Uint8Array) held.push(bytesOf(chunk));
	};
	response.writeHead = (status, reason, headers) => {
		setHead(response, status, typeof reason === "object" ? reason : headers);
		return response;
	};
	response.write = (chunk) => {
		keep(chunk);
		return true;
	};
	response.end = (chunk) => {
		keep(chunk);
		return response;
	};
	try {
		await respond();
	} finally {
		untap(response, "writeHead", "write", "end");
	}
	return {
		release: () => {
			response.writeHead(response.statusCode);
			response.end(Buffer.concat(held));
		},
		discard: () => {
			for (const name of response.getHeaderNames()) if (!earlierHeaders.includes(name)) response.removeHeader(name);
		}
	};
}
/** Routes give their headers as an object: the other forms of node:http need no support. */
function setHead(response, status, headers = {}) {
	response.statusCode = status;
	for (const [name, value] of Object.entries(headers)) if (value !== void 0) response.setHeader(name, value);
}
/** A copy, because a chunk may be a reused buffer. */
function bytesOf(chunk) {
	return chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.from(String(chunk));
}
// packages/cos-emulator/src/faults/response-faults.ts
async function corruptResponse(fault, exchange) {
	const { response, serve } = exchange;
	switch (fault.kind) {
		case "lose-response": return loseResponse(exchange);
		case "stall-response": {
			const held = await hold(exchange);
			await pause(response, fault.ms);
			return held.release();
		}
		case "cut-response":
			cutBody(response, fault.afterBytes);
			return serve();
		case "error-in-200": return errorIn200(fault, exchange);
		case "blank-then-cut":
		case "blank-then-end": return blank(fault, exchange);
		case "conflict":
			await (fault.isDone ? holdAndDiscard(exchange) : drain(exchange));
			throw new InjectedErrorResponse(409, "UploadConflict");
		case "wrong-crc":
		case "no-crc":
			onHead(response, () => corruptCrc(fault.kind, exchange));
			return serve();
		case "no-etag":
			onHead(response, () => response.removeHeader("ETag"));
			return serve();
		case "no-request-id": return hideRequestId(fault, exchange);
		case "redirect-to-backup": return redirectToBackup(fault, exchange);
		case "corrupt-part":
			onHead(response, (status) => corruptPart(status, fault, exchange));
			return serve();
		case "corrupt-response":
			corruptBody(response);
			return serve();
		default: return fault;
	}
}
async function hold(exchange) {
	const held = await holdResponse(exchange.response, () => exchange.serve());
	noteCrc(exchange.visit, exchange.response);
	return held;
}
async function holdAndDiscard(exchange) {
	(await hold(exchange)).discard();
}
/** A rejection is lost as well. */
async function loseResponse(exchange) {
	try {
		await hold(exchange);
	} finally {
		exchange.response.destroy();
	}
}
async function errorIn200(fault, exchange) {
	const { request, response } = exchange;
	await drain(exchange);
	const xml = errorXml(response, new InjectedErrorResponse(200, fault.code), request.url ?? "");
	beginBlank(response);
	response.end(fault.hasNewline === false ? xml.trimEnd() : xml);
}
async function blank(fault, exchange) {
	const { response } = exchange;
	await (fault.isDone ? holdAndDiscard(exchange) : drain(exchange));
	beginBlank(response);
	if (fault.kind === "blank-then-end") response.end();
	else dropWhenSent(response);
}
function beginBlank(response) {
	response.writeHead(200, { "Content-Type": XML_TYPE });
	response.write("\n \n");
}
const CRC_HEADERS = ["x-cos-hash-crc64ecma", "x-amz-checksum-crc32"];
function corruptCrc(kind, { response, visit }) {
	noteCrc(visit, response);
	for (const name of CRC_HEADERS) {
		const value = response.getHeader(name);
		response.removeHeader(name);
		if (kind === "wrong-crc" && typeof value === "string") response.setHeader(name, otherChecksum(value));
	}
}
/** Of the same form: its first digit or letter is another one. */
function otherChecksum(checksum) {
	return (checksum.startsWith("1") ? "2" : "1") + checksum.slice(1);
}
function corruptPart(status, { isReported }, { response, store, subject, visit }) {
	noteCrc(visit, response);
	const crc64 = status === 200 ? corruptStored(store, subject) : void 0;
	if (isReported && crc64 !== void 0) response.setHeader("x-cos-hash-crc64ecma", crc64ToDecimal(crc64));
}
const REQUEST_ID_HEADERS = ["x-cos-request-id", "x-amz-request-id"];
function removeRequestId(response) {
	for (const name of REQUEST_ID_HEADERS) response.removeHeader(name);
}
/** A response that never saw the store: something on the way gave it. */
function responseFromTheWay({ request, response }, status, { headers = {}, page = "" } = {}) {
	removeRequestId(response);
	response.removeHeader("Server");
	response.writeHead(status, {
		"Content-Length": page.length,
		...page !== "" && { "Content-Type": "text/html" },
		...headers,
		...connectionHeaders(request)
	});
	response.end(request.method === "HEAD" ? "" : page);
}
function hideRequestId({ status, hasPage = false }, exchange) {
	if (status !== void 0) return responseFromTheWay(exchange, status, { page: hasPage ? `<html><head><title>${status}</title></head></html>\n` : "" });
	onHead(exchange.response, () => removeRequestId(exchange.response));
	return exchange.serve();
}
/** To the domain that the clients of COS turn to when the usual one fails. */
function redirectToBackup({ status }, exchange) {
	const { subject, region } = exchange;
	responseFromTheWay(exchange, status, { headers: { Location: `https://${`${subject.bucket}.cos.${region}.tencentcos.cn`}${exchange.request.url ?? "/"}` } });
}
// packages/cos-emulator/src/faults/serve-with-fault.ts
/**
* Answers a request with a fault. The routes know nothing of it: it happens around them.
*
* @throws InjectedErrorResponse, and whatever `serve` throws, for the caller to answer
*/
async function serveWithFault(due, exchange) {
	const { fault, ruleId } = due;
	const { request, response, visit, serve } = exchange;
	const fire = () => {
		visit.faultId = ruleId;
		due.fire();
	};
	if (fault.kind === "too-slow") {
		refuseSlow(request, fault, fire);
		return serve();
	}
	fire();
	switch (fault.kind) {
		case "refuse-before-body":
		case "refuse-expect": throw new InjectedErrorResponse(fault.status, fault.code);
		case "refuse-after-body":
			await drain(exchange);
			throw new InjectedErrorResponse(fault.status, fault.code);
		case "slow-down": throw new InjectedErrorResponse(503, "SlowDown");
		case "ignore-expect":
			response.writeContinue = () => void 0;
			return serve();
		case "cut-body":
			cutAfter(request, fault.afterBytes);
			return serve();
		case "slow-read":
			slowDown(request, fault.bytesPerSecond);
			return serve();
		case "stall": return stall(fault, exchange);
		case "skew-clock": return skewClock(fault, exchange);
		case "drop-reused-connection":
			request.socket.destroy();
			return;
		case "foreign-object":
			writeForeignObject(exchange.store, exchange.subject, fault.sizeBytes);
			return serve();
		default: return corruptResponse(fault, exchange);
	}
}
async function stall({ ms, afterBytes = 0 }, exchange) {
	const { request, response, serve } = exchange;
	if (afterBytes === 0) await pause(response, ms);
	else pauseAfter(request, afterBytes, () => pause(response, ms));
	return serve();
}
function skewClock({ seconds }, exchange) {
	const skewMs = seconds * 1e3;
	exchange.response.setHeader("Date", new Date(Date.now() + skewMs).toUTCString());
	return exchange.serve({ skewMs });
}
// packages/cos-emulator/src/routes/find-upload.ts
/** @throws Rejection `NoSuchUpload` */
function findUpload(call) {
	return call.store.uploads.find(nameOf(call));
}
/** For what would change it. @throws Rejection `NoSuchUpload` or `UploadConflict` */
function findOpenUpload(call) {
	return call.store.uploads.findOpen(nameOf(call));
}
function nameOf({ bucket, key, query }) {
	return {
		bucket,
		key,
		uploadId: query.get("uploadId") ?? ""
	};
}
// packages/cos-emulator/src/routes/abort-upload.ts
/** Abort Multipart Upload (COS document 436/7740). Parts on their way end with 404 NoSuchUpload. */
async function abortUpload(call) {
	await call.store.abort(findOpenUpload(call));
	respondEmpty(call.response, 204);
}
// packages/cos-emulator/src/aws-chunks.ts
const MAX_LINE_BYTES = 1024;
const CHUNK_LINE = /^(?<size>[0-9a-f]{1,10})(?:;chunk-signature=(?<signature>[0-9a-f]{64}))?$/i;
/**
* Unpacks a body in `aws-chunked` (S3 API, "Transferring payload in multiple chunks"): hex size,
* line feed, data, line feed, …, a chunk of size zero, then trailers.
*
* @param seed makes it check the signature of each chunk, which is chained to the one before
* @param trailers gets what followed the last chunk, by lower-case names
* @throws Rejection `IncompleteBody` or `SignatureDoesNotMatch`
*/
async function* unpackChunks(body, seed, trailers) {
	const bytes = new ByteReader(body);
	let previous = seed?.signature ?? "";
	for (let sizeBytes = -1; sizeBytes !== 0;) {
		const groups = CHUNK_LINE.exec(await bytes.line())?.groups;
		if (groups === void 0) throw new ErrorResponse("IncompleteBody", "The body is not made of aws-chunked chunks.");
		sizeBytes = Number.parseInt(groups["size"] ?? "", 16);
		const hash = createHash("sha256");
		for (let left = sizeBytes; left > 0;) {
			const piece = await bytes.some(left);
			hash.update(piece);
			left -= piece.length;
			yield piece;
		}
		if (seed !== void 0) {
			previous = chunkSignature(seed, previous, hash.digest("hex"));
			if (previous !== groups["signature"]) throw new ErrorResponse("SignatureDoesNotMatch", "The signature of a chunk does not match.");
		}
		if (sizeBytes !== 0 && await bytes.line() !== "") throw new ErrorResponse("IncompleteBody", "A chunk is longer than it says.");
	}
	await readTrailers(bytes, trailers);
}
async function readTrailers(bytes, trailers) {
	for (let line = await bytes.line(); line !== ""; line = await bytes.line()) {
		const colon = line.indexOf(":");
		trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
	}
}
function chunkSignature({ key, timestamp, scope }, previous, hash) {
	return hmacSha256(key, [
		"AWS4-HMAC-SHA256-PAYLOAD",
		timestamp,
		scope,
		previous,
		sha256(""),
		hash
	].join("\n")).toString("hex");
}
/** Lines and runs of bytes, wherever the network cut them. */
var ByteReader = class {
	#source;
	#rest = Buffer.alloc(0);
	constructor(source) {
		this.#source = source[Symbol.asyncIterator]();
	}
	/** Up to the next CR LF, which is left out. */
	async line() {
		for (;;) {
			const end = this.#rest.indexOf("\r\n");
			if (end !== -1) {
				const line = this.#rest.subarray(0, end).toString("latin1");
				this.#rest = this.#rest.subarray(end + 2);
				return line;
			}
			if (this.#rest.length > MAX_LINE_BYTES) throw new ErrorResponse("IncompleteBody", "The body is not made of aws-chunked chunks.");
			this.#rest = Buffer.concat([this.#rest, await this.#next()]);
		}
	}
	/** At least one byte, and at most so many. */
	async some(maxBytes) {
		if (this.#rest.length === 0) this.#rest = await this.#next();
		const piece = this.#rest.subarray(0, maxBytes);
		this.#rest = this.#rest.subarray(piece.length);
		return piece;
	}
	async #next() {
		const next = await this.#source.next();
		if (next.done === true) throw new ErrorResponse("IncompleteBody", "The body ended before its last chunk.");
		const { buffer, byteOffset, byteLength } = next.value;
		return Buffer.from(buffer, byteOffset, byteLength);
	}
};
// packages/cos-emulator/src/body-hashes.ts
/** @throws Rejection `BadDigest` or `XAmzContentSHA256Mismatch` */
function checkDigests(promise, digests) {
	if (promise.md5 !== void 0 && promise.md5 !== digests.md5?.toString("base64")) throw new ErrorResponse("BadDigest", "The Content-MD5 you specified did not match what we received.");
	const { checksum } = promise;
	if (checksum !== void 0 && checksum.value !== digests.checksum?.value) throw new ErrorResponse("BadDigest", `The ${checksum.name.toUpperCase()} you specified did not match what we received.`);
	if (promise.sha256 !== void 0 && promise.sha256 !== digests.sha256) throw new ErrorResponse("XAmzContentSHA256Mismatch", "The provided x-amz-content-sha256 header does not match what was computed.");
}
/** The checksums of bytes as they pass; the CRC-64 always, the others where they are needed. */
var BodyHashes = class {
	#crc64 = new Crc64Xz();
	#md5;
	#sha256;
	#checksum;
	constructor(needs) {
		this.#md5 = needs.needsMd5 ? createHash("md5") : void 0;
		this.#sha256 = needs.needsSha256 ? createHash("sha256") : void 0;
		const { checksum: name } = needs;
		this.#checksum = name === void 0 ? void 0 : {
			name,
			hasher: newHasher(name)
		};
	}
	update(chunk) {
		this.#crc64.update(chunk);
		this.#md5?.update(chunk);
		this.#sha256?.update(chunk);
		this.#checksum?.hasher.update(chunk);
	}
	digest() {
		return {
			crc64: this.#crc64.digest(),
			md5: this.#md5?.digest(),
			sha256: this.#sha256?.digest("hex"),
			checksum: this.#checksum && {
				name: this.#checksum.name,
				value: this.#checksum.hasher.digest().toString("base64")
			}
		};
	}
};
// packages/cos-emulator/src/declared-body.ts
const MAX_BODY_BYTES = 5 * 1024 ** 3;
const LEAST_TRAFFIC_LIMIT = 819200;
const MOST_TRAFFIC_LIMIT = 838860800;
/**
* Reads the headers that must be right before the first byte is taken.
*
* @throws Rejection `MissingContentLength`, `EntityTooLarge`, `InvalidDigest`, `InvalidRequest`,
*   `InvalidArgument` or `NotImplemented`
*/
function readDeclaredBody(call) {
	const digests = readDigests(call);
	const length = readLength(call, digests.chunks !== void 0);
	const sizeBytes = Number(length);
	if (sizeBytes > MAX_BODY_BYTES) throw new ErrorResponse("EntityTooLarge", "One request may carry at most 5 GiB.");
	checkTrafficLimit(call);
	return {
		sizeBytes,
		...digests,
		checksum: readChecksum$1(call)
	};
}
/** @throws Rejection `MissingContentLength` */
function readLength(call, isChunked) {
	const name = isChunked ? "x-amz-decoded-content-length" : "content-length";
	const length = headerIn(call, name);
	if (length === void 0 || !/^\d+$/.test(length)) throw new ErrorResponse("MissingContentLength", `You must provide the ${name} HTTP header.`);
	return length;
}
/** Whether the body is packed in chunks with lengths of their own, as the AWS SDKs pack streams. */
function readPacking(call) {
	const payloadHash = call.dialect === "s3" ? headerIn(call, "x-amz-content-sha256") : void 0;
	if (payloadHash === "STREAMING-AWS4-HMAC-SHA256-PAYLOAD") return "signed";
	return payloadHash === "STREAMING-UNSIGNED-PAYLOAD-TRAILER" ? "unsigned-with-trailer" : void 0;
}
function readDigests(call) {
	const md5 = headerIn(call, "content-md5");
	if (md5 !== void 0 && !isBase64({
		text: md5,
		byteCount: 16
	})) throw new ErrorResponse("InvalidDigest", "The Content-MD5 you specified is not valid.");
	const chunks = readPacking(call);
	const trailer = headerIn(call, "x-amz-trailer");
	if (chunks !== void 0 && trailer !== void 0 && nameInTrailer(call) === void 0) throw new ErrorResponse("NotImplemented", `There is no trailer ${trailer} here.`);
	const payloadHash = headerIn(call, "x-amz-content-sha256");
	return {
		md5,
		sha256: call.dialect === "s3" && /^[0-9a-f]{64}$/.test(payloadHash ?? "") ? payloadHash : void 0,
		chunks
	};
}
function nameInTrailer(call) {
	const trailer = headerIn(call, "x-amz-trailer")?.toLowerCase();
	return CHECKSUM_NAMES.find((name) => headerOfChecksum(name) === trailer);
}
/** @throws Rejection `InvalidRequest` */
function readChecksum$1(call) {
	if (call.dialect === "cos") return;
	for (const name of CHECKSUM_NAMES) {
		const text = headerIn(call, headerOfChecksum(name));
		if (text !== void 0) return {
			name,
			value: readChecksumValue(name, text)
		};
	}
	const name = nameInTrailer(call);
	return name && {
		name,
		value: void 0
	};
}
/** @throws Rejection `InvalidArgument`. A limit that is right is taken and not applied. */
function checkTrafficLimit(call) {
	const text = headerIn(call, "x-cos-traffic-limit");
	const limit = /^\d{1,9}$/.test(text ?? "") ? Number(text) : 0;
	if (text !== void 0 && !(limit >= LEAST_TRAFFIC_LIMIT && limit <= MOST_TRAFFIC_LIMIT)) throw new ErrorResponse("InvalidArgument", `x-cos-traffic-limit must be ${LEAST_TRAFFIC_LIMIT} to ${MOST_TRAFFIC_LIMIT} bits per second.`);
}
function isBase64({ text, byteCount }) {
	const bytes = Buffer.from(text, "base64");
	return bytes.length === byteCount && bytes.toString("base64") === text;
}
// packages/cos-emulator/src/etag.ts
/**
* Which ETag a new body gets. COS promises an MD5 for none of them: old parts have a SHA-1, those
* encrypted by KMS or a customer's key something that differs each time (COS document 436/7750).
*/
function eTagKind({ dialect, behaviour }, { md5 }, { kind }) {
	if (kind === "kms" || kind === "customer") return "random";
	if (behaviour.partETag !== "as-asked") return behaviour.partETag;
	return dialect === "s3" || md5 !== void 0 ? "md5" : "forty-hex";
}
/** Equal bytes get equal ETags, unless it is a random one. */
function eTagOf(kind, body) {
	if (kind === "random") return randomBytes(16).toString("hex");
	const { md5, crc64, sizeBytes } = body;
	return kind === "md5" && md5 !== void 0 ? md5.toString("hex") : createHash("sha1").update(`${crc64} ${sizeBytes}`).digest("hex");
}
/** As a header and an XML element carry it. */
function quoted(etag) {
	return `"${etag}"`;
}
/**
* Strips what clients put around the ETags they send back: quotes, also as entities, because entity
* expansion is off in the XML reader.
*/
function unquoted(text) {
	return text.replaceAll(/"|&quot;|&#34;|&#x22;/gi, "").trim().toLowerCase();
}
// packages/cos-emulator/src/body.ts
/**
* Streams the body of a request into a new file of the folder, in constant memory, and checks it.
*
* @throws Rejection `BadDigest`, `IncompleteBody`, `SignatureDoesNotMatch` or
*   `XAmzContentSHA256Mismatch`, and the file is gone
*/
async function receiveBody(call, folder, promise, wanted) {
	const trailers = /* @__PURE__ */ new Map();
	const hashes = new BodyHashes({
		needsMd5: promise.md5 !== void 0 || wanted.etag === "md5",
		needsSha256: promise.sha256 !== void 0,
		checksum: promise.checksum?.name ?? wanted.checksum ?? (promise.chunks === void 0 ? void 0 : "crc32")
	});
	const check = ({ sizeBytes, digests }) => {
		if (sizeBytes !== promise.sizeBytes) throw new ErrorResponse("IncompleteBody", "The body does not have the length it was said to have.");
		checkDigests({
			...promise,
			checksum: reportedChecksum(promise, trailers)
		}, digests);
	};
	return await keepBytes(bodyBytes(call, trailers), folder, {
		hashes,
		check,
		etag: wanted.etag
	});
}
/** With the value that followed the body, where it did not come before. */
function reportedChecksum({ checksum }, trailers) {
	if (checksum === void 0) return;
	const { name, value } = checksum;
	return {
		name,
		value: value ?? readChecksumValue(name, trailers.get(headerOfChecksum(name)) ?? "")
	};
}
/** The same for bytes that the store has already. */
async function copyBytes(bytes, folder, wanted) {
	return await keepBytes(bytes, folder, {
		hashes: new BodyHashes({
			needsMd5: wanted.etag === "md5",
			needsSha256: false,
			checksum: wanted.checksum
		}),
		check: () => void 0,
		etag: wanted.etag
	});
}
async function keepBytes(bytes, folder, how) {
	const path = join(folder.path, `body-${randomBytes(8).toString("hex")}`);
	try {
		const sizeBytes = await writeBytes(bytes, path, how.hashes);
		const digests = how.hashes.digest();
		how.check({
			sizeBytes,
			digests
		});
		const { crc64, checksum } = digests;
		return {
			path,
			sizeBytes,
			crc64,
			checksum,
			etag: eTagOf(how.etag, {
				...digests,
				sizeBytes
			})
		};
	} catch (error) {
		await rm(path, { force: true });
		throw error;
	}
}
/**
* Writes each chunk as it comes, and synchronously: a copy into the page cache takes 5 µs per 64 KiB,
* a trip through the thread pool 100 µs, and chunks that wait for each other outlive the young
* generation of the garbage collector, which then costs as much as the checksum.
*/
async function writeBytes(bytes, path, hashes) {
	const file = openSync(path, "wx");
	let sizeBytes = 0;
	try {
		for await (const chunk of bytes) {
			hashes.update(chunk);
			const writtenBytes = writeSync(file, chunk);
			if (writtenBytes !== chunk.length) throw new Error(`the disk took ${writtenBytes} of ${chunk.length} bytes`);
			sizeBytes += writtenBytes;
		}
	} finally {
		closeSync(file);
	}
	return sizeBytes;
}
/** Takes the whole body of a call that is not an object's: at most `maxBytes`, checked by its digests. */
async function readSmallBody(call, maxBytes) {
	const { md5, sha256 } = readDigests(call);
	const trailers = /* @__PURE__ */ new Map();
	const chunks = [];
	let sizeBytes = 0;
	for await (const chunk of bodyBytes(call, trailers)) {
		sizeBytes += chunk.length;
		if (sizeBytes <= maxBytes) chunks.push(chunk);
	}
	if (sizeBytes > maxBytes) throw new ErrorResponse("XMLSizeLimit", `The document is longer than ${maxBytes} bytes.`);
	const body = Buffer.concat(chunks);
	checkDigests({
		md5,
		sha256,
		checksum: void 0
	}, {
		md5: createHash("md5").update(body).digest(),
		sha256: createHash("sha256").update(body).digest("hex"),
		checksum: void 0
	});
	return body.toString("utf8");
}
/**
* The bytes that the client means. One that sent Expect waits until here: every check of the headers
* lies before its first byte.
*/
function bodyBytes(call, trailers) {
	const { request, response } = call;
	if (request.headers.expect !== void 0) response.writeContinue();
	const packing = readPacking(call);
	if (packing === void 0) return request;
	return unpackChunks(request, packing === "signed" ? call.chunkSeed : void 0, trailers);
}
// packages/cos-emulator/src/xml-spelling.ts
const BEIJING_MS = 288e5;
function spellingOf({ dialect, behaviour }) {
	if (dialect === "cos" && behaviour.xmlSpelling === "old") return OLD;
	return {
		...CURRENT,
		encodingType: dialect === "s3" ? "EncodingType" : "Encoding-type"
	};
}
const CURRENT = {
	uploadId: "UploadId",
	time: (ms) => new Date(ms).toISOString(),
	flag: String,
	etag: (etag) => element("ETag", quoted(etag))
};
const OLD = {
	encodingType: "EncodingType",
	uploadId: "UploadID",
	time: (ms) => {
		const [weekday = "", day = "", month, year, time] = new Date(ms + BEIJING_MS).toUTCString().split(" ");
		return `${weekday.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
	},
	flag: (value) => String(value).toUpperCase(),
	etag: (etag) => `<ETag>${quoted(etag)}</ETag>`
};
// packages/cos-emulator/src/listing.ts
const MAX_PAGE_ITEMS = 1e3;
/**
* How many entries a page of a listing may have.
*
* @throws Rejection `InvalidArgument`, on the COS dialect also for more than 1000
*/
function pageSize(call, name) {
	const asked = numberInQuery(call, name, {
		least: 1,
		most: call.dialect === "cos" ? MAX_PAGE_ITEMS : 999999999,
		absent: MAX_PAGE_ITEMS
	});
	return Math.min(asked, MAX_PAGE_ITEMS);
}
/** @throws Rejection `InvalidArgument` for another encoding than `url` */
function keyWriter(call) {
	const encoding = call.query.get("encoding-type");
	if (encoding === void 0) return {
		note: "",
		write: element
	};
	if (encoding !== "url") throw new ErrorResponse("InvalidArgument", "The only encoding-type is url.");
	return {
		note: element(spellingOf(call).encodingType, "url"),
		write: (name, key) => element(name, percentEncode(key))
	};
}
/** The storage class as each dialect spells it in listings of uploads and parts. */
function storageClassXml(call, storageClass) {
	return element("StorageClass", call.dialect === "cos" && storageClass === "STANDARD" ? "Standard" : storageClass);
}
/** Always the same: there is one account here. */
function accountXml(name) {
	return parent(name, [element("ID", "local"), element("DisplayName", "local")]);
}
/**
* The entries of a listing in the order of their keys: those with the prefix, rolled up at the first
* delimiter after it.
*/
function entriesOf(items, { prefix, delimiter }) {
	const entries = [];
	const prefixes = /* @__PURE__ */ new Set();
	for (const item of items.filter(({ key }) => key.startsWith(prefix))) {
		const end = delimiter === "" ? -1 : item.key.indexOf(delimiter, prefix.length);
		if (end === -1) entries.push({
			kind: "item",
			name: item.key,
			item
		});
		else prefixes.add(item.key.slice(0, end + delimiter.length));
	}
	entries.push(...[...prefixes].map((name) => ({
		kind: "prefix",
		name
	})));
	return entries.sort((a, b) => compareUtf8(a.name, b.name));
}
function prefixesXml(page, key) {
	return page.filter(({ kind }) => kind === "prefix").map(({ name }) => parent("CommonPrefixes", [key.write("Prefix", name)]));
}
/** Stores order keys by their bytes, which differs from JavaScript's order beyond the basic plane. */
function compareUtf8(a, b) {
	let at = 0;
	while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
	return weight(a, at) - weight(b, at);
}
/** A UTF-16 unit in the order of UTF-8: surrogates behind the rest of the basic plane. */
function weight(text, at) {
	if (at >= text.length) return -1;
	const unit = text.charCodeAt(at);
	if (unit < 55296) return unit;
	return unit >= 57344 ? unit - 2048 : unit + 8192;
}
// packages/cos-emulator/src/routes/buckets.ts
const MAX_SETTINGS_BYTES = 65536;
/** Where Amazon repeats the success to the owner, as it did before there were other regions. */
const FIRST_REGION = "us-east-1";
/** GET Service (COS document 436/8291), ListBuckets of S3. */
async function listBuckets(call) {
	const { buckets, store, region, dialect } = call;
	const made = spellingOf(call).time(store.openedMs);
	const rows = [...buckets].sort().map((name) => parent("Bucket", [
		element("Name", name),
		...dialect === "cos" ? [element("Location", region)] : [],
		element("CreationDate", made)
	]));
	const xml = parent("ListAllMyBucketsResult", [accountXml("Owner"), parent("Buckets", rows)]);
	respondXml(call.response, xml);
}
/**
* PUT Bucket (COS document 436/7738) of one that is there: many clients make sure of it before they
* write. Others are named when the store starts.
*/
async function createBucket(call) {
	const { bucket, dialect, region, response } = call;
	await readSmallBody(call, MAX_SETTINGS_BYTES);
	if (dialect === "cos" || region !== FIRST_REGION) throw new ErrorResponse("BucketAlreadyOwnedByYou", "The bucket is there already, and yours.");
	respondEmpty(response, 200, { Location: `/${bucket}` });
}
/** GET Bucket location (COS document 436/8275). Amazon leaves the name of its first region out. */
async function getBucketLocation({ response, region, dialect }) {
	respondXml(response, element("LocationConstraint", dialect === "s3" && region === FIRST_REGION ? "" : region));
}
/** GET Bucket versioning (COS document 436/19888): it was never turned on. */
async function getBucketVersioning({ response }) {
	respondXml(response, parent("VersioningConfiguration", []));
}
// packages/cos-emulator/src/encryption.ts
const SSE = "server-side-encryption";
const KMS = {
	cos: "cos/kms",
	s3: "aws:kms"
};
const KMS_KEY_ID = {
	cos: `${SSE}-cos-kms-key-id`,
	s3: `${SSE}-aws-kms-key-id`
};
const KMS_KEY = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|alias\/.+|arn:aws:kms:.+)$/i;
/**
* How an Initiate or PUT wants the object encrypted (COS document 436/7746).
*
* @throws Rejection `SSEContentNotSupported`, `KmsKeyNotExist` or `InvalidArgument`
*/
function readEncryption(call) {
	const { dialect } = call;
	const keyMd5 = readCustomerKey(call, SSE);
	const asked = vendorHeaderIn(call, SSE);
	const keyId = vendorHeaderIn(call, KMS_KEY_ID[dialect]);
	const context = vendorHeaderIn(call, `${SSE}-context`);
	if (keyMd5 !== void 0 && asked !== void 0) throw invalid("An object is encrypted by the store or by a customer's key, not by both.");
	if (asked !== KMS[dialect] && (keyId ?? context) !== void 0) throw invalid(`A KMS key goes with ${vendorPrefix(dialect)}${SSE}: ${KMS[dialect]} only.`);
	if (keyMd5 !== void 0) return {
		kind: "customer",
		keyMd5
	};
	if (asked === void 0) return { kind: "none" };
	if (asked === "AES256") return { kind: "store" };
	if (asked !== KMS[dialect]) throw new ErrorResponse(dialect === "cos" ? "SSEContentNotSupported" : "InvalidArgument", `An encryption is AES256 or ${KMS[dialect]}.`);
	return readKms({
		keyId,
		context
	});
}
function readKms({ keyId, context }) {
	if (keyId !== void 0 && !KMS_KEY.test(keyId)) throw new ErrorResponse("KmsKeyNotExist", "There is no KMS key of this id.");
	if (context !== void 0 && !isJsonInBase64(context)) throw invalid("An encryption context is a JSON object in base64.");
	return {
		kind: "kms",
		...keyId === void 0 ? {} : { keyId },
		...context === void 0 ? {} : { context }
	};
}
/**
* Checks what comes with a part: only the customer's key of the upload, and that each time.
*
* @throws Rejection `SSEHeaderNotAllowed` or `InvalidArgument`
*/
function checkPartEncryption(call, encryption) {
	refuseHeader(call);
	checkCustomerKey(readCustomerKey(call, SSE), encryption, {
		unasked: notAllowed(call.dialect),
		missing: "InvalidArgument",
		wrong: "InvalidArgument"
	});
}
/**
* Checks what comes with the calls that touch no bytes: they need no key, but a wrong one is refused
* (S3 API, ListParts and CompleteMultipartUpload).
*
* @throws Rejection `InvalidArgument`
*/
function checkUploadKey(call, encryption) {
	if (readCustomerKey(call, SSE) !== void 0) checkPartEncryption(call, encryption);
}
/**
* Checks what comes with a HEAD or GET.
*
* @throws Rejection `SSEHeaderNotAllowed` or `SsecDecryptHeaderInvalid`, on the S3 dialect its own codes
*/
function checkReadEncryption(call, encryption) {
	refuseHeader(call);
	checkDecryption(call, SSE, encryption);
}
/** The same for the source of a copy, whose key has headers of its own. */
function checkCopySourceEncryption(call, encryption) {
	checkDecryption(call, `copy-source-${SSE}`, encryption);
}
function checkDecryption(call, prefix, encryption) {
	const isCos = call.dialect === "cos";
	checkCustomerKey(readCustomerKey(call, prefix), encryption, {
		unasked: notAllowed(call.dialect),
		missing: isCos ? "SsecDecryptHeaderInvalid" : "InvalidRequest",
		wrong: isCos ? "SsecDecryptHeaderInvalid" : "AccessDenied"
	});
}
function refuseHeader(call) {
	if (vendorHeaderIn(call, SSE) !== void 0) {
		const name = `${vendorPrefix(call.dialect)}${SSE}`;
		throw new ErrorResponse(notAllowed(call.dialect), `${name} is not allowed in this request.`);
	}
}
function notAllowed(dialect) {
	return dialect === "cos" ? "SSEHeaderNotAllowed" : "InvalidArgument";
}
function checkCustomerKey(keyMd5, encryption, codes) {
	const expected = encryption.kind === "customer" ? encryption.keyMd5 : void 0;
	if (keyMd5 === expected) return;
	if (expected === void 0) throw new ErrorResponse(codes.unasked, "This is not encrypted by a customer's key.");
	if (keyMd5 === void 0) throw new ErrorResponse(codes.missing, "This is encrypted by a customer's key, which is missing.");
	throw new ErrorResponse(codes.wrong, "This is encrypted by another customer's key.");
}
/**
* The MD5 of the key in the three headers of a customer's key, or undefined without them.
*
* @throws Rejection `InvalidArgument` or `SSEContentNotSupported`
*/
function readCustomerKey(call, prefix) {
	const [algorithm, key, keyMd5] = [
		"algorithm",
		"key",
		"key-md5"
	].map((name) => vendorHeaderIn(call, `${prefix}-customer-${name}`));
	if ((algorithm ?? key ?? keyMd5) === void 0) return;
	if (algorithm === void 0 || key === void 0 || keyMd5 === void 0) throw invalid("A customer's key is told by its algorithm, key and key-MD5.");
	if (algorithm !== "AES256") throw new ErrorResponse(call.dialect === "cos" ? "SSEContentNotSupported" : "InvalidArgument", "The only algorithm is AES256.");
	if (!isBase64({
		text: key,
		byteCount: 32
	})) throw invalid("A customer's key is 256 bits in base64.");
	if (createHash("md5").update(Buffer.from(key, "base64")).digest("base64") !== keyMd5) throw invalid("The MD5 of the customer's key is another one.");
	return keyMd5;
}
/** What each response about the object or its parts repeats. */
function encryptionHeaders(encryption, dialect) {
	const prefix = vendorPrefix(dialect);
	switch (encryption.kind) {
		case "none": return {};
		case "store": return { [`${prefix}${SSE}`]: "AES256" };
		case "kms": return {
			[`${prefix}${SSE}`]: KMS[dialect],
			...encryption.keyId === void 0 ? {} : { [`${prefix}${KMS_KEY_ID[dialect]}`]: encryption.keyId }
		};
		case "customer": return {
			[`${prefix}${SSE}-customer-algorithm`]: "AES256",
			[`${prefix}${SSE}-customer-key-MD5`]: encryption.keyMd5
		};
		default: return encryption;
	}
}
function isJsonInBase64(text) {
	try {
		const value = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
		return typeof value === "object" && value !== null && !Array.isArray(value);
	} catch {
		return false;
	}
}
function invalid(message) {
	return new ErrorResponse("InvalidArgument", message);
}
// packages/cos-emulator/src/integrity-headers.ts
/** The ETag and the CRC-64/XZ (COS document 436/40334) that go with every stored body. */
function integrityHeaders({ etag, crc64 }) {
	return {
		ETag: quoted(etag),
		"x-cos-hash-crc64ecma": crc64ToDecimal(crc64)
	};
}
/** The checksum of a body as the S3 dialect tells it, where there is one. */
function checksumHeader(checksum, dialect) {
	return dialect === "cos" || checksum === void 0 ? {} : { [headerOfChecksum(checksum.name)]: checksum.value };
}
/** The same in a document. */
function checksumElements(checksum, dialect) {
	return dialect === "cos" || checksum === void 0 ? [] : [element(elementOfChecksum(checksum.name), checksum.value)];
}
/** With what it is made of, for what may be made of parts. */
function storedChecksumElements(checksum, dialect) {
	return dialect === "cos" || checksum === void 0 ? [] : [...checksumElements(checksum, dialect), element("ChecksumType", checksum.type)];
}
/** Which checksum there is, where its value is not told. */
function algorithmElements(checksum, dialect) {
	return dialect === "cos" || checksum === void 0 ? [] : [element("ChecksumAlgorithm", checksum.name.toUpperCase()), element("ChecksumType", checksum.type)];
}
// packages/cos-emulator/src/overwrite-guard.ts
/**
* Reads whether the object must not be there yet (COS document 436/7749; S3 API, "conditional
* writes"), and returns the look that says so: it is taken before a body is asked for, and again in
* the very moment in which the object would appear.
*
* @throws Rejection `InvalidArgument` or `NotImplemented` for another condition; the look itself
*   `FileAlreadyExists` or, to S3's condition, `PreconditionFailed`
*/
function overwriteGuard(call) {
	const code = readGuard(call);
	if (code === void 0) return () => void 0;
	const { store, bucket, key } = call;
	return () => {
		if (store.objects.find({
			bucket,
			key
		}) !== void 0) throw new ErrorResponse(code, "The object exists and must not be overwritten.");
	};
}
/** What a write that must not replace is refused with; undefined for one that may. */
function readGuard(call) {
	const forbids = headerIn(call, "x-cos-forbid-overwrite")?.toLowerCase();
	if (forbids !== void 0 && forbids !== "true" && forbids !== "false") throw new ErrorResponse("InvalidArgument", "x-cos-forbid-overwrite is true or false.");
	const noneMatch = headerIn(call, "if-none-match");
	if (noneMatch !== void 0 && (call.dialect === "cos" || noneMatch !== "*")) throw new ErrorResponse("NotImplemented", "The only condition of a write is If-None-Match: * of S3.");
	if (forbids === "true") return "FileAlreadyExists";
	return noneMatch === void 0 ? void 0 : "PreconditionFailed";
}
// packages/cos-emulator/src/part-list.ts
const MIB = 1048576;
/** The smallest part but the last (COS document 436/14518; S3 user guide, Multipart upload limits). */
const MIN_PART_BYTES = {
	cos: MIB,
	s3: 5 * MIB
};
const DOCUMENT$2 = /^\s*(?:<\?xml[^>]*\?>\s*)?<CompleteMultipartUpload(?:\s+xmlns="[^"]*")?>(.*)<\/CompleteMultipartUpload>\s*$/s;
const PART$1 = /\s*<Part>(.*?)<\/Part>\s*/sy;
const FIELD = /\s*<(\w+)>([^<]*)<\/\1>\s*/y;
/**
* Reads the one document that this store is sent, and only that: no entity is expanded and anything
* else is malformed. A general XML parser takes 25 µs a part, which would be most of the time of a
* Complete.
*
* @throws Rejection `MalformedXML`, also for a list without a part
*/
function parsePartList(xml) {
	const list = DOCUMENT$2.exec(xml)?.[1] ?? "";
	const parts = readAll(PART$1, list).map(([, fields = ""]) => {
		const texts = new Map(readAll(FIELD, fields).map(([, name = "", text = ""]) => [name, text.trim()]));
		const number = texts.get("PartNumber") ?? "";
		const etag = texts.get("ETag");
		if (!/^\d{1,5}$/.test(number) || etag === void 0) throw malformed();
		const checksums = new Map([...texts].filter(([name]) => name.startsWith("Checksum")));
		return {
			number: Number(number),
			etag: unquoted(etag),
			checksums
		};
	});
	if (parts.length === 0) throw malformed();
	return parts;
}
/**
* The parts that the object will be made of, in the order of the list.
*
* @throws Rejection `InvalidPartOrder`, `InvalidPart` or `EntityTooSmall`, checked in this order
*/
function chooseParts(list, uploaded, rules) {
	const { dialect, enforcesMinPart } = rules;
	if (list.some(({ number }, index) => number <= (list[index - 1]?.number ?? 0))) throw new ErrorResponse("InvalidPartOrder", "The list of parts was not in ascending order.");
	if (dialect === "cos" && list.at(-1)?.number !== list.length) throw new ErrorResponse("InvalidPart", "The part numbers are not consecutive from 1.");
	const parts = list.map((named) => {
		const { number, etag } = named;
		const part = uploaded.get(number);
		if (part?.etag !== etag) throw new ErrorResponse("InvalidPart", `Part ${number} was not found or has another ETag.`);
		if (dialect === "s3") checkNamedChecksum(named, part, rules.checksum);
		return part;
	});
	const leastBytes = enforcesMinPart ? MIN_PART_BYTES[dialect] : 0;
	const tooSmall = parts.slice(0, -1).find(({ sizeBytes }) => sizeBytes < leastBytes);
	if (tooSmall !== void 0) {
		const { number, sizeBytes } = tooSmall;
		throw new ErrorResponse("EntityTooSmall", `Part ${number} has only ${sizeBytes} bytes.`);
	}
	return parts;
}
/**
* A checksum of checksums needs each of them said once more; in other lists they may be left out
* (S3 user guide, "Checking object integrity").
*
* @throws Rejection `InvalidRequest` or `InvalidPart`
*/
function checkNamedChecksum({ number, checksums }, part, wanted) {
	const reported = wanted && checksums.get(elementOfChecksum(wanted.name));
	if (wanted?.type === "COMPOSITE" && reported === void 0) throw new ErrorResponse("InvalidRequest", `The upload was created using a ${wanted.name} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`);
	if (reported !== void 0 && reported !== part.checksum?.value || reported === void 0 && checksums.size > 0) throw new ErrorResponse("InvalidPart", `Part ${number} has another checksum.`);
}
// packages/cos-emulator/src/store/blob-folder.ts
/**
* The folder with the files of one upload, and later of the object that was made of it: Complete
* moves no byte. A discarded folder is removed when no request reads from it or writes to it any more,
* so that a GET ends with the version it began with, and an abort does not race with a part.
*/
var BlobFolder = class {
	path;
	#userCount = 0;
	#isDiscarded = false;
	constructor(path) {
		this.path = path;
	}
	create() {
		mkdirSync(this.path);
	}
	/** Keeps the files until it is disposed of. */
	hold() {
		this.#userCount += 1;
		return { [Symbol.asyncDispose]: async () => {
			this.#userCount -= 1;
			await this.#removeIfUnused();
		} };
	}
	/** Never rejects. Resolves at once while the folder is held: the last holder removes it. */
	async discard() {
		this.#isDiscarded = true;
		await this.#removeIfUnused();
	}
	async #removeIfUnused() {
		if (this.#isDiscarded && this.#userCount === 0) await rm(this.path, {
			recursive: true,
			force: true
		}).catch((error) => {
			process.emitWarning(error instanceof Error ? error : String(error));
		});
	}
};
// packages/cos-emulator/src/store/records.ts
const encryption = discriminatedUnion("kind", [
	object({ kind: literal("none") }),
	object({ kind: literal("store") }),
	object({
		kind: literal("kms"),
		keyId: string().optional(),
		context: string().optional()
	}),
	object({
		kind: literal("customer"),
		keyMd5: string()
	})
]);
const attributes = object({
	/** Content-Type and its like, by their lower-case header names. */
	headers: record(string(), string()),
	/** User metadata, by names without the prefix of either vendor. */
	metadata: record(string(), string()),
	storageClass: string().default("STANDARD"),
	/** A canned one. */
	acl: string().default("default"),
	tags: record(string(), string()).default({}),
	encryption: encryption.default({ kind: "none" })
});
const uploadRecord = object({
	uploadId: string(),
	bucket: string(),
	key: string(),
	attributes,
	/** Which checksum the uploader wants of the parts, and of the whole. */
	checksum: checksumRecord.omit({ value: true }).optional(),
	/** In earlier versions: a CRC32 of the whole. */
	hasObjectCrc32: boolean().optional(),
	initiatedMs: number()
}).transform(({ hasObjectCrc32 = false, ...upload }) => {
	const ofTheWhole = {
		name: "crc32",
		type: "FULL_OBJECT"
	};
	return hasObjectCrc32 ? {
		...upload,
		checksum: ofTheWhole
	} : upload;
});
const objectRecord = object({
	bucket: string(),
	key: string(),
	attributes,
	/** Without quotes. */
	etag: string(),
	sizeBytes: number(),
	crc64: string(),
	checksum: checksumRecord.optional(),
	/** In earlier versions, of the whole: 8 hex digits. */
	crc32: string().optional(),
	storedMs: number(),
	/** The name of its blob folder. */
	folder: string(),
	/** The files that make up the object, in order. */
	pieces: array(object({
		file: string(),
		sizeBytes: number()
	}))
}).transform(({ crc32, ...object }) => {
	return crc32 === void 0 ? object : {
		...object,
		checksum: {
			...crc32Checksum(crc32),
			type: "FULL_OBJECT"
		}
	};
});
/** How many records are read at once when the store opens: enough to hide the disk, few open files. */
const READS_AT_ONCE = 64;
const SUFFIX = ".json";
const DRAFT_SUFFIX = ".draft";
function recordPath(folder, name) {
	return join(folder, name + SUFFIX);
}
/**
* Puts a record in its place, whole or not at all. Synchronous like every short step on files here:
* a trip through the thread pool costs more than the step, and nothing can come in between.
*/
function writeRecord(path, record) {
	const draft = `${path}${DRAFT_SUFFIX}`;
	writeFileSync(draft, JSON.stringify(record));
	renameSync(draft, path);
}
/** Every record of a folder; drafts that never got their name are left out. */
async function readRecords(folder, schema) {
	const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX));
	const records = [];
	for (let at = 0; at < names.length; at += READS_AT_ONCE) {
		const texts = await Promise.all(names.slice(at, at + READS_AT_ONCE).map((name) => readFile(join(folder, name), "utf8")));
		records.push(...texts.map((text, index) => readRecord(join(folder, names[at + index] ?? ""), text, schema)));
	}
	return records;
}
/** @throws Error that names the file: the store cannot tell what is lost with it, its owner can */
function readRecord(path, text, schema) {
	try {
		return schema.parse(JSON.parse(text));
	} catch (cause) {
		throw new Error(`${path} is damaged: put it right or remove it, and what it tells of`, { cause });
	}
}
// packages/cos-emulator/src/store/object-folder.ts
const READ_BYTES = 262144;
/** The objects: in memory, with a record file that lists the pieces in their blob folder. */
var ObjectFolder = class ObjectFolder {
	#folders;
	#objects = /* @__PURE__ */ new Map();
	constructor(folders) {
		this.#folders = folders;
	}
	static async load(folders) {
		const objects = new ObjectFolder(folders);
		for (const record of await readRecords(folders.records, objectRecord)) {
			const folder = new BlobFolder(join(folders.blobs, record.folder));
			objects.#objects.set(fileNameOf(record), {
				record,
				folder
			});
		}
		return objects;
	}
	find(name) {
		return this.#objects.get(fileNameOf(name));
	}
	/** In no order. */
	list() {
		return [...this.#objects.values()].map(({ record }) => record);
	}
	blobFolders() {
		return new Set([...this.#objects.values()].map(({ record }) => record.folder));
	}
	/**
	* The object is all-old before and all-new afterwards, also when the process dies in between.
	* Returns the folder of the old one, which the caller discards.
	*/
	replace(object) {
		const name = fileNameOf(object.record);
		const earlier = this.#objects.get(name);
		writeRecord(recordPath(this.#folders.records, name), object.record);
		this.#objects.set(name, object);
		return earlier?.folder;
	}
	async remove(name) {
		const object = this.find(name);
		if (object !== void 0) {
			unlinkSync(recordPath(this.#folders.records, fileNameOf(name)));
			this.#objects.delete(fileNameOf(name));
			await object.folder.discard();
		}
	}
};
/** Keys may be longer than a file name and hold any character: the file is named after their hash. */
function fileNameOf({ bucket, key }) {
	return createHash("sha256").update(`${bucket}/${key}`).digest("hex");
}
/** The bytes of a range, across the pieces. The caller holds the object's folder until the end. */
function* readObject({ record, folder }, range) {
	let pieceStart = 0;
	for (const piece of record.pieces) {
		const startByte = Math.max(range.startByte - pieceStart, 0);
		const lengthBytes = Math.min(endByte(range) - pieceStart, piece.sizeBytes) - startByte;
		if (lengthBytes > 0) yield* readPiece(join(folder.path, piece.file), {
			startByte,
			lengthBytes
		});
		pieceStart += piece.sizeBytes;
		if (pieceStart >= endByte(range)) return;
	}
}
function* readPiece(path, range) {
	const file = openSync(path, "r");
	try {
		for (let at = range.startByte; at < endByte(range);) {
			const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, endByte(range) - at));
			const readBytes = readSync(file, chunk, 0, chunk.length, at);
			if (readBytes === 0) throw new Error(`${path} ends at byte ${at}`);
			yield chunk.subarray(0, readBytes);
			at += readBytes;
		}
	} finally {
		closeSync(file);
	}
}
// \0@oxc-project+runtime@0.156.0/helpers/esm/usingCtx.js
function _usingCtx() {
	var r = "function" == typeof SuppressedError ? SuppressedError : function(r, e) {
		var n = Error();
		return n.name = "SuppressedError", n.error = r, n.suppressed = e, n;
	}, e = {}, n = [];
	function using(r, e) {
		if (null != e) {
			if (Object(e) !== e) throw new TypeError("using declarations can only be used with objects, functions, null, or undefined.");
			if (r) var o = e[Symbol.asyncDispose || Symbol["for"]("Symbol.asyncDispose")];
			if (void 0 === o && (o = e[Symbol.dispose || Symbol["for"]("Symbol.dispose")], r)) var t = o;
			if ("function" != typeof o) throw new TypeError("Object is not disposable.");
			t && (o = function o() {
				try {
					t.call(e);
				} catch (r) {
					return Promise.reject(r);
				}
			}), n.push({
				v: e,
				d: o,
				a: r
			});
		} else r && n.push({
			d: e,
			a: r
		});
		return e;
	}
	return {
		e,
		u: using.bind(null, !1),
		a: using.bind(null, !0),
		d: function d() {
			var o, t = this.e, s = 0;
			function next() {
				for (; o = n.pop();) try {
					if (!o.a && 1 === s) return s = 0, n.push(o), Promise.resolve().then(next);
					if (o.d) {
						var r = o.d.call(o.v);
						if (o.a) return s |= 2, Promise.resolve(r).then(next, err);
					} else s |= 1;
				} catch (r) {
					return err(r);
				}
				if (1 === s) return t !== e ? Promise.reject(t) : Promise.resolve();
				if (t !== e) throw t;
			}
			function err(n) {
				return t = t !== e ? new r(n, t) : n, next();
			}
			return next();
		}
	};
}
// packages/cos-emulator/src/whole-checksum.ts
/**
* The checksum of an object made of parts: of its bytes, which are read once more unless it can be
* joined, or of the checksums of its parts (S3 user guide, "Checking object integrity": FULL_OBJECT and COMPOSITE).
*/
async function wholeChecksum({ record, folder }, parts) {
	try {
		var _usingCtx$5 = _usingCtx();
		if (record.checksum === void 0) return;
		const { name, type } = record.checksum;
		const hasher = newHasher(name);
		if (type === "COMPOSITE") {
			for (const part of parts) hasher.update(digestOf(part));
			return {
				name,
				type,
				value: `${hasher.digest().toString("base64")}-${parts.length}`
			};
		}
		if (name === "crc32") {
			const known = parts.map((part) => ({
				checksum: digestOf(part).toString("hex"),
				lengthBytes: part.sizeBytes
			}));
			const joined = combineChecksums("crc32", known);
			assert(joined !== void 0, "every part of such an upload has a CRC32");
			return {
				...crc32Checksum(joined),
				type
			};
		}
		const pieces = parts.map((part) => ({
			file: partFileName(part),
			sizeBytes: part.sizeBytes
		}));
		const lengthBytes = pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
		_usingCtx$5.a(folder.hold());
		for (const chunk of readObject({
			record: { pieces },
			folder
		}, {
			startByte: 0,
			lengthBytes
		})) {
			hasher.update(chunk);
			await setImmediate();
		}
		return {
			name,
			type,
			value: hasher.digest().toString("base64")
		};
	} catch (_) {
		_usingCtx$5.e = _;
	} finally {
		await _usingCtx$5.d();
	}
}
function digestOf({ checksum }) {
	return Buffer.from(checksum?.value ?? "", "base64");
}
// packages/cos-emulator/src/routes/complete-upload.ts
const MAX_LIST_BYTES$1 = 2097152;
const NAMESPACE = {
	cos: "http://www.qcloud.com/document/product/436/7751",
	s3: "http://s3.amazonaws.com/doc/2006-03-01/"
};
/**
* Complete Multipart Upload (COS document 436/7742). What is wrong with the list is refused with a
* plain status. After that the response is 200 at once, white space, and in the end the result, which
* may still be an error document. The merge continues although its client hangs up.
*/
async function completeUpload(call) {
	const done = findCompleted(call);
	const list = await readList(call, done === void 0);
	if (done !== void 0) {
		beginResult(call, done);
		call.response.end(resultXml$1(call, done));
		return;
	}
	const upload = findOpenUpload(call);
	checkUploadKey(call, upload.record.attributes.encryption);
	const { completeMs, enforcesMinPart } = call.behaviour;
	const { dialect } = call;
	const rules = {
		dialect,
		enforcesMinPart,
		checksum: upload.record.checksum
	};
	const parts = chooseParts(list, upload.parts, rules);
	const checksum = upload.record.checksum && await wholeChecksum(upload, parts);
	const facts = {
		...factsOf(parts),
		checksum
	};
	checkDeclared(call, facts, upload);
	const guard = overwriteGuard(call);
	guard();
	const isMerged = call.store.complete(upload, {
		parts,
		facts,
		afterMs: completeMs,
		guard
	});
	beginResult(call, {
		...facts,
		attributes: upload.record.attributes
	});
	await endResult(call, isMerged, facts);
}
async function readList(call, isOpen) {
	if (isOpen) findOpenUpload(call);
	return parsePartList(await readSmallBody(call, MAX_LIST_BYTES$1));
}
/** The object that this upload became, where a repeated Complete gets its result again. */
function findCompleted({ store, behaviour, bucket, key, query }) {
	const record = store.objects.find({
		bucket,
		key
	})?.record;
	return record !== void 0 && record.folder === query.get("uploadId") && behaviour.repeatedComplete === "same-result" ? record : void 0;
}
function beginResult({ response, dialect }, { crc64, attributes }) {
	response.writeHead(200, {
		"Content-Type": XML_TYPE,
		"x-cos-hash-crc64ecma": crc64ToDecimal(crc64),
		...encryptionHeaders(attributes.encryption, dialect)
	});
	response.write("\n");
}
/** Drips white space until the merge is over, and tells how it ended. */
async function endResult(call, isMerged, facts) {
	const { response, behaviour } = call;
	const write = (text) => {
		if (!response.destroyed) response.write(text);
	};
	const drip = setInterval(write, behaviour.completeDripMs, " ");
	let result;
	try {
		await isMerged;
		result = resultXml$1(call, facts);
	} catch (error) {
		result = errorXml(response, error instanceof ErrorResponse ? error : internalError(error), call.key);
	} finally {
		clearInterval(drip);
	}
	write(result);
	response.end();
}
function factsOf(parts) {
	const etag = `${randomBytes(16).toString("hex")}-${parts.length}`;
	const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
	const pieces = parts.map((part) => ({
		checksum: part.crc64,
		lengthBytes: part.sizeBytes
	}));
	const crc64 = combineChecksums("crc64xz", pieces);
	assert(crc64 !== void 0, "every part has a CRC-64");
	return {
		etag,
		sizeBytes,
		crc64
	};
}
/** What the S3 dialect says of the whole object (S3 API, CompleteMultipartUpload) has to be true. */
function checkDeclared(call, facts, { record }) {
	if (call.dialect === "cos") return;
	const type = headerIn(call, "x-amz-checksum-type");
	if (type !== void 0 && type !== (record.checksum?.type ?? "null")) throw new ErrorResponse("InvalidRequest", `The upload was not initiated with a ${type} checksum.`);
	for (const name of CHECKSUM_NAMES) {
		const reported = headerIn(call, headerOfChecksum(name));
		if (reported !== void 0) checkWhole({
			name,
			value: readChecksumValue(name, withoutCount(reported))
		}, facts.checksum);
	}
	const sizeBytes = headerIn(call, "x-amz-mp-object-size");
	if (sizeBytes !== void 0 && sizeBytes !== String(facts.sizeBytes)) throw new ErrorResponse("InvalidRequest", "x-amz-mp-object-size is not the size of the parts.");
}
/** @throws Rejection `InvalidRequest` or `BadDigest` */
function checkWhole(reported, checksum) {
	if (reported.name !== checksum?.name) throw new ErrorResponse("InvalidRequest", `The upload was not initiated with ${reported.name}.`);
	if (reported.value !== withoutCount(checksum.value)) throw new ErrorResponse("BadDigest", `The ${reported.name.toUpperCase()} you specified is not that of the parts.`);
}
/** A checksum of checksums ends in the number of parts, which need not be repeated. */
function withoutCount(value) {
	return value.replace(/-\d+$/, "");
}
function resultXml$1(call, { etag, checksum }) {
	const { bucket, key, region, dialect } = call;
	return parent("CompleteMultipartUploadResult", [
		element("Location", `http://${bucket}.cos.${region}.myqcloud.com/${encodeURI(key)}`),
		element("Bucket", bucket),
		element("Key", key),
		spellingOf(call).etag(etag),
		...storedChecksumElements(checksum, dialect)
	]).replace("Result>", `Result xmlns="${NAMESPACE[dialect]}">`);
}
// packages/cos-emulator/src/tag-set.ts
const MAX_TAGS = 10;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const DOCUMENT$1 = /^\s*(?:<\?xml[^>]*\?>\s*)?<Tagging(?:\s+xmlns="[^"]*")?>\s*<TagSet>(.*)<\/TagSet>\s*<\/Tagging>\s*$/s;
/** Reads the header form, `k=v&k=v` with encoded names and values. @throws Rejection `InvalidTag` */
function parseTagHeader(text, dialect) {
	const decode = (part) => percentDecode(dialect === "s3" ? part.replaceAll("+", " ") : part);
	return toTags(text.split("&").filter((pair) => pair !== "").map((pair) => {
		const [key = "", ...value] = pair.split("=");
		return [decode(key), decode(value.join("="))];
	}));
}
/** @throws Rejection `MalformedXML` or `InvalidTag` */
function parseTagging(xml) {
	const list = DOCUMENT$1.exec(xml)?.[1];
	if (list === void 0) throw new ErrorResponse("MalformedXML", "The XML you provided is not a set of tags.");
	return toTags(readElements(list, "Tag").map((tag) => {
		return [textOf(tag, "Key"), textOf(tag, "Value")];
	}));
}
function toTags(pairs) {
	const tags = new Map(pairs);
	if (tags.size !== pairs.length || tags.size > MAX_TAGS) throw new ErrorResponse("InvalidTag", `An object has at most ${MAX_TAGS} tags, each key once.`);
	for (const [key, value] of pairs) if (key === "" || key.length > MAX_KEY_LENGTH || value.length > MAX_VALUE_LENGTH) throw new ErrorResponse("InvalidTag", `The tag "${key}" or its value is empty or too long.`);
	return Object.fromEntries(tags);
}
function taggingXml(tags) {
	return parent("Tagging", [parent("TagSet", Object.entries(tags).map(([key, value]) => parent("Tag", [element("Key", key), element("Value", value)])))]);
}
// packages/cos-emulator/src/attributes.ts
const KEPT_HEADERS = [
	"content-type",
	"cache-control",
	"content-disposition",
	"content-encoding",
	"content-language",
	"expires"
];
const MAX_METADATA_BYTES = 2048;
const STORAGE_CLASS = /^(MAZ_)?(STANDARD|STANDARD_IA|INTELLIGENT_TIERING|ARCHIVE)$|^DEEP_ARCHIVE$/;
const CANNED_ACL = /^(default|private|public-read|authenticated-read|bucket-owner-read|bucket-owner-full-control)$/;
/**
* What an Initiate or PUT says of the object to be.
*
* @throws Rejection `InvalidArgument`, `MetadataTooLarge`, `InvalidTag`, `NotSupportedStorageClass` or
*   those of its encryption
*/
function readAttributes(call) {
	const headers = {};
	for (const name of KEPT_HEADERS) {
		const value = headerIn(call, name);
		if (value !== void 0) headers[name] = value;
	}
	const encoding = withoutPacking(headers["content-encoding"]);
	delete headers["content-encoding"];
	return {
		headers: {
			...headers,
			...encoding === void 0 ? {} : { "content-encoding": encoding }
		},
		metadata: readMetadata(call),
		storageClass: readStorageClass(call),
		acl: readAcl(call),
		tags: parseTagHeader(vendorHeaderIn(call, "tagging") ?? "", call.dialect),
		encryption: readEncryption(call)
	};
}
/** `aws-chunked` is how the body travels, not how the object is encoded. */
function withoutPacking(encoding) {
	const rest = encoding?.split(",").filter((one) => one.trim() !== "aws-chunked");
	return rest === void 0 || rest.length === 0 ? void 0 : rest.join(",").trim();
}
function readMetadata(call) {
	const prefix = `${vendorPrefix(call.dialect)}meta-`;
	const metadata = {};
	let sizeBytes = 0;
	for (const name of Object.keys(call.headers).filter((one) => one.startsWith(prefix))) {
		const shortName = name.slice(prefix.length);
		if (call.dialect === "cos" && !/^[a-z0-9-]+$/.test(shortName)) throw new ErrorResponse("InvalidArgument", `${name} may have letters, digits and hyphens only.`);
		const value = headerIn(call, name) ?? "";
		metadata[shortName] = value;
		sizeBytes += shortName.length + value.length;
	}
	if (sizeBytes > MAX_METADATA_BYTES) throw new ErrorResponse("MetadataTooLarge", `Metadata has at most ${MAX_METADATA_BYTES} bytes.`);
	return metadata;
}
function readStorageClass(call) {
	const storageClass = vendorHeaderIn(call, "storage-class") ?? "STANDARD";
	if (!STORAGE_CLASS.test(storageClass)) throw new ErrorResponse(call.dialect === "cos" ? "NotSupportedStorageClass" : "InvalidStorageClass", `There is no storage class ${storageClass}.`);
	return storageClass;
}
function readAcl(call) {
	const acl = vendorHeaderIn(call, "acl") ?? "default";
	if (!CANNED_ACL.test(acl)) throw new ErrorResponse("InvalidArgument", `There is no canned ACL ${acl} for objects.`);
	return acl;
}
/** The same as headers of a HEAD or GET. Both dialects see the metadata that either of them set. */
function attributeHeaders({ headers, metadata, storageClass, tags, encryption }, dialect) {
	const prefix = vendorPrefix(dialect);
	const tagCount = Object.keys(tags).length;
	return {
		"content-type": "application/octet-stream",
		...headers,
		...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`${prefix}meta-${name}`, value])),
		...storageClass === "STANDARD" ? {} : { [`${prefix}storage-class`]: storageClass },
		...tagCount === 0 ? {} : { [`${prefix}tagging-count`]: tagCount },
		...encryptionHeaders(encryption, dialect)
	};
}
// packages/cos-emulator/src/conditions.ts
/** Reads the four of them. @param headerOf gets `if-match` and its like */
function readConditions(headerOf) {
	return {
		match: headerOf("if-match"),
		noneMatch: headerOf("if-none-match"),
		modifiedSince: headerOf("if-modified-since"),
		unmodifiedSince: headerOf("if-unmodified-since")
	};
}
/**
* Holds an object against conditions, in the order of RFC 9110 13.2.2: a time counts only where no
* ETag was given.
*
* @throws Rejection `InvalidArgument` for a time that is none
*/
function judge({ match, noneMatch, modifiedSince, unmodifiedSince }, { etag, storedMs }) {
	const storedSeconds = Math.floor(storedMs / 1e3);
	const isChangedAfter = (date) => storedSeconds > secondsOf(date);
	if (match === void 0 ? unmodifiedSince !== void 0 && isChangedAfter(unmodifiedSince) : !lists(match, etag)) return "failed";
	return (noneMatch === void 0 ? modifiedSince !== void 0 && !isChangedAfter(modifiedSince) : lists(noneMatch, etag)) ? "unchanged" : "met";
}
function lists(text, etag) {
	return text.trim() === "*" || text.split(",").some((one) => unquoted(one) === etag);
}
function secondsOf(date) {
	const ms = Date.parse(date);
	if (Number.isNaN(ms)) throw new ErrorResponse("InvalidArgument", `"${date}" is no HTTP date.`);
	return Math.floor(ms / 1e3);
}
// packages/cos-emulator/src/routes/copy-source.ts
/**
* @throws Rejection `InvalidArgument`, `NoSuchBucket`, `NoSuchCopySource` (on the S3 dialect `NoSuchKey`),
*   `PreconditionFailed`, or those of its encryption
*/
function findSource(call) {
	const name = readSourceName(call);
	if (!call.buckets.has(name.bucket)) throw new ErrorResponse("NoSuchBucket", "The bucket of the source does not exist.");
	const source = call.store.objects.find(name);
	if (source === void 0) throw new ErrorResponse(call.dialect === "cos" ? "NoSuchCopySource" : "NoSuchKey", "The source of the copy does not exist.");
	checkCopySourceEncryption(call, source.record.attributes.encryption);
	if (judge(readConditions((header) => vendorHeaderIn(call, `copy-source-${header}`)), source.record) !== "met") throw new ErrorResponse("PreconditionFailed", "The source is not the one that was asked for.");
	return source;
}
/** COS writes the host of the source's bucket before the key, S3 its name. */
function readSourceName(call) {
	const [path = "", search] = (vendorHeaderIn(call, "copy-source") ?? "").split("?");
	if (search !== void 0 && search !== "versionId=null") throw new ErrorResponse("NotImplemented", "The store keeps no versions.");
	const decoded = percentDecode(path).replace(/^\//, "");
	const slash = decoded.indexOf("/");
	const [host, key] = [decoded.slice(0, Math.max(slash, 0)), decoded.slice(slash + 1)];
	const bucket = call.dialect === "cos" ? host.split(".")[0] ?? "" : host;
	if (!isBucketName(bucket) || key === "") throw new ErrorResponse("InvalidArgument", "The copy source names no bucket and key.");
	return {
		bucket,
		key
	};
}
/** Files are read synchronously: between two reads the others have their turn. */
async function* inTurns(chunks) {
	for (const chunk of chunks) {
		yield chunk;
		await setImmediate();
	}
}
// packages/cos-emulator/src/routes/find-object.ts
/** @throws Rejection `NoSuchKey` */
function findObject({ store, bucket, key }) {
	const object = store.objects.find({
		bucket,
		key
	});
	if (object === void 0) throw new ErrorResponse("NoSuchKey", "The specified key does not exist.");
	return object;
}
// packages/cos-emulator/src/routes/part-of-object.ts
/**
* Where the part lies that a HEAD or GET asks for by its place in the object (S3 API, GetObject,
* `partNumber`); undefined where none is asked for.
*
* @throws Rejection `NotImplemented`, `InvalidArgument`, `InvalidRequest` or `InvalidPartNumber`
*/
function readPartRange(call, { pieces }) {
	if (!call.query.has("partNumber")) return;
	if (call.dialect === "cos") throw new ErrorResponse("NotImplemented", "COS reads ranges of objects and no parts.");
	const number = numberInQuery(call, "partNumber", {
		least: 1,
		most: MAX_PART_NUMBER
	});
	if (headerIn(call, "range") !== void 0) throw new ErrorResponse("InvalidRequest", "A part and a range cannot both be asked for.");
	const piece = pieces[number - 1];
	if (piece === void 0) throw new ErrorResponse("InvalidPartNumber", "The object has no part of this number.");
	return {
		startByte: pieces.slice(0, number - 1).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
		lengthBytes: piece.sizeBytes
	};
}
/** How many parts there are, which S3 tells only to who asks for one, and of an object that has some. */
function partCountHeader(call, { etag, pieces }) {
	return call.query.has("partNumber") && etag.includes("-") ? { "x-amz-mp-parts-count": pieces.length } : {};
}
/** That of the part which is asked for, where there is one. */
function partChecksum(call, record) {
	const number = call.query.has("partNumber") ? Number(call.query.get("partNumber")) : 0;
	return partsOf(record)[number - 1]?.checksum;
}
/** Of an object that was made of some; else none. */
function partsOf({ etag, pieces }) {
	return etag.includes("-") ? pieces.flatMap(({ file }) => parsePartFileName(file) ?? []) : [];
}
// packages/cos-emulator/src/routes/read-object.ts
const ARCHIVED = /ARCHIVE$/;
/** HEAD Object (COS document 436/7745). */
async function headObject(call) {
	const object = findReadable(call);
	if (object !== void 0) {
		const { record } = object;
		respondToHead(call, record, askedRange(call, record));
		call.response.end();
	}
}
/** GET Object (COS document 436/7753), whole or one range of it, always of one version. */
async function getObject(call) {
	try {
		var _usingCtx$4 = _usingCtx();
		checkTrafficLimit(call);
		const object = findReadable(call);
		if (object === void 0) return;
		assertRestored(object.record);
		const range = askedRange(call, object.record);
		_usingCtx$4.a(object.folder.hold());
		respondToHead(call, object.record, range);
		const bytes = range ?? {
			startByte: 0,
			lengthBytes: object.record.sizeBytes
		};
		await pipeline(readObject(object, bytes), call.response);
	} catch (_) {
		_usingCtx$4.e = _;
	} finally {
		await _usingCtx$4.d();
	}
}
/** @throws Rejection `InvalidObjectState` */
function assertRestored({ attributes }) {
	if (ARCHIVED.test(attributes.storageClass)) throw new ErrorResponse("InvalidObjectState", "The object is archived and was not restored.");
}
/** Undefined for an object that the reader has already, which is answered. */
function findReadable(call) {
	const object = findObject(call);
	const { record } = object;
	checkReadEncryption(call, record.attributes.encryption);
	const verdict = judge(readConditions((name) => headerIn(call, name)), record);
	if (verdict === "failed") throw new ErrorResponse("PreconditionFailed", "The object is not the one that was asked for.");
	if (verdict === "met") return object;
	call.response.writeHead(304, integrityHeaders(record));
	call.response.end();
}
function respondToHead(call, record, range) {
	const headers = {
		...attributeHeaders(record.attributes, call.dialect),
		...integrityHeaders(record),
		...checksumHeaders(call, record, range),
		...partCountHeader(call, record),
		"Accept-Ranges": "bytes",
		"Last-Modified": new Date(record.storedMs).toUTCString(),
		"Content-Length": range?.lengthBytes ?? record.sizeBytes
	};
	if (range !== void 0) {
		const last = endByte(range) - 1;
		headers["Content-Range"] = `bytes ${range.startByte}-${last}/${record.sizeBytes}`;
	}
	call.response.writeHead(range === void 0 ? 200 : 206, headers);
}
/** Of the object or of one part of it; a range that is no part has none (S3 API, GetObject). */
function checksumHeaders(call, record, range) {
	const isAsked = call.dialect === "s3" && headerIn(call, "x-amz-checksum-mode") === "ENABLED";
	const { checksum } = record;
	if (!isAsked || checksum === void 0) return {};
	const reported = range === void 0 ? checksum : partChecksum(call, record);
	return reported === void 0 ? {} : {
		...checksumHeader(reported, "s3"),
		"x-amz-checksum-type": checksum.type
	};
}
/** The bytes of a part or a range; undefined for the whole object. */
function askedRange(call, record) {
	return readPartRange(call, record) ?? readRange(call, record.sizeBytes);
}
/**
* The asked range, cut to the object; undefined for the whole object. A header that is no single
* byte range is ignored (RFC 9110 14.2).
*
* @throws Rejection `InvalidRange` for a range outside of the object
*/
function readRange(call, sizeBytes) {
	const match = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(headerIn(call, "range")?.trim() ?? "");
	if (match === null) return;
	const [, first, last, suffixLength] = match;
	const startByte = first === void 0 ? Math.max(sizeBytes - Number(suffixLength), 0) : Number(first);
	const lastByte = Math.min(last ? Number(last) : sizeBytes - 1, sizeBytes - 1);
	if (last && Number(last) < startByte) return;
	if (startByte > lastByte) {
		call.response.setHeader("Content-Range", `bytes */${sizeBytes}`);
		throw new ErrorResponse("InvalidRange", "The requested range is not satisfiable.");
	}
	return {
		startByte,
		lengthBytes: lastByte - startByte + 1
	};
}
// packages/cos-emulator/src/routes/copy-object.ts
const MAX_COPY_BYTES = 5 * 1024 ** 3;
/** PUT Object - Copy (COS document 436/10881): an object of one piece out of another one. */
async function copyObject(call) {
	try {
		var _usingCtx$3 = _usingCtx();
		const { bucket, key, store, response, dialect } = call;
		const source = findSource(call);
		assertRestored(source.record);
		if (source.record.sizeBytes > MAX_COPY_BYTES) throw new ErrorResponse("InvalidRequest", "One request copies at most 5 GiB: copy it in parts.");
		const attributes = attributesOfCopy(call, source);
		const checksum = checksumOfCopy(call, source);
		const guard = overwriteGuard(call);
		guard();
		_usingCtx$3.a(source.folder.hold());
		const { name, folder } = store.newFolder();
		try {
			const whole = {
				startByte: 0,
				lengthBytes: source.record.sizeBytes
			};
			const etag = eTagKind(call, { md5: void 0 }, attributes.encryption);
			const { path, ...facts } = await copyBytes(inTurns(readObject(source, whole)), folder, {
				etag,
				checksum
			});
			guard();
			const pieces = [{
				file: basename(path),
				sizeBytes: facts.sizeBytes
			}];
			const kept = {
				bucket,
				key,
				attributes,
				...facts,
				storedMs: Date.now(),
				folder: name,
				pieces,
				checksum: facts.checksum && {
					...facts.checksum,
					type: "FULL_OBJECT"
				}
			};
			await store.objects.replace({
				record: kept,
				folder
			})?.discard();
			response.setHeader("x-cos-hash-crc64ecma", crc64ToDecimal(facts.crc64));
			setHeaders(response, encryptionHeaders(attributes.encryption, dialect));
			respondXml(response, resultXml(call, kept));
		} catch (error) {
			await folder.discard();
			throw error;
		}
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}
/**
* The one that is asked for, else that of the source; of all bytes in any case, so that the value of an
* object made of parts is another one afterwards (S3 API, CopyObject).
*
* @throws Rejection `InvalidRequest`
*/
function checksumOfCopy(call, { record }) {
	if (call.dialect === "cos") return;
	const algorithm = headerIn(call, "x-amz-checksum-algorithm");
	return algorithm === void 0 ? record.checksum?.name : toChecksumName(algorithm);
}
/**
* What describes the source comes along unless it is to be replaced; class, access and encryption are
* those of the request.
*
* @throws Rejection `InvalidRequest` for a copy onto itself that would change nothing
*/
function attributesOfCopy(call, { record }) {
	const asked = readAttributes(call);
	const replacesMetadata = isReplaced(call, "metadata-directive");
	const replacesTags = isReplaced(call, "tagging-directive");
	const changes = ["storage-class", "server-side-encryption"].some((name) => vendorHeaderIn(call, name) !== void 0);
	if (record.bucket === call.bucket && record.key === call.key && !(replacesMetadata || replacesTags || changes)) throw new ErrorResponse("InvalidRequest", "A copy of an object onto itself has to change something.");
	const { headers, metadata, tags } = record.attributes;
	return {
		...asked,
		...replacesMetadata ? {} : {
			headers,
			metadata
		},
		...replacesTags ? {} : { tags }
	};
}
/** S3 says COPY and REPLACE, COS Copy and Replaced. @throws Rejection `InvalidArgument` */
function isReplaced(call, name) {
	const directive = vendorHeaderIn(call, name) ?? "COPY";
	if (!/^(copy|replaced?)$/i.test(directive)) throw new ErrorResponse("InvalidArgument", `There is no ${name} ${directive}.`);
	return !/^copy$/i.test(directive);
}
function resultXml(call, { etag, crc64, checksum, storedMs }) {
	const spelling = spellingOf(call);
	return parent("CopyObjectResult", [
		spelling.etag(etag),
		...call.dialect === "cos" ? [element("CRC64", crc64ToDecimal(crc64))] : [],
		element("LastModified", spelling.time(storedMs)),
		...storedChecksumElements(checksum, call.dialect)
	]);
}
// packages/cos-emulator/src/routes/upload-part.ts
/**
* Upload Part (COS document 436/7750). A body that breaks off or fails its check leaves the earlier
* part of that number in place. All that can be refused without the body is refused before it.
*/
async function uploadPart(call) {
	try {
		var _usingCtx$2 = _usingCtx();
		const { store, response, behaviour, dialect } = call;
		readLength(call, readPacking(call) !== void 0);
		const number = readPartNumber(call);
		const upload = findOpenUpload(call);
		const promise = readDeclaredBody(call);
		const { encryption } = upload.record.attributes;
		checkPartEncryption(call, encryption);
		const { checksum } = upload.record;
		checkAlgorithm(checksum, promise.checksum?.name, dialect);
		const attempt = _usingCtx$2.u(store.uploads.attempt(upload, number, behaviour.samePartAtOnce));
		_usingCtx$2.a(upload.folder.hold());
		const wanted = {
			etag: eTagKind(call, promise, encryption),
			checksum: checksum?.name
		};
		const { path, ...part } = await receiveBody(call, upload.folder, promise, wanted);
		try {
			await store.uploads.upload(upload, attempt, path, part);
		} catch (error) {
			await rm(path, { force: true });
			throw error;
		}
		respondEmpty(response, 200, {
			...integrityHeaders(part),
			...checksumHeader(part.checksum, dialect),
			...encryptionHeaders(encryption, dialect)
		});
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
/**
* S3 makes up for a missing checksum only where the whole has one of its own bytes.
*
* @throws Rejection `InvalidRequest`
*/
function checkAlgorithm(wanted, sent, dialect) {
	const mayBeMissing = dialect === "cos" || wanted?.type === "FULL_OBJECT";
	if (!(wanted === void 0 || (sent === void 0 ? mayBeMissing : sent === wanted.name))) throw new ErrorResponse("InvalidRequest", `Checksum Type mismatch occurred, expected checksum Type: ${wanted.name}, actual checksum Type: ${sent ?? "null"}`);
}
/** @throws Rejection `InvalidArgument` */
function readPartNumber(call) {
	return numberInQuery(call, "partNumber", {
		least: 1,
		most: MAX_PART_NUMBER
	});
}
// packages/cos-emulator/src/routes/copy-part.ts
/** Upload Part - Copy (COS document 436/8287): a part out of bytes that the store has already. */
async function copyPart(call) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { store, response, behaviour, dialect } = call;
		const number = readPartNumber(call);
		const upload = findOpenUpload(call);
		const { encryption } = upload.record.attributes;
		checkPartEncryption(call, encryption);
		const source = findSource(call);
		const range = readSourceRange(call, source.record.sizeBytes);
		const attempt = _usingCtx$1.u(store.uploads.attempt(upload, number, behaviour.samePartAtOnce));
		_usingCtx$1.a(upload.folder.hold());
		_usingCtx$1.a(source.folder.hold());
		const etag = eTagKind(call, { md5: void 0 }, encryption);
		const { path, ...part } = await copyBytes(inTurns(readObject(source, range)), upload.folder, {
			etag,
			checksum: upload.record.checksum?.name
		});
		try {
			await store.uploads.upload(upload, attempt, path, part);
		} catch (error) {
			await rm(path, { force: true });
			throw error;
		}
		response.setHeader("x-cos-hash-crc64ecma", crc64ToDecimal(part.crc64));
		setHeaders(response, encryptionHeaders(encryption, dialect));
		const spelling = spellingOf(call);
		respondXml(response, parent("CopyPartResult", [
			spelling.etag(part.etag),
			element("LastModified", spelling.time(Date.now())),
			...checksumElements(part.checksum, dialect)
		]));
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function readSourceRange(call, sizeBytes) {
	const text = vendorHeaderIn(call, "copy-source-range");
	if (text === void 0) return {
		startByte: 0,
		lengthBytes: sizeBytes
	};
	const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(text) ?? [];
	if (first === void 0 || Number(last) < Number(first)) throw new ErrorResponse("InvalidArgument", "A range to copy is bytes=first-last.");
	if (Number(last) >= sizeBytes) throw new ErrorResponse("InvalidRange", "The range is not inside of the source.");
	return {
		startByte: Number(first),
		lengthBytes: Number(last) - Number(first) + 1
	};
}
// packages/cos-emulator/src/routes/delete-object.ts
/** DELETE Object (COS document 436/7743): also 204 when there was none. */
async function deleteObject({ store, bucket, key, response }) {
	await store.objects.remove({
		bucket,
		key
	});
	respondEmpty(response, 204);
}
// packages/cos-emulator/src/routes/delete-objects.ts
const MAX_KEYS = 1e3;
const MAX_LIST_BYTES = 5242880;
const DOCUMENT = /^\s*(?:<\?xml[^>]*\?>\s*)?<Delete(?:\s+xmlns="[^"]*")?>(.*)<\/Delete>\s*$/s;
const QUIET = /<Quiet>(true|false)<\/Quiet>/;
/** DELETE Multiple Objects (COS document 436/8289): also of objects that are not there. */
async function deleteObjects(call) {
	const { store, bucket, response } = call;
	const list = DOCUMENT.exec(await readSmallBody(call, MAX_LIST_BYTES))?.[1] ?? "";
	const isQuiet = QUIET.exec(list)?.[1] === "true";
	const keys = readElements(list.replace(QUIET, ""), "Object").map(readKey);
	if (keys.length === 0 || keys.length > MAX_KEYS) throw malformed();
	for (const key of keys) await store.objects.remove({
		bucket,
		key
	});
	const deleted = keys.map((key) => parent("Deleted", [element("Key", key)]));
	respondXml(response, parent("DeleteResult", isQuiet ? [] : deleted));
}
function readKey(object) {
	if (object.includes("<VersionId>")) throw new ErrorResponse("NotImplemented", "The store keeps no versions.");
	return textOf(object, "Key");
}
// packages/cos-emulator/src/routes/head-bucket.ts
/** HEAD Bucket (COS document 436/7735). A bucket that is not there was refused before. */
async function headBucket({ response, dialect, region }) {
	respondEmpty(response, 200, { [`${vendorPrefix(dialect)}bucket-region`]: region });
}
// packages/cos-emulator/src/routes/initiate-upload.ts
/** Initiate Multipart Upload (COS document 436/7746). Not idempotent: each call opens another upload. */
async function initiateUpload(call) {
	const { bucket, key, store, response, dialect } = call;
	const checksum = readChecksum(call);
	const initiatedMs = Date.now();
	const uploadId = newUploadId(initiatedMs);
	const attributes = readAttributes(call);
	overwriteGuard(call)();
	store.uploads.start({
		uploadId,
		bucket,
		key,
		attributes,
		checksum,
		initiatedMs
	});
	if (checksum !== void 0) {
		response.setHeader("x-amz-checksum-algorithm", checksum.name.toUpperCase());
		response.setHeader("x-amz-checksum-type", checksum.type);
	}
	setHeaders(response, encryptionHeaders(attributes.encryption, dialect));
	respondXml(response, `\n\n${parent("InitiateMultipartUploadResult", [
		element("Bucket", bucket),
		element("Key", key),
		element(spellingOf(call).uploadId, uploadId)
	])}`);
}
/** The shape of COS: the Unix second, then 64 hex digits. Clients have to treat it as opaque. */
function newUploadId(nowMs) {
	return `${Math.floor(nowMs / 1e3)}${randomBytes(32).toString("hex")}`;
}
/**
* Which checksum the S3 dialect asked for, of each part and of the whole, and whether that one is of the
* bytes or of the checksums of the parts (S3 API, x-amz-checksum-type).
*
* @throws Rejection `InvalidRequest` for a pair that does not exist
*/
function readChecksum(call) {
	const algorithm = call.dialect === "s3" ? headerIn(call, "x-amz-checksum-algorithm") : void 0;
	if (algorithm === void 0) return;
	const name = toChecksumName(algorithm);
	const usual = name === "crc64nvme" ? "FULL_OBJECT" : "COMPOSITE";
	const type = headerIn(call, "x-amz-checksum-type") ?? usual;
	if (!(type === usual || type === "FULL_OBJECT" && name.startsWith("crc")) || type !== "FULL_OBJECT" && type !== "COMPOSITE") throw new ErrorResponse("InvalidRequest", `The checksum type ${type} does not go with ${algorithm}.`);
	return {
		name,
		type
	};
}
// packages/cos-emulator/src/routes/known-headers.ts
/**
* Headers that make another request of it: a copy has the address of an upload and no body; a
* condition that is ignored overwrites what its client wanted to keep.
*/
const CHANGES_THE_REQUEST = /^(x-(cos|amz)-(copy-source.*|server-side-encryption.*|acl|grant-.*|tagging|storage-class|object-lock-.*|forbid-overwrite|traffic-limit)|if-(match|none-match|modified-since|unmodified-since|range))$/;
/**
* Such headers as a route honours them. `x-*-` stands for the prefix of the dialect's own vendor, and a
* star at the end for any rest.
*/
const ON = {
	reading: [
		"if-match",
		"if-none-match",
		"if-modified-since",
		"if-unmodified-since",
		"x-*-server-side-encryption*",
		"x-cos-traffic-limit"
	],
	newObject: [
		"x-*-acl",
		"x-*-tagging",
		"x-*-storage-class",
		"x-*-server-side-encryption*"
	],
	newBody: ["x-*-server-side-encryption*", "x-cos-traffic-limit"],
	guard: ["x-cos-forbid-overwrite", "if-none-match"],
	copy: ["x-*-copy-source*", "x-*-server-side-encryption*"],
	uploadKey: ["x-amz-server-side-encryption-customer-*"]
};
/** @throws Rejection `NotImplemented` for a header that would have to change what the route does */
function refuseUnknownHeaders({ headers, dialect }, honoured) {
	const known = honoured.map((name) => name.replace("x-*-", vendorPrefix(dialect)));
	const isKnown = (name) => known.some((one) => one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : name === one);
	const unknown = Object.keys(headers).find((name) => CHANGES_THE_REQUEST.test(name) && !isKnown(name));
	if (unknown !== void 0) throw new ErrorResponse("NotImplemented", `The header ${unknown} is not implemented here.`);
}
// packages/cos-emulator/src/routes/list-objects.ts
/**
* GET Bucket (COS document 436/7734), which is version 1 of S3's ListObjects; on the S3 dialect
* `list-type=2` asks for version 2.
*/
async function listObjects(call) {
	const { query, bucket, store } = call;
	const isVersion2 = readVersion(call) === 2;
	const asked = {
		prefix: query.get("prefix") ?? "",
		delimiter: query.get("delimiter") ?? ""
	};
	const maxKeys = pageSize(call, "max-keys");
	const marker = isVersion2 ? readStart(call) : query.get("marker") ?? "";
	const key = keyWriter(call);
	const rest = entriesOf(store.objects.list().filter((object) => object.bucket === bucket), asked).filter(({ name }) => compareUtf8(name, marker) > 0);
	const page = rest.slice(0, maxKeys);
	const next = page.length < rest.length ? page.at(-1)?.name : void 0;
	respondXml(call.response, parent("ListBucketResult", [
		element("Name", bucket),
		key.note,
		key.write("Prefix", asked.prefix),
		...asked.delimiter === "" ? [] : [key.write("Delimiter", asked.delimiter)],
		...isVersion2 ? pageOfV2(call, page.length, next) : pageOfV1(key, marker, next),
		element("MaxKeys", maxKeys),
		element("IsTruncated", spellingOf(call).flag(next !== void 0)),
		...page.flatMap((entry) => objectXml(call, entry, key)),
		...prefixesXml(page, key)
	]));
}
function readVersion(call) {
	const version = call.query.get("list-type");
	if (version !== void 0 && (version !== "2" || call.dialect === "cos")) throw new ErrorResponse("NotImplemented", "The only list-type is 2, on the S3 dialect.");
	return version === void 0 ? 1 : 2;
}
function pageOfV1(key, marker, next) {
	return [key.write("Marker", marker), ...next === void 0 ? [] : [key.write("NextMarker", next)]];
}
function pageOfV2(call, count, next) {
	const token = call.query.get("continuation-token");
	return [
		element("KeyCount", count),
		...token === void 0 ? [] : [element("ContinuationToken", token)],
		...next === void 0 ? [] : [element("NextContinuationToken", tokenOf(next))]
	];
}
/** Opaque to clients, who must not think that it is a key. */
function tokenOf(key) {
	return Buffer.from(key).toString("base64url");
}
function readStart({ query }) {
	const token = query.get("continuation-token");
	return token === void 0 ? query.get("start-after") ?? "" : Buffer.from(token, "base64url").toString("utf8");
}
function objectXml(call, entry, key) {
	if (entry.kind === "prefix") return [];
	const { item } = entry;
	const spelling = spellingOf(call);
	return [parent("Contents", [
		key.write("Key", item.key),
		element("LastModified", spelling.time(item.storedMs)),
		spelling.etag(item.etag),
		element("Size", item.sizeBytes),
		accountXml("Owner"),
		element("StorageClass", item.attributes.storageClass),
		...algorithmElements(item.checksum, call.dialect)
	])];
}
// packages/cos-emulator/src/routes/list-parts.ts
/** List Parts (COS document 436/7747): pages in number order, the marker itself left out. */
async function listParts(call) {
	const marker = numberInQuery(call, "part-number-marker", {
		least: 0,
		most: MAX_PART_NUMBER,
		absent: 0
	});
	const maxParts = pageSize(call, "max-parts");
	const key = keyWriter(call);
	const spelling = spellingOf(call);
	const { record, parts } = findUpload(call);
	checkUploadKey(call, record.attributes.encryption);
	const page = [];
	let number = marker + 1;
	for (; number <= 1e4 && page.length < maxParts; number += 1) {
		const part = parts.get(number);
		if (part !== void 0) page.push(part);
	}
	const isTruncated = [...parts.keys()].some((other) => other >= number);
	respondXml(call.response, parent("ListPartsResult", [
		element("Bucket", record.bucket),
		key.note,
		key.write("Key", record.key),
		element(spelling.uploadId, record.uploadId),
		accountXml("Initiator"),
		accountXml("Owner"),
		storageClassXml(call, record.attributes.storageClass),
		element("PartNumberMarker", marker),
		element("NextPartNumberMarker", page.at(-1)?.number ?? marker),
		element("MaxParts", maxParts),
		element("IsTruncated", spelling.flag(isTruncated)),
		...algorithmElements(record.checksum, call.dialect),
		...page.map((part) => partXml(call, part))
	]));
}
function partXml(call, part) {
	const spelling = spellingOf(call);
	return parent("Part", [
		element("PartNumber", part.number),
		element("LastModified", spelling.time(part.uploadedMs)),
		spelling.etag(part.etag),
		element("Size", part.sizeBytes),
		...checksumElements(part.checksum, call.dialect)
	]);
}
// packages/cos-emulator/src/routes/list-uploads.ts
/** List Multipart Uploads (COS document 436/7736), ordered by key, then by uploadId. */
async function listUploads(call) {
	const { query, bucket, store } = call;
	const [prefix, delimiter, keyMarker, uploadIdMarker] = [
		query.get("prefix") ?? "",
		query.get("delimiter") ?? "",
		query.get("key-marker") ?? "",
		query.get("upload-id-marker") ?? ""
	];
	const maxUploads = pageSize(call, "max-uploads");
	const key = keyWriter(call);
	const spelling = spellingOf(call);
	const rest = entriesOf(store.uploads.list().filter((upload) => upload.bucket === bucket).sort((a, b) => compareUtf8(a.uploadId, b.uploadId)), {
		prefix,
		delimiter
	}).filter((entry) => isAfter(entry, {
		key: keyMarker,
		uploadId: uploadIdMarker
	}));
	const page = rest.slice(0, maxUploads);
	const isTruncated = page.length < rest.length;
	const last = isTruncated ? page.at(-1) : void 0;
	const lastId = last?.kind === "item" ? last.item.uploadId : "";
	respondXml(call.response, parent("ListMultipartUploadsResult", [
		element("Bucket", bucket),
		key.note,
		key.write("KeyMarker", keyMarker),
		element("UploadIdMarker", uploadIdMarker),
		key.write("NextKeyMarker", last?.name ?? ""),
		element("NextUploadIdMarker", lastId),
		element("MaxUploads", maxUploads),
		element("IsTruncated", spelling.flag(isTruncated)),
		key.write("Prefix", prefix),
		...delimiter === "" ? [] : [key.write("Delimiter", delimiter)],
		...page.flatMap((entry) => entry.kind === "item" ? [uploadXml(call, entry.item, key)] : []),
		...prefixesXml(page, key)
	]));
}
function uploadXml(call, upload, key) {
	const spelling = spellingOf(call);
	return parent("Upload", [
		key.write("Key", upload.key),
		element(spelling.uploadId, upload.uploadId),
		storageClassXml(call, upload.attributes.storageClass),
		accountXml("Initiator"),
		accountXml("Owner"),
		element("Initiated", spelling.time(upload.initiatedMs)),
		...algorithmElements(upload.checksum, call.dialect)
	]);
}
/** Without an uploadId the marker stands for all uploads of its key; both are left out themselves. */
function isAfter(entry, marker) {
	const order = compareUtf8(entry.name, marker.key);
	return order > 0 || order === 0 && entry.kind === "item" && marker.uploadId !== "" && compareUtf8(entry.item.uploadId, marker.uploadId) > 0;
}
// packages/cos-emulator/src/routes/object-attributes.ts
const MOST_PARTS = 1e3;
const NAMES$1 = [
	"ETag",
	"Checksum",
	"ObjectParts",
	"StorageClass",
	"ObjectSize"
];
/** GetObjectAttributes, which only S3 has: what an object is, without its bytes. */
async function getObjectAttributes(call) {
	if (call.dialect === "cos") throw new ErrorResponse("NotImplemented", "COS has no such call: HEAD tells it all.");
	const names = readNames(call);
	const { record } = findObject(call);
	checkReadEncryption(call, record.attributes.encryption);
	const asked = NAMES$1.filter((name) => names.has(name));
	call.response.setHeader("Last-Modified", new Date(record.storedMs).toUTCString());
	respondXml(call.response, parent("GetObjectAttributesResponse", asked.flatMap((name) => attributeXml(call, name, record))));
}
/** @throws Rejection `InvalidArgument` */
function readNames(call) {
	const names = (headerIn(call, "x-amz-object-attributes") ?? "").split(",").map((name) => name.trim());
	if (!names.every((name) => NAMES$1.some((known) => known === name))) throw new ErrorResponse("InvalidArgument", "Invalid attribute name specified.");
	return new Set(names);
}
function attributeXml(call, name, record) {
	switch (name) {
		case "ETag": return [element("ETag", record.etag)];
		case "Checksum": return record.checksum === void 0 ? [] : [parent("Checksum", storedChecksumElements(record.checksum, "s3"))];
		case "ObjectParts": return partsXml(call, record);
		case "StorageClass": return [element("StorageClass", record.attributes.storageClass)];
		case "ObjectSize": return [element("ObjectSize", record.sizeBytes)];
		default: return name;
	}
}
/** S3 lists the parts only of an object that has a checksum, and tells the number of any. */
function partsXml(call, record) {
	const parts = partsOf(record);
	if (parts.length === 0) return [];
	const count = element("PartsCount", parts.length);
	if (record.checksum === void 0) return [parent("ObjectParts", [count])];
	const most = Math.min(readNumber(call, "x-amz-max-parts", MOST_PARTS), MOST_PARTS);
	const marker = readNumber(call, "x-amz-part-number-marker", 0);
	const rest = parts.filter((part) => part.number > marker);
	const page = rest.slice(0, most);
	return [parent("ObjectParts", [
		element("IsTruncated", page.length < rest.length),
		element("MaxParts", most),
		element("NextPartNumberMarker", page.at(-1)?.number ?? marker),
		element("PartNumberMarker", marker),
		...page.map((part) => parent("Part", [
			...checksumElements(part.checksum, "s3"),
			element("PartNumber", part.number),
			element("Size", part.sizeBytes)
		])),
		count
	])];
}
/** @throws Rejection `InvalidArgument` */
function readNumber(call, name, absent) {
	const text = headerIn(call, name) ?? String(absent);
	if (!/^\d{1,9}$/.test(text)) throw new ErrorResponse("InvalidArgument", `${name} must be a number.`);
	return Number(text);
}
// packages/cos-emulator/src/routes/put-object.ts
/** PUT Object (COS document 436/7749): an object of one piece. */
async function putObject(call) {
	const { bucket, key, store, response, dialect } = call;
	const promise = readDeclaredBody(call);
	const attributes = readAttributes(call);
	const guard = overwriteGuard(call);
	guard();
	const { encryption } = attributes;
	const wanted = { etag: eTagKind(call, promise, encryption) };
	const { name, folder } = store.newFolder();
	try {
		const { path, ...facts } = await receiveBody(call, folder, promise, wanted);
		guard();
		const record = {
			bucket,
			key,
			attributes,
			...facts,
			checksum: facts.checksum && {
				...facts.checksum,
				type: "FULL_OBJECT"
			},
			storedMs: Date.now(),
			folder: name,
			pieces: [{
				file: basename(path),
				sizeBytes: facts.sizeBytes
			}]
		};
		await store.objects.replace({
			record,
			folder
		})?.discard();
		if (dialect === "s3" && facts.checksum !== void 0) response.setHeader("x-amz-checksum-type", "FULL_OBJECT");
		setHeaders(response, encryptionHeaders(encryption, dialect));
		respondEmpty(response, 200, {
			...integrityHeaders(facts),
			...checksumHeader(facts.checksum, dialect)
		});
	} catch (error) {
		await folder.discard();
		throw error;
	}
}
// packages/cos-emulator/src/routes/tagging.ts
const MAX_TAGGING_BYTES = 65536;
/** GET Object tagging (COS document 436/42998). */
async function getTagging(call) {
	respondXml(call.response, taggingXml(findObject(call).record.attributes.tags));
}
/** PUT Object tagging (COS document 436/42997): all tags are replaced. */
async function putTagging(call) {
	findObject(call);
	replaceTags(call, parseTagging(await readSmallBody(call, MAX_TAGGING_BYTES)));
	respondEmpty(call.response, 200);
}
/** DELETE Object tagging (COS document 436/42999). */
async function deleteTagging(call) {
	replaceTags(call, {});
	respondEmpty(call.response, 204);
}
function replaceTags(call, tags) {
	const { record, folder } = findObject(call);
	const attributes = {
		...record.attributes,
		tags: { ...tags }
	};
	call.store.objects.replace({
		record: {
			...record,
			attributes
		},
		folder
	});
}
// packages/cos-emulator/src/routes/find-route.ts
const LISTING = [
	"prefix",
	"delimiter",
	"encoding-type"
];
function row([method, on], route, rest = {}) {
	return {
		method,
		on,
		route,
		needs: [],
		takes: [],
		honours: [],
		isCopy: false,
		...rest
	};
}
const PART = ["partNumber", "uploadId"];
const ROWS = [
	row(["POST", "object"], initiateUpload, {
		needs: ["uploads"],
		honours: [...ON.newObject, "x-cos-forbid-overwrite"]
	}),
	row(["POST", "object"], completeUpload, {
		needs: ["uploadId"],
		honours: [...ON.guard, ...ON.uploadKey]
	}),
	row(["PUT", "object"], copyPart, {
		needs: PART,
		honours: ON.copy,
		isCopy: true
	}),
	row(["PUT", "object"], uploadPart, {
		needs: PART,
		honours: ON.newBody
	}),
	row(["PUT", "object"], putTagging, { needs: ["tagging"] }),
	row(["PUT", "object"], copyObject, {
		honours: [
			...ON.newObject,
			...ON.copy,
			...ON.guard
		],
		isCopy: true
	}),
	row(["PUT", "object"], putObject, { honours: [
		...ON.newObject,
		...ON.newBody,
		...ON.guard
	] }),
	row(["DELETE", "object"], abortUpload, { needs: ["uploadId"] }),
	row(["DELETE", "object"], deleteTagging, { needs: ["tagging"] }),
	row(["DELETE", "object"], deleteObject),
	row(["HEAD", "object"], headObject, {
		takes: ["partNumber"],
		honours: ON.reading
	}),
	row(["GET", "object"], getTagging, { needs: ["tagging"] }),
	row(["GET", "object"], getObjectAttributes, {
		needs: ["attributes"],
		honours: ON.reading
	}),
	row(["GET", "object"], listParts, {
		needs: ["uploadId"],
		takes: [
			"max-parts",
			"part-number-marker",
			"encoding-type"
		],
		honours: ON.uploadKey
	}),
	row(["GET", "object"], getObject, {
		takes: ["partNumber"],
		honours: ON.reading
	}),
	row(["POST", "bucket"], deleteObjects, { needs: ["delete"] }),
	row(["HEAD", "bucket"], headBucket),
	row(["PUT", "bucket"], createBucket, { honours: ["x-*-acl"] }),
	row(["GET", "bucket"], getBucketLocation, { needs: ["location"] }),
	row(["GET", "bucket"], getBucketVersioning, { needs: ["versioning"] }),
	row(["GET", "bucket"], listUploads, {
		needs: ["uploads"],
		takes: [
			...LISTING,
			"max-uploads",
			"key-marker",
			"upload-id-marker"
		]
	}),
	row(["GET", "bucket"], listObjects, {
		needs: ["list-type"],
		takes: [
			...LISTING,
			"max-keys",
			"continuation-token",
			"start-after",
			"fetch-owner"
		]
	}),
	row(["GET", "bucket"], listObjects, { takes: [
		...LISTING,
		"max-keys",
		"marker"
	] }),
	row(["GET", "service"], listBuckets)
];
const NAMES = {
	service: "all buckets",
	bucket: "a bucket",
	object: "an object"
};
function subjectOf({ bucket, key }) {
	if (bucket === "") return "service";
	return key === "" ? "bucket" : "object";
}
const IGNORED = "x-id";
/**
* The row whose parameters are exactly these. A parameter that no row takes (`acl`, `versionId`) is
* refused: a PUT of an object's access list must not replace the object.
*
* @throws Rejection `MethodNotAllowed` or `NotImplemented`
*/
function findRoute(asked) {
	const on = subjectOf(asked);
	const named = NAMES[on];
	const rows = ROWS.filter((one) => one.method === asked.method && one.on === on);
	if (rows.length === 0) throw new ErrorResponse("MethodNotAllowed", `There is no ${asked.method} of ${named}.`);
	const hasSource = Object.keys(asked.headers).some((name) => /^x-(cos|amz)-copy-source$/.test(name));
	const names = [...asked.query.keys()].filter((name) => name !== IGNORED);
	const found = rows.find(({ needs, takes, isCopy }) => (hasSource || !isCopy) && needs.every((name) => asked.query.has(name)) && names.every((name) => needs.includes(name) || takes.includes(name)));
	if (found === void 0) {
		const given = names.join(", ") || "given";
		throw new ErrorResponse("NotImplemented", `There is no ${asked.method} of ${named} with the parameters ${given}.`);
	}
	return found;
}
// packages/cos-emulator/src/request-handler.ts
const MAX_KEY_BYTES = 850;
/** Answers one request. Never rejects: what cannot be answered any more is cut off. */
async function respondToRequest(request, response, settings) {
	const { url = "/", method = "GET", headers } = request;
	try {
		const dialect = dialectOf({
			url,
			authorization: headers.authorization
		});
		beginResponse(response, dialect);
		const target = readTarget({
			url,
			host: headers.host ?? ""
		});
		if (settings.hasControl && isForControl(target)) return await respondToControl(request, response, {
			target,
			controlled: settings
		});
		const subject = subjectOf$1({
			method,
			target,
			isCopy: COPY_HEADERS.some((name) => name in headers)
		});
		const visit = settings.journal.begin(subject, request, response);
		const serve = ({ skewMs } = { skewMs: 0 }) => {
			const clock = { nowMs: () => settings.clock.nowMs() + skewMs };
			return serveCall(request, response, {
				dialect,
				target,
				settings: {
					...settings,
					clock
				}
			});
		};
		const hasExpect = headers.expect !== void 0;
		const due = settings.faults.take(subject, {
			hasExpect,
			isReused: isReused(request.socket)
		});
		const { store, region } = settings;
		await (due === void 0 ? serve() : serveWithFault(due, {
			request,
			response,
			subject,
			visit,
			store,
			region,
			serve
		}));
	} catch (error) {
		respondWithFailure(request, response, error);
	}
}
const usedSockets = /* @__PURE__ */ new WeakSet();
/** True from the second request of a connection on. */
function isReused(socket) {
	const isUsed = usedSockets.has(socket);
	usedSockets.add(socket);
	return isUsed;
}
const COPY_HEADERS = ["x-cos-copy-source", "x-amz-copy-source"];
async function serveCall(request, response, { dialect, target, settings }) {
	const { method = "GET" } = request;
	const { path, bucket, key } = target;
	const chunkSeed = authorize({
		method,
		path,
		query: target.query,
		headers: request.headers
	}, dialect, settings);
	checkTarget(target, dialect === "s3" ? "allowed" : settings.behaviour.pathStyle, settings.buckets);
	const { query, headers } = withoutSignature(target.query, request.headers);
	const { store, buckets, region, behaviour } = settings;
	const row = findRoute({
		method,
		bucket,
		key,
		query,
		headers
	});
	const call = {
		dialect,
		bucket,
		key,
		query,
		headers,
		chunkSeed,
		request,
		response,
		store,
		buckets,
		region,
		behaviour
	};
	refuseUnknownHeaders(call, row.honours);
	await row.route(call);
}
function checkTarget({ isPathStyle, bucket, key }, pathStyle, buckets) {
	if (bucket === "") return;
	if (pathStyle === "refused" && isPathStyle) throw new ErrorResponse("PathStyleDomainForbidden", "Put the bucket into the host name.");
	if (!buckets.has(bucket)) throw new ErrorResponse("NoSuchBucket", "The specified bucket does not exist.");
	if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new ErrorResponse("KeyTooLong", `A key has at most ${MAX_KEY_BYTES} bytes.`);
}
function respondWithFailure(request, response, error) {
	if (response.headersSent || response.socket === null || response.socket.destroyed) {
		response.destroy();
		return;
	}
	const errorResponse = error instanceof ErrorResponse || error instanceof InjectedErrorResponse ? error : internalError(error);
	const headers = connectionHeaders(request);
	respondWithError(response, errorResponse, {
		resource: request.url ?? "",
		headers
	});
}
// packages/cos-emulator/src/store/upload-store.ts
/** The open multipart uploads: in memory, with a record file and a blob folder each. */
var UploadStore = class UploadStore {
	#folders;
	#uploads = /* @__PURE__ */ new Map();
	#merging = /* @__PURE__ */ new Set();
	#starts = 0;
	constructor(folders) {
		this.#folders = folders;
	}
	/** Reads the folder back. An upload that is an object already was completed: only its record is late. */
	static async load(folders, completed) {
		const store = new UploadStore(folders);
		for (const record of await readRecords(folders.records, uploadRecord)) {
			if (completed.has(record.uploadId)) {
				await rm(store.#recordPath(record.uploadId));
				continue;
			}
			const folder = new BlobFolder(join(folders.blobs, record.uploadId));
			store.#add({
				record,
				folder,
				parts: await readParts(folder.path)
			});
		}
		return store;
	}
	start(record) {
		const folder = new BlobFolder(join(this.#folders.blobs, record.uploadId));
		folder.create();
		writeRecord(this.#recordPath(record.uploadId), record);
		this.#add({
			record,
			folder,
			parts: /* @__PURE__ */ new Map()
		});
	}
	#add(upload) {
		const { uploadId } = upload.record;
		this.#uploads.set(uploadId, {
			...upload,
			starts: /* @__PURE__ */ new Map(),
			inFlight: /* @__PURE__ */ new Map()
		});
	}
	/** @throws Rejection `NoSuchUpload` when it was completed, aborted or never made */
	find({ bucket, key, uploadId }) {
		const upload = this.#uploads.get(uploadId);
		if (upload === void 0 || upload.record.bucket !== bucket || upload.record.key !== key) throw new ErrorResponse("NoSuchUpload", "The specified multipart upload does not exist.");
		return upload;
	}
	/**
	* The same for what would change the upload.
	*
	* @throws Rejection `NoSuchUpload`, or `UploadConflict` while a Complete merges it
	*/
	findOpen(name) {
		const upload = this.find(name);
		if (this.#merging.has(upload)) throw new ErrorResponse("UploadConflict", "The upload is being completed.");
		return upload;
	}
	list() {
		return [...this.#uploads.values()].map(({ record }) => record);
	}
	/**
	* Announces a body, before its first byte is asked for, until it is disposed of.
	*
	* @throws Rejection `UploadConflict` when it has to be the only one of its number and is not
	*/
	attempt(upload, number, mode) {
		const { inFlight } = upload;
		const others = inFlight.get(number) ?? 0;
		if (mode === "conflict" && others > 0) throw new ErrorResponse("UploadConflict", `Another body of part ${number} is on its way.`);
		inFlight.set(number, others + 1);
		this.#starts += 1;
		const leave = () => inFlight.set(number, (inFlight.get(number) ?? 1) - 1);
		return {
			number,
			start: this.#starts,
			[Symbol.dispose]: leave
		};
	}
	/**
	* Gives a received body its part number. Of two bodies of one number the one that was begun later
	* stays, whichever ends first (COS document 436/7750), and the earlier part is there until that
	* very moment.
	*
	* @throws Rejection `NoSuchUpload` or `UploadConflict` when the upload ended, or is about to, while
	*   the body was on its way
	*/
	async upload(upload, attempt, bodyPath, facts) {
		this.findOpen(upload.record);
		const { number, start } = attempt;
		if (start < (upload.starts.get(number) ?? 0)) {
			await rm(bodyPath, { force: true });
			return;
		}
		const part = {
			...facts,
			number,
			uploadedMs: Date.now()
		};
		const earlier = upload.parts.get(number);
		renameSync(bodyPath, join(upload.folder.path, partFileName(part)));
		upload.parts.set(number, part);
		upload.starts.set(number, start);
		if (earlier !== void 0 && partFileName(earlier) !== partFileName(part)) await rm(join(upload.folder.path, partFileName(earlier)), { force: true });
	}
	/** Keeps other requests from changing the upload while `merge` runs. */
	async whileMerging(upload, merge) {
		this.findOpen(upload.record);
		this.#merging.add(upload);
		try {
			await merge();
		} finally {
			this.#merging.delete(upload);
		}
	}
	/** Removes the upload: no request finds it any more. Its folder is the caller's. */
	forget({ record }) {
		this.#uploads.delete(record.uploadId);
		rmSync(this.#recordPath(record.uploadId), { force: true });
	}
	#recordPath(uploadId) {
		return recordPath(this.#folders.records, uploadId);
	}
};
/** Reads a folder back, and removes what a crash left: cut bodies, and parts that were replaced. */
async function readParts(folder) {
	const parts = /* @__PURE__ */ new Map();
	const names = await readdir(folder);
	const found = names.map(parsePartFileName).filter((part) => part !== void 0);
	for (const part of found.sort((a, b) => a.uploadedMs - b.uploadedMs)) parts.set(part.number, part);
	const kept = new Set([...parts.values()].map(partFileName));
	const stray = names.filter((name) => !kept.has(name));
	await Promise.all(stray.map((name) => rm(join(folder, name))));
	return parts;
}
// packages/cos-emulator/src/store/disk-store.ts
/**
* Uploads and objects under one data folder:
*
* - `blobs/<id>/` the bytes: a file per part
* - `uploads/<id>.json` makes a blob folder an open upload
* - `objects/<hash of bucket and key>.json` makes a blob folder an object
*
* Nothing is flushed to the disk by force: the store survives its process, not the machine.
*/
var DiskStore = class DiskStore {
	openedMs = Date.now();
	uploads;
	objects;
	#blobs;
	#closing = new AbortController();
	constructor(uploads, objects, blobs) {
		this.uploads = uploads;
		this.objects = objects;
		this.#blobs = blobs;
	}
	/**
	* Reads a data folder back, making it where it is missing, and removes what belongs to nothing.
	*
	* @throws Error that names a record which is damaged
	*/
	static async open(dataDir) {
		const [blobs, uploadRecords, objectRecords] = [
			join(dataDir, "blobs"),
			join(dataDir, "uploads"),
			join(dataDir, "objects")
		];
		for (const folder of [
			blobs,
			uploadRecords,
			objectRecords
		]) {
			await mkdir(folder, { recursive: true });
			const drafts = (await readdir(folder)).filter((name) => name.endsWith(DRAFT_SUFFIX));
			await Promise.all(drafts.map((name) => rm(join(folder, name))));
		}
		const objects = await ObjectFolder.load({
			records: objectRecords,
			blobs
		});
		const inObjects = objects.blobFolders();
		const uploads = await UploadStore.load({
			records: uploadRecords,
			blobs
		}, inObjects);
		const inUse = /* @__PURE__ */ new Set([...inObjects, ...uploads.list().map(({ uploadId }) => uploadId)]);
		const unused = (await readdir(blobs)).filter((name) => !inUse.has(name));
		await Promise.all(unused.map((name) => rm(join(blobs, name), { recursive: true })));
		return new DiskStore(uploads, objects, blobs);
	}
	/** Ends every Complete that still merges: its upload stays open. */
	stopMerging() {
		this.#closing.abort();
	}
	/** A folder for the body of a plain PUT. */
	newFolder() {
		const name = randomBytes(16).toString("hex");
		const folder = new BlobFolder(join(this.#blobs, name));
		folder.create();
		return {
			name,
			folder
		};
	}
	/**
	* Makes the object out of the part files where they lie, and drops the parts that are not listed.
	* The object appears and the upload is over in one moment at the end of the merge. Until then the
	* upload is open and no request may change it; a process that dies in between leaves it open.
	*/
	async complete(upload, merge) {
		await this.uploads.whileMerging(upload, async () => {
			if (merge.afterMs > 0) await this.#pause(merge.afterMs);
			merge.guard();
			await this.#merge(upload, merge);
		});
	}
	async #pause(ms) {
		try {
			await setTimeout(ms, void 0, { signal: this.#closing.signal });
		} catch (error) {
			throw closing(error);
		}
	}
	async #merge(upload, { parts, facts }) {
		const { folder } = upload;
		const earlier = this.objects.replace({
			record: objectOf(upload, parts, facts),
			folder
		});
		this.uploads.forget(upload);
		await earlier?.discard();
		const listed = new Set(parts);
		const unlisted = [...upload.parts.values()].filter((part) => !listed.has(part));
		await Promise.all(unlisted.map((part) => rm(join(folder.path, partFileName(part)), { force: true })));
	}
	async abort(upload) {
		this.uploads.forget(upload);
		await upload.folder.discard();
	}
};
function closing(cause) {
	return new ErrorResponse("InternalError", "The store is closing.", { cause });
}
function objectOf({ record }, parts, facts) {
	return {
		bucket: record.bucket,
		key: record.key,
		attributes: record.attributes,
		...facts,
		storedMs: Date.now(),
		folder: record.uploadId,
		pieces: parts.map((part) => ({
			file: partFileName(part),
			sizeBytes: part.sizeBytes
		}))
	};
}
// packages/cos-emulator/src/emulator.ts
const KEEP_ALIVE_MS = 65e3;
/**
* Starts a local COS on 127.0.0.1.
*
* @throws RangeError for a bucket name without an APPID or a wrong fault rule, Error for a port or a
*   data folder in use, and what node:fs throws for a folder that cannot be written to
*/
async function startCosEmulator(options) {
	const wrongName = options.buckets.find((name) => !isBucketName(name));
	if (wrongName !== void 0) throw new RangeError(`"${wrongName}" is no bucket of COS: write it as demo-1250000000`);
	const faults = new FaultPlan(options.faults);
	const claim = await claimFolder(options.dataDir);
	try {
		return await serve({
			store: await DiskStore.open(options.dataDir),
			faults,
			claim
		}, options);
	} catch (error) {
		await claim[Symbol.asyncDispose]();
		throw error;
	}
}
async function serve({ store, faults, claim }, options) {
	const journal = new Journal(store);
	const settings = {
		store,
		credentials: {
			secretId: options.secretId,
			secretKey: options.secretKey
		},
		temporaryKeys: options.temporaryKeys ?? [],
		clock: options.clock ?? { nowMs: () => Date.now() },
		behaviour: {
			...USUAL_BEHAVIOUR,
			...options.behaviour
		},
		buckets: new Set(options.buckets),
		region: options.region,
		faults,
		journal,
		hasControl: options.hasControl ?? false
	};
	const inFlight = /* @__PURE__ */ new Set();
	const server = createServer$1({
		requestTimeout: 0,
		keepAliveTimeout: KEEP_ALIVE_MS
	});
	for (const event of ["request", "checkContinue"]) server.on(event, (request, response) => {
		const handled = respondToRequest(request, response, settings).finally(() => {
			inFlight.delete(handled);
		});
		inFlight.add(handled);
	});
	const port = await listen(server, options);
	return {
		endpoint: `http://127.0.0.1:${port}`,
		port,
		openUploads: () => openUploads(store),
		faults,
		journal: {
			entries: (afterSeq) => journal.entries(afterSeq),
			summary: () => summarise(journal, store, faults)
		},
		close: async () => {
			if (server.listening) {
				const closed = once(server, "close");
				server.close();
				server.closeAllConnections();
				await closed;
				store.stopMerging();
				await Promise.all(inFlight);
				await claim[Symbol.asyncDispose]();
			}
		}
	};
}
async function listen(server, { host = "127.0.0.1", port = 0 }) {
	try {
		server.listen(port, host);
		await once(server, "listening");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
			const advice = `port ${port} is taken: end what listens there, or use port 0 for a free one`;
			throw new Error(advice, { cause: error });
		}
		throw error;
	}
	const address = server.address();
	assert(address !== null && typeof address === "object", "a server that listens has an address");
	return address.port;
}
// apps/cli/src/cluster/store-process.ts
/**
* The store of a cluster as a process: the COS emulator with its one bucket. Arguments: port,
* data folder and perhaps `--control`. The secrets come by environment, because every user can read a command line.
*/
const [port = "0", dataDir = "", control] = process.argv.slice(2);
const emulator = await startCosEmulator({
	port: Number(port),
	dataDir,
	...readLocalStoreVariables(process.env),
	buckets: [LOCAL_STORE.bucket],
	region: LOCAL_STORE.region,
	hasControl: control === CONTROL_FLAG
});
process.stdout.write(`${JSON.stringify({
	msg: "ready",
	url: emulator.endpoint
})}\n`);
await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
await emulator.close();
export {};
