import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import process from "node:process";
import { isPenstockError, type Log, type Sealing } from "@penstock/core";
import { type DrainPhase, drain } from "./drain.ts";
import { createLog } from "./log.ts";
import { Meters } from "./metrics/meters.ts";
import { createSealing } from "./sealing/sealing.ts";
import { type LogLevel, type Role, SETTINGS, type SettingsOf } from "./setting-table.ts";
import { type ReadSettings, readSettings } from "./settings.ts";
import { systemRandom } from "./system.ts";
import { describeSystemError } from "./system-error.ts";

type ServingRole = Exclude<Role, "cli">;

export type RoleContext<R extends ServingRole> = {
  readonly settings: SettingsOf<R>;
  readonly log: Log;
  /** For secrets that have to be stored. */
  readonly sealing: Sealing;
  /** What this process counts for Prometheus. */
  readonly meters: Meters;
  /** Add every secret that becomes known, so that the log keeps it out of its lines. */
  readonly secrets: Set<string>;
  /** Names this process in the ledger and in logs. */
  readonly processId: string;
};

export type RunningRole = {
  /** Where the role answers: the API, or the health checks. */
  readonly url: string;
  /** What its settings came to, for the line `ready`. */
  readonly facts?: Readonly<Record<string, string | number>>;
  /** What to do when asked to stop, in this order. */
  readonly phases: readonly DrainPhase[];
};

/**
 * The life of a role's process: settings, start, the line `ready` with its URL on stdout, then
 * SIGTERM or SIGINT, the drain phases, exit.
 *
 * Exit code 0 after a clean drain, 1 after one that was not clean, a failed start or a bug, 2 for
 * whatever a person has to fix before a start can work, 128 + n when a second signal n cuts the drain short.
 */
export async function runRole<R extends ServingRole>(
  role: R,
  start: (context: RoleContext<R>) => Promise<RunningRole>,
): Promise<never> {
  const stop = onStopSignal();
  const { settings, secrets: known, warnings } = settingsOrExit(role);
  const secrets = new Set(known);
  const log = createLog({ role, level: levelOf(settings), secrets });
  exitOnBugs(log);
  for (const warning of warnings) {
    log.warn({}, warning);
  }
  const processId = `${role}-${hostname()}-${randomBytes(3).toString("hex")}`;
  try {
    const sealing = createSealing(sealingKeysOf(settings), systemRandom);
    const meters = new Meters(role);
    const begun = start({ settings, log, sealing, meters, secrets, processId });
    const running = await Promise.race([begun, stop.then(() => undefined)]);
    if (running === undefined) {
      return process.exit(0);
    }
    const place = { url: running.url, process: processId, pid: process.pid };
    log.info({ ...place, ...running.facts }, "ready");
    log.info({ signal: await stop }, "draining");
    const isClean = await drain(running.phases, log);
    log.info({ isClean }, "stopped");
    return process.exit(isClean ? 0 : 1);
  } catch (error) {
    const issue = issueOf(error, role);
    if (issue !== undefined) {
      log.error({}, `cannot start: ${issue}`);
      return process.exit(2);
    }
    log.error(
      { err: error },
      `cannot start: ${error instanceof Error ? error.message : "unknown"}`,
    );
    return process.exit(1);
  }
}

/** One sentence for what a person can cause and fix; its stack would not help. */
function issueOf(error: unknown, role: ServingRole): string | undefined {
  if (isPenstockError(error, "settings-invalid")) {
    return error.message;
  }
  if (error instanceof Error && "syscall" in error && LISTENING.has(String(error.syscall))) {
    const { name } = role === "api" ? SETTINGS.listen : SETTINGS.healthListen;
    return `${error.message}: set ${name} to another address`;
  }
  return describeSystemError(error);
}

/** What looks a listen address up and takes it. */
const LISTENING: ReadonlySet<string> = new Set(["listen", "bind", "getaddrinfo"]);

/** Every serving role reads a log level; the generic type cannot say so, so it is parsed once more. */
function levelOf(settings: object): LogLevel {
  return SETTINGS.logLevel.schema.parse("logLevel" in settings ? settings.logLevel : undefined);
}

function sealingKeysOf(settings: object): readonly string[] {
  const keys = "sealingKeys" in settings ? settings.sealingKeys : [];
  return Array.isArray(keys) ? keys.map(String) : [];
}

function settingsOrExit<R extends ServingRole>(role: R): ReadSettings<R> {
  try {
    return readSettings(role, process.env);
  } catch (error) {
    if (!isPenstockError(error)) {
      throw error;
    }
    process.stderr.write(`penstock ${role}: ${error.message}\n`);
    return process.exit(2);
  }
}

/** Resolves at the first signal; the second one ends the process where it stands. */
function onStopSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let isStopping = false;
  for (const [signal, number] of [
    ["SIGTERM", 15],
    ["SIGINT", 2],
  ] as const) {
    process.on(signal, () => {
      if (isStopping) {
        process.exit(128 + number);
      }
      isStopping = true;
      resolve(signal);
    });
  }
  return promise;
}

/** Node's own report of an uncaught error would print it past the scrubber. */
function exitOnBugs(log: Log): void {
  process.on("uncaughtException", (error) => {
    log.error({ err: error }, "a bug ended this process");
    process.exit(1);
  });
}
