import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { isOnPath } from "./commands.ts";

const PROGRAM = "taskset";
/** Where everything runs that is not measured: the sink, Redis, the API, the coordinator, this process. */
const OTHERS = "0";
/** Where the measured contender runs, so that each contender has the same core for itself. */
const MEASURED = "1";

export const isPinned = isOnPath(PROGRAM) && availableParallelism() > 1;
const everyCore = `0-${availableParallelism() - 1}`;

/** Children inherit it. */
export function pinThisProcess(): void {
  pin(process.pid, OTHERS);
}

export function pinMeasured(pid: number): void {
  pin(pid, MEASURED);
}

export function unpin(pid: number): void {
  pin(pid, everyCore);
}

/** The words to put before a shell command. */
export const measuredCore = isPinned ? `${PROGRAM} -c ${MEASURED}` : "";

function pin(pid: number, cores: string): void {
  if (isPinned) {
    execFileSync(PROGRAM, ["-a", "-c", "-p", cores, String(pid)], { stdio: "ignore" });
  }
}
