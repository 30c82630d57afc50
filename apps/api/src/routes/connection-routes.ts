import type { ConnectionTest } from "@penstock/core";
import { browse, testConnection } from "@penstock/engine";
import {
  API_LIMITS,
  API_ROUTES,
  type ConnectionDescription,
  type ConnectionView,
} from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { Rejection } from "../http/problem.ts";
import { createGate, createSharing } from "../http/shared-runs.ts";
import { toConnectionTestView } from "./connection-views.ts";
import { type LeftAlone, toLeftAlone } from "./job-views.ts";
import { addMadeConnectionRoutes } from "./made-connection-routes.ts";
import { addRoute } from "./route.ts";
import { visibleConnections } from "./visible-connections.ts";

/** A person waits for it. */
const BROWSE_MS = 15_000;

export function addConnectionRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ledger, connections } = dependencies;
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());
  /** Two tests at once would find each other's object: who asks during one gets its result. */
  const share = createSharing<ConnectionTest>();
  const gate = createGate(API_LIMITS.connectionTestsAtOnce);

  addRoute(app, API_ROUTES.listConnections, async ({ tenant }) => {
    const [visible, processes] = await Promise.all([
      visibleConnections(dependencies, tenant),
      ledger.workers.liveProcesses(),
    ]);
    const leftAlone = toLeftAlone(processes);
    return {
      data: await Promise.all(visible.map((each) => toView(each, leftAlone))),
      nextCursor: null,
    };
  });

  async function toView(
    description: ConnectionDescription,
    leftAlone: readonly LeftAlone[],
  ): Promise<ConnectionView> {
    const test = await ledger.connectionTests.read(description.name);
    return {
      ...description,
      lastTest: test === undefined ? null : toConnectionTestView(test),
      leftAlone: leftAlone.filter(({ connection }) => connection === description.name),
    };
  }

  async function view(name: string, tenant: string | undefined): Promise<ConnectionView> {
    const visible = await visibleConnections(dependencies, tenant);
    const description = visible.find((connection) => connection.name === name);
    if (description === undefined) {
      // The path names it, unlike in a job: so it is the resource that is missing.
      throw new Rejection("connection-unknown", 404, `there is no connection "${name}"`);
    }
    return toView(description, toLeftAlone(await ledger.workers.liveProcesses()));
  }

  addRoute(app, API_ROUTES.readConnection, ({ params: { name }, tenant }) => view(name, tenant));
  addMadeConnectionRoutes(app, dependencies, (name) => view(name, undefined));

  async function assertThere(tenant: string, name: string): Promise<void> {
    await view(name, tenant);
  }

  const browseGate = createGate(API_LIMITS.connectionTestsAtOnce);
  addRoute(app, API_ROUTES.browseConnection, async ({ params: { name }, query, tenant }) => {
    await assertThere(tenant, name);
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(BROWSE_MS)]);
    const page = await browseGate(() => browse(connections.lister(name), query, signal));
    const isOurs = (key: string) => dependencies.isInJournal?.({ connection: name, key }) === true;
    return {
      folders: page.folders.filter((key) => !isOurs(key)),
      objects: page.objects
        .filter(({ key }) => !isOurs(key))
        .map(({ key, sizeBytes }) => ({ key, sizeBytes })),
      next: page.next ?? null,
    };
  });

  addRoute(app, API_ROUTES.testConnection, async ({ params: { name }, tenant }) => {
    await assertThere(tenant, name);
    const test = () => testConnection(dependencies, name, stopping.signal);
    return toConnectionTestView(await gate(() => share(name, test)));
  });
}
