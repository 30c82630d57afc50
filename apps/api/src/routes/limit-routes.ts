import {
  type Caller,
  isFinished,
  type JobId,
  LIMIT_NAMES,
  stateOfJob,
  strictestAt,
} from "@penstock/core";
import {
  connectionLimitsName,
  DEPLOYMENT_LIMITS_NAME,
  dropLimitsAt,
  findJob,
  holdersOf,
  jobLimitsPlace,
  LimitBook,
  readLimitsAt,
  setLimitsAt,
  transfersOfJob,
} from "@penstock/engine";
import { API_ROUTES, type JobLimitsView, LIMIT_FORMS, LIMITS } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { changedAt, type Precondition } from "../http/precondition.ts";
import { notFound, Rejection } from "../http/problem.ts";
import { toJobId } from "./job-id.ts";
import { isoOf, toLimitFields, toLimitsView } from "./limit-views.ts";
import { addRoute } from "./route.ts";
import { visibleConnections } from "./visible-connections.ts";

const DEPLOYMENT = { kind: LIMITS, name: DEPLOYMENT_LIMITS_NAME };
const NO_SETTINGS = {};

/** What bounds the deployment, a connection, a job. */
export function addLimitRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { config, clock, limits: settings = NO_SETTINGS } = dependencies;
  const desk = { config, limitForms: LIMIT_FORMS };
  const deskAt = (ifMatch: Precondition | undefined) => ({
    ...desk,
    config: changedAt(config, LIMITS, ifMatch),
  });
  const ofConnection = (name: string) => ({ kind: LIMITS, name: connectionLimitsName(name) });

  addRoute(app, API_ROUTES.readLimits, async ({ caller }) => {
    const nowMs = clock.nowMs();
    const documents = new Map((await config.list(LIMITS)).map((each) => [each.name, each]));
    const deployment = toLimitsView(documents.get(DEPLOYMENT.name), nowMs, settings);
    const visible = await visibleConnections(dependencies, caller.tenant);
    const named = visible.flatMap(({ name }) => {
      const document = documents.get(connectionLimitsName(name));
      return document === undefined ? [] : [{ name, ...toLimitFields(document, nowMs) }];
    });
    return { deployment, connections: named };
  });

  addRoute(app, API_ROUTES.replaceLimits, async ({ body, ifMatch }) =>
    toLimitsView(await setLimitsAt(deskAt(ifMatch), DEPLOYMENT, body), clock.nowMs(), settings),
  );

  addRoute(app, API_ROUTES.deleteLimits, async ({ ifMatch }) => {
    await dropLimitsAt(deskAt(ifMatch), DEPLOYMENT);
    return toLimitsView(undefined, clock.nowMs(), settings);
  });

  addRoute(app, API_ROUTES.readConnectionLimits, async ({ params: { name }, caller }) => {
    await assertVisible(dependencies, name, caller);
    const document = await readLimitsAt(desk, ofConnection(name));
    return { ...toLimitFields(document, clock.nowMs()), isOfSettings: false };
  });

  addRoute(
    app,
    API_ROUTES.replaceConnectionLimits,
    async ({ params: { name }, body, caller, ifMatch }) => {
      await assertVisible(dependencies, name, caller);
      const document = await setLimitsAt(deskAt(ifMatch), ofConnection(name), body);
      return { ...toLimitFields(document, clock.nowMs()), isOfSettings: false };
    },
  );

  addJobLimitRoutes(app, dependencies);
}

function addJobLimitRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const desk = { config: dependencies.config, limitForms: LIMIT_FORMS };

  addRoute(app, API_ROUTES.readJobLimits, ({ params, tenant }) =>
    viewJob(dependencies, tenant, toJobId(params.id)),
  );

  addRoute(app, API_ROUTES.replaceJobLimits, async ({ params, body, tenant, ifMatch }) => {
    const jobId = toJobId(params.id);
    const record = await findJob(dependencies, tenant, jobId);
    const state = stateOfJob(record);
    if (isFinished(state)) {
      throw new Rejection("state-conflict", 409, `the job has ended (${state}): nothing was done`);
    }
    const { kind, name } = jobLimitsPlace(desk, tenant, jobId);
    const config = changedAt(desk.config, kind, ifMatch);
    await setLimitsAt({ ...desk, config }, { kind, name }, body);
    return viewJob(dependencies, tenant, jobId);
  });
}

async function assertVisible(
  dependencies: HttpDependencies,
  name: string,
  { tenant }: Caller,
): Promise<void> {
  const known = (await visibleConnections(dependencies, tenant)).map((each) => each.name);
  if (!known.includes(name)) {
    throw notFound(`there is no connection "${name}"; there are: ${known.join(", ")}`);
  }
}

async function viewJob(
  dependencies: HttpDependencies,
  tenant: string,
  jobId: JobId,
): Promise<JobLimitsView> {
  const { config, clock, limits: settings = NO_SETTINGS } = dependencies;
  const desk = { config, limitForms: LIMIT_FORMS };
  const names = await connectionsOfJob(dependencies, tenant, jobId);
  const document = await readLimitsAt(desk, jobLimitsPlace(desk, tenant, jobId));
  const book = new LimitBook({ config, forms: LIMIT_FORMS, settings });
  await book.refreshOnce();
  const nowMs = clock.nowMs();
  const levels = holdersOf({ tenant, jobId, connections: names }).flatMap((holder) => {
    const calendar = book.calendarOf(holder);
    return calendar === undefined ? [] : [[holder, calendar] as const];
  });
  const binding = LIMIT_NAMES.flatMap((limit) => {
    const found = strictestAt(levels, limit, nowMs);
    if (found === undefined) {
      return [];
    }
    const { value, untilMs, level: holder } = found;
    const { level } = holder;
    const name = level === "connection" || level === "tenant" ? holder.name : null;
    return [{ limit, value, level, name, until: untilMs === undefined ? null : isoOf(untilMs) }];
  });
  return { ...toLimitFields(document, nowMs), binding };
}

/** Those that its objects are read from and written to: the same for all of them. */
async function connectionsOfJob(
  dependencies: HttpDependencies,
  tenant: string,
  jobId: JobId,
): Promise<readonly string[]> {
  const { bulk } = (await findJob(dependencies, tenant, jobId)).job;
  if (bulk !== undefined) {
    return [...new Set([bulk.selection.connection, bulk.destination.connection])];
  }
  const page = await transfersOfJob(dependencies, tenant, jobId, { limit: 1 });
  return [
    ...new Set(
      page.items.flatMap(({ transfer: { source, destination } }) => [
        source.connection,
        destination.connection,
      ]),
    ),
  ];
}
