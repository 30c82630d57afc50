import type { OutgoingHttpHeaders } from "node:http";
import type { Face } from "./access/authorize.ts";
import { type Call, headerIn, vendorPrefix } from "./call.ts";
import type { Attributes } from "./store/records.ts";

const KEPT_HEADERS = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
] as const;

/** What an Initiate or PUT says of the object to be. */
export function readAttributes(call: Call): Attributes {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headerIn(call, name);
    if (value !== undefined) {
      headers[name] = value;
    }
  }
  const prefix = `${vendorPrefix(call.face)}meta-`;
  const metadata: Record<string, string> = {};
  for (const name of Object.keys(call.request.headers)) {
    if (name.startsWith(prefix)) {
      metadata[name.slice(prefix.length)] = headerIn(call, name) ?? "";
    }
  }
  return { headers, metadata };
}

/** The same as headers of a HEAD or GET. Both faces see the metadata that either of them set. */
export function attributeHeaders(
  { headers, metadata }: Attributes,
  face: Face,
): OutgoingHttpHeaders {
  const prefix = `${vendorPrefix(face)}meta-`;
  return {
    "content-type": "application/octet-stream",
    ...headers,
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [prefix + name, value])),
  };
}
