import type {
  PublishedChecksum,
  SourceSigns,
  SourceValidator,
  SourceVersion,
} from "../transfers/transfer.ts";

/** One object of a selection, as its list tells of it: enough to move it without another look. */
export type Entry = {
  readonly key: string;
  /**
   * Where the list has it, in the order of the list; left out where that is its key. Positions of a
   * manifest and of rows are decimal numbers of a fixed width, so that every list is cut by the same rules.
   */
  readonly position?: string;
  readonly sizeBytes: number;
  readonly validator: SourceValidator;
  /** Every other sign of its version, where a list tells some: that of files does. */
  readonly signs?: SourceSigns;
  /** Only where it differs from what the selection's template makes of the key. */
  readonly destinationKey?: string;
  readonly versionId?: string;
  /** As the source spells it. Archived objects are told from here, before a byte is asked for. */
  readonly storageClass?: string;
  readonly checksum?: PublishedChecksum;
  /** Where the list tells it: for comparisons by time. */
  readonly modifiedAtMs?: number;
  /** Why it is no object to move: a row says so, instead of silence. Its size and validator mean nothing. */
  readonly unreadable?: Unreadable;
};

/**
 * - `leads-out`: a link to something outside of the root.
 * - `leads-nowhere`: a link to nothing, or to itself.
 * - `not-a-file`: a device, a socket, a FIFO, or a link to a folder, which may lead in a circle.
 * - `not-utf8`: its name is no text; the key shows the bytes that are none as `%XX`.
 */
export type Unreadable = "leads-out" | "leads-nowhere" | "not-a-file" | "not-utf8";

export function positionOf({ position, key }: Entry): string {
  return position ?? key;
}

/** What each read of it is compared with. */
export function sourceVersionOfEntry({
  sizeBytes,
  validator,
  signs,
  checksum,
}: Entry): SourceVersion {
  return {
    sizeBytes,
    validator,
    ...(signs !== undefined && { signs }),
    ...(checksum !== undefined && { checksum }),
  };
}
