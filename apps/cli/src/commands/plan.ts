import type { JobRequestInput } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import { planReport } from "../plan-report.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";
import { isOfMany } from "../selection.ts";
import { bodyOf, type JobOptions } from "./copy.ts";

export type PlanOptions = JobOptions & {
  /** Of `cp`, which moves one object unless it has `-r`. */
  readonly dryRun?: true;
  readonly json?: true;
};

const FALLBACK_COLUMNS = 80;

/** `penstock plan SRC DST`: what `cp -r` would do, and `cp --dry-run` what that would; exits 6 where the list is too long for it. */
export async function plan(
  route: { readonly source: string; readonly destination: string },
  { json, dryRun, ...options }: PlanOptions,
  output: Output,
): Promise<ExitCode> {
  const { stdout } = output;
  const client = connectToApi(output);
  // A plan is one of many objects: `-r` may be given, as in the command that it is about.
  const request =
    dryRun === true && !isOfMany(options)
      ? asList(await bodyOf(client, route, options))
      : await bodyOf(client, route, { ...options, recursive: true });
  const view = await client.planJob(request);
  const widthColumns = stdout.isTTY === true ? (stdout.columns ?? FALLBACK_COLUMNS) : undefined;
  const lines = json ? [jsonText(view)] : planReport(view, widthColumns);
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  return view.isComplete ? EXIT.ok : EXIT.notAllChecked;
}

/** One object as a list of one. */
function asList({ source, ...request }: JobRequestInput): JobRequestInput {
  const { connection, key } = source;
  if (connection === undefined || key === undefined) {
    throw new CommandFailure("a dry run counts what a connection has, and the URL is of none", {
      exitCode: EXIT.usage,
      nextStep: "`penstock conn ls` lists the connections.",
    });
  }
  return { ...request, source: { connection, keys: [key] } };
}
