import type { Client } from "@penstock/client";
import {
  formatLimitValue,
  type JobLimitsView,
  type LimitsChangeInput,
  type LimitsView,
} from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { lookUp } from "../curl.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import { table } from "../job-report.ts";
import { isForPrograms, type List, type ListOptions, printList } from "../lists/list.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";

type JsonOption = { readonly json?: true };

export type WhoseOptions = JsonOption & { readonly connection?: string; readonly job?: string };

export type LimitOptions = WhoseOptions & {
  readonly bytesPerSecond?: string;
  readonly requestsPerSecond?: string;
  readonly unitsInFlight?: string;
  readonly partsPerUpload?: string;
  readonly timeZone?: string;
};

type AnyView = LimitsView | JobLimitsView;
type Limits = LimitsChangeInput["limits"];

/** `penstock limit ls`; as JSON the whole, which has also what binds nothing now. */
export async function listLimits(options: ListOptions, output: Output): Promise<ExitCode> {
  const all = await connectToApi(output).listLimits();
  const rows = [
    ...rowsOf("deployment", all.deployment),
    ...all.connections.flatMap(({ name, ...view }) => rowsOf(`connection ${name}`, view)),
  ];
  if (options.json || options.output === "json" || options.output === "jsonl") {
    print(output, [jsonText(all)]);
    return EXIT.ok;
  }
  printList(LIMIT_LIST, rows, { options, output });
  if (rows.length === 0 && !isForPrograms(options)) {
    output.stderr.write(
      "nothing is limited; set a limit with\n  → penstock limit set --bytes-per-second 50MiB/s\n",
    );
  }
  return EXIT.ok;
}

/** `penstock limit show [--connection NAME | --job ID]`. */
export async function showLimits(options: WhoseOptions, output: Output): Promise<ExitCode> {
  const view = await read(connectToApi(output), options);
  show(view, options, output);
  return EXIT.ok;
}

/** `penstock limit set`: changes what is given, and keeps the rest. */
export async function changeLimits(options: LimitOptions, output: Output): Promise<ExitCode> {
  const client = connectToApi(output);
  const {
    connection: _,
    job: _job,
    json: _json,
    tenant: _tenant,
    ...given
  } = {
    tenant: undefined,
    ...options,
  };
  if (Object.keys(given).length === 0) {
    throw new CommandFailure("say what to change", {
      exitCode: EXIT.usage,
      nextStep: "`penstock limit set --bytes-per-second 50MiB/s` limits the deployment.",
    });
  }
  const before = await lookUp(() => read(client, options));
  const limits: Limits = { ...before.limits, ...given };
  show(await write(client, options, { limits, revision: before.revision }), options, output);
  return EXIT.ok;
}

/** `penstock limit clear`. */
export async function clearLimits(options: WhoseOptions, output: Output): Promise<ExitCode> {
  const client = connectToApi(output);
  const isOfDeployment = options.connection === undefined && options.job === undefined;
  const view = isOfDeployment
    ? await client.deleteLimits()
    : await write(client, options, { limits: {} });
  show(view, options, output);
  return EXIT.ok;
}

function read(client: Client, { connection, job }: WhoseOptions): Promise<AnyView> {
  refuseBoth(connection, job);
  if (job !== undefined) {
    return client.readJobLimits(job);
  }
  return connection === undefined ? client.readLimits() : client.readConnectionLimits(connection);
}

function write(
  client: Client,
  { connection, job }: WhoseOptions,
  change: LimitsChangeInput,
): Promise<AnyView> {
  refuseBoth(connection, job);
  if (job !== undefined) {
    return client.replaceJobLimits(job, change);
  }
  return connection === undefined
    ? client.replaceLimits(change)
    : client.replaceConnectionLimits(connection, change);
}

function refuseBoth(connection: string | undefined, job: string | undefined): void {
  if (connection !== undefined && job !== undefined) {
    throw new CommandFailure("name a connection or a job, not both", {
      exitCode: EXIT.usage,
      nextStep: "`penstock limit show --job ID` shows the limits of a job.",
    });
  }
}

function show(view: AnyView, options: WhoseOptions, output: Output): void {
  if (options.json) {
    print(output, [jsonText(view)]);
    return;
  }
  const { connection, job } = options;
  const whose = job ?? (connection === undefined ? "deployment" : `connection ${connection}`);
  const rows = rowsOf(whose, view);
  const set = rows.length === 0 ? [`${whose}: no limits`] : table([HEADING, ...rows]);
  const binding = "binding" in view ? bindingOf(view) : [];
  print(output, [...set, ...binding]);
}

const HEADING = ["OF", "LIMIT", "SET", "NOW", "UNTIL"];

const LIMIT_LIST: List<readonly string[]> = {
  idOf: ([whose = "", limit = ""]) => `${whose} ${limit}`,
  columns: HEADING.map((heading, index) => ({
    heading,
    cell: (row) => row[index] ?? "",
    ...(heading === "SET" && { shrinks: true }),
    ...(heading === "UNTIL" && { yields: 1 }),
  })),
};

function rowsOf(whose: string, { limits, now }: Pick<AnyView, "limits" | "now">) {
  return now.map(({ limit, value, until }) => {
    const set = limits[limit];
    const text = Array.isArray(set) ? set.join("; ") : `${set ?? ""}`;
    const zone = Array.isArray(set) && limits.timeZone !== undefined ? ` ${limits.timeZone}` : "";
    const isValue = !Array.isArray(set);
    const current = formatLimitValue(limit, value ?? undefined);
    return [whose, limit, isValue ? current : `${text}${zone}`, current, until ?? "-"];
  });
}

function bindingOf({ binding }: JobLimitsView): readonly string[] {
  return binding.map(({ limit, value, level, name, until }) => {
    const of = name === null ? level : `${level} ${name}`;
    const end = until === null ? "" : `, until ${until}`;
    return `bound now by the ${of}: ${limit} ${formatLimitValue(limit, value)}${end}`;
  });
}

function print({ stdout }: Output, lines: readonly string[]): void {
  stdout.write(lines.map((line) => `${line}\n`).join(""));
}
