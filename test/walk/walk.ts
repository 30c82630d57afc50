import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CronCalendar } from "@penstock/adapter-bullmq";
import type { Connections, Ledger } from "@penstock/core";
import { MemoryConfigStore, MemoryJournal } from "@penstock/testkit";
import { createHttpServer } from "../../apps/api/src/http/http-server.ts";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { importGraph, reachableFrom } from "../tidy/import-graph.ts";
import { trackedFiles } from "../tidy/tracked-files.ts";
import { FunctionCoverage } from "./function-coverage.ts";
import { watched } from "./watched.ts";

/** A file in which something ran for the first time, or a call of a port. */
export type Stride =
  | { readonly kind: "file"; readonly path: string; readonly comment: string | undefined }
  | { readonly kind: "call"; readonly call: string };

/** What begins the strides: the request, or a task that a queue delivers. */
export type Leg = { readonly name: string; readonly strides: readonly Stride[] };

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WALKED = /^packages\/(core|engine)\/src\//;
const KEY = "in/walked.bin";
/** One part to follow, and a last one that hands over to the coordinator. */
const SIZE_BYTES = 2 * MIB;

const graph = importGraph(trackedFiles(WALKED));
const leadsTo = (path: string) => reachableFrom(graph, path);

/**
 * Sends one object of two parts through the code that runs in production, on ports in memory: the API's
 * routes, the planner, the worker's and the coordinator's use cases, with a journal.
 */
export async function walk(): Promise<readonly Leg[]> {
  const coverage = new FunctionCoverage(ROOT);
  const seen = new Set<string>();
  const legs: { readonly name: string; readonly strides: Stride[] }[] = [];

  const lookAround = () => {
    const paths = coverage.take().filter((path) => WALKED.test(path) && !seen.has(path));
    for (const path of callersFirst(paths)) {
      seen.add(path);
      legs.at(-1)?.strides.push({ kind: "file", path, comment: firstComment(path) });
    }
  };
  const before = (call: string) => {
    lookAround();
    legs.at(-1)?.strides.push({ kind: "call", call });
  };
  async function walkLeg(name: string, run: () => Promise<void>): Promise<void> {
    legs.push({ name, strides: [] });
    await run();
    lookAround();
  }

  const deployment = new MemoryDeployment(1, {
    journal: watched(new MemoryJournal(), "journal", before),
    ledger: (ledger) => watched(ledger, "ledger", before),
    queue: (queue) => watched(queue, "queue", before),
    store: (store) => watched(store, "store", before),
    source: (source) => watched(source, "source", before),
  });
  deployment.source.put(KEY, sampleBytes(1, SIZE_BYTES));
  const api = apiOf(deployment);
  await api.ready();
  coverage.take();
  try {
    await walkLeg("POST /v1/jobs", async () => {
      const payload = {
        source: at("source"),
        destination: at("store"),
        options: { partSize: MIB },
      };
      const { statusCode, body } = await api.inject({ method: "POST", url: "/v1/jobs", payload });
      if (statusCode !== 201) {
        throw new Error(`the job was not accepted: ${body}`);
      }
    });
    for (const name of [
      "a plan task",
      "a part task",
      "the task of the last part",
      "a finalize task",
    ]) {
      await walkLeg(name, () => deployment.runTask(deployment.takeTask()));
    }
    if (!deployment.store.objects.has(KEY)) {
      throw new Error("the walk ended before its object was there");
    }
  } finally {
    coverage.stop();
    await api.close();
  }
  return legs;
}

function at(connection: string) {
  return { connection, key: KEY };
}

function apiOf({ engine }: MemoryDeployment) {
  const connections: Connections = engine.connections;
  const ledger: Ledger = engine.ledger;
  return createHttpServer({
    ...engine,
    ledger,
    connections: { ...connections, describe: () => [], whyUnusable: async () => [] },
    whyNotReady: async () => [],
    config: new MemoryConfigStore(engine.clock),
    calendar: new CronCalendar(),
    assertCapacity: async () => undefined,
  });
}

/** Of files that ran between the same two calls of ports, those that import the others come first. */
function callersFirst(paths: readonly string[]): readonly string[] {
  const callers = (path: string) => paths.filter((other) => leadsTo(other).has(path)).length;
  return paths.toSorted((one, other) => callers(one) - callers(other));
}

/** What a file says of itself. */
function firstComment(path: string): string | undefined {
  const comment = /^(?:\/\/|\s*\/\*\*|\s*\*) *(\S.*?)(?: *\*\/)?$/m.exec(
    readFileSync(ROOT + path, "utf8"),
  );
  return comment?.[1];
}
