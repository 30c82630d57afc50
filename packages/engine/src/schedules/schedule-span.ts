import { type ScheduleRef, scheduleKey } from "@penstock/core";
import type { ScheduleReader } from "./schedule-engine.ts";

/** @param traceparent undefined for a request that had none: what was kept is removed */
export async function keepScheduleSpan(
  { config, forms }: ScheduleReader,
  ref: ScheduleRef,
  traceparent: string | undefined,
): Promise<void> {
  const key = scheduleKey(ref);
  const { revision = 0 } = (await config.read(forms.spans, key)) ?? {};
  if (traceparent !== undefined) {
    await config.write(forms.spans, key, { revision, value: { traceparent } });
  } else if (revision > 0) {
    await config.delete(forms.spans, key, revision);
  }
}

export async function readScheduleSpan(
  { config, forms }: ScheduleReader,
  ref: ScheduleRef,
): Promise<string | undefined> {
  return (await config.read(forms.spans, scheduleKey(ref)))?.value.traceparent;
}
