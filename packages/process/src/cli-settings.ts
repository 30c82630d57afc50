import { DEFAULT_TENANT, isTenantName, TENANT_NAME_RULE } from "@penstock/core";
import { z } from "zod";

/** What the command line asks, and for whom. */
export const CLI_SETTINGS = {
  apiUrl: {
    name: "PENSTOCK_URL",
    schema: z.url({ protocol: /^https?$/, error: "write http://HOST:PORT" }),
    defaultText: "http://127.0.0.1:8080",
    unit: "URL",
    meaning: "The API that the command line uses.",
    roles: ["cli"],
  },
  tenant: {
    name: "PENSTOCK_TENANT",
    schema: z.string().refine(isTenantName, TENANT_NAME_RULE),
    defaultText: DEFAULT_TENANT,
    unit: "name",
    meaning:
      "The tenant whose jobs and schedules the command line makes and shows, unless `--tenant` names one.",
    roles: ["cli"],
  },
  demo: {
    name: "PENSTOCK_DEMO",
    schema: z
      .string()
      .regex(/^([\w-]+: [\w-]+:\S*)?$/, "write SOURCE: STORE:PREFIX, as `samples: s3:demo/`")
      .transform(demoPlace),
    defaultText: "",
    unit: "SOURCE: STORE:PREFIX",
    meaning:
      "Where `penstock demo` moves its sample in a deployment that runs already: from a `file` connection whose folder the command may write, below a prefix of another connection. Left out, the demo starts processes of its own.",
    roles: ["cli"],
  },
} as const;

/** Of `samples: s3:demo/`; undefined for nothing. */
function demoPlace(text: string) {
  const [, source, connection, prefix] = /^(\S+): (\S+?):(\S*)$/.exec(text) ?? [];
  return source === undefined || connection === undefined || prefix === undefined
    ? undefined
    : { source, connection, prefix };
}
