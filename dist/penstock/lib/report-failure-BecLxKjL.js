import { n as ApiProblem, r as ApiUnreachable } from "./src-Du8DtPQk.js";
import { at as isPenstockError } from "./src-B5NobToF.js";
import { l as describeSystemError } from "./src-DCqMCqCN.js";
import { n as EXIT, o as exitCodeOfProblem, t as CommandFailure } from "./exit-codes-D75-qZBH.js";
import { t as nextStepFor } from "./next-step-DjDOXGpP.js";
import { o as plainText } from "./progress-text-DMPU5WC5.js";
// apps/cli/src/report-failure.ts
/**
* Says what went wrong and what to do next, and chooses the exit code. An unexpected
* error is thrown on: it is a bug, and its stack is what helps.
*/
function reportFailure(error, stderr) {
	const failure = asFailure(error);
	if (failure === void 0) throw error;
	const { message, nextStep } = failure;
	const lines = `penstock: ${indented(message)}\n  → ${indented(nextStep)}`.split("\n");
	stderr.write(lines.map((line) => `${plainText(line)}\n`).join(""));
	return failure.exitCode;
}
/** What is quoted may have several lines, and none of them may begin like one of ours. */
function indented(text) {
	return text.replaceAll("\n", "\n    ");
}
function asFailure(error) {
	if (error instanceof CommandFailure) return error;
	if (error instanceof ApiUnreachable) return new CommandFailure(error.message, {
		exitCode: EXIT.serverUnreachable,
		nextStep: "Start everything on this machine with `penstock up`, or set PENSTOCK_URL to a running API.",
		cause: error
	});
	if (error instanceof ApiProblem) return new CommandFailure(`${error.message} (${error.problem.code})`, {
		exitCode: exitCodeOfProblem(error.problem),
		nextStep: nextStepFor(error.problem.code),
		cause: error
	});
	if (isPenstockError(error)) return new CommandFailure(error.message, {
		exitCode: error.code === "settings-invalid" ? EXIT.usage : exitCodeOfProblem({
			status: 500,
			code: error.code
		}),
		nextStep: nextStepFor(error.code),
		cause: error
	});
	const sentence = describeSystemError(error);
	return sentence === void 0 ? void 0 : new CommandFailure(sentence, {
		exitCode: EXIT.usage,
		nextStep: "Choose another path, or fix this one; --data sets the folder of `penstock up`.",
		cause: error
	});
}
export { reportFailure as t };
