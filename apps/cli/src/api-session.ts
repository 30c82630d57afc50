import { type Client, createClient } from "@penstock/client";
import { type Environment, readSettings } from "@penstock/process";

/**
 * The API that PENSTOCK_URL names.
 *
 * @throws PenstockError `settings-invalid`
 */
export function connectToApi(environment: Environment): Client {
  const { settings } = readSettings("cli", environment);
  return createClient({ baseUrl: settings.apiUrl });
}
