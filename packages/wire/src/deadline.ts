import { type Deadline, isTimeZone } from "@penstock/core";
import { z } from "zod";

const INSTANT = z.iso.datetime({ offset: true });
const CLOCK = /^([01]\d|2[0-3]):([0-5]\d) (\S{1,64})$/;

/** `2026-11-28T06:00:00Z`, or a time of day in a time zone: `06:00 Europe/Berlin`. */
export const deadline = z
  .string()
  .max(80)
  .transform((text, context): Deadline => {
    const [, hour, minute, timeZone] = CLOCK.exec(text) ?? [];
    if (timeZone !== undefined && isTimeZone(timeZone)) {
      return { kind: "clock", minuteOfDay: Number(hour) * 60 + Number(minute), timeZone };
    }
    if (INSTANT.safeParse(text).success) {
      return { kind: "at", atMs: Date.parse(text) };
    }
    const message =
      timeZone === undefined
        ? "write a time such as 2026-11-28T06:00:00Z, or 06:00 Europe/Berlin"
        : `"${timeZone}" is not a time zone: write one such as Europe/Berlin or UTC`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
