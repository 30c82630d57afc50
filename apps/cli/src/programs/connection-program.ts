import type { Command } from "commander";
import type { ListOptions } from "../lists/list.ts";
import { addListOptions } from "../lists/list-options.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

/** `penstock conn …`. */
export function addConnectionCommands(program: Command, output: Output, finish: Finish): void {
  const connections = program
    .command("conn")
    .description("list and test the connections that jobs may name");
  addListOptions(connections.command("ls"))
    .description("list connections and the result of their last test")
    .action(async (options: ListOptions) => {
      const { listConnections } = await import("../commands/connections.ts");
      await finish(listConnections(options, output));
    });
  connections
    .command("test")
    .description("write to a store in the way transfers do, and report what works")
    .argument("<name>", "name of the connection")
    .option("--json", "as one JSON object")
    .action(async (name: string, options: { json?: true }) => {
      const { testConnection } = await import("../commands/connections.ts");
      await finish(testConnection(name, options, output));
    });
}
