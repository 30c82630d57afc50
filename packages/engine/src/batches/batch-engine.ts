import type { Connections, EntryReaders, RowLines } from "@penstock/core";
import type { PartEngine } from "../engine.ts";
import type { Lanes } from "./lanes.ts";

/** What moves batches. */
export type BatchEngine = PartEngine & {
  readonly connections: Connections & EntryReaders;
  readonly rowLines: RowLines;
  /** Of all batches that this process moves. */
  readonly lanes: Lanes;
};
