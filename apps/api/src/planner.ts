import { enableCompileCache } from "node:module";

// Before anything else is loaded, or there is nothing left to cache.
enableCompileCache();
const { keepHeapSmall, runRole } = await import("@penstock/process");
keepHeapSmall();
const { startPlanner } = await import("./start-planner.ts");
await runRole("planner", startPlanner);
