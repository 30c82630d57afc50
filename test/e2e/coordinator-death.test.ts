import { eventually } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { storeControl } from "../chaos/store-control.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const BYTES = sampleBytes(3 * MIB, "coordinator");
const COMPLETE = "CompleteMultipartUpload";

test("a coordinator that is killed with two Completes on their way, one done and one not, costs neither job a part", async () => {
  const up = await startTestCluster({ workers: 1, coordinators: 2, hasStoreControl: true });
  onTestFinished(up.close);
  await up.addFile("big.bin", BYTES);
  const dying = up.cluster.member("coordinator-1");
  const heir = up.cluster.member("coordinator-2").child();
  onTestFinished(() => void heir.kill("SIGCONT"));
  const { journalAfter, setFaults, summary } = storeControl(up.cluster.storeUrl);
  await setFaults([
    { on: { call: COMPLETE, key: "done.bin" }, fault: { kind: "stall-answer" } },
    { on: { call: COMPLETE, key: "undone.bin" }, fault: { kind: "stall" } },
  ]);

  // Only one of them runs, so both Completes are its.
  heir.kill("SIGSTOP");
  const keys = ["done.bin", "undone.bin"];
  const jobs = await Promise.all(
    keys.map((key) =>
      up.client.submitJob({
        source: { connection: "files", key: "big.bin" },
        destination: { connection: "local", key },
        options: { partSize: "1MiB" },
      }),
    ),
  );
  await eventually(async () => (await summary()).faultsFired === 2, { deadlineMs: 30_000 });
  await dying.kill();
  heir.kill("SIGCONT");
  const ended = await Promise.all(jobs.map(({ id }) => up.client.waitForJob(id)));

  expect(ended.map(({ state }) => state)).toEqual(["succeeded", "succeeded"]);
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
  expect(calls.filter(({ call }) => call === "AbortMultipartUpload")).toEqual([]);
  expect(await up.openUploads()).toEqual([]);
});
