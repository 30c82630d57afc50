import { type Client, createClient } from "@penstock/client";
import { DEFAULT_TENANT } from "@penstock/core";
import { type Environment, readSettings } from "@penstock/process";

/**
 * The API that PENSTOCK_URL names, for the tenant that PENSTOCK_TENANT names, by the key of PENSTOCK_KEY.
 *
 * @throws PenstockError `settings-invalid`
 */
export function connectToApi(environment: Environment): Client {
  const { settings } = readSettings("cli", environment);
  const { apiUrl: baseUrl, tenant, key } = settings;
  // An API on another machine would refuse the header, though it says nothing.
  return createClient({ baseUrl, key, ...(tenant !== DEFAULT_TENANT && { tenant }) });
}
