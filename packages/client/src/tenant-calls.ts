import {
  type TenantPage,
  type TenantRequestInput,
  type TenantView,
  tenantPage,
  tenantView,
} from "@penstock/wire";
import { type Api, callApi } from "./http-call.ts";

export type TenantCalls = {
  /** Those that have rules or jobs. */
  listTenants(signal?: AbortSignal): Promise<TenantPage>;
  readTenant(name: string, signal?: AbortSignal): Promise<TenantView>;
  /** With the revision that was read, a change in between is a conflict. */
  replaceTenant(
    name: string,
    request: TenantRequestInput,
    signal?: AbortSignal,
  ): Promise<TenantView>;
};

export function tenantCalls(api: Api): TenantCalls {
  const path = (name: string) => `/v1/tenants/${encodeURIComponent(name)}`;
  const get = (wanted: string) => ({ method: "GET", path: wanted }) as const;
  return {
    listTenants: (signal) => callApi(api, get("/v1/tenants"), tenantPage, signal),
    readTenant: (name, signal) => callApi(api, get(path(name)), tenantView, signal),
    replaceTenant: (name, body, signal) =>
      callApi(api, { method: "PUT", path: path(name), body }, tenantView, signal),
  };
}
