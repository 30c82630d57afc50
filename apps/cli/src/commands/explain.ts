import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { explainText } from "../explain-report.ts";
import { findJobId } from "../find-job.ts";
import type { Output } from "../progress/display.ts";
import { writeLines } from "../progress/fitted-lines.ts";
import { jsonText } from "../progress/progress-text.ts";

/** `penstock explain JOB`: why it is not faster now. */
export async function explain(
  text: string,
  options: { readonly json?: true },
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const id = await findJobId(client, text);
  const view = await client.explainJob(id);
  if (options.json) {
    output.stdout.write(`${jsonText(view)}\n`);
  } else {
    writeLines(output.stdout, explainText(view));
  }
  return EXIT.ok;
}
