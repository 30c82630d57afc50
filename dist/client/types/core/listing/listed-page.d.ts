import type { Entry } from "./entry.js";
import type { KeyRange } from "./key-range.js";
/** What is asked of a list: keys with a prefix, inside a range. */
export type PageQuery = KeyRange & {
    readonly prefix: string;
};
/** What a server responded, before anything of it is believed. */
export type RawPage = {
    readonly entries: readonly Entry[];
    readonly isTruncated: boolean;
    /** Where the server says that its next page begins; left out where it does not say. */
    readonly next?: string;
    /** What the server calls its next page, where it has a name of its own for it. */
    readonly token?: string;
};
export type ListedPage = {
    /** In the order of their keys' bytes, all of them inside what was asked for. */
    readonly entries: readonly Entry[];
    /** The list is known up to this key: the `after` of the next page. */
    readonly last: string;
    /** True: nothing inside the range comes behind `last`. */
    readonly isEnd: boolean;
};
/**
 * Checks a page instead of believing it. One that is out of order, outside of what was asked for or
 * without progress would lose keys, double them, or list without end.
 *
 * @throws PenstockError `listing-invalid`
 */
export declare function checkedPage(query: PageQuery, page: RawPage): ListedPage;
