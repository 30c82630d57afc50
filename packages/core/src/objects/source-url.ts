// A URL as a source: its origin takes the place of a connection, and its query is a secret.

import { PenstockError } from "../failures/errors.ts";
import type { Address } from "../transfers/transfer.ts";
import { checkSourceKey } from "./object-key.ts";

export type SourceUrl = {
  /** As it is shown. */
  readonly address: Address;
  /** Without its question mark; a signature may be in it. */
  readonly query: string;
};

/** Whether a source's connection is the origin of a URL: names of connections have no colon. */
export function isUrlOrigin(connection: string): boolean {
  return /^https?:\/\//.test(connection);
}

/** As it is shown to people: a URL as one, without its query. */
function addressText({ connection, key }: Address): string {
  return isUrlOrigin(connection) ? `${connection}/${key}` : `${connection}:${key}`;
}

/** The same of a manifest, which may have been sent. */
export function manifestText(manifest: Address | { readonly upload: string }): string {
  return "upload" in manifest ? manifest.upload : addressText(manifest);
}

/** @throws PenstockError `key-invalid`, whose message tells nothing of the query */
export function parseSourceUrl(text: string): SourceUrl {
  const url = URL.parse(text);
  if (url === null || !isUrlOrigin(url.origin)) {
    throw invalid("is not of the form https://host/path");
  }
  if (url.username !== "" || url.password !== "") {
    throw invalid("has a user or a password, which cannot be used: leave them out");
  }
  const key = url.pathname.slice(1);
  checkSourceKey(key, "http");
  return { address: { connection: url.origin, key }, query: url.search.slice(1) };
}

function invalid(problem: string): PenstockError {
  return new PenstockError("key-invalid", `the URL of the source ${problem}`);
}
