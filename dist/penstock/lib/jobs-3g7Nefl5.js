import { t as connectToApi } from "./api-session-BGDscrR0.js";
import { n as EXIT } from "./exit-codes-D75-qZBH.js";
import { n as findUnfinishedJobId, t as findJobId } from "./find-job-D80fVtxf.js";
import { n as followToEnd } from "./follow-job-B4ywYYBk.js";
import { t as onInterrupt } from "./interrupt-DT0V4sUM.js";
import { i as table, r as jobRow, t as jobDetails } from "./job-report-UgWMww9Z.js";
import { a as jsonText } from "./progress-text-DMPU5WC5.js";
import { t as reportFailure } from "./report-failure-BecLxKjL.js";
// apps/cli/src/commands/jobs.ts
/** `penstock show JOB`. */
async function show(text, options, output) {
	const client = connectToApi(output.environment);
	const id = await findJobId(client, text);
	const job = await client.readJob(id);
	const { data: transfers } = await client.listTransfers(id);
	output.stdout.write(options.json ? `${jsonText({
		job,
		transfers
	})}\n` : `${jobDetails(job, transfers).join("\n")}\n`);
	return EXIT.ok;
}
/** `penstock watch [JOB]`: exits as `cp` does. */
async function watch(text, options, output) {
	const client = connectToApi(output.environment);
	const id = text === void 0 ? await findUnfinishedJobId(client) : await findJobId(client, text);
	return followToEnd(client, id, {
		output,
		isJson: options.json === true
	}, onInterrupt());
}
/** Of a page of the API. */
const MAX_PAGE = 500;
/** `penstock ls`: newest first; one JSON object per line with `--json`. */
async function list(options, output) {
	const jobs = await collect(connectToApi(output.environment), options);
	if (options.json) {
		output.stdout.write(jobs.map((job) => `${jsonText(job)}\n`).join(""));
		return EXIT.ok;
	}
	const rows = table([[
		"JOB",
		"STATE",
		"DONE",
		"SIZE",
		"CREATED (UTC)",
		"NAME"
	], ...jobs.map(jobRow)]);
	output.stdout.write(`${rows.join("\n")}\n`);
	if (jobs.length === 0) {
		const isFiltered = Object.keys(options).some((name) => name !== "limit");
		output.stderr.write(isFiltered ? "no job fits\n  → penstock ls\n" : "no jobs yet\n  → penstock cp ./FILE local:\n");
	}
	return EXIT.ok;
}
async function collect(client, { json: _, limit, ...filter }) {
	const jobs = [];
	let cursor = null;
	do {
		const page = await client.listJobs({
			...filter,
			limit: Math.min(limit - jobs.length, MAX_PAGE),
			...cursor !== null && { cursor }
		});
		jobs.push(...page.data);
		cursor = page.nextCursor;
	} while (cursor !== null && jobs.length < limit);
	return jobs;
}
/** What a job may be asked for, and what is said of it then. */
const ASKED = {
	cancel: {
		ask: (client, id) => client.cancelJob(id),
		textOf: ({ state }) => state === "cancelled" ? "is cancelled" : "is being cancelled"
	},
	pause: {
		ask: (client, id) => client.pauseJob(id),
		textOf: ({ id }) => `is paused; what is under way is moved to its end\n  → penstock resume ${id}`
	},
	resume: {
		ask: (client, id) => client.resumeJob(id),
		textOf: ({ id }) => `continues\n  → penstock watch ${id}`
	}
};
/** `penstock cancel|pause|resume JOB...`: tries all of them, and exits with the first failure. */
async function askJobs(wanted, texts, { options, output }) {
	const client = connectToApi(output.environment);
	const { ask, textOf } = ASKED[wanted];
	let exitCode = EXIT.ok;
	for (const text of texts) try {
		const job = await ask(client, await findJobId(client, text));
		output.stdout.write(`${options.json ? jsonText(job) : `${job.id} ${textOf(job)}`}\n`);
	} catch (error) {
		const failed = reportFailure(error, output.stderr);
		exitCode = exitCode === EXIT.ok ? failed : exitCode;
	}
	return exitCode;
}
export { askJobs, list, show, watch };
