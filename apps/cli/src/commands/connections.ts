import { connectToApi } from "../api-session.ts";
import { CONNECTION_HEADING, connectionRow, connectionTestReport } from "../connection-report.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { table } from "../job-report.ts";
import type { Output } from "../progress/display.ts";
import { wantsColor } from "../progress/progress-screen.ts";
import { jsonText } from "../progress/progress-text.ts";

type JsonOption = { readonly json?: true };

const FALLBACK_COLUMNS = 80;

/** `penstock conn ls`: in the order of the file; one JSON object per line with `--json`. */
export async function listConnections(options: JsonOption, output: Output): Promise<ExitCode> {
  const { data: connections } = await connectToApi(output.environment).listConnections();
  const lines = options.json
    ? connections.map((connection) => jsonText(connection))
    : table([CONNECTION_HEADING, ...connections.map(connectionRow)]);
  output.stdout.write(lines.map((line) => `${line}\n`).join(""));
  return EXIT.ok;
}

/** `penstock conn test NAME`: exits 1 when a check failed. */
export async function testConnection(
  name: string,
  options: JsonOption,
  { stdout, stderr, environment }: Output,
): Promise<ExitCode> {
  const client = connectToApi(environment);
  if (!options.json) {
    stderr.write(`testing ${name} from the API's machine: some MiB, a minute at most\n`);
  }
  const test = await client.testConnection(name);
  const style = {
    widthColumns: stdout.isTTY === true ? (stdout.columns ?? FALLBACK_COLUMNS) : undefined,
    isPretty: wantsColor(stdout, environment),
  };
  const lines = options.json ? [jsonText(test)] : connectionTestReport(test, style);
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  return test.result === "failed" ? EXIT.someFailed : EXIT.ok;
}
