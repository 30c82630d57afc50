import { t as connectToApi } from "./api-session-BGDscrR0.js";
import { Q as CONNECTION_CHECKS } from "./src-DiZFaV3F.js";
import "./src-B5NobToF.js";
import { a as jsonText, o as plainText } from "./progress-text-DMPU5WC5.js";
import { n as wantsColor, r as wrap } from "./progress-screen-Bm4LzxIn.js";
import { n as EXIT } from "./exit-codes-D75-qZBH.js";
import { i as table } from "./job-report-UgWMww9Z.js";
// apps/cli/src/connection-report.ts
const MARKS = {
	passed: {
		sign: "✓",
		word: "ok  ",
		paint: "32"
	},
	warned: {
		sign: "!",
		word: "warn",
		paint: "33"
	},
	failed: {
		sign: "✗",
		word: "FAIL",
		paint: "31"
	},
	skipped: {
		sign: "-",
		word: "skip",
		paint: "2"
	}
};
const NAME_COLUMNS = Math.max(...CONNECTION_CHECKS.map((name) => name.length));
/** Below it the texts get lines of their own. */
const MIN_WIDTH_FOR_COLUMNS = 60;
const NARROW_INDENT = 4;
/** A test as a table: one row per check, and below it what a result means and what helps. Pure. */
function connectionTestReport(test, style) {
	return [...test.checks.flatMap((check) => checkLines(check, style)), summaryOf(test, style)];
}
function checkLines(check, { widthColumns, isPretty }) {
	const { sign, word, paint } = MARKS[check.result];
	const mark = isPretty ? sign : word;
	const isNarrow = widthColumns !== void 0 && widthColumns < MIN_WIDTH_FOR_COLUMNS;
	const indent = isNarrow ? NARROW_INDENT : mark.length + 1 + NAME_COLUMNS + 2;
	const room = (widthColumns ?? Number.POSITIVE_INFINITY) - indent;
	const arrow = isPretty ? "→" : "->";
	const texts = [
		check.detail,
		...check.consequence === null ? [] : [check.consequence],
		...check.fix === null ? [] : [`${arrow} ${check.fix}`]
	].flatMap((text) => wrap(plainText(text), room));
	const shown = isPretty ? `\u{1b}[${paint}m${mark}\u{1b}[0m` : mark;
	const [first = "", ...others] = texts;
	const below = (lines) => lines.map((line) => " ".repeat(indent) + line);
	return isNarrow ? [`${shown} ${check.name}`, ...below(texts)] : [`${shown} ${check.name.padEnd(NAME_COLUMNS)}  ${first}`, ...below(others)];
}
function summaryOf({ connection, result, checks, measured }, style) {
	const name = plainText(connection);
	const count = (wanted) => checks.filter((check) => check.result === wanted).length;
	const uploads = measured.checksum === null ? "" : `; new uploads use ${measured.checksum}`;
	const text = result === "failed" ? `${name} cannot be used for transfers: ${count("failed")} of ${checks.length} checks failed` : `${name} can be used for transfers${result === "warned" ? `, with warnings: ${count("warned")}` : ""}${uploads}`;
	return wrap(text, style.widthColumns ?? Number.POSITIVE_INFINITY).join("\n");
}
const CONNECTION_HEADING = [
	"NAME",
	"PROVIDER",
	"WRITABLE",
	"LAST TEST (UTC)",
	"LOCATION"
];
/** One row of a table of connections. Pure. */
function connectionRow(connection) {
	const { name, provider, isWritable, location, lastTest } = connection;
	return [
		plainText(name),
		provider,
		isWritable ? "yes" : "no",
		isWritable ? lastTestText(lastTest) : "-",
		plainText(location)
	];
}
function lastTestText(test) {
	return test === null ? "never" : `${test.result} ${test.testedAt.slice(0, 16).replace("T", " ")}`;
}
// apps/cli/src/commands/connections.ts
const FALLBACK_COLUMNS = 80;
/** `penstock conn ls`: in the order of the file; one JSON object per line with `--json`. */
async function listConnections(options, output) {
	const { data: connections } = await connectToApi(output.environment).listConnections();
	const lines = options.json ? connections.map((connection) => jsonText(connection)) : table([CONNECTION_HEADING, ...connections.map(connectionRow)]);
	output.stdout.write(lines.map((line) => `${line}\n`).join(""));
	return EXIT.ok;
}
/** `penstock conn test NAME`: exits 1 when a check failed. */
async function testConnection(name, options, { stdout, stderr, environment }) {
	const client = connectToApi(environment);
	if (!options.json) stderr.write(`testing ${name} from the API's machine: some MiB, a minute at most\n`);
	const test = await client.testConnection(name);
	const style = {
		widthColumns: stdout.isTTY === true ? stdout.columns ?? FALLBACK_COLUMNS : void 0,
		isPretty: wantsColor(stdout, environment)
	};
	const lines = options.json ? [jsonText(test)] : connectionTestReport(test, style);
	stdout.write(lines.map((line) => `${line}\n`).join(""));
	return test.result === "failed" ? EXIT.someFailed : EXIT.ok;
}
export { listConnections, testConnection };
