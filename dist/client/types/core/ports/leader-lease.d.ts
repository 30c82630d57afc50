export type LeaderTerm = {
    /** The process that leads. */
    readonly holder: string;
    /** The fencing number: every term has a higher one than all before it. */
    readonly fence: number;
};
/** One lease for all coordinators. Rejects with `ledger-unavailable`. */
export type LeaderLease = {
    /** Takes the lease, or renews it for its holder, and returns who leads now. */
    take(holder: string, leaseMs: number): Promise<LeaderTerm>;
    /** Ends a term before its time, so that another may lead at once. One that is over is left alone. */
    release(term: LeaderTerm): Promise<void>;
};
