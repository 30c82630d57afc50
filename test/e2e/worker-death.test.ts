import { readdir } from "node:fs/promises";
import { describe, test } from "vitest";
import { demoFolder } from "../support/demo-folder.ts";
import { failuresOf, startHalfWay } from "../support/half-way.ts";
import { processesNaming } from "../support/processes.ts";
import { runPenstock } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
/** When the parts of a dead worker are uploaded again, and these few are at once. */
const PROMISED_MS = 45_000;

// At once: they spend their time waiting for the leases of dead workers.
describe.concurrent("a worker", () => {
  test("that is killed with parts in its hands loses none of them", async (context) => {
    const { expect } = context;
    const { up, gate, jobId } = await startHalfWay(context);

    await up.cluster.member("worker-1").kill();
    gate.release();
    const job = await up.client.waitForJob(jobId, { signal: AbortSignal.timeout(PROMISED_MS) });

    expect(job.state).toBe("succeeded");
    expect((await up.readObject("big.bin")).equals(gate.bytes)).toBe(true);
    expect(await up.openUploads()).toEqual([]);
  });

  test("that is asked to stop finishes what it holds, and no attempt fails", async (context) => {
    const { expect } = context;
    const { up, gate, jobId } = await startHalfWay(context);

    const stopping = up.cluster.member("worker-1").stop();
    gate.release();
    const report = await stopping;
    const job = await up.client.waitForJob(jobId);

    expect(report).toEqual({ code: 0, signal: null });
    expect(job.state).toBe("succeeded");
    expect(await failuresOf(up, jobId)).toMatchObject({ failures: [] });
    expect((await up.readObject("big.bin")).equals(gate.bytes)).toBe(true);
  });

  test("that the demo kills is survived by the file, and nothing is left behind", async ({
    expect,
    onTestFinished,
  }) => {
    const { folder, surroundings, remove } = await demoFolder();
    onTestFinished(remove);

    const args = ["demo", "--size", "64MiB", "--json"];
    const { exitCode, stdout, stderr } = await runPenstock(args, surroundings);

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const outcome: unknown = JSON.parse(stdout);
    expect(outcome).toMatchObject({ ok: true, bytes: 64 * MIB, parts: 4, workersKilled: 1 });
    expect(await readdir(folder)).toEqual([]);
    expect(await processesNaming(folder)).toEqual([]);
  });
});
