import { DEFAULT_RETENTION, parseRetention } from "@penstock/core";
import { z } from "zod";

/** As `penstock cp` tells a key of a connection from a file. */
const IN_A_STORE = /^([a-z0-9][a-z0-9-]{0,62}):(.*)$/s;

const journalPlace = z.string().transform((text, context) => {
  if (text === "") {
    return undefined;
  }
  const [, connection, prefix = ""] = IN_A_STORE.exec(text) ?? [];
  if (connection === undefined) {
    return { kind: "folder", path: text } as const;
  }
  if (!/^[^/\s][^\s]*\/$/.test(prefix)) {
    context.addIssue({
      code: "custom",
      message: "write CONNECTION:PREFIX/ with the slash at its end, or a folder as ./NAME or /NAME",
    });
    return z.NEVER;
  }
  return { kind: "store", connection, prefix } as const;
});

const retention = z.string().transform((text, context) => {
  const parsed = parseRetention(text);
  if ("issue" in parsed) {
    context.addIssue({ code: "custom", message: parsed.issue });
    return z.NEVER;
  }
  return parsed;
});

/** What is kept beside Redis, and for how long. */
export const JOURNAL_SETTINGS = {
  journal: {
    name: "PENSTOCK_JOURNAL",
    schema: journalPlace,
    defaultText: "",
    unit: "path or CONNECTION:PREFIX/",
    meaning:
      "Where each accepted job is also stored until it is finished, so that an emptied Redis can be refilled: a folder on another disk than Redis', or a prefix in the bucket of a connection. All api, planner and coordinator processes must use the same one.",
    roles: ["api", "planner", "coordinator"],
  },
  retention: {
    name: "PENSTOCK_RETENTION",
    schema: retention,
    defaultText: DEFAULT_RETENTION,
    unit: "duration, or succeeded=7d,failed=90d",
    meaning:
      "How long finished jobs are kept after their end, with their receipts and failures: `30d`, or by outcome. Jobs that were cancelled or that completed with errors are kept like failed ones. With `PENSTOCK_JOURNAL` a job moves there an hour after its end, and Redis keeps at most 200 bytes of it; without one Redis keeps it whole, and at most 100,000 finished jobs: the oldest go first.",
    roles: ["api", "coordinator"],
  },
} as const;
