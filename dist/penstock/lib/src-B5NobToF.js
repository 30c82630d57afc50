// packages/core/src/bytes/crc64-xz.ts
const POLYNOMIAL_HIGH = 3379320725;
const POLYNOMIAL_LOW = 3615952706;
const SLICES = 8;
const HIGH = new Int32Array(SLICES * 256);
const LOW = new Int32Array(SLICES * 256);
for (let byte = 0; byte < 256; byte += 1) {
	let high = 0;
	let low = byte;
	for (let bit = 0; bit < 8; bit += 1) {
		const carry = low & 1;
		low = low >>> 1 | high << 31;
		high >>>= 1;
		if (carry === 1) {
			low ^= POLYNOMIAL_LOW;
			high ^= POLYNOMIAL_HIGH;
		}
	}
	HIGH[byte] = high;
	LOW[byte] = low;
}
for (let index = 256; index < SLICES * 256; index += 1) {
	const high = HIGH[index - 256] ?? 0;
	const low = LOW[index - 256] ?? 0;
	const byte = low & 255;
	LOW[index] = (low >>> 8 | high << 24) ^ (LOW[byte] ?? 0);
	HIGH[index] = high >>> 8 ^ (HIGH[byte] ?? 0);
}
/** A running CRC-64/XZ. `digest` may be read at any time and does not end it. */
var Crc64Xz = class {
	#high = -1;
	#low = -1;
	update(bytes) {
		let high = this.#high;
		let low = this.#low;
		const whole = bytes.length - bytes.length % SLICES;
		for (let at = 0; at < whole; at += SLICES) {
			low ^= word(bytes, at);
			high ^= word(bytes, at + 4);
			const a = 1792 + (low & 255);
			const b = 1536 + (low >>> 8 & 255);
			const c = 1280 + (low >>> 16 & 255);
			const d = 1024 + (low >>> 24);
			const e = 768 + (high & 255);
			const f = 512 + (high >>> 8 & 255);
			const g = 256 + (high >>> 16 & 255);
			const h = high >>> 24;
			low = at8(LOW, a) ^ at8(LOW, b) ^ at8(LOW, c) ^ at8(LOW, d) ^ at8(LOW, e) ^ at8(LOW, f) ^ at8(LOW, g) ^ at8(LOW, h);
			high = at8(HIGH, a) ^ at8(HIGH, b) ^ at8(HIGH, c) ^ at8(HIGH, d) ^ at8(HIGH, e) ^ at8(HIGH, f) ^ at8(HIGH, g) ^ at8(HIGH, h);
		}
		for (let at = whole; at < bytes.length; at += 1) {
			const byte = (low ^ (bytes[at] ?? 0)) & 255;
			low = (low >>> 8 | high << 24) ^ at8(LOW, byte);
			high = high >>> 8 ^ at8(HIGH, byte);
		}
		this.#high = high;
		this.#low = low;
	}
	/** 16 hex digits. */
	digest() {
		return hex32(~this.#high) + hex32(~this.#low);
	}
};
/** The same value as COS writes it: an unsigned decimal number. */
function crc64ToDecimal(value) {
	return BigInt(`0x${value}`).toString();
}
function crc64FromDecimal(text) {
	return BigInt(text).toString(16).padStart(16, "0");
}
function word(bytes, at) {
	return (bytes[at] ?? 0) | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0) << 16 | (bytes[at + 3] ?? 0) << 24;
}
function at8(table, index) {
	return table[index] ?? 0;
}
function hex32(value) {
	return (value >>> 0).toString(16).padStart(8, "0");
}
// packages/core/src/listing/source-mark.ts
/** Names a version of a source; undefined where nothing but the size would tell it from another. */
function sourceMark({ sizeBytes, validator }) {
	const sign = signOf(validator);
	if (sign === void 0) return;
	const crc = new Crc64Xz();
	crc.update(new TextEncoder().encode(`${sizeBytes} ${sign}`));
	return crc.digest();
}
/** A file has another inode wherever it is mounted. */
function signOf(validator) {
	switch (validator.kind) {
		case "etag":
		case "weak-etag": return validator.etag.replace(/^w\//i, "").replace(/^"(.*)"$/, "$1");
		case "last-modified": return validator.date;
		case "file": return validator.mtimeNs;
		case "size-only": return;
		default: return validator;
	}
}
// packages/core/src/batches/compare.ts
/** By what two lists tell; undefined where only a look at the object can tell more. */
function compareListed(source, destination, compare) {
	if (source.sizeBytes !== destination.sizeBytes) return {
		isSame: false,
		rule: "size"
	};
	if (compare === "size") return {
		isSame: true,
		rule: "size"
	};
	if (compare === "size+time") {
		const { modifiedAtMs: was = Number.POSITIVE_INFINITY } = source;
		const { modifiedAtMs: is = Number.NEGATIVE_INFINITY } = destination;
		return {
			isSame: is >= was,
			rule: "size+time"
		};
	}
	const tag = etagIn(source);
	return tag !== void 0 && tag === etagIn(destination) ? {
		isSame: true,
		rule: "etag"
	} : void 0;
}
/** By a look at the destination, where the lists do not tell. It shows no time that could be compared. */
function compareLooked(source, { head: destination, algorithm }, compare = "content") {
	if (source.sizeBytes !== destination.sizeBytes || compare === "size") return {
		isSame: source.sizeBytes === destination.sizeBytes,
		rule: "size"
	};
	const { checksum } = source;
	if (checksum?.algorithm === algorithm && destination.checksum !== void 0) return {
		isSame: checksum.value === destination.checksum,
		rule: "checksum"
	};
	if (etagIn(source) === destination.etag) return {
		isSame: true,
		rule: "etag"
	};
	const mark = sourceMark(source);
	if (mark !== void 0 && destination.sourceMark !== void 0) return {
		isSame: mark === destination.sourceMark,
		rule: "written-version"
	};
	return {
		isSame: false,
		rule: "nothing-common"
	};
}
function etagIn({ validator }) {
	return validator.kind === "etag" ? validator.etag.replace(/^"(.*)"$/, "$1") : void 0;
}
// packages/core/src/batches/key-sample.ts
/** Chooses so many of a hundred keys, the same ones each time, wherever they lie. */
function isInSample(key, percent) {
	const crc = new Crc64Xz();
	crc.update(new TextEncoder().encode(key));
	return Number(BigInt(`0x${crc.digest()}`) % 100n) < percent;
}
// packages/core/src/failures/errors.ts
/** Every way Penstock can fail. docs/failure-model.md explains each; a tidy test compares the two. */
const ERRORS = {
	"request-invalid": {
		retry: "never",
		httpStatus: 400,
		subject: "request"
	},
	"request-too-large": {
		retry: "never",
		httpStatus: 413,
		subject: "request"
	},
	"origin-refused": {
		retry: "never",
		httpStatus: 403,
		subject: "request"
	},
	"not-found": {
		retry: "never",
		httpStatus: 404,
		subject: "request"
	},
	"method-not-allowed": {
		retry: "never",
		httpStatus: 405,
		subject: "request"
	},
	"media-type-unsupported": {
		retry: "never",
		httpStatus: 415,
		subject: "request"
	},
	"not-implemented": {
		retry: "never",
		httpStatus: 501,
		subject: "request"
	},
	"server-busy": {
		retry: "wait",
		httpStatus: 503,
		subject: "request"
	},
	"state-conflict": {
		retry: "never",
		httpStatus: 409,
		subject: "request"
	},
	"connection-unknown": {
		retry: "never",
		httpStatus: 422,
		subject: "process"
	},
	"connection-unsuitable": {
		retry: "never",
		httpStatus: 422,
		subject: "process"
	},
	"key-invalid": {
		retry: "never",
		httpStatus: 422,
		subject: "transfer"
	},
	"plan-impossible": {
		retry: "never",
		httpStatus: 422,
		subject: "transfer"
	},
	"selection-empty": {
		retry: "never",
		httpStatus: 422,
		subject: "transfer"
	},
	"journal-required": {
		retry: "never",
		httpStatus: 422,
		subject: "request"
	},
	"manifest-invalid": {
		retry: "never",
		httpStatus: 422,
		subject: "request"
	},
	"settings-invalid": {
		retry: "never",
		httpStatus: 500,
		subject: "process"
	},
	"source-missing": {
		retry: "never",
		httpStatus: 404,
		subject: "source"
	},
	"source-forbidden": {
		retry: "never",
		httpStatus: 403,
		subject: "source"
	},
	"source-changed": {
		retry: "replan",
		httpStatus: 409,
		subject: "source"
	},
	"source-unusable": {
		retry: "never",
		httpStatus: 422,
		subject: "source"
	},
	"source-archived": {
		retry: "never",
		httpStatus: 422,
		subject: "source"
	},
	"source-range-ignored": {
		retry: "never",
		httpStatus: 502,
		subject: "source"
	},
	"source-response-invalid": {
		retry: "again",
		httpStatus: 502,
		subject: "source"
	},
	"source-length-wrong": {
		retry: "again",
		httpStatus: 502,
		subject: "source"
	},
	"listing-invalid": {
		retry: "never",
		httpStatus: 502,
		subject: "source"
	},
	"source-throttled": {
		retry: "wait",
		httpStatus: 503,
		subject: "source"
	},
	"source-unreachable": {
		retry: "again",
		httpStatus: 502,
		subject: "network"
	},
	"store-refused": {
		retry: "never",
		httpStatus: 403,
		subject: "store"
	},
	"store-missing": {
		retry: "never",
		httpStatus: 404,
		subject: "store"
	},
	"store-rejected": {
		retry: "never",
		httpStatus: 502,
		subject: "store"
	},
	"store-throttled": {
		retry: "wait",
		httpStatus: 503,
		subject: "store"
	},
	"store-conflict": {
		retry: "again",
		httpStatus: 409,
		subject: "store"
	},
	"store-response-invalid": {
		retry: "again",
		httpStatus: 502,
		subject: "store"
	},
	"store-unreachable": {
		retry: "again",
		httpStatus: 502,
		subject: "network"
	},
	"credentials-expired": {
		retry: "wait",
		httpStatus: 503,
		subject: "process"
	},
	"clock-skewed": {
		retry: "wait",
		httpStatus: 503,
		subject: "process"
	},
	"checksum-mismatch": {
		retry: "again",
		httpStatus: 502,
		subject: "network"
	},
	"parts-refused": {
		retry: "again",
		httpStatus: 502,
		subject: "store"
	},
	"upload-superseded": {
		retry: "replan",
		httpStatus: 409,
		subject: "store"
	},
	"upload-gone": {
		retry: "replan",
		httpStatus: 410,
		subject: "store"
	},
	"destination-exists": {
		retry: "never",
		httpStatus: 409,
		subject: "transfer"
	},
	"integrity-mismatch": {
		retry: "never",
		httpStatus: 500,
		subject: "transfer"
	},
	"attempts-exhausted": {
		retry: "never",
		httpStatus: 500,
		subject: "transfer"
	},
	"unexpected-error": {
		retry: "again",
		httpStatus: 500,
		subject: "transfer"
	},
	"attempt-interrupted": {
		retry: "wait",
		httpStatus: 503,
		subject: "process"
	},
	cancelled: {
		retry: "never",
		httpStatus: 409,
		subject: "transfer"
	},
	"ledger-unavailable": {
		retry: "wait",
		httpStatus: 503,
		subject: "process"
	},
	"ledger-full": {
		retry: "wait",
		httpStatus: 503,
		subject: "process"
	},
	"journal-unavailable": {
		retry: "wait",
		httpStatus: 503,
		subject: "process"
	}
};
function isErrorCode(text) {
	return Object.hasOwn(ERRORS, text);
}
/** The one error class. Control flow looks at the code, never at the message. */
var PenstockError = class extends Error {
	name = "PenstockError";
	code;
	/** Facts for the log line and the API response, never for control flow and never secret. */
	details;
	constructor(code, message, options = {}) {
		super(message, { cause: options.cause });
		this.code = code;
		this.details = options.details ?? {};
	}
};
/** What the other side says is kept with every failure, and more of it would not be read. */
const MAX_CAUSE_LENGTH = 1e3;
function causeOf({ code, message }) {
	return {
		code,
		message: shortened(message)
	};
}
/** Text from outside, as long as a person reads it. */
function shortened(text, maxLength = MAX_CAUSE_LENGTH) {
	return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).toWellFormed()}…`;
}
/**
* True where another process could see it otherwise: with another secret, another configuration, by
* another way through the network. Such a failure ends nothing before a second look.
*/
function needsSecondLook(code) {
	const { retry, subject } = ERRORS[code];
	return retry === "never" && [
		"process",
		"source",
		"store"
	].includes(subject);
}
/**
* True where it ends nothing by itself, and yet the way from this one process may be to blame: a proxy
* in front of it, or another response to the store's name.
*/
function mayDifferElsewhere(code) {
	const { retry, subject } = ERRORS[code];
	return retry === "again" && [
		"network",
		"source",
		"store"
	].includes(subject) || code === "upload-gone";
}
/** True for a PenstockError, of one of the codes when some are given. */
function isPenstockError(error, ...codes) {
	return error instanceof PenstockError && (codes.length === 0 || codes.includes(error.code));
}
// packages/core/src/jobs/job.ts
const TRANSFER_STATES = [
	"planned",
	"uploading",
	"completing",
	"verifying",
	"aborting",
	"stored",
	"skipped",
	"aborted",
	"failed"
];
/** A job at the moment of its acceptance: all of its transfers are `planned`. */
function newJobRecord(job, listed) {
	return {
		job,
		counts: {
			listed,
			listing: 0,
			planned: listed,
			uploading: 0,
			completing: 0,
			verifying: 0,
			aborting: 0,
			stored: 0,
			skipped: 0,
			aborted: 0,
			failed: 0
		},
		progress: {
			bytesTotal: 0,
			bytesStored: 0,
			partsTotal: 0,
			partsStored: 0,
			retries: 0
		},
		isCancelled: false,
		finishedAtMs: void 0,
		lastProgressAtMs: void 0,
		lastFailure: void 0
	};
}
const JOB_STATES = [
	"queued",
	"planning",
	"transferring",
	"completing",
	"succeeded",
	"completed_with_errors",
	"failed",
	"cancelled"
];
const JOB_HEALTHS = [
	"ok",
	"waiting_for_workers",
	"retrying",
	"throttled",
	"degraded",
	"stalled"
];
/** True when listed = stored + skipped + failed + aborted + pending, and no count is negative. */
function countsAddUp(counts) {
	const perState = TRANSFER_STATES.map((state) => counts[state]);
	return perState.every((count) => count >= 0) && sum(perState) === counts.listed;
}
/** What a job waits for before it ends: transfers that are not terminal, and listings. */
function pendingOf(counts) {
	const { listing, planned, uploading, completing, verifying, aborting } = counts;
	return listing + planned + uploading + completing + verifying + aborting;
}
/**
* The job's state follows from its counts alone; nothing stores it. Counts that do not add up never
* succeed, and no more does a job whose listing broke: what it did not list is not known.
*/
function jobStateOf(counts, isCancelled, brokenShards = 0) {
	if (pendingOf(counts) > 0 || !countsAddUp(counts)) return runningStateOf(counts);
	const done = counts.stored + counts.skipped;
	if (done === counts.listed && brokenShards === 0) return "succeeded";
	if (isCancelled && (counts.aborted > 0 || brokenShards > 0)) return "cancelled";
	return done > 0 ? "completed_with_errors" : "failed";
}
function stateOfJob({ counts, isCancelled, bulk }) {
	return jobStateOf(counts, isCancelled, bulk?.brokenShards);
}
function isFinished(state) {
	return [
		"succeeded",
		"completed_with_errors",
		"failed",
		"cancelled"
	].includes(state);
}
function runningStateOf(counts) {
	if (counts.uploading + counts.aborting > 0) return "transferring";
	if (counts.completing + counts.verifying > 0) return "completing";
	return counts.planned === counts.listed ? "queued" : "planning";
}
/**
* No part uploaded for this long while some were due: something is stuck. Parts of a worker that died
* wait for their leases, well below this, without being called so.
*/
const STALLED_AFTER_MS = 6e4;
/** A step that fails again and again, or waits for a cause, is tried twice in this time. */
const HELD_UP_FOR_MS = 6e4;
const THROTTLES = ["store-throttled", "source-throttled"];
/**
* What is wrong right now with a job that is not finished.
*
* @param isRepeated whether a process repeats work for it that fails, of which the job itself does not know
*/
function jobHealthOf(record, { liveWorkers, nowMs, isRepeated = false }) {
	const { counts, lastFailure: failure, heldUpAtMs = Number.NEGATIVE_INFINITY } = record;
	if (isFinished(stateOfJob(record))) return "ok";
	const hasParts = counts.uploading > 0;
	if (hasParts && liveWorkers === 0) return "waiting_for_workers";
	const progressAtMs = record.lastProgressAtMs ?? record.job.createdAtMs;
	if (failure !== void 0 && failure.atMs >= progressAtMs) return THROTTLES.includes(failure.code) ? "throttled" : "retrying";
	if (isRepeated || nowMs - heldUpAtMs < HELD_UP_FOR_MS) return "degraded";
	return hasParts && nowMs - progressAtMs > STALLED_AFTER_MS ? "stalled" : "ok";
}
function sum(numbers) {
	return numbers.reduce((total, number) => total + number, 0);
}
// packages/core/src/history/finished-job.ts
const OUTCOMES = ["succeeded", "failed"];
/** Transfers of a job that are kept together; a job of more has further pieces. */
const PIECE_TRANSFERS = 1e3;
/** How many transfers there are of it: the objects of a bulk job have rows instead. */
function keptTransfersOf({ job, counts }) {
	return job.bulk === void 0 ? counts.listed : 0;
}
/** Undefined for a job that has not ended. */
function outcomeOf(record) {
	const state = stateOfJob(record);
	return isFinished(state) ? outcomeOfState(state) : void 0;
}
function outcomeOfState(state) {
	return state === "succeeded" ? "succeeded" : "failed";
}
// packages/core/src/ids.ts
const MAX_PART_NUMBER = 1e4;
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const BODY = /^[0-9a-hjkmnp-tv-z]{26}$/;
/**
* A new id: prefix and 26 characters of lower-case Crockford base32 of a UUIDv7 (RFC 9562 5.7), so
* that ids sort by the time they were made and select with one double click.
*
* @param nowMs milliseconds since the epoch
* @param randomBytes ten fresh random bytes
*/
function newId(prefix, nowMs, randomBytes) {
	if (randomBytes.length !== 10) throw new RangeError(`an id needs 10 random bytes, got ${randomBytes.length}`);
	let value = BigInt(nowMs);
	for (const byte of randomBytes) value = value << 8n | BigInt(byte);
	value = value & ~(15n << 76n) | 7n << 76n;
	value = value & ~(3n << 62n) | 2n << 62n;
	let text = "";
	for (let shift = 125n; shift >= 0n; shift -= 5n) text += ALPHABET[Number(value >> shift & 31n)];
	return `${prefix}_${text}`;
}
function newJobId(nowMs, randomBytes) {
	return newId("job", nowMs, randomBytes);
}
function newTransferId(nowMs, randomBytes) {
	return newId("tr", nowMs, randomBytes);
}
/** Ten bytes make an id; MD5 has sixteen, and no client knows the id of a job before it is made. */
const ID_BYTES = 10;
/**
* The id of a transfer that a job lists: the same for every planner, at any time, so that an object which
* is listed twice is one transfer.
*/
function derivedTransferId(jobId, destinationKey, hashing) {
	return newTransferId(timeOfJobId(jobId), idBytesOf(`${jobId}\n${destinationKey}`, hashing));
}
function idBytesOf(text, hashing) {
	const hasher = hashing.hasher("md5");
	hasher.update(new TextEncoder().encode(text));
	return Uint8Array.from(hasher.digest().match(/../g) ?? [], (byte) => parseInt(byte, 16)).subarray(0, ID_BYTES);
}
/** The id of the job that a schedule makes at a tick: the same for every process, however often. */
function derivedJobId(origin, scheduledForMs, hashing) {
	return newJobId(scheduledForMs, idBytesOf(`${origin}\n${scheduledForMs}`, hashing));
}
/** What marks an upload, and the object that it becomes, as one transfer's. */
function newUploadToken(nowMs, randomBytes) {
	return newId("up", nowMs, randomBytes);
}
/** When the token was made; undefined for one that says nothing of it. */
function timeOfUploadToken(token) {
	return token.startsWith("up_") && BODY.test(token.slice(3)) ? timeIn(token.slice(3)) : void 0;
}
/** When the job was made. */
function timeOfJobId(id) {
	return timeIn(id.slice(4));
}
/** Where the ids of jobs begin that were made at this time or later; ids sort by time. */
function jobIdsFrom(ms) {
	let text = "";
	for (let shift = 45n; shift >= 0n; shift -= 5n) text += ALPHABET[Number(BigInt(ms) >> shift & 31n)];
	return `job_${text}`;
}
/** The first 48 of the 128 bits that the 26 characters spell. */
function timeIn(body) {
	let value = 0n;
	for (const digit of body) value = value << 5n | BigInt(ALPHABET.indexOf(digit));
	return Number(value >> 80n);
}
function isJobId(text) {
	return text.startsWith("job_") && BODY.test(text.slice(4));
}
function isTransferId(text) {
	return text.startsWith("tr_") && BODY.test(text.slice(3));
}
function toPartNumber(value) {
	if (!Number.isInteger(value) || value < 1 || value > 1e4) throw new RangeError(`part number ${value} is outside 1..${MAX_PART_NUMBER}`);
	return value;
}
/** Takes an ETag as a store wrote it, quoted, weak or bare. Some servers quote it in one response and not in the next. */
function toETag(text) {
	const trimmed = text.trim();
	const strong = trimmed.startsWith("W/") ? trimmed.slice(2) : trimmed;
	const bare = strong.length > 1 && strong.startsWith("\"") && strong.endsWith("\"") ? strong.slice(1, -1) : strong;
	if (bare === "") throw new RangeError("an ETag cannot be empty");
	return bare;
}
function toUploadId(text) {
	if (text === "") throw new RangeError("an upload id cannot be empty");
	return text;
}
// packages/core/src/history/segment.ts
/** Those in which jobs are found. */
const SEGMENT_GROUPS = [
	"recent",
	"succeeded",
	"failed"
];
const TIME_DIGITS = 9;
const PLACE = /^([rsfe])([0-9a-z]{9})([0-9a-f]{6})$/;
const GROUPS = {
	r: "recent",
	s: "succeeded",
	f: "failed",
	e: "expired"
};
/** Sorts by time. */
function segmentName({ endedAtMs, nonce }) {
	return endedAtMs.toString(36).padStart(TIME_DIGITS, "0") + nonce;
}
/** 16 characters that name a segment of a known tenant. */
function segmentPlace(segment) {
	return segment.group.slice(0, 1) + segmentName(segment);
}
/** Undefined for what is no place. */
function segmentAt(tenant, place) {
	const [, letter = "", time = "", nonce = ""] = PLACE.exec(place) ?? [];
	const group = GROUPS[letter];
	return group && {
		tenant,
		group,
		endedAtMs: Number.parseInt(time, 36),
		nonce
	};
}
function newSegment(segment, randomBytes) {
	const nonce = Array.from(randomBytes.subarray(0, 3), (byte) => byte.toString(16).padStart(2, "0"));
	return {
		...segment,
		nonce: nonce.join("")
	};
}
const MAX_PIECES = 4095;
/** A job of more stays in the ledger until it is removed. */
const MAX_ARCHIVED_TRANSFERS = MAX_PIECES * PIECE_TRANSFERS;
/**
* Where a further piece of a large job is, wherever the job itself is: its name follows from the job, so that
* it is found by the job's entry, and writing it again replaces it.
*/
function pieceSegment(job, from) {
	const { tenant, jobId, outcome, endedAtMs } = job;
	const piece = Math.floor(from / PIECE_TRANSFERS);
	if (piece < 1 || piece > MAX_PIECES) throw new RangeError(`transfer ${from} of a job is in no further piece`);
	const hash = new Crc64Xz();
	hash.update(new TextEncoder().encode(jobId));
	return {
		tenant,
		group: outcome,
		endedAtMs,
		nonce: piece.toString(16).padStart(3, "0") + hash.digest().slice(-3)
	};
}
// packages/core/src/history/history-entry.ts
const STATES = {
	s: "succeeded",
	e: "completed_with_errors",
	f: "failed",
	c: "cancelled"
};
const ID_LENGTH = 30;
/** An entry stays below 200 bytes of Redis's memory, whatever the labels. */
const MAX_MARKS = 8;
/** Stands for all labels of a job that has more: it may have any. */
const ANY_MARK = "****";
function historyEntryOf({ record }, segment) {
	const { job } = record;
	const marks = Object.entries(job.labels).map(([name, value]) => labelMark(name, value));
	return {
		jobId: job.id,
		state: stateOfJob(record),
		segment,
		labelMarks: marks.length > MAX_MARKS ? [ANY_MARK] : marks
	};
}
/** False: no job of this entry has the label. True: it may have it. */
function mayHaveLabel({ labelMarks }, name, value) {
	return labelMarks.includes(ANY_MARK) || labelMarks.includes(labelMark(name, value));
}
/** Sorts by the job's id, so by the time at which it was made. */
function formatHistoryEntry({ jobId, state, segment, labelMarks }) {
	const letter = Object.entries(STATES).find(([, each]) => each === state)?.[0];
	if (letter === void 0) throw new RangeError(`a job that is ${state} is not finished`);
	return `${jobId} ${letter}${segmentPlace(segment)}${labelMarks.join("")}`;
}
/** Undefined for what is no entry. */
function parseHistoryEntry(tenant, text) {
	const jobId = text.slice(0, ID_LENGTH);
	const letter = text.charAt(31);
	const segment = segmentAt(tenant, text.slice(32, 48));
	const state = letter in STATES ? STATES[letter] : void 0;
	if (!isJobId(jobId) || segment === void 0 || state === void 0) return;
	return {
		jobId,
		state,
		segment,
		labelMarks: text.slice(48).match(/.{4}/g) ?? []
	};
}
function labelMark(name, value) {
	const hash = new Crc64Xz();
	hash.update(new TextEncoder().encode(`${name}\0${value}`));
	return hash.digest().slice(-4);
}
// packages/core/src/nearest-name.ts
/** More of a name's letters than one in so many is no slip of the hand, but another word. */
const LETTERS_A_SLIP = 3;
/** The known name that the fewest letters tell apart from a misspelt one; undefined where none is like it. */
function nearestName(name, known) {
	const [nearest] = known.map((candidate) => ({
		candidate,
		distance: editDistance(name, candidate)
	})).sort((a, b) => a.distance - b.distance);
	return nearest !== void 0 && nearest.distance <= Math.ceil(name.length / LETTERS_A_SLIP) ? nearest.candidate : void 0;
}
/** Levenshtein's distance: how many letters to add, drop or change. */
function editDistance(from, to) {
	let row = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (const [index, letter] of [...from].entries()) {
		const next = [index + 1];
		for (let column = 1; column <= to.length; column += 1) {
			const change = (row[column - 1] ?? 0) + (to[column - 1] === letter ? 0 : 1);
			next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[to.length] ?? 0;
}
// packages/core/src/objects/object-key.ts
/** COS allows 850 bytes (document 436/13324), S3 1024; paths and addresses are held to the same. */
const MAX_KEY_BYTES = {
	cos: 850,
	s3: 1024,
	http: 1024,
	file: 1024
};
/**
* Refuses destination keys that some client or server on the way would rewrite.
*
* A `.` or `..` segment is collapsed by URL parsers, an empty first segment is stripped by COS
* clients, and control characters cannot be written in the XML responses.
*
* @throws PenstockError `key-invalid`
*/
function checkDestinationKey(key) {
	refuse$1("destination", textProblem$1(key, MAX_KEY_BYTES.cos) ?? segmentProblem(key));
}
/**
* Refuses source keys that would be read as another object's, or that a source of this kind cannot
* have. A key that is taken reaches the source exactly as it is written.
*
* @throws PenstockError `key-invalid`
*/
function checkSourceKey(key, kind) {
	refuse$1("source", sourceKeyProblem(key, kind));
}
/** The end of a sentence that begins with "the source key"; undefined for a key that is fine. */
function sourceKeyProblem(key, kind) {
	const problem = textProblem$1(key, MAX_KEY_BYTES[kind]);
	if (problem !== void 0) return problem;
	switch (kind) {
		case "cos":
		case "s3": return segmentProblem(key) ?? nulProblem(key);
		case "file": return pathProblem(key);
		case "http": return httpKeyProblem(key);
		default: return kind;
	}
}
function refuse$1(side, problem) {
	if (problem !== void 0) throw new PenstockError("key-invalid", `the ${side} key ${problem}`);
}
/** Controls of both sets, what some terminals and parsers take for line ends, and what XML cannot hold. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/;
function textProblem$1(key, maxBytes) {
	if (key === "") return "is empty: give the object a name";
	if (!key.isWellFormed()) return "has half of a surrogate pair, which UTF-8 cannot write";
	const bytes = new TextEncoder().encode(key).length;
	if (bytes > maxBytes) return `has ${bytes} bytes of UTF-8: at most ${maxBytes} are possible`;
	return UNPRINTABLE.test(key) ? "has a control character: rename it" : void 0;
}
function segmentProblem(key) {
	if (key.startsWith("/")) return "starts with \"/\", which stores and clients strip: leave it out, or rename the object";
	return hasDotSegment(key.split("/")) ? "has a \".\" or \"..\" segment, which URL parsers resolve: rename it" : void 0;
}
/** Stores that decode a name twice would read another one. */
function nulProblem(key) {
	return key.includes("%00") ? "has \"%00\", which some servers read as the end: rename it" : void 0;
}
/** Keys that could lead out of the root or base URL. */
function pathProblem(key) {
	if (key.startsWith("/")) return "starts with \"/\": keys are relative to the connection's";
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(key)) return "is a URL: keys are relative to the connection's";
	return hasDotSegment(key.replace(/%(2e|2f|5c)/gi, decodeURIComponent).split(/[/\\]/)) ? "has a \".\" or \"..\" segment" : void 0;
}
function hasDotSegment(segments) {
	return segments.some((segment) => segment === "." || segment === "..");
}
function httpKeyProblem(key) {
	const mark = key.indexOf("?");
	const path = mark < 0 ? key : key.slice(0, mark);
	if (path === "") return "has no path before its query";
	if (/%([01][0-9a-f]|7f)/i.test(path)) return "has an escaped control character";
	const secret = mark < 0 ? void 0 : secretIn(key.slice(mark + 1));
	return secret === void 0 ? pathProblem(path) : `is a signed URL, by its "${secret}": keys are shown and kept, so secrets do not belong there. Signed URLs will get an option of their own`;
}
/** Names of query parameters by which a URL carries its own permission. */
const SECRET_NAME = /(^|[-_.])(sign|sig|signature|signed|credentials?|(security|access|auth|session|id)?[-_]?token|secret|password|passwd|pwd|api[-_]?key|(access|secret)[-_]?key([-_]?id)?|authorization|jwt|sas)$|^q-ak$|accesskeyid$|^googleaccessid$|^key-pair-id$|^hdn(ts|ea|tl)$/i;
function secretIn(query) {
	return [...new URLSearchParams(query.replaceAll(";", "&")).keys()].find((name) => SECRET_NAME.test(name.trim()))?.slice(0, 40);
}
// packages/core/src/listing/manifest/manifest-page.ts
function manifestInvalid(message) {
	return new PenstockError("manifest-invalid", message);
}
function brokenLineText({ line, byteOffset, problem, file }) {
	return `line ${line}${file === void 0 ? "" : ` of ${file}`} (from byte ${byteOffset}) ${problem}`;
}
/** @throws PenstockError `manifest-invalid`, where the policy refuses the line */
function refuseUnlessSkipped(broken, policy) {
	if (policy === "skip") return;
	const { line, byteOffset } = broken;
	throw new PenstockError("manifest-invalid", `${brokenLineText(broken)}. Correct it, or have broken lines skipped and counted (onBrokenLine: skip)`, { details: {
		line,
		byteOffset
	} });
}
// packages/core/src/listing/manifest/named-object.ts
/** The columns of CSV, and the properties of JSON Lines. Positions have their numbers: new ones come last. */
const MANIFEST_COLUMNS = [
	"key",
	"url",
	"versionId",
	"size",
	"etag",
	"md5",
	"crc32",
	"crc64xz",
	"storageClass",
	"destinationKey"
];
/** By every name; the last one is a short way to write it. */
const BY_NAME = new Map([...MANIFEST_COLUMNS.map((column) => [column, column]), ["destKey", "destinationKey"]]);
const CHECKSUM_DIGITS = {
	md5: 32,
	crc32: 8,
	crc64xz: 16
};
/** The column of a name; undefined for one that is not known. */
function columnOf(name) {
	return BY_NAME.get(name);
}
/** The end of a sentence that begins with the line, about a name that is no column. */
function unknownColumn(name) {
	if (name === "sha256") return "names \"sha256\", which is not compared yet: leave it out, or give md5, crc32 or crc64xz";
	const near = nearestName(name, MANIFEST_COLUMNS);
	const hint = near === void 0 ? `known are ${MANIFEST_COLUMNS.join(", ")}` : `did you mean "${near}"?`;
	return `names "${name.slice(0, 40)}", which is not known: ${hint}`;
}
/** Collects what a line says, value by value; each may be a problem, which ends a sentence about the line. */
var ObjectDraft = class {
	#spelling;
	#draft = {};
	constructor(spelling) {
		this.#spelling = spelling;
	}
	/** The problem of a value, if it has one. */
	set(column, value) {
		switch (column) {
			case "key": return this.#setKey(value);
			case "url": return this.#setSource({
				kind: "url",
				url: value
			}) ?? urlProblem(value);
			case "size": return this.#setSize(value);
			case "etag": return this.#setETag(value);
			case "md5":
			case "crc32":
			case "crc64xz": return this.#setChecksum(column, value);
			case "destinationKey":
				this.#draft.destinationKey = this.#spelled(value);
				return textProblem(column, this.#draft.destinationKey);
			case "versionId":
			case "storageClass":
				this.#draft[column] = value;
				return textProblem(column, value);
			default: return column;
		}
	}
	/** What the line says, or why that is not enough. */
	object() {
		const { source } = this.#draft;
		return source === void 0 ? { problem: "names no object: give its key or its url" } : {
			...this.#draft,
			source
		};
	}
	#setKey(value) {
		const key = this.#spelled(value);
		return this.#setSource({
			kind: "key",
			key
		}) ?? textProblem("key", key);
	}
	/** Empty for what has a wrong escape: no key is. */
	#spelled(value) {
		return this.#spelling === "percent" ? decodedKey(value) : value;
	}
	#setSource(source) {
		const isSecond = this.#draft.source !== void 0;
		this.#draft.source = source;
		return isSecond ? "has both a key and a url: give one" : void 0;
	}
	#setSize(value) {
		const size = Number(value);
		this.#draft.sizeBytes = size;
		return /^\d+$/.test(value) && Number.isSafeInteger(size) ? void 0 : `has the size "${value.slice(0, 40)}": give bytes as a whole number`;
	}
	#setETag(value) {
		this.#draft.validator = validatorOf(value);
		return /^[\x21-\x7e]+$/.test(value) ? void 0 : `has the etag "${value.slice(0, 40)}", which HTTP cannot send`;
	}
	#setChecksum(algorithm, value) {
		const checksum = {
			algorithm,
			value: value.toLowerCase()
		};
		const isSecond = this.#draft.checksum !== void 0;
		this.#draft.checksum = checksum;
		if (isSecond) return "has two checksums: give one";
		const digits = CHECKSUM_DIGITS[algorithm];
		return value.length === digits && /^[0-9a-f]+$/.test(checksum.value) ? void 0 : `has the ${algorithm} "${value.slice(0, 40)}": give ${digits} hex digits`;
	}
};
/** Quotes are added where the manifest left them out, as inventories do. */
function validatorOf(etag) {
	if (etag.startsWith("W/")) return {
		kind: "weak-etag",
		etag
	};
	return {
		kind: "etag",
		etag: /^".*"$/.test(etag) ? etag : `"${etag}"`
	};
}
function decodedKey(value) {
	if (!/[%+]/.test(value)) return value;
	try {
		return decodeURIComponent(value.replaceAll("+", " "));
	} catch {
		return "";
	}
}
function textProblem(column, value) {
	return value !== "" && value.isWellFormed() && !value.includes("\0") ? void 0 : `has a ${column} that is empty, is no text, or has a wrong escape`;
}
function urlProblem(value) {
	const url = URL.parse(value);
	if (url === null || !["http:", "https:"].includes(url.protocol)) return "has a url that is none: it begins with https:// or http://";
	if (url.username !== "" || url.password !== "") return "has a url with a password: URLs are shown and kept, so secrets do not belong there";
	const problem = sourceKeyProblem(`${url.pathname.slice(1)}${url.search}`, "http");
	return problem === void 0 ? void 0 : `has a url whose path ${problem}`;
}
// packages/core/src/listing/manifest/json-row.ts
/** A line of JSON, which never reaches beyond its line feed. */
function findJsonLine(text, at) {
	const feed = text.indexOf("\n", at);
	const end = feed < 0 ? text.length : feed;
	const line = text.slice(at, end);
	return {
		value: text.charCodeAt(at) !== OPENING_BRACE && line.trim() === "" ? void 0 : line,
		end,
		lineFeeds: 0
	};
}
const OPENING_BRACE = 123;
/** What a line of JSON says of an object, or why it says nothing. */
function objectOfJson(line, spelling) {
	const value = parsedJson(line);
	if (!isRecord(value)) return { problem: "is no JSON object: write one a line, as {\"key\": \"a/b.bin\"}, and no array around them" };
	const draft = new ObjectDraft(spelling);
	for (const name of Object.keys(value)) {
		const problem = setProperty(draft, name, value[name]);
		if (problem !== void 0) return { problem };
	}
	return draft.object();
}
/** `null` is as good as left out. */
function setProperty(draft, name, value) {
	const column = columnOf(name);
	if (column === void 0) return unknownColumn(name);
	if (value === null) return;
	return typeof value === "string" || column === "size" && typeof value === "number" ? draft.set(column, String(value)) : `has a ${column} that is no ${column === "size" ? "number" : "text"}`;
}
/** Undefined for what is not JSON. */
function parsedJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// packages/core/src/listing/manifest/inventory-document.ts
/**
* Reads a manifest.json.
*
* @throws PenstockError `manifest-invalid`
*/
function readInventoryDocument(json) {
	const document = parsedJson(json.replace(/^\ufeff/, ""));
	if (!isRecord(document)) throw invalid("is no JSON object");
	const { fileFormat, fileSchema, sourceBucket, files } = document;
	if (fileFormat !== "CSV") throw invalid(`names the format ${textOr(fileFormat, "nothing")}, which Penstock does not read: have the inventory written as CSV`);
	if (typeof sourceBucket !== "string" || sourceBucket === "") throw invalid("has no sourceBucket");
	if (typeof fileSchema !== "string") throw invalid("has no fileSchema, which names the columns");
	if (!Array.isArray(files)) throw invalid("has no list of files");
	return {
		sourceBucket,
		columns: columnsOf$1(fileSchema),
		files: files.map(fileOf)
	};
}
function columnsOf$1(fileSchema) {
	const names = fileSchema.split(",").map((name) => name.trim());
	const key = placeOf(names, "Key");
	if (key === void 0) throw invalid("has a fileSchema without Key");
	return {
		count: names.length,
		key,
		bucket: placeOf(names, "Bucket"),
		versionId: placeOf(names, "VersionId"),
		isLatest: placeOf(names, "IsLatest"),
		isDeleteMarker: placeOf(names, "IsDeleteMarker"),
		size: placeOf(names, "Size"),
		etag: placeOf(names, "ETag"),
		storageClass: placeOf(names, "StorageClass")
	};
}
function placeOf(names, name) {
	const place = names.indexOf(name);
	return place < 0 ? void 0 : place;
}
function fileOf(file, index) {
	const { key, size, MD5checksum } = isRecord(file) ? file : {};
	const isFile = typeof key === "string" && key !== "" && Number.isSafeInteger(size);
	const md5 = textOr(MD5checksum, "").toLowerCase();
	if (!isFile || typeof size !== "number" || !/^[0-9a-f]{32}$/.test(md5)) throw invalid(`has a file (number ${index + 1}) without key, size or MD5checksum`);
	return {
		key,
		sizeBytes: size,
		md5
	};
}
function textOr(value, other) {
	return typeof value === "string" ? value : other;
}
function invalid(problem) {
	return manifestInvalid(`the manifest.json of the inventory ${problem}`);
}
// packages/core/src/listing/manifest/manifest-position.ts
/** No manifest is longer: a number of bytes that JavaScript holds has 16 digits. */
const OFFSET_DIGITS = 16;
/** More than any list has. */
const LINE_DIGITS$1 = 12;
const FILE_DIGITS = 6;
const COLUMN_RADIX = 36;
const MANIFEST_POSITION = new RegExp(`^(\\d{${OFFSET_DIGITS}})(\\d{${LINE_DIGITS$1}})([0-9a-z]*)$`);
const INVENTORY_POSITION = new RegExp(`^(\\d{${FILE_DIGITS}})(\\d{${LINE_DIGITS$1}})$`);
/**
* The place behind an entry as an entry's position, whose order is that of the file: so ranges of keys, their
* gaps and batches are ranges, gaps and batches of a manifest. Columns are written as their numbers.
*/
function manifestPosition({ byteOffset, line, columns = [] }) {
	const numbers = columns.map((column) => MANIFEST_COLUMNS.indexOf(column).toString(COLUMN_RADIX));
	return digits$1(byteOffset, OFFSET_DIGITS) + digits$1(line, LINE_DIGITS$1) + numbers.join("");
}
/** @throws PenstockError `manifest-invalid`, for what is no position */
function manifestCheckpoint(position) {
	const [, byteOffset = "", line = "", numbers = ""] = MANIFEST_POSITION.exec(position) ?? [];
	const columns = [...numbers].flatMap((number) => {
		const column = MANIFEST_COLUMNS[Number.parseInt(number, COLUMN_RADIX)];
		return column === void 0 ? [] : [column];
	});
	if (line === "" || columns.length < numbers.length) throw noPosition(position);
	const place = {
		byteOffset: Number(byteOffset),
		line: Number(line)
	};
	return columns.length === 0 ? place : {
		...place,
		columns
	};
}
/** The same for the files of an inventory. */
function inventoryPosition({ file, line }) {
	return digits$1(file, FILE_DIGITS) + digits$1(line, LINE_DIGITS$1);
}
/** @throws PenstockError `manifest-invalid`, for what is no position */
function inventoryCheckpoint(position) {
	const [, file = "", line = ""] = INVENTORY_POSITION.exec(position) ?? [];
	if (line === "") throw noPosition(position);
	return {
		file: Number(file),
		line: Number(line)
	};
}
function digits$1(value, width) {
	return String(value).padStart(width, "0");
}
function noPosition(position) {
	return manifestInvalid(`"${position.slice(0, 60)}" is no position in a manifest: begin it from its start`);
}
// packages/core/src/listing/manifest/manifest-rows.ts
/** The most that a row has, with the line feeds in its quotes. What is longer is broken, and never held. */
const MAX_ROW_BYTES = 65536;
const LINE_FEED$1 = 10;
const BYTE_ORDER_MARK = {
	code: 65279,
	bytes: 3
};
const UTF8 = new TextDecoder("utf-8", {
	fatal: true,
	ignoreBOM: true
});
/**
* Cuts bytes into rows; the chunks that they come in make no difference. A broken line takes nothing
* with it: reading continues behind its line feed. Memory is bounded by the longest row and the chunk.
*/
var ManifestRows = class {
	#findRow;
	#pending = /* @__PURE__ */ new Uint8Array();
	#pendingFrom;
	#line;
	#isEnd = false;
	/** Where a line begins that is too long, while its end is looked for. */
	#longLineFrom;
	#run;
	/** In the run, the same place as text and as bytes. */
	#charAt = 0;
	#byteAt = 0;
	constructor(findRow, from) {
		this.#findRow = findRow;
		this.#pendingFrom = from.byteOffset;
		this.#line = from.line;
	}
	/** Takes a copy: the chunk may be used again. */
	push(chunk) {
		const joined = new Uint8Array(this.#pending.length + chunk.length);
		joined.set(this.#pending);
		joined.set(chunk, this.#pending.length);
		this.#pending = joined;
	}
	/** No more chunks come. */
	end() {
		this.#isEnd = true;
	}
	/** Behind the last row that was given. */
	get position() {
		return {
			byteOffset: this.#pendingFrom + this.#byteAt,
			line: this.#line
		};
	}
	/** The next row; undefined where more bytes are needed first, or none are left. */
	next() {
		for (;;) {
			if (this.#run === void 0) {
				const next = this.#nextRun();
				if (next === void 0 || "kind" in next) return next;
				this.#run = next;
			}
			const step = this.#step(this.#run);
			if (step !== "again") return step;
		}
	}
	#step(run) {
		this.#skipByteOrderMark(run);
		if (this.#charAt >= run.text.length) {
			this.#leaveRun();
			return "again";
		}
		const found = this.#findRow(run.text, this.#charAt) ?? this.#openRow(run);
		if (found === void 0) {
			const isWaiting = this.#charAt === 0;
			this.#leaveRun();
			return isWaiting ? void 0 : "again";
		}
		if ("problem" in found) return this.#broken(run, found.problem);
		const { value, end, lineFeeds } = found;
		if (run.hasNul && run.text.slice(this.#charAt, end).includes("\0")) return this.#broken(run, "has a NUL character, which no key can have");
		const { byteOffset, line } = this.position;
		this.#take(run, end, lineFeeds);
		return value === void 0 ? "again" : {
			kind: "row",
			line,
			byteOffset,
			value
		};
	}
	#skipByteOrderMark({ text }) {
		if (this.#pendingFrom === 0 && this.#charAt === 0 && text.charCodeAt(0) === BYTE_ORDER_MARK.code) {
			this.#charAt = 1;
			this.#byteAt = BYTE_ORDER_MARK.bytes;
		}
	}
	/** What becomes of a row that the run ends inside of: nothing, as long as the next bytes may end it. */
	#openRow({ isClosed, isFull }) {
		if (isClosed) return { problem: "has a quote that is not closed" };
		return isFull && this.#charAt === 0 ? { problem: `has a quote that is not closed within ${MAX_ROW_BYTES / 1024} KiB` } : void 0;
	}
	#broken(run, problem) {
		const { byteOffset, line } = this.position;
		const feed = run.text.indexOf("\n", this.#charAt);
		this.#take(run, feed < 0 ? run.text.length : feed, 0);
		return {
			kind: "broken",
			line,
			byteOffset,
			problem
		};
	}
	#take({ text, bytes }, end, lineFeeds) {
		let byteEnd = end;
		if (text.length !== bytes.length) {
			byteEnd = this.#byteAt - 1;
			for (let feeds = 0; feeds <= lineFeeds; feeds += 1) byteEnd = bytes.indexOf(LINE_FEED$1, byteEnd + 1);
		}
		const isLast = end >= text.length;
		this.#charAt = end + 1;
		this.#byteAt = isLast ? bytes.length : byteEnd + 1;
		this.#line += lineFeeds + 1;
	}
	#leaveRun() {
		this.#drop(this.#byteAt);
		this.#run = void 0;
		this.#charAt = 0;
		this.#byteAt = 0;
	}
	#drop(bytes) {
		this.#pending = this.#pending.subarray(bytes);
		this.#pendingFrom += bytes;
	}
	#nextRun() {
		if (this.#longLineFrom !== void 0) return this.#endOfLongLine(this.#longLineFrom);
		const bytes = this.#pending.subarray(0, 65537);
		const isFull = bytes.length > MAX_ROW_BYTES;
		const isClosed = this.#isEnd && !isFull;
		const end = isClosed ? bytes.length : bytes.lastIndexOf(LINE_FEED$1) + 1;
		if (end === 0) return isFull ? this.#endOfLongLine(this.#pendingFrom) : void 0;
		return this.#runOf(bytes.subarray(0, end), {
			isClosed,
			isFull
		});
	}
	#endOfLongLine(from) {
		const feed = this.#pending.indexOf(LINE_FEED$1);
		const isOver = feed >= 0 || this.#isEnd;
		this.#longLineFrom = isOver ? void 0 : from;
		this.#drop(feed < 0 ? this.#pending.length : feed + 1);
		const problem = `is longer than ${MAX_ROW_BYTES / 1024} KiB`;
		return isOver ? this.#brokenBytes(from, problem) : void 0;
	}
	#brokenBytes(byteOffset, problem) {
		const line = this.#line;
		this.#line += 1;
		return {
			kind: "broken",
			line,
			byteOffset,
			problem
		};
	}
	/** As many lines as are text. A line that is none ends a row that is open. */
	#runOf(bytes, ends) {
		const text = textOf(bytes);
		if (text !== void 0) return {
			text,
			bytes,
			...ends,
			hasNul: text.includes("\0")
		};
		const { start, end } = firstBrokenLine(bytes);
		if (start > 0) return this.#runOf(bytes.subarray(0, start), {
			isClosed: true,
			isFull: false
		});
		const from = this.#pendingFrom;
		this.#drop(end);
		return this.#brokenBytes(from, "is not UTF-8");
	}
};
function firstBrokenLine(bytes) {
	let start = 0;
	for (;;) {
		const feed = bytes.indexOf(LINE_FEED$1, start);
		const end = feed < 0 ? bytes.length : feed + 1;
		if (feed < 0 || textOf(bytes.subarray(start, end)) === void 0) return {
			start,
			end
		};
		start = end;
	}
}
function textOf(bytes) {
	try {
		return UTF8.decode(bytes);
	} catch {
		return;
	}
}
// packages/core/src/listing/manifest/csv-row.ts
const QUOTE = 34;
const COMMA = 44;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const LONE_RETURN = { problem: "has a carriage return that no line feed follows: end lines with LF or CRLF" };
/** A row of CSV as RFC 4180 has it, with line ends of either kind; undefined where a quote is open. */
function findCsvRow(text, at) {
	const feed = text.indexOf("\n", at);
	const end = feed < 0 ? text.length : feed;
	const hasReturn = end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN;
	const line = text.slice(at, hasReturn ? end - 1 : end);
	if (line.includes("\"")) return new QuotedRow(text, at).read();
	if (line.includes("\r")) return LONE_RETURN;
	return {
		value: line === "" ? void 0 : line.split(","),
		end,
		lineFeeds: 0
	};
}
var QuotedRow = class {
	#text;
	#values = [];
	#at;
	#lineFeeds = 0;
	constructor(text, at) {
		this.#text = text;
		this.#at = at;
	}
	read() {
		for (;;) {
			const isQuoted = this.#code() === QUOTE;
			if (isQuoted ? !this.#quoted() : !this.#plain()) return isQuoted ? void 0 : { problem: "has a quote inside of a value without quotes" };
			if (this.#code() !== COMMA) return this.#ended(isQuoted);
			this.#at += 1;
		}
	}
	/** False where the quote is not closed. */
	#quoted() {
		let value = "";
		let from = this.#at + 1;
		for (;;) {
			const quote = this.#text.indexOf("\"", from);
			if (quote < 0) return false;
			value += this.#text.slice(from, quote);
			if (this.#text.charCodeAt(quote + 1) !== QUOTE) {
				this.#values.push(value);
				this.#lineFeeds += countLineFeeds(value);
				this.#at = quote + 1;
				return true;
			}
			value += "\"";
			from = quote + 2;
		}
	}
	/** False where there is a quote in it. */
	#plain() {
		const start = this.#at;
		for (;;) switch (this.#code()) {
			case QUOTE: return false;
			case COMMA:
			case LINE_FEED:
			case CARRIAGE_RETURN:
			case void 0:
				this.#values.push(this.#text.slice(start, this.#at));
				return true;
			default: this.#at += 1;
		}
	}
	#ended(isQuoted) {
		const isReturn = this.#code() === CARRIAGE_RETURN;
		const end = isReturn ? this.#at + 1 : this.#at;
		if (end >= this.#text.length || this.#text.charCodeAt(end) === LINE_FEED) return {
			value: this.#values,
			end,
			lineFeeds: this.#lineFeeds
		};
		return isQuoted && !isReturn ? { problem: "has text behind a closing quote" } : LONE_RETURN;
	}
	#code() {
		return this.#at < this.#text.length ? this.#text.charCodeAt(this.#at) : void 0;
	}
};
function countLineFeeds(value) {
	let count = 0;
	for (let at = value.indexOf("\n"); at >= 0; at = value.indexOf("\n", at + 1)) count += 1;
	return count;
}
// packages/core/src/listing/manifest/inventory-row.ts
const COLUMNS = [
	["key", "key"],
	["versionId", "versionId"],
	["size", "size"],
	["etag", "etag"],
	["storageClass", "storageClass"]
];
/**
* What a row of an S3 Inventory says. Of an inventory of all versions only the current one of each key
* is taken, by its version; older versions and delete markers are no objects to move.
*/
function objectOfInventoryRow({ sourceBucket, columns }, values) {
	if (values.length !== columns.count) return { problem: `has ${values.length} values, and fileSchema names ${columns.count}` };
	const bucket = valueAt(values, columns.bucket);
	if (bucket !== "" && bucket !== sourceBucket) return { problem: `is of the bucket "${bucket}", and the inventory of "${sourceBucket}"` };
	if (valueAt(values, columns.isDeleteMarker) === "true") return "deleteMarkers";
	if (valueAt(values, columns.isLatest) === "false") return "olderVersions";
	const draft = new ObjectDraft("percent");
	for (const [place, column] of COLUMNS) {
		const value = valueAt(values, columns[place]);
		const problem = value === "" ? void 0 : draft.set(column, value);
		if (problem !== void 0) return { problem };
	}
	return draft.object();
}
/** What is not in the inventory, or left empty in it, is empty. */
function valueAt(values, place) {
	return place === void 0 ? "" : values[place] ?? "";
}
// packages/core/src/listing/manifest/page-reader.ts
/** Collects rows until they are a page. */
var PageReader = class {
	#rows;
	#rules;
	#entries = [];
	#broken = [];
	#leftOut = {
		deleteMarkers: 0,
		olderVersions: 0
	};
	#lines = 0;
	constructor(rows, rules) {
		this.#rows = rows;
		this.#rules = rules;
	}
	/** The next whole page; undefined where more bytes are needed. */
	nextPage() {
		const { pageLines, firstLine = 1 } = this.#rules;
		while (this.#lines < pageLines) {
			const row = this.#rows.next();
			if (row === void 0) return;
			if (row.line >= firstLine) {
				this.#lines += 1;
				this.#add(row);
			}
		}
		return this.#page();
	}
	/** What is left behind the last whole page. */
	lastPage() {
		return this.#lines === 0 ? void 0 : this.#page();
	}
	#page() {
		const page = {
			entries: this.#entries,
			broken: this.#broken,
			leftOut: this.#leftOut,
			next: this.#rules.checkpointAt(this.#rows.position)
		};
		this.#entries = [];
		this.#broken = [];
		this.#leftOut = {
			deleteMarkers: 0,
			olderVersions: 0
		};
		this.#lines = 0;
		return page;
	}
	#add(row) {
		const judged = row.kind === "row" ? this.#rules.judge(row.value) : row;
		if (judged === "nothing") return;
		if (typeof judged === "string") this.#leftOut[judged] += 1;
		else if ("problem" in judged) this.#addBroken(row, judged.problem);
		else {
			const next = this.#rules.checkpointAt(this.#rows.position);
			this.#entries.push({
				object: judged,
				line: row.line,
				next
			});
		}
	}
	#addBroken({ line, byteOffset }, problem) {
		const { file, refuse, checkpointAt } = this.#rules;
		const broken = {
			line,
			byteOffset,
			problem,
			...file !== void 0 && { file }
		};
		refuse(broken);
		this.#broken.push({
			...broken,
			next: checkpointAt(this.#rows.position)
		});
	}
};
/** All pages of a file: each is given as soon as its bytes are there. */
async function* pagesOf(bytes, rows, rules) {
	const reader = new PageReader(rows, rules);
	for await (const chunk of bytes) {
		rows.push(chunk);
		yield* wholePages(reader);
	}
	rows.end();
	yield* wholePages(reader);
	const last = reader.lastPage();
	if (last !== void 0) yield last;
}
function* wholePages(reader) {
	for (let page = reader.nextPage(); page !== void 0; page = reader.nextPage()) yield page;
}
// packages/core/src/listing/manifest/csv-columns.ts
/**
* Reads the line that names the columns.
*
* @throws PenstockError `manifest-invalid`
*/
function columnsOf(names) {
	const columns = names.map((name) => {
		const column = columnOf(name);
		if (column === void 0) throw headerInvalid(unknownColumn(name));
		return column;
	});
	const twice = columns.find((column, at) => columns.indexOf(column) !== at);
	if (twice !== void 0) throw headerInvalid(`names the column ${twice} twice: leave one out`);
	if (!columns.includes("key") && !columns.includes("url")) throw headerInvalid("names neither \"key\" nor \"url\": one of them says which object it is");
	return columns;
}
function headerInvalid(problem) {
	return manifestInvalid(`the first line, which is to name the columns, ${problem}`);
}
/** What a row says of an object, or why it says nothing. An empty value is one that is left out. */
function objectOfRow(columns, values, spelling) {
	if (values.length !== columns.length) return { problem: `has ${values.length} values, and the first line names ${columns.length} columns: put quotes around a value with commas` };
	const draft = new ObjectDraft(spelling);
	for (const [at, column] of columns.entries()) {
		const value = values[at] ?? "";
		const problem = value === "" ? void 0 : draft.set(column, value);
		if (problem !== void 0) return { problem };
	}
	return draft.object();
}
// packages/core/src/listing/manifest/known-formats.ts
const CSV_INSTEAD = "which Penstock does not read: have the inventory written as CSV, or convert the file to CSV or JSON Lines";
const AS_UTF8 = "save it as UTF-8";
const OTHERS = [
	{
		name: "Parquet",
		start: [
			80,
			65,
			82,
			49
		],
		cure: CSV_INSTEAD
	},
	{
		name: "ORC",
		start: [
			79,
			82,
			67
		],
		cure: CSV_INSTEAD
	},
	{
		name: "gzip",
		start: [31, 139],
		cure: "which only the files of an S3 Inventory may be: unpack it, or name the manifest.json of the inventory"
	},
	{
		name: "UTF-16",
		start: [255, 254],
		cure: AS_UTF8
	},
	{
		name: "UTF-16",
		start: [254, 255],
		cure: AS_UTF8
	}
];
const LONGEST_START = 4;
/**
* The same bytes, whose first ones are compared with the formats that are no text.
*
* Rejects with `manifest-invalid` for Parquet, ORC, gzip and UTF-16, which it names.
*/
async function* refuseOtherFormats(bytes) {
	const start = [];
	for await (const chunk of bytes) {
		if (start.length < LONGEST_START) {
			start.push(...chunk.subarray(0, LONGEST_START - start.length));
			refuse(start);
		}
		yield chunk;
	}
}
function refuse(start) {
	const other = OTHERS.find((format) => format.start.every((byte, at) => start[at] === byte));
	if (other !== void 0) throw manifestInvalid(`the manifest is ${other.name}, ${other.cure}`);
}
// packages/core/src/listing/manifest/read-manifest.ts
/** Where every manifest begins. */
const MANIFEST_START = {
	byteOffset: 0,
	line: 1
};
/** As many lines as a page has at the most. */
const PAGE_LINES = 1e3;
/** Of CSV and JSON Lines; an S3 Inventory has no limit. */
const MAX_MANIFEST_LINES = 1e7;
/**
* Reads CSV or JSON Lines page by page, in the order of the file. The bytes are those behind `from`. They
* may end at the offset of any later checkpoint, and are read as if the manifest ended there.
*
* Rejects with `manifest-invalid` where the whole is no manifest, and where a broken line is refused.
*/
async function* readManifest(bytes, options, from = MANIFEST_START, pageLines = PAGE_LINES) {
	const text = from.byteOffset === 0 ? refuseOtherFormats(bytes) : bytes;
	const pages = options.format === "csv" ? pagesOf(text, new ManifestRows(findCsvRow, from), csvRules(options, from, pageLines)) : pagesOf(text, new ManifestRows(findJsonLine, from), jsonRules(options, pageLines));
	for await (const page of pages) {
		if (page.next.line > 10000001) throw manifestInvalid(`the manifest has more than ${MAX_MANIFEST_LINES.toLocaleString("en")} lines: split it into several with a job each, or use an S3 Inventory`);
		yield page;
	}
}
function csvRules({ spelling, onBrokenLine }, from, pageLines) {
	let { columns } = from;
	return {
		pageLines,
		judge: (values) => {
			if (columns === void 0) {
				columns = columnsOf(values);
				return "nothing";
			}
			return objectOfRow(columns, values, spelling);
		},
		checkpointAt: (position) => columns === void 0 ? position : {
			...position,
			columns
		},
		refuse: (broken) => {
			if (columns === void 0) throw headerInvalid(broken.problem);
			refuseUnlessSkipped(broken, onBrokenLine);
		}
	};
}
function jsonRules({ spelling, onBrokenLine }, pageLines) {
	return {
		pageLines,
		judge: (line) => objectOfJson(line, spelling),
		checkpointAt: (position) => position,
		refuse: (broken) => refuseUnlessSkipped(broken, onBrokenLine)
	};
}
// packages/core/src/listing/manifest/read-inventory.ts
/** Where every inventory begins. */
const INVENTORY_START = {
	file: 0,
	line: 1
};
/**
* Reads the files of an S3 Inventory page by page, in the document's order; no page is of two files. The
* MD5 of each is compared at its end: pages of a damaged file may come before that is seen.
*
* Rejects with `manifest-invalid` where a broken line is refused, with `checksum-mismatch` for a file that
* is not the one that the document names, and with `source-response-invalid` for one that is no gzip.
*/
async function* readInventory(source, onBrokenLine, from = INVENTORY_START, pageLines = PAGE_LINES) {
	const { document } = source;
	for (const [file, described] of document.files.entries()) {
		if (file < from.file) continue;
		const firstLine = file === from.file ? from.line : 1;
		const rows = new ManifestRows(findCsvRow, {
			byteOffset: 0,
			line: 1
		});
		yield* pagesOf(unpacked(source, described), rows, {
			judge: (values) => objectOfInventoryRow(document, values),
			checkpointAt: ({ line }) => ({
				file,
				line
			}),
			refuse: (broken) => refuseUnlessSkipped(broken, onBrokenLine),
			firstLine,
			pageLines,
			file: described.key
		});
	}
}
/** What was packed. What the file's own reader rejects with is passed on as it is. */
async function* unpacked(source, file) {
	const failures = [];
	const packed = ReadableStream.from(checked(source, file, (error) => failures.push(error)));
	try {
		yield* packed.pipeThrough(new DecompressionStream("gzip"));
	} catch (error) {
		throw failures.length > 0 ? failures[0] : new PenstockError("source-response-invalid", `${file.key} is no whole gzip file, as those of an S3 Inventory are`, { cause: error });
	}
}
async function* checked({ open, hashing }, file, onFailure) {
	const hasher = hashing.hasher("md5");
	try {
		for await (const chunk of open(file)) {
			hasher.update(chunk);
			yield new Uint8Array(chunk);
		}
		checkMd5(file, hasher.digest());
	} catch (error) {
		onFailure(error);
		throw error;
	}
}
function checkMd5(file, md5) {
	if (md5 !== file.md5) throw new PenstockError("checksum-mismatch", `${file.key} has the MD5 ${md5}, and the manifest.json of the inventory says ${file.md5}: it was damaged on its way, or replaced`);
}
// packages/core/src/listing/row-position.ts
const EPOCH_DIGITS = 6;
const SEGMENT_DIGITS = 9;
const LINE_DIGITS = 9;
/** Behind every line that a segment can have. */
const END = "9".repeat(LINE_DIGITS);
/**
* The place of a row as an entry's position, in the order in which segments are handed out: a line of a segment,
* from 1; without one the end of it.
*/
function rowPosition({ epoch, number, line }) {
	const at = line === void 0 ? END : digits(line, LINE_DIGITS);
	return digits(epoch, EPOCH_DIGITS) + digits(number, SEGMENT_DIGITS) + at;
}
function digits(value, width) {
	return String(value).padStart(width, "0");
}
// packages/core/src/stores/store-profile.ts
const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
const TIB = 1024 * GIB;
const S3_LIMITS = {
	minPartBytes: 5 * MIB,
	maxPartBytes: 5 * GIB,
	maxParts: 1e4,
	maxObjectBytes: 5e4 * GIB,
	knownObjectBytes: 5e12,
	maxPutBytes: 5 * GIB
};
const AWS_LIMITS = {
	...S3_LIMITS,
	knownObjectBytes: S3_LIMITS.maxObjectBytes
};
const COS_LIMITS = {
	...AWS_LIMITS,
	minPartBytes: MIB
};
function measured(is) {
	return {
		is,
		by: "measured"
	};
}
function documented(is) {
	return {
		is,
		by: "documented"
	};
}
function believed(is) {
	return {
		is,
		by: "believed"
	};
}
/** COS returns the CRC-64 of what it stored (436/7749), and checks Content-MD5 (436/7749, BadDigest). */
const COS_PUT_PROOFS = {
	crc64xz: documented("echoed"),
	md5: documented("refused")
};
/** A server that checks a CRC32 says so by returning it: one that knows no such header ignores it. */
const S3_PUT_PROOFS = {
	crc32: documented("echoed"),
	md5: documented("refused")
};
/**
* What each kind of store allows and does. Sources: COS documents 436/7742, 436/7746, 436/7750 and
* 436/14518, Amazon S3 user guide "Multipart upload limits" and "Conditional requests", R2
* "Conditional operations", and each vendor's own pages. Measured on Ceph RGW 16; the repeated Complete
* on 18 and 20 as well, and on Swift's s3api 2.30 and 2.38.
*/
const STORE_PROFILES = {
	cos: {
		limits: COS_LIMITS,
		checksum: "crc64xz",
		putProofs: COS_PUT_PROOFS,
		archivedClasses: ["ARCHIVE", "DEEP_ARCHIVE"],
		pathStyle: false,
		metadataNames: "strict",
		behaviour: {
			objectETag: documented("opaque"),
			repeatedComplete: documented("upload-gone"),
			partNumberGaps: documented("refused"),
			overwriteGuard: documented("x-cos-forbid-overwrite"),
			listVersion: documented(1)
		}
	},
	aws: {
		limits: AWS_LIMITS,
		checksum: "crc32",
		putProofs: S3_PUT_PROOFS,
		archivedClasses: ["GLACIER", "DEEP_ARCHIVE"],
		pathStyle: false,
		behaviour: {
			objectETag: documented("md5-of-md5s"),
			repeatedComplete: believed("same-result"),
			partNumberGaps: documented("allowed"),
			overwriteGuard: documented("if-none-match"),
			listVersion: documented(2)
		}
	},
	r2: {
		limits: {
			...S3_LIMITS,
			maxPartBytes: 5114 * MIB,
			maxObjectBytes: 5114 * GIB,
			maxPutBytes: 5114 * MIB
		},
		checksum: "md5",
		putProofs: S3_PUT_PROOFS,
		archivedClasses: [],
		pathStyle: true,
		behaviour: {
			objectETag: documented("md5-of-md5s"),
			repeatedComplete: believed("unknown"),
			partNumberGaps: believed("allowed"),
			overwriteGuard: documented("if-none-match"),
			listVersion: documented(2)
		}
	},
	gcs: {
		limits: {
			...S3_LIMITS,
			maxObjectBytes: 5 * TIB
		},
		checksum: "md5",
		putProofs: S3_PUT_PROOFS,
		archivedClasses: [],
		pathStyle: true,
		behaviour: {
			objectETag: documented("opaque"),
			repeatedComplete: believed("unknown"),
			partNumberGaps: believed("allowed"),
			overwriteGuard: believed("none"),
			listVersion: documented(2)
		}
	},
	b2: {
		limits: {
			...S3_LIMITS,
			maxPartBytes: 4768 * MIB,
			maxObjectBytes: 9 * TIB,
			knownObjectBytes: 9 * TIB,
			maxPutBytes: 4768 * MIB
		},
		checksum: "md5",
		putProofs: S3_PUT_PROOFS,
		archivedClasses: [],
		pathStyle: false,
		behaviour: {
			objectETag: believed("opaque"),
			repeatedComplete: believed("unknown"),
			partNumberGaps: believed("refused"),
			overwriteGuard: believed("none"),
			listVersion: documented(2)
		}
	},
	minio: {
		limits: S3_LIMITS,
		checksum: "crc32",
		putProofs: S3_PUT_PROOFS,
		archivedClasses: [],
		pathStyle: true,
		behaviour: {
			objectETag: believed("md5-of-md5s"),
			repeatedComplete: believed("upload-gone"),
			partNumberGaps: believed("allowed"),
			overwriteGuard: documented("if-none-match"),
			listVersion: documented(2)
		}
	},
	versitygw: {
		limits: S3_LIMITS,
		checksum: "crc32",
		putProofs: S3_PUT_PROOFS,
		archivedClasses: [],
		pathStyle: true,
		behaviour: {
			objectETag: believed("md5-of-md5s"),
			repeatedComplete: believed("unknown"),
			partNumberGaps: believed("allowed"),
			overwriteGuard: documented("if-none-match"),
			listVersion: believed(2)
		}
	},
	ceph: {
		limits: S3_LIMITS,
		checksum: "md5",
		putProofs: {
			crc32: documented("echoed"),
			md5: measured("refused")
		},
		archivedClasses: [],
		pathStyle: true,
		behaviour: {
			objectETag: measured("md5-of-md5s"),
			repeatedComplete: measured("same-result"),
			partNumberGaps: measured("allowed"),
			overwriteGuard: measured("if-none-match"),
			listVersion: measured(2)
		}
	},
	swift: {
		limits: {
			...S3_LIMITS,
			maxParts: 1e3,
			maxObjectBytes: 5e3 * GIB
		},
		checksum: "md5",
		putProofs: { md5: measured("refused") },
		archivedClasses: [],
		pathStyle: true,
		behaviour: {
			objectETag: measured("md5-of-md5s"),
			repeatedComplete: measured("same-result"),
			partNumberGaps: measured("allowed"),
			overwriteGuard: measured("none"),
			listVersion: measured(2)
		}
	},
	oss: {
		limits: {
			...AWS_LIMITS,
			minPartBytes: 100 * KIB
		},
		checksum: "md5",
		putProofs: S3_PUT_PROOFS,
		archivedClasses: [
			"Archive",
			"ColdArchive",
			"DeepColdArchive"
		],
		pathStyle: false,
		behaviour: {
			objectETag: documented("opaque"),
			repeatedComplete: believed("unknown"),
			partNumberGaps: documented("allowed"),
			overwriteGuard: documented("x-oss-forbid-overwrite"),
			listVersion: documented(2)
		}
	},
	"cos-s3": {
		limits: COS_LIMITS,
		checksum: "md5",
		putProofs: S3_PUT_PROOFS,
		archivedClasses: ["ARCHIVE", "DEEP_ARCHIVE"],
		pathStyle: false,
		metadataNames: "strict",
		behaviour: {
			objectETag: documented("opaque"),
			repeatedComplete: believed("upload-gone"),
			partNumberGaps: documented("refused"),
			overwriteGuard: believed("x-cos-forbid-overwrite"),
			listVersion: believed(1)
		}
	},
	other: {
		limits: S3_LIMITS,
		checksum: "md5",
		putProofs: {
			crc32: believed("echoed"),
			md5: believed("refused")
		},
		archivedClasses: ["GLACIER", "DEEP_ARCHIVE"],
		pathStyle: true,
		behaviour: {
			objectETag: believed("opaque"),
			repeatedComplete: believed("unknown"),
			partNumberGaps: believed("refused"),
			overwriteGuard: believed("none"),
			listVersion: believed(2)
		}
	}
};
export { pendingOf as $, isJobId as A, toUploadId as B, pieceSegment as C, MAX_PART_NUMBER as D, segmentPlace as E, newUploadToken as F, outcomeOfState as G, PIECE_TRANSFERS as H, timeOfJobId as I, TRANSFER_STATES as J, JOB_HEALTHS as K, timeOfUploadToken as L, jobIdsFrom as M, newJobId as N, derivedJobId as O, newTransferId as P, newJobRecord as Q, toETag as R, newSegment as S, segmentName as T, keptTransfersOf as U, OUTCOMES as V, outcomeOf as W, isFinished as X, countsAddUp as Y, jobHealthOf as Z, historyEntryOf as _, inventoryCheckpoint as a, isPenstockError as at, MAX_ARCHIVED_TRANSFERS as b, manifestPosition as c, shortened as ct, manifestInvalid as d, compareLooked as dt, stateOfJob as et, checkDestinationKey as f, sourceMark as ft, formatHistoryEntry as g, nearestName as h, crc64ToDecimal as ht, readManifest as i, isErrorCode as it, isTransferId as j, derivedTransferId as k, readInventoryDocument as l, isInSample as lt, sourceKeyProblem as m, crc64FromDecimal as mt, rowPosition as n, PenstockError as nt, inventoryPosition as o, mayDifferElsewhere as ot, checkSourceKey as p, Crc64Xz as pt, JOB_STATES as q, readInventory as r, causeOf as rt, manifestCheckpoint as s, needsSecondLook as st, STORE_PROFILES as t, ERRORS as tt, brokenLineText as u, compareListed as ut, mayHaveLabel as v, segmentAt as w, SEGMENT_GROUPS as x, parseHistoryEntry as y, toPartNumber as z };
