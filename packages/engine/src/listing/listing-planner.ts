import type {
  Delivery,
  Entry,
  Job,
  JobId,
  ListingStore,
  RowArchive,
  RowLines,
  Transfer,
} from "@penstock/core";
import type { Engine } from "../engine.ts";

/** Where what was found goes to. */
export type ListingSink = Pick<
  ListingStore,
  "readListing" | "addListed" | "splitShard" | "noteUnlisted" | "breakShard"
>;

/** An entry that is moved in parts, and the transfer that it becomes. */
type LargeEntry = { readonly entry: Entry; readonly transfer: Transfer };

/** What lists: the engine, or for a dry run one that counts instead of writing. */
export type ListingPlanner = Pick<
  Engine,
  | "connections"
  | "breakers"
  | "hashing"
  | "signedSources"
  | "manifests"
  | "clock"
  | "random"
  | "log"
  | "processId"
> & {
  readonly listings: ListingSink;
  /** How many entries the job has so far. */
  listedSoFar(job: Job): Promise<number>;
  /** Written before they are added, so that a ledger that is lost takes none of them with it. */
  keepLarge(transfers: readonly Transfer[]): Promise<void>;
  /** What was added may be moved now. */
  start(
    added: { readonly batches: number; readonly large: readonly LargeEntry[] },
    job: Job,
  ): Promise<void>;
  /** Which keys of a connection are Penstock's own, which no job reads or writes. */
  ownKeysOf?(connection: string): (key: string) => boolean;
  /** For lists of the rows of another job. */
  readonly rowArchive?: RowArchive | undefined;
  readonly rowLines?: RowLines;
};

export type ListingRef = { readonly tenant: string; readonly jobId: JobId };

/** What bounds a turn. */
export type ListingTurnLimits = Pick<Delivery, "signal" | "mayContinue">;
