import { eventually } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { storeControl } from "../chaos/store-control.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const BYTES = sampleBytes(3 * MIB, "coordinator");
const COMPLETE = "CompleteMultipartUpload";

test("a coordinator that is killed with two Completes and an abort on their way leaves them to the next one", async () => {
  const up = await startTestCluster({ workers: 1, coordinators: 2, hasStoreControl: true });
  onTestFinished(up.close);
  await up.addFile("big.bin", BYTES);
  const dying = up.cluster.member("coordinator-1");
  const heir = up.cluster.member("coordinator-2").child();
  onTestFinished(() => void heir.kill("SIGCONT"));
  const { journalAfter, setFaults, summary } = storeControl(up.cluster.storeUrl);
  await setFaults([
    { on: { call: COMPLETE, key: "done.bin" }, fault: { kind: "stall-response" } },
    { on: { call: COMPLETE, key: "undone.bin" }, fault: { kind: "stall" } },
    { on: { call: "UploadPart", key: "cancelled.bin", part: 3 }, fault: { kind: "stall" } },
    { on: { call: "AbortMultipartUpload", key: "cancelled.bin" }, fault: { kind: "stall" } },
  ]);

  const submit = (key: string) =>
    up.client.submitJob({
      source: { connection: "files", key: "big.bin" },
      destination: { connection: "local", key },
      options: { partSize: "1MiB" },
    });
  const haveFired = (count: number) =>
    eventually(async () => (await summary()).faultsFired === count);

  // Only one of them runs, so whatever is to be settled is its.
  heir.kill("SIGSTOP");
  const keys = ["done.bin", "undone.bin"];
  const jobs = await Promise.all(keys.map(submit));
  const cancelled = await submit("cancelled.bin");
  await haveFired(3);
  await up.client.cancelJob(cancelled.id);
  await haveFired(4);
  await dying.kill();
  heir.kill("SIGCONT");
  const ended = await Promise.all([...jobs, cancelled].map(({ id }) => up.client.waitForJob(id)));

  expect(ended.map(({ state }) => state)).toEqual(["succeeded", "succeeded", "cancelled"]);
  const calls = await journalAfter(0);
  const numberOf = (name: string, of: string) =>
    calls.filter(({ call, key, status }) => call === name && key === of && status === 200).length;
  for (const [index, key] of keys.entries()) {
    expect((await up.readObject(key)).equals(BYTES)).toBe(true);
    expect(numberOf("UploadPart", key)).toBe(3);
    const { data } = await up.client.listTransfers(jobs[index]?.id ?? "");
    expect(data).toMatchObject([{ state: "stored", generation: 1 }]);
  }
  // What was done is found by a HEAD; only the other one is sent again.
  expect(keys.map((key) => numberOf(COMPLETE, key))).toEqual([0, 1]);
  const aborted = calls.filter(({ call }) => call === "AbortMultipartUpload");
  expect(new Set(aborted.map(({ key }) => key))).toEqual(new Set(["cancelled.bin"]));
  expect(await up.openUploads()).toEqual([]);
});
