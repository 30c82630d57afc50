import { abortUploads, describeUploads, surveyUploads } from "@penstock/engine";
import { API_LIMITS, API_ROUTES, type OpenUploadPage } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { createGate, createSharing } from "../http/shared-runs.ts";
import { addRoute } from "./route.ts";
import { toAbortOrphansView, toOpenUploadView } from "./upload-views.ts";

/** What is open at the stores, and whose it is. */
export function addUploadRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { clock, connections } = dependencies;
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());
  const inTime = () => AbortSignal.any([stopping.signal, AbortSignal.timeout(API_LIMITS.storeMs)]);
  const namesOf = (connection: string | undefined) =>
    connection === undefined ? writableNames(connections) : [connection];

  const gate = createGate(API_LIMITS.surveysAtOnce);
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
    const shown = await describeUploads(
      dependencies,
      old.slice(0, API_LIMITS.uploadsShown),
      signal,
    );
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
    const report = await gate(() => abortUploads(dependencies, asked, inTime()));
    return toAbortOrphansView(report);
  });
}

function writableNames({
  describe,
}: Pick<HttpDependencies["connections"], "describe">): readonly string[] {
  return describe()
    .filter(({ isWritable }) => isWritable)
    .map(({ name }) => name);
}
