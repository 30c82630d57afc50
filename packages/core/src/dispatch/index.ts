export {
  inFlightLimits,
  inFlightLimitsWithin,
  isActive,
  type ShareRules,
} from "./in-flight-limits.ts";
export { type Borrower, lendUnits } from "./lend-units.ts";
export { type LimitLoad, MOST_UNITS, usefulUnits } from "./useful-units.ts";
