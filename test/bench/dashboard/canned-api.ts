import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { openDashboard } from "@penstock/dashboard";
import type { JobView } from "@penstock/wire";

const JOBS = 10_000;
const PARTS = 10_000;
const PART_BYTES = 8 * 1024 * 1024;
export const MOVING_JOB = idOf(0);

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

function viewOf(path: string, query: URLSearchParams, stored: number): unknown {
  if (path === "/v1/jobs") {
    return jobsPage(query, stored);
  }
  if (path === `/v1/jobs/${MOVING_JOB}`) {
    return jobOf(0, stored);
  }
  return path === "/v1/workers"
    ? { data: [{ id: "w", slots: 8 }] }
    : { data: [], nextCursor: null };
}

function jobsPage(query: URLSearchParams, stored: number) {
  const state = query.get("state");
  if (state !== null) {
    return { data: state === "transferring" ? [jobOf(0, stored)] : [], nextCursor: null };
  }
  const from = Number(query.get("cursor") ?? 0);
  const to = Math.min(JOBS, from + Number(query.get("limit") ?? 50));
  const data = Array.from({ length: to - from }, (_, index) => jobOf(from + index, stored));
  return { data, nextCursor: to < JOBS ? String(to) : null };
}

function idOf(index: number): string {
  return `job_${String(index).padStart(26, "0")}`;
}

function jobOf(index: number, stored: number): JobView {
  const isMoving = index === 0;
  const done = isMoving ? stored : PARTS;
  return {
    ...{ id: idOf(index), name: `object ${index} of the night`, labels: {}, workers: 1 },
    ...{ state: isMoving ? "transferring" : "succeeded", health: "ok", isPaused: false },
    actions: isMoving ? ["pause", "cancel"] : [],
    progress: {
      ...{ totalsFinal: true, bytesTotal: PARTS * PART_BYTES, bytesStored: done * PART_BYTES },
      ...{ partsTotal: PARTS, partsStored: done, transfersTotal: 1, retries: 0 },
      ...{ transfersStored: isMoving ? 0 : 1, transfersSkipped: 0, transfersFailed: 0 },
      ...{ transfersCancelled: 0, transfersPending: isMoving ? 1 : 0 },
      percent: (done / PARTS) * 100,
      ...{ bytesPerSecond: null, etaSeconds: null, etaRange: null },
    },
    ...{ repeats: [], list: null, retryOf: null, supersededBy: null, schedule: null, weight: 1 },
    deadline: null,
    createdAt: "2026-11-29T07:00:00.000Z",
    finishedAt: isMoving ? null : "2026-11-29T08:00:00.000Z",
  };
}
