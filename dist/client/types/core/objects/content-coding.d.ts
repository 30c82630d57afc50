/** The codings that an object is stored in, as its Content-Encoding spells them; undefined for none. */
export declare function storedCoding(contentEncoding: string | undefined): string | undefined;
/** Whether bytes under either header are coded in the same way, so that they may stand side by side. */
export declare function isSameCoding(one: string | undefined, other: string | undefined): boolean;
