import type { JobRef, JournalledJob, Log, Transfer } from "@penstock/core";
import { DamagedDocument, parseJob, parseTransfer } from "./journal-documents.ts";

/** Reads documents, and names in the log those that are damaged, each of them once. */
export class DocumentReader {
  readonly #log: Log;
  /** The sweep comes by every few seconds. */
  readonly #damaged = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Undefined for a document that is damaged. */
  read<Value>(place: string, text: string, parse: (json: string) => Value): Value | undefined {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof DamagedDocument)) {
        throw error;
      }
      this.#tell(place, error.message);
      return undefined;
    }
  }

  #tell(place: string, reason: string): void {
    if (!this.#damaged.has(place)) {
      this.#damaged.add(place);
      this.#log.error(
        { detail: place, reason },
        "a file of the journal cannot be read and is ignored",
      );
    }
  }
}

/** @throws DamagedDocument, as all of them */
export function parseOwnJob(json: string, { tenant, jobId }: JobRef): JournalledJob {
  const found = parseJob(json);
  if (found.job.id !== jobId || found.job.tenant !== tenant) {
    throw new DamagedDocument(`it holds ${found.job.id}, another job than its folder says`);
  }
  return found;
}

export function parseOwnTransfer(
  json: string,
  { id, revision }: Pick<Transfer, "id" | "revision">,
): Transfer {
  const found = parseTransfer(json);
  if (found.id !== id || found.revision !== revision) {
    throw new DamagedDocument(
      `it holds ${found.id} of revision ${found.revision}, not what its name says`,
    );
  }
  return found;
}

/**
 * By generation first: a ledger that fell back counts on from an older `revision`, and may bring an older
 * generation past a newer one.
 */
export function newestOf(written: readonly (Transfer | undefined)[]): Transfer | undefined {
  return written
    .filter((found) => found !== undefined)
    .reduce<Transfer | undefined>(
      (newest, found) => (newest === undefined || isNewer(found, newest) ? found : newest),
      undefined,
    );
}

function isNewer(one: Transfer, other: Transfer): boolean {
  return one.generation === other.generation
    ? one.revision > other.revision
    : one.generation > other.generation;
}
