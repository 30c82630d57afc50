import type { Client } from "@penstock/client";
import type { PartView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { lookUp } from "../curl.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import { findJobId } from "../find-job.ts";
import { type ListOptions, printList } from "../lists/list.ts";
import { PART_LIST } from "../lists/part-list.ts";
import { PART_STATE_WORDS } from "../lists/part-states.ts";
import type { Output } from "../progress/display.ts";

type Options = ListOptions & { readonly state?: string };

const PAGE = 500;

/** `penstock parts JOB [TRANSFER]`: in the order of the object. */
export async function parts(
  { job, transfer }: { readonly job: string; readonly transfer: string | undefined },
  { state, ...options }: Options,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const id = await findJobId(client, job);
  const found = await collect(client, id, transfer ?? (await onlyTransfer(client, id)));
  const shown = found.filter(
    (part) => state === undefined || PART_STATE_WORDS[part.state] === state,
  );
  printList(PART_LIST, shown, { options, output });
  return EXIT.ok;
}

async function onlyTransfer(client: Client, id: string): Promise<string> {
  const { data } = await lookUp(() => client.listTransfers(id, { limit: 2 }));
  const [first, second] = data;
  if (first === undefined || second !== undefined) {
    throw new CommandFailure(`name the transfer of ${id}`, {
      exitCode: EXIT.usage,
      nextStep: `\`penstock show ${id}\` lists its transfers.`,
    });
  }
  return first.id;
}

async function collect(client: Client, id: string, transfer: string): Promise<PartView[]> {
  const found: PartView[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: PAGE, ...(cursor !== null && { cursor }) };
    const page: Awaited<ReturnType<Client["listParts"]>> = await client.listParts(
      id,
      transfer,
      query,
    );
    found.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}
