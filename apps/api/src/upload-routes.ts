import { describeUploads, endUploads, surveyUploads } from "@penstock/engine";
import { API_ROUTES, type OpenUploadPage } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "./http-server.ts";
import { addRoute } from "./route.ts";
import { createGate, createSharing } from "./shared-runs.ts";
import { toAbortOrphansView, toOpenUploadView } from "./upload-views.ts";

/** Each shown upload costs a request to its store. */
const MAX_SHOWN = 200;
/** Lists of many uploads take many requests; a client gives up after 75 s. */
const LIMIT_MS = 60_000;
/** Each may take that long, and asks the stores as often as they have uploads. */
const MAX_AT_ONCE = 8;

/** What is open at the stores, and whose it is. */
export function addUploadRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { clock, connections } = dependencies;
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());
  const inTime = () => AbortSignal.any([stopping.signal, AbortSignal.timeout(LIMIT_MS)]);
  const namesOf = (connection: string | undefined) =>
    connection === undefined ? writableNames(connections) : [connection];

  const gate = createGate(MAX_AT_ONCE);
  const share = createSharing<OpenUploadPage>();

  addRoute(app, API_ROUTES.listUploads, ({ query: { connection, olderThan = 0 } }) =>
    gate(() =>
      share(JSON.stringify([connection, olderThan]), () => listUploads(connection, olderThan)),
    ),
  );

  async function listUploads(
    connection: string | undefined,
    olderThan: number,
  ): Promise<OpenUploadPage> {
    const signal = inTime();
    const { uploads, gaps } = await surveyUploads(dependencies, namesOf(connection), signal);
    const nowMs = clock.nowMs();
    const old = uploads.filter(({ openedAtMs }) => nowMs - openedAtMs >= olderThan);
    const shown = await describeUploads(dependencies, old.slice(0, MAX_SHOWN), signal);
    return {
      data: shown.map((upload) => toOpenUploadView(upload, nowMs)),
      total: old.length,
      gaps: gaps.map(({ connection: name, cause }) => ({ connection: name, ...cause })),
    };
  }

  addRoute(app, API_ROUTES.abortOrphans, async ({ body }) => {
    const { connection, olderThan, uploadIds = [] } = body;
    const wanted = olderThan === undefined ? { uploadIds } : { olderThanMs: olderThan };
    const asked = { connections: namesOf(connection), wanted };
    const report = await gate(() => endUploads(dependencies, asked, inTime()));
    return toAbortOrphansView(report);
  });
}

export function writableNames({
  describe,
}: Pick<HttpDependencies["connections"], "describe">): readonly string[] {
  return describe()
    .filter(({ isWritable }) => isWritable)
    .map(({ name }) => name);
}
