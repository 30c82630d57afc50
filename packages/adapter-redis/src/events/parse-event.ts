// Text of a stream becomes events here. The scripts of this package write it, so it is read back as what it is.
import {
  type Kept,
  type Step,
  type SystemEvent,
  type TenantEvent,
  toPartNumber,
} from "@penstock/core";

/** An entry of a stream: its id, and names and values in turn. */
export type Entry = readonly [id: string, fields: readonly string[]];

const NUMBERS = [
  ...["missingParts", "uploadedBytes", "scheduledForMs"],
  ...["listed", "stored", "skipped", "failed", "aborted", "coveredBytes"],
];

const KINDS = [
  ...["job", "transfer", "progress", "failure", "deferred"],
  ...["entries", "listing-broken", "trouble", "schedule", "deadline"],
];

/** Undefined for one of a later version. */
export function parseTenantEvent(entry: Entry): Kept<TenantEvent> | undefined {
  const event = parseEvent(entry, KINDS);
  if (event === undefined) {
    return undefined;
  }
  const { job, transfer, step, ...rest } = event;
  return {
    ...rest,
    ...(job !== undefined && { jobId: job }),
    ...(transfer !== undefined && { transferId: transfer }),
    ...(typeof step === "string" && { step: parseStep(step) }),
  } as unknown as Kept<TenantEvent>;
}

/** Undefined for one of a later version. */
export function parseSystemEvent(entry: Entry): Kept<SystemEvent> | undefined {
  return parseEvent(entry, ["process", "connection", "redis"]) as unknown as
    | Kept<SystemEvent>
    | undefined;
}

type Fields = Readonly<Record<string, string | number>>;

/** @throws SyntaxError for what the scripts never write */
function parseEvent([id, fields]: Entry, kinds: readonly string[]): Fields | undefined {
  const event: Record<string, string | number> = {};
  for (let at = 0; at < fields.length; at += 2) {
    const [name = "", value = ""] = fields.slice(at, at + 2);
    event[name] = NUMBERS.includes(name) ? Number(value) : value;
  }
  const { v, ...rest } = event;
  if (v !== "1" && v !== "2") {
    return undefined;
  }
  if (!kinds.includes(String(rest["kind"]))) {
    throw new SyntaxError(`there are no events of the kind "${rest["kind"]}"`);
  }
  // The entry's id is the event's; what a process is called has another name.
  return { ...rest, id };
}

function parseStep(step: string): Step {
  return /^\d+$/.test(step) ? toPartNumber(Number(step)) : (step as Step);
}
