#!/usr/bin/env node
import { enableCompileCache } from "node:module";
// apps/cli/src/main.ts
enableCompileCache();
const { runCommand } = await import("./program-7XKZjVOg.js");
await runCommand(process.argv);
export {};
