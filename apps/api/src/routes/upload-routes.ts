import { abortUploads, describeUploads, surveyUploads, type UploadOwner } from "@penstock/engine";
import { API_LIMITS, API_ROUTES, type OpenUploadPage } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { createGate, createSharing } from "../http/shared-runs.ts";
import { addRoute } from "./route.ts";
import { toAbortOrphansView, toOpenUploadView } from "./upload-views.ts";
import { visibleConnections } from "./visible-connections.ts";

/** What is open at the stores, and whose it is. */
export function addUploadRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { clock, connections } = dependencies;
  const namesFor = async (tenant: string | undefined, connection: string | undefined) => {
    const visible = await visibleConnections(dependencies, tenant);
    const names = visible.map(({ name }) => name);
    return connection === undefined || tenant === undefined
      ? namesOf(connection).filter((name) => tenant === undefined || names.includes(name))
      : names.filter((name) => name === connection);
  };
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());
  const inTime = () => AbortSignal.any([stopping.signal, AbortSignal.timeout(API_LIMITS.storeMs)]);
  const namesOf = (connection: string | undefined) =>
    connection === undefined ? writableNames(connections) : [connection];

  const gate = createGate(API_LIMITS.surveysAtOnce);
  const share = createSharing<OpenUploadPage>();

  addRoute(app, API_ROUTES.listUploads, ({ query, caller: { tenant } }) => {
    const asked = { ...query, ...(tenant !== undefined && { tenant }) };
    return gate(() => share(JSON.stringify(asked), () => listUploads(asked)));
  });

  async function listUploads({
    connection,
    olderThan = 0,
    tenant,
  }: {
    readonly connection?: string | undefined;
    readonly olderThan?: number | undefined;
    readonly tenant?: string | undefined;
  }): Promise<OpenUploadPage> {
    const signal = inTime();
    const names = await namesFor(tenant, connection);
    const { uploads, gaps } = await surveyUploads(dependencies, names, signal);
    const nowMs = clock.nowMs();
    const old = uploads
      .filter(({ openedAtMs }) => nowMs - openedAtMs >= olderThan)
      .filter(({ owner }) => tenant === undefined || isOf(tenant, owner));
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

/** Uploads of other tenants, and of other programs, are not there for a tenant. */
function isOf(tenant: string, owner: UploadOwner): boolean {
  return owner.kind !== "foreign" && owner.upload.tenant === tenant;
}

function writableNames({
  describe,
}: Pick<HttpDependencies["connections"], "describe">): readonly string[] {
  return describe()
    .filter(({ isWritable }) => isWritable)
    .map(({ name }) => name);
}
