/**
 * `npm run test:upgrade [vitest arguments…]`: processes of the baseline and of this tree share a Redis and a journal.
 * It needs the baseline's commit: a clone that does not have it is told how to get it.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ROOT } from "../support/process-deployment.ts";
import { BASELINE, hasBaseline } from "./baseline.ts";

const config = fileURLToPath(new URL("vitest.config.ts", import.meta.url));

if (!hasBaseline()) {
  process.stdout.write(
    `NOT RUN: the upgrade suite needs the commit ${BASELINE}, which this clone does not have: git fetch --unshallow\n`,
  );
  process.exit(0);
}
const args = ["vitest", "run", "--config", config, ...process.argv.slice(2)];
process.exit(spawnSync("npx", args, { cwd: ROOT, stdio: "inherit" }).status ?? 1);
