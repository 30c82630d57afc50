#!/usr/bin/env node
// Without syntax that an older Node would stumble over, so that it can say what is missing.
const NEEDED = [22, 15];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) {
  await import(new URL("../lib/main.js", import.meta.url).href);
} else {
  process.stderr.write(
    `penstock: this is Node ${process.versions.node}, and Node ${NEEDED.join(".")} or later is needed\n` +
      "  → Install Node 24, or run Penstock's container image.\n",
  );
  process.exitCode = 2;
}
