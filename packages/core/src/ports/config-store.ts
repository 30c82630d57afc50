/** One kind of configuration: `schedules`, `limits`. Its owner says what a document of it holds. */
export type ConfigKind<Value> = {
  /** Part of paths and keys: lower-case letters and hyphens. */
  readonly name: string;
  /** Throws for what is no document of this kind. The `parse` of a strict zod schema fits. */
  parse(value: unknown): Value;
};

export type ConfigDocument<Value> = {
  readonly name: string;
  /** Grows with every change of this document, also over a delete. */
  readonly revision: number;
  readonly changedAtMs: number;
  readonly value: Value;
};

export type ConfigLook<Value> = {
  readonly documents: readonly ConfigDocument<Value>[];
  /** Names of those that are known to be deleted. */
  readonly deleted: readonly string[];
  readonly isWhole: boolean;
};

/**
 * Versioned documents that people change while the deployment runs. With a journal they outlive the
 * loss of Redis; a change that resolved is seen by every later read of every process.
 *
 * Rejects with `state-conflict` for a revision that is not the newest, `request-invalid` for what is no
 * document, `ledger-unavailable` and `journal-unavailable`. After the last two a change may have
 * happened: read before trying again.
 */
export type ConfigStore = {
  /** In the order of their names. What its kind cannot parse is left out, and named in the log. */
  list<Value>(kind: ConfigKind<Value>): Promise<readonly ConfigDocument<Value>[]>;
  /** The same for a process without the journal: `isWhole` is false while some may be missing, for Redis was emptied. */
  look<Value>(kind: ConfigKind<Value>): Promise<ConfigLook<Value>>;
  read<Value>(kind: ConfigKind<Value>, name: string): Promise<ConfigDocument<Value> | undefined>;
  /** @param change `revision` is the one that was read, or 0 for a document that may not exist yet */
  write<Value>(
    kind: ConfigKind<Value>,
    name: string,
    change: { readonly revision: number; readonly value: Value },
  ): Promise<ConfigDocument<Value>>;
  delete(kind: ConfigKind<unknown>, name: string, revision: number): Promise<void>;
  /** Another one after every change: what a copy in a process is checked against, at the price of one read. */
  version(): Promise<string>;
  /**
   * Makes Redis and the journal agree on the newest revision of each, and notes that Redis has all of them. Any number of
   * processes may run it, but none that only lacks the journal which others have.
   */
  reconcile(): Promise<void>;
};
