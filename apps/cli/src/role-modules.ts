import type { ServedRole } from "./served-roles.ts";

/**
 * The URL of the module that runs a role. Written out one by one, so that packing finds them
 * (scripts/pack). A planner is an api without its HTTP.
 */
export const ROLE_MODULES: Readonly<Record<ServedRole, string>> = {
  api: import.meta.resolve("@penstock/api"),
  planner: import.meta.resolve("@penstock/api/planner"),
  worker: import.meta.resolve("@penstock/worker"),
  coordinator: import.meta.resolve("@penstock/coordinator"),
};
