/**
 * A worker whose source and store cost nothing: the real consumer, ledger and `transferParts`. Says
 * "ready", and from then on how many parts it has carried, every `REPORT_EVERY` parts.
 */
import { BullmqTaskQueue, consumeParts } from "@penstock/adapter-bullmq";
import { connectRedis, RedisLedger } from "@penstock/adapter-redis";
import { WorkMeter } from "@penstock/core";
import { Breakers, BufferPool, transferParts } from "@penstock/engine";
import { systemClock, systemRandom } from "@penstock/process";
import { repetitions, silentLog } from "@penstock/testkit";
import { nullConnections, nullHashing } from "./null-connections.ts";

const [redisUrl = "", slots = "8"] = process.argv.slice(2);
const REPORT_EVERY = 100;
let uploaded = 0;

const redis = connectRedis(redisUrl, { role: "service", log: silentLog });
const engine = {
  ledger: new RedisLedger(redis),
  queue: new BullmqTaskQueue({ connection: redis }),
  connections: nullConnections({
    onPart: () => {
      uploaded += 1;
      if (uploaded % REPORT_EVERY === 0) {
        process.send?.(uploaded);
      }
    },
  }),
  hashing: nullHashing,
  breakers: new Breakers(),
  repeats: repetitions(),
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  processId: "null-worker",
  buffers: new BufferPool(1024 * 1024),
  meter: new WorkMeter(systemClock, "null-worker"),
};
consumeParts({
  connection: redis,
  concurrency: Number(slots),
  process: (task, delivery) => transferParts(engine, task, delivery, (carry) => carry()),
  repeats: repetitions(),
  clock: systemClock,
  log: silentLog,
}).start();
// Nothing of it is worth a drain.
process.once("disconnect", () => process.exit());
process.send?.(0);
