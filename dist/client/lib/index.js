import { setTimeout } from "node:timers/promises";
import { z } from "zod";
// packages/client/src/api-problem.ts
/** The API refused: `problem.code` says why, from the error catalogue. */
var ApiProblem = class extends Error {
	name = "ApiProblem";
	problem;
	constructor(problem) {
		super(describe(problem));
		this.problem = problem;
	}
};
/** No usable response: no server listens, the connection broke, or it is not Penstock that answers. */
var ApiUnreachable = class extends Error {
	name = "ApiUnreachable";
	url;
	constructor(url, reason, options = {}) {
		super(`no response from Penstock at ${url}: ${reason}`, options);
		this.url = url;
	}
};
function describe({ title, detail, errors = [] }) {
	if (errors.length === 0) return detail || title;
	return [title, ...errors.map(({ pointer, parameter, message }) => `${parameter ?? (pointer || "all of it")}: ${message}`)].join("\n  ");
}
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
// packages/core/src/bytes/byte-size.ts
const UNITS = {
	"": 1,
	b: 1,
	kib: 1024,
	mib: 1024 ** 2,
	gib: 1024 ** 3,
	tib: 1024 ** 4
};
/** Reads `64MiB`, `1 GiB` or `1048576`; undefined for anything else. */
function parseByteSize(text) {
	const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
	const unit = UNITS[match?.[2] ?? "?"];
	const bytes = unit === void 0 ? NaN : Number(match?.[1]) * unit;
	return Number.isSafeInteger(bytes) ? bytes : void 0;
}
const STEPS = [
	"B",
	"KiB",
	"MiB",
	"GiB",
	"TiB"
];
/** Writes a size for a person, in IEC units: `1.5 GiB`. */
function formatByteSize(bytes) {
	let value = bytes;
	let step = 0;
	while (value >= 1024 && step < STEPS.length - 1) {
		value /= 1024;
		step += 1;
	}
	const digits = step === 0 || Number.isInteger(value) ? 0 : 1;
	return `${value.toFixed(digits)} ${STEPS[step]}`;
}
// packages/core/src/jobs/job.ts
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
// packages/core/src/ids.ts
const MAX_PART_NUMBER = 1e4;
const BODY = /^[0-9a-hjkmnp-tv-z]{26}$/;
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
function toUploadId(text) {
	if (text === "") throw new RangeError("an upload id cannot be empty");
	return text;
}
// packages/core/src/limits/limit-value.ts
/**
* What a limit bounds. All bound the sum over every worker, but for the last:
* - `bytesPerSecond`: bytes that are sent to stores
* - `requestsPerSecond`: requests to stores and sources
* - `unitsInFlight`: parts and batches that are queued or being moved
* - `partsPerUpload`: parts of one upload in flight
*/
const LIMIT_NAMES = [
	"bytesPerSecond",
	"requestsPerSecond",
	"unitsInFlight",
	"partsPerUpload"
];
const BOUNDS = {
	bytesPerSecond: {
		least: 65536,
		most: 1024 ** 4
	},
	requestsPerSecond: {
		least: 1,
		most: 1e6
	},
	unitsInFlight: {
		least: 1,
		most: 1e6
	},
	partsPerUpload: {
		least: 1,
		most: 1e4
	}
};
const EXAMPLES = {
	bytesPerSecond: "50MiB/s",
	requestsPerSecond: "200/s",
	unitsInFlight: "64",
	partsPerUpload: "8"
};
const UNLIMITED = "unlimited";
/** @returns undefined for no limit; a text for what is wrong with it */
function parseLimitValue(name, text) {
	if (text === UNLIMITED) return;
	const plain = name.endsWith("PerSecond") ? text.replace(/\/s$/, "") : text;
	const value = name === "bytesPerSecond" ? parseByteSize(plain) : /^\d+$/.test(plain) ? Number(plain) : void 0;
	return value === void 0 ? `"${text}" is no value for ${name}: write one such as ${EXAMPLES[name]}, 0 to let nothing run, or ${UNLIMITED}` : limitValueIssue(name, value) ?? value;
}
/** What is wrong with a value, if anything is. */
function limitValueIssue(name, value) {
	const { least, most } = BOUNDS[name];
	if (!Number.isInteger(value) || value < 0) return `${value} is no value for ${name}: write a whole number, such as ${EXAMPLES[name]}, or 0 to let nothing run`;
	if (value > 0 && value < least) return `${formatLimitValue(name, value)} is too little for ${name}: write at least ${formatLimitValue(name, least)}, or 0 to let nothing run`;
	return value > most ? `${formatLimitValue(name, value)} is more than ${formatLimitValue(name, most)}, which ${name} does not take: write less, or ${UNLIMITED}` : void 0;
}
/** As it is written in a line of a calendar, and read again without loss. */
function formatLimitValue(name, value) {
	if (value === void 0) return UNLIMITED;
	if (value === 0 || !name.endsWith("PerSecond")) return `${value}`;
	return `${name === "bytesPerSecond" ? exactByteSize(value) : value}/s`;
}
/** A size that `formatByteSize` would round is written in bytes. */
function exactByteSize(bytes) {
	const short = formatByteSize(bytes).replace(" ", "");
	return parseByteSize(short) === bytes ? short : `${bytes}`;
}
// packages/core/src/limits/limit-line.ts
const DAYS = [
	"Mon",
	"Tue",
	"Wed",
	"Thu",
	"Fri",
	"Sat",
	"Sun"
];
const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const LINE = /^(?:(?<days>[A-Za-z]{3}(?:[-,][A-Za-z]{3})*) +)?(?:(?<hours>\d[\d:]*-\d[\d:]*) +)?(?<value>[^ ]+)$/;
const SHAPE = "write days, hours and a value, such as Mon-Fri 08:00-18:00 50MiB/s; days and hours may be left out";
/** @returns a text for what is wrong with it */
function parseLimitLine(name, text) {
	const fields = LINE.exec(text.trim())?.groups;
	if (fields === void 0) return `"${text}" is no line of a limit: ${SHAPE}`;
	const days = fields["days"] === void 0 ? DAYS.map((_, day) => day) : daysOf(fields["days"]);
	if (days === void 0) return `"${fields["days"]}" names no days: write ${DAYS.join(", ")}, such as Mon-Fri or Sat,Sun`;
	const hours = fields["hours"] === void 0 ? [0, DAY_MINUTES] : hoursOf(fields["hours"]);
	if (hours === void 0) return `"${fields["hours"]}" is no time of the day: write hours and minutes, such as 08:00-18:00, 22:00-06:00 or 00:00-24:00`;
	const [fromMinute = 0, toMinute = DAY_MINUTES] = hours;
	const value = parseLimitValue(name, fields["value"] ?? "");
	return typeof value === "string" ? value : {
		days,
		fromMinute,
		toMinute,
		value
	};
}
/** The one way to write a line: two that say the same are the same text. */
function formatLimitLine(name, line) {
	const { days, fromMinute, toMinute, value } = line;
	const isAllDay = toMinute - fromMinute === DAY_MINUTES;
	return [
		...days.length === DAYS.length ? [] : [formatDays(days)],
		...isAllDay ? [] : [`${formatMinute(fromMinute)}-${formatMinute(toMinute, true)}`],
		formatLimitValue(name, value)
	].join(" ");
}
function dayOf(text) {
	return DAYS.findIndex((day) => day.toLowerCase() === text?.toLowerCase());
}
/** Ascending, each once; undefined for what names no days. */
function daysOf(text) {
	const found = /* @__PURE__ */ new Set();
	for (const group of text.split(",")) {
		const [first, last = first, ...more] = group.split("-").map(dayOf);
		if (first === void 0 || last === void 0 || first < 0 || last < 0 || more.length > 0) return;
		for (let day = first; day !== last; day = (day + 1) % DAYS.length) found.add(day);
		found.add(last);
	}
	return [...found].toSorted((one, other) => one - other);
}
function formatDays(days) {
	const runs = [];
	for (const day of days) {
		const run = runs.at(-1);
		if (run?.at(-1) === day - 1) run.push(day);
		else runs.push([day]);
	}
	return runs.map((run) => {
		const names = run.map((day) => DAYS[day] ?? "");
		return names.length < 3 ? names.join(",") : `${names[0]}-${names.at(-1)}`;
	}).join(",");
}
function hoursOf(text) {
	const [from, to] = text.split("-").map(minuteOf);
	if (from === void 0 || to === void 0 || from === 1440 || from === to) return;
	return [from, to > from ? to : to + DAY_MINUTES];
}
function minuteOf(text) {
	const match = /^(\d{2}):(\d{2})$/.exec(text);
	const minute = Number(match?.[1]) * 60 + Number(match?.[2]);
	return match !== null && Number(match[2]) < 60 && minute <= 1440 ? minute : void 0;
}
function formatMinute(minute, isEnd = false) {
	const ofDay = minute > 1440 || minute === 1440 && !isEnd ? minute - DAY_MINUTES : minute;
	return [Math.floor(ofDay / 60), ofDay % 60].map((each) => `${each}`.padStart(2, "0")).join(":");
}
// packages/core/src/limits/zone-time.ts
function isTimeZone(timeZone) {
	try {
		clockOf(timeZone);
		return true;
	} catch {
		return false;
	}
}
const clocks = /* @__PURE__ */ new Map();
function clockOf(timeZone) {
	const known = clocks.get(timeZone);
	if (known !== void 0) return known;
	const clock = new Intl.DateTimeFormat("en-US", {
		timeZone,
		calendar: "iso8601",
		numberingSystem: "latn",
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric"
	});
	clocks.set(timeZone, clock);
	return clock;
}
// packages/core/src/limits/limit-week.ts
function limitWeek(lines, timeZone) {
	const edges = /* @__PURE__ */ new Set([0]);
	for (const line of lines) for (const day of line.days) {
		edges.add((day * DAY_MINUTES + line.fromMinute) % WEEK_MINUTES);
		edges.add((day * DAY_MINUTES + line.toMinute) % WEEK_MINUTES);
	}
	return {
		lines,
		timeZone,
		pieces: [...edges].toSorted((one, other) => one - other).map((fromMinute) => ({
			fromMinute,
			line: lineAt(lines, fromMinute)
		}))
	};
}
/** Which lines say nothing, because those before them fit every minute of theirs. */
function unusedLines({ lines, pieces }) {
	const used = new Set(pieces.map(({ line }) => line));
	return lines.filter((_, index) => !used.has(index));
}
function lineAt(lines, minute) {
	const index = lines.findIndex(({ days, fromMinute, toMinute }) => days.some((day) => {
		return (minute - (day * DAY_MINUTES + fromMinute) + WEEK_MINUTES) % WEEK_MINUTES < toMinute - fromMinute;
	}));
	return index === -1 ? void 0 : index;
}
// packages/core/src/limits/limits.ts
const MAX_LINES = 50;
/** In the one form that they are kept and shown in, with every issue that was found. */
function readLimits(input) {
	const issues = [];
	const { timeZone } = input;
	if (timeZone !== void 0 && !isTimeZone(timeZone)) {
		const message = `"${timeZone}" is no time zone: write one of the IANA database, such as Europe/Berlin or UTC`;
		issues.push({
			path: ["timeZone"],
			message
		});
	}
	const read = LIMIT_NAMES.flatMap((name) => {
		const given = input[name];
		if (given === void 0) return [];
		const found = readLimit(name, given);
		issues.push(...found.issues.map((issue) => ({
			...issue,
			path: [name, ...issue.path]
		})));
		return found.limit === void 0 ? [] : [[name, found.limit]];
	});
	const limits = Object.fromEntries(read);
	return {
		limits: timeZone === void 0 ? limits : {
			...limits,
			timeZone
		},
		issues
	};
}
function readLimit(name, given) {
	if (typeof given === "number") {
		const message = limitValueIssue(name, given);
		return {
			limit: given,
			issues: message === void 0 ? [] : [{
				path: [],
				message
			}]
		};
	}
	const isText = typeof given === "string";
	const texts = (isText ? given.split(/[;\n]/) : given).filter((text) => text.trim() !== "");
	if (texts.length === 0 || texts.length > MAX_LINES) return {
		limit: void 0,
		issues: [{
			path: [],
			message: `${texts.length} lines: write 1 to ${MAX_LINES}, or leave ${name} out for no limit`
		}]
	};
	const parsed = texts.map((text) => parseLimitLine(name, text));
	const issues = parsed.flatMap((line, index) => typeof line === "string" ? [{
		path: isText ? [] : [index],
		message: line
	}] : []);
	if (issues.length > 0) return {
		limit: void 0,
		issues
	};
	return checkedLines(name, parsed.filter((line) => typeof line !== "string"));
}
function checkedLines(name, lines) {
	const issues = unusedLines(limitWeek(lines, "UTC")).map((line) => ({
		path: [],
		message: `"${formatLimitLine(name, line)}" never counts: the lines before it fit all of its time, and the first that fits counts`
	}));
	const texts = lines.map((line) => formatLimitLine(name, line));
	return {
		limit: lines.length === 1 && !texts[0]?.includes(" ") ? lines[0]?.value : texts,
		issues
	};
}
new Map([...[
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
].map((column) => [column, column]), ["destKey", "destinationKey"]]);
// packages/core/src/listing/manifest/manifest-position.ts
/** No manifest is longer: a number of bytes that JavaScript holds has 16 digits. */
const OFFSET_DIGITS = 16;
/** More than any list has. */
const LINE_DIGITS$1 = 12;
const FILE_DIGITS = 6;
new RegExp(`^(\\d{${OFFSET_DIGITS}})(\\d{${LINE_DIGITS$1}})([0-9a-z]*)$`);
new RegExp(`^(\\d{${FILE_DIGITS}})(\\d{${LINE_DIGITS$1}})$`);
new TextDecoder("utf-8", {
	fatal: true,
	ignoreBOM: true
});
"9".repeat(9);
/** Metadata that Penstock writes of its own, and that never travels. */
const OWN_NAMES = ["penstock-token", "penstock-source"];
// packages/core/src/schedules/run-log.ts
const RUN_OUTCOMES = [
	"started",
	"queued",
	"skipped",
	"superseded",
	"missed",
	"refused"
];
// packages/core/src/schedules/schedule.ts
/** What becomes of a tick while the job of an earlier one runs. */
const OVERLAPS = [
	"skip",
	"queue",
	"cancel_running"
];
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;
function isScheduleName(name) {
	return NAME.test(name);
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
// packages/wire/src/job-view.ts
const timestamp = z.iso.datetime().describe("RFC 3339, UTC");
/** A time that a client gives, as milliseconds. */
const timestampInput = z.iso.datetime({
	offset: true,
	error: "write a time such as 2026-11-28T09:30:00Z"
}).transform((text) => Date.parse(text));
const address$2 = z.object({
	connection: z.string(),
	key: z.string()
});
const cause = z.object({
	code: z.string(),
	message: z.string()
});
const progressView = z.object({
	totalsFinal: z.boolean().describe("False while transfers are still to be planned."),
	bytesTotal: z.int(),
	bytesStored: z.int().describe("Bytes of parts whose ETag is held."),
	partsTotal: z.int(),
	partsStored: z.int(),
	transfersTotal: z.int(),
	transfersStored: z.int(),
	transfersSkipped: z.int(),
	transfersFailed: z.int(),
	transfersCancelled: z.int(),
	transfersPending: z.int().describe("Total = stored + skipped + failed + cancelled + pending, at every instant."),
	retries: z.int().describe("Failed attempts that were or will be tried again."),
	percent: z.number().nullable().describe("Null until the totals are final; below 100 until the job is done.")
});
const jobView = z.object({
	id: z.string(),
	name: z.string(),
	state: z.enum(JOB_STATES),
	health: z.enum(JOB_HEALTHS),
	isPaused: z.boolean().describe("Nothing of it is begun; what is under way is moved to its end."),
	actions: z.array(z.enum([
		"pause",
		"resume",
		"cancel"
	])),
	labels: z.record(z.string(), z.string()),
	progress: progressView,
	list: z.object({
		verb: z.enum(["copy", "check"]),
		isComplete: z.boolean().describe("False while objects are still being listed."),
		openPieces: z.int(),
		brokenPieces: z.int().describe("What could not be listed to its end: no such job succeeds."),
		brokenBy: cause.nullable(),
		extra: z.int().describe("Keys that only the destination has; they are left alone."),
		isOneWay: z.boolean().describe("Keys that only the destination has are not known: it is not listed as a whole."),
		isRecorded: z.boolean().describe("The job has ended, and every row is in the journal.")
	}).nullable().describe("Of a job that lists what it moves."),
	workers: z.int().describe("Workers that are alive right now."),
	repeats: z.array(z.object({
		process: z.string(),
		role: z.enum([
			"planner",
			"worker",
			"coordinator"
		]),
		what: z.string().describe("What it does for the job: `the journal of a job`."),
		failures: z.int().describe("In a row."),
		cause,
		since: timestamp,
		nextTry: timestamp
	})).describe("What a process repeats for this job because it failed, beside the job's own steps."),
	schedule: z.object({
		name: z.string(),
		scheduledFor: timestamp,
		isManual: z.boolean()
	}).nullable().describe("Of a job that a schedule made: which, and at what tick."),
	retryOf: z.string().nullable().describe("The job of which it tries something again."),
	supersededBy: z.string().nullable().describe("The newest job that tries this one again."),
	createdAt: timestamp,
	finishedAt: timestamp.nullable()
});
/** How far a source could be pinned: by the strongest sign of its version that it shows. */
const sourcePinnedBy = z.enum([
	"version",
	"etag",
	"checksum",
	"file",
	"weak-etag",
	"date",
	"size-only"
]);
/** As `POST /v1/jobs` takes them, the defaults filled in. */
const transferOptions = z.object({
	partSizeBytes: z.int().exactOptional().describe("As asked for; left out: chosen by size."),
	overwrite: z.enum([
		"always",
		"never",
		"if_different"
	]),
	verify: z.enum([
		"none",
		"part",
		"full"
	]),
	attributes: z.enum([
		"preserve",
		"none",
		"set"
	]),
	contentType: z.string().exactOptional(),
	cacheControl: z.string().exactOptional(),
	contentDisposition: z.string().exactOptional(),
	contentEncoding: z.string().exactOptional(),
	contentLanguage: z.string().exactOptional(),
	expires: z.string().exactOptional(),
	metadata: z.record(z.string(), z.string()),
	storageClass: z.string().exactOptional(),
	acl: z.string().exactOptional(),
	tags: z.record(z.string(), z.string()).exactOptional()
});
const transferView = z.object({
	id: z.string(),
	source: address$2,
	destination: address$2,
	options: transferOptions.describe("What its job asked for."),
	state: z.enum([
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
	generation: z.int(),
	pinnedBy: sourcePinnedBy.nullable().describe("How far the source could be pinned; `size-only`: it shows no version."),
	leftBehind: z.array(z.object({
		names: z.array(z.string()),
		reason: z.string()
	})).describe("Attributes of the source that the object does not get, and why."),
	plan: z.object({
		strategy: z.enum(["put", "multipart"]),
		sizeBytes: z.int(),
		partSizeBytes: z.int(),
		partCount: z.int(),
		reason: z.string(),
		warning: z.string().exactOptional().describe("What may go wrong with it all the same.")
	}).nullable(),
	object: z.object({
		etag: z.string(),
		sizeBytes: z.int(),
		checksum: z.object({
			algorithm: z.string(),
			value: z.string()
		}).nullable(),
		verifiedBy: z.enum([
			"read-back",
			"object-checksum",
			"put-response",
			"part-checksums",
			"size"
		]),
		encryption: z.string().nullable().describe("As the store names it, such as AES256."),
		versionId: z.string().nullable().describe("Where the bucket keeps versions.")
	}).nullable(),
	/** Why it failed, was aborted or was skipped. */
	cause: cause.nullable(),
	/** Why it may stand still: what a process does not use for a while. */
	leftAlone: z.array(z.object({
		process: z.string(),
		role: z.enum([
			"planner",
			"worker",
			"coordinator"
		]),
		connection: z.string(),
		side: z.enum(["source", "store"]),
		cause,
		since: timestamp,
		nextTry: timestamp
	})),
	failures: z.array(z.object({
		step: z.string().describe("`part 17`, `plan`, `complete`, `verify` or `abort`."),
		at: timestamp,
		process: z.string(),
		cause,
		requestId: z.string().nullable().describe("The store's own name for the request.")
	}))
});
const workerPage = z.object({ data: z.array(z.object({
	id: z.string(),
	slots: z.int()
})) });
/** What every response but a success carries, as application/problem+json (RFC 9457). */
const problem = z.object({
	type: z.string(),
	title: z.string(),
	status: z.int(),
	detail: z.string(),
	code: z.string(),
	requestId: z.string(),
	errors: z.array(z.object({
		pointer: z.string().describe("A JSON pointer (RFC 6901) into the body or the query."),
		parameter: z.string().optional().describe("The query parameter, where it is one."),
		message: z.string()
	})).optional()
});
function pageOf(item) {
	return z.object({
		data: z.array(item),
		nextCursor: z.string().nullable()
	});
}
const jobPage = pageOf(jobView);
const transferPage = pageOf(transferView);
// packages/wire/src/connection-view.ts
const result = z.enum([
	"passed",
	"warned",
	"failed",
	"skipped"
]);
/** What `POST /v1/connections/{name}:test` answers: one row per check, in the order they are made. */
const connectionTestView = z.object({
	connection: z.string(),
	testedAt: timestamp,
	result: z.enum([
		"passed",
		"warned",
		"failed"
	]).describe("The worst of the checks; `failed` means that objects cannot be stored as they are."),
	checks: z.array(z.object({
		name: z.enum(CONNECTION_CHECKS),
		result: result.describe("`skipped`: an earlier check failed."),
		detail: z.string(),
		consequence: z.string().nullable().describe("What it means for transfers."),
		fix: z.string().nullable().describe("What to do about it.")
	})),
	measured: z.object({
		checksum: z.enum([
			"crc64xz",
			"crc32",
			"md5"
		]).nullable().describe("The strongest that the store really compares: new uploads use it."),
		objectETag: z.enum(["md5-of-md5s", "opaque"]).nullable()
	}).describe("Null where it was not seen, or where the connection's settings decide.")
});
const connectionView = z.object({
	name: z.string(),
	provider: z.string(),
	isWritable: z.boolean(),
	location: z.string().describe("The root folder, base URL, or bucket; never a secret.")
}).extend({ lastTest: connectionTestView.nullable() });
const connectionPage = pageOf(connectionView);
// packages/wire/src/routes/api-route.ts
const noParams = z.object({});
const noQuery = z.strictObject({});
/** Left out, or empty: what such a request means is all in its path. */
const noBody = z.strictObject({}).optional();
/** A route that looks at something. */
function get(path, summary, response) {
	return {
		method: "GET",
		path,
		scope: "read",
		summary,
		params: noParams,
		query: noQuery,
		body: noBody,
		status: 200,
		response
	};
}
/** A route that changes something. */
function post(path, summary, response) {
	return {
		...get(path, summary, response),
		method: "POST",
		scope: "operate"
	};
}
// packages/wire/src/routes/connection-routes.ts
/** Connections, and whether they work. */
const CONNECTION_ROUTES = {
	listConnections: get("/v1/connections", "What jobs may name, and how its last test went.", connectionPage),
	testConnection: {
		...post("/v1/connections/{name}:test", "Tries what transfers do; 200 also when checks fail. Takes up to a minute.", connectionTestView),
		params: z.object({ name: z.string() })
	}
};
// packages/wire/src/receipt-v1.ts
const address$1 = z.strictObject({
	connection: z.string(),
	key: z.string()
});
const bytes$1 = z.int().nonnegative();
const checksum$1 = z.strictObject({
	algorithm: z.enum([
		"crc64xz",
		"crc32",
		"md5"
	]),
	value: z.string().regex(/^[0-9a-f]{8,32}$/)
});
const part = z.strictObject({
	number: z.int().min(1).max(1e4),
	startByte: bytes$1,
	lengthBytes: bytes$1,
	/** Absent, with the checksum, where the record of the part was lost with Redis before its object was stored. */
	etag: z.string().optional(),
	/** By the receipt's algorithm; absent for a part that the store copied without telling it. */
	checksum: checksum$1.shape.value.optional()
});
const failedAttempt = z.strictObject({
	step: z.string(),
	at: timestamp,
	process: z.string(),
	code: z.string(),
	message: z.string(),
	requestId: z.string().optional()
});
/** By the names that a job gives attributes under; `metadata.owner` is one of its metadata. */
const attributes = z.strictObject({
	policy: z.enum([
		"preserve",
		"none",
		"set"
	]),
	/** By the job. */
	given: z.array(z.string()),
	/** From the source. */
	travelled: z.array(z.string()),
	/** What the source showed and the object did not get. */
	leftBehind: z.array(z.strictObject({
		names: z.array(z.string()),
		reason: z.string()
	}))
});
/** Everything of a receipt that its signature covers. */
const receiptBody = z.strictObject({
	v: z.literal(1),
	transferId: z.string(),
	jobId: z.string(),
	generation: z.int().positive(),
	source: address$1.extend({
		sizeBytes: bytes$1,
		/** The sign that the source was asked to compare. */
		validator: z.record(z.string(), z.string()),
		/** Every other sign of its version that each response was compared with. */
		signs: z.record(z.string(), z.string()).optional(),
		/** The strongest sign that it shows. `size-only`: it could not be pinned, only its size was compared. */
		pinnedBy: sourcePinnedBy.optional(),
		checksum: checksum$1.optional()
	}),
	destination: address$1.extend({
		etag: z.string(),
		versionId: z.string().optional(),
		encryption: z.string().optional()
	}),
	sizeBytes: bytes$1,
	algorithm: checksum$1.shape.algorithm,
	/** Of the whole object, combined from the parts; absent where the algorithm cannot combine. */
	checksum: checksum$1.shape.value.optional(),
	verifiedBy: z.string(),
	attributes: attributes.optional(),
	parts: z.array(part).min(1),
	failedAttempts: z.array(failedAttempt),
	acceptedAt: timestamp,
	storedAt: timestamp
});
const signature = z.strictObject({
	algorithm: z.literal("HMAC-SHA256"),
	/** The first 8 hex digits of the key's SHA-256: which key it was, not what it is. */
	keyId: z.string(),
	value: z.string().regex(/^[0-9a-f]{64}$/)
});
/** The checkable record of a finished transfer: one line of NDJSON. */
const receiptV1 = receiptBody.extend({ signature: signature.nullable() });
const receiptPage = pageOf(receiptV1);
// packages/wire/src/bulk-receipt-v1.ts
const whole = z.int().nonnegative();
const texts = z.array(z.string()).exactOptional();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const counts = z.strictObject({
	stored: whole,
	skipped: whole,
	failed: whole,
	aborted: whole
});
const segment = z.strictObject({
	epoch: z.int().positive(),
	number: whole,
	rows: whole,
	counts,
	trouble: z.array(z.strictObject({
		outcome: z.enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES]),
		code: z.string().exactOptional(),
		rows: whole
	})),
	rowsSha256: sha256.describe("Of `EPOCH-NUMBER-SHA.jsonl.gz` in the journal, SHA being its first 16 digits."),
	troubleSha256: sha256
});
/** The checkable record of a job of many objects: one line of JSON. */
const bulkReceiptV1 = z.strictObject({
	v: z.literal(1),
	kind: z.literal("bulk"),
	jobId: z.string(),
	verb: z.enum(["copy", "check"]),
	source: z.strictObject({
		connection: z.string(),
		kind: z.enum([
			"keys",
			"prefix",
			"tree",
			"manifest",
			"rows"
		]),
		of: z.string().exactOptional(),
		keys: texts,
		include: texts,
		exclude: texts
	}),
	destination: z.strictObject({
		connection: z.string(),
		key: z.string()
	}),
	epoch: z.int().positive(),
	counts: counts.extend({ listed: whole }),
	brokenPieces: whole,
	extra: whole,
	coveredBytes: whole,
	segments: z.array(segment),
	acceptedAt: timestamp,
	endedAt: timestamp,
	signature: signature.nullable()
});
// packages/wire/src/page-query.ts
const MAX_LIMIT = 500;
const limitText = `write a whole number from 1 to ${MAX_LIMIT}`;
/** The query of every listing. */
const pageQuery = z.strictObject({
	limit: z.string(limitText).regex(/^[1-9]\d{0,2}$/, limitText).prefault("50").transform(Number).refine((limit) => limit <= MAX_LIMIT, limitText).describe(`How many, 1 to ${MAX_LIMIT}; 50 when left out.`),
	cursor: z.string("write it once").regex(/^[\w-]{1,400}$/, "send the nextCursor of the page before").optional().describe("The nextCursor of the page before.")
});
// packages/wire/src/job-query.ts
const MAX_LABELS$1 = 8;
/** `name=value`, once or several times: a name has no equals sign in it, a value may. */
const labels = z.union([z.string(), z.array(z.string())]).transform((given, context) => {
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
		return z.NEVER;
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
	return z.enum(values, `write one of ${values.join(", ")}`).optional();
}
// packages/wire/src/byte-size.ts
/** A size in bytes, as a whole number or as text with an IEC unit. */
const byteSize = z.union([z.int().nonnegative(), z.string()]).transform((value, context) => {
	const bytes = typeof value === "number" ? value : parseByteSize(value);
	if (bytes === void 0) {
		context.addIssue({
			code: "custom",
			message: "write a size such as 16MiB or 1073741824"
		});
		return z.NEVER;
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
// packages/wire/src/selection-request.ts
const MAX_KEY_LENGTH = 1024;
const MAX_KEYS = 1e3;
const MAX_GLOBS = 100;
const connection$2 = z.string().min(1).describe("The name of a connection in penstock.config.json.");
const key = z.string().min(1, "name the object").max(MAX_KEY_LENGTH, `keys have at most ${MAX_KEY_LENGTH} characters; signed URLs will get an option of their own`);
const globs = z.array(z.string().min(1).max(MAX_KEY_LENGTH)).max(MAX_GLOBS);
const manifest = z.strictObject({
	connection: connection$2.describe("Where the manifest lies; its keys are those of the source."),
	key,
	format: z.enum([
		"csv",
		"jsonl",
		"s3-inventory"
	]).describe("docs/manifests.md shows each."),
	onBrokenLine: z.enum(["refuse", "skip"]).default("refuse").describe("`skip`: a broken line is skipped, and has a row that names it."),
	spelling: z.enum(["plain", "percent"]).exactOptional().describe("`percent`: keys of CSV and JSON Lines are percent-encoded. Left out: `plain`.")
});
const rowChoice = {
	outcomes: z.array(z.enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES])).min(1).exactOptional(),
	codes: z.array(z.string().min(1).max(64)).min(1).max(MAX_GLOBS).exactOptional()
};
const rows = z.strictObject({
	job: z.string().refine(isJobId, "ids of jobs look like job_ and 26 letters and digits").describe("One that has ended."),
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
const source = z.strictObject({
	connection: connection$2,
	key: key.exactOptional().describe("One object: the key, or the path below a file root or base URL."),
	keys: z.array(key).min(1).max(MAX_KEYS).exactOptional().describe("Some objects by name."),
	prefix: z.string().max(MAX_KEY_LENGTH).exactOptional().describe("Every object whose key begins with it; empty: every one there is."),
	tree: z.string().max(MAX_KEY_LENGTH).exactOptional().describe("Every file below a folder of a `file` connection; empty: its root."),
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
const destination = z.strictObject({
	connection: connection$2,
	key: key.describe("The key; of a list of objects a template: {relativeKey} (the key without its prefix), {key}, {basename}, {date:yyyy/MM/dd}. Of `rows` also {destinationKey}: each object goes to where its row has it.")
});
/** A job of more than one object, or of a number that is not known yet. */
function isBulkSource(given) {
	return given.key === void 0;
}
// packages/wire/src/job-request.ts
/** Text that may be shown as it is, also in a terminal: control characters would steer it. */
function plainText(maxLength) {
	return z.string().max(maxLength).regex(/^\P{Cc}*$/u, "leave out control characters");
}
const MAX_LABELS = 32;
/** The value of a header: what HTTP carries without an encoding. */
function headerText(maxLength) {
	return z.string().regex(/^[\x20-\x7e]+$/, "use printable ASCII").max(maxLength);
}
const metadata = z.record(z.string().regex(/^[a-z0-9-]{1,64}$/, "use lower-case letters, digits and hyphens"), z.string().regex(/^[\x20-\x7e]*$/, "use printable ASCII").max(1024)).refine((pairs) => !OWN_NAMES.some((name) => name in pairs), `${OWN_NAMES.join(" and ")} are the names of Penstock's own marks`).refine((pairs) => JSON.stringify(pairs).length <= 1920, "give at most 1920 bytes of metadata: stores take 2 KiB, and 128 bytes of them mark the object");
/** What both COS and S3 take in tags (COS document 436/7746; S3 user guide, "Object tagging"). */
const tagText = z.string().regex(/^[\p{L}\p{N} +\-=._:/@]*$/u, "use letters, digits, spaces and + - = . _ : / @");
const MAX_TAGS = 10;
const tags = z.record(tagText.min(1).max(128), tagText.max(256)).refine((pairs) => Object.keys(pairs).length <= MAX_TAGS, `stores take ${MAX_TAGS} tags at most`);
/** RFC 9110's IMF-fixdate: stores hand it out as it came in, to clients that read no other form. */
const httpDate = z.string().regex(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/, "write an HTTP date such as Wed, 21 Oct 2026 07:28:00 GMT").refine((text) => !Number.isNaN(Date.parse(text)), "there is no such day or time");
/** What is stored with the object. Left out: what the source says of itself, or the store's default. */
const given = {
	contentType: headerText(255).exactOptional(),
	cacheControl: headerText(1024).exactOptional(),
	contentDisposition: headerText(1024).exactOptional(),
	contentEncoding: headerText(255).exactOptional(),
	contentLanguage: headerText(255).exactOptional(),
	expires: httpDate.exactOptional(),
	metadata: metadata.default({}),
	storageClass: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, "write it as the store does, such as STANDARD_IA").exactOptional(),
	acl: z.string().regex(/^[a-z][a-z-]{0,63}$/, "write a canned ACL as the store does, such as private").exactOptional(),
	tags: tags.exactOptional()
};
const options$1 = z.strictObject({
	partSize: byteSize.exactOptional().describe("Whole MiB, for example 64MiB. Left out: chosen by size."),
	overwrite: z.enum([
		"always",
		"never",
		"if_different"
	]).exactOptional().describe("What becomes of an object that is there. Left out: `always` for `key`, and for `keys`; `if_different` for whatever else lists objects."),
	compare: z.enum([
		"content",
		"size",
		"size+time",
		"read"
	]).exactOptional().describe("How `if_different`, or a check, tells a difference: by what shows the bytes, as when left out; or one takes size, or size and time, for enough. Only a check may `read` all bytes of both sides."),
	sample: z.int().min(1).max(100).exactOptional().describe("Of a check: how many of a hundred objects that would be read are read, chosen by their keys. The others are compared by size. Left out: 100."),
	oneWay: z.boolean().exactOptional().describe("Of a check: keys that only the destination has are not looked for, and it is not listed."),
	missing: z.enum(["fail", "skip"]).exactOptional().describe("An object that was listed and is gone when it is read. Left out: `fail`."),
	allowEmpty: z.boolean().exactOptional().describe("Whether a list without objects is a success. Left out: it is an error."),
	verify: z.enum([
		"none",
		"part",
		"full"
	]).exactOptional().describe("How the object is compared with what was read: by its size; by the store's checksums, as when left out; or by reading it back."),
	attributes: z.enum([
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
const jobRequest = z.strictObject({
	name: plainText(200).min(1).optional().describe("Left out: made of source or destination."),
	verb: z.enum(["copy", "check"]).exactOptional().describe("`check` compares two places and moves nothing. Left out: `copy`."),
	source,
	destination,
	options: options$1.refine(({ attributes, metadata, ...rest }) => attributes !== "none" || !(Object.keys(metadata).length > 0 || isGiven(rest)), {
		path: ["attributes"],
		message: "with \"none\" give no attributes, or say \"set\""
	}).prefault({}),
	onSuccess: z.strictObject({ marker: z.string().min(1).max(1024) }).exactOptional().describe("An object that is written last, below the destination's connection, once every object is stored or skipped."),
	labels: z.record(plainText(63).min(1), plainText(255)).refine((labels) => Object.keys(labels).length <= MAX_LABELS, `at most ${MAX_LABELS} labels`).default({})
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
// packages/wire/src/plan-view.ts
/** What a job would do, as far as its list is known. */
const planView = z.object({
	isComplete: z.boolean().describe("False where the list was not read to its end in time: all counts are so far."),
	objects: z.int(),
	bytes: z.int(),
	bytesRead: z.int().describe("What of them leaves the source: nothing where its store copies."),
	largeObjects: z.int().describe("Objects that are moved in parts, each by an upload of its own."),
	parts: z.int(),
	partSizes: z.array(z.object({
		upToBytes: z.int(),
		parts: z.int()
	})),
	requests: z.object({
		list: z.int(),
		head: z.int(),
		get: z.int(),
		put: z.int(),
		copy: z.int()
	}).describe("As they are billed; repeats are not among them. `copy`: the store copies by itself."),
	rejections: z.array(z.object({
		code: z.string(),
		objects: z.int(),
		samples: z.array(z.object({
			key: z.string(),
			message: z.string()
		}))
	})).describe("Objects that would not be moved, by the reason that their rows will have."),
	durationSeconds: z.number().nullable().describe("At the best rates of the newest jobs; null where none of them moved anything. So far, as all counts."),
	costs: z.array(z.object({
		side: z.enum(["source", "destination"]),
		provider: z.string(),
		currency: z.string(),
		requests: z.number(),
		traffic: z.number(),
		total: z.number()
	})).describe("By the price table; without a side whose provider the table does not have."),
	samples: z.array(z.object({
		key: z.string(),
		destinationKey: z.string(),
		sizeBytes: z.int()
	}))
});
// packages/wire/src/report-query.ts
const MAX_VALUES = 100;
const REPORT_FORMATS = ["jsonl", "csv"];
/** The query of `GET /v1/jobs/{id}/report`: a row is in it that fits all that is given. */
const reportQuery = z.strictObject({
	rows: z.enum(["all", "trouble"]).optional().describe("`trouble`: only those of objects that failed or were not moved."),
	outcome: severalOf(z.enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES])).describe("Rows of this outcome, or of one of these."),
	code: severalOf(z.string().min(1).max(64)).describe("Rows whose cause has this error code."),
	key: severalOf(z.string().min(1).max(1024)).describe("Rows whose key one of these globs takes, as `include` of a job does."),
	format: z.enum(REPORT_FORMATS).optional().describe("Left out: CSV where `Accept` names text/csv, else JSON Lines.")
});
/** A parameter that may be there several times. */
function severalOf(value) {
	return z.union([value.transform((one) => [one]), z.array(value).max(MAX_VALUES)]).optional();
}
// packages/wire/src/retry-request.ts
const options = z.strictObject({
	partSize: byteSize.exactOptional(),
	overwrite: z.enum([
		"always",
		"never",
		"if_different"
	]).exactOptional(),
	compare: z.enum([
		"content",
		"size",
		"size+time"
	]).exactOptional(),
	missing: z.enum(["fail", "skip"]).exactOptional(),
	verify: z.enum([
		"none",
		"part",
		"full"
	]).exactOptional()
});
/** The body of `POST /v1/jobs/{id}:retry`; without one everything that failed is tried again. */
const retryRequest = z.strictObject({
	outcomes: rowChoice.outcomes.describe("Left out: `failed`, of a cancelled job `aborted` as well; of a check all that is not the same."),
	codes: rowChoice.codes.describe("Only what failed by one of these."),
	include: globs.exactOptional().describe("Only keys that one of these globs takes."),
	exclude: globs.exactOptional().describe("And none that one of these takes."),
	options: options.exactOptional().describe("In place of those of the job; all others are taken over."),
	dryRun: z.boolean().exactOptional().describe("Counts, and makes no job.")
}).optional();
const counted = z.object({
	outcome: z.string(),
	code: z.string().nullable(),
	objects: z.int()
});
const retryView = z.object({
	objects: z.int().describe("How many are tried again."),
	causes: z.array(counted),
	job: jobView.nullable().describe("The new job; null after a dry run.")
});
const errorsView = z.object({
	isComplete: z.boolean().describe("False while the job runs, or its last rows are being written: counts are so far."),
	data: z.array(counted.extend({
		samples: z.array(z.object({
			key: z.string(),
			message: z.string()
		})),
		title: z.string(),
		next: z.string().describe("What happens by itself, and what is to be done."),
		help: z.string().describe("Where the code is explained.")
	}))
});
// packages/wire/src/routes/job-routes.ts
const ofJob = { params: z.object({ id: z.string() }) };
/** Left out: what is under way is moved to its end. */
const pauseRequest = z.strictObject({ drain: z.boolean().default(true) }).default({ drain: true });
/** Jobs, their transfers, and what is left of them. */
const JOB_ROUTES = {
	submitJob: {
		...post("/v1/jobs", "Accepts a job and starts it; `Location` says where it is.", jobView),
		body: jobRequest,
		status: 201
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
		...get("/v1/jobs/{id}/report", "The rows of a job of many objects that are in the journal, one an object, as JSON Lines or CSV. `Penstock-Report` says whether they are `complete` or `partial`: the job goes on, or its last rows are not in the journal yet. A response that is cut off is not whole.", z.unknown()),
		...ofJob,
		query: reportQuery
	}
};
// packages/wire/src/duration.ts
const UNIT_MS = {
	s: 1e3,
	m: 6e4,
	h: 36e5,
	d: 864e5
};
/** `90s`, `30m`, `24h`, `7d`: parsed to milliseconds. */
const duration = z.string().regex(/^\d{1,6}[smhd]$/, "write a duration such as 30m, 24h or 7d").transform((text) => Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? 0));
// packages/wire/src/schedule-request.ts
const DAY_MS = 864e5;
const HOUR_MS = 36e5;
const LONGEST_MS = 366 * DAY_MS;
const interval = duration.refine((ms) => ms >= 1e3 && ms <= LONGEST_MS, "write a time of 1s to 366d").describe("Instead of `cron`: at every whole multiple of it since 1970, such as 6h.");
const timingFields = {
	cron: z.string().max(200).exactOptional().describe("Minute, hour, day of the month, month, day of the week; or six fields with seconds in front."),
	timeZone: z.string().max(64).exactOptional().describe("Of the IANA database, such as Europe/Berlin; for `cron`. Left out: UTC."),
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
const fields = {
	...timingFields,
	overlap: z.enum(OVERLAPS).default("skip").describe("What becomes of a tick while the job of an earlier one runs: left out, waits for its end (later ones take its place), or cancels it."),
	catchUp: z.union([z.enum(["none", "latest"]), duration.refine((ms) => ms <= LONGEST_MS, "at most 366d")]).default(HOUR_MS).describe("Which tick is made up for that came while nothing ran: none, the latest, or the latest if it is no older than this. Left out: `1h`."),
	jitter: duration.refine((ms) => ms <= DAY_MS, "write at most 24h").default(0).describe("The job starts up to so much after its tick; the same tick always waits as long."),
	startAt: timestampInput.exactOptional().describe("No tick before it counts."),
	endAt: timestampInput.exactOptional().describe("No tick after it counts."),
	job: z.record(z.string(), z.unknown()).describe("The body of `POST /v1/jobs`. `{date:yyyy/MM/dd}` in its source, destination and name stands for the tick, in the schedule's time zone.")
};
/** The body of `PUT /v1/schedules/{name}`. */
const scheduleChange = z.strictObject(fields).superRefine(checkTiming);
/** The body of `POST /v1/schedules`. */
const scheduleRequest = z.strictObject({
	name: z.string().refine(isScheduleName, "write up to 60 letters, digits and . _ -, beginning with a letter or digit"),
	...fields
}).superRefine(checkTiming);
const previewRequest = z.strictObject({
	...timingFields,
	count: z.int().min(1).max(100).default(5).describe("How many; 5 when left out."),
	after: timestampInput.exactOptional().describe("Ticks after this time. Left out: now.")
}).superRefine(checkTiming);
// packages/wire/src/schedule-view.ts
const run$1 = z.object({
	scheduledFor: timestamp,
	startsAt: timestamp.describe("Later than the tick by the jitter."),
	jobId: z.string(),
	isManual: z.boolean().describe("It was asked for, apart from the clock.")
});
const scheduleRunView = z.object({
	scheduledFor: timestamp,
	outcome: z.enum(RUN_OUTCOMES).describe("`started`: its job was made; `queued`: it waits for the job before; `skipped`: that job ran; `superseded`: a later tick took its turn; `missed`: nothing ran at its time; `refused`: its job cannot be made."),
	decidedAt: timestamp,
	jobId: z.string().nullable(),
	reason: z.string().nullable(),
	isManual: z.boolean()
});
const scheduleView = z.object({
	name: z.string(),
	cron: z.string().nullable(),
	timeZone: z.string().nullable(),
	every: z.string().nullable().describe("A duration, such as 6h."),
	overlap: z.enum(OVERLAPS),
	catchUp: z.string().describe("`none`, `latest`, or a duration."),
	jitter: z.string(),
	activeFrom: timestamp.describe("No tick before it counts."),
	endAt: timestamp.nullable(),
	isPaused: z.boolean(),
	revision: z.int().describe("Grows with every change."),
	changedAt: timestamp,
	nextRuns: z.array(timestamp).describe("The next ticks, five at most; empty while it is paused."),
	current: run$1.nullable().describe("The run whose job has not ended, as far as is known."),
	waiting: run$1.nullable().describe("Starts when the current one has ended."),
	lastRun: scheduleRunView.nullable(),
	job: z.record(z.string(), z.unknown())
});
/** All of them: a deployment has some dozens. */
const schedulePage = z.object({ data: z.array(scheduleView) });
const scheduleRunPage = z.object({ data: z.array(scheduleRunView).describe("Newest first, the last 100.") });
const previewView = z.object({ ticks: z.array(z.object({
	at: timestamp,
	local: z.string().describe("The same in the time zone, with its offset from UTC."),
	note: z.string().nullable().describe("Where the clocks change between this tick and the one before.")
})) });
// packages/wire/src/routes/schedule-routes.ts
const ofSchedule = { params: z.object({ name: z.string() }) };
/** Schedules and their runs. */
const SCHEDULE_ROUTES = {
	createSchedule: {
		...post("/v1/schedules", "Makes jobs by the clock from now on; needs a journal. `Location` says where it is.", scheduleView),
		body: scheduleRequest,
		status: 201
	},
	listSchedules: get("/v1/schedules", "All schedules, by name.", schedulePage),
	previewSchedule: {
		...post("/v1/schedules:preview", "When a schedule would run; makes none.", previewView),
		scope: "read",
		body: previewRequest
	},
	readSchedule: {
		...get("/v1/schedules/{name}", "One schedule, its next ticks and its runs.", scheduleView),
		...ofSchedule
	},
	replaceSchedule: {
		...get("/v1/schedules/{name}", "Replaces a schedule from now on; its runs and its pause are kept.", scheduleView),
		method: "PUT",
		scope: "operate",
		...ofSchedule,
		body: scheduleChange
	},
	deleteSchedule: {
		...get("/v1/schedules/{name}", "Ends a schedule; its jobs continue. Returns it as it was.", scheduleView),
		method: "DELETE",
		scope: "operate",
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
// packages/wire/src/routes/system-routes.ts
const text = z.string();
const indexView = z.object({
	name: z.literal("penstock"),
	routes: z.array(z.object({
		method: z.string(),
		path: z.string(),
		summary: z.string()
	}))
});
const healthView = z.object({
	status: z.string(),
	reasons: z.array(z.string()).readonly().optional()
});
/** The processes themselves, and what can be asked of them. */
const SYSTEM_ROUTES = {
	index: toAll("/", "What can be asked here.", indexView),
	indexOfV1: toAll("/v1", "The same.", indexView),
	listWorkers: get("/v1/workers", "Workers that are alive.", workerPage),
	metrics: get("/metrics", "For Prometheus, as text.", text),
	live: toAll("/healthz/live", "The process runs; nothing else is looked at.", healthView),
	ready: toAll("/healthz/ready", "200, or 503 with reasons: whether it can work now.", healthView),
	readHelp: {
		...toAll("/problems/{code}", "What an error code means and what to do, as Markdown.", text),
		params: z.object({ code: z.string() })
	}
};
/** A route that needs no key. */
function toAll(path, summary, response) {
	return {
		...get(path, summary, response),
		scope: "public"
	};
}
// packages/wire/src/open-upload-view.ts
const connection$1 = z.string().min(1).max(200);
/** The query of `GET /v1/uploads`. */
const openUploadQuery = z.strictObject({
	connection: connection$1.optional().describe("Only this one; every writable one when left out."),
	olderThan: duration.optional()
});
const openUploadView = z.object({
	connection: z.string(),
	key: z.string(),
	uploadId: z.string().nullable().describe("Null while the response to our intent is not known."),
	openedAt: timestamp.describe("By the store's clock; by the ledger's where it does not show it."),
	ageSeconds: z.int(),
	isListed: z.boolean().nullable().describe("Whether the store shows it; null where its list has a gap."),
	parts: z.int().nullable().describe("At the store; null where it does not say."),
	bytes: z.int().nullable(),
	owner: z.enum([
		"transfer",
		"orphan",
		"intent",
		"foreign"
	]).describe("By the ledger. `orphan`: ours, and no transfer uses it. `intent`: may be what one of our intents opened. `foreign`: not ours."),
	transferId: z.string().nullable(),
	jobId: z.string().nullable(),
	state: z.string().nullable().describe("Of the transfer that uses it.")
});
const openUploadPage = z.object({
	data: z.array(openUploadView).describe("Oldest first, 200 at most."),
	total: z.int(),
	gaps: z.array(z.object({
		connection: z.string(),
		code: z.string(),
		message: z.string()
	})).describe("Connections whose uploads are not all here, and why.")
});
/** The body of `POST /v1/uploads:abortOrphans`. */
const abortOrphansRequest = z.strictObject({
	connection: connection$1.optional(),
	olderThan: duration.optional(),
	uploadIds: z.array(z.string().min(1).max(1024)).min(1).max(100).optional()
}).refine(({ olderThan, uploadIds }) => olderThan === void 0 !== (uploadIds === void 0), "write either olderThan or uploadIds");
const abortOrphansView = z.object({
	data: z.array(z.object({
		uploadId: z.string(),
		connection: z.string().nullable(),
		key: z.string().nullable(),
		outcome: z.enum([
			"aborted",
			"refused",
			"failed"
		]),
		reason: z.string().nullable(),
		jobId: z.string().nullable().describe("Of the transfer that uses it.")
	})),
	leftAlone: z.object({
		foreign: z.int(),
		transfers: z.int()
	}).describe("Old enough, and not to be aborted: not ours, or of a running transfer."),
	hasMore: z.boolean().describe("Ask again: one request aborts at most 200.")
});
// packages/wire/src/routes/upload-routes.ts
/** What is open at the stores. */
const UPLOAD_ROUTES = {
	listUploads: {
		...get("/v1/uploads", "What is open at the stores, oldest first, and whose it is. Takes up to a minute.", openUploadPage),
		query: openUploadQuery
	},
	abortOrphans: {
		...post("/v1/uploads:abortOrphans", "Ends uploads of ours that no transfer uses; what became of each.", abortOrphansView),
		body: abortOrphansRequest
	}
};
({
	...SYSTEM_ROUTES,
	...JOB_ROUTES,
	...SCHEDULE_ROUTES,
	...CONNECTION_ROUTES,
	...UPLOAD_ROUTES
});
// packages/wire/src/part-task-v1.ts
const transferId = z.custom((value) => typeof value === "string" && isTransferId(value), "not the id of a transfer");
const jobId$2 = z.custom((value) => typeof value === "string" && isJobId(value), "not the id of a job");
const tenant = z.string().min(1);
const partNumber = z.int().min(1).max(1e4).transform(toPartNumber);
const bytes = z.int().nonnegative();
const address = z.object({
	connection: z.string(),
	key: z.string()
});
const validator = z.discriminatedUnion("kind", [
	z.object({
		kind: z.enum(["etag", "weak-etag"]),
		etag: z.string()
	}),
	z.object({
		kind: z.literal("last-modified"),
		date: z.string()
	}),
	z.object({
		kind: z.literal("file"),
		inode: z.string(),
		mtimeNs: z.string()
	}),
	z.object({ kind: z.literal("size-only") })
]);
const checksum = z.enum([
	"crc64xz",
	"crc32",
	"md5"
]);
const upload = z.object({
	token: z.string().min(1),
	uploadId: z.string().min(1).transform(toUploadId).exactOptional(),
	plan: z.object({
		strategy: z.enum(["put", "multipart"]),
		sizeBytes: bytes,
		partSizeBytes: bytes,
		partCount: z.int().positive(),
		reason: z.string()
	}),
	sourceVersion: z.object({
		sizeBytes: bytes,
		validator,
		signs: z.record(z.string(), z.string()).exactOptional(),
		checksum: z.object({
			algorithm: checksum,
			value: z.string()
		}).exactOptional(),
		contentEncoding: z.string().exactOptional()
	}),
	checksum,
	attributes: z.object({
		contentType: z.string().exactOptional(),
		cacheControl: z.string().exactOptional(),
		contentDisposition: z.string().exactOptional(),
		contentEncoding: z.string().exactOptional(),
		contentLanguage: z.string().exactOptional(),
		expires: z.string().exactOptional(),
		metadata: z.record(z.string(), z.string()),
		storageClass: z.string().exactOptional(),
		acl: z.string().exactOptional(),
		tags: z.record(z.string(), z.string()).exactOptional()
	}),
	serverSideCopySource: z.string().exactOptional(),
	forbidOverwrite: z.boolean().exactOptional(),
	putProof: z.enum(["echoed", "refused"]).exactOptional()
});
z.object({
	v: z.literal(1),
	tenant,
	transferId,
	generation: z.int().positive(),
	number: partNumber,
	/** Left out for a task that is at the part it was queued with. */
	taskPart: partNumber.exactOptional(),
	jobId: jobId$2,
	source: address,
	destination: address,
	upload,
	range: z.object({
		startByte: bytes,
		lengthBytes: bytes
	})
});
z.object({
	v: z.literal(1),
	tenant,
	transferId
});
// packages/wire/src/batch-task-v1.ts
const jobId$1 = z.custom((value) => typeof value === "string" && isJobId(value), "not the id of a job");
z.object({
	v: z.literal(1),
	kind: z.literal("batch"),
	tenant: z.string().min(1),
	jobId: jobId$1,
	epoch: z.int().positive(),
	number: z.int().nonnegative()
});
// packages/wire/src/connections-file.ts
/** A secret is only ever referred to: `env:NAME` or `file:/path`. The file itself holds none. */
const secretReference = z.string().regex(/^(env|file):.+$/, "refer to the secret as \"env:NAME\" or \"file:/path\"");
/** Signatures and passwords hide in userinfo and queries; the file is to hold no secrets. */
const plainUrl = z.url({
	protocol: /^https?$/,
	error: "write a URL such as https://host/path"
}).refine((text) => {
	const url = URL.parse(text);
	return url === null || url.username + url.password + url.search + url.hash === "";
}, "leave credentials, query and fragment out of the URL");
const credentials = z.strictObject({
	accessKeyId: secretReference.describe("On COS: the SecretId."),
	secretAccessKey: secretReference.describe("On COS: the SecretKey."),
	sessionToken: secretReference.optional()
});
const s3Providers = Object.keys(STORE_PROFILES).filter((provider) => provider !== "cos");
/** Becomes part of a host name. */
const region = z.string().regex(/^[a-z0-9-]+$/, "write a region such as ap-beijing or eu-west-1");
const sourceVersion = z.enum([
	"etag",
	"date",
	"size"
]).optional().describe("As a source: the one sign of its version to compare, where its servers differ in others.");
const fileConnection = z.strictObject({
	provider: z.literal("file"),
	root: z.string().startsWith("/", "write an absolute path").describe("An absolute folder that the workers see; nothing outside it is read.")
});
const httpConnection = z.strictObject({
	provider: z.literal("http"),
	baseUrl: plainUrl.describe("Keys are paths below it."),
	sourceVersion
});
/** How the store is asked to encrypt every object that this connection writes. */
const encryption = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("store") }).describe("Keys that the store keeps."),
	z.strictObject({
		kind: z.literal("kms"),
		keyId: z.string().min(1).optional().describe("Left out: the account's default key."),
		context: z.record(z.string().min(1), z.string()).optional()
	}),
	z.strictObject({
		kind: z.literal("customer"),
		key: secretReference.describe("256 bits in base64; it goes with every request.")
	})
]);
/** COS takes 819 200 to 838 860 800 bits a second for a request (documents 436/7750 and 436/14518). */
const MIN_TRAFFIC_BYTES = 102400;
const MAX_TRAFFIC_BYTES = 104857600;
const cosConnection = z.strictObject({
	provider: z.literal("cos"),
	bucket: z.string().regex(/^[a-z0-9-]+-\d+$/, "write the bucket as NAME-APPID"),
	region,
	endpoint: plainUrl.optional().describe("Where to connect instead of the bucket's own host."),
	credentials,
	sourceVersion,
	encryption: encryption.optional(),
	trafficLimit: byteSize.refine((bytes) => bytes >= MIN_TRAFFIC_BYTES && bytes <= MAX_TRAFFIC_BYTES, "COS takes 100KiB to 100MiB, in bytes a second").optional().describe("Bytes a second that COS is asked to hold each request to."),
	expectContinue: z.boolean().optional().describe("Wait for the store's leave before the bytes of a part are sent.")
}).superRefine(refuseOpenKey);
const s3Connection = z.strictObject({
	provider: z.enum(s3Providers),
	bucket: z.string().regex(/^[a-zA-Z0-9._-]{1,255}$/, "write the name of a bucket"),
	region,
	endpoint: plainUrl.optional(),
	pathStyle: z.boolean().optional(),
	checksum: z.enum(["crc32", "md5"]).optional(),
	maxParts: z.int().min(1).max(MAX_PART_NUMBER).optional().describe("Parts that an upload may have, where the server was set up otherwise."),
	listing: z.enum(["ordered", "unordered"]).optional().describe("`unordered`: lists come in another order than that of the keys' bytes."),
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
const connection = z.discriminatedUnion("provider", [
	fileConnection,
	httpConnection,
	cosConnection,
	s3Connection
]);
z.strictObject({ connections: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/), connection) });
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
for (const [id, schema] of Object.entries(NAMED)) z.globalRegistry.add(schema, { id });
// packages/wire/src/limits-document.ts
const limit = z.union([
	z.number(),
	z.string().max(5e3),
	z.array(z.string().max(100)).max(50)
]);
const FORM = "A value, or lines such as `Mon-Fri 08:00-18:00 VALUE` of which the first that fits counts; 0 lets nothing run, left out is no limit.";
z.strictObject({
	bytesPerSecond: limit.exactOptional().describe(`Bytes sent to stores, such as \`50MiB/s\`. ${FORM}`),
	requestsPerSecond: limit.exactOptional().describe(`Requests to stores and sources, such as \`200/s\`. ${FORM}`),
	unitsInFlight: limit.exactOptional().describe(`Parts and batches in flight at once. ${FORM}`),
	partsPerUpload: limit.exactOptional().describe(`Parts of one upload in flight at once. ${FORM}`),
	timeZone: z.string().max(64).exactOptional().describe("Of the IANA database, such as Europe/Berlin; of every line. Left out: UTC.")
}).transform((input, context) => {
	const { limits, issues } = readLimits(input);
	for (const { path, message } of issues) context.addIssue({
		code: "custom",
		path: [...path],
		message
	});
	return issues.length > 0 ? z.NEVER : limits;
});
z.object({
	v: z.literal(1),
	kind: z.literal("listing"),
	tenant: z.string().min(1),
	jobId: z.custom((value) => typeof value === "string" && isJobId(value), "not the id of a job")
});
// packages/wire/src/prices-file.ts
const price = z.number().min(0);
const table = z.strictObject({
	currency: z.string().min(1),
	perThousandRequests: z.strictObject({
		list: price,
		head: price,
		get: price,
		put: price,
		copy: price
	}),
	perGibRead: price,
	source: z.string().min(1),
	date: z.iso.date()
});
z.strictObject({
	about: z.string(),
	providers: z.record(z.string(), table)
});
[
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
].map(([name]) => name).join(",");
z.looseObject({
	key: z.string(),
	size: z.number(),
	outcome: z.enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES]),
	destination: z.string().optional()
});
// packages/wire/src/schedule-documents.ts
const timing = z.discriminatedUnion("kind", [z.strictObject({
	kind: z.literal("cron"),
	pattern: z.string(),
	timeZone: z.string()
}), z.strictObject({
	kind: z.literal("every"),
	everyMs: z.int().min(1e3)
})]);
z.strictObject({
	tenant: z.string().min(1),
	name: z.string().refine(isScheduleName, "not the name of a schedule"),
	timing,
	overlap: z.enum(OVERLAPS),
	catchUp: z.union([
		z.literal("none"),
		z.literal("latest"),
		z.int().min(0)
	]),
	jitterMs: z.int().min(0),
	activeFromMs: z.int(),
	endAtMs: z.int().exactOptional(),
	isPaused: z.boolean(),
	job: z.record(z.string(), z.unknown())
});
const jobId = z.custom((value) => typeof value === "string" && isJobId(value));
const isManual = z.literal(true).exactOptional();
const run = {
	scheduledForMs: z.int(),
	jobId,
	startAtMs: z.int(),
	isManual
};
z.strictObject({
	decidedUntilMs: z.int(),
	current: z.strictObject({
		...run,
		isStarted: z.boolean(),
		isCancelWanted: z.literal(true).exactOptional()
	}).nullable(),
	waiting: z.strictObject(run).nullable(),
	notes: z.array(z.strictObject({
		scheduledForMs: z.int(),
		decidedAtMs: z.int(),
		outcome: z.enum(RUN_OUTCOMES),
		jobId: jobId.exactOptional(),
		reason: z.string().exactOptional(),
		isManual
	}))
});
z.object({
	v: z.literal(1),
	tenant: z.string().min(1),
	name: z.string().refine(isScheduleName, "not the name of a schedule")
});
// packages/client/src/http-call.ts
/** An API on this machine or in this cluster answers in milliseconds; it gives up itself after 15 s. */
const RESPONSE_LIMIT_MS = 2e4;
/**
* One request, its response parsed.
*
* @throws ApiProblem when the API refuses, ApiUnreachable when there is no usable response
*/
async function callApi({ baseUrl, headers }, { method, path, body, limitMs = RESPONSE_LIMIT_MS }, schema, signal) {
	const url = baseUrl.replace(/\/+$/, "");
	const limit = AbortSignal.timeout(limitMs);
	const { status, text } = await exchange(url + path, {
		method,
		signal: signal === void 0 ? limit : AbortSignal.any([signal, limit]),
		headers: {
			...headers,
			...body !== void 0 && { "content-type": "application/json" }
		},
		...body !== void 0 && { body: JSON.stringify(body) }
	}).catch((error) => {
		signal?.throwIfAborted();
		throw new ApiUnreachable(url, reasonOf(error, limitMs), { cause: error });
	});
	const response = parseJson(text);
	if (status >= 400) {
		const refused = problem.safeParse(response);
		throw refused.success ? new ApiProblem(refused.data) : new ApiUnreachable(url, `it answered ${status} in a form that Penstock does not use`);
	}
	const parsed = schema.safeParse(response);
	if (!parsed.success) throw new ApiUnreachable(url, `its response to ${method} ${path} is not what this version reads`);
	return parsed.data;
}
async function exchange(url, init) {
	const response = await fetch(url, init);
	return {
		status: response.status,
		text: await response.text()
	};
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
/** `fetch failed` says nothing; its cause names the socket's error. */
function reasonOf(error, limitMs) {
	if (!(error instanceof Error)) return "the request failed";
	if (error.name === "TimeoutError") return `it took more than ${limitMs / 1e3} s`;
	const { cause } = error;
	if (cause instanceof Error) return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
	return error.message;
}
// packages/client/src/report-stream.ts
/** However long it takes: rows are sent as they are taken. */
async function streamReport({ baseUrl, headers }, path, signal) {
	const url = baseUrl.replace(/\/+$/, "");
	const response = await fetch(url + path, {
		headers,
		...signal !== void 0 && { signal }
	}).catch((cause) => {
		signal?.throwIfAborted();
		throw new ApiUnreachable(url, "the request failed", { cause });
	});
	if (response.status >= 400) {
		const refused = problem.safeParse(await response.json().catch(() => void 0));
		throw refused.success ? new ApiProblem(refused.data) : new ApiUnreachable(url, `it answered ${response.status} in a form that is not Penstock's`);
	}
	const state = response.headers.get("penstock-report");
	if (state === null) throw new ApiUnreachable(url, `its response to GET ${path} is not what this version reads`);
	return {
		isComplete: state === "complete",
		chunks: chunksOf(url, response, signal)
	};
}
async function* chunksOf(url, { body }, signal) {
	try {
		yield* body ?? [];
	} catch (error) {
		signal?.throwIfAborted();
		throw cutOff(url, error);
	}
}
function cutOff(url, cause) {
	return new ApiUnreachable(url, "the report was cut off, what came of it is not whole", { cause });
}
// packages/client/src/client.ts
const ENDED = [
	"succeeded",
	"completed_with_errors",
	"failed",
	"cancelled"
];
/** The API ends within a minute what asks a store many times. */
const STORE_LIMIT_MS = 75e3;
const DEFAULT_INTERVAL_MS = 500;
/** How long an API may be away: long enough to be restarted. */
const MAX_AWAY_MS = 3e4;
/** A typed client of the HTTP API. It holds no connection and needs no closing. */
function createClient({ baseUrl, tenant }) {
	const api = {
		baseUrl,
		headers: tenant === void 0 ? {} : { "penstock-tenant": tenant }
	};
	const job = (id) => `/v1/jobs/${encodeURIComponent(id)}`;
	const get = (path) => ({
		method: "GET",
		path
	});
	const post = (path, body) => ({
		method: "POST",
		path,
		body
	});
	const client = {
		submitJob: (request, signal) => callApi(api, post("/v1/jobs", request), jobView, signal),
		readJob: (id, signal) => callApi(api, get(job(id)), jobView, signal),
		listJobs: (query, signal) => callApi(api, get(`/v1/jobs${queryOf(query)}`), jobPage, signal),
		cancelJob: (id, signal) => callApi(api, post(`${job(id)}:cancel`), jobView, signal),
		planJob: (request, signal) => {
			const call = {
				...post("/v1/jobs:plan", request),
				limitMs: STORE_LIMIT_MS
			};
			return callApi(api, call, planView, signal);
		},
		pauseJob: (id, signal) => callApi(api, post(`${job(id)}:pause`), jobView, signal),
		resumeJob: (id, signal) => callApi(api, post(`${job(id)}:resume`), jobView, signal),
		retryJob: (id, request, signal) => {
			const call = {
				...post(`${job(id)}:retry`, request ?? {}),
				limitMs: STORE_LIMIT_MS
			};
			return callApi(api, call, retryView, signal);
		},
		listErrors: (id, signal) => callApi(api, get(`${job(id)}/errors`), errorsView, signal),
		listTransfers: (id, query, signal) => callApi(api, get(`${job(id)}/transfers${queryOf(query)}`), transferPage, signal),
		listReceipts: (id, query, signal) => callApi(api, get(`${job(id)}/receipts${queryOf(query)}`), receiptPage, signal),
		readBulkReceipt: (id, signal) => callApi(api, get(`${job(id)}/receipt`), bulkReceiptV1, signal),
		readReport: (id, query, signal) => streamReport(api, `${job(id)}/report${queryOf(query)}`, signal),
		...scheduleCalls(api),
		listConnections: (signal) => callApi(api, get("/v1/connections"), connectionPage, signal),
		testConnection: (name, signal) => {
			const path = `/v1/connections/${encodeURIComponent(name)}:test`;
			const call = {
				...post(path),
				limitMs: STORE_LIMIT_MS
			};
			return callApi(api, call, connectionTestView, signal);
		},
		listWorkers: (signal) => callApi(api, get("/v1/workers"), workerPage, signal),
		listUploads: (query, signal) => {
			const call = {
				...get(`/v1/uploads${queryOf(query)}`),
				limitMs: STORE_LIMIT_MS
			};
			return callApi(api, call, openUploadPage, signal);
		},
		abortOrphans: (request, signal) => {
			const call = {
				...post("/v1/uploads:abortOrphans", request),
				limitMs: STORE_LIMIT_MS
			};
			return callApi(api, call, abortOrphansView, signal);
		},
		waitForJob: (id, options = {}) => waitForJob(client, id, options)
	};
	return client;
}
function scheduleCalls(api) {
	const schedule = (name) => `/v1/schedules/${encodeURIComponent(name)}`;
	const call = (method, path, view, { body, signal } = {}) => callApi(api, {
		method,
		path,
		body
	}, view, signal);
	return {
		createSchedule: (body, signal) => call("POST", "/v1/schedules", scheduleView, {
			body,
			signal
		}),
		listSchedules: (signal) => call("GET", "/v1/schedules", schedulePage, { signal }),
		readSchedule: (name, signal) => call("GET", schedule(name), scheduleView, { signal }),
		wantSchedule: (name, wanted, signal) => call("POST", `${schedule(name)}:${wanted}`, scheduleView, { signal }),
		deleteSchedule: (name, signal) => call("DELETE", schedule(name), scheduleView, { signal }),
		listScheduleRuns: (name, signal) => call("GET", `${schedule(name)}/runs`, scheduleRunPage, { signal }),
		previewSchedule: (body, signal) => call("POST", "/v1/schedules:preview", previewView, {
			body,
			signal
		})
	};
}
async function waitForJob(client, id, { onProgress, intervalMs = DEFAULT_INTERVAL_MS, signal }) {
	let misses = 0;
	for (;;) {
		try {
			const view = await client.readJob(id, signal);
			misses = 0;
			onProgress?.(view);
			if (ENDED.includes(view.state)) return view;
		} catch (error) {
			misses += 1;
			if (!isPassing(error) || misses * intervalMs > MAX_AWAY_MS) throw error;
		}
		await setTimeout(intervalMs, void 0, signal === void 0 ? {} : { signal });
	}
}
function isPassing(error) {
	return error instanceof ApiUnreachable || error instanceof ApiProblem && error.problem.status >= 500;
}
function queryOf(parameters = {}) {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(parameters)) {
		const values = Array.isArray(value) ? value : [value];
		for (const each of values.filter((one) => one !== void 0)) query.append(name, String(each));
	}
	return query.size === 0 ? "" : `?${query}`;
}
export { ApiProblem, ApiUnreachable, createClient };
