import { type ChildProcess, spawn } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { CommandFailure, EXIT } from "../exit-codes.ts";
import { pause } from "../pause.ts";
import { openLogFile } from "./log-file.ts";
import { type Ready, readReadyLine } from "./ready-line.ts";

/** How a process ended: its exit code, or the signal that killed it. */
export type ExitReport = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A running process that a cluster owns. */
export type Child = {
  readonly pid: number;
  /** Where it serves, as it said itself; undefined for one that only works. */
  readonly url: string | undefined;
  readonly exited: Promise<ExitReport>;
  /** Asks it to drain, kills it when that takes too long, and waits for its end. May be called again. */
  stop(): Promise<ExitReport>;
  kill(signal: NodeJS.Signals): void;
};

export type ChildRequest = {
  readonly name: string;
  /** The URL of the module to run. */
  readonly module: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly logFolder: string;
};

/** A cold start takes a second, and on a machine that has twenty times too much to do half a minute. */
const READY_TIMEOUT_MS = 180_000;
/** A role drains for 25 s and then closes its connections: above both, the kill hits what is stuck. */
const STOP_TIMEOUT_MS = 45_000;
/** The report of an uncaught error has its message on top of a stack. */
const KEPT_LINES = 20;

/** The folder that Node was given, or chose: below it is one for each version of Node. */
function compileCache(): string | undefined {
  const ofThisVersion = getCompileCacheDir();
  return ofThisVersion === undefined ? undefined : dirname(ofThisVersion);
}

/**
 * Starts a Node process and resolves when it says that it is ready. It ends with this process,
 * however this process ends, but not by its Ctrl-C: it has a group of its own.
 *
 * Rejects, with its last words, when it ends before it is ready.
 */
export async function startChild(request: ChildRequest): Promise<Child> {
  const preload = import.meta.resolve("./exit-with-parent.ts");
  const child = spawn(
    process.execPath,
    ["--import", preload, fileURLToPath(request.module), ...request.args],
    {
      // Node then finds even the first modules compiled, and does not load what turns TypeScript into JavaScript.
      env: { ...request.environment, NODE_COMPILE_CACHE: compileCache() },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    },
  );
  const exited = exitOf(child);
  const output = listen(child, request);
  const timer = new AbortController();
  const ready = await Promise.race([
    output.ready,
    exited.then(() => undefined),
    pause(READY_TIMEOUT_MS, timer.signal).then(() => undefined),
  ]);
  timer.abort();
  if (ready === undefined || child.pid === undefined) {
    child.kill("SIGKILL");
    const report = await exited;
    throw new CommandFailure(`${request.name} did not start (${describeExit(report)})`, {
      exitCode: EXIT.serverUnreachable,
      nextStep: `Its last log lines:\n    ${output.lastLines().join("\n    ")}`,
    });
  }
  return {
    pid: child.pid,
    url: ready.url,
    exited,
    stop: () => stop(child, exited),
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

export function describeExit({ code, signal }: ExitReport): string {
  return signal === null ? `exit code ${code ?? "unknown"}` : `killed by ${signal}`;
}

function exitOf(child: ChildProcess): Promise<ExitReport> {
  return new Promise((resolve) => {
    // Not `exit`: its last words may still be on their way then.
    child.once("close", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
}

async function stop(child: ChildProcess, exited: Promise<ExitReport>): Promise<ExitReport> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return exited;
  }
  child.kill("SIGTERM");
  const timer = new AbortController();
  const isLate = pause(STOP_TIMEOUT_MS, timer.signal).then(() => !timer.signal.aborted);
  void isLate.then((late) => (late ? child.kill("SIGKILL") : false));
  const report = await exited;
  timer.abort();
  return report;
}

/** Writes every line to the log file, looks for the one that says "ready", and keeps the last ones. */
function listen(
  child: { readonly stdout: Readable | null; readonly stderr: Readable | null },
  { name, logFolder }: ChildRequest,
): { readonly ready: Promise<Ready>; readonly lastLines: () => readonly string[] } {
  const write = openLogFile(logFolder, name);
  const kept: string[] = [];
  const { promise, resolve } = Promise.withResolvers<Ready>();
  for (const stream of [child.stdout, child.stderr].filter((output) => output !== null)) {
    createInterface({ input: stream }).on("line", (line) => {
      write(line);
      kept.push(line);
      kept.splice(0, kept.length - KEPT_LINES);
      const ready = stream === child.stdout ? readReadyLine(line) : undefined;
      if (ready !== undefined) {
        resolve(ready);
      }
    });
  }
  return { ready: promise, lastLines: () => kept };
}
