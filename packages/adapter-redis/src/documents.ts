// The one place where text from Redis becomes the ledger's types. It is written by this package
// only, so it is read back as what it is.
import {
  type AttemptFailure,
  type AttemptStart,
  type ChecksumAlgorithm,
  type ConnectionTest,
  type DispatchResponse,
  type ErrorCode,
  type FailureCount,
  type FrozenReceipt,
  type Job,
  type JobRecord,
  type JobRef,
  type PartNumber,
  type PartReport,
  type PartTask,
  type ProcessPresence,
  partTaskOf,
  TRANSFER_STATES,
  type Transfer,
  type TransferCounts,
  type TransferStateKind,
  toETag,
  toPartNumber,
  type Upload,
  type UploadedPart,
  type WorkerPresence,
} from "@penstock/core";
import type { Damage } from "./damage.ts";

/** @throws SyntaxError for what is no object with these members */
function parseDocument(json: string, ...members: readonly string[]): unknown {
  const document: unknown = JSON.parse(json);
  for (const member of members) {
    if (Reflect.get(Object(document), member) === undefined) {
      throw new SyntaxError(`it has no "${member}"`);
    }
  }
  return document;
}

/** `state` and `revision` win over the JSON: the script that records the last part moves only them. */
function parseTransfer(json: string, state: string, revision: string): Transfer {
  const transfer = parseDocument(json, "id", "state", "destination") as Transfer;
  if (transfer.state.kind === "uploading" && state === "completing") {
    const { upload } = transfer.state;
    return { ...transfer, revision: Number(revision), state: { kind: "completing", upload } };
  }
  return transfer;
}

/** Fields of a transfer as HMGET gives them; undefined for one that does not exist. */
export function parseTransferFields(fields: unknown): Transfer | undefined {
  const [json, state, revision] = fields as readonly (string | null)[];
  return json == null || state == null || revision == null
    ? undefined
    : parseTransfer(json, state, revision);
}

/** Fields as HMGET gives them, for each transfer; those of an idle one have its id behind them. */
export function parseTransferList(
  reply: unknown,
  damage: Damage,
  ids: readonly string[] = [],
): readonly Transfer[] {
  return damage.each(
    reply as readonly string[][],
    parseTransferFields,
    (fields, index) => `transfer ${ids[index] ?? fields[3]}`,
  );
}

/** Tasks of transfers that can be read, and the ids of the others. */
type Claimed = { readonly tasks: readonly PartTask[]; readonly damaged: readonly string[] };

