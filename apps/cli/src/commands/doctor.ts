import { ApiProblem } from "@penstock/client";
import { readSettings, systemClock } from "@penstock/process";
import { connectToApi } from "../api-session.ts";
import { type Check, diagnose } from "../diagnosis.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../progress/display.ts";
import { writeLines } from "../progress/fitted-lines.ts";
import { jsonText, plainText } from "../progress/progress-text.ts";

/** `penstock doctor`: what is wrong with the deployment. Exits with 1 where something is. */
export async function doctor(
  { json }: { readonly json?: true },
  output: Output,
): Promise<ExitCode> {
  const { environment, stdout } = output;
  const client = connectToApi(output);
  const { apiUrl } = readSettings("cli", environment).settings;
  const sentMs = systemClock.nowMs();
  const health = await client.readHealth();
  const receivedMs = systemClock.nowMs();
  const [workers, connections] = await Promise.all([
    orWhyNot(client.listWorkers()),
    orWhyNot(client.listConnections()),
  ]);
  const checks = diagnose({ apiUrl, health, sentMs, receivedMs, workers, connections });
  if (json) {
    stdout.write(`${jsonText({ checks })}\n`);
  } else {
    writeLines(stdout, checks.flatMap(linesOf));
  }
  return checks.every(({ result }) => result === "ok") ? EXIT.ok : EXIT.someFailed;
}

/** An API that responds, and has what it needs from others no more. */
async function orWhyNot<Item>(page: Promise<{ readonly data: Item[] }>): Promise<Item[] | string> {
  try {
    return (await page).data;
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status >= 500) {
      return error.message;
    }
    throw error;
  }
}

function linesOf({ name, result, detail, next }: Check): readonly string[] {
  const line = `${result.padEnd(5)}  ${name.padEnd(11)}  ${plainText(detail)}`;
  return next === null ? [line] : [line, `  → ${plainText(next)}`];
}
