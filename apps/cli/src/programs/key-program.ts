import { SCOPES } from "@penstock/core/choices";
import { type Command, Option } from "commander";
import type { CreateOptions } from "../commands/keys.ts";
import type { ListOptions } from "../lists/list.ts";
import { addListOptions } from "../lists/list-options.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

type JsonOption = { json?: true };

/** `penstock key …`: who may ask the API. */
export function addKeyCommands(program: Command, output: Output, finish: Finish): void {
  program
    .command("login")
    .description("print a link that opens the page of the API in a browser, once")
    .option("--json", "as one JSON object")
    .action(async (options: JsonOption) => {
      const { login } = await import("../commands/login.ts");
      await finish(login(options, output));
    });
  const keys = program.command("key").description("make, list and revoke keys of the API");
  keys
    .command("create")
    .description("make a key, and print it once")
    .argument("<name>", "what the key is for, such as nightly-export")
    .addOption(
      new Option("--scope <scope>", "what it allows; each also what those before it allow")
        .choices(SCOPES)
        .default("operate"),
    )
    .option("--tenant <name>", "the only tenant that it is for (default: all)")
    .option("--expires-in <time>", "how long it is good for, such as 90d (default: until revoked)")
    .option("--json", "as one JSON object")
    .action(async (name: string, options: CreateOptions) => {
      const { createKey } = await import("../commands/keys.ts");
      await finish(createKey(name, options, output));
    });
  addListOptions(keys.command("ls"))
    .description("list keys, without their secrets")
    .action(async (options: ListOptions) => {
      const { listKeys } = await import("../commands/keys.ts");
      await finish(listKeys(options, output));
    });
  keys
    .command("revoke")
    .description("revoke keys: they open nothing any more")
    .argument("<key...>", "ids of keys, or the keys themselves")
    .option("--json", "one JSON object per line")
    .action(async (ids: string[], options: JsonOption) => {
      const { revokeKeys } = await import("../commands/keys.ts");
      await finish(revokeKeys(ids, options, output));
    });
}
