/**
 * `npm run test:containers [vitest arguments…]`: the deployment in containers. It builds the image, unless
 * PENSTOCK_IMAGE names one. The other images are those of docker-compose.yml, or what
 * PENSTOCK_{REDIS,VALKEY,S3,NODE}_IMAGE name; with PENSTOCK_S3_IMAGE=emulator the emulator is the S3 server.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Ends this process with the code of the command when that fails. */
function run(command: string, args: readonly string[], cwd = ROOT): void {
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (status !== 0) {
    process.stderr.write(
      `${command} ${args[0]} failed: ${error?.message ?? `exit code ${status}`}\n`,
    );
    process.exit(status ?? 1);
  }
}

/** Why nothing can be run; undefined where it can. */
function obstacle(): string | undefined {
  for (const args of [["version"], ["compose", "version"]]) {
    const { status, error, stderr } = spawnSync("docker", args, { encoding: "utf8" });
    if (status !== 0) {
      return `docker ${args.join(" ")}: ${error?.message ?? stderr.trim()}`;
    }
  }
  return undefined;
}

const reason = obstacle();
if (reason !== undefined) {
  process.stdout.write(
    `NOT RUN: the containers suite needs a Docker engine and Compose. ${reason}\n`,
  );
  process.exit(0);
}
if (!existsSync(`${HERE}/node_modules/testcontainers`)) {
  run("npm", ["ci", "--ignore-scripts"], HERE);
}
if ((process.env["PENSTOCK_IMAGE"] ?? "") === "") {
  process.env["PENSTOCK_IMAGE"] = "penstock";
  run("docker", ["compose", "build", "api"]);
}
if (process.env["PENSTOCK_S3_IMAGE"] === "emulator") {
  process.env["PENSTOCK_S3_IMAGE"] = "penstock-s3-stand-in";
  const base = ["--build-arg", `PENSTOCK_IMAGE=${process.env["PENSTOCK_IMAGE"]}`];
  run("docker", ["build", "-t", "penstock-s3-stand-in", ...base, `${HERE}/s3-stand-in`]);
  process.stdout.write(
    "NOT RUN: no real S3 server, but the emulator (PENSTOCK_S3_IMAGE=emulator)\n",
  );
}
if ((process.env["PENSTOCK_VALKEY_IMAGE"] ?? "") === "") {
  process.stdout.write("NOT RUN: Valkey, for PENSTOCK_VALKEY_IMAGE names no image\n");
}
run("npx", ["tsc", "--project", HERE]);
run("npx", ["vitest", "run", "--config", `${HERE}/vitest.config.ts`, ...process.argv.slice(2)]);
