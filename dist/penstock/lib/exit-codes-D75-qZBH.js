// apps/cli/src/exit-codes.ts
/** What the exit status tells a script. `penstock --help` and the README of this package list them. */
const EXIT = {
	/** Every object is stored, or skipped because it was there. */
	ok: 0,
	/** Some objects are not stored or differ, or a check of a connection failed. */
	someFailed: 1,
	usage: 2,
	connection: 3,
	notFound: 4,
	cancelled: 5,
	/** Nothing failed, and something could not be checked. */
	notAllChecked: 6,
	serverUnreachable: 7,
	conflict: 8,
	/** Ctrl-C: the job continues without this command. */
	interrupted: 130
};
/** A command that cannot continue: what is wrong, and what to do next. Printed without a stack. */
var CommandFailure = class extends Error {
	name = "CommandFailure";
	exitCode;
	nextStep;
	constructor(message, options) {
		super(message, { cause: options.cause });
		this.exitCode = options.exitCode;
		this.nextStep = options.nextStep;
	}
};
const EXIT_OF_CODE = {
	"request-invalid": EXIT.usage,
	"request-too-large": EXIT.usage,
	"key-invalid": EXIT.usage,
	"plan-impossible": EXIT.usage,
	"connection-unknown": EXIT.connection,
	"connection-unsuitable": EXIT.connection,
	"source-forbidden": EXIT.connection,
	"store-refused": EXIT.connection,
	"store-missing": EXIT.connection,
	"credentials-expired": EXIT.connection,
	"not-found": EXIT.notFound,
	"source-missing": EXIT.notFound,
	"state-conflict": EXIT.conflict
};
/** The exit code for checks of receipts: a failed one weighs more than one that was not made. */
function exitCodeOfChecks(checks) {
	if (checks.some(({ outcome }) => outcome === "failed")) return EXIT.someFailed;
	return checks.every(({ outcome }) => outcome === "passed") ? EXIT.ok : EXIT.notAllChecked;
}
/** The exit code for a refused request. */
function exitCodeOfProblem(problem) {
	const known = EXIT_OF_CODE[problem.code];
	if (known !== void 0) return known;
	if (problem.status >= 500) return EXIT.serverUnreachable;
	return problem.status === 409 ? EXIT.conflict : EXIT.usage;
}
/**
* The exit code for a finished job. A job that failed for a single reason exits like a request
* refused for that reason, so that a script tells a missing source from a broken one.
*/
function exitCodeOfJob(job, transfers) {
	if (job.state === "succeeded") return EXIT.ok;
	if (job.state === "cancelled") return EXIT.cancelled;
	if (job.state !== "failed") return EXIT.someFailed;
	const codes = new Set(transfers.filter((transfer) => transfer.state === "failed").map((transfer) => EXIT_OF_CODE[transfer.cause?.code ?? ""] ?? EXIT.someFailed));
	const [code = EXIT.someFailed] = codes;
	return codes.size === 1 ? code : EXIT.someFailed;
}
/**
* The exit code for a finished check. One difference weighs more than what could not be compared; rows that
* are not known yet may be differences.
*/
function exitCodeOfCheck({ state, list }, { counts, codes, isComplete }) {
	if (state === "succeeded") return EXIT.ok;
	if (DIFFERENCES.some((outcome) => counts.has(outcome))) return EXIT.someFailed;
	if (state === "cancelled") return EXIT.cancelled;
	if (!isComplete) return EXIT.someFailed;
	const brokenBy = list?.brokenBy ?? null;
	const all = [...codes, ...brokenBy === null ? [] : [brokenBy.code]];
	const [code = EXIT.notAllChecked, ...others] = new Set(all.map((each) => EXIT_OF_CODE[each] ?? EXIT.notAllChecked));
	return others.length === 0 ? code : EXIT.notAllChecked;
}
const DIFFERENCES = [
	"differs",
	"only_source",
	"only_destination"
];
export { exitCodeOfJob as a, exitCodeOfChecks as i, EXIT as n, exitCodeOfProblem as o, exitCodeOfCheck as r, CommandFailure as t };
