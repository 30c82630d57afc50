import type { Result } from "../result.ts";
import { verdictsOf } from "./goals.ts";

/** One line for the figure, one for all peers, one for each goal. */
export function printResult(result: Result): void {
  const { name, unit, ours, peers = {}, ratios = {}, note } = result;
  const more = [
    ["MiB/s", result.mibPerSecond],
    ["MiB of memory", result.rssMiB],
    ["Redis calls/part", result.redisCallsPerPart],
    ["Redis bytes/part", result.redisBytesPerPart],
  ].flatMap(([what, value]) => (value === undefined ? [] : [`${value} ${what}`]));
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

function write(line: string): void {
  process.stdout.write(`${line.trimEnd()}\n`);
}
