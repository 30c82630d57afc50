import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { findJobId } from "../find-job.ts";
import type { Output } from "../progress/display.ts";

export type ReportOptions = {
  readonly csv?: true;
  readonly rows?: "all" | "trouble";
  readonly outcome?: readonly string[];
  readonly code?: readonly string[];
  readonly key?: readonly string[];
  readonly output?: string;
};

/** `penstock report JOB`: the rows as they come. One that is cut off leaves no file, and fails. */
export async function report(
  text: string,
  { csv, output: path, ...filter }: ReportOptions,
  { stderr, environment }: Output,
): Promise<ExitCode> {
  const client = connectToApi(environment);
  const id = await findJobId(client, text);
  const { isComplete, chunks } = await client.readReport(id, {
    ...filter,
    ...(csv && { format: "csv" }),
  });
  if (path === undefined) {
    // Not through the output, which rewrites what it takes for hints.
    await pipeline(chunks, process.stdout, { end: false });
  } else {
    await writeFile(path, chunks);
  }
  if (!isComplete) {
    stderr.write(
      `not all rows of ${id} are in the journal yet: this report has those that are\n  → penstock report ${id}\n`,
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
