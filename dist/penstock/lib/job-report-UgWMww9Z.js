import "./src-B5NobToF.js";
import { t as formatByteSize } from "./byte-size-C6_wv_35.js";
import { t as nextStepFor } from "./next-step-DjDOXGpP.js";
import { i as healthText, n as formatPercent, o as plainText, r as formatRate, t as formatDuration } from "./progress-text-DMPU5WC5.js";
import { n as EXIT, t as CommandFailure } from "./exit-codes-D75-qZBH.js";
import { basename, dirname, relative, resolve, sep } from "node:path";
// apps/cli/src/address.ts
const NAMED = /^([a-z0-9][a-z0-9-]{0,62}):(.*)$/s;
/** `name:key` in its two halves; undefined for a path or a URL. */
function splitName(text) {
	const named = /^https?:\/\//i.test(text) ? null : NAMED.exec(text);
	if (named === null || text.startsWith("./") || text.startsWith("/")) return;
	const [, connection = "", key = ""] = named;
	return {
		connection,
		key
	};
}
/**
* Reads `./file`, `/abs/file`, `http(s)://…` or `name:key`. A word without a colon is a file, since
* it cannot be anything else.
*
* @throws CommandFailure with exit code 2
*/
function parseSource(text, folder) {
	if (/^https?:\/\//i.test(text)) {
		const url = URL.parse(text);
		if (url === null) throw usage(`"${text}" is not a URL`, "Write it as https://host/path.");
		return {
			kind: "url",
			url
		};
	}
	const named = NAMED.exec(text);
	if (named === null || text.startsWith("./") || text.startsWith("/")) return {
		kind: "file",
		path: resolve(folder, text)
	};
	const [, connection = "", key = ""] = named;
	if (key === "" || key.endsWith("/")) throw usage(`"${text}" does not name an object`, `Write the full key, such as ${connection}:folder/file.`);
	return {
		kind: "named",
		address: {
			connection,
			key
		}
	};
}
/**
* Finds the connection through which a source is read.
*
* A file or URL belongs to the connection with the longest root or base URL that contains it.
*
* @throws CommandFailure with exit code 3 when no connection leads there, 2 for a URL with a query
*/
function resolveSource(source, connections) {
	switch (source.kind) {
		case "named": return source.address;
		case "file": return resolveFile(source.path, connections);
		case "url": return resolveUrl(source.url, connections);
		default: return source;
	}
}
/** The last part of the source's path, without the escapes that only a URL needs. */
function baseNameOf(source) {
	switch (source.kind) {
		case "named": return basename(source.address.key);
		case "file": return basename(source.path);
		case "url": return decoded(basename(source.url.pathname));
		default: return source;
	}
}
/**
* Reads `name:key`; `name:` and `name:folder/` keep the source's own base name.
*
* @throws CommandFailure with exit code 2
*/
function parseDestination(text, sourceName) {
	const named = NAMED.exec(text);
	if (named === null || /^https?:\/\//i.test(text)) throw usage(`the destination "${text}" is not of the form name:key: copies go to stores only, not to files or URLs`, "Name a connection and a key, such as local:demo/; `penstock conn ls` lists the connections.");
	const [, connection = "", key = ""] = named;
	return {
		connection,
		key: key === "" || key.endsWith("/") ? key + sourceName : key
	};
}
function resolveFile(path, connections) {
	const [best] = connections.filter((connection) => connection.provider === "file").filter(({ location }) => isInside(path, location)).sort((a, b) => b.location.length - a.location.length);
	if (best === void 0) throw new CommandFailure(`no file connection contains ${path}`, {
		exitCode: EXIT.connection,
		nextStep: `Start everything again with \`penstock up --source ${dirname(path)}\`, or add {"provider":"file","root":"${dirname(path)}"} to the configuration that the API and the workers read, and start them again.`
	});
	const key = relative(best.location, path).split(sep).join("/");
	return {
		connection: best.name,
		key
	};
}
function isInside(path, root) {
	const way = relative(root, path);
	return way !== "" && way !== ".." && !way.startsWith(`..${sep}`);
}
function resolveUrl(url, connections) {
	if (url.search !== "" || url.username !== "" || url.password !== "") throw usage("a URL with a query or a password cannot be a source: jobs must not contain secrets", "If the query is not secret, name the connection yourself: site:path?query.");
	const whole = url.origin + url.pathname;
	const [best] = connections.filter((connection) => connection.provider === "http").map(({ name, location }) => ({
		name,
		base: folderOf(location)
	})).filter(({ base }) => whole.startsWith(base) && whole.length > base.length).sort((a, b) => b.base.length - a.base.length);
	if (best === void 0) throw new CommandFailure(`no http connection leads to ${whole}`, {
		exitCode: EXIT.connection,
		nextStep: `Add one to penstock.config.json: {"provider":"http","baseUrl":"${url.origin}/"}.`
	});
	return {
		connection: best.name,
		key: whole.slice(best.base.length)
	};
}
/** Ends with a slash, so that the base `…/data` does not contain `…/database`. */
function folderOf(location) {
	const url = URL.parse(location);
	const base = url === null ? location : url.origin + url.pathname;
	return base.endsWith("/") ? base : `${base}/`;
}
function decoded(name) {
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}
function usage(message, nextStep) {
	return new CommandFailure(message, {
		exitCode: EXIT.usage,
		nextStep
	});
}
// apps/cli/src/retry-command.ts
const MIB = 1048576;
/**
* The command that copies this object once more with the options of its job, as a shell takes it; undefined
* where `cp` cannot say the same, such as for a key that ends with a slash. Pure.
*/
function retryCommand(job, transfer) {
	const { source, destination, options } = transfer;
	const [from, to] = [written$1(source), written$1(destination)];
	const pairs = [
		...pairsOf("metadata", options.metadata),
		...pairsOf("tag", options.tags ?? {}),
		...pairsOf("label", job.labels)
	];
	if (!(isSource(from, source) && isDestination(to, destination)) || pairs.includes(void 0)) return;
	if (options.overwrite === "if_different") return;
	return ["penstock", ...[
		"cp",
		from,
		to,
		...job.name === destination.key ? [] : [`--name=${job.name}`],
		...plainOptions(options),
		...pairs
	].map((word) => quoted(word ?? ""))].join(" ");
}
function plainOptions(options) {
	const { partSizeBytes, overwrite, verify, attributes } = options;
	const values = {
		"part-size": partSizeBytes === void 0 ? void 0 : sizeOf(partSizeBytes),
		overwrite: overwrite === "always" ? void 0 : overwrite,
		verify: verify === "part" ? void 0 : verify,
		attributes: attributes === "preserve" ? void 0 : attributes,
		"content-type": options.contentType,
		"cache-control": options.cacheControl,
		"content-disposition": options.contentDisposition,
		"content-encoding": options.contentEncoding,
		"content-language": options.contentLanguage,
		expires: options.expires,
		"storage-class": options.storageClass,
		acl: options.acl
	};
	return Object.entries(values).flatMap(([name, value]) => value === void 0 ? [] : [`--${name}=${value}`]);
}
function sizeOf(bytes) {
	return bytes % MIB === 0 ? `${bytes / MIB}MiB` : String(bytes);
}
/** Undefined for a name that `cp` would take for a shorter one. */
function pairsOf(option, pairs) {
	return Object.entries(pairs).map(([name, value]) => name.includes("=") ? void 0 : `--${option}=${name}=${value}`);
}
function written$1({ connection, key }) {
	return `${connection}:${key}`;
}
function isSource(text, { connection, key }) {
	if (key.endsWith("/")) return false;
	const read = parseSource(text, "/");
	return read.kind === "named" && read.address.connection === connection && read.address.key === key;
}
function isDestination(text, { key }) {
	return !/^https?:\/\//i.test(text) && parseDestination(text, "-").key === key;
}
/** One word of a shell: bare, in single quotes, or with escapes for what would steer a terminal. */
function quoted(word) {
	if (/^[\w/:.,=@%+-]+$/.test(word)) return word;
	if (plainText(word) !== word) return `$'${Array.from(word, escaped).join("")}'`;
	return `'${word.replaceAll("'", "'\\''").replaceAll("penstock ", "penstock'' ")}'`;
}
function escaped(character) {
	const code = character.codePointAt(0) ?? 0;
	if (character === "'" || character === "\\" || character === " " || code < 32 || code === 127) return `\\x${code.toString(16).padStart(2, "0")}`;
	return plainText(character) === character ? character : `\\U${code.toString(16).padStart(8, "0")}`;
}
// apps/cli/src/job-report.ts
/** How a job ended, in a line or two for a person. Pure. */
function jobResult(job, transfers, failures = []) {
	if (job.list !== null) return listResult(job, job.list, failures);
	if (job.state === "succeeded") return transfers.flatMap((transfer) => storedLines(job, transfer));
	if (job.state === "cancelled") return [`✗ ${job.id} was cancelled; it left nothing at the destination`];
	const failed = transfers.filter(({ state }) => state === "failed");
	return [
		`✗ ${job.id} ${job.state.replaceAll("_", " ")}`,
		...failed.flatMap(({ destination, cause }) => [`  ${written(destination)}: ${causeText(cause)}`, `  → ${nextStepFor(cause?.code ?? "")}`]),
		`  → penstock show ${job.id}`
	];
}
/** Of a job of many objects: what became of them, in numbers. */
function listResult(job, list, failures) {
	const { transfersStored, transfersSkipped, transfersFailed, transfersCancelled } = job.progress;
	const mark = job.state === "succeeded" ? "✓" : "✗";
	const seconds = secondsOf(job);
	const counts = [
		`${objects(transfersStored)} stored`,
		`${transfersSkipped} skipped`,
		...transfersFailed > 0 ? [`${transfersFailed} failed`] : [],
		...transfersCancelled > 0 ? [`${transfersCancelled} cancelled`] : []
	];
	return [
		`${mark} ${plainText(job.name)}  ${counts.join(", ")} in ${formatDuration(seconds)}`,
		`  ${formatByteSize(job.progress.bytesTotal)} in all, ${retriesText(job.progress.retries)}${list.extra > 0 ? `, ${list.extra} only at the destination` : ""}`,
		...failures.flatMap(({ code, objects: count }) => [`  ${objects(count)} failed: ${plainText(code)}`, `  → ${nextStepFor(code)}`]),
		...brokenLines(list),
		...job.state === "succeeded" ? [] : [`  → penstock show ${job.id}`]
	];
}
function brokenLines({ brokenBy }) {
	return brokenBy === null ? [] : [`  the list could not be read to its end: ${causeText(brokenBy)}`, `  → ${nextStepFor(brokenBy.code)}`];
}
function listLines({ progress }, list) {
	const soFar = list.isComplete ? "" : " so far";
	return [`  objects   ${progress.transfersTotal} listed${soFar}: ${progress.transfersStored} stored, ${progress.transfersSkipped} skipped, ${progress.transfersFailed} failed, ${progress.transfersCancelled} cancelled`, ...brokenLines(list)];
}
function objects(count) {
	return count === 1 ? "1 object" : `${count} objects`;
}
/** All that is known about a job. Pure. */
function jobDetails(job, transfers) {
	const { progress } = job;
	const health = healthText(job);
	const labels = Object.entries(job.labels).map(([name, value]) => `${name}=${value}`);
	return [
		`${job.id}  ${plainText(job.name)}`,
		`  state     ${job.state}${job.isPaused ? ", paused" : ""}${health === "" ? "" : `: ${health}`}`,
		`  progress  ${formatPercent(progress.percent)}, ${formatByteSize(progress.bytesStored)} of ${formatByteSize(progress.bytesTotal)}, ${progress.partsStored} of ${progress.partsTotal} parts, ${retriesText(progress.retries)}`,
		`  time      ${timesOf(job)}`,
		...job.list === null ? [] : listLines(job, job.list),
		...labels.length === 0 ? [] : [`  labels    ${plainText(labels.join(" "))}`],
		...job.repeats.map(({ process, role, what, failures, since, cause, nextTry }) => `  waiting   ${role} ${plainText(process)}: ${plainText(what)} failed ${failures === 1 ? "once" : `${failures} times in a row`} since ${since}: ${causeText(cause)}; next try ${nextTry}`),
		...transfers.flatMap(transferLines),
		...nextCommands(job, transfers)
	];
}
/** One row of a table of jobs. Pure. */
function jobRow(job) {
	const health = job.health === "ok" ? "" : ` (${job.health})`;
	return [
		job.id,
		job.state + health,
		formatPercent(job.progress.percent),
		formatByteSize(job.progress.bytesTotal),
		job.createdAt.slice(0, 19).replace("T", " "),
		plainText(job.name)
	];
}
/** Columns as wide as their widest cell, two blanks between them. */
function table(rows) {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd());
}
function storedLines(job, transfer) {
	const where = written(transfer.destination);
	const { object, plan } = transfer;
	if (object === null) return [`– ${where} was not overwritten: ${causeText(transfer.cause)}`];
	const seconds = secondsOf(job);
	const rate = seconds > 0 ? ` (${formatRate(object.sizeBytes / seconds)})` : "";
	const parts = plan?.strategy === "put" ? "one request" : `${plan?.partCount ?? 0} parts`;
	return [`✓ ${where}  ${formatByteSize(object.sizeBytes)} in ${formatDuration(seconds)}${rate}, ${parts}, ${retriesText(job.progress.retries)}`, `  ${objectText(object)}`];
}
function retriesText(count) {
	return count === 1 ? "1 retry" : `${count} retries`;
}
function transferLines(transfer) {
	const { plan, object, cause, failures, leftAlone, generation } = transfer;
	const again = generation > 1 ? `, started over ${generation === 2 ? "once" : `${generation - 1} times`}` : "";
	const lines = [`${transfer.id}  ${written(transfer.source)} → ${written(transfer.destination)}`, `  state     ${transfer.state}${again}`];
	if (plan !== null) lines.push(`  plan      ${planText(plan)}`);
	if (transfer.pinnedBy !== null) lines.push(`  pinned    ${PINNED[transfer.pinnedBy]}`);
	if (object !== null) lines.push(`  object    ${objectText(object)}`);
	for (const { names, reason } of transfer.leftBehind) lines.push(`  left      ${plainText(`${names.join(", ")}: ${reason}`)}`);
	if (cause !== null) lines.push(`  cause     ${causeText(cause)}`, `  → ${nextStepFor(cause.code)}`);
	for (const each of leftAlone) lines.push(`  waiting   ${each.role} ${plainText(each.process)} cannot use ${plainText(each.connection)} as a ${each.side}: ${causeText(each.cause)}; next try ${each.nextTry}`);
	for (const failure of failures) {
		const { at, step, process, requestId } = failure;
		const request = requestId === null ? "" : ` (request ${requestId})`;
		lines.push(`  failure   ${at} ${step} on ${plainText(process + request)}: ${causeText(failure.cause)}`);
	}
	return lines;
}
/** How far the source could be pinned, with what that means where it is not much. */
const PINNED = {
	version: "by the version id of the source",
	etag: "by the strong ETag of the source",
	checksum: "by a checksum that the source publishes",
	file: "by size, times and inode of the file",
	"weak-etag": "only by a weak ETag, which a server may keep for bytes that differ",
	date: "only by a date, which shows no change within its second",
	"size-only": "only by its size: the source shows no version, a change that keeps the size is not noticed"
};
function planText(plan) {
	const size = formatByteSize(plan.sizeBytes);
	const warning = plan.warning === void 0 ? "" : `; warning: ${plan.warning}`;
	return plan.strategy === "put" ? `${size} in one request (${plan.reason})` : `${size} in ${plan.partCount} parts of ${formatByteSize(plan.partSizeBytes)} (${plan.reason})${warning}`;
}
function objectText(object) {
	const { checksum, etag, verifiedBy, encryption, versionId } = object;
	const facts = [
		...checksum === null ? [] : [`${checksum.algorithm} ${checksum.value}`],
		`etag ${etag}`,
		...versionId === null ? [] : [`version ${versionId}`],
		...encryption === null ? [] : [`encrypted by ${encryption}`],
		`verified by ${verifiedBy.replace("-", " ")}`
	];
	return plainText(facts.join(", "));
}
function timesOf(job) {
	return job.finishedAt === null ? `since ${job.createdAt}` : `${job.createdAt} to ${job.finishedAt} (${formatDuration(secondsOf(job))})`;
}
function secondsOf(job) {
	const end = job.finishedAt ?? job.createdAt;
	return (Date.parse(end) - Date.parse(job.createdAt)) / 1e3;
}
function nextCommands(job, transfers) {
	if (job.actions.includes("cancel")) return [`→ penstock ${job.isPaused ? "resume" : "watch"} ${job.id}   or   penstock cancel ${job.id}`];
	if (job.list !== null) return listCommands(job, job.list);
	const undone = transfers.filter(({ state }) => state === "failed" || state === "aborted");
	if (job.state === "succeeded" || undone.length === 0) return [job.state === "succeeded" ? "→ nothing to do" : "→ fix the cause, then copy again"];
	return [`→ ${undone.some(({ state }) => state === "failed") ? "fix the cause, then copy again" : "to copy it after all"}:`, ...undone.map((transfer) => `  ${againText(job, transfer)}`)];
}
/** Of a job of many objects that has ended. */
function listCommands(job, list) {
	if (!list.isRecorded) return [`→ penstock show ${job.id}, until all its rows are in the journal`];
	return job.state === "succeeded" ? [`→ penstock report ${job.id}   or   penstock receipts ${job.id}`] : [`→ penstock report ${job.id} --rows trouble   or   penstock receipts ${job.id}`];
}
function againText(job, transfer) {
	return retryCommand(job, transfer) ?? `POST /v1/jobs for ${written(transfer.destination)}: \`cp\` cannot name this key or option`;
}
function causeText(cause) {
	return cause === null ? "unknown" : `${cause.code}: ${plainText(cause.message)}`;
}
function written({ connection, key }) {
	return plainText(`${connection}:${key}`);
}
export { baseNameOf as a, resolveSource as c, table as i, splitName as l, jobResult as n, parseDestination as o, jobRow as r, parseSource as s, jobDetails as t };
