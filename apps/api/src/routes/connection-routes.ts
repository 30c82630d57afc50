import { type ConnectionTest, mayName, rulesFor } from "@penstock/core";
import { testConnection } from "@penstock/engine";
import { API_LIMITS, API_ROUTES, type ConnectionView } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { Rejection } from "../http/problem.ts";
import { createGate, createSharing } from "../http/shared-runs.ts";
import { toConnectionTestView } from "./connection-views.ts";
import { addRoute } from "./route.ts";

export function addConnectionRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ledger, connections } = dependencies;
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());
  /** Two tests at once would find each other's object: who asks during one gets its result. */
  const share = createSharing<ConnectionTest>();
  const gate = createGate(API_LIMITS.connectionTestsAtOnce);

  /** A tenant sees those that its jobs may name. */
  async function describeFor(tenant: string) {
    const rules = await rulesFor(dependencies, tenant);
    return connections.describe().filter(({ name }) => mayName(rules, name));
  }

  addRoute(app, API_ROUTES.listConnections, async ({ tenant }) => ({
    data: await Promise.all((await describeFor(tenant)).map(toView)),
    nextCursor: null,
  }));

  async function toView(description: Omit<ConnectionView, "lastTest">): Promise<ConnectionView> {
    const test = await ledger.connectionTests.read(description.name);
    return { ...description, lastTest: test === undefined ? null : toConnectionTestView(test) };
  }

  addRoute(app, API_ROUTES.testConnection, async ({ params: { name }, tenant }) => {
    if (!(await describeFor(tenant)).some((connection) => connection.name === name)) {
      // The path names it, unlike in a job: so it is the resource that is missing.
      throw new Rejection("connection-unknown", 404, `there is no connection "${name}"`);
    }
    const test = () => testConnection(dependencies, name, stopping.signal);
    return toConnectionTestView(await gate(() => share(name, test)));
  });
}
