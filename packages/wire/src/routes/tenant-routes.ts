import { z } from "zod";
import { tenantName, tenantPage, tenantRequest, tenantView } from "../tenant-document.ts";
import { get } from "./api-route.ts";

const ofTenant = { params: z.object({ name: tenantName }) };

/** Who shares the deployment, and by what rules. */
export const TENANT_ROUTES = {
  listTenants: {
    ...get("/v1/tenants", "Tenants that have rules or jobs, and what they use.", tenantPage),
    scope: "admin",
  },
  readTenant: {
    ...get("/v1/tenants/{name}", "The rules of a tenant, and what it uses.", tenantView),
    ...ofTenant,
    isVersioned: true,
  },
  replaceTenant: {
    ...get(
      "/v1/tenants/{name}",
      "Replaces the rules of a tenant; what is left out is as for a tenant without rules. Holds within seconds.",
      tenantView,
    ),
    method: "PUT",
    scope: "admin",
    // A tenant does not set its own quotas.
    reach: "deployment",
    ...ofTenant,
    body: tenantRequest,
    example: { weight: 3, quotas: { jobs: 1000 } },
    isVersioned: true,
  },
} as const;
