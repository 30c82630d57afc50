export { asTenant, jobQuotaOf, type Ruled, rulesFor } from "./as-tenant.ts";
export {
  DEFAULT_TENANT,
  DEFAULT_TENANT_RULES,
  DEFAULT_WEIGHT,
  isTenantName,
  MAX_WEIGHT,
  mayName,
  quotaExceeded,
  TENANT_NAME_RULE,
  type TenantDirectory,
  type TenantQuotas,
  type TenantRules,
} from "./tenant.ts";