/** `{ id, transfer as JSON, part number, ... }` for each transfer. */
function parseClaims(claims: readonly (readonly string[])[], damage: Damage): Claimed {
  return claimed(claims, damage, ([, json = "", ...numbers]) => {
    const { transfer, upload } = parseUploading(json);
    return numbers.map((number) => partTaskOf(transfer, upload, parseNumber(number)));
  });
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

/** `{ part number, attempt }` */
export function parseAttempt(reply: unknown): AttemptStart {
  const [number, attempt] = reply as readonly [string, number];
  return attempt === 0 ? { kind: "skip" } : { kind: "go", number: parseNumber(number), attempt };
}

/** The response, and the ids of transfers that cannot be read. */
type Dispatched = { readonly response: DispatchResponse; readonly damaged: readonly string[] };

/** `{ finalizes, next part or 0, claims }` */
export function parseDispatch(reply: unknown, damage: Damage): Dispatched {
  const [finalizes, next, claims] = reply as readonly [number, string | 0, string[][]];
  const { tasks, damaged } = parseClaims(claims, damage);
  const continued = next === 0 ? undefined : parseNumber(next);
  return { response: { isLastPart: finalizes === 1, next: continued, tasks }, damaged };
}

/** As `dispatch` takes it. */
export function formatReport(report: PartReport): readonly (string | number)[] {
  const { transferId, generation, number, lengthBytes, taskPart, wantsAnother } = report;
  const uploaded = formatUploaded(report);
  return [transferId, generation, number, uploaded, lengthBytes, taskPart, wantsAnother ? 1 : 0];
}

const CHECKSUM_DIGITS = { crc32: 8, crc64xz: 16, md5: 32 } as const satisfies Record<
  ChecksumAlgorithm,
  number
>;

const CHECKSUM_LENGTHS: ReadonlySet<number> = new Set(Object.values(CHECKSUM_DIGITS));

/** In place of an unknown checksum: no hexadecimal number begins with it. */
const NO_CHECKSUM = "-";

/**
 * Checksum and ETag without anything between them: an MD5 beside an ETag of 32 digits is exactly the
 * 64 bytes up to which Redis keeps a hash as a listpack, at a third of the memory.
 */
export function formatUploaded({ etag, checksum }: Pick<PartReport, "etag" | "checksum">): string {
  if (checksum === undefined) {
    return NO_CHECKSUM + etag;
  }
  if (!CHECKSUM_LENGTHS.has(checksum.length)) {
    throw new RangeError(`a checksum has 8, 16 or 32 digits, not ${checksum.length}`);
  }
  return checksum + etag;
}

export function parseUploaded(
  buckets: readonly Readonly<Record<string, string>>[],
  algorithm: ChecksumAlgorithm,
): readonly UploadedPart[] {
  const digits = CHECKSUM_DIGITS[algorithm];
  return buckets
    .flatMap((bucket) => Object.entries(bucket))
    .map(([number, value]) => ({
      number: toPartNumber(Number(number)),
      ...(value.startsWith(NO_CHECKSUM)
        ? { etag: toETag(value.slice(NO_CHECKSUM.length)) }
        : { etag: toETag(value.slice(digits)), checksum: value.slice(0, digits) }),
    }))
    .sort((one, other) => one.number - other.number);
}

/** Undefined for a connection that was never tested. */
export function parseConnectionTest(
  json: string | null,
  damage: Damage,
): ConnectionTest | undefined {
  return damage.one(
    () => (json === null ? undefined : (JSON.parse(json) as ConnectionTest)),
    "connection test",
  );
}

export function parseFailures(
  documents: readonly string[],
  damage: Damage,
): readonly AttemptFailure[] {
  return damage.each(
    documents,
    (json) => parseDocument(json, "step", "cause") as AttemptFailure,
    (_, index) => `failure ${index}`,
  );
}

/** Undefined for a transfer that has none. */
export function parseFrozenReceipt(
  json: string | null,
  transferId: string,
  damage: Damage,
): FrozenReceipt | undefined {
  return damage.one(
    () => (json === null ? undefined : (parseDocument(json, "v", "frozenParts") as FrozenReceipt)),
    `receipt of ${transferId}`,
  );
}

/** `{ attempts, waits }` */
export function parseFailureCount(reply: unknown): FailureCount {
  const [attempts, waits] = reply as readonly [number, number];
  return { attempts, waits };
}

/** Each count as `replace-counts` takes it: its field, its wrong value, its right value. */
export function formatCorrection(
  wrong: TransferCounts,
  right: TransferCounts,
): readonly (string | number)[] {
  const counts = TRANSFER_STATES.flatMap((state) => [`n:${state}`, wrong[state], right[state]]);
  return ["listed", wrong.listed, right.listed, ...counts];
}

/** What is shown of a job whose document is damaged: its counts are fields of their own. */
function standIn({ tenant, jobId: id }: JobRef): Job {
  return { id, tenant, name: "(the record of this job is damaged)", labels: {}, createdAtMs: 0 };
}

/** The fields of a job's hash; undefined for a job that does not exist. */
export function parseJob(
  fields: Readonly<Record<string, string>>,
  ref: JobRef,
  damage: Damage,
): JobRecord | undefined {
  const text = (name: string) => fields[name];
  const count = (name: string) => Number(text(name) ?? 0);
  const time = (name: string) => (text(name) === undefined ? undefined : count(name));
  const json = text("doc");
  if (json === undefined) {
    return undefined;
  }
  const counts = TRANSFER_STATES.map((state) => [state, count(`n:${state}`)]);
  const failedAtMs = time("lastFailureAt");
  return {
    job:
      damage.one(() => parseDocument(json, "id", "tenant") as Job, `job ${ref.jobId}`) ??
      standIn(ref),
    counts: {
      listed: count("listed"),
      ...(Object.fromEntries(counts) as Record<TransferStateKind, number>),
    },
    progress: {
      bytesTotal: count("bytesTotal"),
      bytesStored: count("bytesStored"),
      partsTotal: count("partsTotal"),
      partsStored: count("partsStored"),
      retries: count("retries"),
    },
    isCancelled: text("cancelled") === "1",
    finishedAtMs: time("finishedAt"),
    lastProgressAtMs: time("progressAt"),
    lastFailure:
      failedAtMs === undefined
        ? undefined
        : { atMs: failedAtMs, code: text("lastFailureCode") as ErrorCode },
  };
}

/** Part numbers and their bytes, each part once, as `reopen-parts` takes them. */
export function formatReopened(
  numbers: readonly PartNumber[],
  lengthOf: (number: PartNumber) => number,
): readonly number[] {
  return [...new Set(numbers)].flatMap((number) => [number, lengthOf(number)]);
}

/** `{ id, presence as JSON, ... }` */
export function parseProcesses(reply: unknown, damage: Damage): readonly ProcessPresence[] {
  const flat = reply as readonly string[];
  const documents = flat.filter((_, index) => index % 2 === 1);
  const found = damage.each(
    documents,
    (json) => parseDocument(json, "id", "role", "leftAlone") as ProcessPresence,
    (_, index) => `process ${flat[index * 2]}`,
  );
  return [...found].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** `{ id, slots, id, slots, ... }` */
export function parseWorkers(reply: unknown): readonly WorkerPresence[] {
  const flat = reply as readonly string[];
  return flat
    .flatMap((id, index) => (index % 2 === 0 ? [{ id, slots: Number(flat[index + 1]) }] : []))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}
