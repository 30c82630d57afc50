/**
 * `npm run audit`: whether a known weakness, high or critical, is in a package that the lock names. Where the registry
 * has no list of them, which many mirrors do not, it says so and passes.
 */
import { spawnSync } from "node:child_process";
import { ROOT } from "./pack/places.ts";

type Report = {
  readonly error?: { readonly summary?: string };
  readonly message?: string;
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<string, number>> };
};

for (const folder of [ROOT, `${ROOT}/test/containers`]) {
  const args = ["audit", "--json", "--package-lock-only", "--audit-level=high"];
  const { stdout, status } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  const { metadata, message, error }: Report = JSON.parse(stdout === "" ? "{}" : stdout);
  if (metadata === undefined) {
    const reason = message ?? error?.summary ?? `npm audit ended with ${status}`;
    process.stdout.write(`NOT RUN: the registry was not asked about known weaknesses. ${reason}\n`);
    continue;
  }
  const counts = Object.entries(metadata.vulnerabilities).map(
    ([level, count]) => `${count} ${level}`,
  );
  process.stdout.write(`${folder}: ${counts.join(", ")}\n`);
  if (status !== 0) {
    process.stderr.write(`npm audit --audit-level=high, in ${folder}, names them\n`);
    process.exitCode = 1;
  }
}
