/** The known name that the fewest letters tell apart from a misspelt one; undefined where none is like it. */
export declare function nearestName(name: string, known: readonly string[]): string | undefined;
