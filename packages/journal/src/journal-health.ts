import { access, mkdir, rm } from "node:fs/promises";
import type { DocumentStore, Log, Random } from "@penstock/core";
import { writeDurably } from "./durable-files.ts";
import { toJournalError, toUnavailable } from "./journal-errors.ts";
import { markerPath } from "./journal-paths.ts";
import type { JournalPlace } from "./open-journal.ts";

/** In a store each trial is two requests that cost money. */
const TRY_EVERY_MS = { folder: 5000, store: 60_000 } as const;
/** A file system has room for some bytes longer than for a block. */
const TRIAL_BYTES = 8192;

type Options = {
  readonly log: Log;
  readonly random: Random;
  readonly connections: { readonly documentStore: (connection: string) => DocumentStore };
  readonly nowMs?: () => number;
};

/**
 * Why the journal cannot be written now, for readiness checks: tried by a write, a flush and a delete, and
 * no oftener than every few seconds. An outage is logged when it is found, and when it is over.
 */
export function watchJournal(
  place: JournalPlace | undefined,
  { log, random, connections, nowMs = () => performance.now() }: Options,
): () => Promise<readonly string[]> {
  if (place === undefined) {
    return async () => [];
  }
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let reason: string | undefined;
  return async () => {
    if (nowMs() - triedAtMs >= TRY_EVERY_MS[place.kind]) {
      triedAtMs = nowMs();
      const found = await tryToWrite(place, random, connections);
      if (found !== undefined && reason === undefined) {
        log.error({ reason: found }, "no job can be accepted: the journal cannot be written");
      } else if (found === undefined && reason !== undefined) {
        log.info({}, "the journal can be written again");
      }
      reason = found;
    }
    return reason === undefined ? [] : [reason];
  };
}

async function tryToWrite(
  place: JournalPlace,
  random: Random,
  connections: Options["connections"],
): Promise<string | undefined> {
  const name = `trial-${Buffer.from(random.bytes(6)).toString("hex")}.draft`;
  try {
    if (place.kind === "folder") {
      await tryInFolder(place.path, name);
    } else {
      const objects = connections.documentStore(place.connection);
      await objects.put(`${place.prefix}${name}`, name);
      await objects.delete(`${place.prefix}${name}`);
    }
    return undefined;
  } catch (error) {
    const reported =
      place.kind === "folder"
        ? toJournalError(place.path, error)
        : toUnavailable(`${place.connection}:${place.prefix}`, error);
    return reported instanceof Error ? reported.message : "the journal cannot be used now";
  }
}

/** In a folder of its own, which cannot be taken for a tenant's or a job's. */
async function tryInFolder(root: string, name: string): Promise<void> {
  const path = `${root}/${name}`;
  // A disk that is not mounted can be written as well: it is not the journal.
  await access(markerPath(root));
  await mkdir(path);
  try {
    await writeDurably(`${path}/trial`, "x".repeat(TRIAL_BYTES), `${path}/draft`);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
