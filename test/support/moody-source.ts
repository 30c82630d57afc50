import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { startHttpServer } from "@penstock/testkit";

/** What a source is asked, told to its moods. */
type Asked = {
  readonly key: string;
  /** Of the first byte; undefined when no range was asked for. */
  readonly startByte: number | undefined;
  readonly method: string;
};

type Mood = {
  /** What the key holds at the time of this request; undefined: nothing. */
  readonly bytesOf: (asked: Asked) => Uint8Array | undefined;
  /** Answers only after this. */
  readonly hold?: (asked: Asked) => Promise<void>;
  /** True: this request is answered with the whole object although a range was asked for. */
  readonly ignoresRange?: (asked: Asked) => boolean;
};

export type MoodySource = {
  readonly url: string;
  close(): Promise<void>;
};

/** An HTTP file server with strong entity tags that changes, waits and breaks rules as it is told. */
export function startMoodySource(mood: Mood): Promise<MoodySource> {
  return startHttpServer((request, response) => {
    void answer(request, response, mood);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { bytesOf, hold, ignoresRange }: Mood,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  const asked: Asked = {
    key: decodeURIComponent(pathname.slice(1)),
    startByte: range === null ? undefined : Number(range[1]),
    method: request.method ?? "GET",
  };
  await hold?.(asked);
  const bytes = bytesOf(asked);
  if (bytes === undefined) {
    response.writeHead(404).end();
    return;
  }
  const etag = `"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}"`;
  const headers = { etag, "accept-ranges": "bytes" };
  const isPinned = request.headers["if-match"];
  if (isPinned !== undefined && isPinned !== etag) {
    response.writeHead(412, headers).end();
    return;
  }
  if (range === null || ignoresRange?.(asked) === true) {
    response.writeHead(200, { ...headers, "content-length": bytes.length });
    response.end(asked.method === "HEAD" ? undefined : bytes);
    return;
  }
  const body = bytes.subarray(Number(range[1]), Number(range[2]) + 1);
  if (body.length === 0) {
    response.writeHead(416, { ...headers, "content-range": `bytes */${bytes.length}` }).end();
    return;
  }
  const first = Number(range[1]);
  response.writeHead(206, {
    ...headers,
    "content-length": body.length,
    "content-range": `bytes ${first}-${first + body.length - 1}/${bytes.length}`,
  });
  response.end(asked.method === "HEAD" ? undefined : body);
}
