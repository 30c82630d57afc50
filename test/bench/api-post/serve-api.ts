/**
 * The HTTP API alone, in a process of its own: what a request costs it before Redis hears of it. The first message
 * is its address and a key; each one after that is its CPU time so far, in microseconds.
 */
import { CronCalendar } from "@penstock/adapter-bullmq";
import { createConnections } from "@penstock/connections";
import type { Caller } from "@penstock/core";
import { createKey, KeyRing } from "@penstock/engine";
import { createLog, systemClock, systemHashing, systemRandom } from "@penstock/process";
import {
  MemoryConfigStore,
  MemoryJournal,
  MemoryLedger,
  MemorySessionStore,
  MemoryTaskQueue,
} from "@penstock/testkit";
import { connectionsFile, KEYS } from "@penstock/wire";
import { authenticate, sha256Hex } from "../../../apps/api/src/auth/authentication.ts";
import { RateLimit } from "../../../apps/api/src/auth/rate-limit.ts";
import { Sessions } from "../../../apps/api/src/auth/sessions.ts";
import { createHttpServer } from "../../../apps/api/src/http/http-server.ts";

const ADMIN: Caller = { id: "admin-key", scope: "admin" };
/** As many as a deployment may well have. */
const KEYS_THERE = 1000;

const [clock, random] = [systemClock, systemRandom];
const config = new MemoryConfigStore(clock);
const ring = new KeyRing({ config, keys: KEYS, clock });
const file = connectionsFile.parse({
  connections: {
    disk: { provider: "file", root: "/srv" },
    cloud: {
      ...{ provider: "cos", bucket: "ingest-1250000000", region: "ap-beijing" },
      credentials: { accessKeyId: "env:COS_ID", secretAccessKey: "env:COS_KEY" },
    },
  },
});

const ledger = new MemoryLedger(clock);
// Neither Redis nor what stands in for it: a ledger in memory would be measured as well.
Object.assign(ledger.jobs, {
  createJob: async () => undefined,
  readJobs: async (_tenant: string, ids: readonly string[]) => ids.map(() => undefined),
});
const queue = new MemoryTaskQueue();
Object.assign(queue, { addPlan: async () => undefined });

const app = createHttpServer({
  ...{ ledger, queue, config, clock, random, hashing: systemHashing },
  connections: createConnections(file, { environment: {}, secrets: new Set(), clock }),
  calendar: new CronCalendar(),
  log: createLog({ role: "api", level: "info", secrets: new Set(), write: () => undefined }),
  whyNotReady: async () => [],
  assertCapacity: async () => undefined,
  auth: {
    sessions: new Sessions({
      ...{ ring, clock, random, isSecure: false },
      store: new MemorySessionStore(clock),
    }),
    identify: authenticate({ ring, clock }),
    rateLimit: new RateLimit(1_000_000_000, clock),
    onKeysChanged: () => ring.refreshOnce(),
  },
});

const engine = {
  ...{ clock, random, config, keys: KEYS, sha256: sha256Hex },
  journal: new MemoryJournal(),
};
const texts: string[] = [];
for (let index = 0; index < KEYS_THERE; index += 1) {
  texts.push((await createKey(engine, { name: `key ${index}`, scope: "operate" }, ADMIN)).text);
}
const url = await app.listen({ host: "127.0.0.1", port: 0 });

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.once("disconnect", () => process.exit());
process.send?.({ url, key: texts.at(-1) });
