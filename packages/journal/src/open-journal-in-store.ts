import type { Journal, Log } from "@penstock/core";
import { checkMarker, DamagedDocument, formatMarker } from "./journal-documents.ts";
import { passesByItself, unusable } from "./journal-errors.ts";
import { JournalInStore, listed, type StorePlace } from "./journal-in-store.ts";
import { jobKeyOf, jobsBelow, markerKey, transfersBelow } from "./journal-keys.ts";
import { CANCELLED } from "./journal-paths.ts";

/** Resolves after so long. */
export type Pause = (ms: number) => Promise<void>;

const FIRST_PAUSE_MS = 500;
const PAUSE_MS = 5000;

/**
 * A journal below a prefix of a bucket. Any number of processes may open it. Writing, reading, listing
 * and deleting are tried once, so that missing rights show at start. A store that is away is waited for,
 * as Redis is; the caller's `pause` says how.
 *
 * @throws PenstockError `settings-invalid` for a bucket that cannot be used so, or that holds the
 * journal of another version
 */
export async function openJournalInStore(
  place: StorePlace,
  { log, pause }: { readonly log: Log; readonly pause: Pause },
): Promise<Journal> {
  for (let isFirst = true; !(await isUsable(place, log)); isFirst = false) {
    await pause(isFirst ? FIRST_PAUSE_MS : PAUSE_MS);
  }
  return new JournalInStore(place, log);
}

/** False while it is only to be waited for. */
async function isUsable(place: StorePlace, log: Log): Promise<boolean> {
  try {
    await checkVersion(place);
    await removeForgotten(place);
    return true;
  } catch (error) {
    if (!passesByItself(error)) {
      throw unusable(place.name, error);
    }
    // Each time: the log holds back what it has said.
    log.error(
      { code: error.code, reason: error.message },
      `the journal (PENSTOCK_JOURNAL) in ${place.name} cannot be used; retrying until it can, and not ready before`,
    );
    return false;
  }
}

async function checkVersion({ objects, prefix }: StorePlace): Promise<void> {
  const marker = markerKey(prefix);
  const text = await objects.get(marker);
  try {
    if (text !== undefined) {
      checkMarker(text);
    }
  } catch (error) {
    throw error instanceof DamagedDocument
      ? new Error(`${marker}: ${error.message}`, { cause: error })
      : error;
  }
  // Each time: that shows whether the bucket can be written.
  await objects.put(marker, formatMarker());
  await objects.delete(`${marker}.draft`);
}

/** What a process left that died while it forgot a job, and what was written about the job since then. */
async function removeForgotten({ objects, prefix }: StorePlace): Promise<void> {
  const written = await listed(objects, transfersBelow(prefix));
  const jobs = await listed(objects, jobsBelow(prefix));
  const known = new Set(jobs);
  const left = [...written, ...jobs.filter((key) => key.endsWith(CANCELLED))].filter(
    (key) => !known.has(jobKeyOf(prefix, key)),
  );
  for (const key of left) {
    // The list was made page by page: the job may have come in between.
    if ((await objects.get(jobKeyOf(prefix, key))) === undefined) {
      await objects.delete(key);
    }
  }
}
