import { enableCompileCache } from "node:module";
// apps/api/src/planner.ts
enableCompileCache();
const { keepHeapSmall, runRole } = await import("./src-DvisbFrC.js");
keepHeapSmall();
const { startPlanner } = await import("./start-planner-Bt-fRUz3.js");
await runRole("planner", startPlanner);
export {};
