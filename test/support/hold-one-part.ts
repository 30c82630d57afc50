// A process that takes one part and never finishes it: argv is the Redis URL and the queue prefix.
// It says on stdout when it holds the part, and waits to be killed.
import { consumeParts } from "@penstock/adapter-bullmq";
import { connectRedis } from "@penstock/adapter-redis";
import { systemClock } from "@penstock/process";
import { repetitions, silentLog } from "@penstock/testkit";

const [, , url = "", prefix = ""] = process.argv;

consumeParts({
  connection: connectRedis(url, { role: "service", log: silentLog }),
  prefix,
  concurrency: 1,
  lockMs: 1000,
  stalledCheckMs: 200,
  repeats: repetitions(),
  clock: systemClock,
  log: silentLog,
  process: (task) => {
    process.stdout.write(`holds ${task.number}\n`);
    return new Promise(() => undefined);
  },
}).start();
