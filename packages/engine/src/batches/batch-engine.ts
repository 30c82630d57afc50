import type { BulkLedger, Connections, EntryReaders, Ledger, RowLines } from "@penstock/core";
import type { PartEngine } from "../engine.ts";

/** What moves batches. */
export type BatchEngine = PartEngine & {
  readonly ledger: Ledger & BulkLedger;
  readonly connections: Connections & EntryReaders;
  readonly rowLines: RowLines;
};
