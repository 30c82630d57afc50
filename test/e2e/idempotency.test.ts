import { eventually } from "@penstock/testkit";
import { jobPage, jobView, problem } from "@penstock/wire";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { startTestCluster } from "../support/test-cluster.ts";

const REQUESTS = 200;

/** Three processes of the API before one Redis and one journal. */
async function startApis() {
  const another = { role: "api", environment: { PENSTOCK_LISTEN: "127.0.0.1:0" } } as const;
  const up = await startTestCluster({
    workers: 1,
    extraRoles: { "api-2": another, "api-3": another },
  });
  onTestFinished(up.close);
  await up.addFile("a.bin", new Uint8Array(100_000).fill(7));
  const urls = [
    up.cluster.apiUrl,
    ...["api-2", "api-3"].map((name) => up.cluster.member(name).child().url ?? ""),
  ];
  const send = async (key: string, place = 0, change: object = {}) => {
    const response = await fetch(`${urls[place % urls.length]}/v1/jobs`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({
        source: { connection: "files", key: "a.bin" },
        destination: { connection: "local", key: `${key}.bin` },
        ...change,
      }),
    });
    const { status, headers } = response;
    return { status, headers, body: (await response.json()) as unknown };
  };
  const sendUntilMade = async (key: string, place = 0) => {
    const seen: number[] = [];
    const made = await eventually(async () => {
      const response = await send(key, place);
      seen.push(response.status);
      if (response.status === 503) {
        expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
        expect(problem.parse(response.body).retryable).toBe(true);
      }
      return response.status === 201 && response;
    });
    return { id: jobView.parse(made.body).id, seen, headers: made.headers };
  };
  const jobs = async () =>
    jobPage.parse(await (await fetch(`${urls[0]}/v1/jobs?limit=500`)).json()).data;
  return { up, send, sendUntilMade, jobs };
}

test("an Idempotency-Key makes one job of 200 requests at once to three processes", async () => {
  const { sendUntilMade, jobs } = await startApis();

  const made = await Promise.all(
    Array.from({ length: REQUESTS }, (_, index) => sendUntilMade("once", index)),
  );

  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  const others = made.flatMap(({ seen }) => seen).filter((status) => ![201, 503].includes(status));
  expect(others).toEqual([]);
  expect(await jobs()).toHaveLength(1);
});

test("a key finds its job again after Redis was emptied, finished or not", async () => {
  const { up, send, sendUntilMade, jobs } = await startApis();
  const finished = await sendUntilMade("finished");
  await up.client.waitForJob(finished.id);
  const paused = await sendUntilMade("paused");
  await up.client.pauseJob(paused.id).catch(() => undefined);
  const redis = new Redis(up.cluster.redisUrl);
  onTestFinished(() => redis.disconnect());

  await redis.flushall();
  const again = await Promise.all([sendUntilMade("finished", 1), sendUntilMade("paused", 2)]);
  // Each process says by itself that the journal is not restored yet.
  const other = await eventually(async () => {
    const response = await send("finished", 0, { name: "another request" });
    return response.status !== 503 && response;
  });

  expect(again.map(({ id }) => id)).toEqual([finished.id, paused.id]);
  expect(again.map(({ headers }) => headers.get("idempotency-replayed"))).toEqual(["true", "true"]);
  expect(problem.parse(other.body)).toMatchObject({ status: 422, code: "idempotency-mismatch" });
  expect((await jobs()).map(({ id }) => id).toSorted()).toEqual(
    [finished.id, paused.id].toSorted(),
  );
});
