import { Command } from "commander";
import { expect, test } from "vitest";
import { addApiOptions } from "./api-options.ts";

test("commands that ask no API take no key of one, and those of the same name that do take it", () => {
  const program = new Command("penstock");
  const commands = {
    check: program.command("check"),
    completion: program.command("completion"),
    configCheck: program.command("config").command("check"),
    scheduleList: program.command("schedule").command("ls"),
  };

  addApiOptions(program);

  const taking = Object.entries(commands).filter(([, { options }]) =>
    options.some(({ long }) => long === "--key"),
  );
  expect(taking.map(([name]) => name)).toEqual(["check", "scheduleList"]);
});
