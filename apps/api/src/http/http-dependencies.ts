import type {
  Address,
  Calendar,
  Clock,
  ConfigStore,
  Connections,
  Hashing,
  JobArchive,
  Journal,
  Ledger,
  Limits,
  Log,
  ManifestStore,
  Random,
  Repetitions,
  Retention,
  RowArchive,
  Sealing,
  TaskQueue,
} from "@penstock/core";
import type { Dashboard } from "@penstock/dashboard";
import type { KnownTenants, LimitDesk } from "@penstock/engine";
import type { Meters, OriginPolicy, Readiness } from "@penstock/process";
import type { ConnectionDescription } from "@penstock/wire";
import type { Authentication } from "../auth/authentication.ts";
import type { FailedLogins } from "../auth/failed-logins.ts";
import type { RateLimit } from "../auth/rate-limit.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { Prices } from "../prices.ts";

/** What the routes stand on: ports, and what the process that listens knows of itself. */
export type HttpDependencies = {
  readonly ledger: Ledger;
  readonly journal?: Journal | undefined;
  /** Of finished jobs; it comes with a journal. */
  readonly archive?: JobArchive | undefined;
  /** The rows of jobs of many objects; it comes with a journal as well. */
  readonly rowArchive?: RowArchive | undefined;
  /** That clients sent; it comes with a journal as well. */
  readonly manifests?: ManifestStore | undefined;
  /** Named in the response for a job that is gone. */
  readonly retention?: Retention | undefined;
  /** Whether an address leads into the journal itself, which no job may read or write. */
  readonly isInJournal?: (address: Address) => boolean;
  readonly queue: TaskQueue;
  /** Of what is changed while the deployment runs. */
  readonly config: ConfigStore;
  readonly calendar: Calendar;
  /** Of the deployment, by the settings. */
  readonly limits?: Limits;
  /** Where the limits of a new job are kept. */
  readonly limitDesk?: LimitDesk;
  /** What tenants may do; left out, all of them may do anything. */
  readonly tenants?: KnownTenants;
  readonly connections: Connections & {
    describe(): ConnectionDescription[];
    whyUnusable(): Promise<readonly string[]>;
  };
  /** Reads again which connections the API made, also through other processes; left out: none are made. */
  readonly lookForConnections?: () => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  /** What this process repeats because it failed; its own where left out. */
  readonly repeats?: Repetitions;
  readonly hashing: Hashing;
  /** Of the secrets of webhooks; without it there are none. */
  readonly sealing?: Sealing;
  readonly log: Log;
  readonly whyNotReady: Readiness;
  /** What this process counts for Prometheus; left out, it is counted and not shown. */
  readonly meters?: Meters;
  /** Rejects with `ledger-full` while no job can be accepted. */
  readonly assertCapacity: () => Promise<void>;
  /** Whose requests are answered; those for this machine alone when left out. */
  readonly origin?: OriginPolicy;
  /** Says who asks; every client may ask for everything where it is left out. */
  readonly auth?: {
    readonly identify: Authentication;
    readonly sessions: Sessions;
    /** How often each may ask; left out: any number of times. */
    readonly rateLimit?: RateLimit | undefined;
    /** Counts keys that are not valid; left out, anything may be tried. */
    readonly failedLogins?: FailedLogins;
    /** A key was made or revoked. */
    readonly onKeysChanged: () => Promise<void>;
  };
  /** What providers bill; without a provider, its costs are not estimated. */
  readonly prices?: Prices;
  /** The page for browsers; without it `/` is the index for them as well. */
  readonly dashboard?: () => Promise<Dashboard>;
  /** Signs receipts; without it they are given out unsigned. */
  readonly receiptKey?: string | undefined;
};
