import { startHttpServer } from "@penstock/testkit";

export type ExpiringSource = {
  readonly url: string;
  /** The one signature that is accepted; from the answer to so many ranges on, none. */
  accept(signature: string, ranges?: number): void;
  /** How often each range was given. */
  readonly given: ReadonlyMap<string, number>;
  readonly refused: readonly string[];
  close(): Promise<void>;
};

/** One object behind a signed URL. What it refuses it repeats, as some stores do. */
export async function startExpiringSource(bytes: Uint8Array): Promise<ExpiringSource> {
  const given = new Map<string, number>();
  const refused: string[] = [];
  let accepted = "";
  let left = 0;
  const server = await startHttpServer(({ url = "", headers }, response) => {
    const [, first = 0, last = bytes.length - 1] =
      /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "")?.map(Number) ?? [];
    if (!url.includes(`X-Amz-Signature=${accepted}`) || left <= 0) {
      refused.push(url);
      response.writeHead(403, { "content-type": "application/xml" });
      response.end(`<Error><Message>Request has expired</Message><Url>${url}</Url></Error>`);
      return;
    }
    const body = bytes.subarray(first, last + 1);
    const range = `${first}-${first + body.length - 1}`;
    // The look at the source asks for its first byte.
    left -= last === 0 ? 0 : 1;
    given.set(range, (given.get(range) ?? 0) + 1);
    const isWhole = headers.range === undefined;
    response.writeHead(isWhole ? 200 : 206, {
      etag: '"v1"',
      ...(!isWhole && { "content-range": `bytes ${range}/${bytes.length}` }),
      "content-length": body.length,
    });
    response.end(body);
  });
  return {
    ...{ url: server.url, given, refused, close: server.close },
    accept(signature, ranges = Number.POSITIVE_INFINITY) {
      accepted = signature;
      left = ranges;
    },
  };
}
