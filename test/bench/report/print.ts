import type { Result } from "../result.ts";
import { verdictsOf } from "./goals.ts";

/** One line for the figure, one for all peers, one for each goal. */
export function printResult(result: Result): void {
  const { name, unit, ours, peers = {}, ratios = {}, note } = result;
  const facts: readonly Fact[] = [
    ["MiB/s", result.mibPerSecond],
    ...memoryOf(result),
    ["Redis calls/part", result.redisCallsPerPart],
    ["Redis bytes/part", result.redisBytesPerPart],
    ["Redis calls/object", result.redisCallsPerObject],
    ["µs of Redis/object", result.redisCpuUsPerObject],
    ["µs of control plane/object", result.controlPlaneUsPerObject],
    ["requests/1000 objects", result.requestsPerThousand],
    ["ms CPU/1000 objects", result.cpuMsPerThousand],
    ["lost", result.lost],
    ["repeated", result.repeated],
  ];
  const more = facts.flatMap(([what, value]) => (value === undefined ? [] : [`${value} ${what}`]));
  write(`${name.padEnd(52)} ${String(ours).padStart(8)} ${unit}  ${more.join(", ")}`);
  const others = Object.entries(ratios).map(([peer, ratio]) =>
    peers[peer] === undefined ? `${ratio} x ${peer}` : `${ratio} x ${peer} (${peers[peer]})`,
  );
  if (others.length > 0) {
    write(`    ${others.join(", ")}`);
  }
  for (const { goal, value, isMet } of verdictsOf(result)) {
    write(`    ${isMet ? "ok    " : "MISSED"} ${value}, goal ${goal}`);
  }
  if (note !== undefined) {
    write(`    ${note}`);
  }
}

type Fact = readonly [string, number | undefined];

function memoryOf({ rssMiB }: Result): readonly Fact[] {
  return typeof rssMiB === "object"
    ? Object.entries(rssMiB).map(([role, value]): Fact => [`MiB of ${role}`, value])
    : [["MiB of memory", rssMiB]];
}

function write(line: string): void {
  process.stdout.write(`${line.trimEnd()}\n`);
}
