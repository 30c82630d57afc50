import { enableCompileCache } from "node:module";
import { runRole } from "@penstock/process";
import { startApi } from "./start-api.ts";

enableCompileCache();
await runRole("api", startApi);
