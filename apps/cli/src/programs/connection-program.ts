import type { Command } from "commander";
import { pair } from "../command-options.ts";
import type { AddOptions, RemoveOptions } from "../commands/connection-changes.ts";
import type { ListOptions } from "../lists/list.ts";
import { addListOptions } from "../lists/list-options.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

/** `penstock conn …`. */
export function addConnectionCommands(program: Command, output: Output, finish: Finish): void {
  const connections = program
    .command("conn")
    .description("list, test, make and remove the connections that jobs may name");
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
  addChanges(connections, output, finish);
}

const load = () => import("../commands/connection-changes.ts");

function addChanges(connections: Command, output: Output, finish: Finish): void {
  connections
    .command("add")
    .description(
      "make a connection that every process knows within 5 seconds; its secret is sealed",
    )
    .argument("<name>", "how jobs name it")
    .requiredOption(
      "--provider <provider>",
      "http, or a store such as cos, aws, r2, gcs, minio, other",
    )
    .option("--bucket <bucket>", "of a store; on COS NAME-APPID")
    .option("--region <region>", "of the bucket (default: the provider's only one)")
    .option("--endpoint <url>", "of the store (default: by provider and region)")
    .option("--base-url <url>", "of http: keys are paths below it")
    .option("--access-key-id <id>", "on COS the SecretId")
    .option("--secret-file <file>", "a file with the secret key, or - for stdin")
    .option("--anonymous", "requests are not signed: for public buckets, as a source")
    .option(
      "--option <name=value>",
      "any other field, such as pathStyle=true; may be repeated",
      pair,
    )
    .option("--replace", "change credentials and options of one that was made before")
    .option("--json", "as one JSON object")
    .action(async (name: string, options: AddOptions) => {
      await finish((await load()).addConnection(name, options, output));
    });
  connections
    .command("rm")
    .description("remove a connection that was made with add")
    .argument("<name>", "name of the connection")
    .option("--force", "also while jobs, schedules or tenants name it")
    .option("--json", "as one JSON object")
    .action(async (name: string, options: RemoveOptions) => {
      await finish((await load()).removeConnection(name, options, output));
    });
}
