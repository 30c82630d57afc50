import { eventually } from "@penstock/testkit";
import { expect, type TestContext, test } from "vitest";
import { failuresOf, startHalfWay } from "../support/half-way.ts";

/** The worker says every five seconds what it does, and hears then what it is asked. */
async function drainFirst(context: TestContext) {
  const halfWay = await startHalfWay(context);
  const { client, cluster } = halfWay.up;
  const { data } = await client.listWorkers();
  const healthUrl = cluster.member("worker-1").child().url ?? "";
  const { id = "" } = data[0] ?? {};
  const stateOf = async () => (await client.listWorkers()).data.find((each) => each.id === id);
  return { ...halfWay, client, id, stateOf, healthUrl };
}

test("a worker that is drained finishes what it holds, takes nothing more, and stays", async (context) => {
  const { up, gate, jobId, client, id, stateOf } = await drainFirst(context);

  const asked = await client.drainWorker(id);
  // What it said last may be from before it held anything; what was held too long is tried again elsewhere.
  const draining = await eventually(async () => {
    const worker = await stateOf();
    const { heldTooLong } = await failuresOf(up, jobId);
    return (worker?.busy ?? 0) + heldTooLong > 0 && worker;
  });
  gate.release();
  const job = await client.waitForJob(jobId);
  const drained = await up.penstock("worker", "drain", id, "--wait", "--json");

  expect(asked).toMatchObject({ id, state: "draining" });
  expect(draining).toMatchObject({ id, state: "draining" });
  expect(job.state).toBe("succeeded");
  expect(drained).toMatchObject({ exitCode: 0, stderr: "" });
  expect(JSON.parse(drained.stdout)).toMatchObject({ id, state: "drained", busy: 0, moving: [] });
  await up.addFile("next.bin", gate.bytes.subarray(0, 1024));
  const next = await client.submitJob({
    source: { connection: "files", key: "next.bin" },
    destination: { connection: "local", key: "next.bin" },
  });
  expect(await client.waitForJob(next.id)).toMatchObject({ state: "succeeded", workers: 1 });
  const { failures } = await failuresOf(up, jobId);
  expect(failures).toEqual([]);
  expect((await up.readObject("big.bin")).equals(gate.bytes)).toBe(true);
});

test("a job waits for workers when all of them are drained, and a drained worker still ends well", async (context) => {
  const { up, gate, jobId, client } = await drainFirst(context);
  gate.release();
  await client.waitForJob(jobId);
  const { data: workers } = await client.listWorkers();

  await Promise.all(workers.map(({ id }) => up.penstock("worker", "drain", id, "--wait")));
  const { id } = await client.submitJob({
    source: { connection: "site", key: "big.bin" },
    destination: { connection: "local", key: "again.bin" },
    options: { partSize: "1MiB" },
  });
  const waiting = await eventually(async () => {
    const view = await client.readJob(id);
    return view.health === "waiting_for_workers" && view;
  });
  const end = await up.cluster.member("worker-1").stop();

  expect(waiting).toMatchObject({ workers: 0, progress: { partsStored: 0 } });
  expect(end).toEqual({ code: 0, signal: null });
  expect((await client.listWorkers()).data).toMatchObject([{ state: "drained" }]);
});
