/**
 * What a browser may ask by for a while: links that are good once, and the sessions that follow. Each under
 * the hash of a secret that only the browser has. Rejects with `ledger-unavailable`.
 */
export type SessionStore = {
  write(name: string, value: string, forMs: number): Promise<void>;
  /** Undefined for one that is over, or was never there. */
  read(name: string): Promise<string | undefined>;
  /** As `read`, and it is not there any more: of many that take it at once, one gets it. */
  take(name: string): Promise<string | undefined>;
};
