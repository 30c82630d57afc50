import type {
  DocumentStore,
  FinishedJob,
  JobArchive,
  JobId,
  Segment,
  SegmentGroup,
} from "@penstock/core";
import { tenantOf } from "../journal-paths.ts";
import type { DocumentReader } from "../own-documents.ts";
import { formatLine, isLineOf, parseLine } from "./archive-lines.ts";
import { groupPath, segmentOf, segmentPath } from "./archive-paths.ts";

/** Finished jobs in a journal, whatever it lies in; `archive-paths.ts` shows what lies where. */
export class JobArchiveInJournal implements JobArchive {
  readonly #place: DocumentStore;
  readonly #documents: DocumentReader;

  constructor(place: DocumentStore, documents: DocumentReader) {
    this.#place = place;
    this.#documents = documents;
  }

  async write(segment: Segment, jobs: readonly FinishedJob[]): Promise<void> {
    const text = jobs.map((job) => `${formatLine(job)}\n`).join("");
    await this.#place.put(segmentPath(segment), text);
  }

  async read(segment: Segment, jobIds?: readonly JobId[]): Promise<readonly FinishedJob[]> {
    const path = segmentPath(segment);
    const lines = ((await this.#place.get(path)) ?? "").split("\n");
    return lines.flatMap((line, index) => {
      const isWanted = jobIds === undefined ? line !== "" : jobIds.some((id) => isLineOf(line, id));
      const place = `${path}:${index + 1}`;
      const job = isWanted ? this.#documents.read(place, line, parseLine) : undefined;
      return job === undefined ? [] : [job];
    });
  }

  async *segments(tenant: string, group: SegmentGroup): AsyncIterable<Segment> {
    for await (const path of this.#place.list(groupPath(tenant, group))) {
      const segment = segmentOf(path);
      if (segment !== undefined) {
        yield segment;
      }
    }
  }

  remove(segment: Segment): Promise<void> {
    return this.#place.delete(segmentPath(segment));
  }

  async tenants(): Promise<readonly string[]> {
    const names = new Set<string>();
    for await (const path of this.#place.list("")) {
      names.add(path.split("/", 1)[0] ?? "");
    }
    return [...names].map(tenantOf).filter((tenant) => tenant !== undefined);
  }
}
