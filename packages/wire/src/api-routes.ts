import type { z } from "zod";
import type { ApiRoute } from "./routes/api-route.ts";
import { CONNECTION_ROUTES } from "./routes/connection-routes.ts";
import { EVENT_ROUTES } from "./routes/event-routes.ts";
import { JOB_ROUTES } from "./routes/job-routes.ts";
import { KEY_ROUTES } from "./routes/key-routes.ts";
import { LIMIT_ROUTES } from "./routes/limit-routes.ts";
import { MANIFEST_ROUTES } from "./routes/manifest-routes.ts";
import { MANY_JOBS_ROUTES } from "./routes/many-jobs-routes.ts";
import { SCHEDULE_ROUTES } from "./routes/schedule-routes.ts";
import { SESSION_ROUTES } from "./routes/session-routes.ts";
import { SYSTEM_ROUTES } from "./routes/system-routes.ts";
import { TENANT_ROUTES } from "./routes/tenant-routes.ts";
import { UPLOAD_ROUTES } from "./routes/upload-routes.ts";
import { WEBHOOK_ROUTES } from "./routes/webhook-routes.ts";

/** The table's rows, whatever they take. */
type AnyRoute = Omit<ApiRoute, "response"> & { readonly response: z.ZodType };

/**
 * Every route of the HTTP API. The server registers these and no others, and docs/api.md is made of
 * them.
 */
export const API_ROUTES = {
  ...SYSTEM_ROUTES,
  ...JOB_ROUTES,
  ...MANY_JOBS_ROUTES,
  ...EVENT_ROUTES,
  ...LIMIT_ROUTES,
  ...SCHEDULE_ROUTES,
  ...CONNECTION_ROUTES,
  ...TENANT_ROUTES,
  ...UPLOAD_ROUTES,
  ...MANIFEST_ROUTES,
  ...WEBHOOK_ROUTES,
  ...KEY_ROUTES,
  ...SESSION_ROUTES,
} as const satisfies Readonly<Record<string, AnyRoute>>;
