import { eventually } from "@penstock/testkit";
import type { Deployment } from "./deployment.ts";

/** Jobs of every kind that a page shows. */
export type Filled = {
  /** It moves, and some of its attempts failed. */
  readonly running: string;
  readonly transfer: string;
  readonly bulk: string;
};

export async function fill({ client, source }: Deployment): Promise<Filled> {
  const many = { connection: "files", tree: "many" };
  const bulk = await client.submitJob({
    name: "forty rows",
    source: many,
    destination: { connection: "local", key: "copies/{relativeKey}" },
  });
  const lost = await client.submitJob({
    name: "missing report",
    source: { connection: "web", key: "missing.csv" },
    destination: { connection: "local", key: "in/missing.csv" },
  });
  await client.createSchedule({
    name: "nightly",
    cron: "0 3 * * *",
    timeZone: "Europe/Berlin",
    job: { source: many, destination: { connection: "local", key: "nightly/{relativeKey}" } },
  });
  await client.wantSchedule("nightly", "run");
  await client.testConnection("local");
  const webhook = await client.createWebhook({ url: `${source.url}/webhooks` });
  await client.testWebhook(webhook.id);
  await client.waitForJob(bulk.id);
  await client.waitForJob(lost.id);
  const running = await client.submitJob({
    name: "nightly parquet",
    source: { connection: "web", key: "flaky.parquet" },
    destination: { connection: "local", key: "in/nightly.parquet" },
    options: { partSize: "1MiB" },
  });
  source.allow(38);
  const transfer = await eventually(async () => {
    const [first] = (await client.listTransfers(running.id)).data;
    const { progress } = await client.readJob(running.id);
    return progress.partsStored > 30 && first !== undefined && first.failures.length > 0 && first;
  });
  return { running: running.id, transfer: transfer.id, bulk: bulk.id };
}
