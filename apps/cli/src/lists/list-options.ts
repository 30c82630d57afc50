import { type Command, Option } from "commander";
import { LIST_FORMS } from "./list-forms.ts";

/** For a command that lists things. */
export function addListOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "-o, --output <form>",
        "table; wide: with all columns; json: one array; jsonl: one object per line; csv",
      ).choices(LIST_FORMS),
    )
    .option("--json", "the same as -o jsonl")
    .option("-q, --quiet", "only what names each: ids or names, one per line");
}
