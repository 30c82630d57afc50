import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newManifestId } from "@penstock/core";
import { removeManifests } from "@penstock/engine";
import { openJournalDirectory, openManifestStore } from "@penstock/journal";
import {
  LedgerScenario,
  ManualClock,
  MemoryLedger,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

const HOUR_MS = 3_600_000;
const TENANT = "default";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-old-manifests-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function* bytes() {
  yield new TextEncoder().encode("key\na.bin\n");
}

async function deployment() {
  const clock = new ManualClock(Date.UTC(2026, 0));
  const random = seededRandom(1);
  const journal = await openJournalDirectory(folder, { random, log: silentLog });
  const connections = { documentStore: () => expect.fail("it lies in a folder") };
  const place = { kind: "folder", path: folder } as const;
  const manifests = openManifestStore(place, { random, connections }) ?? expect.fail("a journal");
  const ledger = new MemoryLedger(clock);
  await ledger.history.writeMark(undefined, "whole");
  const scenario = new LedgerScenario({
    ...{ ledger, tenant: TENANT, passTime: async (ms = 1) => clock.advance(ms) },
    stopSignals: ledger,
  });
  const send = async () => {
    const manifest = { tenant: TENANT, id: newManifestId(clock.nowMs(), random.bytes(10)) };
    await manifests.write(manifest, "csv", bytes());
    return manifest;
  };
  const isThere = async (manifest: { readonly tenant: string; readonly id: string }) =>
    (await manifests.head(manifest)) !== undefined;
  const pass = () => removeManifests({ clock, journal, manifests, ledger }, undefined);
  return { clock, journal, ledger, manifests, scenario, send, isThere, pass };
}

test("manifests that were sent go a day later, where no job names them", async () => {
  const { clock, send, isThere, pass } = await deployment();
  const old = await send();
  clock.advance(20 * HOUR_MS);
  const young = await send();

  await pass();
  expect(await isThere(old)).toBe(true);
  clock.advance(6 * HOUR_MS);
  await pass();

  expect(await isThere(old)).toBe(false);
  expect(await isThere(young)).toBe(true);
});

test("they stay for as long as a job that reads them is known, or only its journal has it", async () => {
  const { clock, journal, ledger, manifests, scenario, send, isThere, pass } = await deployment();
  const [ofLedger, ofJournal, ofNone] = [await send(), await send(), await send()];
  const [known, restored, forgotten] = [scenario.newJob(), scenario.newJob(), scenario.newJob()];
  await ledger.jobs.createJob(known, [scenario.newTransfer(known)]);
  await journal.writeJob(restored, []);
  await manifests.noteJob(ofLedger, known.id);
  await manifests.noteJob(ofJournal, restored.id);
  await manifests.noteJob(ofNone, forgotten.id);

  clock.advance(26 * HOUR_MS);
  await pass();

  expect(await Promise.all([ofLedger, ofJournal, ofNone].map(isThere))).toEqual([
    true,
    true,
    false,
  ]);
});
