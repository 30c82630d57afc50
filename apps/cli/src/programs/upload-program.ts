import type { Command } from "commander";
import type { ListOptions } from "../lists/list.ts";
import { addListOptions } from "../lists/list-options.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

type UploadOptions = { readonly connection?: string; readonly olderThan?: string; json?: true };

/** `penstock uploads …`. */
export function addUploadCommands(program: Command, output: Output, finish: Finish): void {
  const uploads = program
    .command("uploads")
    .description("list the open uploads at the stores, and abort those that no transfer uses");
  addListOptions(uploads.command("ls"))
    .description("list the open uploads that the stores report, oldest first")
    .option("--connection <name>", "only this connection (default: every writable one)")
    .option("--older-than <age>", "only uploads of at least this age, such as 30m, 24h or 7d")
    .action(async (options: Omit<UploadOptions, "json"> & ListOptions) => {
      const { listUploads } = await import("../commands/uploads.ts");
      await finish(listUploads(options, output));
    });
  uploads
    .command("abort")
    .description("abort uploads that Penstock opened and no transfer uses; others are refused")
    .argument("[upload...]", "ids of uploads, or their first characters")
    .option("--older-than <age>", "instead of ids: all such uploads of at least this age")
    .option("--connection <name>", "only this connection")
    .option("--json", "one JSON object per line")
    .action(async (ids: string[], options: UploadOptions) => {
      const { abortUploads } = await import("../commands/uploads.ts");
      await finish(abortUploads(ids, options, output));
    });
}
