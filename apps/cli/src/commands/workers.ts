import type { WorkerView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { isForPrograms, type ListOptions, printList } from "../lists/list.ts";
import { WORKER_LIST } from "../lists/worker-list.ts";
import { pause } from "../pause.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";

/** `penstock worker ls`. */
export async function listWorkers(options: ListOptions, output: Output): Promise<ExitCode> {
  const { data } = await connectToApi(output).listWorkers();
  printList(WORKER_LIST, data, { options, output });
  if (data.length === 0 && !isForPrograms(options)) {
    output.stderr.write("no worker is alive; start one with\n  → penstock serve --role worker\n");
  }
  return EXIT.ok;
}

export type DrainOptions = { readonly wait?: true; readonly json?: true };

/** Workers say every five seconds what they do. */
const LOOK_EVERY_MS = 1000;
const never = new AbortController().signal;

/** `penstock worker drain ID`: with `--wait` until it holds nothing, or has ended. */
export async function drainWorker(
  id: string,
  { wait, json }: DrainOptions,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  let worker = await client.drainWorker(id);
  while (wait && worker.state !== "drained") {
    await pause(LOOK_EVERY_MS, never);
    const { data } = await client.listWorkers();
    const now = data.find((each) => each.id === id);
    if (now === undefined) {
      break;
    }
    worker = now;
  }
  output.stdout.write(`${json ? jsonText(worker) : sentenceOf(worker)}\n`);
  return EXIT.ok;
}

function sentenceOf({ id, state, busy }: WorkerView): string {
  return state === "drained"
    ? `${id} has drained: stop its process when you like`
    : `${id} drains: it takes no more tasks, and finishes ${busy ?? "some"}\n  → penstock worker ls`;
}
