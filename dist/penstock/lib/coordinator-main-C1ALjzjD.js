import { enableCompileCache } from "node:module";
// apps/coordinator/src/main.ts
enableCompileCache();
const { keepHeapSmall, runRole } = await import("./src-DvisbFrC.js");
keepHeapSmall();
const { startCoordinator } = await import("./start-coordinator-CrREj8HT.js");
await runRole("coordinator", startCoordinator);
export {};
