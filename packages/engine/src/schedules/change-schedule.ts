// Schedules are made, changed and ended by requests.

import {
  asTenant,
  type ConfigDocument,
  derivedJobId,
  PenstockError,
  type Schedule,
  type ScheduleRef,
  scheduleKey,
} from "@penstock/core";
import { checkBulkSpec } from "../jobs/check-bulk-spec.ts";
import { checkSubmitRequest } from "../jobs/submit-job.ts";
import { readSchedule, type ScheduleEngine } from "./schedule-engine.ts";
import { keepScheduleSpan } from "./schedule-span.ts";

type StoredSchedule = ConfigDocument<Schedule>;

/**
 * @param traceparent of the request, to which the ticks link
 * @throws PenstockError `journal-required`, `request-invalid`, `state-conflict` for a name that is taken, and for a
 * job that cannot be made as `submitJob` and `submitBulkJob` do
 */
export async function createSchedule(
  engine: ScheduleEngine,
  schedule: Schedule,
  traceparent?: string,
): Promise<StoredSchedule> {
  await checkSchedule(engine, schedule);
  if ((await readSchedule(engine, schedule)) !== undefined) {
    throw new PenstockError(
      "state-conflict",
      `there is a schedule ${schedule.name} already: choose another name, or replace it`,
    );
  }
  await keepScheduleSpan(engine, schedule, traceparent);
  return engine.config.write(engine.forms.schedules, scheduleKey(schedule), {
    revision: 0,
    value: schedule,
  });
}

/** Keeps the pause. @throws PenstockError `not-found`, and as `createSchedule` does */
export async function replaceSchedule(
  engine: ScheduleEngine,
  schedule: Schedule,
  traceparent?: string,
): Promise<StoredSchedule> {
  await checkSchedule(engine, schedule);
  const { revision, value } = await existingSchedule(engine, schedule);
  const replaced = await engine.config.write(engine.forms.schedules, scheduleKey(schedule), {
    revision,
    value: { ...schedule, isPaused: value.isPaused },
  });
  await keepScheduleSpan(engine, schedule, traceparent);
  return replaced;
}

/** After a pause no tick of it is made up for. @throws PenstockError `not-found` */
export async function setSchedulePaused(
  engine: ScheduleEngine,
  ref: ScheduleRef,
  isPaused: boolean,
): Promise<StoredSchedule> {
  const nowMs = engine.clock.nowMs();
  const document = await existingSchedule(engine, ref);
  const { value: schedule, revision } = document;
  if (schedule.isPaused === isPaused) {
    return document;
  }
  const { activeFromMs } = schedule;
  const value = {
    ...schedule,
    isPaused,
    activeFromMs: isPaused ? activeFromMs : Math.max(activeFromMs, nowMs),
  };
  const changed = await engine.config.write(engine.forms.schedules, scheduleKey(ref), {
    revision,
    value,
  });
  const state = isPaused ? "paused" : "resumed";
  await engine.ledger.events.note(ref.tenant, { kind: "schedule", schedule: ref.name, state });
  return changed;
}

/** Its jobs go on. @throws PenstockError `not-found` */
export async function deleteSchedule(
  engine: ScheduleEngine,
  ref: ScheduleRef,
): Promise<StoredSchedule> {
  const { config, forms } = engine;
  const document = await existingSchedule(engine, ref);
  await config.delete(forms.schedules, scheduleKey(ref), document.revision);
  await keepScheduleSpan(engine, ref, undefined);
  // Its run log is removed by the next sweep: a tick that is being decided may write it once more.
  return document;
}

/** @throws PenstockError `not-found` */
export async function existingSchedule(
  engine: Pick<ScheduleEngine, "config" | "forms">,
  ref: ScheduleRef,
): Promise<StoredSchedule> {
  const document = await readSchedule(engine, ref);
  if (document === undefined) {
    throw new PenstockError("not-found", `there is no schedule ${ref.name}`);
  }
  return document;
}

/** What would fail at every tick is refused at once. */
async function checkSchedule(engine: ScheduleEngine, schedule: Schedule): Promise<void> {
  const { journal, calendar, forms, hashing } = engine;
  const { connections } = (await asTenant(engine, schedule.tenant)).engine;
  const { timing, activeFromMs, endAtMs = Number.POSITIVE_INFINITY } = schedule;
  if (journal === undefined) {
    throw new PenstockError(
      "journal-required",
      "a schedule needs a journal, for Redis may lose it: set PENSTOCK_JOURNAL for the api and coordinator processes",
    );
  }
  calendar.check(timing);
  const first = calendar.next(timing, activeFromMs - 1);
  if (first === undefined || first > endAtMs) {
    throw new PenstockError(
      "request-invalid",
      "the schedule would never run: its first tick comes after endAt",
    );
  }
  const jobId = derivedJobId(scheduleKey(schedule), first, hashing);
  const order = forms.orderOf(schedule, { scheduledForMs: first, jobId, startAtMs: first });
  if (order.kind === "one") {
    checkSubmitRequest(connections, order.request);
  } else {
    checkBulkSpec(connections, order.request.spec, first);
  }
}
