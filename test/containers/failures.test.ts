import { createHash } from "node:crypto";
import type { Client } from "@penstock/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { Deployment } from "./deployment.ts";
import { imageOf, inspect } from "./docker.ts";

const MIB = 1024 * 1024;
const SAMPLE = sampleBytes(160 * MIB);
const SHA256 = createHash("sha256").update(SAMPLE).digest("hex");

const valkey = imageOf("VALKEY", "");
const LEDGERS: readonly (readonly [string, string])[] = [
  ["Redis", imageOf("REDIS", "redis:7.4-alpine")],
  ...(valkey === "" ? [] : [["Valkey", valkey] as const]),
];

describe.each(LEDGERS)("a deployment in containers, on %s", (_name, image) => {
  let deployment: Deployment;
  let client: Client;

  beforeAll(async () => {
    deployment = await Deployment.start(image);
    client = deployment.client;
    await deployment.addFile("sample.bin", SAMPLE);
  });

  afterAll(() => deployment.stop());

  /** Submits a job of 32 parts, lets the blow fall in its middle, and waits for its end. */
  async function moveUnder(key: string, blow: () => Promise<unknown>): Promise<void> {
    const { id } = await client.submitJob({
      source: { connection: "raw", key: "sample.bin" },
      destination: { connection: "s3", key },
      options: { partSize: "5MiB" },
    });
    const hasBegun = async () => (await client.readJob(id)).progress.partsStored > 0;
    await expect.poll(hasBegun, { interval: 20 }).toBe(true);
    await blow();
    const job = await client.waitForJob(id);

    expect(job).toMatchObject({
      state: "succeeded",
      progress: { partsTotal: 32, partsStored: 32 },
    });
    expect(await deployment.storedSha256(key)).toBe(SHA256);
  }

  /** Also after it was away: it takes part again by itself. */
  async function isBack(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await expect.poll(() => deployment.health(name)).toBe("healthy");
    }
  }

  test("moves the parts of a worker that is killed by another one", async () => {
    await moveUnder("killed", () => deployment.tell(["kill"], "worker-1"));

    await deployment.tell(["start"], "worker-1");
    await isBack("worker-1");
  });

  test("moves the parts of a worker that is paused, which changes nothing when it continues", async () => {
    let release = async (): Promise<unknown> => undefined;
    await moveUnder("paused", async () => {
      release = await deployment.halt("worker-1");
    });

    await release();
    await isBack("worker-1");
    expect(await deployment.storedSha256("paused")).toBe(SHA256);
  });

  test("moves the parts of a worker that the kernel ends for want of memory", async () => {
    await deployment.addWorker({ name: "small", memoryMiB: 120, slots: 32 });

    await moveUnder("out-of-memory", () =>
      // Whatever it holds by then is more than it may.
      expect
        .poll(() =>
          inspect(
            deployment.container("small").getId(),
            "{{.State.OOMKilled}} {{.State.ExitCode}}",
          ),
        )
        .toMatch(/^true|137$/),
    );
  });

  test("moves the parts of a worker that the network has lost", async () => {
    await moveUnder("partitioned", () => deployment.network("disconnect", "worker-2"));

    await deployment.network("connect", "worker-2");
    await isBack("worker-2");
  });

  test("completes by the other coordinator when the network has lost one of them", async () => {
    await moveUnder("without-coordinator", () => deployment.network("disconnect", "coordinator-1"));

    await deployment.network("connect", "coordinator-1");
    await isBack("coordinator-1");
  });

  test("continues when Redis and a coordinator are restarted", async () => {
    await moveUnder("restarted", async () => {
      await deployment.tell(["kill"], "redis");
      await deployment.tell(["restart", "--time", "35"], "coordinator-2");
      await deployment.tell(["start"], "redis");
    });

    await isBack("api", "coordinator-1", "coordinator-2", "worker-1", "worker-2");
  });

  test("drains a worker inside the grace that docs/deploy.md asks for", async () => {
    await moveUnder("drained", () => deployment.tell(["stop", "--time", "35"], "worker-1"));

    const id = deployment.container("worker-1").getId();
    expect(await inspect(id, "{{.State.ExitCode}}")).toBe("0");
  });

  test("runs as a user without rights", async () => {
    const { output } = await deployment.container("api").exec(["id", "-u"]);

    expect(output.trim()).toBe("1000");
  });
});
