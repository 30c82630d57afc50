import { type HealthView, healthView } from "@penstock/wire";
import { type Api, askApi, notPenstock } from "./http-call.ts";

export type ApiHealth = HealthView & {
  /** By the clock of the API, without its milliseconds; undefined where nothing says it. */
  readonly dateMs: number | undefined;
};

/**
 * Whether the API can work now: not to be ready is a response as well.
 *
 * @throws ApiUnreachable when there is no usable response
 */
export async function readHealth(api: Api, signal?: AbortSignal): Promise<ApiHealth> {
  const path = "/healthz/ready";
  const { url, status, body, date } = await askApi(api, { method: "GET", path }, signal);
  const { success, data } = healthView.safeParse(body);
  if (!success || (status !== 200 && status !== 503)) {
    throw notPenstock(url, status);
  }
  const dateMs = Date.parse(date ?? "");
  return { ...data, dateMs: Number.isNaN(dateMs) ? undefined : dateMs };
}
