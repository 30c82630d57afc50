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
