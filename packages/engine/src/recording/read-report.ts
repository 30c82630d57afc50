import type { JobRef, RowArchive } from "@penstock/core";
import { acceptedHeads } from "./recover-listing.ts";

/**
 * The rows of a bulk job that are in the journal, as gzip members of JSON lines: all of them once the job
 * is recorded. They are read as they are asked for, a segment at a time.
 *
 * @param which `trouble`: those of objects that are not at the destination
 * @throws PenstockError `journal-unavailable`
 */
export async function* readReport(
  archive: RowArchive,
  job: JobRef,
  which: "all" | "trouble",
): AsyncGenerator<Uint8Array> {
  const heads = acceptedHeads(await archive.heads(job), await archive.recovery(job));
  for (const head of heads) {
    yield* archive.read(job, head, which);
  }
}
