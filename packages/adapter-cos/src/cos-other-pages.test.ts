import { ERRORS, isPenstockError } from "@penstock/core";
import { afterEach, describe, expect, test } from "vitest";
import { closeAll, openBucket, signal } from "./test-bucket.ts";

// Other pages than those that intermediaries of COS showed once.

afterEach(closeAll);

const PAGES: readonly (readonly [what: string, type: string, body: string])[] = [
  ["HTML that mentions an error", "text/html", "<html><title>Error 404</title><p>Error</p></html>"],
  ["XHTML", "application/xhtml+xml", '<?xml version="1.0"?><html/>'],
  ["JSON", "application/json", '{"error":"not_found"}'],
  ["a problem of HTTP", "application/problem+json", '{"title":"Forbidden"}'],
  ["plain text", "text/plain", "upstream connect error"],
  [
    "XML of another kind",
    "application/xml",
    "<?xml version='1.0'?><error><code>404</code></error>",
  ],
  ["nothing, as HTML", "text/html", ""],
];
const STATUSES = [
  400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 416, 417, 421, 422, 426,
  431, 451,
];

describe.each(["GET", "HEAD", "DELETE"] as const)("a %s", (method) => {
  test.each(PAGES)("decides nothing by a page that is %s", async (_what, type, body) => {
    const finals: string[] = [];
    for (const status of STATUSES) {
      const { connection } = await openBucket((request, response) => {
        const headers = { "content-type": type, via: "1.1 a" };
        request.resume().on("end", () => response.writeHead(status, headers).end(body));
      });

      const error = await connection.send({ method, key: "key" }, signal).catch((thrown) => thrown);

      if (!isPenstockError(error) || ERRORS[error.code].retry === "never") {
        finals.push(`${status}: ${String(error)}`);
      }
    }

    expect(finals).toEqual([]);
  });
});
