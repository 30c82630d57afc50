import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { table } from "../job-report.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";

/** `penstock worker ls`: one JSON object per line with `--json`. */
export async function listWorkers(
  { json }: { readonly json?: true },
  output: Output,
): Promise<ExitCode> {
  const { data } = await connectToApi(output.environment).listWorkers();
  const heading = ["WORKER", "HOST", "VERSION", "BUSY", "JOBS", "SINCE (UTC)"];
  const rows = data.map(({ id, host, version, busy, slots, moving, since }) => [
    id,
    host ?? "-",
    version ?? "-",
    `${busy ?? "?"} of ${slots}`,
    `${moving.length}`,
    since === null ? "-" : since.slice(0, 19).replace("T", " "),
  ]);
  const lines = json ? data.map((each) => jsonText(each)) : table([heading, ...rows]);
  output.stdout.write(lines.map((line) => `${line}\n`).join(""));
  if (data.length === 0 && !json) {
    output.stderr.write("no worker is alive; start one with\n  → penstock serve --role worker\n");
  }
  return EXIT.ok;
}
