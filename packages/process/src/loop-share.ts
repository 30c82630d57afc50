import { performance } from "node:perf_hooks";

/** Returns how much of the time since it was asked last the thread of this process had something to do, from 0 to 1. */
export function watchLoop(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return Math.round(utilization * 1000) / 1000;
  };
}
