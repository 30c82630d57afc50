import { type WorkerPage, type WorkerView, workerPage, workerView } from "@penstock/wire";
import { type Api, callApi } from "./http-call.ts";

export type WorkerCalls = {
  listWorkers(signal?: AbortSignal): Promise<WorkerPage>;
  /** It takes no more tasks, and stays until its process is stopped; resolves before it has drained. */
  drainWorker(id: string, signal?: AbortSignal): Promise<WorkerView>;
};

export function workerCalls(api: Api): WorkerCalls {
  const all = "/v1/workers";
  return {
    listWorkers: (signal) => callApi(api, { method: "GET", path: all }, workerPage, signal),
    drainWorker: (id, signal) => {
      const path = `${all}/${encodeURIComponent(id)}:drain`;
      return callApi(api, { method: "POST", path }, workerView, signal);
    },
  };
}
