/**
 * Documents in a bucket, of some MiB at most, each written and read as a whole. Narrower than
 * `ObjectStore`, because nothing of it is ever in parts.
 *
 * Every method may be repeated, ends every wait by itself, and rejects with a PenstockError.
 */
export type DocumentStore = {
    /** Resolves once the store keeps it. */
    put(key: string, document: string | Uint8Array): Promise<void>;
    /**
     * Leaves an object alone that is there already. A store that does not know the condition replaces
     * it: callers may only write the same once more.
     */
    putIfAbsent(key: string, text: string): Promise<void>;
    /** Undefined when there is no object. */
    get(key: string): Promise<string | undefined>;
    /** The same for a document that is no text; of some ten MiB at most. */
    getBytes(key: string): Promise<Uint8Array | undefined>;
    /** The keys with this prefix, in their order, page by page as they are walked. */
    list(prefix: string): AsyncIterable<string>;
    /** Resolves also when there is no object. */
    delete(key: string): Promise<void>;
};
