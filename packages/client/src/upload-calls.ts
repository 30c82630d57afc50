import {
  type AbortOrphansRequest,
  type AbortOrphansView,
  abortOrphansView,
  type OpenUploadPage,
  openUploadPage,
} from "@penstock/wire";
import { type Api, callApi, STORE_LIMIT_MS } from "./http-call.ts";
import { queryOf } from "./query.ts";

export type UploadQuery = {
  readonly connection?: string;
  /** Such as `24h`. */
  readonly olderThan?: string;
};

export type UploadCalls = {
  /** By the stores' own lists, which takes up to a minute where many are open. */
  listUploads(query?: UploadQuery, signal?: AbortSignal): Promise<OpenUploadPage>;
  /** Ends only what is ours and no transfer uses; tells of each upload what became of it. */
  abortOrphans(request: AbortOrphansRequest, signal?: AbortSignal): Promise<AbortOrphansView>;
};

export function uploadCalls(api: Api): UploadCalls {
  const limitMs = STORE_LIMIT_MS;
  return {
    listUploads: (query, signal) => {
      const call = { method: "GET", path: `/v1/uploads${queryOf(query)}`, limitMs } as const;
      return callApi(api, call, openUploadPage, signal);
    },
    abortOrphans: (body, signal) => {
      const call = { method: "POST", path: "/v1/uploads:abortOrphans", body, limitMs } as const;
      return callApi(api, call, abortOrphansView, signal);
    },
  };
}
