// What a person would type for the same.

import { needsKey } from "./caller.ts";

/** For a shell: single quotes, unless it is plain. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function curlOf(method: string, path: string, body?: unknown): string {
  const url = quoted(new URL(path, location.origin).href);
  const verb = method === "GET" ? "" : ` -X ${method}`;
  const data =
    body === undefined
      ? ""
      : ` -H 'content-type: application/json' -d ${quoted(JSON.stringify(body))}`;
  const key = needsKey.value ? ' -H "authorization: Bearer $PENSTOCK_KEY"' : "";
  return `curl${verb} ${url}${key}${data}`;
}

/** The command line finds the API at this address by itself; any other one has to be named. */
const USUAL_ORIGIN = "http://127.0.0.1:8080";

export function penstock(...args: readonly string[]): string {
  const where = location.origin === USUAL_ORIGIN ? "" : `PENSTOCK_URL=${location.origin} `;
  return `${where}penstock ${args.map(quoted).join(" ")}`;
}
