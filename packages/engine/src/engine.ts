import type {
  Clock,
  Connections,
  Hashing,
  JobArchive,
  Journal,
  Ledger,
  Log,
  ManifestStore,
  Random,
  Repetitions,
  RowArchive,
  TaskQueue,
  WorkMeter,
} from "@penstock/core";
import type { Breakers } from "./failures/breakers.ts";
import type { BufferPool } from "./parts/buffer-pool.ts";
import type { SignedSources } from "./sources/signed-sources.ts";

/** What every use case needs. The composition root of each app makes one. */
export type Engine = {
  readonly ledger: Ledger;
  /** Without one, losing Redis loses the jobs that it held. */
  readonly journal?: Journal | undefined;
  /** Of finished jobs; it comes with a journal. */
  readonly archive?: JobArchive | undefined;
  /** Of bulk jobs; it comes with a journal, to those processes that record or restore them. */
  readonly rowArchive?: RowArchive | undefined;
  /** That clients sent; it comes with a journal, to those processes that accept, plan or forget jobs. */
  readonly manifests?: ManifestStore | undefined;
  readonly queue: TaskQueue;
  readonly connections: Connections;
  /** To those processes that accept jobs, plan them or upload parts. */
  readonly signedSources?: SignedSources | undefined;
  /** Shared by all that runs in this process. */
  readonly breakers: Breakers;
  /** The same: what failed and is done again, apart from the steps of transfers. */
  readonly repeats: Repetitions;
  readonly hashing: Hashing;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Names this process in the ledger's failures, for the person who looks for its log. */
  readonly processId: string;
};

/** Of the ledger only these ports: for a function that needs no others. */
export type OnPorts<Name extends keyof Ledger> = { readonly ledger: Pick<Ledger, Name> };

/** What uploads parts. */
export type PartEngine = Engine & {
  readonly buffers: BufferPool;
  readonly meter: WorkMeter;
};
