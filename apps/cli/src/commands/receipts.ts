import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Environment, readSettings, systemHashing } from "@penstock/process";
import {
  type Copy,
  checkBulkReceipt,
  checkCopy,
  checkReceipt,
  checkSegments,
  type ReceiptCheck,
} from "@penstock/receipts";
import {
  type BulkReceipt,
  bulkReceiptV1,
  describeIssues,
  issuesOf,
  type Receipt,
  receiptV1,
} from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { CommandFailure, EXIT, type ExitCode, exitCodeOfChecks } from "../exit-codes.ts";
import { findJobId } from "../find-job.ts";
import type { Output } from "../progress/display.ts";
import { jsonText, plainText } from "../progress/progress-text.ts";
import { openSegments, readIfThere, type SegmentFiles } from "../segment-files.ts";

/** A receipt of 10 000 parts has about a megabyte. */
const RECEIPTS_AT_ONCE = 10;

/** `penstock receipts JOB`: one line of NDJSON for each object that is stored. */
export async function receipts(text: string, output: Output): Promise<ExitCode> {
  const client = connectToApi(output);
  const id = await findJobId(client, text);
  if ((await client.readJob(id)).list !== null) {
    output.stdout.write(`${jsonText(await client.readBulkReceipt(id))}\n`);
    return EXIT.ok;
  }
  let cursor: string | undefined;
  let count = 0;
  do {
    const page = await client.listReceipts(id, {
      limit: RECEIPTS_AT_ONCE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const receipt of page.data) {
      output.stdout.write(`${jsonText(receipt)}\n`);
    }
    count += page.data.length;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  if (count === 0) {
    output.stderr.write(`no object of ${id} is stored yet\n  → penstock show ${id}\n`);
  }
  return count === 0 ? EXIT.notFound : EXIT.ok;
}

export type VerifyOptions = {
  readonly file?: string;
  readonly rows?: string;
  readonly data: string;
  readonly json?: true;
};

/** `penstock verify RECEIPT`: checks every receipt of an NDJSON file. */
export async function verify(
  path: string,
  { file, rows, data, json }: VerifyOptions,
  { stdout, environment }: Output,
): Promise<ExitCode> {
  const receiptKey = await findReceiptKey(data, environment);
  const found = await readReceipts(path);
  if (file !== undefined && found.length > 1) {
    throw usage("--file names a copy of one object, but there are several receipts", path);
  }
  const segments = rows === undefined ? undefined : await openSegments(rows, environment);
  const all: ReceiptCheck[] = [];
  try {
    for (const receipt of found) {
      const checks = isBulk(receipt)
        ? await checksOfBulk(receipt, receiptKey, segments)
        : await checksOfOne(receipt, receiptKey, file);
      stdout.write(json ? `${jsonText(jsonOf(receipt, checks))}\n` : reportOf(receipt, checks));
      all.push(...checks);
    }
  } finally {
    segments?.close();
  }
  return exitCodeOfChecks(all);
}

async function checksOfOne(
  receipt: Receipt,
  key: string | undefined,
  file: string | undefined,
): Promise<readonly ReceiptCheck[]> {
  const checks = checkReceipt(receipt, key);
  return file === undefined
    ? checks
    : [...checks, await checkCopy(receipt, await copyAt(file), systemHashing)];
}

async function checksOfBulk(
  receipt: BulkReceipt,
  key: string | undefined,
  segments: SegmentFiles | undefined,
): Promise<readonly ReceiptCheck[]> {
  const checks = checkBulkReceipt(receipt, key);
  return segments === undefined ? checks : [...checks, await checkSegments(receipt, segments.read)];
}

function isBulk(receipt: Receipt | BulkReceipt): receipt is BulkReceipt {
  return "kind" in receipt;
}

/** The one that is set, or the one that `penstock up` made in its folder. */
async function findReceiptKey(
  dataFolder: string,
  environment: Environment,
): Promise<string | undefined> {
  const { receiptKey } = readSettings("cli", environment).settings;
  if (receiptKey !== undefined) {
    return receiptKey;
  }
  return (await readIfThere(join(dataFolder, "receipt-key")))?.toString("utf8").trim();
}

async function readReceipts(path: string): Promise<readonly (Receipt | BulkReceipt)[]> {
  const lines = (await readText(path)).split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) {
    throw usage("it contains no receipt", path);
  }
  return lines.map((line, index) => {
    const value = parseJson(line);
    const parsed =
      isObject(value) && "kind" in value
        ? bulkReceiptV1.safeParse(value)
        : receiptV1.safeParse(value);
    if (!parsed.success) {
      const issues = describeIssues(issuesOf(parsed.error));
      throw usage(`line ${index + 1} is not a receipt: ${issues}`, path);
    }
    if (!isAsWritten(line, value)) {
      const why = "it has white space, a duplicate field, or other escapes than Penstock writes";
      throw usage(`line ${index + 1} is not a receipt as it was issued: ${why}`, path);
    }
    return parsed.data;
  });
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path === "-" ? "/dev/stdin" : path, "utf8");
  } catch (error) {
    throw usage("it cannot be read", path, error);
  }
}

/** What one reader takes for one receipt and another reader for another is none. */
function isAsWritten(line: string, value: unknown): boolean {
  const text = line.replace(/\r$/, "");
  return text === JSON.stringify(value) || text === jsonText(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Undefined, which no receipt is, for what is not JSON. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function copyAt(path: string): Promise<Copy> {
  try {
    const { size } = await stat(path);
    return {
      sizeBytes: size,
      async *read(startByte, lengthBytes) {
        if (lengthBytes > 0) {
          yield* createReadStream(path, { start: startByte, end: startByte + lengthBytes - 1 });
        }
      },
    };
  } catch (error) {
    throw usage("it cannot be read", path, error);
  }
}

function jsonOf(receipt: Receipt | BulkReceipt, checks: readonly ReceiptCheck[]) {
  const outcomes = checks.map(({ outcome }) => outcome);
  const result = (["failed", "not-checked"] as const).find((each) => outcomes.includes(each));
  const { source, destination } = receipt;
  const name = isBulk(receipt) ? { jobId: receipt.jobId } : { transferId: receipt.transferId };
  return { ...name, source, destination, result: result ?? "passed", checks };
}

const WORDS = { passed: "ok", failed: "FAILED", "not-checked": "not checked" } as const;

function reportOf(receipt: Receipt | BulkReceipt, checks: readonly ReceiptCheck[]): string {
  const { source, destination } = receipt;
  const of = isBulk(receipt) ? (receipt.source.of ?? receipt.source.kind) : receipt.source.key;
  const lines = [
    `${isBulk(receipt) ? receipt.jobId : receipt.transferId}  ${source.connection}:${of} → ${destination.connection}:${destination.key}`,
    ...checks.map(
      ({ name, outcome, detail }) => `  ${WORDS[outcome].padEnd(11)} ${name.padEnd(9)} ${detail}`,
    ),
  ];
  return lines.map((line) => `${plainText(line)}\n`).join("");
}

function usage(what: string, path: string, cause?: unknown): CommandFailure {
  return new CommandFailure(`${path}: ${what}`, {
    exitCode: EXIT.usage,
    nextStep: "penstock receipts JOB > receipts.ndjson",
    cause,
  });
}
