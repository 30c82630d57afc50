import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { findJobId } from "../find-job.ts";
import type { Output } from "../progress/display.ts";

export type ReportOptions = {
  readonly output?: "jsonl" | "csv";
  /** The same as `-o csv`. */
  readonly csv?: true;
  readonly rows?: "all" | "changed" | "trouble";
  readonly outcome?: readonly string[];
  readonly code?: readonly string[];
  readonly key?: readonly string[];
  readonly file?: string;
};

/** `penstock report JOB`: the rows as they come. One that is cut off leaves no file, and fails. */
export async function report(
  text: string,
  { csv, output: form = csv ? "csv" : "jsonl", file: path, ...filter }: ReportOptions,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const id = await findJobId(client, text);
  const { isComplete, chunks } = await client.readReport(id, {
    ...filter,
    ...(form === "csv" && { format: form }),
  });
  if (path === undefined) {
    // Not through the output, which rewrites what it takes for hints.
    await pipeline(chunks, process.stdout, { end: false });
  } else {
    await writeFile(path, chunks);
  }
  if (!isComplete) {
    output.stderr.write(
      `this report has the rows of ${id} so far: it goes on, or its last rows are not in the journal yet\n  → penstock report ${id}\n`,
    );
  }
  return EXIT.ok;
}

/** Under another name until it is whole. */
async function writeFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    await pipeline(chunks, createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
