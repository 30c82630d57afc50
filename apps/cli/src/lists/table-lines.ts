// How a table is laid out.

import { columnsOf, cutTo, padded } from "../progress/text-columns.ts";

/** How a column behaves where there is little room. */
export type TableColumn = {
  readonly heading: string;
  readonly yields?: number;
  readonly shrinks?: true;
};

type Rows = readonly (readonly string[])[];

const BETWEEN = 2;
/** Below it one cell looks like another. */
const LEAST_COLUMNS = 12;

/**
 * Columns as wide as their widest cell. Where a terminal is too narrow some are left out or cut; where that is not enough
 * either, each row becomes a line of its first cell with the others below it. Pure.
 */
export function tableLines(
  columns: readonly TableColumn[],
  rows: Rows,
  room: number | undefined,
): readonly string[] {
  if (room === undefined) {
    return linesOf(columns, rows);
  }
  const orders = columns.flatMap(({ yields }) => yields ?? []).sort((one, other) => other - one);
  for (const limit of [Number.POSITIVE_INFINITY, ...orders]) {
    const kept = columns.flatMap((column, index) =>
      (column.yields ?? 0) < limit ? [{ column, index }] : [],
    );
    const shown = kept.map(({ column }) => column);
    const cells = rows.map((row) => kept.map(({ index }) => row[index] ?? ""));
    const fitted = fit(shown, cells, room);
    if (fitted !== undefined) {
      return fitted;
    }
  }
  return rows.flatMap((row) => stacked(columns, row, room));
}

/** With cells cut, the last column that may be first; undefined where that is not enough. */
function fit(
  columns: readonly TableColumn[],
  rows: Rows,
  room: number,
): readonly string[] | undefined {
  const widths = widthsOf(columns, rows);
  let over = sum(widths) + BETWEEN * (widths.length - 1) - room;
  for (const [index, { shrinks }] of [...columns.entries()].reverse()) {
    const width = widths[index] ?? 0;
    if (shrinks && over > 0 && width > LEAST_COLUMNS) {
      const cut = Math.min(over, width - LEAST_COLUMNS);
      widths[index] = width - cut;
      over -= cut;
    }
  }
  const cut = (row: readonly string[]) => row.map((cell, index) => cutTo(cell, widths[index] ?? 0));
  return over > 0 ? undefined : linesOf(columns, rows.map(cut));
}

function linesOf(columns: readonly TableColumn[], rows: Rows): readonly string[] {
  const widths = widthsOf(columns, rows);
  const all = [columns.map(({ heading }) => heading), ...rows];
  return all.map((row) =>
    row
      .map((cell, index) => padded(cell, widths[index] ?? 0))
      .join(" ".repeat(BETWEEN))
      .trimEnd(),
  );
}

function widthsOf(columns: readonly TableColumn[], rows: Rows): number[] {
  return columns.map(({ heading }, index) =>
    Math.max(columnsOf(heading), ...rows.map((row) => columnsOf(row[index] ?? ""))),
  );
}

/** Whole where it may be wanted to be copied. */
function stacked(
  columns: readonly TableColumn[],
  row: readonly string[],
  room: number,
): readonly string[] {
  const names = columns.map(({ heading }) => heading.toLowerCase());
  const width = Math.max(...names.slice(1).map(({ length }) => length));
  return row.flatMap((cell, index) => {
    const label = `  ${(names[index] ?? "").padEnd(width)}  `;
    const shown = columns[index]?.shrinks ? cutTo(cell, room - label.length) : cell;
    return cell === "" ? [] : [index === 0 ? cell : label + shown];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
