import { isPenstockError } from "@penstock/core";

/**
 * The text fields that a line may carry. Text is where secrets hide, so a name that is not here is
 * left out and named in `dropped`; numbers and booleans need no list. Objects are never written.
 */
const TEXT_FIELDS: ReadonlySet<string> = new Set([
  "action",
  "code",
  "connection",
  "connections",
  "detail",
  "event",
  "from",
  "jobId",
  "journal",
  "key",
  "method",
  "phase",
  "process",
  "queue",
  "reason",
  "requestId",
  "route",
  "signal",
  "state",
  "step",
  "storeCode",
  "strategy",
  "taskId",
  "tenant",
  "to",
  "traceId",
  "transferId",
  "uploadId",
  "url",
  "worker",
]);

const MAX_TEXT = 1000;
const MAX_CAUSES = 3;

type Fields = Readonly<Record<string, unknown>>;

/** What of these fields may stand in a log line. An error belongs under the name `err`. */
export function fieldsForLog(fields: Fields): Fields {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null) {
      continue;
    }
    if (name === "err") {
      kept[name] = describeError(value);
    } else if (typeof value === "number" || typeof value === "boolean") {
      kept[name] = value;
    } else if (typeof value === "string" && TEXT_FIELDS.has(name)) {
      kept[name] = shorten(value);
    } else {
      dropped.push(name);
    }
  }
  return dropped.length === 0 ? kept : { ...kept, dropped };
}

/**
 * Name, code, message and causes of an error, and nothing else: errors of clients carry requests,
 * headers and command arguments in their other fields. Only a bug, an error without a code, gets
 * its stack: a failure that has a code is explained by it.
 */
function describeError(error: unknown, depth = 0): Fields {
  if (!(error instanceof Error)) {
    return { message: shorten(typeof error === "string" ? error : `thrown: ${typeof error}`) };
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return {
    name: error.name,
    ...(code === undefined ? { stack: framesOf(error) } : { code }),
    message: shorten(error.message),
    ...(error.cause !== undefined &&
      depth < MAX_CAUSES && { cause: describeError(error.cause, depth + 1) }),
    ...(isPenstockError(error) &&
      Object.keys(error.details).length > 0 && { details: fieldsForLog(error.details) }),
  };
}

/** The frames alone: the head of a stack repeats the message. */
function framesOf(error: Error): string {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 8).join("\n");
}

function shorten(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}
