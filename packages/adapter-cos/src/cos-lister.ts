import { checkedPage, type Lister, type PageQuery, toSourceError } from "@penstock/core";
import { readListing } from "@penstock/transport";
import { type CosConnection, createCosConnection } from "./cos-connection.ts";
import type { CosOptions } from "./cos-options.ts";
import { invalid } from "./cos-response.ts";

/** What a page can have at the most (436/7734). */
const MAX_PAGE_KEYS = 1000;

/**
 * Lists a bucket of Tencent COS.
 *
 * @throws PenstockError `settings-invalid`
 */
export function createCosLister(options: CosOptions): Lister & { close(): void } {
  const connection = createCosConnection(options);
  return {
    async page(query, limit, signal) {
      const document = await readPage(connection, { query, limit }, signal);
      const page = readListing(document, { isPlusSpace: false });
      if (page === undefined) {
        throw toSourceError(invalid(whatOf(query), "a response that is no list of objects"));
      }
      return checkedPage(query, page);
    },
    close: () => connection.close(),
  };
}

function whatOf({ prefix, after }: PageQuery): string {
  return `list "${prefix}" behind "${after}"`;
}

type Asked = { readonly query: PageQuery; readonly limit: number };

/** GET Bucket (document 436/7734). */
async function readPage(
  connection: CosConnection,
  { query: { prefix, after }, limit }: Asked,
  signal: AbortSignal,
): Promise<Buffer> {
  const query = {
    "encoding-type": "url",
    "max-keys": String(Math.min(limit, MAX_PAGE_KEYS)),
    ...(prefix !== "" && { prefix }),
    ...(after !== "" && { marker: after }),
  };
  try {
    return (await connection.send({ method: "GET", key: "", query }, signal)).body;
  } catch (error) {
    throw toSourceError(error);
  }
}
