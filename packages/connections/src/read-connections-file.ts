import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { PenstockError } from "@penstock/core";
import { type ConnectionsFile, connectionsFile, describeIssues, issuesOf } from "@penstock/wire";

/**
 * Reads penstock.config.json.
 *
 * @throws PenstockError `settings-invalid` with a pointer to every mistake
 */
export async function readConnectionsFile(path: string): Promise<ConnectionsFile> {
  const parsed = connectionsFile.safeParse(parseJson(path, await readText(path)));
  if (!parsed.success) {
    throw invalid(path, describeIssues(issuesOf(parsed.error)));
  }
  return parsed.data;
}

async function readText(path: string): Promise<string> {
  const text = decode(path, await readBytes(path));
  if (text.trim() === "") {
    throw invalid(path, "it is empty: copy penstock.config.example.json to it");
  }
  return text;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw code === "ENOENT"
      ? missing(path, error)
      : invalid(path, WHY_UNREADABLE[code] ?? `it cannot be read (${code})`, error);
  }
}

const WHY_UNREADABLE: Readonly<Record<string, string>> = {
  EISDIR: "it is a folder: set PENSTOCK_CONFIG to the file in it",
  ENOTDIR: "a part of its path is a file: set PENSTOCK_CONFIG to the right path",
  EACCES: "it cannot be read: give the user of this process the right to read it",
  EPERM: "it cannot be read: give the user of this process the right to read it",
};

/** A mark at the start that some editors write is no part of it. */
function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw invalid(path, "it is not UTF-8: save it in that encoding", error);
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(path, whyNoJson(text, error));
  }
}

function whyNoJson(text: string, error: unknown): string {
  const comma = trailingComma(text);
  if (comma !== undefined) {
    return `it is not JSON: delete the comma before the bracket at ${comma}`;
  }
  // The parser's message quotes the text around the mistake, which may be a secret: only its
  // place is passed on.
  const place = /line \d+ column \d+/.exec(error instanceof Error ? error.message : "");
  return `it is not JSON${place === null ? "" : ` at ${place[0]}: correct it there`}`;
}

/** Where a comma stands before a closing bracket, outside of strings. */
function trailingComma(text: string): string | undefined {
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"?|,(?=\s*[}\]])/g)) {
    if (token === ",") {
      const before = text.slice(0, index).split("\n");
      return `line ${before.length} column ${(before.at(-1) ?? "").length + 1}`;
    }
  }
  return undefined;
}

function invalid(path: string, what: string, cause?: unknown): PenstockError {
  return new PenstockError("settings-invalid", `${resolve(path)}: ${what}`, { cause });
}

function missing(path: string, cause: unknown): PenstockError {
  const message = `${resolve(path)} does not exist: copy penstock.config.example.json to it, or set PENSTOCK_CONFIG`;
  return new PenstockError("settings-invalid", message, { cause });
}
