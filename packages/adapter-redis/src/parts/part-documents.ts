import {
  type AttemptStart,
  type ClaimBound,
  type DispatchResponse,
  type ErrorCode,
  type PartNumber,
  type PartReport,
  type PartTask,
  type PutChange,
  partTaskOf,
  type SlowPart,
  type TaskRef,
  type Transfer,
  type TransferRef,
  toPartNumber,
  type Upload,
} from "@penstock/core";
import { parseTasks } from "../batches/batch-documents.ts";
import type { Damage } from "../damage.ts";
import { formatMeasures } from "../measures/measure-documents.ts";
import { parseDocument } from "../parsed-document.ts";
import { formatRecord } from "../transfers/part-record.ts";
import { formatUploaded } from "../transfers/uploaded-parts.ts";

/** Tasks of transfers that can be read, and the ids of the others. */
type Claimed = { readonly tasks: readonly PartTask[]; readonly damaged: readonly string[] };

/** As `begin-attempt` and `release` take it. */
export function identityOf({
  transferId,
  generation,
  taskPart,
}: TaskRef): [string, number, number] {
  return [transferId, generation, taskPart];
}

/** As `note-untried` takes them. */
export function untriedArguments(
  { transferId }: TransferRef,
  code: ErrorCode,
  claimed: TaskRef | undefined,
): readonly (string | number)[] {
  return [...(claimed === undefined ? [transferId, "", ""] : identityOf(claimed)), code];
}

/** As `dispatch` takes it. */
export function formatReport(report: PartReport): readonly (string | number)[] {
  const { transferId, generation, number, lengthBytes, taskPart, wantsAnother, put } = report;
  const record = report.record ? formatRecord(report.record) : "";
  const found = [
    transferId,
    generation,
    number,
    formatUploaded(report),
    lengthBytes,
    taskPart,
    wantsAnother ? 1 : 0,
    formatMeasures(report.measures),
    record,
  ];
  return put === undefined ? found : [...found, ...formatPut(put)];
}

function formatPut({ previous, next, receipt }: PutChange): readonly (string | number)[] {
  return [previous.revision, JSON.stringify(next), receipt ? JSON.stringify(receipt) : ""];
}

/** `{ part number, attempt }` */
export function parseAttempt(reply: unknown): AttemptStart {
  const [number, attempt] = reply as readonly [string, number];
  return attempt === 0 ? { kind: "skip" } : { kind: "go", number: parseNumber(number), attempt };
}

/** The response, and the ids of transfers that cannot be read. */
type Dispatched = { readonly response: DispatchResponse; readonly damaged: readonly string[] };

type DispatchReply = readonly [
  ended: number,
  next: string | 0,
  claims?: string[][],
  more?: number,
  batches?: string[],
  boundBy?: ClaimBound | "",
  retryAfterMs?: number,
];

/** Beside a report that left no room for a claim. */
const NOTHING_CLAIMED = {
  tasks: [],
  batches: [],
  hasMore: false,
  boundBy: undefined,
  retryAfterMs: undefined,
} as const satisfies Partial<DispatchResponse>;

/**
 * `{ 1 for the last part, 2 for a stored PUT, next part or 0, claims, 1 where there may be more, batches, what
 * bounds it, when a batch is due }`, or the first two of them where nothing could be claimed.
 */
export function parseDispatch(tenant: string, reply: unknown, damage: Damage): Dispatched {
  const [ended, nextPart, claims, more, batches = [], boundBy = "", retryAfterMs = -1] =
    reply as DispatchReply;
  const isLastPart = ended > 0;
  const isStored = ended === 2;
  const next = nextPart === 0 ? undefined : parseNumber(nextPart);
  if (claims === undefined) {
    return { response: { ...NOTHING_CLAIMED, isLastPart, isStored, next }, damaged: [] };
  }
  const { tasks, damaged } = parseClaims(claims, damage);
  const response = {
    ...{ isLastPart, isStored, next, tasks },
    batches: parseTasks(tenant, batches),
    hasMore: more === 1,
    boundBy: boundBy === "" ? undefined : boundBy,
    retryAfterMs: retryAfterMs < 0 ? undefined : retryAfterMs,
  };
  return { response, damaged };
}

/** `{ id, transfer as JSON, part number, number it was queued with }` for each task. */
export function parseHeld(reply: unknown, damage: Damage): Claimed {
  return claimed(
    reply as readonly string[][],
    damage,
    ([, json = "", number = "", taskPart = ""]) => {
      const { transfer, upload } = parseUploading(json);
      return [partTaskOf(transfer, upload, parseNumber(number), parseNumber(taskPart))];
    },
  );
}

/** `{ id, transfer as JSON, part number, number it was queued with, since when }` for each task. */
export function parseSlowParts(reply: unknown, damage: Damage): readonly SlowPart[] {
  const found = reply as readonly string[][];
  const { tasks } = parseHeld(found, damage);
  const since = new Map(
    found.map(([id = "", , , taskPart = "", sinceMs]) => [`${id}/${taskPart}`, Number(sinceMs)]),
  );
  return tasks.map((task) => ({
    task,
    sinceMs: since.get(`${task.transferId}/${task.taskPart}`) ?? Number.POSITIVE_INFINITY,
  }));
}

/** `{ id, transfer as JSON, part number, ... }` for each transfer. */
function parseClaims(claims: readonly (readonly string[])[], damage: Damage): Claimed {
  return claimed(claims, damage, ([, json = "", ...numbers]) => {
    const { transfer, upload } = parseUploading(json);
    return numbers.map((number) => partTaskOf(transfer, upload, parseNumber(number)));
  });
}

function claimed(
  claims: readonly (readonly string[])[],
  damage: Damage,
  parse: (claim: readonly string[]) => readonly PartTask[],
): Claimed {
  const damaged = new Set<string>();
  const tasks = claims.flatMap((claim) => {
    const [id = ""] = claim;
    const readable = damage.one(() => parse(claim), `transfer ${id}`);
    if (readable === undefined) {
      damaged.add(id);
    }
    return readable ?? [];
  });
  return { tasks, damaged: [...damaged] };
}

function parseUploading(json: string): { readonly transfer: Transfer; readonly upload: Upload } {
  const transfer = parseDocument(json, "id", "state", "destination") as Transfer;
  if (transfer.state.kind !== "uploading") {
    throw new Error(`parts of ${transfer.id} are claimed while it is ${transfer.state.kind}`);
  }
  return { transfer, upload: transfer.state.upload };
}

function parseNumber(text: string): PartNumber {
  return toPartNumber(Number(text));
}
