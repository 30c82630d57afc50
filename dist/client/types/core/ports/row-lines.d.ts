import type { Row } from "../batches/row.js";
/** Rows as they lie in the ledger and in the journal: gzip members of JSON lines, which may stand in a row. */
export type RowLines = {
    /** One member; empty for no rows. */
    pack(rows: readonly Row[]): Uint8Array;
    /** Of whole members; rejects as `unpack` does. */
    unpackAll(members: readonly Uint8Array[]): readonly Row[];
    /** Of members that stand in a row, cut anywhere. Rejects for what is none, so that no row is lost silently. */
    unpack(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Row>;
};
