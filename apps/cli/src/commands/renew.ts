import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { findJobId } from "../find-job.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";

/** `penstock renew JOB URL`. */
export async function renew(
  { job: text, url }: { readonly job: string; readonly url: string },
  { json }: { readonly json?: true },
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const id = await findJobId(client, text);
  const job = await client.changeJob(id, { source: { url } });
  output.stdout.write(`${json ? jsonText(job) : `${id} reads its source by the new URL`}\n`);
  return EXIT.ok;
}
