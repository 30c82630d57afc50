import { A as isJobId, B as toUploadId, D as MAX_PART_NUMBER, K as JOB_HEALTHS, j as isTransferId, nt as PenstockError, q as JOB_STATES, t as STORE_PROFILES, z as toPartNumber } from "./src-B5NobToF.js";
import { n as parseByteSize } from "./byte-size-C6_wv_35.js";
import { n as isScheduleName, t as OVERLAPS } from "./schedule-BBHaQwk4.js";
import { S as globalRegistry, _ as union, a as boolean, b as _isoDate, c as int, d as number, f as object, h as string, i as array, l as literal, m as strictObject, n as ZodISODateTime, o as custom, p as record, r as _enum, s as discriminatedUnion, t as ZodISODate, u as looseObject, v as unknown, w as NEVER, x as _isoDateTime, y as url } from "./schemas-e0zuZPA7.js";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
import { createGunzip, gunzipSync, gzipSync } from "node:zlib";
// packages/core/src/batches/row.ts
const COPY_OUTCOMES = [
	"stored",
	"skipped",
	"failed",
	"aborted"
];
/** Of a check: what two places have of one key. */
const CHECK_OUTCOMES = [
	"same",
	"differs",
	"only_source",
	"only_destination",
	"unreadable"
];
/** How a row counts in its job: as one of a transfer's terminal states. */
function countedAs(outcome) {
	switch (outcome) {
		case "stored":
		case "skipped":
		case "failed":
		case "aborted": return outcome;
		case "same": return "skipped";
		case "differs":
		case "only_source":
		case "only_destination":
		case "unreadable": return "failed";
		default: return outcome;
	}
}
/** Rows that a retry may name, and that are kept apart from the rest so that it need not read them all. */
function isTrouble({ outcome }) {
	return outcome === "aborted" || countedAs(outcome) === "failed";
}
// packages/core/src/objects/content-coding.ts
/** Names of one coding (RFC 9110 8.4.1): recipients take both for the same. */
const ALIASES = {
	"x-gzip": "gzip",
	"x-compress": "compress"
};
/** Not how the bytes are coded: no coding at all, and how an upload to S3 was once packed. */
const NO_CODINGS = /* @__PURE__ */ new Set([
	"",
	"identity",
	"aws-chunked"
]);
/** The codings that an object is stored in, as its Content-Encoding spells them; undefined for none. */
function storedCoding(contentEncoding) {
	const codings = (contentEncoding ?? "").split(",").map((coding) => coding.trim()).filter((coding) => !NO_CODINGS.has(coding.toLowerCase()));
	return codings.length === 0 ? void 0 : codings.join(", ");
}
/** Whether bytes under either header are coded in the same way, so that they may stand side by side. */
function isSameCoding(one, other) {
	return plainNames(one) === plainNames(other);
}
function plainNames(contentEncoding) {
	return (storedCoding(contentEncoding) ?? "").toLowerCase().split(", ").map((coding) => ALIASES[coding] ?? coding).join(", ");
}
// packages/core/src/objects/object-attributes.ts
/** The name under which an object's metadata tell whose it is. It never travels. */
const TOKEN_NAME = "penstock-token";
/**
* Written to the metadata of what a bulk job moves, so that a later run can tell that a source is
* unchanged, however its store and the destination's spell their ETags. It never travels.
*/
const SOURCE_MARK_NAME = "penstock-source";
/** Metadata that Penstock writes of its own, and that never travels. */
const OWN_NAMES = [TOKEN_NAME, SOURCE_MARK_NAME];
const PLAIN = {
	contentType: "content-type",
	cacheControl: "cache-control",
	contentDisposition: "content-disposition",
	contentLanguage: "content-language",
	expires: "expires"
};
const STAYING = [
	[
		/^x-(amz|cos|oss)-storage-class$/,
		"storageClass",
		"the destination has classes of its own"
	],
	[
		/^x-(amz|cos|oss)-tagging-count$/,
		"tags",
		"tags are not read: give those that it shall have"
	],
	[
		/^x-(amz|cos)-website-redirect-location$/,
		"websiteRedirect",
		"redirects do not travel"
	],
	[
		/^x-(amz|cos)-object-lock-(mode|legal-hold)$/,
		"objectLock",
		"locks do not travel"
	],
	[
		/^x-amz-missing-meta$/,
		"metadata",
		"the source shows only what fits in a header"
	]
];
/** What the headers of a HEAD or GET, by lower-case name, say of the object. */
function sourceAttributesOf(headers) {
	const plain = Object.entries(PLAIN).flatMap(([name, header]) => {
		const value = textOf$2(headers[header]);
		return value === void 0 || value === "" ? [] : [[name, value]];
	});
	const contentEncoding = storedCoding(textOf$2(headers["content-encoding"]));
	return {
		attributes: {
			...Object.fromEntries(plain),
			...contentEncoding !== void 0 && { contentEncoding },
			metadata: metadataOf(headers)
		},
		leftBehind: STAYING.filter(([header]) => Object.entries(headers).some(([name, value]) => header.test(name) && isSet(name, value))).map(([, name, reason]) => ({
			names: [name],
			reason
		}))
	};
}
function metadataOf(headers) {
	return Object.fromEntries(Object.entries(headers).flatMap(([header, value]) => {
		const name = /^x-(?:amz|cos|oss)-meta-(.+)$/.exec(header)?.[1];
		return name === void 0 || OWN_NAMES.includes(name) ? [] : [[name, textOf$2(value) ?? ""]];
	}));
}
function isSet(name, value) {
	const standard = name.endsWith("-storage-class") ? /^standard$/i : /^0?$|^off$/i;
	return value !== void 0 && !standard.test(textOf$2(value) ?? "");
}
function textOf$2(value) {
	return typeof value === "string" || value === void 0 ? value : value.join(", ");
}
/** COS and S3 take 2 KiB of names and values; the token is one of them. */
const MAX_METADATA_BYTES = 2048;
const MAX_VALUE_BYTES = 1024;
/** COS document 436/7746: a header with "_" or "." is refused there. */
const METADATA_NAMES = {
	strict: /^[a-z0-9-]+$/,
	free: /^[a-z0-9][a-z0-9._-]*$/
};
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
/**
* What the new object gets: what the job gives, completed by what the source says where the policy
* lets it travel. Nothing is left out without being told.
*/
function chooseAttributes(policy, given, found, destination) {
	const left = new Reasons(found.leftBehind.filter(({ names }) => !isGiven$1(given, names)));
	const take = (name, problem) => {
		const reason = policy === "preserve" ? problem : `the job says "attributes": "${policy}"`;
		left.add(name, reason);
		return reason === void 0;
	};
	const { metadata: foundMetadata, ...foundPlain } = found.attributes;
	const plain = Object.entries(foundPlain).filter(([name, value]) => !(name in given) && take(name, plainProblem(name, String(value))));
	const metadata = { ...given.metadata };
	let bytes = bytesOf({
		...metadata,
		[TOKEN_NAME]: destination.token
	});
	for (const [name, value] of Object.entries(foundMetadata).sort()) {
		const size = bytesOf({ [name]: value });
		const problem = METADATA_NAMES[destination.metadataNames].test(name) ? valueProblem(value) ?? (bytes + size > MAX_METADATA_BYTES ? TOO_MUCH : void 0) : "the destination takes no such name";
		if (!Object.hasOwn(given.metadata, name) && take(`metadata.${name}`, problem)) {
			metadata[name] = value;
			bytes += size;
		}
	}
	return {
		attributes: {
			...Object.fromEntries(plain),
			...given,
			metadata
		},
		leftBehind: left.list()
	};
}
const TOO_MUCH = "stores take 2 KiB of metadata at most";
function plainProblem(name, value) {
	return name === "expires" && !HTTP_DATE.test(value) ? "it is no HTTP date" : valueProblem(value);
}
/** How servers write other characters differs, and so what a copy of them would say. */
function valueProblem(value) {
	if (!/^[\x20-\x7e]*$/.test(value)) return "it has other characters than printable ASCII";
	return value.length > MAX_VALUE_BYTES ? `it has more than ${MAX_VALUE_BYTES} bytes` : void 0;
}
function isGiven$1(given, names) {
	return names.some((name) => name !== "metadata" && name in given);
}
function bytesOf(metadata) {
	return Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}
