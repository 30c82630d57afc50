import { ApiUnreachable, type Client } from "@penstock/client";
import { readSettings, systemClock } from "@penstock/process";
import type { JobView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { onInterrupt } from "../interrupt.ts";
import { pause } from "../pause.ts";
import type { Output } from "../progress/display.ts";
import { ProgressScreen } from "../progress/progress-screen.ts";
import { jsonText, plainText } from "../progress/progress-text.ts";
import { untilKey } from "../top/keys.ts";
import { type TopView, topLines } from "../top/top-view.ts";

const LOOK_EVERY_MS = 1000;
const FALLBACK = { columns: 80, rows: 24 };
/** Of each state: more than a terminal has lines. */
const MAX_JOBS = 100;
const UNFINISHED = ["transferring", "completing", "planning", "queued"] as const;

/** `penstock top`: until `q`, or once where no person looks at it. */
export async function top(options: { readonly json?: true }, output: Output): Promise<ExitCode> {
  const { stdout } = output;
  const client = connectToApi(output);
  const { apiUrl } = readSettings("cli", output.environment).settings;
  const first = await look(client, apiUrl);
  if (options.json) {
    stdout.write(`${jsonText(first)}\n`);
    return EXIT.ok;
  }
  if (stdout.isTTY !== true || output.environment["TERM"] === "dumb") {
    const lines = topLines(first, { columns: undefined, rows: undefined });
    stdout.write(lines.map((line) => `${line}\n`).join(""));
    return EXIT.ok;
  }
  const interrupted = onInterrupt();
  const keys = untilKey("q");
  const signal = AbortSignal.any([interrupted, keys.signal]);
  try {
    await show(first, () => look(client, apiUrl), { output, signal });
  } finally {
    keys.close();
  }
  return interrupted.aborted ? EXIT.interrupted : EXIT.ok;
}

async function show(
  first: TopView,
  lookAgain: () => Promise<TopView>,
  { output: { stdout }, signal }: { readonly output: Output; readonly signal: AbortSignal },
): Promise<void> {
  const screen = new ProgressScreen(stdout);
  let view = first;
  let trouble: readonly string[] = [];
  while (!signal.aborted) {
    const { columns = FALLBACK.columns, rows = FALLBACK.rows } = stdout;
    const room = { columns, rows: rows - trouble.length - 1 };
    const lines = [...topLines(view, room), ...trouble, "q ends"];
    screen.draw(lines, systemClock.nowMs());
    await pause(LOOK_EVERY_MS, signal);
    try {
      view = await lookAgain();
      trouble = [];
    } catch (error) {
      if (!(error instanceof ApiUnreachable)) {
        throw error;
      }
      trouble = [`! ${plainText(error.message)}`];
    }
  }
}

async function look(client: Client, apiUrl: string): Promise<TopView> {
  const jobs: JobView[] = [];
  for (const state of UNFINISHED) {
    jobs.push(...(await client.listJobs({ state, limit: MAX_JOBS })).data);
  }
  const [{ data: workers }, { status, reasons = [], remarks = [] }] = await Promise.all([
    client.listWorkers(),
    client.readHealth(),
  ]);
  const rateOf = ({ progress }: JobView) => progress.bytesPerSecond ?? 0;
  return {
    ...{ apiUrl, at: new Date(systemClock.nowMs()).toISOString() },
    jobs: jobs.toSorted((one, other) => rateOf(other) - rateOf(one)),
    ...{ workers, health: { status, reasons, remarks } },
  };
}
