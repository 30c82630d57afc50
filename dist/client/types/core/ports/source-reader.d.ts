import type { ByteRange } from "../bytes/byte-range.js";
import type { SourceAttributes } from "../objects/object-attributes.js";
import type { SourceKind } from "../objects/object-key.js";
import type { SourceVersion } from "../transfers/transfer.js";
export type SourceStat = {
    readonly sourceVersion: SourceVersion;
    /** Left out where a source has bytes only. */
    readonly attributes?: SourceAttributes;
    /** False: the object can only be read from its first byte to its last. */
    readonly hasRanges: boolean;
};
/**
 * Where bytes come from. Rejects with PenstockErrors of the `source-…` codes only, ends every wait by
 * itself (a source slower than its minimum rate is `source-unreachable`), and honours its signal.
 */
export type SourceReader = {
    /** Which rules its keys follow. Left out: those of S3. */
    readonly kind?: SourceKind;
    /** Rejects with `source-missing`, `source-forbidden`, or `source-response-invalid` when the size cannot be told. */
    stat(key: string, signal: AbortSignal): Promise<SourceStat>;
    /**
     * The bytes of the range, exactly: fewer or more reject with `source-length-wrong`, another
     * version than the pinned one with `source-changed`. A range of the whole object is read without
     * a Range header, so that it works on every source. Each chunk is valid only until the next one
     * is asked for. Leaving the loop early closes the source.
     */
    read(key: string, sourceVersion: SourceVersion, range: ByteRange, signal: AbortSignal): AsyncIterable<Uint8Array>;
};
