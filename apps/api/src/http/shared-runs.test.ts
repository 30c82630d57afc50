import { describe, expect, test, vi } from "vitest";
import { createGate, createSharing } from "./shared-runs.ts";

describe("createGate", () => {
  test("lets no more callers in than it may, and the next when one has gone", async () => {
    const gate = createGate(2);
    const first = Promise.withResolvers<string>();
    const others = [gate(() => first.promise), gate(() => Promise.withResolvers<string>().promise)];

    await expect(gate(async () => "third")).rejects.toMatchObject({
      code: "server-busy",
      status: 503,
    });
    first.reject(new Error("gone"));
    await expect(others[0]).rejects.toThrow("gone");

    expect(await gate(async () => "third")).toBe("third");
  });
});

describe("createSharing", () => {
  test("runs once for all who ask for the same at the same time, and anew afterwards", async () => {
    const share = createSharing<number>();
    const run = vi.fn(async () => run.mock.calls.length);

    const together = await Promise.all([share("a", run), share("a", run), share("b", run)]);
    const later = await share("a", run);

    expect(together[0]).toBe(together[1]);
    expect(run).toHaveBeenCalledTimes(3);
    expect(later).toBe(3);
  });
});
