import type { Ledger } from "@penstock/core";

export type LedgerCall = {
  /** The port and its method, as in `transfers.save`. */
  readonly name: string;
  readonly args: readonly unknown[];
  /** Does what the caller asked for. */
  run(): Promise<unknown>;
};

/** A ledger whose every call goes through `intercept`, which returns what the caller gets. */
export function interceptLedger(
  ledger: Ledger,
  intercept: (call: LedgerCall) => Promise<unknown>,
): Ledger {
  const port = <Port extends object>(portName: string, target: Port): Port =>
    interceptPort(target, ({ name, ...call }) =>
      intercept({ ...call, name: `${portName}.${name}` }),
    );
  return {
    jobs: port("jobs", ledger.jobs),
    finished: port("finished", ledger.finished),
    history: port("history", ledger.history),
    transfers: port("transfers", ledger.transfers),
    parts: port("parts", ledger.parts),
    uploads: port("uploads", ledger.uploads),
    workers: port("workers", ledger.workers),
    connectionTests: port("connectionTests", ledger.connectionTests),
    events: port("events", ledger.events),
    deliveries: port("deliveries", ledger.deliveries),
    listings: port("listings", ledger.listings),
    batches: port("batches", ledger.batches),
    rows: port("rows", ledger.rows),
    measures: port("measures", ledger.measures),
    limits: port("limits", ledger.limits),
    deadlines: port("deadlines", ledger.deadlines),
    hedges: port("hedges", ledger.hedges),
  };
}

/** The same of any port whose methods return promises. */
export function interceptPort<Port extends object>(
  port: Port,
  intercept: (call: LedgerCall) => Promise<unknown>,
): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function"
        ? (...args: readonly unknown[]) =>
            intercept({
              name: String(name),
              args,
              run: async () => Reflect.apply(member, target, args),
            })
        : member;
    },
  });
}
