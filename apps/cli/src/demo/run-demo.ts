import { join } from "node:path";
import { createClient } from "@penstock/client";
import { createConnections, readConnectionsFile } from "@penstock/connections";
import { isFinished } from "@penstock/core";
import { systemClock } from "@penstock/process";
import type { JobView, TransferView } from "@penstock/wire";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import { followJob } from "../follow-job.ts";
import type { Display } from "../progress/display.ts";
import { compare, type DemoOutcome } from "./compare.ts";
import type { DemoSource } from "./demo-source.ts";
import { storedTransfer } from "./stored-transfer.ts";

export type DemoRequest = {
  readonly folder: string;
  readonly source: DemoSource;
  readonly workers: number;
  readonly redisUrl?: string;
  readonly display: Display;
};

const SOURCE = "demo-source";
const STORE = "local";
/** Parts are uploaded within milliseconds of each other, and the kill is to hit the middle. */
const LOOK_EVERY_MS = 50;
/** With fewer parts there is no middle to wait for: all of them are on their way at once. */
const FEW_PARTS = 8;

/**
 * Moves the source through a cluster of its own, kills a worker on the way, reads the object back
 * and compares. The cluster is stopped in any case.
 */
export async function runDemo(request: DemoRequest, signal: AbortSignal): Promise<DemoOutcome> {
  const { folder, source, workers, redisUrl, display } = request;
  display.say(`1. Starting Redis, a store, an API, a coordinator and ${workers} workers.`);
  const cluster = await startCluster(
    {
      dataFolder: folder,
      workers,
      apiPort: 0,
      connections: { [SOURCE]: source.connection },
      ...(redisUrl === undefined ? {} : { redisUrl }),
      restarts: false,
      // Its API is there for the demo alone, on this machine alone.
      environment: {
        PENSTOCK_AUTH: "auto",
        PENSTOCK_ADMIN_KEY: undefined,
        PENSTOCK_ADMIN_KEY_FILE: undefined,
      },
      say: display.say,
    },
    signal,
  );
  // Who cannot wait for the drain gets none: what still wrote would bring the removed folder back.
  const killAll = () => {
    for (const member of cluster.members) {
      member.child().kill("SIGKILL");
    }
  };
  process.prependOnceListener("exit", killAll);
  try {
    return await moveAndCompare(cluster, request, signal);
  } finally {
    await cluster.stop();
    process.off("exit", killAll);
  }
}

async function moveAndCompare(
  cluster: Cluster,
  { source, workers, display }: DemoRequest,
  signal: AbortSignal,
): Promise<DemoOutcome> {
  display.say(`2. Preparing the source: ${source.what}.`);
  const prepared = await source.prepare(signal);

  const { job, transfer, seconds } = await move(cluster, { source, workers, display }, signal);

  display.say("5. Reading the object back from the store and comparing every byte.");
  const connections = createConnections(await readConnectionsFile(cluster.configPath), {
    environment: cluster.environment,
    secrets: new Set(),
    clock: systemClock,
  });
  const stored = { reader: connections.source(STORE), key: transfer.destination.key };
  const original = { reader: connections.source(SOURCE), key: source.key };
  const compared = await compare({ stored, original: prepared ?? original, transfer }, signal);
  connections.close();
  return { ...compared, parts: job.progress.partsTotal, seconds };
}

type Moved = {
  readonly job: JobView;
  readonly transfer: TransferView;
  readonly seconds: number;
};

async function move(
  cluster: Cluster,
  { source, workers, display }: Pick<DemoRequest, "source" | "workers" | "display">,
  signal: AbortSignal,
): Promise<Moved> {
  const client = createClient({ baseUrl: cluster.apiUrl });
  const startedAtMs = systemClock.nowMs();
  const submitted = await client.submitJob({
    name: "demo",
    source: { connection: SOURCE, key: source.key },
    destination: { connection: STORE, key: join("demo", source.name) },
  });
  display.say(`3. Submitted as ${submitted.id}: the API plans it, the workers upload its parts.`);
  let killing: Promise<unknown> | undefined;
  const job = await followJob(
    {
      client,
      jobId: submitted.id,
      display,
      lookEveryMs: LOOK_EVERY_MS,
      onLook: (seen) => {
        if (killing === undefined && isTimeToKill(seen)) {
          display.say(killText(seen, `worker-${workers}`));
          killing = cluster.member(`worker-${workers}`).kill();
        }
      },
    },
    signal,
  );
  await killing;
  display.close();
  const transfer = await storedTransfer(client, job);
  return { job, transfer, seconds: (systemClock.nowMs() - startedAtMs) / 1000 };
}

function isTimeToKill(job: JobView): boolean {
  const { partsTotal, partsStored } = job.progress;
  if (isFinished(job.state)) {
    return true;
  }
  if (partsTotal === 0 || job.state !== "transferring") {
    return false;
  }
  return partsTotal < FEW_PARTS || partsStored * 2 >= partsTotal;
}

function killText(job: JobView, name: string): string {
  const { partsTotal, partsStored } = job.progress;
  if (isFinished(job.state)) {
    return `4. Killing ${name} (SIGKILL). The object is so small that it was stored before the kill.`;
  }
  return `4. Killing ${name} (SIGKILL) with ${partsStored} of ${partsTotal} parts stored. It is not replaced: other workers upload its parts when their leases end.`;
}
