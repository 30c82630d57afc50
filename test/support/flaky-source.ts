import { createHash } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { startHttpServer } from "@penstock/testkit";

/** What a source is asked, told to its moods. */
type Asked = {
  readonly key: string;
  /** Of the first byte; undefined when no range was asked for. */
  readonly startByte: number | undefined;
  readonly lastByte: number | undefined;
  readonly method: string;
  /** Its response has ended, or its client has gone. */
  readonly closed: Promise<unknown>;
};

type SourceResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Uint8Array;
  /** What comes behind the last byte of the body, when it is not the end of the response. */
  readonly ends?: "cut" | "silence";
  /** The connection ends instead of it. */
  readonly isLost?: boolean;
};

type Mood = {
  /** What the key holds at the time of this request; undefined: nothing. */
  readonly bytesOf: (asked: Asked) => Uint8Array | undefined;
  /** Answers only after this. */
  readonly hold?: (asked: Asked) => Promise<void>;
  /** True: this request is answered with the whole object although a range was asked for. */
  readonly ignoresRange?: (asked: Asked) => boolean;
  /** Makes a wrong response of the right one. */
  readonly corrupt?: (right: SourceResponse, asked: Asked) => SourceResponse;
};

export type FlakySource = {
  readonly url: string;
  close(): Promise<void>;
};

/** An HTTP file server with strong entity tags that changes, waits and breaks rules as it is told. */
export function startFlakySource(mood: Mood, port = 0): Promise<FlakySource> {
  return startHttpServer((request, response) => {
    void respond(request, response, mood);
  }, port);
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  mood: Mood,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  const asked: Asked = {
    key: decodeURIComponent(pathname.slice(1)),
    startByte: range === null ? undefined : Number(range[1]),
    lastByte: range === null ? undefined : Number(range[2]),
    method: request.method ?? "GET",
    closed: once(response, "close"),
  };
  await mood.hold?.(asked);
  const right = rightResponse(request, asked, mood);
  const { status, headers, body, ends, isLost = false } = mood.corrupt?.(right, asked) ?? right;
  if (isLost) {
    response.destroy();
    return;
  }
  response.writeHead(status, headers);
  if (ends === undefined) {
    response.end(asked.method === "HEAD" ? undefined : body);
    return;
  }
  response.write(body, () => (ends === "cut" ? response.socket?.destroySoon() : undefined));
}

function rightResponse(
  { headers: sent }: IncomingMessage,
  asked: Asked,
  mood: Mood,
): SourceResponse {
  const empty = new Uint8Array();
  const bytes = mood.bytesOf(asked);
  if (bytes === undefined) {
    return { status: 404, headers: {}, body: empty };
  }
  const etag = `"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}"`;
  const headers = { etag, "accept-ranges": "bytes" };
  const isPinned = sent["if-match"];
  if (isPinned !== undefined && isPinned !== etag) {
    return { status: 412, headers, body: empty };
  }
  const { startByte: first } = asked;
  if (first === undefined || mood.ignoresRange?.(asked) === true) {
    return { status: 200, headers: { ...headers, "content-length": bytes.length }, body: bytes };
  }
  const last = Number(/-(\d+)$/.exec(sent.range ?? "")?.[1]);
  const body = bytes.subarray(first, last + 1);
  if (body.length === 0) {
    const contentRange = `bytes */${bytes.length}`;
    return { status: 416, headers: { ...headers, "content-range": contentRange }, body };
  }
  const contentRange = `bytes ${first}-${first + body.length - 1}/${bytes.length}`;
  return {
    status: 206,
    headers: { ...headers, "content-length": body.length, "content-range": contentRange },
    body,
  };
}
