import { PenstockError } from "@penstock/core";
import { JournalSweep } from "@penstock/engine";
import { MemoryJournal, MemoryRowArchive, silentLog } from "@penstock/testkit";
import { expect, test, vi } from "vitest";
import { BulkDeployment } from "../support/bulk-deployment.ts";
import { sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

const MARKER = "{date:yyyy}/_SUCCESS";
const AWAY = new PenstockError("store-unreachable", "the store is away");
const REFUSED = new PenstockError("store-refused", "no right to it");
const DAY_MS = 86_400_000;

/** A job of three objects that wants a marker, and how the store does with that. */
class Marked {
  readonly journal = new MemoryJournal();
  readonly rowArchive = new MemoryRowArchive();
  /** What was written, in order. */
  readonly written: string[] = [];
  /** How many writes of the marker fail. */
  rejections = 0;
  /** By what they do. */
  rejection = AWAY;
  /** How many were tried. */
  tries = 0;
  /** Whether its credentials may look at what is there. */
  mayLook = true;
  readonly errors = vi.fn();
  readonly bulk = new BulkDeployment({
    store: storeWith((store) => ({
      put: async (object, ...rest) => {
        const isMarker = object.key.endsWith("_SUCCESS");
        this.tries += isMarker ? 1 : 0;
        if (isMarker && this.rejections > 0) {
          this.rejections -= 1;
          throw this.rejection;
        }
        const stored = await store.put(object, ...rest);
        this.written.push(object.key);
        return stored;
      },
      head: async (...rest) => {
        if (!this.mayLook) {
          throw REFUSED;
        }
        return store.head(...rest);
      },
    })),
  });
  #sweep = this.#newSweep();

  async copy(keys: readonly string[] = ["a", "b", "c"]): Promise<string> {
    const { source } = this.bulk.deployment;
    for (const [index, key] of keys.entries()) {
      source.put(key, sampleBytes(index, 100));
    }
    const job = await this.bulk.submit({}, { marker: MARKER });
    await this.journal.writeJob(job, []);
    if (keys.includes("gone")) {
      source.remove("gone");
    }
    await this.bulk.move(job);
    return job.id;
  }

  /** A process dies between two passes. */
  async pass({ isNew = false } = {}): Promise<void> {
    await this.bulk.record(this.rowArchive);
    this.#sweep = isNew ? this.#newSweep() : this.#sweep;
    this.bulk.deployment.clock.advance(60_000);
    await this.#sweep.sweepOnce();
  }

  async isOver(): Promise<boolean> {
    return (await this.journal.jobs()).length === 0;
  }

  #newSweep(): JournalSweep {
    const { journal, rowArchive } = this;
    const log = { ...silentLog, error: this.errors };
    return new JournalSweep({ ...this.bulk.deployment.engine, log, journal, rowArchive });
  }
}

function markerOf({ bulk: { deployment } }: Marked): string {
  return `${new Date(deployment.clock.nowMs()).toISOString().slice(0, 4)}/_SUCCESS`;
}

test("a job writes its marker last and once, with what its rows are", async () => {
  const marked = new Marked();
  const jobId = await marked.copy();
  const before = [...marked.written];

  await marked.pass();

  const marker = markerOf(marked);
  const bytes = marked.bulk.deployment.store.objects.get(marker)?.bytes ?? new Uint8Array();
  expect(before.toSorted()).toEqual(["a", "b", "c"]);
  expect(marked.written).toEqual([...before, marker]);
  expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({
    ...{ v: 1, kind: "bulk", jobId },
    counts: { listed: 3, stored: 3, failed: 0 },
    segments: [{ rows: 3 }],
  });
  expect(await marked.isOver()).toBe(true);
});

test("a job of which an object failed writes no marker", async () => {
  const marked = new Marked();
  await marked.copy(["a", "gone"]);

  await marked.pass();

  expect(marked.written).toEqual(["a"]);
  expect(await marked.isOver()).toBe(true);
});

test("a marker that the store does not take is written later, and the journal keeps the job until then", async () => {
  const marked = new Marked();
  marked.rejections = 2;
  await marked.copy();

  await marked.pass();
  const wasOver = await marked.isOver();
  await marked.pass();
  await marked.pass();

  expect(wasOver).toBe(false);
  expect(marked.written).toEqual([...["a", "b", "c"], markerOf(marked)]);
  expect(await marked.isOver()).toBe(true);
});

test("a marker whose writer died is found, and not written again", async () => {
  const marked = new Marked();
  await marked.copy();
  const { forget } = marked.journal;
  marked.journal.forget = () => Promise.reject(new PenstockError("journal-unavailable", "died"));
  await marked.pass();
  marked.journal.forget = forget;

  await marked.pass({ isNew: true });

  expect(marked.written.filter((key) => key.endsWith("_SUCCESS"))).toHaveLength(1);
  expect(await marked.isOver()).toBe(true);
});

test("a marker is written by credentials that may not look whether it is there", async () => {
  const marked = new Marked();
  await marked.copy();
  marked.mayLook = false;

  await marked.pass();

  expect(marked.written.at(-1)).toBe(markerOf(marked));
  expect(await marked.isOver()).toBe(true);
});

test("a marker that is refused for a day is given up, and the log says which", async () => {
  const marked = new Marked();
  marked.rejections = Number.POSITIVE_INFINITY;
  marked.rejection = REFUSED;
  const jobId = await marked.copy();
  const marker = { jobId, connection: "store", key: markerOf(marked) };
  await marked.pass();
  marked.bulk.deployment.clock.advance(DAY_MS - 180_000);
  await marked.pass();
  const wasOver = await marked.isOver();

  marked.bulk.deployment.clock.advance(120_000);
  await marked.pass();

  expect(wasOver).toBe(false);
  expect(await marked.isOver()).toBe(true);
  expect(marked.written).toEqual(["a", "b", "c"]);
  expect(marked.errors).toHaveBeenLastCalledWith(marker, expect.stringContaining("given up"));
});

test("a store that is away is asked for the marker of one job in a pass, and for all once it is back", async () => {
  const marked = new Marked();
  await marked.copy(["a"]);
  await marked.copy(["b"]);
  marked.rejections = 1;

  await marked.pass();
  const triesWhileAway = marked.tries;
  await marked.pass();

  expect(triesWhileAway).toBe(1);
  expect(marked.tries).toBe(3);
  expect(await marked.isOver()).toBe(true);
});
