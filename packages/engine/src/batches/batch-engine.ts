import type { Connections, EntryReaders, RowLines } from "@penstock/core";
import type { PartEngine } from "../engine.ts";

/** What moves batches. */
export type BatchEngine = PartEngine & {
  readonly connections: Connections & EntryReaders;
  readonly rowLines: RowLines;
};
