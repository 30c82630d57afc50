import { type ConfigDocument, PenstockError } from "@penstock/core";
import { countJobsOfConnection } from "@penstock/engine";
import {
  API_ROUTES,
  CONNECTIONS,
  type ConnectionView,
  isConnectionName,
  type MadeConnection,
  placeOf,
  SCHEDULES,
  sealedConnection,
  TENANTS,
} from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { changedAt } from "../http/precondition.ts";
import { Rejection } from "../http/problem.ts";
import { connectionsIn } from "./connections-in.ts";
import { NO_SEALING } from "./no-sealing.ts";
import { addRoute } from "./route.ts";

type View = (name: string) => Promise<ConnectionView>;

/** Connections that the API makes; those of the file are the operator's. */
export function addMadeConnectionRoutes(
  app: FastifyInstance,
  dependencies: HttpDependencies,
  view: View,
): void {
  const { config, sealing = NO_SEALING } = dependencies;

  addRoute(app, API_ROUTES.createConnection, async ({ body, reply }) => {
    const { name, ...change } = body;
    refuseOfFile(dependencies, name);
    if ((await config.read(CONNECTIONS, name)) !== undefined) {
      throw conflict(`there is a connection "${name}" already: PUT replaces its credentials`);
    }
    const value = sealedConnection(name, change, sealing);
    await config.write(CONNECTIONS, name, { revision: 0, value });
    await noteChange(dependencies, name);
    void reply.header("location", `/v1/connections/${name}`);
    return view(name);
  });

  addRoute(
    app,
    API_ROUTES.replaceConnection,
    async ({ params: { name }, body: change, ifMatch }) => {
      const { value: before, revision } = await existing(dependencies, name);
      if (placeOf(before) !== placeOf(change)) {
        throw conflict(
          `the connection "${name}" leads to ${placeOf(before)}, and a change keeps that, for uploads may be open there: make another connection for ${placeOf(change)}`,
        );
      }
      const value = sealedConnection(name, change, sealing);
      await changedAt(config, CONNECTIONS, ifMatch).write(CONNECTIONS, name, { revision, value });
      await noteChange(dependencies, name);
      return view(name);
    },
  );

  addRoute(
    app,
    API_ROUTES.deleteConnection,
    async ({ params: { name }, query: { force }, ifMatch }) => {
      const { revision } = await existing(dependencies, name);
      const last = await view(name);
      const uses = force === "true" ? [] : await usesOf(dependencies, name);
      if (uses.length > 0) {
        throw conflict(
          `the connection "${name}" is named by ${uses.join(", ")}: end or change those first, or remove it with force=true, and then what still needs it fails`,
        );
      }
      await changedAt(config, CONNECTIONS, ifMatch).delete(CONNECTIONS, name, revision);
      await noteChange(dependencies, name);
      return last;
    },
  );
}

function refuseOfFile({ connections }: HttpDependencies, name: string): void {
  if (connections.describe().some((each) => each.name === name && each.origin === "file")) {
    throw conflict(
      `the connection "${name}" is one of penstock.config.json, which the API does not change: edit that file, or choose another name`,
    );
  }
}

async function existing(
  dependencies: HttpDependencies,
  name: string,
): Promise<ConfigDocument<MadeConnection>> {
  refuseOfFile(dependencies, name);
  const document = isConnectionName(name)
    ? await dependencies.config.read(CONNECTIONS, name)
    : undefined;
  if (document === undefined) {
    throw new Rejection("connection-unknown", 404, `there is no connection "${name}"`);
  }
  return document;
}

/** What was measured of the one before may not hold for this one. */
async function noteChange(
  { ledger, lookForConnections }: HttpDependencies,
  name: string,
): Promise<void> {
  await ledger.connectionTests.forget(name);
  await lookForConnections?.();
}

function conflict(message: string): PenstockError {
  return new PenstockError("state-conflict", message);
}

/** What names it, counted: unfinished jobs, schedules, and tenants that may name it. */
async function usesOf(
  { ledger, config }: HttpDependencies,
  name: string,
): Promise<readonly string[]> {
  const [jobs, schedules, tenants] = await Promise.all([
    countJobsOfConnection({ ledger }, name),
    config.list(SCHEDULES),
    config.list(TENANTS),
  ]);
  const counts = [
    [jobs, "unfinished job"],
    [schedules.filter(({ value }) => connectionsIn(value.job).has(name)).length, "schedule"],
    [tenants.filter(({ value }) => value.connections?.includes(name)).length, "tenant"],
  ] as const;
  return counts.flatMap(([count, what]) =>
    count === 0 ? [] : [`${count} ${what}${count === 1 ? "" : "s"}`],
  );
}
