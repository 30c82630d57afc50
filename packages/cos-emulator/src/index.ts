export type { EmulatorBehaviour } from "./behaviour.ts";
export {
  type CosEmulator,
  type CosEmulatorOptions,
  startCosEmulator,
} from "./emulator.ts";
export type { Fault, FaultRule } from "./faults/fault.ts";
export type { FiredFault, ListedRule } from "./faults/fault-plan.ts";
export type { JournalEntry } from "./journal/journal-entry.ts";
export type { JournalSummary } from "./journal/summary.ts";
export type { CallName } from "./request-subject.ts";
