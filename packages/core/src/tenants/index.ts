export { DEFAULT_TENANT, isTenantName, TENANT_NAME_RULE } from "./tenant.ts";
