import { expect, test, vi } from "vitest";
import { startLoop } from "./loop.ts";

/** A pass that a test lets end, and that tells when it began. */
function heldPass() {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const run = () => {
    begun.resolve();
    return end.promise;
  };
  return { run, begun: begun.promise, end };
}

test("continues after a pass that failed, and reports it", async () => {
  const onError = vi.fn();
  const again = Promise.withResolvers<void>();
  let passes = 0;

  const loop = startLoop({
    everyMs: 1,
    onError,
    run: async () => {
      passes += 1;
      if (passes === 1) {
        throw new Error("no");
      }
      again.resolve();
    },
  });
  await again.promise;
  await loop.stop();

  expect(onError).toHaveBeenCalledOnce();
});

test("waits at its stop for the pass that runs, and begins no other", async () => {
  const { run, begun, end } = heldPass();
  const counted = vi.fn(run);
  const loop = startLoop({ everyMs: 1, run: counted, onError: vi.fn() });
  await begun;

  let isStopped = false;
  const stopping = loop.stop().then(() => {
    isStopped = true;
  });
  expect(isStopped).toBe(false);
  end.resolve();
  await stopping;

  expect(counted).toHaveBeenCalledOnce();
});

test("stops at once between two passes, also when told twice", async () => {
  const { run, begun, end } = heldPass();
  const loop = startLoop({ everyMs: 3_600_000, run, onError: vi.fn() });
  end.resolve();
  await begun;

  await Promise.all([loop.stop(), loop.stop()]);
});
