import { createConnections, readConnectionsFile } from "@penstock/connections";
import { type ObjectStore, toUploadId } from "@penstock/core";
import { systemClock } from "@penstock/process";
import { eventually } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const SIGNAL = new AbortController().signal;

describe("penstock uploads", () => {
  let up: TestCluster;
  let store: ObjectStore;
  let closeStore: () => void;
  let foreignId: string;
  let ownId: string;
  let jobId: string;

  // No worker uploads the parts, so the upload stays open.
  beforeAll(async () => {
    up = await startTestCluster({ workers: 0 });
    const connections = createConnections(await readConnectionsFile(up.cluster.configPath), {
      environment: up.cluster.environment,
      secrets: new Set(),
      clock: systemClock,
    });
    closeStore = () => connections.close();
    store = connections.store("local");
    const attributes = { metadata: {} };
    foreignId = await store.initiate(
      { key: "big.bin", attributes, token: "theirs", checksum: "crc64xz" },
      SIGNAL,
    );
    await up.addFile("big.bin", sampleBytes(3 * MIB, "uploads"));
    const job = await up.client.submitJob({
      source: { connection: "files", key: "big.bin" },
      destination: { connection: "local", key: "big.bin" },
      options: { partSize: "1MiB" },
    });
    jobId = job.id;
    await eventually(async () => (await up.openUploads()).length === 2);
    const { data } = await eventually(async () => {
      const page = await up.client.listUploads();
      return page.data.some(({ state }) => state === "uploading") && page;
    });
    ownId = data.find(({ owner }) => owner === "transfer")?.uploadId ?? "";
  });

  afterAll(async () => {
    closeStore();
    await up.close();
  });

  test("ls --json shows ours and others', each with its owner", async () => {
    const { exitCode, stdout } = await up.penstock("uploads", "ls", "--json");

    const views = stdout
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(exitCode).toBe(0);
    expect(views).toMatchObject([
      { connection: "local", key: "big.bin", uploadId: foreignId, owner: "foreign", parts: 0 },
      { uploadId: ownId, owner: "transfer", jobId, state: "uploading", isListed: true },
    ]);
  });

  test("ls prints a table", async () => {
    const { exitCode, stdout } = await up.penstock("uploads", "ls", "--connection", "local");

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^UPLOAD +CONNECTION +KEY +AGE +PARTS +SIZE +OWNER\n/);
    expect(stdout).toMatch(new RegExp(`${ownId} .* tr_\\w{26} uploading\n`));
    expect(stdout).toMatch(new RegExp(`${foreignId} .* not ours\n`));
  });

  test("abort refuses the upload of a running transfer, and says what to do instead", async () => {
    const { exitCode, stdout } = await up.penstock("uploads", "abort", ownId);

    expect(exitCode).toBe(8);
    expect(stdout).toContain("refused local:big.bin");
    expect(stdout).toContain(`→ penstock cancel ${jobId}`);
  });

  test("abort never touches what is not ours, by its id or by its age", async () => {
    const byId = await up.penstock("uploads", "abort", foreignId.slice(0, 40));
    const byAge = await up.penstock("uploads", "abort", "--older-than", "0s");

    expect(byId).toMatchObject({ exitCode: 8, stdout: expect.stringContaining("not ours") });
    expect(byAge).toMatchObject({
      exitCode: 0,
      stdout:
        "no unused upload of ours is open\nnot aborted: 1 of running transfers, 1 of other programs\n",
    });
    expect(await up.openUploads()).toHaveLength(2);
  });

  test.each([
    [["uploads", "abort"], 2, "name the uploads"],
    [["uploads", "abort", "--older-than", "soon"], 2, "write a duration"],
    [["uploads", "abort", "nothing-like-it"], 4, ""],
    [["uploads", "ls", "--connection", "unknown"], 3, "connection-unknown"],
  ] as const)("%j exits %d", async (args, code, says) => {
    const { exitCode, stderr } = await up.penstock(...args);

    expect(exitCode).toBe(code);
    expect(stderr).toContain(says);
  });

  test("ls names nothing of ours once the job is cancelled", async () => {
    const { url = "" } = up.cluster.member("coordinator").child();
    // The leader looks at the ledger by the clock.
    const shows = (open: number) =>
      eventually(async () => {
        const text = await (await fetch(`${url}/metrics`)).text();
        return text.includes(`penstock_open_uploads{connection="local"} ${open}\n`);
      });
    await shows(1);

    await up.penstock("cancel", jobId);
    await up.client.waitForJob(jobId);

    const { data } = await up.client.listUploads();
    expect(data).toMatchObject([{ uploadId: foreignId, owner: "foreign" }]);
    await shows(0);
    await store.abort({ key: "big.bin", uploadId: toUploadId(foreignId) }, SIGNAL);
    const { stderr } = await up.penstock("uploads", "ls");
    expect(stderr).toBe("no upload is open\n");
  });
});
