import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { createClient } from "@penstock/client";
import { readConnectionsFile } from "@penstock/connections";
import { type Environment, readSettings } from "@penstock/process";
import { type AdminKey, adminKeyOf } from "../cluster/admin-key.ts";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import type { Connections } from "../cluster/cluster-config.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import { onInterrupt } from "../interrupt.ts";
import { table } from "../job-report.ts";
import type { Output } from "../progress/display.ts";
import { lockFolder } from "./folder-lock.ts";
import { redisOf } from "./redis-setting.ts";
import { sourceFolders } from "./source-folders.ts";

export type UpOptions = {
  readonly data: string;
  readonly workers: number;
  readonly port?: number;
  /** Folders that may be read beside the current one. */
  readonly source?: readonly string[];
};

/** `penstock up`: runs until it is interrupted. */
export async function up(options: UpOptions, output: Output): Promise<ExitCode> {
  const { environment } = output;
  const say = (line: string) => output.stderr.write(`${line}\n`);
  const port = options.port ?? readSettings("api", environment).settings.listen.port;
  const dataFolder = resolve(options.data);
  const connections = await connectionsOf(environment, options.source ?? []);
  await refuseTakenPort(port);
  const unlock = await lockFolder(dataFolder);
  const signal = onInterrupt();
  try {
    say(`starting everything in ${dataFolder}`);
    const adminKey = await adminKeyOf(dataFolder, environment);
    const cluster = await startCluster(
      {
        dataFolder,
        workers: options.workers,
        apiPort: port,
        connections,
        ...redisOf(environment),
        ...(adminKey !== undefined && { environment: { PENSTOCK_ADMIN_KEY_FILE: adminKey.path } }),
        restarts: true,
        say,
        onReady: ({ name, child }) => say(`  ${name} is ready (pid ${child().pid})`),
      },
      signal,
    );
    output.stdout.write(overview(cluster, Object.keys(connections), adminKey));
    await sayLink(cluster, output);
    await untilAborted(signal);
    say("stopping: running parts are finished, or go back to the queue");
    await cluster.stop();
    say("stopped. Unfinished jobs continue at the next `penstock up`");
    return EXIT.ok;
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    return EXIT.interrupted;
  } finally {
    await unlock();
  }
}

/** The current folder and those that were named as sources, and whatever the user's own file adds or replaces. */
async function connectionsOf(
  environment: Environment,
  folders: readonly string[],
): Promise<Connections> {
  const { configPath } = readSettings("worker", environment).settings;
  // Without a file of the user's own, ours are enough; one that was named has to be there.
  const isAlone = (environment["PENSTOCK_CONFIG"] ?? "") === "" && !existsSync(configPath);
  const own = isAlone ? {} : (await readConnectionsFile(configPath)).connections;
  return { ...(await sourceFolders([process.cwd(), ...folders], own)), ...own };
}

/** Asked before anything is started: an API that dies of it would only be started again. */
async function refuseTakenPort(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    throw new CommandFailure(`port ${port} of 127.0.0.1 cannot be used: ${reasonOf(error)}`, {
      exitCode: EXIT.conflict,
      nextStep: `Stop what uses it, or choose another: penstock up --port ${port + 1}`,
      cause: error,
    });
  } finally {
    server.close();
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return "another program listens there";
  }
  return error instanceof Error ? error.message : String(error);
}

function overview(
  cluster: Cluster,
  names: readonly string[],
  adminKey: AdminKey | undefined,
): string {
  const rows = cluster.members.map((member) => {
    const { pid, url } = member.child();
    return [`  ${member.name}`, `pid ${pid}`, url ?? ""];
  });
  const variables = [
    ...(cluster.apiUrl === "http://127.0.0.1:8080" ? [] : [`PENSTOCK_URL=${cluster.apiUrl} `]),
    ...(adminKey === undefined ? [] : [`PENSTOCK_KEY_FILE=${adminKey.path} `]),
  ].join("");
  return [
    "penstock is up",
    ...table(rows),
    `  connections: ${[...new Set(["local", ...names])].join(", ")}`,
    `  logs: ${cluster.logFolder}`,
    ...(adminKey === undefined ? [] : [lineOfKey(adminKey)]),
    "",
    "Copy something, in another terminal:",
    `  ${variables}penstock cp ./FILE local:folder/`,
    "Ctrl-C stops everything; unfinished jobs continue at the next start.",
    "",
  ].join("\n");
}

/** For the page in a browser; without a key none is needed. */
async function sayLink({ apiUrl, environment }: Cluster, { stdout }: Output): Promise<void> {
  const { adminKey: key } = readSettings("api", environment).settings;
  if (key !== undefined) {
    const { path } = await createClient({ baseUrl: apiUrl, key }).createLoginLink();
    stdout.write(`In a browser, once, within ten minutes: ${apiUrl}${path}\n`);
  }
}

/** The text once: after that it is in the file, and in the hands of those who need it. */
function lineOfKey({ path, made }: AdminKey): string {
  return made === undefined
    ? `  the API asks for keys; the first one is in ${path}`
    : `  the API asks for keys; the first one, shown once and kept in ${path}: ${made}`;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) {
    await once(signal, "abort");
  }
}
