/** What the API takes, at most. docs/api.md lists them. */
export declare const API_LIMITS: {
    /** A job names its objects; it does not list them. */
    readonly bodyBytes: number;
    readonly requestMs: 15000;
    /** Enough for every poller of a cluster, and far below what a process may hold open. */
    readonly connections: {
        readonly perAddress: 500;
        readonly total: 1000;
    };
    /** What asks a store many times: lists of many uploads take many requests. */
    readonly storeMs: 60000;
    /** Each shown upload costs a request to its store. */
    readonly uploadsShown: 200;
    /** Each may take as long as `storeMs`, and asks the stores as often as they have uploads. */
    readonly surveysAtOnce: 8;
    readonly connectionTestsAtOnce: 16;
    readonly scrapesAtOnce: 16;
};
