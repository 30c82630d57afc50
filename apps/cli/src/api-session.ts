import { type Client, createClient } from "@penstock/client";
import { DEFAULT_TENANT } from "@penstock/core";
import { readSettings } from "@penstock/process";
import { showingRequests } from "./curl.ts";
import type { Output } from "./progress/display.ts";

/**
 * The API that PENSTOCK_URL names, for the tenant that PENSTOCK_TENANT names, by the key of PENSTOCK_KEY.
 *
 * @throws PenstockError `settings-invalid`
 */
export function connectToApi({
  environment,
  stdout,
  isCurl,
}: Pick<Output, "environment" | "stdout" | "isCurl">): Client {
  const { settings } = readSettings("cli", environment);
  const { apiUrl: baseUrl, tenant, key } = settings;
  // An API on another machine would refuse the header, though it says nothing.
  return createClient({
    ...{ baseUrl, key, ...(tenant !== DEFAULT_TENANT && { tenant }) },
    ...(isCurl === true && { beforeRequest: showingRequests(stdout) }),
  });
}
