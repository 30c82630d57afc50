// Where `--manifest` leads: to a connection, to a URL, or to a file here, which is sent.

import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import type { Client } from "@penstock/client";
import type { JobRequestInput } from "@penstock/wire";
import { splitName } from "./address.ts";
import { lookUp } from "./curl.ts";
import { CommandFailure, EXIT } from "./exit-codes.ts";

const FORMATS = [
  [/\.csv$/i, "csv"],
  [/\.(jsonl|ndjson)$/i, "jsonl"],
  [/(^|\/)manifest\.json$/i, "s3-inventory"],
] as const;

/**
 * Sends a manifest that is a file here; undefined where it lies elsewhere.
 *
 * @throws CommandFailure with exit code 2
 */
export async function uploadOf(
  client: Pick<Client, "uploadManifest">,
  text: string | undefined,
): Promise<string | undefined> {
  if (text === undefined || urlOf(text) !== null || splitName(text) !== undefined) {
    return undefined;
  }
  const format = formatOf(text, text);
  if (format === "s3-inventory") {
    throw usage(
      `"${text}" is the manifest.json of an inventory, whose files lie beside it`,
      "Name it where a connection reads it, such as raw:inventory/manifest.json.",
    );
  }
  const file = await openFile(text);
  const { id } = await lookUp(() => client.uploadManifest(file, format));
  return id;
}

async function openFile(path: string): Promise<Blob> {
  const unread = (cause: unknown) =>
    usage(`the manifest "${path}" cannot be read`, ELSEWHERE, cause);
  const found = await stat(path).catch((error: unknown) => {
    throw unread(error);
  });
  if (!found.isFile()) {
    throw unread(undefined);
  }
  return await openAsBlob(path);
}

/** @throws CommandFailure with exit code 2 */
export function manifestOf(text: string): NonNullable<JobRequestInput["source"]["manifest"]> {
  const url = urlOf(text);
  if (url !== null) {
    // What errors and shells repeat has no signature in it.
    return { url: text, format: formatOf(url.pathname, `${url.origin}${url.pathname}`) };
  }
  const named = splitName(text);
  if (named === undefined || named.key === "") {
    throw usage(`the manifest "${text}" is not of the form name:key`, ELSEWHERE);
  }
  return { ...named, format: formatOf(named.key, text) };
}

const ELSEWHERE = "Name a file here, one where a connection reads (files:list.csv), or a URL.";

function urlOf(text: string): URL | null {
  return /^https?:\/\//i.test(text) ? URL.parse(text) : null;
}

function formatOf(path: string, shown: string) {
  const format = FORMATS.find(([end]) => end.test(path))?.[1];
  if (format === undefined) {
    throw usage(
      `the manifest "${shown}" is of no known format`,
      "Name a .csv, a .jsonl, or the manifest.json of an S3 Inventory; docs/manifests.md shows each.",
    );
  }
  return format;
}

function usage(message: string, nextStep: string, cause?: unknown): CommandFailure {
  return new CommandFailure(message, { exitCode: EXIT.usage, nextStep, cause });
}