/** Names by reason: a thousand entries can have the same one. */
var Reasons = class {
	#names;
	constructor(known) {
		this.#names = new Map(known.map(({ names, reason }) => [reason, [...names]]));
	}
	add(name, reason) {
		if (reason !== void 0) this.#names.set(reason, [...this.#names.get(reason) ?? [], name]);
	}
	list() {
		return [...this.#names].map(([reason, names]) => ({
			names,
			reason
		}));
	}
};
/** Each attribute by the name that a job gives it under. */
function attributeNames({ metadata, ...plain }) {
	return [...Object.keys(plain), ...Object.keys(metadata).map((name) => `metadata.${name}`)];
}
// packages/core/src/schedules/run-log.ts
const RUN_OUTCOMES = [
	"started",
	"queued",
	"skipped",
	"superseded",
	"missed",
	"refused"
];
const EMPTY_RUN_LOG = {
	decidedUntilMs: 0,
	current: null,
	waiting: null,
	notes: []
};
/** Some 150 bytes each: the document stays well below what the configuration takes. */
const MAX_RUN_NOTES = 100;
/** The log after a tick was decided. `log.current` is a run whose job has not ended. */
function withTick(log, run, overlap, nowMs) {
	const decided = run.isManual ? log : {
		...log,
		decidedUntilMs: Math.max(log.decidedUntilMs, run.scheduledForMs)
	};
	const { current } = decided;
	if (current === null) return started(decided, run, nowMs);
	const running = `the job ${current.jobId} of ${textOf$1(current.scheduledForMs)} has not ended`;
	if (overlap === "skip") return noted(decided, noteOf(run, "skipped", nowMs, running));
	return {
		...noted(decided.waiting ? noted(decided, noteOf(decided.waiting, "superseded", nowMs, "a later tick takes its turn")) : decided, noteOf(run, "queued", nowMs, overlap === "queue" ? running : `${running}, and is being cancelled`)),
		waiting: run,
		current: overlap === "queue" ? current : {
			...current,
			isCancelWanted: true
		}
	};
}
/** The log when the job of the current run has ended: what waits for it is the next. */
function withCurrentEnded(log, nowMs) {
	const { waiting } = log;
	const idle = {
		...log,
		current: null,
		waiting: null
	};
	return waiting === null ? idle : started(idle, waiting, nowMs);
}
function withCurrentStarted(log) {
	return {
		...log,
		current: log.current && {
			...log.current,
			isStarted: true
		}
	};
}
/** The job of the current run cannot be made: its tick is over. */
function withCurrentRefused(log, reason, nowMs) {
	const { current } = log;
	return current === null ? log : withCurrentEnded(noted(log, noteOf(current, "refused", nowMs, reason)), nowMs);
}
/** No process saw the tick in time, and nothing makes up for it. */
function withMissed(log, scheduledForMs, { reason, nowMs }) {
	const note = {
		scheduledForMs,
		decidedAtMs: nowMs,
		outcome: "missed",
		reason
	};
	const decidedUntilMs = Math.max(log.decidedUntilMs, scheduledForMs);
	return {
		...noted(log, note),
		decidedUntilMs
	};
}
/** No tick up to it counts any more. */
function decidedFrom(log, { activeFromMs }) {
	return Math.max(log.decidedUntilMs, activeFromMs - 1);
}
function started(log, run, nowMs) {
	return {
		...noted(log, noteOf(run, "started", nowMs)),
		current: {
			...run,
			isStarted: false
		}
	};
}
function noteOf(run, outcome, nowMs, reason) {
	const { scheduledForMs, jobId, isManual } = run;
	return {
		scheduledForMs,
		decidedAtMs: nowMs,
		outcome,
		...outcome === "started" && { jobId },
		...reason !== void 0 && { reason },
		...isManual && { isManual }
	};
}
/** A tick has one note: what became of it last. */
function noted(log, note) {
	const others = log.notes.filter((each) => each.scheduledForMs !== note.scheduledForMs || each.isManual !== note.isManual);
	return {
		...log,
		notes: [note, ...others].slice(0, MAX_RUN_NOTES)
	};
}
function textOf$1(ms) {
	return new Date(ms).toISOString();
}
// packages/core/src/stores/connection-test.ts
/** In the order in which they are made: what a later one needs, an earlier one has shown. */
const CONNECTION_CHECKS = [
	"reachable",
	"auth",
	"clock",
	"address-style",
	"list",
	"listing-order",
	"min-part",
	"etag-kind",
	"checksum-modes",
	"abort"
];
/** The checksums that a store's adapter can send or read back, the strongest first. */
function checksumModesOf({ checksum }) {
	return checksum === "crc64xz" ? ["crc64xz", "md5"] : ["crc32", "md5"];
}
/**
* The checksum for a new upload: as the settings chose it, else as it was measured, else as the
* provider is known. What was measured before the connection became another kind of store is ignored.
*/
function checksumFor(profile, measured) {
	const seen = measured?.checksum;
	return seen !== void 0 && !profile.isChecksumChosen && checksumModesOf(profile).includes(seen) ? seen : profile.checksum;
}
/**
* What the response of this store to a PUT with this checksum proves by; undefined when it proves nothing,
* so that its object has to be looked at. A test of the connection that did not see the store compare
* what is used overrules what is known of its provider.
*/
function putProofFor({ putProofs }, algorithm, test) {
	const modes = test?.checks.find(({ name }) => name === "checksum-modes");
	return modes?.result === "warned" || modes?.result === "failed" ? void 0 : putProofs[algorithm]?.is;
}
// node_modules/zod/v4/classic/iso.js
function datetime(params) {
	return _isoDateTime(ZodISODateTime, params);
}
function date(params) {
	return _isoDate(ZodISODate, params);
}
// packages/wire/src/job-view.ts
const timestamp = datetime().describe("RFC 3339, UTC");
/** A time that a client gives, as milliseconds. */
const timestampInput = datetime({
	offset: true,
	error: "write a time such as 2026-11-28T09:30:00Z"
}).transform((text) => Date.parse(text));
const address$2 = object({
	connection: string(),
	key: string()
});
const cause = object({
	code: string(),
	message: string()
});
const progressView = object({
	totalsFinal: boolean().describe("False while transfers are still to be planned."),
	bytesTotal: int(),
	bytesStored: int().describe("Bytes of parts whose ETag is held."),
	partsTotal: int(),
	partsStored: int(),
	transfersTotal: int(),
	transfersStored: int(),
	transfersSkipped: int(),
	transfersFailed: int(),
	transfersCancelled: int(),
	transfersPending: int().describe("Total = stored + skipped + failed + cancelled + pending, at every instant."),
	retries: int().describe("Failed attempts that were or will be tried again."),
	percent: number().nullable().describe("Null until the totals are final; below 100 until the job is done.")
});
const jobView = object({
	id: string(),
	name: string(),
	state: _enum(JOB_STATES),
	health: _enum(JOB_HEALTHS),
	isPaused: boolean().describe("Nothing of it is begun; what is under way is moved to its end."),
	actions: array(_enum([
		"pause",
		"resume",
		"cancel"
	])),
	labels: record(string(), string()),
	progress: progressView,
	list: object({
		verb: _enum(["copy", "check"]),
		isComplete: boolean().describe("False while objects are still being listed."),
		openPieces: int(),
		brokenPieces: int().describe("What could not be listed to its end: no such job succeeds."),
		brokenBy: cause.nullable(),
		extra: int().describe("Keys that only the destination has; they are left alone."),
		isOneWay: boolean().describe("Keys that only the destination has are not known: it is not listed as a whole."),
		isRecorded: boolean().describe("The job has ended, and every row is in the journal.")
	}).nullable().describe("Of a job that lists what it moves."),
	workers: int().describe("Workers that are alive right now."),
	repeats: array(object({
		process: string(),
		role: _enum([
			"planner",
			"worker",
			"coordinator"
		]),
		what: string().describe("What it does for the job: `the journal of a job`."),
		failures: int().describe("In a row."),
		cause,
		since: timestamp,
		nextTry: timestamp
	})).describe("What a process repeats for this job because it failed, beside the job's own steps."),
	schedule: object({
		name: string(),
		scheduledFor: timestamp,
		isManual: boolean()
	}).nullable().describe("Of a job that a schedule made: which, and at what tick."),
	retryOf: string().nullable().describe("The job of which it tries something again."),
	supersededBy: string().nullable().describe("The newest job that tries this one again."),
	createdAt: timestamp,
	finishedAt: timestamp.nullable()
});
/** How far a source could be pinned: by the strongest sign of its version that it shows. */
const sourcePinnedBy = _enum([
	"version",
	"etag",
	"checksum",
	"file",
	"weak-etag",
	"date",
	"size-only"
]);
/** As `POST /v1/jobs` takes them, the defaults filled in. */
const transferOptions = object({
	partSizeBytes: int().exactOptional().describe("As asked for; left out: chosen by size."),
	overwrite: _enum([
		"always",
		"never",
		"if_different"
	]),
	verify: _enum([
		"none",
		"part",
		"full"
	]),
	attributes: _enum([
		"preserve",
		"none",
		"set"
	]),
	contentType: string().exactOptional(),
	cacheControl: string().exactOptional(),
	contentDisposition: string().exactOptional(),
	contentEncoding: string().exactOptional(),
	contentLanguage: string().exactOptional(),
	expires: string().exactOptional(),
	metadata: record(string(), string()),
	storageClass: string().exactOptional(),
	acl: string().exactOptional(),
	tags: record(string(), string()).exactOptional()
});
const transferView = object({
	id: string(),
	source: address$2,
	destination: address$2,
	options: transferOptions.describe("What its job asked for."),
	state: _enum([
		"planned",
		"uploading",
		"completing",
		"verifying",
		"aborting",
		"stored",
		"skipped",
		"aborted",
		"failed"
	]),
	generation: int(),
	pinnedBy: sourcePinnedBy.nullable().describe("How far the source could be pinned; `size-only`: it shows no version."),
	leftBehind: array(object({
		names: array(string()),
		reason: string()
	})).describe("Attributes of the source that the object does not get, and why."),
	plan: object({
		strategy: _enum(["put", "multipart"]),
		sizeBytes: int(),
		partSizeBytes: int(),
		partCount: int(),
		reason: string(),
		warning: string().exactOptional().describe("What may go wrong with it all the same.")
	}).nullable(),
	object: object({
		etag: string(),
		sizeBytes: int(),
		checksum: object({
			algorithm: string(),
			value: string()
		}).nullable(),
		verifiedBy: _enum([
			"read-back",
			"object-checksum",
			"put-response",
			"part-checksums",
			"size"
		]),
		encryption: string().nullable().describe("As the store names it, such as AES256."),
		versionId: string().nullable().describe("Where the bucket keeps versions.")
	}).nullable(),
	/** Why it failed, was aborted or was skipped. */
	cause: cause.nullable(),
	/** Why it may stand still: what a process does not use for a while. */
	leftAlone: array(object({
		process: string(),
		role: _enum([
			"planner",
			"worker",
			"coordinator"
		]),
		connection: string(),
		side: _enum(["source", "store"]),
		cause,
		since: timestamp,
		nextTry: timestamp
	})),
	failures: array(object({
		step: string().describe("`part 17`, `plan`, `complete`, `verify` or `abort`."),
		at: timestamp,
		process: string(),
		cause,
		requestId: string().nullable().describe("The store's own name for the request.")
	}))
});
const workerPage = object({ data: array(object({
	id: string(),
	slots: int()
})) });
/** What every response but a success carries, as application/problem+json (RFC 9457). */
const problem = object({
	type: string(),
	title: string(),
	status: int(),
	detail: string(),
	code: string(),
	requestId: string(),
	errors: array(object({
		pointer: string().describe("A JSON pointer (RFC 6901) into the body or the query."),
		parameter: string().optional().describe("The query parameter, where it is one."),
		message: string()
	})).optional()
});
function pageOf(item) {
	return object({
		data: array(item),
		nextCursor: string().nullable()
	});
}
const jobPage = pageOf(jobView);
const transferPage = pageOf(transferView);
// packages/wire/src/receipt-v1.ts
const address$1 = strictObject({
	connection: string(),
	key: string()
});
const bytes$1 = int().nonnegative();
const checksum$1 = strictObject({
	algorithm: _enum([
		"crc64xz",
		"crc32",
		"md5"
	]),
	value: string().regex(/^[0-9a-f]{8,32}$/)
});
const part = strictObject({
	number: int().min(1).max(1e4),
	startByte: bytes$1,
	lengthBytes: bytes$1,
	/** Absent, with the checksum, where the record of the part was lost with Redis before its object was stored. */
	etag: string().optional(),
	/** By the receipt's algorithm; absent for a part that the store copied without telling it. */
	checksum: checksum$1.shape.value.optional()
});
const failedAttempt = strictObject({
	step: string(),
	at: timestamp,
	process: string(),
	code: string(),
	message: string(),
	requestId: string().optional()
});
/** By the names that a job gives attributes under; `metadata.owner` is one of its metadata. */
const attributes = strictObject({
	policy: _enum([
		"preserve",
		"none",
		"set"
	]),
	/** By the job. */
	given: array(string()),
	/** From the source. */
	travelled: array(string()),
	/** What the source showed and the object did not get. */
	leftBehind: array(strictObject({
		names: array(string()),
		reason: string()
	}))
});
/** Everything of a receipt that its signature covers. */
const receiptBody = strictObject({
	v: literal(1),
	transferId: string(),
	jobId: string(),
	generation: int().positive(),
	source: address$1.extend({
		sizeBytes: bytes$1,
		/** The sign that the source was asked to compare. */
		validator: record(string(), string()),
		/** Every other sign of its version that each response was compared with. */
		signs: record(string(), string()).optional(),
		/** The strongest sign that it shows. `size-only`: it could not be pinned, only its size was compared. */
		pinnedBy: sourcePinnedBy.optional(),
		checksum: checksum$1.optional()
	}),
	destination: address$1.extend({
		etag: string(),
		versionId: string().optional(),
		encryption: string().optional()
	}),
	sizeBytes: bytes$1,
	algorithm: checksum$1.shape.algorithm,
	/** Of the whole object, combined from the parts; absent where the algorithm cannot combine. */
	checksum: checksum$1.shape.value.optional(),
	verifiedBy: string(),
	attributes: attributes.optional(),
	parts: array(part).min(1),
	failedAttempts: array(failedAttempt),
	acceptedAt: timestamp,
	storedAt: timestamp
});
const signature = strictObject({
	algorithm: literal("HMAC-SHA256"),
	/** The first 8 hex digits of the key's SHA-256: which key it was, not what it is. */
	keyId: string(),
	value: string().regex(/^[0-9a-f]{64}$/)
});
/** The checkable record of a finished transfer: one line of NDJSON. */
const receiptV1 = receiptBody.extend({ signature: signature.nullable() });
const receiptPage = pageOf(receiptV1);
// packages/wire/src/bulk-receipt-v1.ts
const whole = int().nonnegative();
const texts = array(string()).exactOptional();
const sha256 = string().regex(/^[0-9a-f]{64}$/);
const counts = strictObject({
	stored: whole,
	skipped: whole,
	failed: whole,
	aborted: whole
});
const segment = strictObject({
	epoch: int().positive(),
	number: whole,
	rows: whole,
	counts,
	trouble: array(strictObject({
		outcome: _enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES]),
		code: string().exactOptional(),
		rows: whole
	})),
	rowsSha256: sha256.describe("Of `EPOCH-NUMBER-SHA.jsonl.gz` in the journal, SHA being its first 16 digits."),
	troubleSha256: sha256
});
/** The checkable record of a job of many objects: one line of JSON. */
const bulkReceiptV1 = strictObject({
	v: literal(1),
	kind: literal("bulk"),
	jobId: string(),
	verb: _enum(["copy", "check"]),
	source: strictObject({
		connection: string(),
		kind: _enum([
			"keys",
			"prefix",
			"tree",
			"manifest",
			"rows"
		]),
		of: string().exactOptional(),
		keys: texts,
		include: texts,
		exclude: texts
	}),
	destination: strictObject({
		connection: string(),
		key: string()
	}),
	epoch: int().positive(),
	counts: counts.extend({ listed: whole }),
	brokenPieces: whole,
	extra: whole,
	coveredBytes: whole,
	segments: array(segment),
	acceptedAt: timestamp,
	endedAt: timestamp,
	signature: signature.nullable()
});
// packages/wire/src/connection-view.ts
const result = _enum([
	"passed",
	"warned",
	"failed",
	"skipped"
]);
/** What `POST /v1/connections/{name}:test` answers: one row per check, in the order they are made. */
const connectionTestView = object({
	connection: string(),
	testedAt: timestamp,
	result: _enum([
		"passed",
		"warned",
		"failed"
	]).describe("The worst of the checks; `failed` means that objects cannot be stored as they are."),
	checks: array(object({
		name: _enum(CONNECTION_CHECKS),
		result: result.describe("`skipped`: an earlier check failed."),
		detail: string(),
		consequence: string().nullable().describe("What it means for transfers."),
		fix: string().nullable().describe("What to do about it.")
	})),
	measured: object({
		checksum: _enum([
			"crc64xz",
			"crc32",
			"md5"
		]).nullable().describe("The strongest that the store really compares: new uploads use it."),
		objectETag: _enum(["md5-of-md5s", "opaque"]).nullable()
	}).describe("Null where it was not seen, or where the connection's settings decide.")
});
const connectionView = object({
	name: string(),
	provider: string(),
	isWritable: boolean(),
	location: string().describe("The root folder, base URL, or bucket; never a secret.")
}).extend({ lastTest: connectionTestView.nullable() });
const connectionPage = pageOf(connectionView);
// packages/wire/src/page-query.ts
const MAX_LIMIT = 500;
const limitText = `write a whole number from 1 to ${MAX_LIMIT}`;
/** The query of every listing. */
const pageQuery = strictObject({
	limit: string(limitText).regex(/^[1-9]\d{0,2}$/, limitText).prefault("50").transform(Number).refine((limit) => limit <= MAX_LIMIT, limitText).describe(`How many, 1 to ${MAX_LIMIT}; 50 when left out.`),
	cursor: string("write it once").regex(/^[\w-]{1,400}$/, "send the nextCursor of the page before").optional().describe("The nextCursor of the page before.")
});
// packages/wire/src/job-query.ts
const MAX_LABELS$1 = 8;
/** `name=value`, once or several times: a name has no equals sign in it, a value may. */
const labels = union([string(), array(string())]).transform((given, context) => {
	const pairs = [given].flat().map((text) => {
		const [, name, value] = /^([^=]{1,63})=(.{0,255})$/s.exec(text) ?? [];
		return name === void 0 || value === void 0 ? void 0 : [name, value];
	});
	const whole = pairs.filter((pair) => pair !== void 0);
	if (whole.length < pairs.length || pairs.length > MAX_LABELS$1) {
		const message = `write NAME=VALUE, at most ${MAX_LABELS$1} times`;
		context.addIssue({
			code: "custom",
			message
		});
		return NEVER;
	}
	return whole;
}).optional();
/** The query of `GET /v1/jobs`: a job is in the list that fits all that is given. */
const jobQuery = pageQuery.extend({
	state: oneOf(JOB_STATES).describe("Jobs in this state."),
	health: oneOf(JOB_HEALTHS).describe("Jobs of this health; that of a job that has ended is `ok`."),
	label: labels.describe("`NAME=VALUE`; may be there up to 8 times: then a job has all of them."),
	createdAfter: timestampInput.optional().describe("Jobs of this time or later, RFC 3339."),
	createdBefore: timestampInput.optional().describe("Jobs of an earlier time, RFC 3339.")
});
function oneOf(values) {
	return _enum(values, `write one of ${values.join(", ")}`).optional();
}
// packages/wire/src/byte-size.ts
/** A size in bytes, as a whole number or as text with an IEC unit. */
const byteSize = union([int().nonnegative(), string()]).transform((value, context) => {
	const bytes = typeof value === "number" ? value : parseByteSize(value);
	if (bytes === void 0) {
		context.addIssue({
			code: "custom",
			message: "write a size such as 16MiB or 1073741824"
		});
		return NEVER;
	}
	return bytes;
});
// packages/wire/src/check-options.ts
const OF_CHECKS = [
	"compare",
	"sample",
	"oneWay",
	"allowEmpty"
];
const ONLY_OF_CHECKS = ["sample", "oneWay"];
/** By the name of each option: why it cannot be given. */
function unsuitableOptions(verb, options) {
	const { metadata, ...rest } = options;
	const given = [...Object.keys(rest), ...Object.keys(metadata).length > 0 ? ["metadata"] : []];
	if (verb === "check") {
		const allowed = OF_CHECKS;
		return given.filter((name) => !allowed.includes(name)).map((name) => [name, `a check moves nothing: it takes ${OF_CHECKS.join(", ")} only`]);
	}
	const onlyOfChecks = ONLY_OF_CHECKS;
	return [...given.filter((name) => onlyOfChecks.includes(name)).map((name) => [name, "only a job with \"verb\": \"check\" takes it"]), ...options.compare === "read" ? [["compare", "only a job with \"verb\": \"check\" reads both sides"]] : []];
}
/** What is read is compared by its content as well, where the sample leaves it out. */
function toCompare({ compare = "content" }) {
	return compare === "read" ? "content" : compare;
}
function toCheckSpec({ compare, sample = 100, oneWay = false }) {
	return {
		reads: compare === "read" ? "all" : "unclear",
		samplePercent: sample,
		isOneWay: oneWay
	};
}
// packages/wire/src/selection-request.ts
const MAX_KEY_LENGTH = 1024;
const MAX_KEYS = 1e3;
const MAX_GLOBS = 100;
const connection$2 = string().min(1).describe("The name of a connection in penstock.config.json.");
const key = string().min(1, "name the object").max(MAX_KEY_LENGTH, `keys have at most ${MAX_KEY_LENGTH} characters; signed URLs will get an option of their own`);
const globs = array(string().min(1).max(MAX_KEY_LENGTH)).max(MAX_GLOBS);
const manifest = strictObject({
	connection: connection$2.describe("Where the manifest lies; its keys are those of the source."),
	key,
	format: _enum([
		"csv",
		"jsonl",
		"s3-inventory"
	]).describe("docs/manifests.md shows each."),
	onBrokenLine: _enum(["refuse", "skip"]).default("refuse").describe("`skip`: a broken line is skipped, and has a row that names it."),
	spelling: _enum(["plain", "percent"]).exactOptional().describe("`percent`: keys of CSV and JSON Lines are percent-encoded. Left out: `plain`.")
});
const rowChoice = {
	outcomes: array(_enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES])).min(1).exactOptional(),
	codes: array(string().min(1).max(64)).min(1).max(MAX_GLOBS).exactOptional()
};
const rows = strictObject({
	job: string().refine(isJobId, "ids of jobs look like job_ and 26 letters and digits").describe("One that has ended."),
	...rowChoice
});
const KINDS = [
	"key",
	"keys",
	"prefix",
	"tree",
	"manifest",
	"rows"
];
/** Exactly one of the kinds. */
const source = strictObject({
	connection: connection$2,
	key: key.exactOptional().describe("One object: the key, or the path below a file root or base URL."),
	keys: array(key).min(1).max(MAX_KEYS).exactOptional().describe("Some objects by name."),
	prefix: string().max(MAX_KEY_LENGTH).exactOptional().describe("Every object whose key begins with it; empty: every one there is."),
	tree: string().max(MAX_KEY_LENGTH).exactOptional().describe("Every file below a folder of a `file` connection; empty: its root."),
	manifest: manifest.exactOptional().describe("Objects that a file names."),
	rows: rows.exactOptional().describe("Objects that another job has rows of, such as those that failed."),
	include: globs.exactOptional().describe("Only what one of these globs takes, compared with the rest of the key or the path."),
	exclude: globs.exactOptional().describe("And nothing that one of these takes.")
}).superRefine((given, context) => {
	const kinds = KINDS.filter((kind) => kind in given);
	if (kinds.length !== 1) {
		const found = kinds.length === 0 ? "none of them" : kinds.join(" and ");
		const message = `name exactly one of ${KINDS.join(", ")}: there is ${found}`;
		context.addIssue({
			code: "custom",
			path: [],
			message
		});
	}
	const [kind] = kinds;
	for (const name of ["include", "exclude"].filter((each) => each in given)) if (kind !== "prefix" && kind !== "tree" && kind !== "rows") {
		const message = `globs choose from what is listed: with "${kind ?? "key"}" leave them out`;
		context.addIssue({
			code: "custom",
			path: [name],
			message
		});
	}
});
const destination = strictObject({
	connection: connection$2,
	key: key.describe("The key; of a list of objects a template: {relativeKey} (the key without its prefix), {key}, {basename}, {date:yyyy/MM/dd}. Of `rows` also {destinationKey}: each object goes to where its row has it.")
});
/** A job of more than one object, or of a number that is not known yet. */
function isBulkSource(given) {
	return given.key === void 0;
}
/** @throws RangeError for the source of one object */
function toSelection(given) {
	const { connection: from, keys, prefix, tree, manifest: file, rows: other } = given;
	const filter = {
		include: given.include ?? [],
		exclude: given.exclude ?? []
	};
	if (keys !== void 0) return {
		kind: "keys",
		connection: from,
		keys
	};
	if (prefix !== void 0) return {
		kind: "prefix",
		connection: from,
		prefix,
		filter
	};
	if (tree !== void 0) return {
		kind: "tree",
		connection: from,
		folder: tree,
		filter
	};
	if (file !== void 0) return {
		kind: "manifest",
		connection: from,
		manifest: file
	};
	if (other !== void 0 && isJobId(other.job)) {
		const { job: jobId, outcomes, codes } = other;
		return {
			kind: "rows",
			connection: from,
			jobId,
			filter: {
				...outcomes !== void 0 && { outcomes },
				...codes !== void 0 && { codes },
				keys: filter
			}
		};
	}
	throw new RangeError("the source of one object is no selection");
}
// packages/wire/src/job-request.ts
/** Text that may be shown as it is, also in a terminal: control characters would steer it. */
function plainText(maxLength) {
	return string().max(maxLength).regex(/^\P{Cc}*$/u, "leave out control characters");
}
const MAX_LABELS = 32;
/** The value of a header: what HTTP carries without an encoding. */
function headerText(maxLength) {
	return string().regex(/^[\x20-\x7e]+$/, "use printable ASCII").max(maxLength);
}
const metadata = record(string().regex(/^[a-z0-9-]{1,64}$/, "use lower-case letters, digits and hyphens"), string().regex(/^[\x20-\x7e]*$/, "use printable ASCII").max(1024)).refine((pairs) => !OWN_NAMES.some((name) => name in pairs), `${OWN_NAMES.join(" and ")} are the names of Penstock's own marks`).refine((pairs) => JSON.stringify(pairs).length <= 1920, "give at most 1920 bytes of metadata: stores take 2 KiB, and 128 bytes of them mark the object");
/** What both COS and S3 take in tags (COS document 436/7746; S3 user guide, "Object tagging"). */
const tagText = string().regex(/^[\p{L}\p{N} +\-=._:/@]*$/u, "use letters, digits, spaces and + - = . _ : / @");
const MAX_TAGS = 10;
const tags = record(tagText.min(1).max(128), tagText.max(256)).refine((pairs) => Object.keys(pairs).length <= MAX_TAGS, `stores take ${MAX_TAGS} tags at most`);
/** RFC 9110's IMF-fixdate: stores hand it out as it came in, to clients that read no other form. */
const httpDate = string().regex(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/, "write an HTTP date such as Wed, 21 Oct 2026 07:28:00 GMT").refine((text) => !Number.isNaN(Date.parse(text)), "there is no such day or time");
/** What is stored with the object. Left out: what the source says of itself, or the store's default. */
const given = {
	contentType: headerText(255).exactOptional(),
	cacheControl: headerText(1024).exactOptional(),
	contentDisposition: headerText(1024).exactOptional(),
	contentEncoding: headerText(255).exactOptional(),
	contentLanguage: headerText(255).exactOptional(),
	expires: httpDate.exactOptional(),
	metadata: metadata.default({}),
	storageClass: string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, "write it as the store does, such as STANDARD_IA").exactOptional(),
	acl: string().regex(/^[a-z][a-z-]{0,63}$/, "write a canned ACL as the store does, such as private").exactOptional(),
	tags: tags.exactOptional()
};
const options$1 = strictObject({
	partSize: byteSize.exactOptional().describe("Whole MiB, for example 64MiB. Left out: chosen by size."),
	overwrite: _enum([
		"always",
		"never",
		"if_different"
	]).exactOptional().describe("What becomes of an object that is there. Left out: `always` for `key`, and for `keys`; `if_different` for whatever else lists objects."),
	compare: _enum([
		"content",
		"size",
		"size+time",
		"read"
	]).exactOptional().describe("How `if_different`, or a check, tells a difference: by what shows the bytes, as when left out; or one takes size, or size and time, for enough. Only a check may `read` all bytes of both sides."),
	sample: int().min(1).max(100).exactOptional().describe("Of a check: how many of a hundred objects that would be read are read, chosen by their keys. The others are compared by size. Left out: 100."),
	oneWay: boolean().exactOptional().describe("Of a check: keys that only the destination has are not looked for, and it is not listed."),
	missing: _enum(["fail", "skip"]).exactOptional().describe("An object that was listed and is gone when it is read. Left out: `fail`."),
	allowEmpty: boolean().exactOptional().describe("Whether a list without objects is a success. Left out: it is an error."),
	verify: _enum([
		"none",
		"part",
		"full"
	]).exactOptional().describe("How the object is compared with what was read: by its size; by the store's checksums, as when left out; or by reading it back."),
	attributes: _enum([
		"preserve",
		"none",
		"set"
	]).exactOptional().describe("What is stored with the object: what its source says of itself, where nothing is given here, as when left out; nothing; or what is given here alone."),
	...given
});
function isGiven(wanted) {
	return Object.keys(given).some((name) => name in wanted);
}
/** The body of `POST /v1/jobs`. Unknown keys are refused: a misspelt option is not an option. */
const jobRequest = strictObject({
	name: plainText(200).min(1).optional().describe("Left out: made of source or destination."),
	verb: _enum(["copy", "check"]).exactOptional().describe("`check` compares two places and moves nothing. Left out: `copy`."),
	source,
	destination,
	options: options$1.refine(({ attributes, metadata, ...rest }) => attributes !== "none" || !(Object.keys(metadata).length > 0 || isGiven(rest)), {
		path: ["attributes"],
		message: "with \"none\" give no attributes, or say \"set\""
	}).prefault({}),
	onSuccess: strictObject({ marker: string().min(1).max(1024) }).exactOptional().describe("An object that is written last, below the destination's connection, once every object is stored or skipped."),
	labels: record(plainText(63).min(1), plainText(255)).refine((labels) => Object.keys(labels).length <= MAX_LABELS, `at most ${MAX_LABELS} labels`).default({})
}).superRefine((request, context) => {
	for (const name of ONLY_FOR_BULK.filter((option) => option in request.options)) if (!isBulkSource(request.source)) context.addIssue({
		code: "custom",
		path: ["options", name],
		message: "a job of one \"key\" has no list: leave it out, or name \"keys\" or a \"prefix\""
	});
	for (const [name, message] of unsuitableOptions(request.verb, request.options)) context.addIssue({
		code: "custom",
		path: ["options", name],
		message
	});
	for (const name of ["verb", "onSuccess"].filter((each) => each in request)) if (!isBulkSource(request.source)) context.addIssue({
		code: "custom",
		path: [name],
		message: "give it with a list of objects: \"keys\", \"prefix\", \"tree\", \"manifest\" or \"rows\""
	});
});
const ONLY_FOR_BULK = ["missing", "allowEmpty"];
// packages/wire/src/duration.ts
const UNIT_MS = {
	s: 1e3,
	m: 6e4,
	h: 36e5,
	d: 864e5
};
/** `90s`, `30m`, `24h`, `7d`: parsed to milliseconds. */
const duration = string().regex(/^\d{1,6}[smhd]$/, "write a duration such as 30m, 24h or 7d").transform((text) => Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? 0));
/** In the largest unit that leaves no rest: `90m`, `24h` is `1d`. */
function formatDuration(ms) {
	const [unit, unitMs] = Object.entries(UNIT_MS).toReversed().find(([, each]) => ms > 0 && ms % each === 0) ?? ["s", 1e3];
	return `${ms / unitMs}${unit}`;
}
// packages/wire/src/open-upload-view.ts
const connection$1 = string().min(1).max(200);
/** The query of `GET /v1/uploads`. */
const openUploadQuery = strictObject({
	connection: connection$1.optional().describe("Only this one; every writable one when left out."),
	olderThan: duration.optional()
});
const openUploadView = object({
	connection: string(),
	key: string(),
	uploadId: string().nullable().describe("Null while the response to our intent is not known."),
	openedAt: timestamp.describe("By the store's clock; by the ledger's where it does not show it."),
	ageSeconds: int(),
	isListed: boolean().nullable().describe("Whether the store shows it; null where its list has a gap."),
	parts: int().nullable().describe("At the store; null where it does not say."),
	bytes: int().nullable(),
	owner: _enum([
		"transfer",
		"orphan",
		"intent",
		"foreign"
	]).describe("By the ledger. `orphan`: ours, and no transfer uses it. `intent`: may be what one of our intents opened. `foreign`: not ours."),
	transferId: string().nullable(),
	jobId: string().nullable(),
	state: string().nullable().describe("Of the transfer that uses it.")
});
const openUploadPage = object({
	data: array(openUploadView).describe("Oldest first, 200 at most."),
	total: int(),
	gaps: array(object({
		connection: string(),
		code: string(),
		message: string()
	})).describe("Connections whose uploads are not all here, and why.")
});
/** The body of `POST /v1/uploads:abortOrphans`. */
const abortOrphansRequest = strictObject({
	connection: connection$1.optional(),
	olderThan: duration.optional(),
	uploadIds: array(string().min(1).max(1024)).min(1).max(100).optional()
}).refine(({ olderThan, uploadIds }) => olderThan === void 0 !== (uploadIds === void 0), "write either olderThan or uploadIds");
const abortOrphansView = object({
	data: array(object({
		uploadId: string(),
		connection: string().nullable(),
		key: string().nullable(),
		outcome: _enum([
			"aborted",
			"refused",
			"failed"
		]),
		reason: string().nullable(),
		jobId: string().nullable().describe("Of the transfer that uses it.")
	})),
	leftAlone: object({
		foreign: int(),
		transfers: int()
	}).describe("Old enough, and not to be aborted: not ours, or of a running transfer."),
	hasMore: boolean().describe("Ask again: one request aborts at most 200.")
});
// packages/wire/src/plan-view.ts
/** What a job would do, as far as its list is known. */
const planView = object({
	isComplete: boolean().describe("False where the list was not read to its end in time: all counts are so far."),
	objects: int(),
	bytes: int(),
	bytesRead: int().describe("What of them leaves the source: nothing where its store copies."),
	largeObjects: int().describe("Objects that are moved in parts, each by an upload of its own."),
	parts: int(),
	partSizes: array(object({
		upToBytes: int(),
		parts: int()
	})),
	requests: object({
		list: int(),
		head: int(),
		get: int(),
		put: int(),
		copy: int()
	}).describe("As they are billed; repeats are not among them. `copy`: the store copies by itself."),
	rejections: array(object({
		code: string(),
		objects: int(),
		samples: array(object({
			key: string(),
			message: string()
		}))
	})).describe("Objects that would not be moved, by the reason that their rows will have."),
	durationSeconds: number().nullable().describe("At the best rates of the newest jobs; null where none of them moved anything. So far, as all counts."),
	costs: array(object({
		side: _enum(["source", "destination"]),
		provider: string(),
		currency: string(),
		requests: number(),
		traffic: number(),
		total: number()
	})).describe("By the price table; without a side whose provider the table does not have."),
	samples: array(object({
		key: string(),
		destinationKey: string(),
		sizeBytes: int()
	}))
});
// packages/wire/src/report-query.ts
const MAX_VALUES = 100;
const REPORT_FORMATS = ["jsonl", "csv"];
/** The query of `GET /v1/jobs/{id}/report`: a row is in it that fits all that is given. */
const reportQuery = strictObject({
	rows: _enum(["all", "trouble"]).optional().describe("`trouble`: only those of objects that failed or were not moved."),
	outcome: severalOf(_enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES])).describe("Rows of this outcome, or of one of these."),
	code: severalOf(string().min(1).max(64)).describe("Rows whose cause has this error code."),
	key: severalOf(string().min(1).max(1024)).describe("Rows whose key one of these globs takes, as `include` of a job does."),
	format: _enum(REPORT_FORMATS).optional().describe("Left out: CSV where `Accept` names text/csv, else JSON Lines.")
});
function toRowFilter({ outcome, code, key }) {
	return {
		...outcome !== void 0 && { outcomes: outcome },
		...code !== void 0 && { codes: code },
		...key !== void 0 && { keys: {
			include: key,
			exclude: []
		} }
	};
}
/** A parameter that may be there several times. */
function severalOf(value) {
	return union([value.transform((one) => [one]), array(value).max(MAX_VALUES)]).optional();
}
// packages/wire/src/retry-request.ts
const options = strictObject({
	partSize: byteSize.exactOptional(),
	overwrite: _enum([
		"always",
		"never",
		"if_different"
	]).exactOptional(),
	compare: _enum([
		"content",
		"size",
		"size+time"
	]).exactOptional(),
	missing: _enum(["fail", "skip"]).exactOptional(),
	verify: _enum([
		"none",
		"part",
		"full"
	]).exactOptional()
});
/** The body of `POST /v1/jobs/{id}:retry`; without one everything that failed is tried again. */
const retryRequest = strictObject({
	outcomes: rowChoice.outcomes.describe("Left out: `failed`, of a cancelled job `aborted` as well; of a check all that is not the same."),
	codes: rowChoice.codes.describe("Only what failed by one of these."),
	include: globs.exactOptional().describe("Only keys that one of these globs takes."),
	exclude: globs.exactOptional().describe("And none that one of these takes."),
	options: options.exactOptional().describe("In place of those of the job; all others are taken over."),
	dryRun: boolean().exactOptional().describe("Counts, and makes no job.")
}).optional();
const counted = object({
	outcome: string(),
	code: string().nullable(),
	objects: int()
});
const retryView = object({
	objects: int().describe("How many are tried again."),
	causes: array(counted),
	job: jobView.nullable().describe("The new job; null after a dry run.")
});
const errorsView = object({
	isComplete: boolean().describe("False while the job runs, or its last rows are being written: counts are so far."),
	data: array(counted.extend({
		samples: array(object({
			key: string(),
			message: string()
		})),
		title: string(),
		next: string().describe("What happens by itself, and what is to be done."),
		help: string().describe("Where the code is explained.")
	}))
});
function toRetryFilter(body) {
	const { outcomes, codes, include = [], exclude = [] } = body ?? {};
	return {
		...outcomes !== void 0 && { outcomes },
		...codes !== void 0 && { codes },
		keys: {
			include,
			exclude
		}
	};
}
/** Those that are given. */
function toChangedOptions(body) {
	const { partSize, missing, ...rest } = body?.options ?? {};
	return {
		...rest,
		...partSize !== void 0 && { partSizeBytes: partSize },
		...missing !== void 0 && { onMissing: missing }
	};
}
// packages/wire/src/schedule-request.ts
const DAY_MS = 864e5;
const HOUR_MS = 36e5;
const LONGEST_MS = 366 * DAY_MS;
const interval = duration.refine((ms) => ms >= 1e3 && ms <= LONGEST_MS, "write a time of 1s to 366d").describe("Instead of `cron`: at every whole multiple of it since 1970, such as 6h.");
const timingFields = {
	cron: string().max(200).exactOptional().describe("Minute, hour, day of the month, month, day of the week; or six fields with seconds in front."),
	timeZone: string().max(64).exactOptional().describe("Of the IANA database, such as Europe/Berlin; for `cron`. Left out: UTC."),
	every: interval.exactOptional()
};
function checkTiming({ cron, every, timeZone }, context) {
	if (cron === void 0 === (every === void 0)) context.addIssue({
		code: "custom",
		path: [],
		message: "name either \"cron\" or \"every\""
	});
	if (every !== void 0 && timeZone !== void 0) context.addIssue({
		code: "custom",
		path: ["timeZone"],
		message: "an interval has no time zone: leave it out, or write a \"cron\" pattern"
	});
}
function timingOf({ cron, every, timeZone = "UTC" }) {
	return cron === void 0 ? {
		kind: "every",
		everyMs: every ?? HOUR_MS
	} : {
		kind: "cron",
		pattern: cron.trim(),
		timeZone
	};
}
const fields = {
	...timingFields,
	overlap: _enum(OVERLAPS).default("skip").describe("What becomes of a tick while the job of an earlier one runs: left out, waits for its end (later ones take its place), or cancels it."),
	catchUp: union([_enum(["none", "latest"]), duration.refine((ms) => ms <= LONGEST_MS, "at most 366d")]).default(HOUR_MS).describe("Which tick is made up for that came while nothing ran: none, the latest, or the latest if it is no older than this. Left out: `1h`."),
	jitter: duration.refine((ms) => ms <= DAY_MS, "write at most 24h").default(0).describe("The job starts up to so much after its tick; the same tick always waits as long."),
	startAt: timestampInput.exactOptional().describe("No tick before it counts."),
	endAt: timestampInput.exactOptional().describe("No tick after it counts."),
	job: record(string(), unknown()).describe("The body of `POST /v1/jobs`. `{date:yyyy/MM/dd}` in its source, destination and name stands for the tick, in the schedule's time zone.")
};
/** The body of `PUT /v1/schedules/{name}`. */
const scheduleChange = strictObject(fields).superRefine(checkTiming);
/** The body of `POST /v1/schedules`. */
const scheduleRequest = strictObject({
	name: string().refine(isScheduleName, "write up to 60 letters, digits and . _ -, beginning with a letter or digit"),
	...fields
}).superRefine(checkTiming);
const previewRequest = strictObject({
	...timingFields,
	count: int().min(1).max(100).default(5).describe("How many; 5 when left out."),
	after: timestampInput.exactOptional().describe("Ticks after this time. Left out: now.")
}).superRefine(checkTiming);
function toSchedule(tenant, name, change, nowMs) {
	const { overlap, catchUp, jitter, startAt, endAt, job } = change;
	return {
		tenant,
		name,
		overlap,
		catchUp,
		job,
		timing: timingOf(change),
		jitterMs: jitter,
		activeFromMs: Math.max(nowMs, startAt ?? 0),
		...endAt !== void 0 && { endAtMs: endAt },
		isPaused: false
	};
}
// packages/wire/src/schedule-view.ts
const run$1 = object({
	scheduledFor: timestamp,
	startsAt: timestamp.describe("Later than the tick by the jitter."),
	jobId: string(),
	isManual: boolean().describe("It was asked for, apart from the clock.")
});
const scheduleRunView = object({
	scheduledFor: timestamp,
	outcome: _enum(RUN_OUTCOMES).describe("`started`: its job was made; `queued`: it waits for the job before; `skipped`: that job ran; `superseded`: a later tick took its turn; `missed`: nothing ran at its time; `refused`: its job cannot be made."),
	decidedAt: timestamp,
	jobId: string().nullable(),
	reason: string().nullable(),
	isManual: boolean()
});
const scheduleView = object({
	name: string(),
	cron: string().nullable(),
	timeZone: string().nullable(),
	every: string().nullable().describe("A duration, such as 6h."),
	overlap: _enum(OVERLAPS),
	catchUp: string().describe("`none`, `latest`, or a duration."),
	jitter: string(),
	activeFrom: timestamp.describe("No tick before it counts."),
	endAt: timestamp.nullable(),
	isPaused: boolean(),
	revision: int().describe("Grows with every change."),
	changedAt: timestamp,
	nextRuns: array(timestamp).describe("The next ticks, five at most; empty while it is paused."),
	current: run$1.nullable().describe("The run whose job has not ended, as far as is known."),
	waiting: run$1.nullable().describe("Starts when the current one has ended."),
	lastRun: scheduleRunView.nullable(),
	job: record(string(), unknown())
});
/** All of them: a deployment has some dozens. */
const schedulePage = object({ data: array(scheduleView) });
const scheduleRunPage = object({ data: array(scheduleRunView).describe("Newest first, the last 100.") });
const previewView = object({ ticks: array(object({
	at: timestamp,
	local: string().describe("The same in the time zone, with its offset from UTC."),
	note: string().nullable().describe("Where the clocks change between this tick and the one before.")
})) });
// packages/wire/src/api-routes.ts
const noParams = object({});
const ofSchedule = { params: object({ name: string() }) };
const ofJob = { params: object({ id: string() }) };
const noQuery = strictObject({});
/** Left out, or empty: what such a request means is all in its path. */
const noBody = strictObject({}).optional();
/** Left out: what is under way is moved to its end. */
const pauseRequest = strictObject({ drain: boolean().default(true) }).default({ drain: true });
const text = string();
const indexView = object({
	name: literal("penstock"),
	routes: array(object({
		method: string(),
		path: string(),
		summary: string()
	}))
});
const healthView = object({
	status: string(),
	reasons: array(string()).readonly().optional()
});
/**
* Every route of the HTTP API. The server registers these and no others, and docs/api.md is made of
* them.
*/
const API_ROUTES = {
	index: get("/", "What can be asked here.", indexView),
	indexOfV1: get("/v1", "The same.", indexView),
	submitJob: {
		method: "POST",
		path: "/v1/jobs",
		summary: "Accepts a job and starts it; `Location` says where it is.",
		params: noParams,
		query: noQuery,
		body: jobRequest,
		status: 201,
		response: jobView
	},
	planJob: {
		...post("/v1/jobs:plan", "Lists what a job would move, and counts instead of moving; writes nothing. Takes up to 20 seconds.", planView),
		body: jobRequest
	},
	listJobs: {
		...get("/v1/jobs", "Jobs, newest first, all or those that fit; a page may have fewer than its limit.", jobPage),
		query: jobQuery
	},
	readJob: {
		...get("/v1/jobs/{id}", "One job: state, health, progress, possible actions.", jobView),
		...ofJob
	},
	cancelJob: {
		...post("/v1/jobs/{id}:cancel", "Cancels a job; may be repeated.", jobView),
		...ofJob
	},
	pauseJob: {
		...post("/v1/jobs/{id}:pause", "Begins nothing of a job any more; what is under way is moved to its end, or with `drain: false` stopped and given back. May be repeated.", jobView),
		...ofJob,
		body: pauseRequest
	},
	resumeJob: {
		...post("/v1/jobs/{id}:resume", "Continues a job that was paused; may be repeated.", jobView),
		...ofJob
	},
	retryJob: {
		...post("/v1/jobs/{id}:retry", "Tries again what of a job failed, by a new job with its options: all of it, or what is named by outcome, code or glob. 200 with the counts alone for a dry run.", retryView),
		...ofJob,
		body: retryRequest,
		status: 201
	},
	listErrors: {
		...get("/v1/jobs/{id}/errors", "What of a job failed, by cause: how many objects, some of them, and what to do.", errorsView),
		...ofJob
	},
	listTransfers: {
		...get("/v1/jobs/{id}/transfers", "The objects of a job: plan, outcome, and failed attempts.", transferPage),
		...ofJob,
		query: pageQuery
	},
	listReceipts: {
		...get("/v1/jobs/{id}/receipts", "Receipts of the transfers that are stored; a page may have fewer than its limit.", receiptPage),
		...ofJob,
		query: pageQuery
	},
	readBulkReceipt: {
		...get("/v1/jobs/{id}/receipt", "The receipt of a job of many objects, once `list.isRecorded` is true: its counts, and the segments of its rows with their hashes.", bulkReceiptV1),
		...ofJob
	},
	readReport: {
		...get("/v1/jobs/{id}/report", "The rows of a job of many objects that are in the journal, one an object, as JSON Lines or CSV. `Penstock-Report` says whether they are `complete` or `partial`: the job goes on, or its last rows are not in the journal yet. A response that is cut off is not whole.", unknown()),
		...ofJob,
		query: reportQuery
	},
	...scheduleRoutes(),
	listConnections: get("/v1/connections", "What jobs may name, and how its last test went.", connectionPage),
	testConnection: {
		...post("/v1/connections/{name}:test", "Tries what transfers do; 200 also when checks fail. Takes up to a minute.", connectionTestView),
		params: object({ name: string() })
	},
	listUploads: {
		...get("/v1/uploads", "What is open at the stores, oldest first, and whose it is. Takes up to a minute.", openUploadPage),
		query: openUploadQuery
	},
	abortOrphans: {
		...post("/v1/uploads:abortOrphans", "Ends uploads of ours that no transfer uses; what became of each.", abortOrphansView),
		body: abortOrphansRequest
	},
	listWorkers: get("/v1/workers", "Workers that are alive.", workerPage),
	metrics: get("/metrics", "For Prometheus, as text.", text),
	live: get("/healthz/live", "The process runs; nothing else is looked at.", healthView),
	ready: get("/healthz/ready", "200, or 503 with reasons: whether it can work now.", healthView),
	readHelp: {
		...get("/problems/{code}", "What an error code means and what to do, as Markdown.", text),
		params: object({ code: string() })
	}
};
function get(path, summary, response) {
	return {
		method: "GET",
		path,
		summary,
		params: noParams,
		query: noQuery,
		body: noBody,
		status: 200,
		response
	};
}
function post(path, summary, response) {
	return {
		...get(path, summary, response),
		method: "POST"
	};
}
function scheduleRoutes() {
	return {
		createSchedule: {
			...post("/v1/schedules", "Makes jobs by the clock from now on; needs a journal. `Location` says where it is.", scheduleView),
			body: scheduleRequest,
			status: 201
		},
		listSchedules: get("/v1/schedules", "All schedules, by name.", schedulePage),
		previewSchedule: {
			...post("/v1/schedules:preview", "When a schedule would run; makes none.", previewView),
			body: previewRequest
		},
		readSchedule: {
			...get("/v1/schedules/{name}", "One schedule, its next ticks and its runs.", scheduleView),
			...ofSchedule
		},
		replaceSchedule: {
			...get("/v1/schedules/{name}", "Replaces a schedule from now on; its runs and its pause are kept.", scheduleView),
			method: "PUT",
			...ofSchedule,
			body: scheduleChange
		},
		deleteSchedule: {
			...get("/v1/schedules/{name}", "Ends a schedule; its jobs continue. Returns it as it was.", scheduleView),
			method: "DELETE",
			...ofSchedule
		},
		runSchedule: {
			...post("/v1/schedules/{name}:run", "Runs it now as well, by its rule for overlaps; also while it is paused.", scheduleView),
			...ofSchedule
		},
		pauseSchedule: {
			...post("/v1/schedules/{name}:pause", "No further tick counts; its job continues. May be repeated.", scheduleView),
			...ofSchedule
		},
		resumeSchedule: {
			...post("/v1/schedules/{name}:resume", "Ticks count from now on: none of the pause is made up for. May be repeated.", scheduleView),
			...ofSchedule
		},
		listScheduleRuns: {
			...get("/v1/schedules/{name}/runs", "What became of its last ticks.", scheduleRunPage),
			...ofSchedule
		}
	};
}
// packages/wire/src/issues.ts
/** What a failed parse found, with an entry for each unknown key. */
function issuesOf(error) {
	return error.issues.flatMap((issue) => {
		if (issue.code !== "unrecognized_keys") return [{
			pointer: pointerTo(issue.path),
			message: issue.message
		}];
		return issue.keys.map((key) => ({
			pointer: pointerTo([...issue.path, key]),
			message: "nothing reads this key: is it misspelt?"
		}));
	});
}
/** The mistakes on one line, for a message to a person. */
function describeIssues(issues) {
	return issues.map(({ pointer, message }) => `${pointer || "the document"}: ${message}`).join("; ");
}
function pointerTo(path) {
	return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
// packages/wire/src/read-task.ts
/** @throws PenstockError `request-invalid` for anything that this version does not understand */
function readTask(schema, payload) {
	const parsed = schema.safeParse(payload);
	if (!parsed.success) throw new PenstockError("request-invalid", `the task cannot be read, it may come from another version: ${describeIssues(issuesOf(parsed.error))}`);
	return parsed.data;
}
// packages/wire/src/part-task-v1.ts
const transferId = custom((value) => typeof value === "string" && isTransferId(value), "not the id of a transfer");
const jobId$2 = custom((value) => typeof value === "string" && isJobId(value), "not the id of a job");
const tenant = string().min(1);
const partNumber = int().min(1).max(1e4).transform(toPartNumber);
const bytes = int().nonnegative();
const address = object({
	connection: string(),
	key: string()
});
const validator = discriminatedUnion("kind", [
	object({
		kind: _enum(["etag", "weak-etag"]),
		etag: string()
	}),
	object({
		kind: literal("last-modified"),
		date: string()
	}),
	object({
		kind: literal("file"),
		inode: string(),
		mtimeNs: string()
	}),
	object({ kind: literal("size-only") })
]);
const checksum = _enum([
	"crc64xz",
	"crc32",
	"md5"
]);
const upload = object({
	token: string().min(1),
	uploadId: string().min(1).transform(toUploadId).exactOptional(),
	plan: object({
		strategy: _enum(["put", "multipart"]),
		sizeBytes: bytes,
		partSizeBytes: bytes,
		partCount: int().positive(),
		reason: string()
	}),
	sourceVersion: object({
		sizeBytes: bytes,
		validator,
		signs: record(string(), string()).exactOptional(),
		checksum: object({
			algorithm: checksum,
			value: string()
		}).exactOptional(),
		contentEncoding: string().exactOptional()
	}),
	checksum,
	attributes: object({
		contentType: string().exactOptional(),
		cacheControl: string().exactOptional(),
		contentDisposition: string().exactOptional(),
		contentEncoding: string().exactOptional(),
		contentLanguage: string().exactOptional(),
		expires: string().exactOptional(),
		metadata: record(string(), string()),
		storageClass: string().exactOptional(),
		acl: string().exactOptional(),
		tags: record(string(), string()).exactOptional()
	}),
	serverSideCopySource: string().exactOptional(),
	forbidOverwrite: boolean().exactOptional(),
	putProof: _enum(["echoed", "refused"]).exactOptional()
});
/** What the queue `parts` carries. A change that an older worker would misread makes it version 2. */
const partTaskV1 = object({
	v: literal(1),
	tenant,
	transferId,
	generation: int().positive(),
	number: partNumber,
	/** Left out for a task that is at the part it was queued with. */
	taskPart: partNumber.exactOptional(),
	jobId: jobId$2,
	source: address,
	destination: address,
	upload,
	range: object({
		startByte: bytes,
		lengthBytes: bytes
	})
});
/** What the queues `plan` and `finalize` carry; everything else is read from the ledger. */
const transferTaskV1 = object({
	v: literal(1),
	tenant,
	transferId
});
function encodePartTask({ taskPart, ...part }) {
	const { leftBehind: _, ...upload } = part.upload;
	const task = {
		...part,
		upload,
		...taskPart !== part.number && { taskPart }
	};
	if (upload.uploadId === void 0) return {
		v: 1,
		...task
	};
	const { contentType, metadata } = upload.attributes;
	const attributes = {
		...contentType !== void 0 && { contentType },
		metadata
	};
	return {
		v: 1,
		...task,
		upload: {
			...upload,
			attributes
		}
	};
}
/** @throws PenstockError `request-invalid` for anything that this version does not understand */
function decodePartTask(payload) {
	const { v, ...task } = readTask(partTaskV1, payload);
	return {
		...task,
		taskPart: task.taskPart ?? task.number
	};
}
function encodeTransferTask({ tenant, transferId }) {
	return {
		v: 1,
		tenant,
		transferId
	};
}
/** @throws PenstockError `request-invalid` for anything that this version does not understand */
function decodeTransferTask(payload) {
	const { v, ...ref } = readTask(transferTaskV1, payload);
	return ref;
}
// packages/wire/src/batch-task-v1.ts
const jobId$1 = custom((value) => typeof value === "string" && isJobId(value), "not the id of a job");
/** What the queue `parts` carries beside parts. A worker that does not know batches leaves it for others. */
const batchTaskV1 = object({
	v: literal(1),
	kind: literal("batch"),
	tenant: string().min(1),
	jobId: jobId$1,
	epoch: int().positive(),
	number: int().nonnegative()
});
function encodeBatchTask({ tenant, jobId, epoch, number }) {
	return {
		v: 1,
		kind: "batch",
		tenant,
		jobId,
		epoch,
		number
	};
}
/** @throws PenstockError `request-invalid` for anything that this version does not understand */
function decodeWorkTask(payload) {
	if (!isBatch(payload)) return decodePartTask(payload);
	const { v, kind, ...task } = readTask(batchTaskV1, payload);
	return task;
}
function isBatch(payload) {
	return typeof payload === "object" && payload !== null && "kind" in payload && payload.kind === "batch";
}
// packages/wire/src/connections-file.ts
/** A secret is only ever referred to: `env:NAME` or `file:/path`. The file itself holds none. */
const secretReference = string().regex(/^(env|file):.+$/, "refer to the secret as \"env:NAME\" or \"file:/path\"");
/** Signatures and passwords hide in userinfo and queries; the file is to hold no secrets. */
const plainUrl = url({
	protocol: /^https?$/,
	error: "write a URL such as https://host/path"
}).refine((text) => {
	const url = URL.parse(text);
	return url === null || url.username + url.password + url.search + url.hash === "";
}, "leave credentials, query and fragment out of the URL");
const credentials = strictObject({
	accessKeyId: secretReference.describe("On COS: the SecretId."),
	secretAccessKey: secretReference.describe("On COS: the SecretKey."),
	sessionToken: secretReference.optional()
});
const s3Providers = Object.keys(STORE_PROFILES).filter((provider) => provider !== "cos");
/** Becomes part of a host name. */
const region = string().regex(/^[a-z0-9-]+$/, "write a region such as ap-beijing or eu-west-1");
const sourceVersion = _enum([
	"etag",
	"date",
	"size"
]).optional().describe("As a source: the one sign of its version to compare, where its servers differ in others.");
const fileConnection = strictObject({
	provider: literal("file"),
	root: string().startsWith("/", "write an absolute path").describe("An absolute folder that the workers see; nothing outside it is read.")
});
const httpConnection = strictObject({
	provider: literal("http"),
	baseUrl: plainUrl.describe("Keys are paths below it."),
	sourceVersion
});
/** How the store is asked to encrypt every object that this connection writes. */
const encryption = discriminatedUnion("kind", [
	strictObject({ kind: literal("store") }).describe("Keys that the store keeps."),
	strictObject({
		kind: literal("kms"),
		keyId: string().min(1).optional().describe("Left out: the account's default key."),
		context: record(string().min(1), string()).optional()
	}),
	strictObject({
		kind: literal("customer"),
		key: secretReference.describe("256 bits in base64; it goes with every request.")
	})
]);
/** COS takes 819 200 to 838 860 800 bits a second for a request (documents 436/7750 and 436/14518). */
const MIN_TRAFFIC_BYTES = 102400;
const MAX_TRAFFIC_BYTES = 104857600;
const cosConnection = strictObject({
	provider: literal("cos"),
	bucket: string().regex(/^[a-z0-9-]+-\d+$/, "write the bucket as NAME-APPID"),
	region,
	endpoint: plainUrl.optional().describe("Where to connect instead of the bucket's own host."),
	credentials,
	sourceVersion,
	encryption: encryption.optional(),
	trafficLimit: byteSize.refine((bytes) => bytes >= MIN_TRAFFIC_BYTES && bytes <= MAX_TRAFFIC_BYTES, "COS takes 100KiB to 100MiB, in bytes a second").optional().describe("Bytes a second that COS is asked to hold each request to."),
	expectContinue: boolean().optional().describe("Wait for the store's leave before the bytes of a part are sent.")
}).superRefine(refuseOpenKey);
const s3Connection = strictObject({
	provider: _enum(s3Providers),
	bucket: string().regex(/^[a-zA-Z0-9._-]{1,255}$/, "write the name of a bucket"),
	region,
	endpoint: plainUrl.optional(),
	pathStyle: boolean().optional(),
	checksum: _enum(["crc32", "md5"]).optional(),
	maxParts: int().min(1).max(MAX_PART_NUMBER).optional().describe("Parts that an upload may have, where the server was set up otherwise."),
	listing: _enum(["ordered", "unordered"]).optional().describe("`unordered`: lists come in another order than that of the keys' bytes."),
	credentials,
	sourceVersion,
	encryption: encryption.optional()
}).superRefine(refuseOpenKey);
/** A customer's key is in the headers of each request: no one on the way may read them. */
function refuseOpenKey(settings, context) {
	const url = URL.parse(settings.endpoint ?? "");
	const isOpen = url?.protocol === "http:" && !LOOPBACK.test(url.hostname);
	if (settings.encryption?.kind === "customer" && isOpen) context.addIssue({
		code: "custom",
		path: ["endpoint"],
		message: "write an https:// address: a customer's key is sent with every request"
	});
}
const LOOPBACK = /^(127\.[\d.]+|localhost|\[::1\])$/;
const connection = discriminatedUnion("provider", [
	fileConnection,
	httpConnection,
	cosConnection,
	s3Connection
]);
/** penstock.config.json. */
const connectionsFile = strictObject({ connections: record(string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/), connection) });
// packages/wire/src/job-orders.ts
function toSubmitRequest(tenant, request) {
	const { name, source, destination, options, labels } = request;
	const { connection, key = "" } = source;
	return {
		tenant,
		name: name ?? destination.key,
		source: {
			connection,
			key
		},
		destination,
		options: toTransferOptions(options),
		labels
	};
}
function toTransferOptions(options) {
	const { partSize, overwrite = "always", compare, verify, attributes: policy } = options;
	return {
		overwrite,
		attributes: toAttributes(options),
		...overwrite === "if_different" && {
			marksSource: true,
			...compare && { compare: toCompare({ compare }) }
		},
		...verify !== void 0 && { verify },
		...policy !== void 0 && { attributePolicy: policy },
		...partSize !== void 0 && { partSizeBytes: partSize }
	};
}
/** @throws PenstockError `not-implemented` for what no process does yet: nothing of it may be accepted in silence */
function toBulkRequest(tenant, request) {
	const { name, verb = "copy", source, destination, options, onSuccess, labels } = request;
	refuseWhatIsToCome(request);
	return {
		tenant,
		name: name ?? `${source.connection} to ${destination.connection}:${destination.key}`,
		labels,
		spec: {
			verb,
			...verb === "check" && { check: toCheckSpec(options) },
			selection: toSelection(source),
			destination: {
				connection: destination.connection,
				template: destination.key
			},
			options: toBulkOptions(options, source.keys === void 0),
			...onSuccess !== void 0 && { onSuccess }
		}
	};
}
function refuseWhatIsToCome({ onSuccess }) {
	if (onSuccess !== void 0) throw new PenstockError("not-implemented", "onSuccess cannot be used yet: nothing was done");
}
/** Named one by one, objects are meant; from a list, only those that are not there yet. */
function toBulkOptions(options, isListed) {
	const { partSize } = options;
	return {
		overwrite: options.overwrite ?? (isListed ? "if_different" : "always"),
		compare: toCompare(options),
		verify: options.verify ?? "part",
		attributePolicy: options.attributes ?? "preserve",
		attributes: toAttributes(options),
		onMissing: options.missing ?? "fail",
		allowEmpty: options.allowEmpty ?? false,
		...partSize !== void 0 && { partSizeBytes: partSize }
	};
}
function toAttributes(options) {
	const { partSize, overwrite, compare, missing, allowEmpty, verify, attributes, ...rest } = options;
	const { sample, oneWay, ...given } = rest;
	return given;
}
// packages/wire/src/json-schema.ts
/** Shapes that are defined once and referred to by name. */
const NAMED = {
	Job: jobView,
	Transfer: transferView,
	Receipt: receiptV1,
	Connection: connectionView,
	ConnectionTest: connectionTestView,
	OpenUpload: openUploadView
};
for (const [id, schema] of Object.entries(NAMED)) globalRegistry.add(schema, { id });
// packages/wire/src/listing-task-v1.ts
/** What the queue `plan` carries beside transfers: a job whose list is to be continued. */
const listingTaskV1 = object({
	v: literal(1),
	kind: literal("listing"),
	tenant: string().min(1),
	jobId: custom((value) => typeof value === "string" && isJobId(value), "not the id of a job")
});
function encodeListingTask({ tenant, jobId }) {
	return {
		v: 1,
		kind: "listing",
		tenant,
		jobId
	};
}
/** @throws PenstockError `request-invalid` for anything that this version does not understand */
function decodePlanTask(payload) {
	if (!isListing(payload)) return decodeTransferTask(payload);
	const { tenant, jobId } = readTask(listingTaskV1, payload);
	return {
		tenant,
		jobId
	};
}
function isListing(payload) {
	return typeof payload === "object" && payload !== null && "kind" in payload && payload.kind === "listing";
}
// packages/wire/src/prices-file.ts
const price = number().min(0);
const table = strictObject({
	currency: string().min(1),
	perThousandRequests: strictObject({
		list: price,
		head: price,
		get: price,
		put: price,
		copy: price
	}),
	perGibRead: price,
	source: string().min(1),
	date: date()
});
/** `docs/prices.json`, or one's own. Tables are named by the `provider` of a connection. */
const pricesFile = strictObject({
	about: string(),
	providers: record(string(), table)
});
// packages/wire/src/row-csv.ts
/** One column each, in this order; further ones may come at the end. */
const COLUMNS = [
	["key", ({ key }) => key],
	["size", ({ sizeBytes }) => sizeBytes],
	["outcome", ({ outcome }) => outcome],
	["destination", ({ destinationKey }) => destinationKey],
	["etag", ({ etag }) => etag],
	["checksum_algorithm", ({ checksum }) => checksum?.algorithm],
	["checksum", ({ checksum }) => checksum?.value],
	["version_id", ({ versionId }) => versionId],
	["source_version_id", ({ sourceVersionId }) => sourceVersionId],
	["storage_class", ({ storageClass }) => storageClass],
	["rule", ({ rule }) => rule],
	["verified_by", ({ verifiedBy }) => verifiedBy],
	["left_behind", ({ leftBehind }) => leftBehind?.join(" ")],
	["attempts", ({ attempts }) => attempts],
	["duration_ms", ({ durationMs }) => durationMs],
	["code", ({ cause }) => cause?.code],
	["message", ({ cause }) => cause?.message]
];
const CSV_HEADER = COLUMNS.map(([name]) => name).join(",");
/** Without the end of the line. */
function formatCsvRow(row) {
	return COLUMNS.map(([, value]) => fieldOf$1(value(row))).join(",");
}
/** As it is, whatever it is: a key that a spreadsheet takes for a formula is still that key. */
function fieldOf$1(value) {
	const text = String(value ?? "");
	return /[",\r\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
}
// packages/wire/src/row-v1.ts
/** What is packed once lies for months: but a higher level costs more than the bytes that it saves. */
const LEVEL = 1;
const CUT_OFF = "its end is missing";
const NOT_PACKED = "it is not packed as rows are, or its end is missing";
const row = looseObject({
	key: string(),
	size: number(),
	outcome: _enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES]),
	destination: string().optional()
});
/** Rows as gzip members of JSON lines, one object of the report a line. */
const rowLines = {
	pack: (rows) => rows.length === 0 ? /* @__PURE__ */ new Uint8Array() : gzipSync(rows.map((each) => `${formatRow(each)}\n`).join(""), { level: LEVEL }),
	unpackAll: (members) => members.flatMap(rowsOf),
	unpack: (bytes) => parseRows(unzipped(bytes))
};
/**
* The rows of a report in JSON Lines.
*
* @throws PenstockError `journal-unavailable` as `parseRow`
*/
async function* parseRows(chunks) {
	for await (const line of linesOf(chunks)) yield parseRow(line);
}
function rowsOf(member) {
	const lines = textOf(member).split("\n");
	if (lines.pop() !== "") throw damaged(CUT_OFF);
	return lines.map(parseRow);
}
function textOf(member) {
	try {
		return gunzipSync(member).toString("utf8");
	} catch (cause) {
		throw damaged(NOT_PACKED, cause);
	}
}
async function* unzipped(bytes) {
	const gunzip = createGunzip();
	const feeding = pipeline(bytes, gunzip).catch(() => void 0);
	try {
		for await (const chunk of gunzip) yield chunk;
	} catch (error) {
		throw isOfZlib(error) ? damaged(NOT_PACKED, error) : error;
	}
	await feeding;
}
/** Else the bytes could not be read, and the error says why. */
function isOfZlib(error) {
	return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
/** Only "\n" ends a line: a key may hold any other separator that there is. */
async function* linesOf(chunks) {
	const decoder = new StringDecoder("utf8");
	let rest = "";
	for await (const chunk of chunks) {
		const lines = (rest + decoder.write(chunk)).split("\n");
		rest = lines.pop() ?? "";
		yield* lines;
	}
	if (rest !== "") throw damaged(CUT_OFF);
}
function formatRow(each) {
	return JSON.stringify(toRowDocument(each));
}
/** The destination's key is left out where it is the source's. */
function toRowDocument({ key, sizeBytes, destinationKey, ...rest }) {
	return {
		key,
		size: sizeBytes,
		...destinationKey !== key && { destination: destinationKey },
		...rest
	};
}
/** @throws PenstockError `journal-unavailable` for what is no row: a row is never left out silently */
function parseRow(line) {
	let document;
	try {
		document = JSON.parse(line);
	} catch (cause) {
		throw damaged("it is no JSON", cause);
	}
	const parsed = row.safeParse(document);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw damaged(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
	}
	const { key, size, destination = key, ...rest } = parsed.data;
	return {
		...rest,
		key,
		sizeBytes: size,
		destinationKey: destination
	};
}
function damaged(reason, cause) {
	return new PenstockError("journal-unavailable", `a row of a bulk job is damaged: ${reason}`, { cause });
}
// packages/wire/src/schedule-documents.ts
const timing = discriminatedUnion("kind", [strictObject({
	kind: literal("cron"),
	pattern: string(),
	timeZone: string()
}), strictObject({
	kind: literal("every"),
	everyMs: int().min(1e3)
})]);
const schedule = strictObject({
	tenant: string().min(1),
	name: string().refine(isScheduleName, "not the name of a schedule"),
	timing,
	overlap: _enum(OVERLAPS),
	catchUp: union([
		literal("none"),
		literal("latest"),
		int().min(0)
	]),
	jitterMs: int().min(0),
	activeFromMs: int(),
	endAtMs: int().exactOptional(),
	isPaused: boolean(),
	job: record(string(), unknown())
});
const jobId = custom((value) => typeof value === "string" && isJobId(value));
const isManual = literal(true).exactOptional();
const run = {
	scheduledForMs: int(),
	jobId,
	startAtMs: int(),
	isManual
};
const runLog = strictObject({
	decidedUntilMs: int(),
	current: strictObject({
		...run,
		isStarted: boolean(),
		isCancelWanted: literal(true).exactOptional()
	}).nullable(),
	waiting: strictObject(run).nullable(),
	notes: array(strictObject({
		scheduledForMs: int(),
		decidedAtMs: int(),
		outcome: _enum(RUN_OUTCOMES),
		jobId: jobId.exactOptional(),
		reason: string().exactOptional(),
		isManual
	}))
});
const SCHEDULES = {
	name: "schedules",
	parse: (value) => schedule.parse(value)
};
const RUN_LOGS = {
	name: "schedule-runs",
	parse: (value) => runLog.parse(value)
};
/**
* The job of a run. `{date:yyyy/MM/dd}` in its source, destination and name stands for the tick, in the time zone of the
* schedule.
*
* @throws PenstockError `request-invalid`
*/
function orderOfRun({ tenant, name, timing: when, job }, { scheduledForMs, jobId: id, isManual: manual }) {
	const dated = withDates(job, dateFieldsOf(scheduledForMs, when.kind === "cron" ? when.timeZone : "UTC"));
	const parsed = jobRequest.safeParse(dated);
	if (!parsed.success) {
		const issues = describeIssues(issuesOf(parsed.error));
		throw new PenstockError("request-invalid", `the job of the schedule ${name}: ${issues}`);
	}
	const origin = {
		jobId: id,
		name,
		scheduledForMs,
		...manual && { isManual: manual }
	};
	return isBulkSource(parsed.data.source) ? {
		kind: "many",
		request: {
			...toBulkRequest(tenant, parsed.data),
			origin
		}
	} : {
		kind: "one",
		request: {
			...toSubmitRequest(tenant, parsed.data),
			origin
		}
	};
}
const DATED = [
	"name",
	"source",
	"destination"
];
function withDates(job, fields) {
	return Object.fromEntries(Object.entries(job).map(([member, value]) => [member, DATED.includes(member) ? filled(value, fields) : value]));
}
function filled(value, fields) {
	if (typeof value === "string") return value.replaceAll(/\{date:([^{}]*)\}/g, (_all, pattern) => pattern.replaceAll(/yyyy|MM|dd|HH|mm|ss|[A-Za-z]/g, (field) => fieldOf(fields, field)));
	if (Array.isArray(value)) return value.map((each) => filled(each, fields));
	return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, fields)])) : value;
}
function fieldOf(fields, field) {
	const text = fields[field];
	if (text === void 0) {
		const known = Object.keys(fields).join(", ");
		throw new PenstockError("request-invalid", `{date:…} has "${field}": use ${known}`);
	}
	return text;
}
function dateFieldsOf(atMs, timeZone) {
	const numeric = {
		year: "numeric",
		month: "2-digit",
		day: "2-digit"
	};
	const time = {
		hour: "2-digit",
		minute: "2-digit",
		second: "2-digit",
		hourCycle: "h23"
	};
	const format = new Intl.DateTimeFormat("en-CA", {
		timeZone,
		...numeric,
		...time
	});
	const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
	const of = (type) => parts.get(type) ?? "";
	return {
		yyyy: of("year"),
		MM: of("month"),
		dd: of("day"),
		HH: of("hour"),
		mm: of("minute"),
		ss: of("second")
	};
}
// packages/wire/src/schedule-task-v1.ts
/** What the queue `schedules` carries. */
const scheduleTaskV1 = object({
	v: literal(1),
	tenant: string().min(1),
	name: string().refine(isScheduleName, "not the name of a schedule")
});
function encodeScheduleTask({ tenant, name }) {
	return {
		v: 1,
		tenant,
		name
	};
}
/** @throws PenstockError `request-invalid` for anything that this version does not understand */
function decodeScheduleTask(payload) {
	const { tenant, name } = readTask(scheduleTaskV1, payload);
	return {
		tenant,
		name
	};
}
export { checksumFor as $, timingOf as A, formatDuration as B, describeIssues as C, schedulePage as D, previewView as E, toRetryFilter as F, receiptPage as G, connectionPage as H, toRowFilter as I, jobView as J, receiptV1 as K, planView as L, errorsView as M, retryView as N, scheduleRunPage as O, toChangedOptions as P, CONNECTION_CHECKS as Q, abortOrphansView as R, encodeTransferTask as S, API_ROUTES as T, connectionTestView as U, isBulkSource as V, bulkReceiptV1 as W, transferPage as X, problem as Y, workerPage as Z, connectionsFile as _, COPY_OUTCOMES as _t, orderOfRun as a, withCurrentRefused as at, decodeTransferTask as b, rowLines as c, withTick as ct, formatCsvRow as d, attributeNames as dt, checksumModesOf as et, pricesFile as f, chooseAttributes as ft, toSubmitRequest as g, CHECK_OUTCOMES as gt, toBulkRequest as h, storedCoding as ht, SCHEDULES as i, withCurrentEnded as it, toSchedule as j, scheduleView as k, toRowDocument as l, SOURCE_MARK_NAME as lt, encodeListingTask as m, isSameCoding as mt, encodeScheduleTask as n, EMPTY_RUN_LOG as nt, formatRow as o, withCurrentStarted as ot, decodePlanTask as p, sourceAttributesOf as pt, jobPage as q, RUN_LOGS as r, decidedFrom as rt, parseRows as s, withMissed as st, decodeScheduleTask as t, putProofFor as tt, CSV_HEADER as u, TOKEN_NAME as ut, decodeWorkTask as v, countedAs as vt, issuesOf as w, encodePartTask as x, encodeBatchTask as y, isTrouble as yt, openUploadPage as z };
