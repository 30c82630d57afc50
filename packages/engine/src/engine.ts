import type { Clock, Connections, Ledger, Log, Random, TaskQueue } from "@penstock/core";

/** What every use case needs. The composition root of each app makes one. */
export type Engine = {
  readonly ledger: Ledger;
  readonly queue: TaskQueue;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Names this process in the ledger's failures, for the person who looks for its log. */
  readonly processId: string;
};
