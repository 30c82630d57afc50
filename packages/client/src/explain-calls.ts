import {
  type ExplainView,
  explainView,
  type PartMapView,
  type PartPage,
  partMapView,
  partPage,
  type StatsView,
  statsView,
} from "@penstock/wire";
import { type Api, callApi } from "./http-call.ts";
import { queryOf } from "./query.ts";

/** Why a job is not faster, and what its parts are at. */
export type ExplainCalls = {
  /** Why it is not faster now. */
  explainJob(id: string, signal?: AbortSignal): Promise<ExplainView>;
  /** How it was moved in the last quarter of an hour. */
  readStats(id: string, signal?: AbortSignal): Promise<StatsView>;
  readPartMap(id: string, transferId: string, signal?: AbortSignal): Promise<PartMapView>;
  listParts(
    id: string,
    transferId: string,
    query?: { readonly limit?: number; readonly cursor?: string },
    signal?: AbortSignal,
  ): Promise<PartPage>;
};

export function explainCalls(api: Api): ExplainCalls {
  const job = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;
  const transfer = (id: string, transferId: string) =>
    `${job(id)}/transfers/${encodeURIComponent(transferId)}`;
  const get = (path: string) => ({ method: "GET", path }) as const;
  return {
    explainJob: (id, signal) => callApi(api, get(`${job(id)}/explain`), explainView, signal),
    readStats: (id, signal) => callApi(api, get(`${job(id)}/stats`), statsView, signal),
    readPartMap: (id, transferId, signal) =>
      callApi(api, get(`${transfer(id, transferId)}/part-map`), partMapView, signal),
    listParts: (id, transferId, query, signal) =>
      callApi(api, get(`${transfer(id, transferId)}/parts${queryOf(query)}`), partPage, signal),
  };
}
