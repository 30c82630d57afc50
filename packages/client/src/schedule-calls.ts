import {
  type PreviewRequestInput,
  type PreviewView,
  previewView,
  type SchedulePage,
  type ScheduleRequestInput,
  type ScheduleRunPage,
  type ScheduleView,
  schedulePage,
  scheduleRunPage,
  scheduleView,
} from "@penstock/wire";
import { type Api, callApi } from "./http-call.ts";

export type ScheduleCalls = {
  createSchedule(request: ScheduleRequestInput, signal?: AbortSignal): Promise<ScheduleView>;
  listSchedules(signal?: AbortSignal): Promise<SchedulePage>;
  readSchedule(name: string, signal?: AbortSignal): Promise<ScheduleView>;
  /** `run`: now as well; `pause` and `resume`: whether its ticks count. */
  wantSchedule(
    name: string,
    wanted: "run" | "pause" | "resume",
    signal?: AbortSignal,
  ): Promise<ScheduleView>;
  /** Resolves with the schedule as it was. */
  deleteSchedule(name: string, signal?: AbortSignal): Promise<ScheduleView>;
  /** What became of its last ticks, newest first. */
  listScheduleRuns(name: string, signal?: AbortSignal): Promise<ScheduleRunPage>;
  previewSchedule(request: PreviewRequestInput, signal?: AbortSignal): Promise<PreviewView>;
};

export function scheduleCalls(api: Api): ScheduleCalls {
  const schedule = (name: string) => `/v1/schedules/${encodeURIComponent(name)}`;
  const call = <View>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    view: Parameters<typeof callApi<View>>[2],
    { body, signal }: { readonly body?: unknown; readonly signal?: AbortSignal | undefined } = {},
  ) => callApi(api, { method, path, body }, view, signal);
  return {
    createSchedule: (body, signal) => call("POST", "/v1/schedules", scheduleView, { body, signal }),
    listSchedules: (signal) => call("GET", "/v1/schedules", schedulePage, { signal }),
    readSchedule: (name, signal) => call("GET", schedule(name), scheduleView, { signal }),
    wantSchedule: (name, wanted, signal) =>
      call("POST", `${schedule(name)}:${wanted}`, scheduleView, { signal }),
    deleteSchedule: (name, signal) => call("DELETE", schedule(name), scheduleView, { signal }),
    listScheduleRuns: (name, signal) =>
      call("GET", `${schedule(name)}/runs`, scheduleRunPage, { signal }),
    previewSchedule: (body, signal) =>
      call("POST", "/v1/schedules:preview", previewView, { body, signal }),
  };
}
