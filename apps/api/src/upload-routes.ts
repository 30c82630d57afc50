import { describeUploads, endUploads, surveyUploads } from "@penstock/engine";
import { abortOrphansRequest, mistakesOf, openUploadQuery } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "./http-server.ts";
import { InvalidRequest } from "./problem.ts";
import { toAbortOrphansView, toOpenUploadView } from "./upload-views.ts";

/** Each shown upload costs a request to its store. */
const MAX_SHOWN = 200;
/** Lists of many uploads take many requests; a client gives up after 75 s. */
const LIMIT_MS = 60_000;

/** What is open at the stores, and whose it is. */
export function addUploadRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { clock, connections } = dependencies;
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());
  const inTime = () => AbortSignal.any([stopping.signal, AbortSignal.timeout(LIMIT_MS)]);
  const namesOf = (connection: string | undefined) =>
    connection === undefined ? writableNames(connections) : [connection];

  app.get("/v1/uploads", async (request) => {
    const { connection, olderThan = 0 } = parse(openUploadQuery, request.query);
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
  });

  app.post("/v1/uploads::abortOrphans", async (request) => {
    const { connection, olderThan, uploadIds = [] } = parse(abortOrphansRequest, request.body);
    const wanted = olderThan === undefined ? { uploadIds } : { olderThanMs: olderThan };
    const report = await endUploads(
      dependencies,
      { connections: namesOf(connection), wanted },
      inTime(),
    );
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

type Schema<Value> = {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: Value }
    | { readonly success: false; readonly error: Parameters<typeof mistakesOf>[0] };
};

function parse<Value>(schema: Schema<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new InvalidRequest(mistakesOf(parsed.error));
  }
  return parsed.data;
}
