import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "@penstock/client";
import { createConnections, readConnectionsFile } from "@penstock/connections";
import { type Environment, readSettings, systemClock } from "@penstock/process";
import type { ConnectionsFile, JobView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { CommandFailure, EXIT } from "../exit-codes.ts";
import { followJob } from "../follow-job.ts";
import type { Display } from "../progress/display.ts";
import { compare, type DemoOutcome } from "./compare.ts";
import { type DemoSource, demoSource } from "./demo-source.ts";
import { storedTransfer } from "./stored-transfer.ts";

/** Where a deployment has room for the demo: PENSTOCK_DEMO. */
export type DemoPlace = {
  readonly source: string;
  readonly connection: string;
  readonly prefix: string;
};

type DeploymentDemo = {
  readonly place: DemoPlace;
  readonly size: string;
  readonly environment: Environment;
  readonly display: Display;
};

/** What was moved, and by how many workers. */
export type DeploymentOutcome = DemoOutcome & { readonly workers: number };

/**
 * Moves a sample through a deployment that runs already, reads the object back and compares. The sample is
 * removed afterwards; the object stays, and the next demo overwrites it.
 */
export async function runInDeployment(
  { place, size, environment, display }: DeploymentDemo,
  signal: AbortSignal,
): Promise<DeploymentOutcome> {
  const file = await readConnectionsFile(readSettings("worker", environment).settings.configPath);
  const folder = folderOf(file, place.source);
  // Another demo may run beside this one.
  const source = await demoSource({ size, name: `demo-${randomBytes(4).toString("hex")}` }, folder);
  const client = connectToApi({ environment, stdout: process.stdout });
  const secrets = new Set<string>();
  const connections = createConnections(file, { environment, secrets, clock: systemClock });
  const { data: workers } = await client.listWorkers();
  display.say(`1. This deployment runs already with ${countOf(workers.length)}.`);
  try {
    display.say(`2. Preparing the source: ${source.what}.`);
    const prepared = await source.prepare(signal);
    const { job, seconds } = await move(client, { place, source, display }, signal);
    const transfer = await storedTransfer(client, job);
    display.say("4. Reading the object back from the store and comparing every byte.");
    const original = prepared ?? { reader: connections.source(place.source), key: source.key };
    const stored = { reader: connections.source(place.connection), key: transfer.destination.key };
    const compared = await compare({ stored, original, transfer }, signal);
    return { ...compared, parts: job.progress.partsTotal, seconds, workers: workers.length };
  } finally {
    connections.close();
    await rm(join(folder, source.key), { force: true });
  }
}

async function move(
  client: Client,
  {
    place,
    source,
    display,
  }: Pick<DeploymentDemo, "place" | "display"> & { readonly source: DemoSource },
  signal: AbortSignal,
): Promise<{ readonly job: JobView; readonly seconds: number }> {
  const startedAtMs = systemClock.nowMs();
  const { id } = await client.submitJob({
    name: "demo",
    source: { connection: place.source, key: source.key },
    destination: { connection: place.connection, key: `${place.prefix}sample.bin` },
  });
  display.say(`3. Submitted as ${id}: the API plans it, the workers upload its parts.`);
  const job = await followJob({ client, jobId: id, display }, signal);
  display.close();
  return { job, seconds: (systemClock.nowMs() - startedAtMs) / 1000 };
}

/** `1 worker`, `2 workers`. */
export function countOf(workers: number): string {
  return `${workers} ${workers === 1 ? "worker" : "workers"}`;
}

function folderOf({ connections }: ConnectionsFile, name: string): string {
  const settings = connections[name];
  if (settings?.provider === "file") {
    return settings.root;
  }
  throw new CommandFailure(`PENSTOCK_DEMO names ${name}, which is no connection of files`, {
    exitCode: EXIT.usage,
    nextStep: "Name a connection with `provider: file` whose folder this command may write.",
  });
}
