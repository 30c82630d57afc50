import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Dialect } from "./access/authorize.ts";
import { headerOf } from "./access/credentials.ts";
import type { ChunkSeed } from "./access/sigv4.ts";
import type { EmulatorBehaviour } from "./behaviour.ts";
import { ErrorResponse } from "./error-response.ts";
import type { DiskStore } from "./store/disk-store.ts";

/** An authorised request to one bucket. */
export type Call = {
  readonly dialect: Dialect;
  readonly bucket: string;
  /** Empty for calls to the bucket itself. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  /** With those that a presigned address carries as parameters. */
  readonly headers: IncomingHttpHeaders;
  readonly chunkSeed: ChunkSeed | undefined;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly store: DiskStore;
  readonly buckets: ReadonlySet<string>;
  readonly region: string;
  readonly behaviour: EmulatorBehaviour;
};

export type Route = (call: Call) => Promise<void>;

/** By its lower-case name. */
export function headerIn(call: Call, name: string): string | undefined {
  return headerOf(call.headers, name);
}

/** What the vendor of this dialect puts before the names of its own headers. */
export function vendorPrefix(dialect: Dialect): "x-cos-" | "x-amz-" {
  return dialect === "s3" ? "x-amz-" : "x-cos-";
}

/** A header of this dialect's vendor, by what follows the prefix. */
export function vendorHeaderIn(call: Call, name: string): string | undefined {
  return headerIn(call, `${vendorPrefix(call.dialect)}${name}`);
}

/**
 * A whole number of the query.
 *
 * @throws Rejection `InvalidArgument` when it is something else, or outside of its limits
 */
export function numberInQuery(
  call: Call,
  name: string,
  limits: { readonly least: number; readonly most: number; readonly absent?: number },
): number {
  const text = call.query.get(name);
  if (text === undefined && limits.absent !== undefined) {
    return limits.absent;
  }
  const value = /^\d{1,9}$/.test(text ?? "") ? Number(text) : Number.NaN;
  if (!(value >= limits.least && value <= limits.most)) {
    throw new ErrorResponse(
      "InvalidArgument",
      `${name} must be an integer between ${limits.least} and ${limits.most}.`,
    );
  }
  return value;
}
