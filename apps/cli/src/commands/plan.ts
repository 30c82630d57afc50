import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { planReport } from "../plan-report.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";
import { bodyOf, type JobOptions } from "./copy.ts";

export type PlanOptions = JobOptions & { readonly json?: true };

const FALLBACK_COLUMNS = 80;

/** `penstock plan SRC DST`: what `cp -r` would do; exits 6 where the list is too long for it. */
export async function plan(
  route: { readonly source: string; readonly destination: string },
  { json, ...options }: PlanOptions,
  output: Output,
): Promise<ExitCode> {
  const { stdout } = output;
  const client = connectToApi(output);
  // A plan is always one of many objects: `-r` may be given, as in the command that it is about.
  const request = await bodyOf(client, route, { ...options, recursive: true });
  const view = await client.planJob(request);
  const widthColumns = stdout.isTTY === true ? (stdout.columns ?? FALLBACK_COLUMNS) : undefined;
  const lines = json ? [jsonText(view)] : planReport(view, widthColumns);
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  return view.isComplete ? EXIT.ok : EXIT.notAllChecked;
}
