import { type LimitName, readLimits } from "@penstock/core";
import { z } from "zod";

/** In the form of a document of limits; undefined for none. */
function limit(name: LimitName) {
  return z.string().transform((text, context) => {
    const { limits, issues } = readLimits(text === "" ? {} : { [name]: text });
    for (const { message } of issues) {
      context.addIssue({ code: "custom", message });
    }
    return issues.length > 0 ? z.NEVER : limits[name];
  });
}

const limitsTimeZone = z.string().transform((timeZone, context) => {
  const [issue] = readLimits({ timeZone }).issues;
  if (issue !== undefined) {
    context.addIssue({ code: "custom", message: issue.message });
    return z.NEVER;
  }
  return timeZone;
});

/** Limits of the deployment, until others are set. */
export const LIMIT_SETTINGS = {
  bytesPerSecond: {
    name: "PENSTOCK_BYTES_PER_SECOND",
    schema: limit("bytesPerSecond"),
    defaultText: "",
    unit: "50MiB/s, or lines of a calendar",
    meaning:
      "The limit on the bytes that all workers together send to stores. It holds until limits of the deployment are set by the API or by `penstock limit set`. All processes need the same one, as for the next four settings. [docs/limits.md](limits.md) tells how calendars are written.",
    roles: ["api", "worker", "coordinator"],
  },
  requestsPerSecond: {
    name: "PENSTOCK_REQUESTS_PER_SECOND",
    schema: limit("requestsPerSecond"),
    defaultText: "",
    unit: "200/s, or lines of a calendar",
    meaning: "The same for the requests that workers send to stores and sources.",
    roles: ["api", "worker", "coordinator"],
  },
  unitsInFlight: {
    name: "PENSTOCK_UNITS_IN_FLIGHT",
    schema: limit("unitsInFlight"),
    defaultText: "",
    unit: "64, or lines of a calendar",
    meaning: "The same for the parts and batches that are queued or being moved at once.",
    roles: ["api", "worker", "coordinator"],
  },
  partsPerUpload: {
    name: "PENSTOCK_PARTS_PER_UPLOAD",
    schema: limit("partsPerUpload"),
    defaultText: "",
    unit: "8, or lines of a calendar",
    meaning: "The same for the parts of each upload that are queued or being moved at once.",
    roles: ["api", "worker", "coordinator"],
  },
  limitsTimeZone: {
    name: "PENSTOCK_LIMITS_TIME_ZONE",
    schema: limitsTimeZone,
    defaultText: "UTC",
    unit: "time zone",
    meaning:
      "The time zone of the calendars in these four limits: one of the IANA database, such as `Europe/Berlin`.",
    roles: ["api", "worker", "coordinator"],
  },
} as const;
