import type { Connections, EntryReaders, RowLines } from "@penstock/core";
import type { PartEngine } from "../engine.ts";

/** What moves batches. */
export type BatchEngine = PartEngine & {
  readonly connections: Connections & EntryReaders;
  readonly rowLines: RowLines;
  /** How many entries of a batch are moved at once at present. */
  readonly lanes: () => number;
};
