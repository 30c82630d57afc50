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
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw isMissing
      ? new PenstockError(
          "settings-invalid",
          `there is no ${resolve(path)}: copy penstock.config.example.json to it, or set PENSTOCK_CONFIG`,
        )
      : invalid(path, "it cannot be read", error);
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the text around the mistake, which may be a secret: only its
    // place is passed on.
    const place = /line \d+ column \d+/.exec(error instanceof Error ? error.message : "");
    throw invalid(path, `it is not JSON${place === null ? "" : ` at ${place[0]}`}`);
  }
}

function invalid(path: string, what: string, cause?: unknown): PenstockError {
  return new PenstockError("settings-invalid", `${resolve(path)}: ${what}`, { cause });
}
