import {
  type ConfigDocument,
  DEFAULT_TENANT_RULES,
  PenstockError,
  type TenantRules,
  type TenantWork,
} from "@penstock/core";
import { API_ROUTES, TENANTS, type TenantRequest, type TenantView } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { changedAt } from "../http/precondition.ts";
import { InvalidRequest, notFound } from "../http/problem.ts";
import { addRoute } from "./route.ts";
import { knowConnections } from "./visible-connections.ts";

type Document = ConfigDocument<TenantRules>;

/** Who shares the deployment: weight, limits, quotas, connections, and what each uses of it. */
export function addTenantRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ledger, config, connections, tenants } = dependencies;

  async function readAll(): Promise<readonly TenantView[]> {
    const [documents, work] = await Promise.all([config.list(TENANTS), ledger.parts.work()]);
    const ruled = new Map(documents.map((document) => [document.name, document]));
    const busy = new Map(work.map((each) => [each.tenant, each]));
    const names = [...new Set([...ruled.keys(), ...busy.keys()])].toSorted();
    return names.map((name) => toTenantView(name, ruled.get(name), busy.get(name)));
  }

  async function readOne(name: string): Promise<TenantView> {
    const view = (await readAll()).find((each) => each.name === name);
    if (view === undefined) {
      throw notFound(
        `the tenant ${name} has neither rules nor jobs: PUT /v1/tenants/${name} makes rules`,
      );
    }
    return view;
  }

  addRoute(app, API_ROUTES.listTenants, async ({ caller: { tenant } }) => {
    const all = await readAll();
    return { data: tenant === undefined ? [...all] : all.filter(({ name }) => name === tenant) };
  });

  addRoute(app, API_ROUTES.readTenant, ({ params: { name }, caller: { tenant } }) => {
    if (tenant !== undefined && name !== tenant) {
      throw notFound(`there is no tenant ${name}`);
    }
    return readOne(name);
  });

  addRoute(app, API_ROUTES.replaceTenant, async ({ params: { name }, body, ifMatch }) => {
    const { revision: wanted, ...value } = body;
    await knowConnections(dependencies, new Set(body.connections));
    const known = connections.describe().map((each) => each.name);
    refuseUnknown(body.connections ?? [], known);
    const current = (await config.read(TENANTS, name))?.revision ?? 0;
    if (wanted !== undefined && wanted !== current) {
      throw new PenstockError(
        "state-conflict",
        `the rules of the tenant ${name} are at revision ${current}, not ${wanted}: read them again`,
      );
    }
    await changedAt(config, TENANTS, ifMatch).write(TENANTS, name, { revision: current, value });
    tenants?.lookAgain();
    return readOne(name);
  });
}

function refuseUnknown(
  names: NonNullable<TenantRequest["connections"]>,
  known: readonly string[],
): void {
  const issues = names.flatMap((name, index) =>
    known.includes(name)
      ? []
      : [
          {
            pointer: `/connections/${index}`,
            message: `there is no connection "${name}"; there are: ${known.join(", ")}`,
          },
        ],
  );
  if (issues.length > 0) {
    throw new InvalidRequest(issues, "connection-unknown");
  }
}

function toTenantView(
  name: string,
  document: Document | undefined,
  work: TenantWork | undefined,
): TenantView {
  const { weight, limits, quotas, connections } = document?.value ?? DEFAULT_TENANT_RULES;
  return {
    ...{ name, weight, limits, quotas: { ...quotas } },
    connections: connections === undefined ? null : [...connections],
    usage: {
      jobs: work?.openJobs ?? 0,
      waitingJobs: work?.queuedTransfers ?? 0,
      unitsInFlight: work?.inFlight ?? 0,
      unitsAllowed: work?.inFlightLimit?.units ?? null,
    },
    revision: document?.revision ?? 0,
    changedAt: document === undefined ? null : new Date(document.changedAtMs).toISOString(),
  };
}
