import { createHash } from "node:crypto";
import { type Log, Repetitions } from "@penstock/core";
import { JournalSweep, recordRows } from "@penstock/engine";
import { systemHashing } from "@penstock/process";
import { silentLog } from "@penstock/testkit";
import { rowLines } from "@penstock/wire";
import { startRole } from "./bulk-roles.ts";
import type { BulkWorld } from "./bulk-world.ts";

/** Writes closed segments to the journal, with the engine's own code. */
export function startRecorder(world: BulkWorld, name: string): void {
  const process = world.newProcess(name);
  const parts = { ledger: world.ports(process), rowArchive: world.rowArchive(process) };
  startRole(world, process, async () => {
    const recording = { ...common(world), ...parts, rowLines, sha256: sha256Of };
    await recordRows(recording, await parts.ledger.jobs.tenants());
  });
}

/** Restores the job when the ledger lost it, and lets the journal forget it once it is over; the engine's own code. */
export function startRestorer(world: BulkWorld, name: string): void {
  const process = world.newProcess(name);
  const parts = { ledger: world.ports(process), rowArchive: world.rowArchive(process) };
  const journal = world.journalOf(process);
  const { random } = world;
  const marking = { connections: { store: noStore }, hashing: systemHashing };
  const newSweep = () =>
    new JournalSweep({ ...common(world), ...parts, ...marking, journal, random });
  let sweep = newSweep();
  process.onBirth(() => {
    sweep = newSweep();
  });
  startRole(world, process, () => sweep.sweepOnce());
}

function common({ scheduler: clock, random, tasks: queue }: BulkWorld) {
  const log: Log = silentLog;
  return { log, queue, clock, repeats: new Repetitions({ clock, random }) };
}

/** The jobs of this world want no marker. */
function noStore(): never {
  throw new Error("nothing is written to a store here");
}

function sha256Of(members: readonly Uint8Array[]): string {
  return createHash("sha256").update(Buffer.concat(members)).digest("hex");
}
