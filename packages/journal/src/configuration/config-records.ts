// The one place where text from the journal becomes a record of configuration.
import type { ConfigName, ConfigRecord, ConfigRevision } from "@penstock/core";
import { z } from "zod";
import { DamagedDocument } from "../journal-documents.ts";
import { newestRevisions, recordPath } from "./config-paths.ts";

const VERSION = 1;

const recordDocument = z.looseObject({
  v: z.literal(VERSION, { error: "it was written by another version" }),
  kind: z.string(),
  name: z.string(),
  revision: z.int().positive(),
  changedAtMs: z.number(),
  value: z.record(z.string(), z.unknown()).nullable(),
});

export function formatRecord(record: ConfigRecord): string {
  return JSON.stringify({ v: VERSION, ...record });
}

/** @throws DamagedDocument for what is not the record that its name says */
export function parseRecord(json: string, expected: ConfigRevision): ConfigRecord {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new DamagedDocument("it is not JSON", { cause });
  }
  const parsed = recordDocument.safeParse(value);
  if (!parsed.success) {
    throw new DamagedDocument(z.prettifyError(parsed.error));
  }
  const { v: _v, ...record } = parsed.data;
  const { kind, name, revision } = record;
  if (recordPath({ kind, name, revision }) !== recordPath(expected)) {
    throw new DamagedDocument(`it holds ${recordPath(record)}, not what its name says`);
  }
  return record;
}

/** A record that cannot be read counts as deleted, so that the document can be written anew. */
export function unreadable(revision: ConfigRevision): ConfigRecord {
  return { ...revision, changedAtMs: 0, value: null };
}

/** The newest revision of one document among paths, 0 where there is none. */
export function newestOf(paths: readonly string[], { kind, name }: ConfigName): number {
  const found = newestRevisions(paths).find((each) => each.kind === kind && each.name === name);
  return found?.revision ?? 0;
}
