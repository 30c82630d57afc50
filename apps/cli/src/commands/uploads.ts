import type { Client } from "@penstock/client";
import type { AbortOrphansView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";
import { abortReport, uploadNotes, uploadTable } from "../upload-report.ts";

type UploadOptions = {
  readonly connection?: string;
  readonly olderThan?: string;
  readonly json?: true;
};

const FALLBACK_COLUMNS = 80;

/** `penstock uploads ls`: oldest first; one JSON object per line with `--json`. */
export async function listUploads(
  { json, ...query }: UploadOptions,
  { stdout, stderr, environment }: Output,
): Promise<ExitCode> {
  const page = await connectToApi(environment).listUploads(query);
  const widthColumns = stdout.isTTY === true ? (stdout.columns ?? FALLBACK_COLUMNS) : undefined;
  const lines = json
    ? page.data.map((upload) => jsonText(upload))
    : uploadTable(page.data, widthColumns);
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  stderr.write(
    uploadNotes(page)
      .map((line) => `${line}\n`)
      .join(""),
  );
  return EXIT.ok;
}

/**
 * `penstock uploads abort`: exits 8 when an upload is not ours to end, 4 when it is nowhere, 1 when a
 * store did not end it.
 */
export async function abortUploads(
  ids: readonly string[],
  { json, connection, olderThan }: UploadOptions,
  { stdout, environment }: Output,
): Promise<ExitCode> {
  if ((ids.length === 0) === (olderThan === undefined)) {
    throw new CommandFailure("name the uploads: ids, or --older-than AGE", {
      exitCode: EXIT.usage,
      nextStep: "`penstock uploads ls` lists them.",
    });
  }
  const client = connectToApi(environment);
  const where = connection === undefined ? {} : { connection };
  const which =
    olderThan === undefined ? { uploadIds: await wholeIds(client, ids, where) } : { olderThan };
  const report = await client.abortOrphans({ ...where, ...which });
  const lines = json ? report.data.map((upload) => jsonText(upload)) : abortReport(report);
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  return exitCodeOf(report);
}

/** Ids are long: their beginnings do, as `uploads ls` shows them. */
async function wholeIds(
  client: Client,
  texts: readonly string[],
  where: { readonly connection?: string },
): Promise<string[]> {
  const { data } = await client.listUploads(where);
  const known = data.flatMap(({ uploadId }) => uploadId ?? []);
  return texts.map((text) => {
    const beginning = text.replace(/…$/, "");
    const matches = new Set(known.filter((id) => id.startsWith(beginning)));
    if (matches.size > 1 && !matches.has(beginning)) {
      throw new CommandFailure(`${matches.size} uploads begin with ${beginning}`, {
        exitCode: EXIT.usage,
        nextStep: "Write more characters of the id: `penstock uploads ls --json` shows full ids.",
      });
    }
    const [match = beginning] = matches;
    return matches.has(beginning) ? beginning : match;
  });
}

function exitCodeOf({ data }: AbortOrphansView): ExitCode {
  const refused = data.filter(({ outcome }) => outcome === "refused");
  if (refused.length > 0) {
    // What no store shows is under no connection.
    return refused.every(({ connection }) => connection === null) ? EXIT.notFound : EXIT.conflict;
  }
  return data.some(({ outcome }) => outcome === "failed") ? EXIT.someFailed : EXIT.ok;
}
