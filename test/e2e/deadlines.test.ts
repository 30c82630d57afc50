import { eventually } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const PATIENCE_MS = 90_000;

test("a job that is too slow for its deadline says so in time, is moved first, and is in time with another one", async () => {
  const up = await startTestCluster({ workers: 1 });
  onTestFinished(() => up.close());
  await up.addFile("slow.bin", sampleBytes(200 * MIB, "slow"));
  const source = { connection: "files", key: "slow.bin" };
  const at = Date.now() + 60_000;
  const job = await up.client.submitJob({
    source,
    destination: { connection: "local", key: "slow.bin" },
    options: { partSize: "1MiB" },
    limits: { bytesPerSecond: "1MiB" },
    deadline: new Date(at).toISOString(),
  });

  const late = await eventually(
    async () => {
      const now = await up.client.readJob(job.id);
      return now.deadline?.reason === "too-slow" && now;
    },
    { deadlineMs: PATIENCE_MS },
  );
  const shown = await up.penstock("show", job.id);
  await up.penstock("set", job.id, "--deadline", "2036-01-01T06:00:00Z");
  const inTime = await eventually(
    async () => {
      const now = await up.client.readJob(job.id);
      return now.deadline?.isLate === false && now;
    },
    { deadlineMs: PATIENCE_MS },
  );

  expect(late).toMatchObject({ health: "late", weight: 1, deadline: { isLate: true } });
  expect(Date.parse(late.deadline?.since ?? "")).toBeLessThan(at - 30_000);
  expect(late.deadline?.weight).toBeGreaterThanOrEqual(2);
  // How long depends on what was seen of the rate so far.
  expect(late.progress.etaSeconds).toBeGreaterThan(0);
  expect(shown.stdout).toContain("at the rate of now it ends later; its weight is raised to");
  expect(inTime).toMatchObject({ health: "ok", weight: 1, deadline: { weight: 1, reason: null } });
  const { data } = await up.client.listEvents({ type: ["job.late", "job.in-time"] });
  expect(data.map(({ type, jobId }) => [type, jobId])).toEqual([
    ["job.late", job.id],
    ["job.in-time", job.id],
  ]);
  await up.client.cancelJob(job.id);
});

test("a deadline that has passed, has no time zone or is one instant of many runs is refused", async () => {
  const up = await startTestCluster({ workers: 0 });
  onTestFinished(() => up.close());
  await up.addFile("a.bin", sampleBytes(10, "a"));
  const request = {
    source: { connection: "files", key: "a.bin" },
    destination: { connection: "local", key: "a.bin" },
  };
  const by = (deadline: string) => up.client.submitJob({ ...request, deadline });

  await expect(by("2020-01-01T00:00:00Z")).rejects.toMatchObject({ problem: { status: 400 } });
  await expect(by("06:00")).rejects.toMatchObject({
    problem: { errors: [expect.objectContaining({ pointer: "/deadline" })] },
  });
  await expect(by("06:00 Europe/Atlantis")).rejects.toMatchObject({ problem: { status: 400 } });
  const job = { ...request, deadline: "2036-01-01T00:00:00Z" };
  await expect(up.client.createSchedule({ name: "x", every: "1h", job })).rejects.toMatchObject({
    problem: { detail: expect.stringContaining("write a time of day") },
  });
  const nightly = { ...request, deadline: "06:00 Europe/Berlin" };
  await up.client.createSchedule({ name: "nightly", every: "1h", job: nightly });
  const accepted = await by("06:00 Europe/Berlin");

  expect(accepted.deadline?.at).toMatch(/T0[45]:00:00\.000Z$/);
});
