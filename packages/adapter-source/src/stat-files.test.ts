import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { StatFiles } from "./stat-files.ts";

const FILES = 300;

async function folderOfFiles(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-stat-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await Promise.all(
    Array.from({ length: FILES }, (_, at) => writeFile(join(folder, `f${at}`), "x".repeat(at))),
  );
  return folder;
}

test("each of those who ask at once hears of the files that it asked about", async () => {
  const folder = await folderOfFiles();
  const files = new StatFiles();
  const lots = Array.from({ length: 10 }, (_, lot) =>
    Array.from({ length: FILES / 10 }, (_each, at) => lot * 30 + at),
  );

  const found = await Promise.all(
    lots.map((lot) =>
      files.of(
        folder,
        lot.map((at) => `f${at}`),
      ),
    ),
  );

  expect(found.flat().map((one) => "size" in one && Number(one.size))).toEqual(lots.flat());
  expect(await files.of(folder, [])).toEqual([]);
});

test("a process that asked ends by itself", async () => {
  const folder = await folderOfFiles();
  const code = `
    import { StatFiles } from ${JSON.stringify(import.meta.resolve("./stat-files.ts"))};
    const [found] = await new StatFiles().of(${JSON.stringify(folder)}, ["f7"]);
    process.stdout.write(String(found.size));
  `;

  const running = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code]);
  onTestFinished(() => void running.child.kill("SIGKILL"));

  expect(await running).toMatchObject({ stdout: "7", stderr: "" });
});
