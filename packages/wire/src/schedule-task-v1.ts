import { isScheduleName, type ScheduleRef } from "@penstock/core";
import { z } from "zod";
import { readTask } from "./read-task.ts";

/** What the queue `schedules` carries. */
const scheduleTaskV1 = z.object({
  v: z.literal(1),
  tenant: z.string().min(1),
  name: z.string().refine(isScheduleName, "not the name of a schedule"),
});

type ScheduleTaskPayload = z.input<typeof scheduleTaskV1>;

export function encodeScheduleTask({ tenant, name }: ScheduleRef): ScheduleTaskPayload {
  return { v: 1, tenant, name };
}

/** @throws PenstockError `request-invalid` for anything that this version does not understand */
export function decodeScheduleTask(payload: unknown): ScheduleRef {
  const { tenant, name } = readTask(scheduleTaskV1, payload);
  return { tenant, name };
}
