import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { openDashboard } from "@penstock/dashboard";
import { MOVING_JOB, PARTS, viewOf } from "./canned-views.ts";

/** An API of one large deployment, whose responses cost nothing: what is measured is the page. */
export type CannedApi = {
  readonly url: string;
  /** A part more is stored, and every page is told. */
  step(): void;
  /** So many events at once. */
  flood(events: number): void;
  close(): void;
};

export async function startCannedApi(): Promise<CannedApi> {
  const dashboard = await openDashboard();
  const streams = new Set<ServerResponse>();
  let stored = PARTS / 2;
  let sent = 0;

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const asset = pathname === "/" ? dashboard.page : dashboard.assets.get(pathname.slice(8));
    if (asset !== undefined) {
      response.setHeader("content-type", asset.contentType).end(asset.bodies.identity);
    } else if (pathname === "/v1/events") {
      openStream(request, response, streams);
    } else {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(viewOf(pathname, searchParams, stored)));
    }
  });
  const say = (count: number) => {
    const frames = Array.from({ length: count }, () => {
      sent += 1;
      const data = { id: `${sent}-0`, type: "transfer.progress", jobId: MOVING_JOB };
      return `id: ${sent}-0\ndata: ${JSON.stringify(data)}\n\n`;
    }).join("");
    for (const stream of streams) {
      stream.write(frames);
    }
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    step: () => {
      stored = Math.min(PARTS, stored + 1);
      say(1);
    },
    flood: say,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function openStream(
  request: IncomingMessage,
  response: ServerResponse,
  streams: Set<ServerResponse>,
): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write('id: 0-0\nevent: ready\ndata: {"id":"0-0"}\n\n');
  streams.add(response);
  request.on("close", () => streams.delete(response));
}
