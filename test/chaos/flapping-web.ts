import { createReadStream, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { basename, join } from "node:path";
import type { Random } from "@penstock/core";
import { systemClock } from "@penstock/process";

/** How often each thing was done to readers. */
type WebFaults = {
  readonly proxyPages: number;
  readonly deadConnections: number;
  readonly flappedVersions: number;
};

export type FlappingWeb = {
  readonly url: string;
  readonly faults: WebFaults;
  /** The object shows another ETag from now on, unless it did so a short while ago. */
  flap(name: string): void;
  /** From now on every response is what was asked for. */
  endFaults(): void;
  stop(): Promise<void>;
};

const PROXY_PAGE_SHARE = 0.004;
const DEAD_CONNECTION_SHARE = 0.02;
/** One change may cost a transfer a generation, and it has few. */
const FLAPS_EVERY_MS = 120_000;
const PAGE = "<html><head><title>404 Not Found</title></head><body>nginx</body></html>\n";

/** Serves the files of a folder over HTTP, with ranges and ETags, the way that a tired CDN does. */
export async function startFlappingWeb(folder: string, random: Random): Promise<FlappingWeb> {
  const faults = { proxyPages: 0, deadConnections: 0, flappedVersions: 0 };
  const flaps = new Map<string, { readonly count: number; readonly atMs: number }>();
  const served = new WeakSet<object>();
  let hasFaults = true;

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const isReused = served.has(request.socket);
    served.add(request.socket);
    if (hasFaults && isReused && random.unit() < DEAD_CONNECTION_SHARE) {
      faults.deadConnections += 1;
      request.socket.destroy();
      return;
    }
    if (hasFaults && random.unit() < PROXY_PAGE_SHARE) {
      faults.proxyPages += 1;
      response.writeHead(404, { "Content-Type": "text/html", Server: "nginx" }).end(PAGE);
      return;
    }
    const name = basename(request.url ?? "");
    send(request, response, join(folder, name), `"${name}-${flaps.get(name)?.count ?? 0}"`);
  }

  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    faults,
    flap: (name) => {
      const nowMs = systemClock.nowMs();
      const last = flaps.get(name);
      if (last === undefined || nowMs - last.atMs > FLAPS_EVERY_MS) {
        flaps.set(name, { count: (last?.count ?? 0) + 1, atMs: nowMs });
        faults.flappedVersions += 1;
      }
    },
    endFaults: () => {
      hasFaults = false;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param etag compared with If-Match, as RFC 9110 13.1.1 wants it */
function send(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  etag: string,
): void {
  const { size } = statSync(path);
  const wanted = request.headers["if-match"];
  if (wanted !== undefined && wanted !== etag) {
    response.writeHead(412, { ETag: etag, "Content-Length": 0 }).end();
    return;
  }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  const start = Number(first ?? 0);
  const end = Math.min(Number(last ?? size - 1), size - 1);
  const isRange = first !== undefined && end >= start;
  response.writeHead(isRange ? 206 : 200, {
    ETag: etag,
    "Accept-Ranges": "bytes",
    "Content-Length": end - start + 1,
    ...(isRange && { "Content-Range": `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === "HEAD" || size === 0) {
    response.end();
    return;
  }
  const file = createReadStream(path, { start, end });
  response.once("close", () => file.destroy());
  file.pipe(response);
}
