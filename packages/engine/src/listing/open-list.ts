// What a selection lists, and what becomes of each entry before it is added.

import {
  type Cause,
  destinationKeys,
  type Entry,
  type EntryRoute,
  entryRejection,
  keepsKeys,
  type Lister,
  largestPut,
  type ManifestRef,
  PenstockError,
  type SelectionRules,
  selectionRules,
} from "@penstock/core";
import { keysLister } from "./keys-lister.ts";
import type { BulkJob } from "./large-transfers.ts";
import type { ListingPlanner } from "./listing-planner.ts";
import { manifestLister } from "./manifest-lister.ts";
import { mergedLister } from "./merged-lister.ts";
import { openManifest } from "./open-manifest.ts";
import { rowsLister } from "./rows-lister.ts";

export type OpenList = {
  readonly lister: Lister;
  readonly rules: SelectionRules;
  /** Larger entries become transfers of their own. */
  readonly maxEntryBytes: number;
  /** How many pieces of it are listed at once. */
  readonly lanes: number;
  /** `nowhere`: its order, or its length, makes no use of it. */
  readonly splits: "anywhere" | "between-folders" | "nowhere";
  /** As it is added: undefined for one that is not wanted. */
  prepare(entry: Entry): Entry | undefined;
};

type Opener = Pick<
  ListingPlanner,
  | "connections"
  | "hashing"
  | "signedSources"
  | "manifests"
  | "ownKeysOf"
  | "rowArchive"
  | "rowLines"
>;

type SpecOfTenant = BulkJob["bulk"] & Pick<BulkJob, "id" | "tenant">;

type Opened = Pick<OpenList, "lister" | "lanes" | "splits">;

/** As many requests as a connection makes for one list. */
const STORE_LANES = 8;
/** As many walks as the lister of a folder keeps open. */
const FOLDER_LANES = 4;

/** @throws PenstockError where the selection, or a connection of it, cannot be used */
export function openList(planner: Opener, job: BulkJob): OpenList {
  const { id, tenant, bulk, createdAtMs } = job;
  const { selection, destination, options } = bulk;
  if (bulk.verb === "check") {
    return openCheck(planner, job);
  }
  const { profile } = planner.connections.store(destination.connection);
  const rules = selectionRules(bulk, createdAtMs);
  const partLimit = largestPut(profile.limits, options.partSizeBytes);
  const route: EntryRoute = {
    ...sourceOf(planner, selection.connection),
    destinationLimits: profile.limits,
    maxEntryBytes: partLimit,
    ...(options.partSizeBytes !== undefined && { partSizeBytes: options.partSizeBytes }),
  };
  const { ownKeysOf = () => () => false } = planner;
  const isOwnSource = ownKeysOf(selection.connection);
  const isOwnDestination = ownKeysOf(destination.connection);
  return {
    ...openSelection(planner, { ...bulk, id, tenant }, rules),
    rules,
    maxEntryBytes: partLimit,
    prepare: (entry) => {
      if (!rules.wants(entry.key)) {
        return undefined;
      }
      const key = rules.destinationKeyOf(entry);
      const refused =
        entry.refused ??
        entryRejection(entry, key, route) ??
        (isOwnSource(entry.key) || isOwnDestination(key) ? OWN : undefined);
      return refused === undefined ? entry : { ...entry, refused };
    },
  };
}

/** What is compared is not moved: it is read where it can be, whatever its size, and nothing is written. */
function openCheck(planner: Opener, { id, tenant, bulk, createdAtMs }: BulkJob): OpenList {
  const rules = selectionRules(bulk, createdAtMs);
  const opened = openSelection(planner, { ...bulk, id, tenant }, rules);
  const keys = destinationKeys(bulk, createdAtMs);
  const source = opened.lister;
  const { connection } = bulk.destination;
  return {
    ...opened,
    lister:
      keys === undefined
        ? source
        : mergedLister({ source, destination: planner.connections.lister(connection), keys }),
    rules,
    maxEntryBytes: Number.MAX_SAFE_INTEGER,
    prepare: (entry) => (rules.wants(entry.key) ? entry : undefined),
  };
}

function openSelection(planner: Opener, spec: SpecOfTenant, rules: SelectionRules): Opened {
  const { connections } = planner;
  const { selection } = spec;
  const { connection } = selection;
  switch (selection.kind) {
    case "prefix": {
      const lister = connections.lister(connection);
      const { listing } = connections.store(connection).profile;
      return listing === "unordered"
        ? { lister, lanes: 1, splits: "nowhere" }
        : { lister, lanes: STORE_LANES, splits: "anywhere" };
    }
    case "tree":
      return {
        lister: connections.lister(connection),
        lanes: FOLDER_LANES,
        splits: "between-folders",
      };
    case "keys": {
      const lister = keysLister(connections.source(connection), selection.keys);
      return { lister, lanes: 1, splits: "nowhere" };
    }
    case "manifest": {
      refuseOwn(planner, selection.manifest);
      const manifest = openManifest(planner, spec, selection.manifest);
      const lister = manifestLister({ manifest, source: connections.source(connection), rules });
      return { lister, lanes: 1, splits: "nowhere" };
    }
    case "rows":
      return { lister: openRows(planner, spec, rules), lanes: 1, splits: "nowhere" };
    default:
      return selection satisfies never;
  }
}

function openRows(
  { connections, rowArchive, rowLines }: Opener,
  { selection, destination, verb, tenant }: SpecOfTenant,
  rules: SelectionRules,
): Lister {
  if (selection.kind !== "rows" || rowArchive === undefined || rowLines === undefined) {
    throw new PenstockError(
      "journal-unavailable",
      "this process has no journal to read rows from: set PENSTOCK_JOURNAL to that of the api and coordinator processes",
    );
  }
  const { connection, jobId, segments, filter } = selection;
  return rowsLister({
    ...{ rowArchive, rowLines, job: { tenant, jobId }, segments, filter, rules },
    source: connections.source(connection),
    keepsKeys: keepsKeys({ selection, destination }),
    isOnePlace: connection === destination.connection,
    isCopy: verb === "copy",
  });
}

/** A file or a web server has no classes, and no store. */
function sourceOf(
  { connections }: Pick<ListingPlanner, "connections">,
  connection: string,
): Pick<EntryRoute, "sourceKind" | "archivedClasses"> {
  const sourceKind = connections.source(connection).kind ?? "s3";
  const isStore = sourceKind === "s3" || sourceKind === "cos";
  return {
    sourceKind,
    archivedClasses: isStore ? connections.store(connection).profile.archivedClasses : [],
  };
}

const OWN: Cause = { code: "key-invalid", message: "this is where Penstock keeps its journal" };

/** What others submitted is no list: it would be shown by what is wrong with its lines. */
function refuseOwn({ ownKeysOf }: Pick<ListingPlanner, "ownKeysOf">, manifest: ManifestRef) {
  if (!("upload" in manifest) && ownKeysOf?.(manifest.connection)(manifest.key) === true) {
    throw new PenstockError("key-invalid", "the manifest lies where Penstock keeps its journal");
  }
}
