import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isInSample } from "@penstock/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openOtherTool } from "../support/other-tool.ts";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster, type TestCluster } from "../support/test-cluster.ts";

const FILES = 200;
const MIB = 1024 * 1024;

function nameOf(index: number): string {
  return `${index % 7}/f${index}.bin`;
}

function bytesOf(index: number): Buffer {
  return sampleBytes(1000 + index, `file ${index}`);
}

describe("a check of a folder and its copy", () => {
  let up: TestCluster;
  let otherTool: ReturnType<typeof openOtherTool>;

  beforeAll(async () => {
    up = await startTestCluster({ workers: 2 });
    otherTool = openOtherTool(up.cluster);
    for (let index = 0; index < FILES; index += 1) {
      await up.addFile(`tree/${nameOf(index)}`, bytesOf(index));
    }
    await up.addFile("tree/large.bin", sampleBytes(20 * MIB, "large"));
  });

  afterAll(async () => {
    otherTool.close();
    await up.close();
  });

  async function checked(...options: readonly string[]) {
    const { exitCode, stdout } = await up.penstock(
      ...["check", "./tree", "local:copy/", "--json", ...options],
    );
    const last: unknown = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    const { counts, rows, isComplete, job } = Object(last);
    return { exitCode, counts, rows, isComplete, id: String(Object(job).id) };
  }

  const none = { differs: 0, only_source: 0, only_destination: 0, unreadable: 0 };

  test("finds nothing, and then exactly what another tool did at the store", async () => {
    const copy = await up.penstock("cp", "-r", "./tree", "local:copy/");
    const same = await checked();
    const changed = sampleBytes(1077, "other bytes");
    await otherTool.put(`copy/${nameOf(77)}`, changed);
    await otherTool.delete(`copy/${nameOf(20)}`);
    await otherTool.put("copy/added.bin", sampleBytes(5, "added"));

    const found = await checked();
    const sizes = await checked("--compare", "size", "--one-way");
    const read = await checked("--compare", "read");
    const few = await checked("--include", "3/**");

    expect(copy.exitCode).toBe(0);
    expect(same).toMatchObject({ exitCode: 0, counts: { ...none, same: FILES + 1 }, rows: [] });
    const all = { exitCode: 1, isComplete: true };
    const three = { differs: 1, only_source: 1, only_destination: 1 };
    expect(found).toMatchObject({ ...all, counts: { ...none, ...three, same: FILES - 1 } });
    expect(read.counts).toEqual(found.counts);
    expect(outcomesOf(found.rows)).toEqual({
      [`tree/${nameOf(77)}`]: "differs",
      [`tree/${nameOf(20)}`]: "only_source",
      "tree/added.bin": "only_destination",
    });
    expect(sizes).toMatchObject({ ...all, counts: { ...none, only_source: 1, same: FILES } });
    expect(few).toMatchObject({ exitCode: 0, counts: { ...none, same: 29 } });

    // It moved nothing, in neither direction.
    for (const index of [20, 77]) {
      const file = await readFile(join(up.filesFolder, "tree", nameOf(index)));
      expect(file.equals(bytesOf(index))).toBe(true);
    }
    expect((await up.readObject(`copy/${nameOf(77)}`)).equals(changed)).toBe(true);
    const again = await checked();
    expect(again.counts).toEqual(found.counts);
    await expect(up.readObject(`copy/${nameOf(20)}`)).rejects.toMatchObject({
      code: "source-missing",
    });
  });

  test("names what differs and how to have all of it, also where it was left alone", async () => {
    const detached = await up.penstock("check", "./tree", "local:nothing/", "--detach");
    const id = detached.stdout.trim();

    const watched = await up.penstock("watch", id);

    expect([detached.exitCode, watched.exitCode]).toEqual([0, 1]);
    const lines = watched.stdout.trim().split("\n");
    expect(lines[0]).toMatch(/^✗ .* {2}0 same, 201 only_source in /);
    expect(lines.slice(1, 21).every((line) => /^ {2}only_source {7}tree\//.test(line))).toBe(true);
    expect(lines.slice(21)).toEqual(["  and 181 more", `  → penstock report ${id} --rows trouble`]);
    expect(watched.stderr).toContain("objects=");
  });

  test("reads a sample of what it would read, the same objects each time", async () => {
    const keys = Array.from({ length: 60 }, (_, index) => `sampled/${index}.bin`);
    for (const [index, key] of keys.entries()) {
      await up.addFile(key, sampleBytes(100, `here ${index}`));
      await otherTool.put(key, sampleBytes(100, `there ${index}`));
    }
    const check = async (...options: readonly string[]) => {
      const { exitCode, stdout } = await up.penstock(
        ...["check", "./sampled", "local:sampled/", "--json", ...options],
      );
      const last: unknown = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
      const { counts, job } = Object(last);
      const report = await up.penstock("report", String(Object(job).id), "--outcome", "differs");
      const found = report.stdout.split("\n").filter((line) => line !== "");
      const different = found.map((line) => String(Object(JSON.parse(line)).key)).toSorted();
      return { exitCode, counts, different };
    };
    const chosen = keys.filter((key) => isInSample(key, 30)).toSorted();

    const all = await check();
    const some = await check("--sample", "30");
    const again = await check("--compare", "read", "--sample", "30");

    expect(chosen.length).toBeGreaterThan(5);
    expect(chosen.length).toBeLessThan(30);
    expect(all).toMatchObject({ exitCode: 1, counts: { ...none, same: 0, differs: 60 } });
    expect(some).toMatchObject({
      exitCode: 1,
      counts: { ...none, same: 60 - chosen.length, differs: chosen.length },
      different: chosen,
    });
    expect(again).toEqual(some);
  });

  test("compares what a manifest names, and refuses what it cannot ask for", async () => {
    await writeFile(join(up.filesFolder, "list.csv"), "key\nsome/a.txt\nsome/b.txt\n");
    await up.addFile("some/a.txt", sampleBytes(10, "a"));
    await otherTool.put("some/a.txt", sampleBytes(10, "a"));
    const manifest = ["--manifest", "files:list.csv"];

    const named = await up.penstock("check", "files:", "local:", ...manifest);
    const globs = await up.penstock("check", "files:", "local:", ...manifest, "--include", "*");
    const nowhere = await up.penstock("check", "./tree", "elsewhere:");
    const sample = await up.penstock("check", "./tree", "local:copy/", "--sample", "101");
    const empty = await up.penstock("check", "./tree", "local:none/", "--include", "none");

    expect(named).toMatchObject({ exitCode: 4, stdout: expect.stringContaining("1 unreadable") });
    expect(named.stdout).toContain("some/b.txt: source-missing");
    expect([globs.exitCode, nowhere.exitCode, sample.exitCode]).toEqual([2, 3, 2]);
    expect(empty).toMatchObject({
      exitCode: 9,
      stdout: expect.stringContaining("selection-empty"),
    });
  });
});

function outcomesOf(rows: readonly object[]): Record<string, unknown> {
  return Object.fromEntries(
    rows.map((row) => [Reflect.get(row, "key"), Reflect.get(row, "outcome")]),
  );
}
