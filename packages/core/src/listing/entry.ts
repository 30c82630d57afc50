import type { PublishedChecksum, SourceValidator } from "../transfers/transfer.ts";

/** One object of a selection, as its list tells of it: enough to move it without another look. */
export type Entry = {
  readonly key: string;
  readonly sizeBytes: number;
  readonly validator: SourceValidator;
  /** Only where it differs from what the selection's template makes of the key. */
  readonly destinationKey?: string;
  readonly versionId?: string;
  /** As the source spells it. Archived objects are told from here, before a byte is asked for. */
  readonly storageClass?: string;
  readonly checksum?: PublishedChecksum;
};
