import { apply, isTerminal, MAX_GENERATIONS, type TransferEvent } from "@penstock/core";
import { describe, expect, test } from "vitest";
import {
  EVENT_KINDS,
  EVENTS,
  nameOf,
  STATE_NAMES,
  type StateName,
  transferIn,
} from "../../packages/core/src/transfers/lifecycle-examples.ts";
import { readTracked } from "./tracked-files.ts";

type EventKind = TransferEvent["kind"];

const STAYS = "·";
const terminal = STATE_NAMES.filter((name) => isTerminal(transferIn(name).state));
const live = STATE_NAMES.filter((name) => !terminal.includes(name));

function after(state: StateName, event: EventKind, generation: number): string {
  const transfer = transferIn(state, generation, event);
  const next = apply(transfer, generation, EVENTS[event]);
  if (next === transfer) {
    return STAYS;
  }
  return next.generation > generation ? `${nameOf(next)}, next generation` : nameOf(next);
}

function cell(state: StateName, event: EventKind): string {
  const [usual, last] = [after(state, event, 1), after(state, event, MAX_GENERATIONS)];
  return usual === last ? usual : `${usual}; in the last generation ${last}`;
}

/** The table as the page has to show it: a row per event, a column per state. */
function lifecycleTable(): string {
  const head = ["event", ...live, terminal.join(", ")];
  const rows = EVENT_KINDS.map((event) => [
    event,
    ...live.map((state) => cell(state, event)),
    [...new Set(terminal.map((state) => cell(state, event)))].join(" "),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

function tableIn(page: string): string {
  const section = page.split("## The whole table\n")[1]?.split("\n## ")[0] ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .join("\n");
}

describe("docs/lifecycle.md", () => {
  const page = readTracked("docs/lifecycle.md").text;

  test("shows the whole table as the code has it", () => {
    expect(tableIn(page)).toBe(lifecycleTable());
  });

  test("draws no arrow that the code does not have, and every arrow that it has", () => {
    const drawn = [...page.matchAll(/^ {2}(\w+) --> (\w+)(?:: .+)?$/gm)].map(
      (m) => `${m[1]} ${m[2]}`,
    );

    expect([...new Set(drawn)].sort()).toEqual(arrows());
  });
});

/** Every move from one kind of state to another, in any generation. */
function arrows(): readonly string[] {
  const kinds = (name: string) => name.split(" ")[0] ?? "";
  const moves = live.flatMap((state) =>
    EVENT_KINDS.flatMap((event) =>
      [1, MAX_GENERATIONS].map((generation) => after(state, event, generation)),
    )
      .filter((next) => next !== STAYS)
      .map((next) => `${kinds(state)} ${kinds(next.split(",")[0] ?? "")}`),
  );
  return [...new Set(moves)].sort();
}

describe("the lifecycle check", () => {
  test("sees terminal states absorb everything", () => {
    const lastColumn = lifecycleTable()
      .split("\n")
      .slice(2)
      .map((row) => row.split(" | ").at(-1));

    expect(new Set(lastColumn)).toEqual(new Set([`${STAYS} |`]));
  });

  test("bites on a changed cell, a missing row and a missing section", () => {
    const page = `# A\n\n## The whole table\n\n${lifecycleTable()}\n\n## Next\n\n| no | row |\n`;

    expect(tableIn(page)).toBe(lifecycleTable());
    expect(tableIn(page.replace("uploading |", "verifying |"))).not.toBe(lifecycleTable());
    expect(tableIn(page.replace(/\| upload-aborted.*\n/, ""))).not.toBe(lifecycleTable());
    expect(tableIn("# A\n")).toBe("");
  });
});
