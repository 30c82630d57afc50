import type { IncomingHttpHeaders } from "node:http";
import type { QueryPair } from "./addressing.ts";

export type Credentials = { readonly secretId: string; readonly secretKey: string };

/** The signed half of a request, as it came over the wire. */
export type SignedRequest = {
  readonly method: string;
  /** Percent-decoded. */
  readonly path: string;
  readonly query: readonly QueryPair[];
  readonly headers: IncomingHttpHeaders;
};

export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}
