import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@penstock/client";
import { eventually } from "@penstock/testkit";
import { spawnPenstock } from "../support/test-cluster.ts";
import { type GatedSource, startGatedSource } from "./gated-source.ts";

/** A real `penstock up` with a source that sends when it is told to, and a folder of small files. */
export type Deployment = {
  readonly url: string;
  readonly client: Client;
  readonly source: GatedSource;
  /** Of the process that has this name now. */
  pidOf(name: string): number;
  /** The id of a worker that was started under this name last. */
  workerOf(name: string): Promise<string>;
  said(): string;
  stop(): Promise<void>;
};

export const SMALL_FILES = 40;

/** With an admin key the API asks for keys. */
export async function startDeployment(adminKey?: string): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-web-"));
  await mkdir(join(folder, "many"));
  for (let index = 1; index <= SMALL_FILES; index += 1) {
    await writeFile(join(folder, "many", `row-${index}.txt`), `row ${index}\n`);
  }
  const source = await startGatedSource();
  const connections = { web: { provider: "http", baseUrl: source.url } };
  await writeFile(join(folder, "penstock.config.json"), JSON.stringify({ connections }));
  const child = spawnPenstock(["up", "--workers", "2"], {
    cwd: folder,
    environment: {
      PENSTOCK_LISTEN: "127.0.0.1:0",
      // Receivers of webhooks are here.
      PENSTOCK_ALLOW_NETWORKS: "127.0.0.0/8",
      ...(adminKey !== undefined && { PENSTOCK_ADMIN_KEY: adminKey }),
    },
  });
  const exited = once(child, "exit");
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  await eventually(() => said.includes("penstock is up"), { deadlineMs: 180_000 });
  const [, url = ""] = / api +pid \d+ +(\S+)/.exec(said) ?? [];
  return {
    ...{ url, source, said: () => said },
    client: createClient({ baseUrl: url, ...(adminKey !== undefined && { key: adminKey }) }),
    pidOf: (name) => Number(new RegExp(`${name} +pid (\\d+)`).exec(said)?.[1]),
    workerOf: async (name) => {
      const log = await readFile(join(folder, ".penstock", "logs", `${name}.log`), "utf8");
      return [...log.matchAll(/"process":"([^"]+)"/g)].at(-1)?.[1] ?? "";
    },
    stop: async () => {
      child.kill("SIGINT");
      await exited;
      await source.close();
      await rm(folder, { recursive: true });
    },
  };
}
