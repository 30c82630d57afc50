import {
  type BatchEntry,
  type BatchReport,
  type BatchTask,
  isPenstockError,
  isTrouble,
  type Ledger,
  type OpenListing,
  packEntries,
  type Row,
  type RowCounts,
  type Shard,
} from "@penstock/core";
import { rowLines } from "@penstock/wire";
import type { SimProcess } from "../run/sim-process.ts";
import { type BulkWorld, TENANT } from "./bulk-world.ts";

const PAUSE_MS = 1000;
const IDLE_MS = 3000;
const HELD_MS = 20_000;
const PAGE = 20;
const MAX_ENTRY_BYTES = 1024 * 1024;
const SPLITS = 0.5;
const LOST = { code: "source-missing", message: "it is gone" } as const;

/** Runs one pass after the other, in every life of its process. */
export function startRole(world: BulkWorld, process: SimProcess, pass: () => Promise<void>): void {
  const loop = async (): Promise<void> => {
    const { life } = process;
    for (;;) {
      try {
        await pass();
      } catch (error) {
        if (!isPenstockError(error)) {
          world.bug ??= error;
        }
      }
      await new Promise<void>((resolve) => {
        process.after(PAUSE_MS, "goes on", resolve, life);
      });
    }
  };
  process.onBirth(() => void loop());
  process.start();
}

/** Lists what is to be listed, a page at a time, and splits shards as it likes. */
export function startPlanner(world: BulkWorld, name: string): void {
  const process = world.newProcess(name);
  const ledger = world.ports(process);
  const lister = world.lister(process);
  const signal = new AbortController().signal;

  async function listPage(shard: Shard, listing: OpenListing): Promise<void> {
    const { number, after, to } = shard;
    const range = { after, ...(to !== undefined && { to }) };
    const page = await lister.page({ prefix: "", ...range }, PAGE, signal);
    const packed = packEntries({
      ...{ listed: { after, last: page.last }, entries: page.entries },
      ...{ firstNumber: listing.nextBatch, maxEntryBytes: MAX_ENTRY_BYTES, room: listing.room },
    });
    const { taken, batches } = packed;
    const isEnd = page.isEnd && taken === page.last;
    const ahead = Math.ceil(world.random.unit() * 2 * PAGE);
    const at = world.entries.findIndex(({ key }) => key === page.entries.at(-1)?.key);
    const middle = world.entries[at + ahead]?.key;
    await ledger.listings.addListed(TENANT, world.job.id, {
      ...{ epoch: listing.epoch, shard: number, ...range, taken, isEnd, batches, large: [] },
    });
    if (!isEnd && middle !== undefined && world.random.unit() < SPLITS) {
      const split = { epoch: listing.epoch, number, middle };
      await ledger.listings.splitShard(TENANT, world.job.id, split);
    }
  }

  startRole(world, process, async () => {
    await ledger.listings.listable(TENANT, IDLE_MS, 10);
    const listing = await ledger.listings.readListing(TENANT, world.job.id);
    const shard = listing?.shards[Math.floor(world.random.unit() * listing.shards.length)];
    if (listing !== undefined && shard !== undefined && listing.room.batches > 0) {
      await listPage(shard, listing);
    }
  });
}

/** Moves what the queue brings. */
export function startWorker(world: BulkWorld, name: string): void {
  const process = world.newProcess(name);
  const ledger = world.ports(process);

  startRole(world, process, async () => {
    for (let task = world.queue.take(); task !== undefined; task = world.queue.take()) {
      await moveBatches(world, { process, ledger }, task);
      world.queue.end(task);
    }
  });
}

async function moveBatches(
  world: BulkWorld,
  { process, ledger }: { readonly process: SimProcess; readonly ledger: Ledger },
  first: BatchTask,
): Promise<void> {
  let task: BatchTask | undefined = first;
  let start = await ledger.batches.beginBatch(first);
  while (task !== undefined && start.kind === "go") {
    const moved = await moveEntries(world, process, start.entries);
    const wantsAnother = world.random.unit() < 0.5;
    const report: BatchReport = {
      ...{ ...task, attempt: start.attempt, extra: 0, wantsAnother, ...moved },
      ...{ retries: moved.left.length, delayMs: moved.left.length > 0 ? 2000 : 0 },
    };
    const { next } = await ledger.batches.reportBatch(report);
    task = next?.task;
    start = next?.start ?? { kind: "skip" };
  }
}

async function moveEntries(world: BulkWorld, process: SimProcess, entries: readonly BatchEntry[]) {
  const left: BatchEntry[] = [];
  const rows: Row[] = [];
  let [stored, failed] = [0, 0];
  for (const entry of entries) {
    const { key, attempts = 0 } = entry;
    const fate = world.fates.get(key) ?? { failures: 0, isLost: false };
    if (attempts < fate.failures) {
      left.push({ ...entry, attempts: attempts + 1 });
    } else if (fate.isLost) {
      failed += 1;
      rows.push({ key, destinationKey: key, sizeBytes: 1000, outcome: "failed", cause: LOST });
    } else {
      await world.put(process, key);
      stored += 1;
      rows.push({ key, destinationKey: key, sizeBytes: 1000, outcome: "stored" });
    }
  }
  const counts: RowCounts = { stored, failed, skipped: 0, aborted: 0 };
  const coveredBytes = 1000 * (stored + failed);
  return {
    ...{ counts, coveredBytes, left },
    ...{ rows: rowLines.pack(rows), troubleRows: rowLines.pack(rows.filter(isTrouble)) },
  };
}

/** Claims what waits, and asks again for what is held for long: what is lost on its way to the queue comes again. */
export function startSweeper(world: BulkWorld, name: string): void {
  const process = world.newProcess(name);
  const ledger = world.ports(process);

  startRole(world, process, async () => {
    const { batches } = await ledger.parts.dispatch(TENANT);
    const held = await ledger.batches.heldBatches(TENANT, HELD_MS, 100);
    for (const task of [...batches, ...held]) {
      world.queue.add(task);
    }
  });
}
