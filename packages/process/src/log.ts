import type { Log } from "@penstock/core";
import { destination, pino, stdTimeFunctions } from "pino";
import { fieldsForLog } from "./log-fields.ts";
import { LogLimit } from "./log-limit.ts";
import { scrub } from "./scrub.ts";
import type { LogLevel, Role } from "./setting-table.ts";

export type LogOptions = {
  readonly role: Role;
  readonly level: LogLevel;
  /** Live secret values. Looked at anew for every line, so it may still grow. */
  readonly secrets: Iterable<string>;
  /** Where finished lines go; stdout when left out. */
  readonly write?: (line: string) => void;
};

/**
 * Core's Log as JSON lines. Nothing that is logged through it can show a secret, and no complaint can
 * flood it.
 */
export function createLog({ role, level, secrets, write = writeToStdout() }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: { role },
      timestamp: stdTimeFunctions.isoTime,
      // Errors are described already; pino's own serializer would take them apart again.
      serializers: { err: (described: unknown) => described },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => write(scrub(line, secrets)) },
  );
  const limit = new LogLimit();
  const complain = (level: "warn" | "error") => (fields: object, message: string) => {
    const own = { ...fields };
    const repeats = limit.admit(message, own);
    if (repeats !== undefined) {
      logger[level](fieldsForLog(repeats === 0 ? own : { ...own, repeats }), message);
    }
  };
  return {
    debug: (fields, message) => logger.debug(fieldsForLog(fields), message),
    info: (fields, message) => logger.info(fieldsForLog(fields), message),
    warn: complain("warn"),
    error: complain("error"),
  };
}

/** Synchronous, so that the last line before an exit is not lost. */
function writeToStdout(): (line: string) => void {
  const stdout = destination({ fd: 1, sync: true });
  return (line) => {
    stdout.write(line);
  };
}
