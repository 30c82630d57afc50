import { t as systemClock } from "./src-DCqMCqCN.js";
import { t as connectToApi } from "./api-session-BGDscrR0.js";
import { n as EXIT } from "./exit-codes-D75-qZBH.js";
import { t as findJobId } from "./find-job-D80fVtxf.js";
import { n as followToEnd } from "./follow-job-B4ywYYBk.js";
import { n as pause, t as onInterrupt } from "./interrupt-DT0V4sUM.js";
import { i as table } from "./job-report-UgWMww9Z.js";
import { a as jsonText, o as plainText } from "./progress-text-DMPU5WC5.js";
// apps/cli/src/commands/retry.ts
/** Rows are in the journal seconds after their job has ended. */
const RECORDED_WITHIN_MS = 3e4;
const LOOK_EVERY_MS = 250;
/** `penstock retry JOB`: a new job; with `--watch` exits as `cp` does. */
async function retry(text, options, output) {
	const client = connectToApi(output.environment);
	const id = await findJobId(client, text);
	const signal = onInterrupt();
	await waitForRows(client, id, signal);
	const made = await client.retryJob(id, toRequest(options));
	if (made.job === null || !options.watch) {
		output.stdout.write(options.json ? `${jsonText(made)}\n` : retryText(id, made));
		return EXIT.ok;
	}
	return followToEnd(client, made.job.id, {
		output,
		isJson: options.json === true
	}, signal);
}
/** `penstock errors JOB`: what failed, by cause. */
async function errors(text, options, output) {
	const client = connectToApi(output.environment);
	const id = await findJobId(client, text);
	await waitForRows(client, id, onInterrupt());
	const found = await client.listErrors(id);
	output.stdout.write(options.json ? `${jsonText(found)}\n` : errorsText(id, found));
	return EXIT.ok;
}
/** A person asks as soon as the job has ended. */
async function waitForRows(client, id, signal) {
	const endsAtMs = systemClock.nowMs() + RECORDED_WITHIN_MS;
	while (!signal.aborted && systemClock.nowMs() < endsAtMs) {
		const { finishedAt, list } = await client.readJob(id, signal);
		if (finishedAt === null || list?.isRecorded !== false) return;
		await pause(LOOK_EVERY_MS, signal);
	}
}
function toRequest(options) {
	const { code, include, exclude, cancelled, overwrite, dryRun } = options;
	return {
		...code !== void 0 && { codes: [...code] },
		...include !== void 0 && { include: [...include] },
		...exclude !== void 0 && { exclude: [...exclude] },
		...cancelled === true && { outcomes: ["failed", "aborted"] },
		...overwrite !== void 0 && { options: { overwrite } },
		...dryRun === true && { dryRun }
	};
}
function retryText(id, { objects, causes, job }) {
	const lines = causes.map((each) => `  ${each.objects} ${causeOf(each)}`);
	const what = `${objects} ${objects === 1 ? "object" : "objects"}`;
	return (job === null ? [
		`${what} of ${id} would be tried again:`,
		...lines,
		`  → penstock retry ${id}`
	] : [
		`${job.id} tries ${what} of ${id} again:`,
		...lines,
		`  → penstock watch ${job.id}`
	]).map((line) => `${line}\n`).join("");
}
function causeOf({ outcome, code }) {
	return plainText(code === null ? outcome : `${outcome} by ${code}`);
}
function errorsText(id, { isComplete, data }) {
	const soFar = isComplete ? "" : " so far: not all rows are in the journal yet";
	if (data.length === 0) return `nothing of ${id} failed${soFar}\n`;
	const rows = data.map((each) => [
		each.outcome,
		each.code ?? "",
		String(each.objects)
	]);
	const details = data.flatMap(({ samples, next, title, ...cause }) => [
		"",
		`${causeOf(cause)}: ${plainText(title)}`,
		...samples.map(({ key, message }) => `  ${plainText(key)}: ${plainText(message)}`),
		`  → ${plainText(next)}`
	]);
	const again = isComplete ? ["", `  → penstock retry ${id}`] : ["", `  (${soFar.trim()})`];
	return [
		...table([[
			"OUTCOME",
			"CODE",
			"OBJECTS"
		], ...rows]),
		...details,
		...again
	].map((line) => `${line}\n`).join("");
}
export { errors, retry };
