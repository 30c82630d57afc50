import {
  type AllLimitsView,
  allLimitsView,
  type JobLimitsView,
  jobLimitsView,
  type LimitsChangeInput,
  type LimitsView,
  limitsView,
} from "@penstock/wire";
import { type Api, callApi } from "./http-call.ts";

/** Limits of the deployment, of connections, of jobs. A change replaces all of one of them. */
export type LimitCalls = {
  /** Of the deployment and of connections. */
  listLimits(signal?: AbortSignal): Promise<AllLimitsView>;
  /** Of the deployment. */
  readLimits(signal?: AbortSignal): Promise<LimitsView>;
  /** With the revision that was read, a change in between is a conflict. */
  replaceLimits(change: LimitsChangeInput, signal?: AbortSignal): Promise<LimitsView>;
  /** Those of the settings hold again. */
  deleteLimits(signal?: AbortSignal): Promise<LimitsView>;
  readConnectionLimits(name: string, signal?: AbortSignal): Promise<LimitsView>;
  replaceConnectionLimits(
    name: string,
    change: LimitsChangeInput,
    signal?: AbortSignal,
  ): Promise<LimitsView>;
  readJobLimits(id: string, signal?: AbortSignal): Promise<JobLimitsView>;
  replaceJobLimits(
    id: string,
    change: LimitsChangeInput,
    signal?: AbortSignal,
  ): Promise<JobLimitsView>;
};

export function limitCalls(api: Api): LimitCalls {
  const all = "/v1/limits";
  const connection = (name: string) => `${all}/connections/${encodeURIComponent(name)}`;
  const job = (id: string) => `/v1/jobs/${encodeURIComponent(id)}/limits`;
  const get = <View>(
    path: string,
    view: Parameters<typeof callApi<View>>[2],
    signal?: AbortSignal,
  ) => callApi(api, { method: "GET", path }, view, signal);
  const put = (path: string, body: LimitsChangeInput) => ({ method: "PUT", path, body }) as const;
  return {
    listLimits: (signal) => get(all, allLimitsView, signal),
    readLimits: async (signal) => (await get(all, allLimitsView, signal)).deployment,
    replaceLimits: (change, signal) => callApi(api, put(all, change), limitsView, signal),
    deleteLimits: (signal) => callApi(api, { method: "DELETE", path: all }, limitsView, signal),
    readConnectionLimits: (name, signal) => get(connection(name), limitsView, signal),
    replaceConnectionLimits: (name, change, signal) =>
      callApi(api, put(connection(name), change), limitsView, signal),
    readJobLimits: (id, signal) => get(job(id), jobLimitsView, signal),
    replaceJobLimits: (id, change, signal) =>
      callApi(api, put(job(id), change), jobLimitsView, signal),
  };
}
