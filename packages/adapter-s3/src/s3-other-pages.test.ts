import { ERRORS, isPenstockError } from "@penstock/core";
import { afterEach, describe, expect, test } from "vitest";
import { closeAll, errorDocument, openStore, respondWith, WAYS } from "./test-store.ts";

// Other values of kinds that real stores and intermediaries showed once.

afterEach(closeAll);

const MINUTE_MS = 60_000;
const NOW_MS = Date.UTC(2026, 0, 2, 3, 10);

async function codeOf(failed: Promise<unknown> | undefined): Promise<string> {
  const error = await failed?.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return isPenstockError(error) ? error.code : `no PenstockError: ${String(error)}`;
}

const PAGES: readonly (readonly [what: string, type: string, body: string])[] = [
  ["HTML", "text/html", "<!DOCTYPE html><html><h1>Not now</h1></html>"],
  ["HTML that mentions an error", "text/html", "<html><title>Error 404</title><p>Error</p></html>"],
  [
    "XHTML",
    "application/xhtml+xml",
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
  ],
  ["JSON", "application/json", '{"error":"not_found","code":404}'],
  ["a problem of HTTP", "application/problem+json", '{"title":"Forbidden"}'],
  ["plain text", "text/plain", "upstream connect error or disconnect/reset before headers"],
  [
    "XML of another kind",
    "application/xml",
    "<?xml version='1.0'?><error><code>404</code></error>",
  ],
  ["SOAP", "text/xml", "<soap:Envelope><soap:Fault>no</soap:Fault></soap:Envelope>"],
  ["nothing, as HTML", "text/html", ""],
];

/** A HEAD has no body: XML of no kind may as well be the store's. */
const pagesFor = (way: string) =>
  PAGES.filter(([, type]) => way !== "a HEAD" || !/^(text|application)\/xml$/.test(type));

const STATUSES = [
  400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 416, 417, 421, 422, 426,
  431, 451,
];

describe.each(Object.keys(WAYS))("%s", (way) => {
  test.each(pagesFor(way))("decides nothing by a page that is %s", async (_what, type, body) => {
    const finals: string[] = [];
    for (const status of STATUSES) {
      const opened = await openStore(
        respondWith(status, body, { "content-type": type, via: "1.1 proxy" }),
      );

      const code = await codeOf(WAYS[way]?.(opened));

      if (!(code in ERRORS) || ERRORS[code as keyof typeof ERRORS].retry === "never") {
        finals.push(`${status}: ${code}`);
      }
    }

    expect(finals).toEqual([]);
  });

  test.each([
    ["AccessDenied", 403, -16],
    ["SignatureDoesNotMatch", 403, 20],
    ["RequestTimeTooSkewed", 403, -24 * 60],
    ["RequestExpired", 400, 60],
    ["InvalidAccessKeyId", 403, 365 * 24 * 60],
    ["Forbidden", 403, -300],
    ["AuthorizationHeaderMalformed", 403, 45],
  ])(
    "waits for the clock where %s is said to one that is off (%i, %i minutes)",
    async (name, status, minutes) => {
      const date = new Date(NOW_MS + minutes * MINUTE_MS).toUTCString();
      const opened = await openStore(respondWith(status, errorDocument(name), { date }), {
        clock: { nowMs: () => NOW_MS },
      });

      expect(await codeOf(WAYS[way]?.(opened))).toBe("clock-skewed");
    },
  );

  test.each([
    ["RFC 850", "Friday, 02-Jan-26 05:10:00 GMT"],
    ["asctime", "Fri Jan  2 05:10:00 2026"],
    ["another zone", "Fri, 02 Jan 2026 05:10:00 UTC"],
  ])("reads the store's clock in the spelling of %s", async (_name, date) => {
    const opened = await openStore(respondWith(403, errorDocument("AccessDenied"), { date }), {
      clock: { nowMs: () => NOW_MS },
    });

    expect(await codeOf(WAYS[way]?.(opened))).toBe("clock-skewed");
    expect(await codeOf(WAYS[way]?.(opened))).toBe("store-refused");
  });

  test.each(["", "yesterday", "0", "Fri, 32 Jan 2026 05:10:00 GMT"])(
    "is refused plainly where the date %j tells no time",
    async (date) => {
      const opened = await openStore(respondWith(403, errorDocument("AccessDenied"), { date }), {
        clock: { nowMs: () => NOW_MS },
      });

      expect(await codeOf(WAYS[way]?.(opened))).toBe("store-refused");
    },
  );
});
