import type { ChecksumAlgorithm } from "../bytes/checksum.ts";
import type { Lister } from "./lister.ts";
import type { ObjectStore } from "./object-store.ts";
import type { SourceReader } from "./source-reader.ts";

export type StoreVariant = {
  readonly pathStyle?: boolean;
  readonly checksum?: ChecksumAlgorithm;
};

/** Stores, sources and their lists by the name of their connection. */
export type Connections = {
  /** @throws PenstockError `connection-unknown`, or `connection-unsuitable` for one that cannot be written to */
  store(name: string): ObjectStore;
  /** @throws PenstockError `connection-unknown` */
  source(name: string): SourceReader;
  /** @throws PenstockError `connection-unknown`, or `connection-unsuitable` for one that lists nothing */
  lister(name: string): Lister;
  /**
   * What the destination's store calls the source's bucket, where it can copy from it by itself: both
   * are buckets of one service and one account. Undefined elsewhere.
   */
  serverSideCopySource(source: string, destination: string): string | undefined;
  /** Whom its requests are made as, without a secret; undefined where they are made as none. */
  actsAs?(name: string): Promise<string | undefined>;
  /** The same store with one thing decided otherwise, to find out what works. Its owner closes it. */
  probe(name: string, variant: StoreVariant): ObjectStore & { close(): void };
};
