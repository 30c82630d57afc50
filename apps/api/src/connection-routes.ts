import type { ConnectionTest } from "@penstock/core";
import { testConnection } from "@penstock/engine";
import type { ConnectionView } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { toConnectionTestView } from "./connection-views.ts";
import type { HttpDependencies } from "./http-server.ts";
import { problemOf } from "./problem.ts";

type WithName = { readonly Params: { readonly name: string } };

export function addConnectionRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ledger, connections } = dependencies;
  const stopping = new AbortController();
  app.addHook("preClose", async () => stopping.abort());
  /** Two tests at once would find each other's object: who asks during one gets its result. */
  const running = new Map<string, Promise<ConnectionTest>>();

  app.get("/v1/connections", async () => ({
    data: await Promise.all(connections.describe().map(toView)),
    nextCursor: null,
  }));

  async function toView(description: Omit<ConnectionView, "lastTest">): Promise<ConnectionView> {
    const test = await ledger.connectionTest(description.name);
    return { ...description, lastTest: test === undefined ? null : toConnectionTestView(test) };
  }

  app.post<WithName>("/v1/connections/:name(^[^:]+)::test", async (request, reply) => {
    const { name } = request.params;
    if (!connections.describe().some((connection) => connection.name === name)) {
      // The path names it, unlike in a job: so it is the resource that is missing.
      const detail = `there is no connection "${name}"`;
      void reply.code(404).type("application/problem+json");
      return problemOf("connection-unknown", 404, detail, request.id);
    }
    return toConnectionTestView(await testOnce(name));
  });

  function testOnce(name: string): Promise<ConnectionTest> {
    const test =
      running.get(name) ??
      testConnection(dependencies, name, stopping.signal).finally(() => running.delete(name));
    running.set(name, test);
    return test;
  }
}
