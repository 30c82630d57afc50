import type { ServerResponse } from "node:http";
import { startHttpServer } from "@penstock/testkit";

const MIB = 1024 * 1024;
const LARGE_BYTES = 64 * MIB;
const PIECE = Buffer.alloc(MIB, 7);
const REFUSED = 5;

/** Serves one large object under any name, but for `missing…`; of `flaky…` the first five ranges fail once. */
export type GatedSource = {
  readonly url: string;
  /** The ids of the webhook messages that were sent here. */
  readonly received: readonly string[];
  /** How many ranges may be sent from now on; further ones wait. */
  allow(ranges: number): void;
  close(): Promise<void>;
};

export async function startGatedSource(): Promise<GatedSource> {
  const gate = createGate();
  const refused = new Set<string>();
  const received: string[] = [];
  const server = await startHttpServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const { range } = request.headers;
    if (request.method === "POST") {
      received.push(String(request.headers["webhook-id"]));
      request.resume().once("end", () => response.writeHead(204).end());
    } else if (pathname.startsWith("/missing")) {
      response.writeHead(404).end();
    } else if (pathname.startsWith("/flaky") && isNew(refused, range)) {
      response.writeHead(503).end();
    } else if (request.method === "HEAD") {
      begin(response, undefined);
      response.end();
    } else {
      const lengthBytes = begin(response, range);
      gate.pass(() => send(response, lengthBytes));
    }
  });
  return { url: server.url, received, allow: gate.allow, close: () => server.close() };
}

/** Lets so many through, and keeps the others waiting. */
function createGate() {
  const waiting: (() => void)[] = [];
  let allowed = 0;
  return {
    pass: (run: () => void) => {
      if (allowed > 0) {
        allowed -= 1;
        run();
      } else {
        waiting.push(run);
      }
    },
    allow: (count: number) => {
      const now = waiting.splice(0, count);
      allowed = count - now.length;
      for (const run of now) {
        run();
      }
    },
  };
}

function isNew(refused: Set<string>, range: string | undefined): boolean {
  if (range === undefined || refused.size >= REFUSED || refused.has(range)) {
    return false;
  }
  refused.add(range);
  return true;
}

/** Writes the head; returns how many bytes come behind it. */
function begin(response: ServerResponse, range: string | undefined): number {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  const start = Number(from ?? 0);
  const end = Math.min(Number(to ?? LARGE_BYTES - 1), LARGE_BYTES - 1);
  response.writeHead(from === undefined ? 200 : 206, {
    etag: '"v1"',
    "accept-ranges": "bytes",
    "content-length": end - start + 1,
    ...(from !== undefined && { "content-range": `bytes ${start}-${end}/${LARGE_BYTES}` }),
  });
  return end - start + 1;
}

function send(response: ServerResponse, lengthBytes: number): void {
  for (let left = lengthBytes; left > 0; left -= PIECE.length) {
    response.write(PIECE.subarray(0, Math.min(left, PIECE.length)));
  }
  response.end();
}
