import { eventually } from "@penstock/testkit";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { addEvents, EVENTS_KEY, followEvents, loseConnections } from "../support/event-clients.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const JOB = { source: { connection: "files", key: "a.bin" }, destination: { connection: "local" } };

async function start(): Promise<{ readonly up: TestCluster; readonly redis: Redis }> {
  const up = await startTestCluster({ workers: 1 });
  onTestFinished(up.close);
  await up.addFile("a.bin", sampleBytes(3 * 1024 * 1024, "events"));
  const redis = new Redis(up.cluster.redisUrl);
  onTestFinished(() => redis.disconnect());
  return { up, redis };
}

function follow(baseUrl: string, after: string) {
  const { messages, leave } = followEvents(baseUrl, after);
  onTestFinished(leave);
  return messages;
}

function submit(up: TestCluster, key: string) {
  return up.client.submitJob({ ...JOB, destination: { ...JOB.destination, key } });
}

test("of 20,000 events clients whose connections break off at random places lose none and get none twice", async () => {
  const { up, redis } = await start();

  const outcome = await loseConnections(
    { redis, apiUrl: up.cluster.apiUrl },
    { events: 20_000, seed: 1 },
  );

  expect(outcome).toMatchObject({ lost: 0, repeated: 0, signals: [] });
  expect(outcome.drops).toBeGreaterThan(20);
});

test("a stream outlives a Redis that is away, and an API that is told to end ends its streams at once", async () => {
  const { up, redis } = await start();
  await up.client.waitForJob((await submit(up, "first.bin")).id);
  const { cursor } = await up.client.listEvents({ limit: 1 });
  const messages = follow(up.cluster.apiUrl, cursor ?? "");
  await eventually(() => messages.length > 2);
  const server = up.cluster.member("redis").child();

  server.kill("SIGSTOP");
  const isAway = await eventually(async () => {
    const response = await fetch(`${up.cluster.apiUrl}/v1/events`);
    return response.status === 503;
  }).finally(() => server.kill("SIGCONT"));
  await addEvents(redis, 1);
  const [newest] = await redis.xrevrange(EVENTS_KEY, "+", "-", "COUNT", 1);
  await eventually(() => messages.at(-1)?.id === newest?.[0]);
  const stopped = await up.cluster.member("api").stop();

  expect(isAway).toBe(true);
  expect(messages.every(({ kind }) => kind === "event")).toBe(true);
  expect(stopped).toMatchObject({ code: 0 });
});

test("a job that is watched shows how it moves, and ends when it has ended", async () => {
  const { up } = await start();
  const { id } = await submit(up, "watched.bin");

  const states: string[] = [];
  for await (const job of up.client.watch(id)) {
    states.push(job.state);
  }
  const followed = await up.penstock("events", id, "--json");

  expect(states.at(-1)).toBe("succeeded");
  const types = followed.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).type);
  expect(types[0]).toBe("job.created");
  expect(types.at(-1)).toBe("job.completed");
});
