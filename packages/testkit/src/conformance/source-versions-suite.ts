import type { IncomingHttpHeaders } from "node:http";
import type { SourceReader, VersionMode } from "@penstock/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { startHttpServer } from "../http-server.ts";

type Headers = Readonly<Record<string, string>>;
type Reader = SourceReader & { close(): void };

const DATE = "Wed, 01 Jan 2020 00:00:00 GMT";
const NEXT_DATE = "Wed, 01 Jan 2020 00:00:01 GMT";
const BYTES = Buffer.from(Array.from({ length: 100 }, (_, index) => index));
const RANGE = { startByte: 10, lengthBytes: 50 };

type Served = {
  readonly planned: Headers;
  /** Instead of the ones that were planned, once the source was looked at. */
  readonly later?: Headers;
  /** Of whatever precondition: 412. */
  readonly refusesConditions?: boolean;
  readonly maxRangeBytes?: number;
  readonly sourceVersion?: VersionMode;
};

/**
 * What every source that is read by HTTP must make of the signs that its server shows, or does not.
 *
 * @param always what its servers show in any case: a first look without it is none of theirs
 */
export function describeSourceVersions(
  name: string,
  open: (url: string, sourceVersion: VersionMode | undefined) => Reader,
  always: "an ETag" | "nothing" = "nothing",
): void {
  const mayPlan = (planned: Headers) => always === "nothing" || planned["etag"] !== undefined;
  const plannable = <Row extends readonly unknown[]>(
    rows: readonly Row[],
    signsOf: (row: Row) => Headers,
  ): Row[] => rows.filter((row) => mayPlan(signsOf(row)));

  async function read(served: Served) {
    const asked: IncomingHttpHeaders[] = [];
    let headers = served.planned;
    const server = await startHttpServer((request, response) => {
      asked.push(request.headers);
      const { status, sent, body } = responseTo(request.headers, headers, served);
      // By which COS is told from what stands before it.
      response.setHeader("x-cos-request-id", "r1");
      response.writeHead(request.method === "HEAD" ? 200 : status, sent);
      response.end(request.method === "HEAD" ? undefined : body);
    });
    const reader = open(server.url, served.sourceVersion);
    onTestFinished(async () => {
      reader.close();
      await server.close();
    });
    const signal = AbortSignal.timeout(10_000);
    const { sourceVersion } = await reader.stat("object", signal);
    headers = served.later ?? served.planned;
    asked.length = 0;
    const chunks: Buffer[] = [];
    let failure: { readonly code?: string; readonly message?: string } = {};
    try {
      for await (const chunk of reader.read("object", sourceVersion, RANGE, signal)) {
        chunks.push(Buffer.from(chunk));
      }
    } catch (error) {
      failure = error instanceof Error ? error : {};
    }
    return { bytes: Buffer.concat(chunks), asked, failure };
  }

  const expected = BYTES.subarray(10, 60);

  describe(`the version of an object of ${name}`, () => {
    test.each(
      plannable<[string, Headers, Headers]>(
        [
          ["a strong ETag", { etag: '"1"' }, { etag: '"2"' }],
          ["a weak ETag", { etag: 'W/"1-18b"' }, { etag: 'W/"2-18b"' }],
          ["an unquoted ETag", { etag: "abc" }, { etag: "abd" }],
          ["a malformed ETag", { etag: 'w/"a"b' }, { etag: 'w/"a"c' }],
          ["an ETag that turned weak", { etag: '"1"' }, { etag: 'W/"2"' }],
          [
            "a weak ETag within one second",
            { etag: 'W/"1"', "last-modified": DATE },
            { etag: 'W/"2"', "last-modified": DATE },
          ],
          ["a date", { "last-modified": DATE }, { "last-modified": NEXT_DATE }],
          [
            "a date beside the same ETag",
            { etag: '"1"', "last-modified": DATE },
            { etag: '"1"', "last-modified": NEXT_DATE },
          ],
          [
            "a version beside the same ETag",
            { etag: '"1"', "x-amz-version-id": "a" },
            { etag: '"1"', "x-amz-version-id": "b" },
          ],
        ],
        ([, signs]) => signs,
      ),
    )("is another one by %s", async (_, planned, later) => {
      const { bytes, failure } = await read({ planned, later });

      expect(failure).toMatchObject({
        code: "source-changed",
        message: expect.stringMatching(/its (etag|last-modified|x-.*) is .*, .* was planned/),
      });
      expect(bytes.length).toBe(0);
    });

    test.each(
      plannable<[string, Headers, Headers]>(
        [
          [
            "shows no ETag any more",
            { etag: '"1"', "last-modified": DATE },
            { "last-modified": DATE },
          ],
          ["shows its ETag only weakly", { etag: '"1"' }, { etag: 'W/"1"' }],
          ["shows no date any more", { "last-modified": DATE }, {}],
        ],
        ([, signs]) => signs,
      ),
    )("is not believed where a response %s", async (_, planned, later) => {
      const { bytes, failure } = await read({ planned, later });

      expect(failure).toMatchObject({ code: "source-response-invalid" });
      expect(bytes.length).toBe(0);
    });

    test.each(
      plannable<[string, Headers, Headers]>(
        [
          ["nothing is shown", {}, {}],
          [
            "a date is left out beside its ETag",
            { etag: '"1"', "last-modified": DATE },
            { etag: '"1"' },
          ],
          ["a sign comes on top", { etag: '"1"' }, { etag: '"1"', "last-modified": DATE }],
          ["a weak ETag turns strong", { etag: 'W/"1"' }, { etag: '"1"' }],
          ["quotes come and go", { etag: "1" }, { etag: '"1"' }],
          [
            "a date has another spelling",
            { "last-modified": DATE },
            { "last-modified": "Wednesday, 01-Jan-20 00:00:00 GMT" },
          ],
          [
            "a checksum is that of the range",
            { etag: '"1"', "content-md5": "of all" },
            { etag: '"1"', "content-md5": "of some" },
          ],
        ],
        ([, signs]) => signs,
      ),
    )("is the same where %s", async (_, planned, later) => {
      const { bytes, failure } = await read({ planned, later });

      expect(failure).toEqual({});
      expect(bytes.equals(expected)).toBe(true);
    });

    test.each<[Headers, Headers]>([
      [{ etag: '"1"', "last-modified": DATE }, { "if-match": '"1"' }],
      [{ etag: 'W/"1"', "last-modified": DATE }, { "if-unmodified-since": DATE }],
      [{ etag: "1" }, {}],
      [{ etag: '"a"b"' }, {}],
      [{ etag: 'W/"1"' }, {}],
    ])("is a precondition only where HTTP allows it: %o", async (planned, conditions) => {
      const { asked, failure } = await read({ planned });

      expect(failure).toEqual({});
      expect(asked.map(conditionsOf)).toEqual([conditions]);
    });

    test.each(
      plannable<[Headers]>([[{ etag: '"1"' }], [{ "last-modified": DATE }]], ([signs]) => signs),
    )(
      "is compared without a precondition where a 412 shows the planned one: %o",
      async (planned) => {
        const { bytes, asked, failure } = await read({ planned, refusesConditions: true });

        expect(failure).toEqual({});
        expect(bytes.equals(expected)).toBe(true);
        expect(asked).toHaveLength(2);
      },
    );

    if (always === "an ETag") {
      test("is none where the first look shows no ETag", async () => {
        const looks = [{}, { "last-modified": DATE }].map((shown) => read({ planned: shown }));

        for (const look of await Promise.allSettled(looks)) {
          expect(look).toMatchObject({ reason: { code: "source-response-invalid" } });
        }
      });
    }

    test("is another one where the response after a 412 says so", async () => {
      const served = { planned: { etag: '"1"' }, later: { etag: '"2"' }, refusesConditions: true };

      const { bytes, failure } = await read(served);

      expect(failure).toMatchObject({
        code: "source-changed",
        message: expect.stringContaining('its etag is "2", "1" was planned'),
      });
      expect(bytes.length).toBe(0);
    });

    test("is compared by the sign alone that the connection names", async () => {
      const planned = { etag: '"node-1"', "last-modified": DATE };
      const later = { etag: '"node-2"', "last-modified": NEXT_DATE };

      const outcomes = await Promise.all([
        read({ planned, later: { ...planned, etag: '"node-2"' }, sourceVersion: "date" }),
        read({ planned, later: { ...planned, "last-modified": NEXT_DATE }, sourceVersion: "etag" }),
        read({ planned, later, sourceVersion: "size" }),
      ]);

      expect(outcomes.map(({ failure }) => failure)).toEqual([{}, {}, {}]);
      expect(outcomes[2].asked.map(conditionsOf)).toEqual([{}]);
    });

    test.each([1, 7, 49])(
      "is read on where a response ends after %i bytes",
      async (maxRangeBytes) => {
        const { bytes, asked, failure } = await read({ planned: { etag: '"1"' }, maxRangeBytes });

        expect(failure).toEqual({});
        expect(bytes.equals(expected)).toBe(true);
        expect(asked).toHaveLength(Math.ceil(RANGE.lengthBytes / maxRangeBytes));
      },
    );
  });
}

function responseTo(asked: IncomingHttpHeaders, shown: Headers, served: Served) {
  const isConditional = Object.keys(conditionsOf(asked)).length > 0;
  if (isConditional && served.refusesConditions === true) {
    return { status: 412, sent: shown, body: Buffer.alloc(0) };
  }
  const range = /^bytes=(\d+)-(\d+)$/.exec(asked.range ?? "");
  if (range === null) {
    return { status: 200, sent: { ...shown, "content-length": BYTES.length }, body: BYTES };
  }
  const [first, last] = [Number(range[1]), Number(range[2])];
  const maxBytes = served.maxRangeBytes ?? BYTES.length;
  const body = BYTES.subarray(first, Math.min(last + 1, first + maxBytes));
  const contentRange = `bytes ${first}-${first + body.length - 1}/${BYTES.length}`;
  const sent = { ...shown, "content-length": body.length, "content-range": contentRange };
  return { status: 206, sent, body };
}

const CONDITIONS = ["if-match", "if-none-match", "if-unmodified-since", "if-modified-since"];

function conditionsOf(headers: IncomingHttpHeaders): Headers {
  return Object.fromEntries(
    CONDITIONS.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
