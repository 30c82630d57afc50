/**
 * What the queue costs alone: BullMQ's own worker with the options of ours, whose jobs do nothing but
 * add another one, as a part that was uploaded makes room for the next. Speaks like `null-worker.ts`.
 */
import { connectRedis } from "@penstock/adapter-redis";
import { silentLog } from "@penstock/testkit";
import { Queue, Worker } from "bullmq";

const [redisUrl = "", slots = "8"] = process.argv.slice(2);
/** The braces of ours as well. */
const PREFIX = "{bare}";
const REPORT_EVERY = 100;
/** As many as our ledger dispatches. */
const IN_FLIGHT_LIMIT = 64;
/** As long as a part's task and its name. */
const TASK = { v: 1, filler: "x".repeat(750) };
const TRANSFER_ID = "tr_00000000000000000000000000";
let uploaded = 0;
let added = 0;

const connection = connectRedis(redisUrl, { role: "service", log: silentLog });
const queue = new Queue("bare", {
  connection,
  prefix: PREFIX,
  streams: { events: { maxLen: 100 } },
});

async function add(): Promise<void> {
  added += 1;
  await queue.add("part", TASK, { jobId: `${TRANSFER_ID}-1-${added}` });
}

async function carry(): Promise<void> {
  await add();
  uploaded += 1;
  if (uploaded % REPORT_EVERY === 0) {
    process.send?.(uploaded);
  }
}

for (let count = 0; count < IN_FLIGHT_LIMIT; count += 1) {
  await add();
}
const worker = new Worker("bare", carry, {
  connection,
  prefix: PREFIX,
  concurrency: Number(slots),
  lockDuration: 15_000,
  stalledInterval: 5_000,
  drainDelay: 2,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
});
// BullMQ wants a listener; what breaks here shows as a bench that stands still.
worker.on("error", () => undefined);
// Nothing of it is worth a drain.
process.once("disconnect", () => process.exit());
process.send?.(0);
