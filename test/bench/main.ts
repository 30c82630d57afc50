/** `npm run bench -- [--only NAME,…] [--quick] [--json FILE]` */
import { writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { redisPerPart, redisPerPendingPart } from "./control-plane.ts";
import type { Result, Scenario } from "./result.ts";
import { settleLatency } from "./settle-latency.ts";
import { workerMemory } from "./worker-memory.ts";

const SCENARIOS: readonly Scenario[] = [
  settleLatency,
  redisPerPart,
  redisPerPendingPart,
  workerMemory,
];

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    json: { type: "string" },
  },
});
const only = values.only?.split(",");
const chosen = SCENARIOS.filter(({ name }) => only === undefined || only.includes(name));
if (chosen.length === 0) {
  process.stderr.write(`there are: ${SCENARIOS.map(({ name }) => name).join(", ")}\n`);
  process.exit(2);
}

const results: Result[] = [];
for (const scenario of chosen) {
  for (const result of await scenario.run(values.quick)) {
    results.push(result);
    print(result);
  }
}
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ machine: machine(), results }, null, 2)}\n`);
}

function print({ name, unit, ours, goal }: Result): void {
  const verdict = ours <= goal ? "ok" : "MISSED";
  process.stdout.write(
    `${name.padEnd(60)} ${String(ours).padStart(8)} ${unit.padEnd(6)} goal ${goal} ${verdict}\n`,
  );
}

function machine() {
  return {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
  };
}
