import type { ListedPage, PageQuery } from "../listing/listed-page.js";
/**
 * What there is at a source, in the order of its keys' bytes.
 *
 * A page is checked before it is returned, not believed: keys come in strict order, inside what was
 * asked for, and a page that is not the end leads on. Rejects with `listing-invalid` where the server
 * breaks that, else as a SourceReader does; ends every wait by itself, and honours its signal. A list
 * continues behind any key, in any process: there is no token that could expire.
 */
export type Lister = {
    /** At most `limit` entries, and never more than 1000. */
    page(query: PageQuery, limit: number, signal: AbortSignal): Promise<ListedPage>;
};
