import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { findJobId } from "../find-job.ts";
import type { Output } from "../progress/display.ts";

/** `penstock renew JOB URL`. */
export async function renew(text: string, url: string, output: Output): Promise<ExitCode> {
  const client = connectToApi(output.environment);
  const id = await findJobId(client, text);
  await client.changeJob(id, { source: { url } });
  output.stdout.write(`${id} reads its source by the new URL\n`);
  return EXIT.ok;
}
