import { eventually } from "@penstock/testkit";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster } from "../support/test-cluster.ts";

const PATIENCE_MS = 90_000;

test("a schedule copies again and again, also after Redis was emptied", async () => {
  const up = await startTestCluster({ workers: 1 });
  onTestFinished(() => up.close());
  const redis = new Redis(up.cluster.redisUrl);
  onTestFinished(() => redis.disconnect());
  await up.addFile("in/a.bin", sampleBytes(3000, "a"));

  const made = await up.penstock(
    ...["schedule", "add", "often", "-r", "./in", "local:out/{date:yyyy}/"],
    ...["--every", "2s", "--overlap", "queue", "--catch-up", "none"],
  );
  expect(made).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("every 2s") });
  const startedIn = async () => {
    const { data } = await up.client.listScheduleRuns("often");
    return data.filter(({ outcome }) => outcome === "started");
  };
  const before = await eventually(
    async () => {
      const runs = await startedIn();
      return runs.length >= 2 && runs;
    },
    { deadlineMs: PATIENCE_MS },
  );
  await redis.flushall();
  const after = await eventually(
    async () => {
      const runs = await startedIn();
      return runs.length >= before.length + 2 && runs;
    },
    { deadlineMs: PATIENCE_MS },
  );
  const removed = await up.penstock("schedule", "rm", "often");

  const ids = after.map(({ jobId }) => jobId);
  expect(new Set(ids).size).toBe(ids.length);
  const [, second] = after;
  const job = await up.client.waitForJob(second?.jobId ?? "");
  expect(job).toMatchObject({
    state: "succeeded",
    schedule: { name: "often", scheduledFor: second?.scheduledFor, isManual: false },
  });
  const year = new Date().getUTCFullYear();
  expect((await up.readObject(`out/${year}/a.bin`)).length).toBe(3000);
  expect(removed.exitCode).toBe(0);
  expect((await up.client.listSchedules()).data).toEqual([]);
});
