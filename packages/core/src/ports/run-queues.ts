/** What a tenant has to do now. */
export type TenantWork = {
  readonly tenant: string;
  /** Parts that are queued or being moved. */
  readonly inFlight: number;
  /** Transfers whose parts wait for a place in the in-flight limit. */
  readonly queuedTransfers: number;
  /** Transfers that are not finished, these among them. */
  readonly openTransfers: number;
  /** How many parts may be in flight at once; undefined where it was never set. */
  readonly inFlightLimit: number | undefined;
};

/** What the sweep looks at first, of all tenants at once. Rejects with `ledger-unavailable`. */
export type RunQueues = {
  /** Of every tenant that was ever seen. Takes one round trip, whatever is in the queues. */
  work(): Promise<readonly TenantWork[]>;
};
