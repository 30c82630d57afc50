import {
  type ConnectionChangeInput,
  type ConnectionRequestInput,
  type ConnectionView,
  connectionView,
} from "@penstock/wire";
import { type Api, callApi } from "./http-call.ts";

/** Connections that the API makes. Secrets go with a request, and come with no response. */
export type ConnectionCalls = {
  createConnection(request: ConnectionRequestInput, signal?: AbortSignal): Promise<ConnectionView>;
  readConnection(name: string, signal?: AbortSignal): Promise<ConnectionView>;
  /** Its credentials and options; where it leads stays. */
  replaceConnection(
    name: string,
    change: ConnectionChangeInput,
    signal?: AbortSignal,
  ): Promise<ConnectionView>;
  /** @param isForced also while jobs, schedules or tenants name it */
  removeConnection(name: string, isForced: boolean, signal?: AbortSignal): Promise<ConnectionView>;
};

export function connectionCalls(api: Api): ConnectionCalls {
  const all = "/v1/connections";
  const at = (name: string) => `${all}/${encodeURIComponent(name)}`;
  return {
    createConnection: (body, signal) =>
      callApi(api, { method: "POST", path: all, body }, connectionView, signal),
    readConnection: (name, signal) =>
      callApi(api, { method: "GET", path: at(name) }, connectionView, signal),
    replaceConnection: (name, body, signal) =>
      callApi(api, { method: "PUT", path: at(name), body }, connectionView, signal),
    removeConnection: (name, isForced, signal) => {
      const path = `${at(name)}${isForced ? "?force=true" : ""}`;
      return callApi(api, { method: "DELETE", path }, connectionView, signal);
    },
  };
}
