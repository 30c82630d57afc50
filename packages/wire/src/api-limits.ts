/** What the API takes, at most. docs/api.md lists them. */
export const API_LIMITS = {
  /** A job names its objects; it does not list them. */
  bodyBytes: 64 * 1024,
  /** Of `jobs:batch`. */
  batchBytes: 512 * 1024,
  /** Of `jobs:batch` and `jobs:retryMatching`. */
  jobsPerRequest: 100,
  requestMs: 15_000,
  /** Enough for every poller of a cluster, and far below what a process may hold open. */
  connections: { perAddress: 500, total: 1000 },
  /** What asks a store many times: lists of many uploads take many requests. */
  storeMs: 60_000,
  /** Each shown upload costs a request to its store. */
  uploadsShown: 200,
  /** Each may take as long as `storeMs`, and asks the stores as often as they have uploads. */
  surveysAtOnce: 8,
  connectionTestsAtOnce: 16,
  scrapesAtOnce: 16,
  /** Each holds some MiB until they are written. */
  manifestsAtOnce: 8,
  /** Each holds a connection for as long as it is listened to; the others are for requests. */
  eventStreams: 600,
  /** What a stream keeps for a client that reads slowly; more, and it is cut off. */
  streamBufferBytes: 256 * 1024,
} as const;
