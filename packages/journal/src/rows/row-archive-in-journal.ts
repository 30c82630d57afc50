import { createHash } from "node:crypto";
import {
  type DocumentStore,
  type JobRef,
  type ListingRecovery,
  PenstockError,
  type RowArchive,
  type RowSegmentHead,
  type RowSegmentId,
} from "@penstock/core";
import { DamagedDocument } from "../journal-documents.ts";
import { formatHead, formatRecovery, parseHead, parseRecovery } from "./row-documents.ts";
import {
  headAt,
  headPath,
  recoveryAt,
  recoveryPath,
  rowsPath,
  segmentRowsPath,
} from "./row-paths.ts";

/** A job of a hundred million objects has six thousand heads, each of them a request. */
const AT_ONCE = 32;

/** Rows of bulk jobs in a journal, whatever it lies in; `row-paths.ts` shows what lies where. */
export class RowArchiveInJournal implements RowArchive {
  readonly #place: DocumentStore;

  constructor(place: DocumentStore) {
    this.#place = place;
  }

  async write(
    job: JobRef,
    head: RowSegmentHead,
    { rows, troubleRows }: Parameters<RowArchive["write"]>[2],
  ): Promise<boolean> {
    const path = headPath(job, head);
    const text = formatHead(head);
    const there = await this.#place.get(path);
    if (there !== undefined) {
      return there === text;
    }
    const contents = [
      { which: "all", bytes: Buffer.concat(rows) },
      { which: "trouble", bytes: Buffer.concat(troubleRows) },
    ] as const;
    await Promise.all(
      contents
        .filter(({ bytes }) => bytes.length > 0)
        .map(({ which, bytes }) => this.#place.put(segmentRowsPath(job, head, which), bytes)),
    );
    await this.#place.putIfAbsent(path, text);
    return (await this.#place.get(path)) === text;
  }

  async heads(job: JobRef): Promise<readonly RowSegmentHead[]> {
    const segments = await this.#found(job, headAt);
    segments.sort((one, other) => one.epoch - other.epoch || one.number - other.number);
    const heads: RowSegmentHead[] = [];
    for (let from = 0; from < segments.length; from += AT_ONCE) {
      const some = segments.slice(from, from + AT_ONCE);
      const read = await Promise.all(some.map((segment) => this.#head(job, segment)));
      // Removed since they were listed: the time of the job is over.
      heads.push(...read.filter((head) => head !== undefined));
    }
    return heads;
  }

  async *read(
    job: JobRef,
    segment: RowSegmentId,
    which: "all" | "trouble",
  ): AsyncIterable<Uint8Array> {
    const head = await this.#head(job, segment);
    if (head === undefined) {
      throw unusable(headPath(job, segment), "it is not there");
    }
    const path = segmentRowsPath(job, head, which);
    const bytes = (await this.#place.getBytes(path)) ?? new Uint8Array();
    const expected = which === "all" ? head.rowsSha256 : head.troubleSha256;
    if (createHash("sha256").update(bytes).digest("hex") !== expected) {
      throw unusable(path, "it is not what the head of its segment says");
    }
    yield bytes;
  }

  async recovery(job: JobRef): Promise<ListingRecovery | undefined> {
    const epochs = await this.#found(job, recoveryAt);
    return epochs.length === 0 ? undefined : await this.#decided(job, Math.max(...epochs));
  }

  async decide(job: JobRef, recovery: ListingRecovery): Promise<ListingRecovery> {
    await this.#place.putIfAbsent(recoveryPath(job, recovery.epoch), formatRecovery(recovery));
    return (await this.#decided(job, recovery.epoch)) ?? recovery;
  }

  async remove(job: JobRef): Promise<void> {
    const paths: string[] = [];
    for await (const path of this.#place.list(rowsPath(job))) {
      paths.push(path);
    }
    // A segment is gone with its head, so that none is seen without its rows.
    const isHead = (path: string) => headAt(job, path) !== undefined;
    for (const some of [paths.filter(isHead), paths.filter((each) => !isHead(each))]) {
      for (let from = 0; from < some.length; from += AT_ONCE) {
        const few = some.slice(from, from + AT_ONCE);
        await Promise.all(few.map((path) => this.#place.delete(path)));
      }
    }
  }

  async #found<Value>(
    job: JobRef,
    at: (job: JobRef, path: string) => Value | undefined,
  ): Promise<Value[]> {
    const found: Value[] = [];
    for await (const path of this.#place.list(rowsPath(job))) {
      const value = at(job, path);
      if (value !== undefined) {
        found.push(value);
      }
    }
    return found;
  }

  /** Undefined where it is not there. */
  async #head(job: JobRef, segment: RowSegmentId): Promise<RowSegmentHead | undefined> {
    const path = headPath(job, segment);
    const head = await this.#read(path, parseHead);
    if (head !== undefined && (head.epoch !== segment.epoch || head.number !== segment.number)) {
      throw unusable(path, "it is the head of another segment");
    }
    return head;
  }

  #decided(job: JobRef, epoch: number): Promise<ListingRecovery | undefined> {
    return this.#read(recoveryPath(job, epoch), parseRecovery);
  }

  async #read<Value>(path: string, parse: (json: string) => Value): Promise<Value | undefined> {
    const text = await this.#place.get(path);
    try {
      return text === undefined ? undefined : parse(text);
    } catch (error) {
      throw error instanceof DamagedDocument ? unusable(path, error.message) : error;
    }
  }
}

/** Never left out: a segment that cannot be read holds rows that nothing else has. */
function unusable(path: string, problem: string): PenstockError {
  return new PenstockError(
    "journal-unavailable",
    `rows of a job cannot be read at ${path} in the journal: ${problem}; restore it from a copy of the journal`,
  );
}
