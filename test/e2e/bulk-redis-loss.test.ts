import { eventually } from "@penstock/testkit";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster } from "../support/test-cluster.ts";

const FILES = 3000;
const PATIENCE_MS = 150_000;

function nameOf(index: number): string {
  return `many/${index % 10}/f${index}.bin`;
}

test("a copy of a folder outlives a Redis that was emptied, with one row for each file", async () => {
  const up = await startTestCluster({ workers: 2 });
  onTestFinished(() => up.close());
  const redis = new Redis(up.cluster.redisUrl);
  onTestFinished(() => redis.disconnect());
  for (let index = 0; index < FILES; index += 1) {
    await up.addFile(nameOf(index), sampleBytes(2000 + (index % 50), `${index}`));
  }

  const detached = await up.penstock("cp", "-r", "./many", "local:many/", "--detach");
  const id = detached.stdout.trim();
  await eventually(async () => {
    const { transfersStored } = (await up.client.readJob(id)).progress;
    return transfersStored > 0;
  });
  await redis.flushall();
  const job = await eventually(
    async () => {
      const now = await up.client.readJob(id);
      return now.list?.isRecorded === true && now;
    },
    { deadlineMs: PATIENCE_MS },
  );

  const { transfersTotal, transfersStored, transfersSkipped } = job.progress;
  expect({ state: job.state, transfersTotal }).toEqual({
    state: "succeeded",
    transfersTotal: FILES,
  });
  expect(transfersStored + transfersSkipped).toBe(FILES);
  const report = await fetch(`${up.cluster.apiUrl}/v1/jobs/${id}/report`);
  const keys = (await report.text())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => String(Reflect.get(Object(JSON.parse(line)), "key")));
  expect(keys.toSorted()).toEqual(
    Array.from({ length: FILES }, (_, index) => nameOf(index)).toSorted(),
  );
  const [first, last] = [0, FILES - 1].map((index) => nameOf(index));
  expect((await up.readObject(first ?? "")).length).toBe(2000);
  expect((await up.readObject(last ?? "")).length).toBe(2000 + ((FILES - 1) % 50));
});
