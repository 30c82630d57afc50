/** The name under which an object's metadata tell whose it is. It never travels. */
export declare const TOKEN_NAME = "penstock-token";
/**
 * Written to the metadata of what a bulk job moves, so that a later run can tell that a source is
 * unchanged, however its store and the destination's spell their ETags. It never travels.
 */
export declare const SOURCE_MARK_NAME = "penstock-source";
/** Metadata that Penstock writes of its own, and that never travels. */
export declare const OWN_NAMES: readonly string[];
export type ObjectAttributes = {
    readonly contentType?: string;
    readonly cacheControl?: string;
    readonly contentDisposition?: string;
    readonly contentEncoding?: string;
    readonly contentLanguage?: string;
    /** An HTTP date, sent as it is. */
    readonly expires?: string;
    /** User metadata: names in lower case, printable ASCII. */
    readonly metadata: Readonly<Record<string, string>>;
    /** In the store's own words: `STANDARD_IA`, `ARCHIVE`, … */
    readonly storageClass?: string;
    /** A canned one, in the store's own words: `private`, `public-read`, … */
    readonly acl?: string;
    /** At most 10. */
    readonly tags?: Readonly<Record<string, string>>;
};
/**
 * Which attributes a new object gets.
 *
 * - `preserve`: those of its source, and those that the job gives, which win.
 * - `set`: those that the job gives.
 * - `none`: none at all.
 */
export type AttributePolicy = "preserve" | "none" | "set";
/** Attributes of a source that its copy does not get: by the names that a job gives them under. */
export type LeftBehind = {
    readonly names: readonly string[];
    readonly reason: string;
};
/** What a source says of its object, besides its bytes. */
export type SourceAttributes = {
    /** As the source spells them: whether a store can take them is seen later. */
    readonly attributes: ObjectAttributes;
    /** What it has and no copy gets. */
    readonly leftBehind: readonly LeftBehind[];
};
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;
/** What the headers of a HEAD or GET, by lower-case name, say of the object. */
export declare function sourceAttributesOf(headers: Headers): SourceAttributes;
/** COS document 436/7746: a header with "_" or "." is refused there. */
declare const METADATA_NAMES: {
    strict: RegExp;
    free: RegExp;
};
/** What the names of metadata may hold: letters, digits and hyphens, or dots and underscores too. */
export type MetadataNames = keyof typeof METADATA_NAMES;
type Chosen = {
    readonly attributes: ObjectAttributes;
    readonly leftBehind: readonly LeftBehind[];
};
/**
 * What the new object gets: what the job gives, completed by what the source says where the policy
 * lets it travel. Nothing is left out without being told.
 */
export declare function chooseAttributes(policy: AttributePolicy, given: ObjectAttributes, found: SourceAttributes, destination: {
    readonly metadataNames: MetadataNames;
    readonly token: string;
}): Chosen;
/** Each attribute by the name that a job gives it under. */
export declare function attributeNames({ metadata, ...plain }: ObjectAttributes): readonly string[];
export {};
