import { t as connectToApi } from "./api-session-BGDscrR0.js";
import { t as formatByteSize } from "./byte-size-C6_wv_35.js";
import { n as EXIT, t as CommandFailure } from "./exit-codes-D75-qZBH.js";
import { a as jsonText, o as plainText, t as formatDuration } from "./progress-text-DMPU5WC5.js";
import "./src-B5NobToF.js";
import { i as table } from "./job-report-UgWMww9Z.js";
// apps/cli/src/upload-report.ts
/** Enough to tell one upload from another; `uploads abort` takes the beginning of an id. */
const ID_COLUMNS = 16;
const HEADING = [
	"CONNECTION",
	"KEY",
	"UPLOAD",
	"AGE",
	"PARTS",
	"SIZE",
	"OWNER"
];
/**
* Uploads as a table; one below the other where the lines would not fit. Pure.
*
* @param widthColumns of the terminal; undefined leaves lines and ids whole, for files and other programs
*/
function uploadTable(uploads, widthColumns) {
	const isShort = widthColumns !== void 0;
	const lines = table([HEADING, ...uploads.map((upload) => uploadRow(upload, isShort))]);
	return isShort && lines.some((line) => line.length > widthColumns) ? uploads.flatMap(uploadLines) : lines;
}
function uploadRow(upload, isShort) {
	const { connection, key, ageSeconds, parts, bytes } = upload;
	return [
		plainText(connection),
		plainText(key),
		isShort ? shortId(upload) : plainText(upload.uploadId ?? "-"),
		formatDuration(ageSeconds),
		parts === null ? "-" : String(parts),
		bytes === null ? "-" : formatByteSize(bytes),
		ownerText(upload)
	];
}
function uploadLines(upload) {
	const { connection, key, ageSeconds, parts, bytes } = upload;
	const size = parts === null || bytes === null ? "" : `, ${parts} parts, ${formatByteSize(bytes)}`;
	return [
		plainText(`${connection}:${key}`),
		`    ${shortId(upload)}  ${formatDuration(ageSeconds)} old${size}`,
		`    ${ownerText(upload)}`
	];
}
function shortId({ uploadId }) {
	if (uploadId === null) return "-";
	const text = plainText(uploadId);
	return text.length <= ID_COLUMNS ? text : `${text.slice(0, ID_COLUMNS)}…`;
}
function ownerText(upload) {
	const { owner, transferId, state, isListed, uploadId } = upload;
	const hidden = isListed === false && uploadId !== null ? ", not at the store" : "";
	switch (owner) {
		case "transfer": return `${transferId ?? ""} ${state ?? ""}`.trim() + hidden;
		case "orphan": return `ours, orphan${hidden}`;
		case "intent": return uploadId === null ? "ours, no response (intent)" : "ours, orphan (intent)";
		case "foreign": return "not ours";
		default: return owner;
	}
}
/** What a person should know besides the list itself. Pure. */
function uploadNotes({ data, total, gaps }) {
	const orphans = data.filter(({ owner }) => owner === "orphan" || owner === "intent").length;
	return [
		...total === 0 && gaps.length === 0 ? ["no upload is open"] : [],
		...data.length < total ? [`the oldest ${data.length} of ${total} are shown`] : [],
		...gaps.map(({ connection, code, message }) => plainText(`! ${connection} is not listed completely: ${message} (${code})`)),
		...orphans > 0 ? [`no transfer uses ${orphans} of our uploads: the coordinator aborts those that it can identify`, "  → penstock uploads abort --older-than 1h"] : []
	];
}
/** What became of each upload that was to be ended, and what else to do. Pure. */
function abortReport({ data, leftAlone, hasMore }) {
	const { foreign, transfers } = leftAlone;
	return [
		...data.flatMap(endedLines),
		...data.length === 0 ? ["no unused upload of ours is open"] : [],
		...transfers + foreign > 0 ? [`not aborted: ${transfers} of running transfers, ${foreign} of other programs`] : [],
		...hasMore ? ["there are more: run it again"] : []
	];
}
function endedLines(upload) {
	const { uploadId, connection, key, outcome, reason, jobId } = upload;
	const where = connection === null ? "" : ` ${connection}:${key}`;
	const why = reason === null ? "" : `: ${reason}`;
	return [plainText(`${{
		aborted: "✓ aborted",
		refused: "– refused",
		failed: "✗ failed"
	}[outcome]}${where} ${uploadId}${why}`), ...jobId === null ? [] : [`  → penstock cancel ${jobId}`]];
}
// apps/cli/src/commands/uploads.ts
const FALLBACK_COLUMNS = 80;
/** `penstock uploads ls`: oldest first; one JSON object per line with `--json`. */
async function listUploads({ json, ...query }, { stdout, stderr, environment }) {
	const page = await connectToApi(environment).listUploads(query);
	const widthColumns = stdout.isTTY === true ? stdout.columns ?? FALLBACK_COLUMNS : void 0;
	const lines = json ? page.data.map((upload) => jsonText(upload)) : uploadTable(page.data, widthColumns);
	stdout.write(lines.map((line) => `${line}\n`).join(""));
	stderr.write(uploadNotes(page).map((line) => `${line}\n`).join(""));
	return EXIT.ok;
}
/**
* `penstock uploads abort`: exits 8 when an upload is not ours to end, 4 when it is nowhere, 1 when a
* store did not end it.
*/
async function abortUploads(ids, { json, connection, olderThan }, { stdout, environment }) {
	if (ids.length === 0 === (olderThan === void 0)) throw new CommandFailure("name the uploads: ids, or --older-than AGE", {
		exitCode: EXIT.usage,
		nextStep: "`penstock uploads ls` lists them."
	});
	const client = connectToApi(environment);
	const where = connection === void 0 ? {} : { connection };
	const which = olderThan === void 0 ? { uploadIds: await wholeIds(client, ids, where) } : { olderThan };
	const report = await client.abortOrphans({
		...where,
		...which
	});
	const lines = json ? report.data.map((upload) => jsonText(upload)) : abortReport(report);
	stdout.write(lines.map((line) => `${line}\n`).join(""));
	return exitCodeOf(report);
}
/** Ids are long: their beginnings do, as `uploads ls` shows them. */
async function wholeIds(client, texts, where) {
	const { data } = await client.listUploads(where);
	const known = data.flatMap(({ uploadId }) => uploadId ?? []);
	return texts.map((text) => {
		const beginning = text.replace(/…$/, "");
		const matches = new Set(known.filter((id) => id.startsWith(beginning)));
		if (matches.size > 1 && !matches.has(beginning)) throw new CommandFailure(`${matches.size} uploads begin with ${beginning}`, {
			exitCode: EXIT.usage,
			nextStep: "Write more characters of the id: `penstock uploads ls --json` shows full ids."
		});
		const [match = beginning] = matches;
		return matches.has(beginning) ? beginning : match;
	});
}
function exitCodeOf({ data }) {
	const refused = data.filter(({ outcome }) => outcome === "refused");
	if (refused.length > 0) return refused.every(({ connection }) => connection === null) ? EXIT.notFound : EXIT.conflict;
	return data.some(({ outcome }) => outcome === "failed") ? EXIT.someFailed : EXIT.ok;
}
export { abortUploads, listUploads };
