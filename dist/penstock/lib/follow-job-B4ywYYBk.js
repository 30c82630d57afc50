import { t as systemClock } from "./src-DCqMCqCN.js";
import "./src-B5NobToF.js";
import { t as formatByteSize } from "./byte-size-C6_wv_35.js";
import { gt as CHECK_OUTCOMES, l as toRowDocument, s as parseRows } from "./src-DiZFaV3F.js";
import { t as nextStepFor } from "./next-step-DjDOXGpP.js";
import { a as jsonText, i as healthText, n as formatPercent, o as plainText, r as formatRate, t as formatDuration } from "./progress-text-DMPU5WC5.js";
import { a as exitCodeOfJob, n as EXIT, r as exitCodeOfCheck } from "./exit-codes-D75-qZBH.js";
import { n as pause, t as onInterrupt } from "./interrupt-DT0V4sUM.js";
import { n as jobResult } from "./job-report-UgWMww9Z.js";
import { i as wrapWords, n as wantsColor, r as wrap, t as ProgressScreen } from "./progress-screen-Bm4LzxIn.js";
// apps/cli/src/check-report.ts
/** The words of the report, so that `penstock report --outcome` takes them. */
const WIDTH = Math.max(...CHECK_OUTCOMES.map((outcome) => outcome.length));
/** Pure. */
function checkResult(job, found) {
	const { transfersSkipped: same } = job.progress;
	const ended = Date.parse(job.finishedAt ?? job.createdAt);
	const took = formatDuration((ended - Date.parse(job.createdAt)) / 1e3);
	const counts = [...found.counts].map(([outcome, rows]) => `${rows} ${outcome}`);
	const isSame = job.state === "succeeded";
	const more = [...found.counts.values()].reduce((sum, rows) => sum + rows, -found.rows.length);
	return [
		`${isSame ? "✓" : "✗"} ${plainText(job.name)}  ${[`${same} same`, ...counts].join(", ")} in ${took}`,
		...found.rows.map(rowLine),
		...more > 0 ? [`  and ${more} more`] : [],
		...found.isComplete ? [] : ["  not all rows are in the journal yet: there may be more"],
		...brokenLines(job),
		...job.list?.isOneWay === true ? ["  keys that only the destination has were not looked for"] : [],
		...isSame ? [] : [`  → penstock report ${job.id} --rows trouble`]
	];
}
function rowLine({ outcome, key, destinationKey, rule, cause }) {
	const where = outcome === "only_destination" ? destinationKey : key;
	const shown = `  ${outcome.padEnd(WIDTH)}  ${plainText(where)}`;
	if (cause !== void 0) return `${shown}: ${cause.code}: ${plainText(cause.message)}`;
	return outcome === "differs" && rule !== void 0 ? `${shown} (${rule})` : shown;
}
function brokenLines({ list }) {
	const brokenBy = list?.brokenBy ?? null;
	return brokenBy === null ? [] : [`  the list could not be read to its end: ${brokenBy.code}: ${plainText(brokenBy.message)}`, `  → ${nextStepFor(brokenBy.code)}`];
}
/** The last line of `--json`. Rows are those of the report. Pure. */
function checkJson(job, { counts, rows, isComplete }) {
	const zeros = CHECK_OUTCOMES.map((outcome) => [outcome, 0]);
	return {
		type: "result",
		job,
		counts: {
			...Object.fromEntries([...zeros, ...counts]),
			same: job.progress.transfersSkipped
		},
		rows: rows.map(toRowDocument),
		isComplete
	};
}
// apps/cli/src/find-differences.ts
const LOOK_EVERY_MS$1 = 250;
/** Rows are in the journal some seconds after a job has ended. */
const ROWS_WITHIN_MS = 3e4;
const SHOWN_ROWS = 20;
const NONE = {
	counts: /* @__PURE__ */ new Map(),
	codes: /* @__PURE__ */ new Set(),
	rows: [],
	isComplete: true
};
/** Once all rows are in the journal, or what is there of them when that takes too long or the signal is aborted. */
async function findDifferences(client, job, signal) {
	if (job.state === "succeeded") return NONE;
	const endsAtMs = systemClock.nowMs() + ROWS_WITHIN_MS;
	let isRecorded = job.list?.isRecorded;
	while (isRecorded !== true && !signal.aborted && systemClock.nowMs() < endsAtMs) {
		await pause(LOOK_EVERY_MS$1, signal);
		isRecorded = (await client.readJob(job.id)).list?.isRecorded;
	}
	const { isComplete, chunks } = await client.readReport(job.id, { rows: "trouble" });
	const counts = /* @__PURE__ */ new Map();
	const codes = /* @__PURE__ */ new Set();
	const rows = [];
	for await (const row of parseRows(chunks)) {
		counts.set(row.outcome, (counts.get(row.outcome) ?? 0) + 1);
		if (row.cause !== void 0) codes.add(row.cause.code);
		if (rows.length < SHOWN_ROWS) rows.push(row);
	}
	return {
		counts,
		codes,
		rows,
		isComplete
	};
}
// apps/cli/src/progress/list-progress.ts
/** More codes than a person reads while they change. */
const MAX_CODES = 5;
/** Listed, and not waited for any more. */
function objectsDone({ progress }) {
	return Math.max(0, progress.transfersTotal - progress.transfersPending);
}
/** As many lines as it takes. Pure. */
function listLines(frame, list, room) {
	const { job, objectsPerSecond } = frame;
	const { progress } = job;
	const soFar = list.isComplete ? "" : " so far";
	const pieces = list.openPieces === 1 ? "1 piece open" : `${list.openPieces} pieces open`;
	const words = [
		`objects ${objectsDone(job)} of ${progress.transfersTotal}${soFar}`,
		...objectsPerSecond === void 0 ? [] : [`${Math.round(objectsPerSecond)} objects/s`],
		...list.isComplete ? [] : [`listing, ${pieces}`],
		`stored ${progress.transfersStored}`,
		`skipped ${progress.transfersSkipped}`,
		`failed ${progress.transfersFailed}`,
		...progress.partsTotal === 0 ? [] : [`parts ${progress.partsStored}/${progress.partsTotal}`],
		`retries ${progress.retries}`,
		`workers ${job.workers}`
	];
	return wrapWords(words, room, " · ");
}
/** What is wrong so far. Pure. */
function troubleLines(frame, list, room) {
	const { transfersFailed } = frame.job.progress;
	const { brokenBy } = list;
	return [...transfersFailed === 0 ? [] : [failuresText(transfersFailed, frame.failures)], ...brokenBy === null ? [] : [`the list could not be read to its end: ${brokenBy.code}: ${brokenBy.message}`]].flatMap((text) => wrap(plainText(text), room - 2).map((line, index) => `${index === 0 ? "!" : " "} ${line}`));
}
function failuresText(failed, failures) {
	const known = failures.reduce((sum, { objects }) => sum + objects, 0);
	const shown = failures.slice(0, MAX_CODES).map(({ code, objects }) => `${objects} ${code}`);
	const codes = failures.length - shown.length;
	const words = [
		...shown,
		...codes > 0 ? [`${codes} more codes`] : [],
		...known > 0 && known < failed ? [`${failed - known} not in the report yet`] : []
	];
	return `${failed} failed${words.length === 0 ? "" : `: ${words.join(", ")}`}`;
}
// apps/cli/src/progress/progress-block.ts
/** Narrower terminals get a bar that is still one; wider ones do not get a longer one. */
const MIN_BAR_COLUMNS = 10;
const MAX_BAR_COLUMNS = 48;
const EIGHTHS = [
	"",
	"▏",
	"▎",
	"▍",
	"▌",
	"▋",
	"▊",
	"▉"
];
const SGR = {
	bold: "1",
	dim: "2",
	red: "31",
	green: "32",
	yellow: "33"
};
/** The progress of a job as lines for a terminal, without line ends. Pure. */
function progressBlock(frame, style) {
	const { job } = frame;
	const inWidth = (words) => linesOf(words, style.widthColumns);
	const lines = [
		...inWidth([
			plainText(job.name),
			job.id,
			job.state
		]).map((line) => [line, "bold"]),
		...barLines(frame, style.widthColumns).map((line) => [line, barPaint(frame)]),
		...countsLines(frame, style.widthColumns).map((line) => [line, void 0])
	];
	if (job.list !== null) {
		const trouble = troubleLines(frame, job.list, style.widthColumns - 2);
		lines.push(...trouble.map((line) => [line, "red"]));
	}
	lines.push(...inWidth(waitWords(job)).map((line) => [line, "yellow"]));
	lines.push(...inWidth(style.hint).map((line) => [line, "dim"]));
	return lines.map(([text, paint]) => {
		const cut = cutToWidth(` ${text}`, style.widthColumns);
		return style.isColored && paint !== void 0 ? `\u{1b}[${SGR[paint]}m${cut}\u{1b}[0m` : cut;
	});
}
/** Why nothing moves, or slowly. */
function waitWords(job) {
	if (job.isPaused) return ["! paused: nothing more of it begins", `penstock resume ${job.id}`];
	const health = healthText(job);
	return health === "" ? [] : [`! ${health}`];
}
/** On one line where there is room, else a line each: an id that is cut cannot be copied. */
function linesOf(words, widthColumns) {
	if (words.length === 0) return [];
	const line = words.join("   ");
	return line.length < widthColumns - 1 ? [line] : words;
}
/** What does not fit beside the smallest bar has a line of its own. */
function barLines(frame, widthColumns) {
	const { progress, list } = frame.job;
	const soFar = list?.isComplete === false ? " so far" : "";
	const words = [
		formatPercent(progress.percent).padStart(7),
		`${formatByteSize(progress.bytesStored)} of ${formatByteSize(progress.bytesTotal)}${soFar}`,
		...frame.bytesPerSecond === void 0 ? [] : [formatRate(frame.bytesPerSecond)],
		...frame.etaSeconds === void 0 ? [] : [`ETA ${formatDuration(frame.etaSeconds)}`]
	];
	const [text = "", ...others] = wrapWords(words, widthColumns - MIN_BAR_COLUMNS - 3, "  ");
	const room = widthColumns - text.length - 3;
	const columns = Math.max(MIN_BAR_COLUMNS, Math.min(MAX_BAR_COLUMNS, room));
	return [`${bar((progress.percent ?? 0) / 100, columns)} ${text}`, ...others];
}
function bar(share, columns) {
	const eighths = Math.round(Math.max(0, Math.min(1, share)) * columns * 8);
	return ("█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "")).padEnd(columns, "░");
}
function barPaint(frame) {
	switch (frame.job.state) {
		case "failed":
		case "completed_with_errors":
		case "cancelled": return "red";
		default: return frame.job.health === "ok" ? "green" : "yellow";
	}
}
function countsLines(frame, widthColumns) {
	const { job } = frame;
	const { progress } = job;
	if (job.list !== null) return listLines(frame, job.list, widthColumns - 2);
	const words = [
		`parts ${progress.partsStored}/${progress.partsTotal}`,
		`retries ${progress.retries}`,
		`workers ${job.workers}`
	];
	if (progress.transfersTotal > 1) words.unshift(`transfers ${progress.transfersStored}/${progress.transfersTotal}`);
	if (progress.transfersFailed > 0) words.push(`failed ${progress.transfersFailed}`);
	return [words.join(" · ")];
}
/** A line that wraps would break the redraw, so it is cut one column early, with an ellipsis. */
function cutToWidth(text, widthColumns) {
	const limit = Math.max(1, widthColumns - 1);
	const kept = [];
	let used = 0;
	for (const character of text) {
		used += columnsOf(character);
		if (used > limit) return `${kept.slice(0, -1).join("")}…`;
		kept.push(character);
	}
	return text;
}
/** East Asian and pictographic characters take two columns. Guessing two for some that take one only cuts earlier. */
function columnsOf(character) {
	return (character.codePointAt(0) ?? 0) >= 11904 ? 2 : 1;
}
// apps/cli/src/progress/progress-line.ts
/** One line for a log: time, state, and `name=value` pairs that a script can cut out. */
function progressLine(frame, at) {
	const { progress, state, health, workers, isPaused } = frame.job;
	const words = [
		`${at.toISOString().slice(0, 19)}Z`,
		state,
		progress.percent === null ? "-" : `${progress.percent.toFixed(1)}%`,
		`${compact(progress.bytesStored)}/${compact(progress.bytesTotal)}`
	];
	if (frame.bytesPerSecond !== void 0) words.push(formatRate(frame.bytesPerSecond).replace(" ", ""));
	if (frame.etaSeconds !== void 0) words.push(`eta=${formatDuration(frame.etaSeconds)}`);
	if (frame.job.list !== null) words.push(...listPairs(frame, frame.job.list));
	words.push(`parts=${progress.partsStored}/${progress.partsTotal}`, `retries=${progress.retries}`, `health=${health}`, `workers=${workers}`, ...isPaused ? ["paused=yes"] : []);
	return words.join(" ");
}
function listPairs({ job, objectsPerSecond, failures }, { isComplete }) {
	const { transfersTotal, transfersSkipped, transfersFailed } = job.progress;
	return [
		`objects=${objectsDone(job)}/${transfersTotal}`,
		`listed=${isComplete ? "all" : "so-far"}`,
		...objectsPerSecond === void 0 ? [] : [`objects/s=${Math.round(objectsPerSecond)}`],
		`skipped=${transfersSkipped}`,
		`failed=${transfersFailed}`,
		...failures.length === 0 ? [] : [`failures=${failures.map(({ code, objects }) => `${code}:${objects}`).join(",")}`]
	];
}
/** Decides which frames become lines: every change of state or health, the end of a list, and one in a while. */
var LinePacer = class {
	#everyMs;
	#lastAtMs = Number.NEGATIVE_INFINITY;
	#lastKind = "";
	constructor(everyMs) {
		this.#everyMs = everyMs;
	}
	isDue(frame, nowMs) {
		const { state, health, isPaused, list } = frame.job;
		const kind = `${state} ${health} ${isPaused} ${list?.isComplete}`;
		if (kind === this.#lastKind && nowMs - this.#lastAtMs < this.#everyMs) return false;
		this.#lastKind = kind;
		this.#lastAtMs = nowMs;
		return true;
	}
};
function compact(bytes) {
	return formatByteSize(bytes).replace(" ", "");
}
// apps/cli/src/progress/display.ts
const FALLBACK_COLUMNS = 80;
/** Frequent enough to see that it lives, rare enough for a log. */
const LINE_EVERY_MS = 1e4;
/** Programs may draw with it. */
const JSON_EVERY_MS = 1e3;
/**
* A block that is redrawn on a terminal, lines elsewhere.
*
* @param hint what Ctrl-C does, for the terminal
*/
function openDisplay(output, hint) {
	return output.stderr.isTTY === true && output.environment["TERM"] !== "dumb" ? blockDisplay(output, hint) : lineDisplay(output);
}
function blockDisplay({ stderr, environment }, hint) {
	const screen = new ProgressScreen(stderr);
	const isColored = wantsColor(stderr, environment);
	return {
		show: (frame, nowMs) => {
			const widthColumns = stderr.columns ?? FALLBACK_COLUMNS;
			screen.draw(progressBlock(frame, {
				widthColumns,
				isColored,
				hint
			}), nowMs);
		},
		say: (line) => screen.say(line),
		close: () => screen.clear()
	};
}
function lineDisplay({ stderr }) {
	const pacer = new LinePacer(LINE_EVERY_MS);
	return {
		show: (frame, nowMs) => {
			if (pacer.isDue(frame, nowMs)) stderr.write(`${progressLine(frame, new Date(nowMs))}\n`);
		},
		say: (line) => stderr.write(`${line}\n`),
		close: () => {}
	};
}
/** JSON objects on stdout, for programs: one a second, and one per change of state or health. */
function openJsonDisplay({ stdout, stderr }) {
	const pacer = new LinePacer(JSON_EVERY_MS);
	return {
		show: (frame, nowMs) => {
			if (!pacer.isDue(frame, nowMs)) return;
			const { job, bytesPerSecond, etaSeconds } = frame;
			const line = {
				type: "progress",
				at: new Date(nowMs).toISOString(),
				jobId: job.id,
				state: job.state,
				health: job.health,
				workers: job.workers,
				...job.progress,
				bytesPerSecond: bytesPerSecond === void 0 ? null : Math.round(bytesPerSecond),
				etaSeconds: etaSeconds ?? null,
				isPaused: job.isPaused,
				...job.list !== null && listValues(frame, job.list)
			};
			stdout.write(`${jsonText(line)}\n`);
		},
		say: (line) => stderr.write(`${line}\n`),
		close: () => {}
	};
}
function listValues({ objectsPerSecond, failures }, { isComplete, openPieces }) {
	return {
		list: {
			isComplete,
			openPieces
		},
		objectsPerSecond: objectsPerSecond === void 0 ? null : Math.round(objectsPerSecond),
		failures
	};
}
// apps/cli/src/progress/failure-watch.ts
/** Of the time that reading takes, so that a long list of failures costs a twentieth of an API at most. */
const REST_FACTOR = 20;
const MIN_REST_MS = 2e3;
const NO_FAILURES = /* @__PURE__ */ new Set([
	"stored",
	"skipped",
	"same",
	"aborted"
]);
/**
* What failed of a job of many objects, by code, as far as its rows are in the journal. Read beside the
* progress, only when more has failed; where it cannot be read, the counts stay as they were.
*/
var FailureWatch = class {
	#client;
	#signal;
	#counts = [];
	#reading;
	#restsUntilMs = Number.NEGATIVE_INFINITY;
	constructor(client, signal) {
		this.#client = client;
		this.#signal = signal;
	}
	/** The most frequent first. */
	get counts() {
		return this.#counts;
	}
	/** Begins to read anew where that may show more. */
	note(job, nowMs) {
		if (this.#reading === void 0 && nowMs >= this.#restsUntilMs && this.#hasMore(job)) this.#reading = this.#read(job.id);
	}
	/** With all rows that are there now. */
	async readAll(job) {
		await this.#reading;
		if (this.#hasMore(job)) await this.#read(job.id);
		return this.#counts;
	}
	#hasMore({ list, progress }) {
		const known = this.#counts.reduce((sum, { objects }) => sum + objects, 0);
		return list !== null && progress.transfersFailed > known;
	}
	async #read(jobId) {
		const startedAtMs = systemClock.nowMs();
		try {
			this.#counts = await countFailures(this.#client, jobId, this.#signal);
		} catch {}
		const nowMs = systemClock.nowMs();
		this.#restsUntilMs = nowMs + Math.max(MIN_REST_MS, (nowMs - startedAtMs) * REST_FACTOR);
		this.#reading = void 0;
	}
};
async function countFailures(client, jobId, signal) {
	const { chunks } = await client.readReport(jobId, { rows: "trouble" }, signal);
	const counts = /* @__PURE__ */ new Map();
	for await (const { outcome, cause } of parseRows(chunks)) if (!NO_FAILURES.has(outcome)) {
		const code = outcome === "failed" ? cause?.code ?? outcome : outcome;
		counts.set(code, (counts.get(code) ?? 0) + 1);
	}
	return [...counts].map(([code, objects]) => ({
		code,
		objects
	})).sort((one, other) => other.objects - one.objects);
}
// apps/cli/src/progress/rate-window.ts
/** Long enough that the upload of single parts does not shake the number, short enough to be "now". */
const WINDOW_MS = 1e4;
/** Before this, a rate says more about luck than about speed. */
const MIN_SPAN_MS = 2e3;
/** Bytes or objects per second over a moving window of ten seconds. Pure: the caller brings the time. */
var RateWindow = class {
	#samples = [];
	add(sample) {
		const last = this.#samples.at(-1);
		const kept = last !== void 0 && sample.amount < last.amount ? [] : this.#samples;
		const edge = kept.findLastIndex(({ atMs }) => atMs <= sample.atMs - WINDOW_MS);
		this.#samples = [...kept.slice(Math.max(edge, 0)), sample];
	}
	/** Undefined until the samples span two seconds. */
	perSecond() {
		const [first] = this.#samples;
		const last = this.#samples.at(-1);
		if (first === void 0 || last === void 0 || last.atMs - first.atMs < MIN_SPAN_MS) return;
		return (last.amount - first.amount) * 1e3 / (last.atMs - first.atMs);
	}
};
/** Seconds until what is left is moved; undefined when nothing moves. */
function etaSeconds(left, perSecond) {
	if (perSecond === void 0 || perSecond <= 0) return;
	return Math.ceil(left / perSecond);
}
// apps/cli/src/follow-job.ts
/** Four looks a second feel live, and cost the API nothing that matters. */
const LOOK_EVERY_MS = 250;
/** Shows a job until it has ended. Rejects when the signal is aborted; the job continues then. */
function followJob(request, signal) {
	const { client, jobId, display, failures, lookEveryMs = LOOK_EVERY_MS, onLook } = request;
	const [bytes, objects] = [new RateWindow(), new RateWindow()];
	return client.waitForJob(jobId, {
		intervalMs: lookEveryMs,
		signal,
		onProgress: (job) => {
			const nowMs = systemClock.nowMs();
			bytes.add({
				atMs: nowMs,
				amount: job.progress.bytesStored
			});
			objects.add({
				atMs: nowMs,
				amount: objectsDone(job)
			});
			failures?.note(job, nowMs);
			const rates = {
				bytesPerSecond: bytes.perSecond(),
				objectsPerSecond: job.list === null ? void 0 : objects.perSecond()
			};
			const left = secondsLeft(job, rates);
			const counts = failures?.counts ?? [];
			display.show({
				job,
				...rates,
				etaSeconds: left,
				failures: counts
			}, nowMs);
			onLook?.(job);
		}
	});
}
/** Submits a job and follows it to its end, or leaves it at that. */
async function runJob(client, request, { isDetached, ...shown }) {
	const { output, isJson } = shown;
	const signal = onInterrupt();
	const job = await client.submitJob(request);
	if (isDetached) {
		output.stdout.write(`${isJson ? jsonText({
			type: "result",
			job
		}) : job.id}\n`);
		output.stderr.write(`the job is running; watch it with\n  → penstock watch ${job.id}\n`);
		return EXIT.ok;
	}
	return followToEnd(client, job.id, shown, signal);
}
/** Small objects are bound by their number, large ones by their bytes; of an open list neither is known. */
function secondsLeft({ list, isPaused, progress }, { bytesPerSecond, objectsPerSecond }) {
	if (isPaused || list?.isComplete === false) return;
	const { bytesTotal, bytesStored, transfersPending } = progress;
	const left = [etaSeconds(bytesTotal - bytesStored, bytesPerSecond), ...list === null ? [] : [etaSeconds(transfersPending, objectsPerSecond)]].filter((seconds) => seconds !== void 0);
	return left.length === 0 ? void 0 : Math.max(...left);
}
/** Follows a job, prints how it ended, and chooses the exit code. */
async function followToEnd(client, jobId, { output, isJson }, signal) {
	const hint = ["After Ctrl-C the job keeps running:", `penstock watch ${jobId}`];
	const display = isJson ? openJsonDisplay(output) : openDisplay(output, hint);
	const failures = new FailureWatch(client, signal);
	let job;
	try {
		job = await followJob({
			client,
			jobId,
			display,
			failures
		}, signal);
	} catch (error) {
		if (!signal.aborted) throw error;
		display.close();
		output.stderr.write(`the job keeps running; watch it again with\n  → penstock watch ${jobId}\n`);
		return EXIT.interrupted;
	} finally {
		display.close();
	}
	if (job.list?.verb === "check") return printCheck(client, job, {
		output,
		isJson
	}, signal);
	const counts = await countedFailures(client, job, failures, signal);
	return printResult(client, job, counts, {
		output,
		isJson
	});
}
/** The last rows are in the journal some seconds after a job has ended. */
const RECORDED_WITHIN_MS = 1e4;
async function countedFailures(client, job, failures, signal) {
	const endsAtMs = systemClock.nowMs() + RECORDED_WITHIN_MS;
	let isRecorded = job.list === null || job.progress.transfersFailed === 0 || job.list.isRecorded;
	while (!isRecorded && !signal.aborted && systemClock.nowMs() < endsAtMs) {
		await pause(LOOK_EVERY_MS, signal);
		isRecorded = (await client.readJob(job.id)).list?.isRecorded === true;
	}
	return failures.readAll(job);
}
async function printResult(client, job, failures, { output, isJson }) {
	const { data: transfers } = await client.listTransfers(job.id);
	const text = isJson ? jsonText({
		type: "result",
		job,
		transfers,
		...job.list !== null && { failures }
	}) : jobResult(job, transfers, failures).join("\n");
	output.stdout.write(`${text}\n`);
	return exitCodeOfJob(job, transfers);
}
async function printCheck(client, job, { output, isJson }, signal) {
	const found = await findDifferences(client, job, signal);
	const text = isJson ? jsonText(checkJson(job, found)) : checkResult(job, found).join("\n");
	output.stdout.write(`${text}\n`);
	return exitCodeOfCheck(job, found);
}
export { openDisplay as i, followToEnd as n, runJob as r, followJob as t };
