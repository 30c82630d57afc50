import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnections, readConnectionsFile } from "@penstock/connections";
import type { Journal } from "@penstock/core";
import { openJournalDirectory, openJournalInStore } from "@penstock/journal";
import { type LocalRedis, startRedis } from "@penstock/local-redis";
import { systemClock, systemPause, systemRandom } from "@penstock/process";
import { eventually, silentLog } from "@penstock/testkit";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { startFlakySource } from "../../support/flaky-source.ts";
import { sampleBytes } from "../../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../../support/test-cluster.ts";

const MIB = 1024 * 1024;
const PARTS = 40;
const UPLOADED = 20;

/** A source that holds back its second half until it is released, and counts how often each part is read. */
async function startGate() {
  const bytes = sampleBytes(PARTS * MIB, "gate");
  const released = Promise.withResolvers<void>();
  const reads = Array.from({ length: PARTS }, () => 0);
  const source = await startFlakySource({
    bytesOf: ({ key }) => (key === "big.bin" ? bytes : sampleBytes(3 * MIB, key)),
    hold: async ({ key, startByte, method }) => {
      if (key !== "big.bin" || startByte === undefined || method !== "GET") {
        return;
      }
      const part = Math.floor(startByte / MIB);
      reads[part] = (reads[part] ?? 0) + 1;
      if (part >= UPLOADED) {
        await released.promise;
      }
    },
  });
  onTestFinished(source.close);
  return { url: source.url, bytes, reads, release: () => released.resolve() };
}

type Place = "a folder" | "the store";

const PREFIX = "penstock-journal/";

/** A cluster with a journal, and a job whose first half is uploaded and is journalled. */
async function startHalfWay(place: Place) {
  const folder = await mkdtemp(join(tmpdir(), "penstock-redis-loss-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "journal");
  vi.stubEnv("PENSTOCK_JOURNAL", place === "a folder" ? path : `local:${PREFIX}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const gate = await startGate();
  // It stands longer than the cluster, whose processes want to say goodbye to it.
  const replacements: LocalRedis[] = [];
  onTestFinished(async () => void (await replacements[0]?.stop()));
  const up = await startTestCluster({
    workers: 2,
    connections: { site: { provider: "http", baseUrl: gate.url } },
  });
  onTestFinished(up.close);
  const journal =
    place === "a folder"
      ? await openJournalDirectory(path, { log: silentLog, random: systemRandom })
      : await openInStore(up);
  const jobId = await submit(up, "big.bin");
  await eventually(async () => (await uploadedIn(journal)) === UPLOADED);
  return { folder, up, gate, journal, jobId, replacements };
}

async function openInStore({ cluster }: TestCluster): Promise<Journal> {
  const connections = createConnections(await readConnectionsFile(cluster.configPath), {
    environment: cluster.environment,
    secrets: new Set(),
    clock: systemClock,
  });
  onTestFinished(() => connections.close());
  const objects = connections.documentStore("local");
  const place = { objects, prefix: PREFIX, name: `local:${PREFIX}` };
  return openJournalInStore(place, { log: silentLog, pause: systemPause });
}

async function submit(up: TestCluster, key: string): Promise<string> {
  const job = await up.client.submitJob({
    source: { connection: "site", key },
    destination: { connection: "local", key },
    options: { partSize: "1MiB" },
  });
  return job.id;
}

/** How many uploaded parts of the only job the journal knows. */
async function uploadedIn(journal: Journal): Promise<number> {
  const [entry] = await journal.jobs();
  const transfer = entry && (await journal.readJob(entry))?.transfers[0];
  const known = transfer && (await journal.readTransfer(transfer));
  return known?.parts.length ?? 0;
}

type HalfWay = Awaited<ReturnType<typeof startHalfWay>>;

async function flush({ up }: HalfWay): Promise<void> {
  const redis = new Redis(up.cluster.redisUrl);
  await redis.flushall();
  redis.disconnect();
}

async function replaceByAnEmptyOne({ up, folder, replacements }: HalfWay): Promise<void> {
  await up.cluster.member("redis").kill();
  const port = Number(new URL(up.cluster.redisUrl).port);
  replacements.push(await startRedis({ dataDir: join(folder, "empty"), port }));
}

describe("when Redis", () => {
  test.each([
    ["is emptied by FLUSHALL", "a folder", flush],
    ["is replaced by an empty one", "a folder", replaceByAnEmptyOne],
    ["is emptied by FLUSHALL", "the store", flush],
  ] as const)(
    "%s, with the journal in %s, every accepted job ends well, and no uploaded part is sent again",
    async (_name, place, lose) => {
      const world = await startHalfWay(place);
      const { up, gate, journal, jobId } = world;

      const jobIds = [jobId, await submit(up, "second.bin"), await submit(up, "third.bin")];
      const readsBefore = gate.reads.slice(0, UPLOADED);
      const waiting = jobIds.map((id) => up.client.waitForJob(id));
      await lose(world);
      gate.release();
      const jobs = await Promise.all(waiting);

      expect(jobs.map(({ state }) => state)).toEqual(["succeeded", "succeeded", "succeeded"]);
      expect((await up.readObject("big.bin")).equals(gate.bytes)).toBe(true);
      for (const key of ["second.bin", "third.bin"]) {
        expect((await up.readObject(key)).equals(sampleBytes(3 * MIB, key))).toBe(true);
      }
      expect(gate.reads.slice(0, UPLOADED)).toEqual(readsBefore);
      expect(await up.openUploads()).toEqual([]);
      // An Initiate that was under way just then is looked for two minutes later, and until then its
      // job is not forgotten.
      await eventually(async () => (await journal.jobs()).length === 0, { deadlineMs: 240_000 });
    },
  );
});
