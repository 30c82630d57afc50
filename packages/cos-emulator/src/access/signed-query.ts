import type { IncomingHttpHeaders } from "node:http";
import type { QueryPair } from "./addressing.ts";

// A presigned address carries the fields of its signature as parameters.
const OF_SIGNATURE =
  /^(q-[a-z-]+|x-cos-security-token|x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256))$/i;
// Signers of addresses move headers of the vendor into the query, because a browser cannot send them.
const STANDS_FOR_HEADER = /^x-(cos|amz)-/i;

/** A query parameter by its name in any case. */
export function parameterOf(query: readonly QueryPair[], name: string): string | undefined {
  const lower = name.toLowerCase();
  return query.find(([other]) => other.toLowerCase() === lower)?.[1];
}

/** What is asked, without the signature: real parameters, and headers wherever they were written. */
export function withoutSignature(
  pairs: readonly QueryPair[],
  headers: IncomingHttpHeaders,
): { readonly query: ReadonlyMap<string, string>; readonly headers: IncomingHttpHeaders } {
  const query = new Map<string, string>();
  const all: IncomingHttpHeaders = { ...headers };
  for (const [name, value] of pairs.filter(([other]) => !OF_SIGNATURE.test(other))) {
    if (STANDS_FOR_HEADER.test(name)) {
      all[name.toLowerCase()] ??= value;
    } else {
      query.set(name, value);
    }
  }
  return { query, headers: all };
}
