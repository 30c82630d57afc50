import { manifestInvalid, type NamedObject, type Problem } from "./manifest-page.ts";
import {
  type Column,
  columnOf,
  type KeySpelling,
  ObjectDraft,
  unknownColumn,
} from "./named-object.ts";

/** What the first line of CSV names, in order. */
export type CsvColumns = readonly Column[];

/**
 * Reads the line that names the columns.
 *
 * @throws PenstockError `manifest-invalid`
 */
export function columnsOf(names: readonly string[]): CsvColumns {
  const columns = names.map((name) => {
    const column = columnOf(name);
    if (column === undefined) {
      throw headerInvalid(unknownColumn(name));
    }
    return column;
  });
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) {
    throw headerInvalid(`names the column ${twice} twice: leave one out`);
  }
  if (!columns.includes("key") && !columns.includes("url")) {
    throw headerInvalid('names neither "key" nor "url": one of them says which object it is');
  }
  return columns;
}

export function headerInvalid(problem: string): Error {
  return manifestInvalid(`the first line, which is to name the columns, ${problem}`);
}

/** What a row says of an object, or why it says nothing. An empty value is one that is left out. */
export function objectOfRow(
  columns: CsvColumns,
  values: readonly string[],
  spelling: KeySpelling,
): NamedObject | Problem {
  if (values.length !== columns.length) {
    return {
      problem: `has ${values.length} values, and the first line names ${columns.length} columns: put quotes around a value with commas`,
    };
  }
  const draft = new ObjectDraft(spelling);
  for (const [at, column] of columns.entries()) {
    const value = values[at] ?? "";
    const problem = value === "" ? undefined : draft.set(column, value);
    if (problem !== undefined) {
      return { problem };
    }
  }
  return draft.object();
}
