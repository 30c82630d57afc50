import { type NamedObject, type Problem } from "./manifest-page.js";
import { type Column, type KeySpelling } from "./named-object.js";
/** What the first line of CSV names, in order. */
export type CsvColumns = readonly Column[];
/**
 * Reads the line that names the columns.
 *
 * @throws PenstockError `manifest-invalid`
 */
export declare function columnsOf(names: readonly string[]): CsvColumns;
export declare function headerInvalid(problem: string): Error;
/** What a row says of an object, or why it says nothing. An empty value is one that is left out. */
export declare function objectOfRow(columns: CsvColumns, values: readonly string[], spelling: KeySpelling): NamedObject | Problem;
