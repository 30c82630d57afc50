import type { Clock } from "@penstock/core";

/** Asks at most once within this time, however many want to know. What failed is asked again. */
export function kept<Value>(
  ask: () => Promise<Value>,
  forMs: number,
  clock: Clock,
): () => Promise<Value> {
  let last: { readonly value: Promise<Value>; readonly atMs: number } | undefined;
  return () => {
    const now = clock.nowMs();
    const isFresh = last !== undefined && now >= last.atMs && now < last.atMs + forMs;
    if (last !== undefined && isFresh) {
      return last.value;
    }
    const value = ask();
    last = { value, atMs: now };
    value.catch(() => {
      last = undefined;
    });
    return value;
  };
}
