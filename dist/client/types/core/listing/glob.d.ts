/** Which keys of a list are wanted: any of the included ones, all of them where none is named, but none of the excluded. */
export type KeyFilter = {
    readonly include: readonly string[];
    readonly exclude: readonly string[];
};
/**
 * Compiles the globs of a selection, which are compared with keys relative to its prefix: `**` takes
 * everything and `*` everything but "/", `?` one character, `{a,b}` one of these, `\` takes the next
 * character as it is. `**` and "/" together take no folder as well. The time that a key takes grows
 * with its length and the glob's, whatever the glob.
 *
 * @throws PenstockError `request-invalid`
 */
export declare function compileFilter({ include, exclude }: KeyFilter): (relativeKey: string) => boolean;
