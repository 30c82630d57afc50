import { z } from "zod";
import { previewRequest, scheduleChange, scheduleRequest } from "../schedule-request.ts";
import { previewView, schedulePage, scheduleRunPage, scheduleView } from "../schedule-view.ts";
import { get, post } from "./api-route.ts";

const ofSchedule = { params: z.object({ name: z.string() }) };

const EXAMPLE_JOB = {
  source: { connection: "files", key: "video/master.mov" },
  destination: { connection: "local", key: "masters/{date:yyyy/MM/dd}/master.mov" },
};

/** Schedules and their runs. */
export const SCHEDULE_ROUTES = {
  createSchedule: {
    ...post(
      "/v1/schedules",
      "Makes jobs by the clock from now on; needs a journal. `Location` says where it is.",
      scheduleView,
    ),
    body: scheduleRequest,
    example: {
      ...{ name: "nightly", cron: "0 3 * * *", timeZone: "Europe/Berlin" },
      job: EXAMPLE_JOB,
    },
    status: 201,
    notOnce: "a schedule is made once by its name: a second request is 409",
  },
  listSchedules: get("/v1/schedules", "All schedules, by name.", schedulePage),
  previewSchedule: {
    ...post("/v1/schedules:preview", "When a schedule would run; makes none.", previewView),
    scope: "read",
    body: previewRequest,
    example: { cron: "0 3 * * *", timeZone: "Europe/Berlin", count: 3 },
    repeats: "same",
  },
  readSchedule: {
    ...get("/v1/schedules/{name}", "One schedule, its next ticks and its runs.", scheduleView),
    ...ofSchedule,
    isVersioned: true,
  },
  replaceSchedule: {
    ...get(
      "/v1/schedules/{name}",
      "Replaces a schedule from now on; its runs and its pause are kept.",
      scheduleView,
    ),
    method: "PUT",
    scope: "operate",
    ...ofSchedule,
    body: scheduleChange,
    example: { every: "6h", overlap: "queue", job: EXAMPLE_JOB },
    isVersioned: true,
  },
  deleteSchedule: {
    ...get(
      "/v1/schedules/{name}",
      "Ends a schedule; its jobs continue. Returns it as it was.",
      scheduleView,
    ),
    method: "DELETE",
    scope: "operate",
    ...ofSchedule,
    isVersioned: true,
  },
  runSchedule: {
    ...post(
      "/v1/schedules/{name}:run",
      "Runs it now as well, by its rule for overlaps; also while it is paused.",
      scheduleView,
    ),
    ...ofSchedule,
    notOnce: "each request is a run",
  },
  pauseSchedule: {
    ...post(
      "/v1/schedules/{name}:pause",
      "No further tick counts; its job continues. May be repeated.",
      scheduleView,
    ),
    ...ofSchedule,
    isVersioned: true,
    repeats: "same",
  },
  resumeSchedule: {
    ...post(
      "/v1/schedules/{name}:resume",
      "Ticks count from now on: none of the pause is made up for. May be repeated.",
      scheduleView,
    ),
    ...ofSchedule,
    isVersioned: true,
    repeats: "same",
  },
  listScheduleRuns: {
    ...get("/v1/schedules/{name}/runs", "What became of its last ticks.", scheduleRunPage),
    ...ofSchedule,
  },
} as const;
