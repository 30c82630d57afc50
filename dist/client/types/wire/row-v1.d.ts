import { type Row, type RowLines } from "../core/index.js";
/** Rows as gzip members of JSON lines, one object of the report a line. */
export declare const rowLines: RowLines;
/**
 * The rows of a report in JSON Lines.
 *
 * @throws PenstockError `journal-unavailable` as `parseRow`
 */
export declare function parseRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Row>;
export declare function formatRow(each: Row): string;
/** The destination's key is left out where it is the source's. */
export declare function toRowDocument({ key, sizeBytes, destinationKey, ...rest }: Row): object;
/** @throws PenstockError `journal-unavailable` for what is no row: a row is never left out silently */
export declare function parseRow(line: string): Row;
