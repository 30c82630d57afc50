export { checksumOf } from "./checksum-of.ts";
export { bulkEvents, playBulkEvents } from "./conformance/bulk-events.ts";
export { describeBulkLedger } from "./conformance/bulk-ledger-suite.ts";
export { type BulkLedgerUnderTest, BulkScenario } from "./conformance/bulk-scenario.ts";
export { describeConfigStore, LIMITS } from "./conformance/config-store-suite.ts";
export { describeDocumentStore } from "./conformance/document-store-suite.ts";
export { describeJobArchive } from "./conformance/job-archive-suite.ts";
export { describeJournal } from "./conformance/journal-suite.ts";
export { describeLeaderLease } from "./conformance/leader-lease-suite.ts";
export {
  type LedgerEvent,
  type LedgerSnapshot,
  ledgerEvents,
  playEvents,
} from "./conformance/ledger-events.ts";
export {
  LedgerScenario,
  type LedgerUnderTest,
  reportOf,
  reportOfPart,
  uploadOf,
} from "./conformance/ledger-scenario.ts";
export { describeLedger } from "./conformance/ledger-suite.ts";
export { describeLyingLists, type OpenedLister } from "./conformance/lister-lies-suite.ts";
export { describeLister, type ListerUnderTest } from "./conformance/lister-suite.ts";
export { describeAttributes } from "./conformance/object-store-attributes-suite.ts";
export type { HttpStoreUnderTest, StoreUnderTest } from "./conformance/object-store-scenario.ts";
export { describeObjectStore } from "./conformance/object-store-suite.ts";
export { describeRowArchive, type RowArchiveUnderTest } from "./conformance/row-archive-suite.ts";
export { describeSessionStore } from "./conformance/session-store-suite.ts";
export { describeSourceReader, type SourceUnderTest } from "./conformance/source-reader-suite.ts";
export { describeSourceVersions } from "./conformance/source-versions-suite.ts";
export { eventually } from "./eventually.ts";
export { startHttpServer, type TestHttpServer } from "./http-server.ts";
export { interceptLedger, interceptPort, type LedgerCall } from "./intercept-ledger.ts";
export { ManualClock } from "./manual-clock.ts";
export { MemoryConfigStore } from "./memory-config-store.ts";
export { MemoryJobArchive } from "./memory-job-archive.ts";
export { MemoryJournal } from "./memory-journal.ts";
export { MemoryLeaderLease } from "./memory-leader-lease.ts";
export { MemoryLedger } from "./memory-ledger/memory-ledger.ts";
export { memoryLister } from "./memory-lister.ts";
export { type MemoryObject, MemoryObjectStore } from "./memory-object-store.ts";
export { MemoryRowArchive } from "./memory-row-archive.ts";
export { MemorySessionStore } from "./memory-session-store.ts";
export { MemorySource } from "./memory-source.ts";
export { MemoryTaskQueue } from "./memory-task-queue.ts";
export { type RangeServer, type RangeServerOptions, startRangeServer } from "./range-server.ts";
export { type TestRedis, useRedis } from "./redis-server.ts";
export { repetitions } from "./repetitions.ts";
export { seededRandom } from "./seeded-random.ts";
export { silentLog } from "./silent-log.ts";
export {
  type Mood,
  refuse,
  refuseList,
  rejection,
  type StoreTrial,
  tryStore,
} from "./trial-store.ts";
