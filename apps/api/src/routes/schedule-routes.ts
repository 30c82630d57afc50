import type { Schedule } from "@penstock/core";
import {
  createSchedule,
  deleteSchedule,
  existingSchedule,
  fireNow,
  readRunLog,
  replaceSchedule,
  setSchedulePaused,
} from "@penstock/engine";
import { API_ROUTES, orderOfRun, RUN_LOGS, SCHEDULES, timingOf, toSchedule } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { addRoute } from "./route.ts";
import { toPreview, toRunView, toScheduleView } from "./schedule-views.ts";
import { TENANT } from "./tenant.ts";

const forms = { schedules: SCHEDULES, runLogs: RUN_LOGS, orderOf: orderOfRun };

export function addScheduleRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { clock, calendar } = dependencies;
  const engine = { ...dependencies, forms, archive: dependencies.archive };
  const refOf = ({ name }: { readonly name: string }) => ({ tenant: TENANT, name });

  async function view(document: Awaited<ReturnType<typeof existingSchedule>>) {
    const runs = await readRunLog(engine, document.value);
    return toScheduleView(document, runs, { calendar, nowMs: clock.nowMs() });
  }

  addRoute(app, API_ROUTES.createSchedule, async ({ body, reply }) => {
    const schedule = toSchedule(TENANT, body.name, body, clock.nowMs());
    const document = await createSchedule(engine, schedule);
    void reply.header("location", `/v1/schedules/${schedule.name}`);
    return view(document);
  });

  addRoute(app, API_ROUTES.listSchedules, async () => {
    const documents = await engine.config.list(SCHEDULES);
    const ours = documents.filter(({ value }) => value.tenant === TENANT);
    return { data: await Promise.all(ours.map(view)) };
  });

  addRoute(app, API_ROUTES.previewSchedule, ({ body }) => {
    const timing = timingOf(body);
    calendar.check(timing);
    return toPreview(timing, { calendar, afterMs: body.after ?? clock.nowMs(), count: body.count });
  });

  addRoute(app, API_ROUTES.readSchedule, async ({ params }) =>
    view(await existingSchedule(engine, refOf(params))),
  );

  addRoute(app, API_ROUTES.replaceSchedule, async ({ params, body }) => {
    const schedule: Schedule = toSchedule(TENANT, params.name, body, clock.nowMs());
    return view(await replaceSchedule(engine, schedule));
  });

  addRoute(app, API_ROUTES.deleteSchedule, async ({ params }) => {
    const ref = refOf(params);
    const last = await view(await existingSchedule(engine, ref));
    await deleteSchedule(engine, ref);
    return last;
  });

  addRoute(app, API_ROUTES.runSchedule, async ({ params }) => {
    await dependencies.assertCapacity();
    const document = await existingSchedule(engine, refOf(params));
    await fireNow(engine, document.value);
    return view(document);
  });

  addRoute(app, API_ROUTES.pauseSchedule, async ({ params }) =>
    view(await setSchedulePaused(engine, refOf(params), true)),
  );

  addRoute(app, API_ROUTES.resumeSchedule, async ({ params }) =>
    view(await setSchedulePaused(engine, refOf(params), false)),
  );

  addRoute(app, API_ROUTES.listScheduleRuns, async ({ params }) => {
    const { value } = await existingSchedule(engine, refOf(params));
    const { notes } = await readRunLog(engine, value);
    return { data: notes.map(toRunView) };
  });
}
