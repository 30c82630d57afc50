import type { EventMessage, EventQuery } from "@penstock/client";
import type { EventView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { findJobId } from "../find-job.ts";
import { onInterrupt } from "../interrupt.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";

export type EventOptions = {
  readonly follow?: true;
  readonly type?: readonly string[];
  readonly after?: string;
  readonly system?: true;
  readonly json?: true;
};

const PAGE = 500;

/** `penstock events [JOB]`: those that are kept; with `--follow` those that come, until the job ends or Ctrl-C. */
export async function events(
  text: string | undefined,
  options: EventOptions,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const jobId = text === undefined ? undefined : await findJobId(client, text);
  const { after, type, system, follow } = options;
  const query: EventQuery = {
    ...(jobId !== undefined && { jobId }),
    ...(after !== undefined && { after }),
    ...(type !== undefined && { type }),
    ...(system === true && { ofSystem: true }),
  };
  if (follow === undefined) {
    await printKept(client, query, { output, options });
    return EXIT.ok;
  }
  const signal = onInterrupt();
  try {
    for await (const message of client.events(query, signal)) {
      print(message, { output, options });
      if (jobId !== undefined && isEnd(message)) {
        return EXIT.ok;
      }
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
  return EXIT.interrupted;
}

type Shown = { readonly output: Output; readonly options: EventOptions };

async function printKept(
  client: ReturnType<typeof connectToApi>,
  query: EventQuery,
  shown: Shown,
): Promise<void> {
  let after = query.after;
  let hasMore = true;
  while (hasMore) {
    const page = await client.listEvents({
      ...query,
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    if (page.hasGap) {
      print({ kind: "reset", id: after ?? "" }, shown);
    }
    for (const event of page.data) {
      print({ kind: "event", id: event.id, event }, shown);
    }
    after = page.cursor ?? undefined;
    ({ hasMore } = page);
  }
}

function isEnd(message: EventMessage): boolean {
  return message.kind === "event" && message.event.type === "job.completed";
}

function print(message: EventMessage, { output, options }: Shown): void {
  if (message.kind === "reset") {
    output.stderr.write("events are missing here: they were not kept for so long\n");
  } else if (message.kind === "event") {
    const { event } = message;
    output.stdout.write(`${options.json === true ? jsonText(event) : eventLine(event)}\n`);
  }
}

/** One line: when, what, of what, and what is said of it. */
function eventLine({ id: _, type, at, jobId, ...facts }: EventView): string {
  const words = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
  return [at, type.padEnd(19), ...(jobId === undefined ? [] : [jobId]), ...words].join(" ");
}
