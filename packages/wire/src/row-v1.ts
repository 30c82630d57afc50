// Rows of bulk jobs as they lie in the ledger, in the journal, and in a report.

import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
import { createGunzip, gunzipSync, gzipSync } from "node:zlib";
import {
  CHECK_OUTCOMES,
  COPY_OUTCOMES,
  inPieces,
  PenstockError,
  type Row,
  type RowLines,
} from "@penstock/core";
import { z } from "zod";

/** What is packed once lies for months: but a higher level costs more than the bytes that it saves. */
const LEVEL = 1;

const CUT_OFF = "its end is missing";
const NOT_PACKED = "it is not packed as rows are, or its end is missing";

const row = z.looseObject({
  key: z.string(),
  size: z.number(),
  outcome: z.enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES]),
  destination: z.string().optional(),
});

/** Rows as gzip members of JSON lines, one object of the report a line. */
export const rowLines: RowLines = {
  pack: (rows) =>
    rows.length === 0
      ? new Uint8Array()
      : gzipSync(Buffer.concat(inPieces(rows).map(linesOfRows)), { level: LEVEL }),
  unpackAll: (members) => members.flatMap(rowsOf),
  unpack: (bytes) => parseRows(unzipped(bytes)),
};

/**
 * The rows of a report in JSON Lines.
 *
 * @throws PenstockError `journal-unavailable` as `parseRow`
 */
export async function* parseRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  for await (const line of linesOf(chunks)) {
    yield parseRow(line);
  }
}

function linesOfRows(rows: readonly Row[]): Buffer {
  return Buffer.from(rows.map((each) => `${formatRow(each)}\n`).join(""));
}

function rowsOf(member: Uint8Array): readonly Row[] {
  const lines = textOf(member).split("\n");
  if (lines.pop() !== "") {
    throw damaged(CUT_OFF);
  }
  return lines.map(parseRow);
}

function textOf(member: Uint8Array): string {
  try {
    return gunzipSync(member).toString("utf8");
  } catch (cause) {
    throw damaged(NOT_PACKED, cause);
  }
}

async function* unzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  // What it fails by, the loop is told as well.
  const feeding = pipeline(bytes, gunzip).catch(() => undefined);
  try {
    for await (const chunk of gunzip) {
      yield chunk;
    }
  } catch (error) {
    throw isOfZlib(error) ? damaged(NOT_PACKED, error) : error;
  }
  await feeding;
}

/** Else the bytes could not be read, and the error says why. */
function isOfZlib(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}

/** Only "\n" ends a line: a key may hold any other separator that there is. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") {
    throw damaged(CUT_OFF);
  }
}

export function formatRow(each: Row): string {
  return JSON.stringify(toRowDocument(each));
}

/** The destination's key is left out where it is the source's. */
export function toRowDocument({ key, sizeBytes, destinationKey, ...rest }: Row): object {
  return {
    key,
    size: sizeBytes,
    ...(destinationKey !== key && { destination: destinationKey }),
    ...rest,
  };
}

/** @throws PenstockError `journal-unavailable` for what is no row: a row is never left out silently */
export function parseRow(line: string): Row {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch (cause) {
    throw damaged("it is no JSON", cause);
  }
  const parsed = row.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw damaged(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
  }
  const { key, size, destination = key, ...rest } = parsed.data;
  return { ...rest, key, sizeBytes: size, destinationKey: destination } as Row;
}

function damaged(reason: string, cause?: unknown): PenstockError {
  return new PenstockError("journal-unavailable", `a row of a bulk job is damaged: ${reason}`, {
    cause,
  });
}
