import { expect, onTestFinished, test } from "vitest";
import { startTestCluster } from "../support/test-cluster.ts";

test("a planner plans what the api leaves to it", async () => {
  const up = await startTestCluster({
    workers: 1,
    environment: { PENSTOCK_PLAN: "off" },
    extraRoles: { planner: { role: "planner", environment: {} } },
  });
  onTestFinished(up.close);
  const bytes = new Uint8Array(100_000).fill(7);
  await up.addFile("a.bin", bytes);

  const copied = await up.penstock("cp", "files:a.bin", "local:a.bin");

  expect(copied.exitCode).toBe(0);
  expect(await up.readObject("a.bin")).toEqual(Buffer.from(bytes));
});
