import { type Call, vendorPrefix } from "../call.ts";
import { ErrorResponse } from "../error-response.ts";

/**
 * Headers that make another request of it: a copy has the address of an upload and no body; a
 * condition that is ignored overwrites what its client wanted to keep.
 */
const CHANGES_THE_REQUEST =
  /^(x-(cos|amz)-(copy-source.*|server-side-encryption.*|acl|grant-.*|tagging|storage-class|object-lock-.*|forbid-overwrite|traffic-limit)|if-(match|none-match|modified-since|unmodified-since|range))$/;

/**
 * Such headers as a route honours them. `x-*-` stands for the prefix of the dialect's own vendor, and a
 * star at the end for any rest.
 */
export const ON = {
  reading: [
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
    "x-*-server-side-encryption*",
    "x-cos-traffic-limit",
  ],
  newObject: ["x-*-acl", "x-*-tagging", "x-*-storage-class", "x-*-server-side-encryption*"],
  newBody: ["x-*-server-side-encryption*", "x-cos-traffic-limit"],
  guard: ["x-cos-forbid-overwrite", "if-none-match"],
  copy: ["x-*-copy-source*", "x-*-server-side-encryption*"],
  // S3 takes the customer's key with every call of an upload, COS only where the bytes go.
  uploadKey: ["x-amz-server-side-encryption-customer-*"],
} as const;

/** @throws Rejection `NotImplemented` for a header that would have to change what the route does */
export function refuseUnknownHeaders(
  { headers, dialect }: Call,
  honoured: readonly string[],
): void {
  const known = honoured.map((name) => name.replace("x-*-", vendorPrefix(dialect)));
  const isKnown = (name: string) =>
    known.some((one) => (one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : name === one));
  const unknown = Object.keys(headers).find(
    (name) => CHANGES_THE_REQUEST.test(name) && !isKnown(name),
  );
  if (unknown !== undefined) {
    throw new ErrorResponse("NotImplemented", `The header ${unknown} is not implemented here.`);
  }
}
