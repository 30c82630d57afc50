/** Which document, of any kind. */
export type ConfigName = {
    readonly kind: string;
    readonly name: string;
};
export type ConfigRevision = ConfigName & {
    readonly revision: number;
};
/** One revision of a document, as it is kept: what its kind wants of it was checked before. */
export type ConfigRecord = ConfigRevision & {
    readonly changedAtMs: number;
    /** Null for a document that is deleted: its revisions count on, so that no old one is taken for a new one. */
    readonly value: object | null;
};
/**
 * The half of the journal that outlives Redis for configuration. A record that was appended survives
 * the loss of power. Several processes may share it. Rejects with `journal-unavailable`.
 */
export type ConfigJournal = {
    /** The newest revision of every document, deleted ones as well, in no order. */
    revisions(): Promise<readonly ConfigRevision[]>;
    /**
     * The newest record of a document; undefined where there is none. One that cannot be read is named in
     * the log, and counts as deleted.
     */
    newest(name: ConfigName): Promise<ConfigRecord | undefined>;
    /**
     * Keeps a record, if it is the newest, and tells whether it did. Of many that append the same revision
     * at once one succeeds, where the store knows conditional writes.
     */
    append(record: ConfigRecord): Promise<boolean>;
};
