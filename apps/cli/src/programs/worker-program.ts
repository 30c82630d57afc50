import type { Command } from "commander";
import type { DrainOptions } from "../commands/workers.ts";
import type { ListOptions } from "../lists/list.ts";
import { addListOptions } from "../lists/list-options.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

const load = () => import("../commands/workers.ts");

/** `penstock worker …`: who moves the bytes. */
export function addWorkerCommands(program: Command, output: Output, finish: Finish): void {
  const workers = program
    .command("worker")
    .description("see the workers that are alive, and take one out of work");
  addListOptions(workers.command("ls"))
    .description("list workers: where they run, since when, and how busy they are")
    .action(async (options: ListOptions) => {
      await finish((await load()).listWorkers(options, output));
    });
  workers
    .command("drain")
    .description("let a worker take no more tasks; it stays, idle, until its process is stopped")
    .argument("<id>", "of the worker, as worker ls shows it")
    .option("--wait", "until it holds no task any more")
    .option("--json", "as one JSON object")
    .action(async (id: string, options: DrainOptions) => {
      await finish((await load()).drainWorker(id, options, output));
    });
}
