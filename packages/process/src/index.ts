export { asksForKeys, type OidcSettings } from "./auth-settings.ts";
export { type ConnectionLimits, guardConnections } from "./connection-guard.ts";
export type { DrainPhase } from "./drain.ts";
export {
  checkReadiness,
  type HealthServer,
  type Readiness,
  readinessView,
  startHealthServer,
  urlOf,
} from "./health-server.ts";
export { limitsOf } from "./limits-of.ts";
export type { ListenAddress } from "./listen-settings.ts";
export { createLog, type LogOptions } from "./log.ts";
export { type Loop, startLoop } from "./loop.ts";
export { watchLoop } from "./loop-share.ts";
export { countCalls } from "./metrics/call-meters.ts";
export { Meters } from "./metrics/meters.ts";
export { type MetricRole, metricRows } from "./metrics/metric-table.ts";
export { isLoopback, type OriginPolicy, rejectionOfOrigin } from "./origin-check.ts";
export { startPatientLoop } from "./patient-loop.ts";
export { remarksOf, startPresence } from "./presence.ts";
export { endWith, refuseConnection, SERVER_OPTIONS } from "./raw-response.ts";
export { redisTlsOf } from "./redis-tls-of.ts";
export { type RoleContext, type RunningRole, runRole } from "./run-role.ts";
export { createSealing } from "./sealing/sealing.ts";
export type { Role, SettingsOf } from "./setting-table.ts";
export { ROLES, settingList } from "./setting-table.ts";
export {
  type Environment,
  issuesOfSettings,
  type ReadSettings,
  readSettings,
  unknownSettings,
} from "./settings.ts";
export { settingsPage } from "./settings-page.ts";
export { openSharedClock, type SharedClock } from "./shared-clock.ts";
export { type ShownSetting, shownSettings } from "./shown-settings.ts";
export { keepHeapSmall } from "./small-heap.ts";
export {
  systemClock,
  systemHashing,
  systemPause,
  systemRandom,
  systemRepetitions,
} from "./system.ts";
export { describeSystemError } from "./system-error.ts";
export {
  traceBatch,
  traceFinalizing,
  tracePart,
  traceRequest,
  traceSchedule,
  traceTick,
} from "./tracing.ts";
export { VERSION } from "./version.ts";
export { growYoungGeneration, holdYoungGeneration } from "./young-generation.ts";
