import { DEFAULT_TENANT, isTenantName, TENANT_NAME_RULE } from "@penstock/core";
import { isLoopback } from "@penstock/process";
import type { FastifyRequest } from "fastify";
import { OPEN_CALLER } from "../auth/authentication.ts";
import { callerOf } from "../auth/guard.ts";
import { notFound, Rejection } from "../http/problem.ts";

const HEADER = "penstock-tenant";

/** What a proxy adds that passes on the requests of others. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip"];

/**
 * Whose request it is. Every route asks here and nowhere else.
 *
 * @throws Rejection for a name that no tenant has, and for a caller who may not say who it is
 */
export function tenantOf(request: FastifyRequest): string {
  const { tenant: only } = callerOf(request) ?? OPEN_CALLER;
  const named = request.headers[HEADER];
  if (named === undefined) {
    return only ?? DEFAULT_TENANT;
  }
  const name = String(named);
  refuseUnproven(request);
  if (!isTenantName(name)) {
    throw new Rejection(
      "request-invalid",
      400,
      `Penstock-Tenant is not the name of a tenant: ${TENANT_NAME_RULE}`,
    );
  }
  if (only !== undefined && name !== only) {
    // As for a tenant that is not there: a key says nothing of others.
    throw notFound(`there is no tenant ${name}`);
  }
  return name;
}

/** Without keys nothing but its address says who a client is. */
function refuseUnproven(request: FastifyRequest): void {
  const { headers, socket } = request;
  const isForwarded = FORWARDED.some((name) => name in headers);
  const isOpen = callerOf(request) === OPEN_CALLER;
  if (isOpen && (isForwarded || !isLoopback(socket.remoteAddress ?? ""))) {
    throw new Rejection(
      "tenant-refused",
      403,
      "Penstock-Tenant is believed of clients on the API's own machine alone, without a proxy between, unless they send a key",
    );
  }
}
