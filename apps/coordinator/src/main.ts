import { enableCompileCache } from "node:module";
import { runRole } from "@penstock/process";
import { startCoordinator } from "./start-coordinator.ts";

enableCompileCache();
await runRole("coordinator", startCoordinator);
