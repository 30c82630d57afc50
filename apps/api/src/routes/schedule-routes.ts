import type { ConfigDocument, Schedule } from "@penstock/core";
import {
  createSchedule,
  deleteSchedule,
  existingSchedule,
  fireNow,
  readRunLog,
  replaceSchedule,
  type ScheduleEngine,
  setSchedulePaused,
} from "@penstock/engine";
import { traceSchedule, traceTick } from "@penstock/process";
import {
  API_ROUTES,
  SCHEDULE_FORMS,
  SCHEDULES,
  type ScheduleView,
  timingOf,
  toSchedule,
} from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { changedAt, type Precondition } from "../http/precondition.ts";
import { traceparentOf } from "./accept-job.ts";
import { connectionsIn } from "./connections-in.ts";
import { addRoute } from "./route.ts";
import { toPreview, toRunView, toScheduleView } from "./schedule-views.ts";
import { knowConnections } from "./visible-connections.ts";

type Named = { readonly tenant: string; readonly params: { readonly name: string } };

function refOf({ tenant, params }: Named) {
  return { tenant, name: params.name };
}

export function addScheduleRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { clock, calendar } = dependencies;
  const engine = {
    ...{ ...dependencies, archive: dependencies.archive },
    ...{ forms: SCHEDULE_FORMS, traceTick },
  };
  const at = (ifMatch: Precondition | undefined) => engineAt(engine, ifMatch);

  async function view(document: Document): Promise<ScheduleView> {
    const runs = await readRunLog(engine, document.value);
    return toScheduleView(document, runs, { calendar, nowMs: clock.nowMs() });
  }

  addRoute(app, API_ROUTES.createSchedule, async ({ body, request, reply, tenant }) => {
    await knowConnections(dependencies, connectionsIn(body.job));
    const schedule = toSchedule(tenant, body.name, body, clock.nowMs());
    const document = await traceSchedule(traceparentOf(request), schedule, (kept) =>
      createSchedule(engine, schedule, kept),
    );
    void reply.header("location", `/v1/schedules/${schedule.name}`);
    return view(document);
  });

  addRoute(app, API_ROUTES.listSchedules, async ({ tenant }) => {
    const documents = await engine.config.list(SCHEDULES);
    const ours = documents.filter(({ value }) => value.tenant === tenant);
    return { data: await Promise.all(ours.map(view)) };
  });

  addRoute(app, API_ROUTES.previewSchedule, ({ body }) => {
    const timing = timingOf(body);
    calendar.check(timing);
    return toPreview(timing, { calendar, afterMs: body.after ?? clock.nowMs(), count: body.count });
  });

  addRoute(app, API_ROUTES.readSchedule, async (call) =>
    view(await existingSchedule(engine, refOf(call))),
  );

  addRoute(app, API_ROUTES.replaceSchedule, async (call) => {
    const { params, body, request, tenant, ifMatch } = call;
    await knowConnections(dependencies, connectionsIn(body.job));
    const schedule: Schedule = toSchedule(tenant, params.name, body, clock.nowMs());
    const document = await traceSchedule(traceparentOf(request), schedule, (kept) =>
      replaceSchedule(at(ifMatch), schedule, kept),
    );
    return view(document);
  });

  addRoute(app, API_ROUTES.deleteSchedule, async (call) => {
    const ref = refOf(call);
    const last = await view(await existingSchedule(engine, ref));
    await deleteSchedule(at(call.ifMatch), ref);
    return last;
  });

  addScheduleControls(app, engine, view);
}

type Document = ConfigDocument<Schedule>;
type Controls = ScheduleEngine & Pick<HttpDependencies, "assertCapacity">;

function addScheduleControls(
  app: FastifyInstance,
  engine: Controls,
  view: (document: Document) => Promise<ScheduleView>,
): void {
  const at = (ifMatch: Precondition | undefined) => engineAt(engine, ifMatch);

  addRoute(app, API_ROUTES.runSchedule, async (call) => {
    await engine.assertCapacity();
    const document = await existingSchedule(engine, refOf(call));
    await fireNow(engine, document.value);
    return view(document);
  });

  addRoute(app, API_ROUTES.pauseSchedule, async (call) =>
    view(await setSchedulePaused(at(call.ifMatch), refOf(call), true)),
  );

  addRoute(app, API_ROUTES.resumeSchedule, async (call) =>
    view(await setSchedulePaused(at(call.ifMatch), refOf(call), false)),
  );

  addRoute(app, API_ROUTES.listScheduleRuns, async (call) => {
    const { value } = await existingSchedule(engine, refOf(call));
    const { notes } = await readRunLog(engine, value);
    return { data: notes.map(toRunView) };
  });
}

function engineAt<Engine extends Pick<HttpDependencies, "config">>(
  engine: Engine,
  ifMatch: Precondition | undefined,
): Engine {
  return { ...engine, config: changedAt(engine.config, SCHEDULES, ifMatch) };
}
