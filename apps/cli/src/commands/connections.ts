import { connectToApi } from "../api-session.ts";
import { connectionTestReport } from "../connection-report.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CONNECTION_LIST } from "../lists/connection-list.ts";
import { type ListOptions, printList } from "../lists/list.ts";
import type { Output } from "../progress/display.ts";
import { wantsColor } from "../progress/progress-screen.ts";
import { jsonText } from "../progress/progress-text.ts";

type JsonOption = { readonly json?: true };

const FALLBACK_COLUMNS = 80;

/** `penstock conn ls`: those of the file in its order, then those that the API made. */
export async function listConnections(options: ListOptions, output: Output): Promise<ExitCode> {
  const { data: connections } = await connectToApi(output).listConnections();
  printList(CONNECTION_LIST, connections, { options, output });
  return EXIT.ok;
}

/** `penstock conn test NAME`: exits 1 when a check failed. */
export async function testConnection(
  name: string,
  options: JsonOption,
  output: Output,
): Promise<ExitCode> {
  const { stdout, stderr, environment } = output;
  const client = connectToApi(output);
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
