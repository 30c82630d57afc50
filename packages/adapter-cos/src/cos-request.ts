import type { PartBody } from "@penstock/core";
import { encodeStrictly } from "./cos-authorization.ts";

export type CosRequest = {
  readonly method: "DELETE" | "GET" | "HEAD" | "POST" | "PUT";
  /** Empty for a request to the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: PartBody;
};

/** The request as messages name it. */
export function whatOf({ method, key, query = {} }: CosRequest): string {
  const { partNumber } = query;
  const object = key === "" ? "the bucket" : key;
  return `${method} ${object}${partNumber === undefined ? "" : ` part ${partNumber}`}`;
}

/** Path and query as they are sent. */
export function encodedPath({ key, query = {} }: CosRequest): string {
  const path = `/${encodeKey(key)}`;
  const parameters = Object.entries(query).map(([name, value]) =>
    value === "" ? encodeStrictly(name) : `${encodeStrictly(name)}=${encodeStrictly(value)}`,
  );
  return parameters.length === 0 ? path : `${path}?${parameters.join("&")}`;
}

/** Each segment on its own: a slash stays a slash. */
export function encodeKey(key: string): string {
  return key.split("/").map(encodeStrictly).join("/");
}
