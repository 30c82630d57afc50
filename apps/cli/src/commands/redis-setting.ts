import { type Environment, readSettings } from "@penstock/process";

/** A Redis that the environment names; otherwise the cluster brings its own. */
export function redisOf(environment: Environment): { readonly redisUrl?: string } {
  const isNamed = [environment["PENSTOCK_REDIS_URL"], environment["PENSTOCK_REDIS_URL_FILE"]].some(
    (value) => value !== undefined && value !== "",
  );
  return isNamed ? { redisUrl: readSettings("worker", environment).settings.redisUrl } : {};
}
