// A list of things in the form that was asked for.

import type { Output } from "../progress/display.ts";
import { jsonText, plainText } from "../progress/progress-text.ts";
import type { ListForm } from "./list-forms.ts";
import { tableLines } from "./table-lines.ts";

/** What every command that lists something takes. */
export type ListOptions = {
  readonly output?: ListForm;
  /** The same as `jsonl`. */
  readonly json?: true;
  /** Only what names each item. */
  readonly quiet?: true;
};

type Column<Item> = {
  readonly heading: string;
  /** @param isShort whether it is for a terminal that a person reads */
  readonly cell: (item: Item, isShort: boolean) => string;
  /** Not in a plain table. */
  readonly isWide?: true;
  /** Left out of a terminal that is too narrow: the highest first. */
  readonly yields?: number;
  /** Cut where it does not fit a terminal. */
  readonly shrinks?: true;
};

export type List<Item> = {
  readonly columns: readonly Column<Item>[];
  /** What other commands take for an item. */
  readonly idOf: (item: Item) => string;
};

const FALLBACK_COLUMNS = 80;

/** Writes items to stdout. */
export function printList<Item>(
  list: List<Item>,
  items: readonly Item[],
  { options, output }: { readonly options: ListOptions; readonly output: Output },
): void {
  const { stdout } = output;
  const room = stdout.isTTY === true ? (stdout.columns ?? FALLBACK_COLUMNS) : undefined;
  const lines = listLines(list, items, { options, room });
  stdout.write(lines.map((line) => `${line}\n`).join(""));
}

/** Whether a program reads it. */
export function isForPrograms({ output = "table", json, quiet }: ListOptions): boolean {
  return json === true || quiet === true || ["json", "jsonl", "csv"].includes(output);
}

/**
 * Pure.
 *
 * @param room columns of the terminal; undefined leaves lines whole, for files and other programs
 */
export function listLines<Item>(
  { columns, idOf }: List<Item>,
  items: readonly Item[],
  { options, room }: { readonly options: ListOptions; readonly room: number | undefined },
): readonly string[] {
  if (options.quiet === true) {
    return items.map((item) => plainText(idOf(item)));
  }
  const form = options.output ?? (options.json === true ? "jsonl" : "table");
  const whole = (shown: readonly Column<Item>[]) =>
    items.map((item) => shown.map(({ cell }) => cell(item, false)));
  switch (form) {
    case "json":
      return [jsonText(items)];
    case "jsonl":
      return items.map(jsonText);
    case "csv":
      return [columns.map(({ heading }) => csvName(heading)), ...whole(columns)].map(csvLine);
    case "wide":
      return tableLines(columns, whole(columns).map(plain), undefined);
    case "table": {
      const shown = columns.filter(({ isWide }) => isWide !== true);
      const isShort = room !== undefined;
      const rows = items.map((item) => shown.map(({ cell }) => cell(item, isShort)));
      return tableLines(shown, rows.map(plain), room);
    }
    default:
      return form satisfies never;
  }
}

function plain(row: readonly string[]): readonly string[] {
  return row.map(plainText);
}

/** `CREATED (UTC)` is `created`. */
function csvName(heading: string): string {
  return heading
    .replace(/ \(.*\)$/, "")
    .toLowerCase()
    .replaceAll(" ", "_");
}

function csvLine(cells: readonly string[]): string {
  return cells
    .map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(",");
}
