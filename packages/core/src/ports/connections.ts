import type { ObjectStore } from "./object-store.ts";
import type { SourceReader } from "./source-reader.ts";

/** Stores and sources by the name of their connection. */
export type Connections = {
  /** @throws PenstockError `connection-unknown`, or `connection-unsuitable` for one that cannot be written to */
  store(name: string): ObjectStore;
  /** @throws PenstockError `connection-unknown` */
  source(name: string): SourceReader;
};
