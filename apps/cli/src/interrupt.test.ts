import { expect, test } from "vitest";
import { onInterrupt } from "./interrupt.ts";

test("a process listens for Ctrl-C once, however many of its commands ask", () => {
  onInterrupt();
  const before = process.listenerCount("SIGINT");

  const signals = Array.from({ length: 20 }, () => onInterrupt());

  expect(process.listenerCount("SIGINT")).toBe(before);
  expect(new Set(signals).size).toBe(1);
});
