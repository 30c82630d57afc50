import { DEFAULT_TENANT, isTenantName, TENANT_NAME_RULE } from "@penstock/core";
import { isLoopback } from "@penstock/process";
import type { FastifyRequest } from "fastify";
import { Rejection } from "../http/problem.ts";

const HEADER = "penstock-tenant";

/** What a proxy adds that passes on the requests of others. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip"];

/**
 * Whose request it is. Every route asks here and nowhere else.
 *
 * @throws Rejection for a name that no tenant has, and for a caller who may not say who it is
 */
export function tenantOf({ headers, socket }: Pick<FastifyRequest, "headers" | "socket">): string {
  const named = headers[HEADER];
  if (named === undefined) {
    return DEFAULT_TENANT;
  }
  const isForwarded = FORWARDED.some((name) => name in headers);
  if (isForwarded || !isLoopback(socket.remoteAddress ?? "")) {
    throw new Rejection(
      "tenant-refused",
      403,
      "Penstock-Tenant is believed of clients on the API's own machine alone, without a proxy between",
    );
  }
  const name = String(named);
  if (!isTenantName(name)) {
    throw new Rejection(
      "request-invalid",
      400,
      `Penstock-Tenant is not the name of a tenant: ${TENANT_NAME_RULE}`,
    );
  }
  return name;
}
