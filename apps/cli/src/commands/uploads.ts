import type { Client } from "@penstock/client";
import type { AbortOrphansView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { lookUp } from "../curl.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import { type ListOptions, printList } from "../lists/list.ts";
import { UPLOAD_LIST } from "../lists/upload-list.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";
import { abortReport, uploadNotes } from "../upload-report.ts";

type UploadQuery = { readonly connection?: string; readonly olderThan?: string };
type UploadOptions = UploadQuery & { readonly json?: true };

/** `penstock uploads ls`: oldest first. */
export async function listUploads(
  { connection, olderThan, ...options }: UploadQuery & ListOptions,
  output: Output,
): Promise<ExitCode> {
  const page = await connectToApi(output).listUploads({
    ...(connection !== undefined && { connection }),
    ...(olderThan !== undefined && { olderThan }),
  });
  printList(UPLOAD_LIST, page.data, { options, output });
  output.stderr.write(
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
  output: Output,
): Promise<ExitCode> {
  if ((ids.length === 0) === (olderThan === undefined)) {
    throw new CommandFailure("name the uploads: ids, or --older-than AGE", {
      exitCode: EXIT.usage,
      nextStep: "`penstock uploads ls` lists them.",
    });
  }
  const client = connectToApi(output);
  const where = connection === undefined ? {} : { connection };
  const which =
    olderThan === undefined ? { uploadIds: await wholeIds(client, ids, where) } : { olderThan };
  const report = await client.abortOrphans({ ...where, ...which });
  const lines = json ? report.data.map((upload) => jsonText(upload)) : abortReport(report);
  output.stdout.write(lines.map((line) => `${line}\n`).join(""));
  return exitCodeOf(report);
}

/** Ids are long: their beginnings do, as `uploads ls` shows them. */
async function wholeIds(
  client: Client,
  texts: readonly string[],
  where: { readonly connection?: string },
): Promise<string[]> {
  const { data } = await lookUp(() => client.listUploads(where));
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
