#!/usr/bin/env node
import { enableCompileCache } from "node:module";

enableCompileCache();
const { runCommand } = await import("./program.ts");
await runCommand(process.argv);
