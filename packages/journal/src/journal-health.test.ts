import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Log, PenstockError } from "@penstock/core";
import { seededRandom, silentLog } from "@penstock/testkit";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { watchJournal } from "./journal-health.ts";
import type { JournalPlace } from "./open-journal.ts";
import { openJournalDirectory } from "./open-journal-directory.ts";

const random = seededRandom(1);
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "penstock-journal-health-"));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
  await rm(`${root}-away`, { recursive: true, force: true });
});

function watch(place: JournalPlace, documentStore: () => never = unused) {
  const [error, info] = [vi.fn<Log["error"]>(), vi.fn<Log["info"]>()];
  let nowMs = 0;
  const whyNot = watchJournal(place, {
    log: { ...silentLog, error, info },
    random,
    connections: { documentStore },
    nowMs: () => nowMs,
  });
  const later = () => {
    nowMs += 60_000;
    return whyNot();
  };
  return { error, info, later, atOnce: whyNot };
}

function unused(): never {
  throw new TypeError("a folder needs no store");
}

describe("a journal that cannot be written", () => {
  test("is a reason not to be ready, said once, until it can be written again", async () => {
    await openJournalDirectory(root, { log: silentLog, random });
    const { error, info, later, atOnce } = watch({ kind: "folder", path: root });
    expect(await later()).toEqual([]);

    await rename(root, `${root}-away`);
    expect(await atOnce()).toEqual([]);
    expect(await later()).toEqual([expect.stringMatching(/journal in .*mount it again/)]);
    await later();
    await rename(`${root}-away`, root);

    expect(await later()).toEqual([]);
    expect(error).toHaveBeenCalledOnce();
    expect(info).toHaveBeenCalledOnce();
    expect(await readdir(root)).toEqual(["journal.json"]);
  });

  test("is one in a store that refuses as well", async () => {
    const { later } = watch({ kind: "store", connection: "cloud", prefix: "journal/" }, () => {
      throw new PenstockError("store-refused", "AccessDenied");
    });

    expect(await later()).toEqual([expect.stringMatching(/cloud:journal\/.*AccessDenied/)]);
  });
});
