import { cpus, loadavg, release, totalmem } from "node:os";
import type { Lab } from "../lab.ts";
import type { Machine } from "../result.ts";
import { isPinned } from "../tools/pinning.ts";
import { rounded } from "../tools/statistics.ts";

export function machineFacts({ sink, isQuick }: Lab): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGib: rounded(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    load: rounded(loadavg()[0] ?? 0),
    sink: sink.kind,
    isPinned: isPinned && !isQuick,
  };
}
