import { t as connectToApi } from "./api-session-BGDscrR0.js";
import { n as EXIT, t as CommandFailure } from "./exit-codes-D75-qZBH.js";
import { i as table } from "./job-report-UgWMww9Z.js";
import { a as jsonText } from "./progress-text-DMPU5WC5.js";
import { t as bodyOf } from "./copy-BFzGfsb8.js";
// apps/cli/src/commands/schedules.ts
const SHOWN_RUNS = 10;
/** `penstock schedule add NAME SRC DST`. */
async function addSchedule(name, route, { options, output }) {
	const client = connectToApi(output.environment);
	const { overlap, catchUp, jitter, startAt, endAt, json } = options;
	const request = {
		name,
		...timingOf(options),
		...overlap !== void 0 && { overlap },
		...catchUp !== void 0 && { catchUp },
		...jitter !== void 0 && { jitter },
		...startAt !== void 0 && { startAt },
		...endAt !== void 0 && { endAt },
		job: { ...await bodyOf(client, route, options) }
	};
	const schedule = await client.createSchedule(request);
	print(output, json ? [jsonText(schedule)] : factsOf(schedule));
	return EXIT.ok;
}
/** `penstock schedule ls`: by name; one JSON object per line with `--json`. */
async function listSchedules({ json }, output) {
	const { data } = await connectToApi(output.environment).listSchedules();
	const rows = data.map((schedule) => [
		schedule.name,
		whenOf(schedule),
		schedule.isPaused ? "paused" : schedule.nextRuns[0] ?? "never again",
		schedule.lastRun === null ? "-" : `${schedule.lastRun.outcome} ${schedule.lastRun.scheduledFor}`
	]);
	print(output, json ? data.map((each) => jsonText(each)) : table([[
		"NAME",
		"WHEN",
		"NEXT",
		"LAST"
	], ...rows]));
	if (data.length === 0 && !json) output.stderr.write("there is no schedule; make one with\n  → penstock schedule add nightly -r raw:in/ local:copies/ --cron \"0 3 * * *\"\n");
	return EXIT.ok;
}
/** `penstock schedule show NAME`. */
async function showSchedule(name, { json }, output) {
	const client = connectToApi(output.environment);
	const [schedule, { data: runs }] = await Promise.all([client.readSchedule(name), client.listScheduleRuns(name)]);
	const history = runs.slice(0, SHOWN_RUNS).map(rowOf);
	const heading = [
		"TICK",
		"OUTCOME",
		"JOB",
		"WHY"
	];
	print(output, json ? [jsonText({
		...schedule,
		runs
	})] : [
		...factsOf(schedule),
		"",
		...table([heading, ...history])
	]);
	return EXIT.ok;
}
/** `penstock schedule run|pause|resume NAME`. */
async function wantSchedule(name, wanted, { options, output }) {
	const schedule = await connectToApi(output.environment).wantSchedule(name, wanted);
	print(output, options.json ? [jsonText(schedule)] : factsOf(schedule));
	return EXIT.ok;
}
/** `penstock schedule rm NAME`. */
async function removeSchedule(name, { json }, output) {
	const schedule = await connectToApi(output.environment).deleteSchedule(name);
	const { current } = schedule;
	const still = current === null ? "" : `; its job ${current.jobId} goes on`;
	print(output, [json ? jsonText(schedule) : `the schedule ${name} has ended${still}`]);
	return EXIT.ok;
}
/** `penstock schedule preview`. */
async function previewSchedule({ count, json, ...timing }, output) {
	const preview = await connectToApi(output.environment).previewSchedule({
		...timingOf(timing),
		count
	});
	const lines = preview.ticks.map(({ at, local, note }) => `${at}  ${local}${note === null ? "" : `  (${note})`}`);
	print(output, json ? [jsonText(preview)] : lines);
	return EXIT.ok;
}
function timingOf({ cron, timeZone, every }) {
	if (cron === void 0 === (every === void 0)) throw new CommandFailure("say when: --cron PATTERN or --every TIME", {
		exitCode: EXIT.usage,
		nextStep: "`penstock schedule preview --cron \"0 3 * * *\"` shows when a pattern comes."
	});
	return {
		...cron !== void 0 && { cron },
		...timeZone !== void 0 && { timeZone },
		...every !== void 0 && { every }
	};
}
function whenOf({ cron, timeZone, every }) {
	return cron === null ? `every ${every}` : `${cron} ${timeZone}`;
}
function factsOf(schedule) {
	const { current, waiting, nextRuns, isPaused } = schedule;
	const next = isPaused ? "paused" : nextRuns.join(", ") || "never again";
	return [
		`schedule  ${schedule.name}: ${whenOf(schedule)}`,
		`next      ${next}`,
		`rules     overlap ${schedule.overlap}, catch-up ${schedule.catchUp}, jitter ${schedule.jitter}`,
		...current === null ? [] : [`running   ${current.jobId} of ${current.scheduledFor}`],
		...waiting === null ? [] : [`waiting   the tick of ${waiting.scheduledFor}`]
	];
}
function rowOf({ scheduledFor, outcome, jobId, reason, isManual }) {
	return [
		isManual ? `${scheduledFor} asked` : scheduledFor,
		outcome,
		jobId ?? "-",
		reason ?? ""
	];
}
function print({ stdout }, lines) {
	stdout.write(lines.map((line) => `${line}\n`).join(""));
}
export { addSchedule, listSchedules, previewSchedule, removeSchedule, showSchedule, wantSchedule };
