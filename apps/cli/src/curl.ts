// What `--curl` does.

import { AsyncLocalStorage } from "node:async_hooks";
import type { OutgoingRequest } from "@penstock/client";
import type { TerminalStream } from "./progress/progress-screen.ts";

/** The request is shown instead of sent: the command ends, and well. */
export class RequestShown extends Error {
  override readonly name = "RequestShown";
}

const lookUps = new AsyncLocalStorage<true>();

/** What has to be known before the request of a command can be written, such as the whole id of a job: asked all the same. */
export function lookUp<Found>(ask: () => Promise<Found>): Promise<Found> {
  return lookUps.run(true, ask);
}

/** Shows the request of a command to `stdout`. Throws RequestShown. */
export function showingRequests(stdout: TerminalStream): (request: OutgoingRequest) => void {
  return (request) => {
    if (lookUps.getStore() === undefined) {
      stdout.write(`${curlCommand(request)}\n`);
      throw new RequestShown();
    }
  };
}

/** What is shown stays on screens and in histories. */
const SECRET_FIELD = /"(secretAccessKey|sessionToken)":"(?:[^"\\]|\\.)*"/g;

/** For a POSIX shell; the key is that of its own environment. Pure. */
export function curlCommand({ method, url, headers, body }: OutgoingRequest): string {
  const lines = [
    `curl -sS${method === "GET" ? "" : ` -X ${method}`} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) =>
      name === "authorization"
        ? `-H "${name}: Bearer $PENSTOCK_KEY"`
        : `-H ${quoted(`${name}: ${value}`)}`,
    ),
    ...(body === undefined ? [] : [`-d ${quoted(body.replaceAll(SECRET_FIELD, '"$1":"…"'))}`]),
  ];
  return lines.join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
