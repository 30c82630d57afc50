import { enableCompileCache } from "node:module";

// Before anything else is loaded, or there is nothing left to cache.
enableCompileCache();
const { keepHeapSmall, runRole } = await import("@penstock/process");
keepHeapSmall();
const { startApi } = await import("./start-api.ts");
await runRole("api", startApi);
