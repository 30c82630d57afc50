export { LATE_REASONS, type Late } from "../jobs/late.ts";
export { isTimeZone } from "../limits/zone-time.ts";
export { type Deadline, deadlineAfter, lateOf, MAX_BOOST, weightOf } from "./deadline.ts";
export { FIRST_LOOK_MS, type Forecast, forecastOf, type Observed } from "./forecast.ts";
