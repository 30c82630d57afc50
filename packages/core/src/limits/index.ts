export type { LimitStore } from "../ports/limit-store.ts";
export { type AdaptedRate, adaptRate, type SeenResponses } from "./adapted-rate.ts";
export {
  type Budget,
  loadOf,
  SLICE_MS,
  type Slice,
  type SliceRequest,
  takeSlice,
} from "./budget.ts";
export { formatLimitValue, LIMIT_NAMES, type LimitName } from "./limit-value.ts";
export type { LimitNow } from "./limit-week.ts";
export {
  type Limit,
  LimitCalendar,
  type LimitIssue,
  type Limits,
  type LimitsInput,
  parseLimits,
  readLimits,
  type StrictestLimit,
  strictestAt,
} from "./limits.ts";
export { unitsAt } from "./units-limit.ts";
