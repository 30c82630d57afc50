import { enableCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";
// apps/worker/src/main.ts
setFlagsFromString("--semi-space-growth-factor=1");
enableCompileCache();
const { runRole } = await import("./src-DvisbFrC.js");
const { startWorker } = await import("./start-worker-E1aP7rRv.js");
await runRole("worker", startWorker);
export {};
