import { mkdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@penstock/testkit";
import { parseRow, type RetryView } from "@penstock/wire";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const OBJECTS = 2000;
const PATIENCE_MS = 150_000;

/** A migration by a manifest: its objects are there, or not, or are no files. */
const NAMES = Array.from({ length: OBJECTS }, (_, index) => `many/${index % 9}/f${index}.bin`);
const [MISSING, FOLDERS, OUTSIDE] = [
  NAMES.slice(0, 12),
  NAMES.slice(500, 507),
  NAMES.slice(900, 905),
];
const BAD = [...MISSING, ...FOLDERS, ...OUTSIDE];

function bytesOf(name: string) {
  return sampleBytes(200 + (name.length % 7), name);
}

describe("a migration of 2000 objects with three kinds of failure", () => {
  let up: TestCluster;

  beforeAll(async () => {
    up = await startTestCluster({ workers: 2 });
    for (const name of NAMES.filter((each) => !BAD.includes(each))) {
      await up.addFile(name, bytesOf(name));
    }
    await up.addFile("list.csv", Buffer.from(`key\n${NAMES.join("\n")}\n`));
    for (const name of FOLDERS) {
      await mkdir(join(up.filesFolder, name), { recursive: true });
    }
    for (const name of OUTSIDE) {
      await symlink(tmpdir(), join(up.filesFolder, name));
    }
  });

  afterAll(() => up.close());

  async function rowsOf(id: string) {
    await recorded(up, id);
    const response = await fetch(`${up.cluster.apiUrl}/v1/jobs/${id}/report`, {
      headers: { "accept-encoding": "identity" },
    });
    const lines = (await response.text()).split("\n").filter((line) => line !== "");
    return lines.map(parseRow);
  }

  test("is finished by retries, and their reports name every object once", async () => {
    const first = await up.penstock(
      ...["cp", "--manifest", "files:list.csv", "files:", "local:new/", "--detach"],
    );
    const id = first.stdout.trim();
    const job = await up.client.waitForJob(id);
    const errors = await up.penstock("errors", id);
    const dry = await up.penstock("retry", id, "--dry-run", "--json");
    await removeCauses(up);
    const missing = await up.penstock("retry", id, "--code", "source-missing", "--watch");
    const left = await up.client.retryJob(id, {
      codes: codesOf(JSON.parse(dry.stdout)).filter((code) => code !== "source-missing"),
    });
    const last = await up.client.waitForJob(left.job?.id ?? "");

    expect(job.state).toBe("completed_with_errors");
    expect(errors.stdout).toContain("source-missing");
    expect(errors.stdout).toContain(`penstock retry ${id}`);
    const planned: RetryView = JSON.parse(dry.stdout);
    expect(planned).toMatchObject({ objects: BAD.length, job: null });
    expect(planned.causes.length).toBeGreaterThanOrEqual(2);
    expect(missing.exitCode).toBe(0);
    expect(last).toMatchObject({ state: "succeeded", retryOf: id });
    expect((await up.client.readJob(id)).supersededBy).toBe(last.id);
    const middle = (await up.client.listJobs()).data.find(
      (each) => each.retryOf === id && each.id !== last.id,
    );
    const stored = [
      ...(await rowsOf(id)).filter(({ outcome }) => outcome === "stored"),
      ...(await rowsOf(middle?.id ?? "")),
      ...(await rowsOf(last.id)),
    ];
    expect(stored.every(({ outcome }) => outcome === "stored")).toBe(true);
    expect(stored.map(({ key }) => key).toSorted()).toEqual(NAMES.toSorted());
    const [one] = BAD;
    expect((await up.readObject(`new/${one}`)).equals(bytesOf(one ?? ""))).toBe(true);
  });

  test("has nothing to retry where all succeeded, and no such code", async () => {
    const { stdout } = await up.penstock("cp", "-r", "./many/8", "local:eight/", "--detach");
    const id = stdout.trim();
    await up.client.waitForJob(id);

    const nothing = await up.penstock("retry", id);
    const unknown = await up.penstock("retry", id, "--code", "source-mising");

    expect(nothing.exitCode).not.toBe(0);
    expect(nothing.stderr).toContain("nothing of it failed");
    expect(unknown.stderr).toContain("did you mean source-missing?");
  });
});

test("a retry outlives a Redis that was emptied, with one row for each object", async () => {
  const up = await startTestCluster({ workers: 2 });
  onTestFinished(() => up.close());
  const redis = new Redis(up.cluster.redisUrl);
  onTestFinished(() => redis.disconnect());
  await up.addFile("list.csv", Buffer.from(`key\n${NAMES.join("\n")}\n`));
  await up.addFile("other.bin", bytesOf("other"));
  const { stdout } = await up.penstock(
    ...["cp", "--manifest", "files:list.csv", "files:", "local:late/", "--detach"],
  );
  const id = stdout.trim();
  await recorded(up, id);
  for (const name of NAMES) {
    await up.addFile(name, bytesOf(name));
  }

  const { job } = await up.client.retryJob(id, {});
  const retryId = job?.id ?? "";
  await eventually(async () => (await up.client.readJob(retryId)).progress.transfersStored > 0, {
    deadlineMs: PATIENCE_MS,
  });
  await redis.flushall();
  const ended = await recorded(up, retryId);

  expect(ended).toMatchObject({
    state: "succeeded",
    progress: { transfersTotal: OBJECTS },
    retryOf: id,
  });
  const old = await eventually(
    async () => {
      const now = await up.client.readJob(id).catch(() => undefined);
      return now?.supersededBy !== null && now;
    },
    { deadlineMs: PATIENCE_MS },
  );
  expect(old).toMatchObject({ state: "failed", supersededBy: retryId });
  const report = await fetch(`${up.cluster.apiUrl}/v1/jobs/${retryId}/report`);
  const keys = (await report.text())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => String(Reflect.get(Object(JSON.parse(line)), "key")));
  expect(keys.toSorted()).toEqual(NAMES.toSorted());
});

async function recorded(up: TestCluster, id: string) {
  return await eventually(
    async () => {
      const now = await up.client.readJob(id).catch(() => undefined);
      return now?.list?.isRecorded === true && now;
    },
    { deadlineMs: PATIENCE_MS },
  );
}

function codesOf({ causes }: RetryView): string[] {
  return causes.flatMap(({ code }) => code ?? []);
}

async function removeCauses(up: TestCluster): Promise<void> {
  for (const name of BAD) {
    await rm(join(up.filesFolder, name), { recursive: true, force: true });
    await up.addFile(name, bytesOf(name));
  }
}
