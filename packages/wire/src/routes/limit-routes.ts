import { z } from "zod";
import { allLimitsView, jobLimitsView, limitsChange, limitsView } from "../limits-view.ts";
import { get } from "./api-route.ts";

const connectionParams = { params: z.object({ name: z.string().min(1).max(63) }) };
const jobParams = { params: z.object({ id: z.string() }) };

const change = {
  method: "PUT",
  body: limitsChange,
  example: {
    limits: {
      timeZone: "Europe/Berlin",
      bytesPerSecond: ["Mon-Fri 08:00-18:00 50MiB/s", "200MiB/s"],
    },
  },
} as const;

/** What bounds the deployment, a connection, a job. That of a tenant is among its rules. */
export const LIMIT_ROUTES = {
  readLimits: {
    ...get("/v1/limits", "The limits of the deployment and of connections.", allLimitsView),
    isVersioned: true,
  },
  replaceLimits: {
    ...get(
      "/v1/limits",
      "Replaces the limits of the deployment. Holds within two seconds, also for parts in flight.",
      limitsView,
    ),
    ...change,
    scope: "admin",
    reach: "deployment",
    isVersioned: true,
  },
  deleteLimits: {
    ...get(
      "/v1/limits",
      "Forgets the limits of the deployment: those of the settings hold again.",
      limitsView,
    ),
    method: "DELETE",
    scope: "admin",
    reach: "deployment",
    isVersioned: true,
  },
  readConnectionLimits: {
    ...get("/v1/limits/connections/{name}", "The limits of a connection.", limitsView),
    ...connectionParams,
    isVersioned: true,
  },
  replaceConnectionLimits: {
    ...get(
      "/v1/limits/connections/{name}",
      "Replaces the limits of a connection. Holds within two seconds.",
      limitsView,
    ),
    ...connectionParams,
    ...change,
    scope: "admin",
    // Tenants share it.
    reach: "deployment",
    isVersioned: true,
  },
  readJobLimits: {
    ...get("/v1/jobs/{id}/limits", "The limits of a job, and what binds it now.", jobLimitsView),
    ...jobParams,
    isVersioned: true,
  },
  replaceJobLimits: {
    ...get(
      "/v1/jobs/{id}/limits",
      "Replaces the limits of a job that has not ended. Holds within two seconds.",
      jobLimitsView,
    ),
    ...jobParams,
    ...change,
    scope: "operate",
    isVersioned: true,
  },
} as const;
