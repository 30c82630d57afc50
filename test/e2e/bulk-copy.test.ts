import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@penstock/testkit";
import { jobView, planView } from "@penstock/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openOtherTool } from "../support/other-tool.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { runPenstock, startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const FILES = 150;
const MIB = 1024 * 1024;

function nameOf(index: number): string {
  return `tree/${index % 7}/f${index}.bin`;
}

function keysIn(report: string): readonly string[] {
  const lines = report.split("\n").filter((line) => line !== "");
  return lines.map((line) => String(Reflect.get(Object(JSON.parse(line)), "key"))).toSorted();
}

describe("a copy of a folder", () => {
  let up: TestCluster;

  beforeAll(async () => {
    up = await startTestCluster({ workers: 2 });
    for (let index = 0; index < FILES; index += 1) {
      await up.addFile(nameOf(index), sampleBytes(1000 + index, `file ${index}`));
    }
    await up.addFile("tree/large.bin", sampleBytes(20 * MIB, "large"));
  });

  afterAll(() => up.close());

  async function copied(...options: readonly string[]) {
    const { exitCode, stdout, stderr } = await up.penstock(
      ...["cp", "-r", "./tree", "local:copy/", "--json", ...options],
    );
    const last: unknown = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    const { id, progress, state } = jobView.parse(Reflect.get(Object(last), "job"));
    const { transfersTotal: total, transfersStored: stored, transfersSkipped: skipped } = progress;
    return { id, exitCode, state, total, stored, skipped, stderr };
  }

  /** The same segments as a journal in a bucket has them. */
  async function verifyInBucket(
    receipt: string,
    {
      data,
      folder,
      segments,
    }: { readonly data: string; readonly folder: string; readonly segments: readonly string[] },
  ) {
    const bucket = openOtherTool(up.cluster);
    const environment = { ...up.cluster.environment, PENSTOCK_CONFIG: up.cluster.configPath };
    const verify = (rows: string) =>
      runPenstock(["verify", receipt, "--data", data, "--rows", rows], {
        ...{ cwd: up.filesFolder, environment },
      });
    try {
      for (const name of segments) {
        await bucket.put(`journal/rows/${name}`, await readFile(join(folder, name)));
      }
      const whole = await verify("local:journal/rows/");
      await bucket.delete(`journal/rows/${segments[0]}`);
      const [cut, nowhere] = [await verify("local:journal/rows"), await verify("nowhere:rows/")];
      return { whole, cut, nowhere };
    } finally {
      bucket.close();
    }
  }

  test("moves every file, and again only those that changed", async () => {
    const first = await copied();
    for (const index of [3, 77, 149]) {
      await up.addFile(nameOf(index), sampleBytes(1000 + index, `changed ${index}`));
    }
    const second = await copied();
    const third = await copied("--report", "changed");
    await eventually(async () => (await up.client.readJob(second.id)).list?.isRecorded);
    const moved = await up.penstock("report", second.id, "--rows", "changed");
    await eventually(async () => (await up.client.readJob(third.id)).list?.isRecorded);
    const nothing = await up.penstock("report", third.id);

    const all = { exitCode: 0, state: "succeeded", total: FILES + 1 };
    expect(first).toMatchObject({ ...all, stored: FILES + 1, skipped: 0 });
    expect(second).toMatchObject({ ...all, stored: 3, skipped: FILES - 2 });
    expect(third).toMatchObject({ ...all, stored: 0, skipped: FILES + 1 });
    expect(keysIn(moved.stdout)).toEqual([3, 77, 149].map(nameOf).toSorted());
    expect(nothing).toMatchObject({ exitCode: 0, stdout: "" });
    const [changed, kept] = [nameOf(77), nameOf(78)].map((name) => name.replace("tree/", "copy/"));
    const object = await up.readObject(changed ?? "");
    expect(object.equals(sampleBytes(1077, "changed 77"))).toBe(true);
    expect((await up.readObject(kept ?? "")).equals(sampleBytes(1078, "file 78"))).toBe(true);
    const large = await up.readObject("copy/large.bin");
    expect(large.equals(sampleBytes(20 * MIB, "large"))).toBe(true);
  });

  test("has a row of every object in the journal, which the API hands out", async () => {
    const { id } = await copied();
    await eventually(async () => (await up.client.readJob(id)).list?.isRecorded);
    const read = async (query: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${up.cluster.apiUrl}/v1/jobs/${id}/report${query}`, {
        headers,
      });
      return (await response.text()).split("\n").filter((line) => line !== "");
    };

    const rows = await read("");
    const plain = await read("", { "accept-encoding": "identity" });
    const trouble = await read("?rows=trouble");

    expect(keysIn(rows.join("\n"))).toEqual(
      [...Array.from({ length: FILES }, (_, index) => nameOf(index)), "tree/large.bin"].toSorted(),
    );
    expect(plain).toEqual(rows);
    expect(trouble).toEqual([]);
  });

  test("ends with a marker that holds its counts, where one is wanted", async () => {
    const { id } = await up.client.submitJob({
      source: { connection: "files", tree: "tree/3" },
      destination: { connection: "local", key: "marked/{relativeKey}" },
      onSuccess: { marker: "marked/_SUCCESS" },
    });
    await up.client.waitForJob(id);

    const marker = await eventually(() => up.readObject("marked/_SUCCESS").catch(() => undefined));

    expect(JSON.parse(marker.toString())).toMatchObject({
      ...{ jobId: id, counts: { stored: 21, failed: 0 } },
    });
  });

  test("has a report and a receipt, which verify compares with the segments", async () => {
    const { id } = await copied();
    await eventually(async () => (await up.client.readJob(id)).list?.isRecorded);
    const [file, report] = [
      join(up.filesFolder, "receipt.json"),
      join(up.filesFolder, "report.csv"),
    ];
    const data = join(up.filesFolder, "..", "data");
    const folder = join(data, "journal", "rows.d", "default", id);
    const verify = () => up.penstock("verify", file, "--data", data, "--rows", folder);

    const shown = await up.penstock("show", id);
    const csv = await up.penstock("report", id, "--csv", "--file", report);
    const trouble = await up.penstock("report", id, "--rows", "trouble");
    await writeFile(file, (await up.penstock("receipts", id)).stdout);
    const whole = await verify();
    const segments = (await readdir(folder)).filter((name) =>
      /^\d+-\d+-[0-9a-f]+\.jsonl\.gz$/.test(name),
    );
    const [segment] = segments;
    const bucket = await verifyInBucket(file, { data, folder, segments });
    await appendFile(join(folder, segment ?? ""), "x");
    const changed = await verify();
    const cut = await up.penstock("report", id, "--file", join(up.filesFolder, "cut.jsonl"));

    expect(shown.stdout).toContain(`penstock report ${id}`);
    expect([csv.exitCode, trouble.exitCode, trouble.stdout]).toEqual([0, 0, ""]);
    expect((await readFile(report, "utf8")).trim().split("\n")).toHaveLength(FILES + 2);
    expect(whole).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/ok +segments/) });
    expect(bucket.whole).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/ok +segments/),
    });
    expect(bucket.cut).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining(`segment ${segment} is missing`),
    });
    expect(bucket.nowhere).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("no rows can be read at nowhere:rows/"),
    });
    expect(changed.exitCode).toBe(1);
    expect(changed.stdout).toContain(`segment ${segment} was changed`);
    expect(cut.exitCode).toBe(7);
    expect((await readdir(up.filesFolder)).filter((name) => name.startsWith("cut"))).toEqual([]);
  });

  test("is planned as it is then done, and can be paused before it has ended only", async () => {
    await up.addFile("some/a.txt", sampleBytes(10, "a"));
    await up.addFile("some/b.txt", sampleBytes(20, "b"));

    const planned = await up.penstock("plan", "./some", "local:some/", "--json");
    const table = await up.penstock("plan", "-r", "./some", "local:some/");
    const { exitCode, stdout } = await up.penstock("cp", "-r", "./some", "local:some/", "--json");
    const last: unknown = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    const { id, progress } = jobView.parse(Reflect.get(Object(last), "job"));
    const paused = await up.penstock("pause", id);
    const resumed = await up.penstock("resume", id);

    const { objects, bytes, isComplete } = planView.parse(JSON.parse(planned.stdout));
    expect({ objects, bytes, isComplete }).toEqual({ objects: 2, bytes: 30, isComplete: true });
    expect(table.stdout).toContain("some/a.txt  → some/a.txt  10 B");
    expect([planned.exitCode, table.exitCode, exitCode]).toEqual([0, 0, 0]);
    expect([progress.transfersTotal, progress.bytesTotal]).toEqual([objects, bytes]);
    expect([paused.exitCode, resumed.exitCode]).toEqual([8, 8]);
  });

  test("says what it did, and what an empty folder means", async () => {
    await up.addFile("few/a.txt", sampleBytes(10, "a"));

    const few = await up.penstock("cp", "-r", "./few", "local:few/");
    const none = await up.penstock("cp", "-r", "./few", "local:few/", "--include", "*.none");

    expect(few.stdout).toMatch(/^✓ .*1 object stored, 0 skipped/);
    expect(few.stderr).toContain("objects=");
    expect(none.exitCode).toBe(9);
    expect(none.stdout).toContain("the list could not be read to its end");
    expect(none.stdout).toContain("selection-empty");
  });
});
