import { n as systemHashing, u as readSettings } from "./src-DCqMCqCN.js";
import { i as checkSegments, n as checkReceipt, r as checkBulkReceipt, t as checkCopy } from "./src-dpH0GFvd.js";
import { C as describeIssues, K as receiptV1, W as bulkReceiptV1, w as issuesOf } from "./src-DiZFaV3F.js";
import { t as connectToApi } from "./api-session-BGDscrR0.js";
import { i as exitCodeOfChecks, n as EXIT, t as CommandFailure } from "./exit-codes-D75-qZBH.js";
import { t as findJobId } from "./find-job-D80fVtxf.js";
import { a as jsonText, o as plainText } from "./progress-text-DMPU5WC5.js";
import { join } from "node:path";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
// apps/cli/src/commands/receipts.ts
/** A receipt of 10 000 parts has about a megabyte. */
const RECEIPTS_AT_ONCE = 10;
/** `penstock receipts JOB`: one line of NDJSON for each object that is stored. */
async function receipts(text, output) {
	const client = connectToApi(output.environment);
	const id = await findJobId(client, text);
	if ((await client.readJob(id)).list !== null) {
		output.stdout.write(`${jsonText(await client.readBulkReceipt(id))}\n`);
		return EXIT.ok;
	}
	let cursor;
	let count = 0;
	do {
		const page = await client.listReceipts(id, {
			limit: RECEIPTS_AT_ONCE,
			...cursor !== void 0 && { cursor }
		});
		for (const receipt of page.data) output.stdout.write(`${jsonText(receipt)}\n`);
		count += page.data.length;
		cursor = page.nextCursor ?? void 0;
	} while (cursor !== void 0);
	if (count === 0) output.stderr.write(`no object of ${id} is stored yet\n  → penstock show ${id}\n`);
	return count === 0 ? EXIT.notFound : EXIT.ok;
}
/** `penstock verify RECEIPT`: checks every receipt of an NDJSON file. */
async function verify(path, { file, rows, data, json }, { stdout, environment }) {
	const receiptKey = await findReceiptKey(data, environment);
	const found = await readReceipts(path);
	if (file !== void 0 && found.length > 1) throw usage("--file names a copy of one object, but there are several receipts", path);
	const all = [];
	for (const receipt of found) {
		const checks = isBulk(receipt) ? await checksOfBulk(receipt, receiptKey, rows) : await checksOfOne(receipt, receiptKey, file);
		stdout.write(json ? `${jsonText(jsonOf(receipt, checks))}\n` : reportOf(receipt, checks));
		all.push(...checks);
	}
	return exitCodeOfChecks(all);
}
async function checksOfOne(receipt, key, file) {
	const checks = checkReceipt(receipt, key);
	return file === void 0 ? checks : [...checks, await checkCopy(receipt, await copyAt(file), systemHashing)];
}
async function checksOfBulk(receipt, key, folder) {
	const checks = checkBulkReceipt(receipt, key);
	return folder === void 0 ? checks : [...checks, await checkSegments(receipt, (name) => readIfThere(join(folder, name)))];
}
function isBulk(receipt) {
	return "kind" in receipt;
}
/** The one that is set, or the one that `penstock up` made in its folder. */
async function findReceiptKey(dataFolder, environment) {
	const { receiptKey } = readSettings("cli", environment).settings;
	if (receiptKey !== void 0) return receiptKey;
	return (await readIfThere(join(dataFolder, "receipt-key")))?.toString("utf8").trim();
}
async function readIfThere(path) {
	try {
		return await readFile(path);
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
		throw error;
	}
}
async function readReceipts(path) {
	const lines = (await readText(path)).split("\n").filter((line) => line.trim() !== "");
	if (lines.length === 0) throw usage("it contains no receipt", path);
	return lines.map((line, index) => {
		const value = parseJson(line);
		const parsed = isObject(value) && "kind" in value ? bulkReceiptV1.safeParse(value) : receiptV1.safeParse(value);
		if (!parsed.success) {
			const issues = describeIssues(issuesOf(parsed.error));
			throw usage(`line ${index + 1} is not a receipt: ${issues}`, path);
		}
		if (!isAsWritten(line, value)) throw usage(`line ${index + 1} is not a receipt as it was issued: it has white space, a duplicate field, or other escapes than Penstock writes`, path);
		return parsed.data;
	});
}
async function readText(path) {
	try {
		return await readFile(path === "-" ? "/dev/stdin" : path, "utf8");
	} catch (error) {
		throw usage("it cannot be read", path, error);
	}
}
/** What one reader takes for one receipt and another reader for another is none. */
function isAsWritten(line, value) {
	const text = line.replace(/\r$/, "");
	return text === JSON.stringify(value) || text === jsonText(value);
}
function isObject(value) {
	return typeof value === "object" && value !== null;
}
/** Undefined, which no receipt is, for what is not JSON. */
function parseJson(line) {
	try {
		return JSON.parse(line);
	} catch {
		return;
	}
}
async function copyAt(path) {
	try {
		const { size } = await stat(path);
		return {
			sizeBytes: size,
			async *read(startByte, lengthBytes) {
				if (lengthBytes > 0) yield* createReadStream(path, {
					start: startByte,
					end: startByte + lengthBytes - 1
				});
			}
		};
	} catch (error) {
		throw usage("it cannot be read", path, error);
	}
}
function jsonOf(receipt, checks) {
	const outcomes = checks.map(({ outcome }) => outcome);
	const result = ["failed", "not-checked"].find((each) => outcomes.includes(each));
	const { source, destination } = receipt;
	return {
		...isBulk(receipt) ? { jobId: receipt.jobId } : { transferId: receipt.transferId },
		source,
		destination,
		result: result ?? "passed",
		checks
	};
}
const WORDS = {
	passed: "ok",
	failed: "FAILED",
	"not-checked": "not checked"
};
function reportOf(receipt, checks) {
	const { source, destination } = receipt;
	const of = isBulk(receipt) ? receipt.source.of ?? receipt.source.kind : receipt.source.key;
	return [`${isBulk(receipt) ? receipt.jobId : receipt.transferId}  ${source.connection}:${of} → ${destination.connection}:${destination.key}`, ...checks.map(({ name, outcome, detail }) => `  ${WORDS[outcome].padEnd(11)} ${name.padEnd(9)} ${detail}`)].map((line) => `${plainText(line)}\n`).join("");
}
function usage(what, path, cause) {
	return new CommandFailure(`${path}: ${what}`, {
		exitCode: EXIT.usage,
		nextStep: "penstock receipts JOB > receipts.ndjson",
		cause
	});
}
export { receipts, verify };
