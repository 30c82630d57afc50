import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { eventually, startHttpServer } from "@penstock/testkit";
import { Redis } from "ioredis";
import { Webhook as Verifier } from "standardwebhooks";
import { expect, onTestFinished, test, vi } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster } from "../support/test-cluster.ts";
import { textsBelow } from "../support/texts-below.ts";

type Received = { readonly id: string; readonly type: string; readonly jobId?: string };

/** Real processes with a journal, and a receiver that takes messages once it is told to. */
async function start(coordinators: number) {
  const folder = await mkdtemp(join(tmpdir(), "penstock-webhooks-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  vi.stubEnv("PENSTOCK_JOURNAL", folder);
  vi.stubEnv("PENSTOCK_ALLOW_NETWORKS", "127.0.0.0/8");
  onTestFinished(() => void vi.unstubAllEnvs());
  let isTaking = true;
  let secret = "";
  let refused = 0;
  const received: Received[] = [];
  const receiver = await startHttpServer((request, response) => {
    void text(request).then((body) => {
      const headers = request.headers as Record<string, string>;
      const { type, data } = new Verifier(secret).verify(body, headers) as {
        type: string;
        data: { jobId?: string };
      };
      if (isTaking) {
        received.push({ id: headers["webhook-id"] ?? "", type, ...data });
      } else {
        refused += 1;
      }
      response.writeHead(isTaking ? 204 : 500).end();
    });
  });
  onTestFinished(receiver.close);
  const up = await startTestCluster({ workers: 1, coordinators });
  onTestFinished(up.close);
  await up.addFile("a.bin", sampleBytes(1024 * 1024, "webhooks"));
  const webhook = await up.client.createWebhook({ url: receiver.url });
  secret = webhook.secret;
  const copy = async (key: string) => {
    const { id } = await up.client.submitJob({
      source: { connection: "files", key: "a.bin" },
      destination: { connection: "local", key },
    });
    expect((await up.client.waitForJob(id)).state).toBe("succeeded");
    return id;
  };
  const take = (value: boolean) => {
    isTaking = value;
  };
  return { up, folder, webhook, received, copy, take, refused: () => refused };
}

async function leaderOf(
  up: Awaited<ReturnType<typeof startTestCluster>>,
  names: readonly string[],
) {
  return eventually(async () => {
    const views = await Promise.all(
      names.map(async (name) => {
        const { url } = up.cluster.member(name).child();
        return Object(await (await fetch(`${url}/healthz/ready`)).json());
      }),
    );
    return names.find((_, at) => views[at].leader?.isThisProcess);
  });
}

test("the end of a job reaches its receiver although the leader is killed before it was delivered", async () => {
  const names = ["coordinator-1", "coordinator-2"];
  const { up, received, copy, take, refused } = await start(2);
  const leader = await leaderOf(up, names);
  take(false);
  const jobId = await copy("one.bin");
  await eventually(() => refused() > 0);

  await up.cluster.member(leader).kill();
  take(true);
  await eventually(() => received.length > 0);

  expect(received).toMatchObject([{ type: "job.completed", jobId }]);
});

test("the end of a job reaches its receiver although Redis lost the delivery; no secret is stored in the open", async () => {
  const { up, folder, webhook, received, copy, take, refused } = await start(1);
  await copy("one.bin");
  await eventually(() => received.length === 1);
  take(false);
  const jobId = await copy("two.bin");
  await eventually(() => refused() > 0);
  await eventually(async () => {
    const finished = await textsBelow(join(folder, "finished.d"));
    return [...finished.values()].some((each) => each.includes(jobId));
  });
  const redis = new Redis(up.cluster.redisUrl);
  onTestFinished(() => redis.disconnect());

  await redis.flushall();
  take(true);
  await eventually(() => received.some((each) => each.jobId === jobId));

  const ids = received.filter((each) => each.jobId === jobId).map(({ id }) => id);
  expect(new Set(ids).size).toBe(1);
  for (const each of (await textsBelow(folder)).values()) {
    expect(each).not.toContain(webhook.secret.slice("whsec_".length));
  }
});
