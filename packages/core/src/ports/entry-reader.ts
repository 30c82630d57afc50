import type { SourceAttributes } from "../objects/object-attributes.ts";
import type { SourceVersion } from "../transfers/transfer.ts";
import type { BodyPace } from "./object-store.ts";

/** An object that is being read from its first byte to its last. */
export type OpenedObject = {
  /** What the response says of it besides its bytes; left out where a source has bytes only. */
  readonly attributes?: SourceAttributes;
  /** As `SourceReader.read` gives them. They have to be walked (leaving early is fine), or the source stays open. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** For who reads and sends nothing: what is sent is held back there. */
  readonly pace?: BodyPace;
};

/** Reads what a list told of. Rejects as a SourceReader does, and ends every wait by itself. */
export type EntryReader = {
  /**
   * A whole object of the listed version, by one request: its attributes come with its bytes. Whatever
   * coding it is stored in is taken for planned, since no list tells it.
   */
  open(key: string, sourceVersion: SourceVersion, signal: AbortSignal): Promise<OpenedObject>;
};

export type EntryReaders = {
  /** By the name of its connection. @throws PenstockError `connection-unknown` */
  entryReader(name: string): EntryReader;
};
