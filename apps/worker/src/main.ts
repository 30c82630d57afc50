import { enableCompileCache } from "node:module";
import { runRole } from "@penstock/process";
import { startWorker } from "./start-worker.ts";

enableCompileCache();
await runRole("worker", startWorker);
