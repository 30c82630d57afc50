import { enableCompileCache } from "node:module";

// Before anything else is loaded, or there is nothing left to cache.
enableCompileCache();
const { runRole } = await import("@penstock/process");
const { startCoordinator } = await import("./start-coordinator.ts");
await runRole("coordinator", startCoordinator);
