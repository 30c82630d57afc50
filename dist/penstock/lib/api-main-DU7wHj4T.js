import { enableCompileCache } from "node:module";
// apps/api/src/main.ts
enableCompileCache();
const { keepHeapSmall, runRole } = await import("./src-DvisbFrC.js");
keepHeapSmall();
const { startApi } = await import("./start-api-Cjs5Biq4.js");
await runRole("api", startApi);
export {};
