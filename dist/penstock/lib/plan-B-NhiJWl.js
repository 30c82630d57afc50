import { t as connectToApi } from "./api-session-BGDscrR0.js";
import { t as formatByteSize } from "./byte-size-C6_wv_35.js";
import { n as EXIT } from "./exit-codes-D75-qZBH.js";
import "./src-B5NobToF.js";
import { i as table } from "./job-report-UgWMww9Z.js";
import { a as jsonText, o as plainText, t as formatDuration } from "./progress-text-DMPU5WC5.js";
import { i as wrapWords, r as wrap } from "./progress-screen-Bm4LzxIn.js";
import { t as bodyOf } from "./copy-BFzGfsb8.js";
// apps/cli/src/plan-report.ts
const LABEL_COLUMNS = 10;
/**
* What a job would do, as a table. Pure.
*
* @param widthColumns of the terminal, at which texts are wrapped and keys are not; undefined leaves lines
*   whole, for files and other programs
*/
function planReport(plan, widthColumns) {
	const width = widthColumns ?? Number.POSITIVE_INFINITY;
	const soFar = plan.isComplete ? "" : " so far";
	return [
		...[
			["objects", [`${plan.objects} listed${soFar}`, `${plan.largeObjects} of them in parts`]],
			["bytes", [`${formatByteSize(plan.bytes)}${soFar}`, readText(plan)]],
			["parts", [`${plan.parts}${soFar}`]],
			["requests", requestWords(plan)],
			["time", [timeText(plan)]]
		].flatMap(([label, words]) => factLines(label, words, width)),
		...costLines(plan, width),
		...section(partSizeRows(plan)),
		...rejectionLines(plan, width),
		...sampleLines(plan, width),
		...plan.isComplete ? [] : ["", ...wrap(CUT, width)]
	];
}
const CUT = "So far: the list was not read to its end in 20 s, so every number above is too low. A narrower prefix is read to its end.";
function factLines(label, words, width) {
	return wrapWords(words, width - LABEL_COLUMNS, ", ").map((line, index) => (index === 0 ? label : "").padEnd(LABEL_COLUMNS) + line);
}
function readText({ bytes, bytesRead }) {
	return bytesRead === 0 && bytes > 0 ? "copied by the store itself" : `${formatByteSize(bytesRead)} read from the source`;
}
function requestWords({ requests }) {
	const { list, head, get, put, copy } = requests;
	return Object.entries({
		list,
		head,
		get,
		put,
		copy
	}).map(([kind, count]) => `${kind} ${count}`);
}
function timeText({ durationSeconds, isComplete }) {
	if (durationSeconds === null) return "unknown, as no job has moved anything lately";
	return `${formatDuration(durationSeconds)} at the rates of the newest jobs${isComplete ? "" : ", so far"}`;
}
function costLines({ costs }, width) {
	if (costs.length === 0) return factLines("cost", ["unknown, as the price table has neither side"], width);
	return costs.flatMap(({ side, provider, currency, requests, traffic, total }, index) => {
		const words = [
			`${side} (${plainText(provider)}) ${money(total)} ${plainText(currency)}`,
			`requests ${money(requests)}`,
			`traffic ${money(traffic)}`
		];
		return factLines(index === 0 ? "cost" : "", words, width);
	});
}
/** Nothing is free because it is small. */
function money(amount) {
	return amount > 0 && amount < .01 ? "below 0.01" : amount.toFixed(2);
}
function partSizeRows({ partSizes }) {
	return partSizes.length === 0 ? [] : [["PART SIZE", "PARTS"], ...partSizes.map(({ upToBytes, parts }) => [`up to ${formatByteSize(upToBytes)}`, String(parts)])];
}
function section(rows) {
	return rows.length === 0 ? [] : ["", ...table(rows)];
}
function rejectionLines({ rejections }, width) {
	if (rejections.length === 0) return [];
	return [
		"",
		"WOULD NOT BE MOVED",
		...rejections.flatMap(({ code, objects, samples }) => [`${objects} ${plainText(code)}`, ...samples.flatMap(({ key, message }) => [`  ${plainText(key)}`, ...wrap(plainText(message), width - 4).map((line) => `    ${line}`)])])
	];
}
function sampleLines({ samples, objects }, width) {
	if (samples.length === 0) return [];
	return [
		"",
		objects > samples.length ? `THE FIRST ${samples.length} OBJECTS` : "OBJECTS",
		...samples.flatMap(({ key, destinationKey, sizeBytes }) => {
			const [from, to] = [plainText(key), `→ ${plainText(destinationKey)}`];
			const words = [
				from,
				to,
				formatByteSize(sizeBytes)
			];
			const line = words.join("  ");
			return line.length <= width ? [line] : [
				from,
				`  ${to}`,
				`    ${words[2]}`
			];
		})
	];
}
// apps/cli/src/commands/plan.ts
const FALLBACK_COLUMNS = 80;
/** `penstock plan SRC DST`: what `cp -r` would do; exits 6 where the list is too long for it. */
async function plan(route, { json, ...options }, { stdout, environment }) {
	const client = connectToApi(environment);
	const request = await bodyOf(client, route, {
		...options,
		recursive: true
	});
	const view = await client.planJob(request);
	const widthColumns = stdout.isTTY === true ? stdout.columns ?? FALLBACK_COLUMNS : void 0;
	const lines = json ? [jsonText(view)] : planReport(view, widthColumns);
	stdout.write(lines.map((line) => `${line}\n`).join(""));
	return view.isComplete ? EXIT.ok : EXIT.notAllChecked;
}
export { plan };
