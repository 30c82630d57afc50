/** What a tenant has to do now. */
export type TenantWork = {
  readonly tenant: string;
  /** Parts that are queued or being moved. */
  readonly inFlight: number;
  /** Transfers whose parts wait for a place in the in-flight limit. */
  readonly queuedTransfers: number;
  /** Transfers that are not finished, these among them. */
  readonly openTransfers: number;
};

/** What the sweep looks at first, of all tenants at once. Rejects with `ledger-unavailable`. */
export type RunQueues = {
  /** Of every tenant that was ever seen. Takes one round trip, and no time for the size of a queue. */
  work(): Promise<readonly TenantWork[]>;
  /** How many parts of each tenant may be in flight at once. */
  setInFlightLimits(limits: ReadonlyMap<string, number>): Promise<void>;
};
