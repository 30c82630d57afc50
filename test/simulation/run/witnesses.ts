import type { PartTask } from "@penstock/core";
import type { MemoryLedger, MemoryObjectStore } from "@penstock/testkit";
import type { Load } from "./load.ts";
import type { Run } from "./sim-queue.ts";

/** Whom the oracle asks for the truth. */
export type Witnesses = {
  readonly ledger: () => MemoryLedger;
  readonly store: () => MemoryObjectStore;
  readonly loadOf: (key: string) => Load | undefined;
  readonly partEngines: (part: Pick<PartTask, "transferId" | "generation">) => readonly Run[];
  readonly nowMs: () => number;
  /** The token of objects that are not ours. */
  readonly stranger: string;
};
