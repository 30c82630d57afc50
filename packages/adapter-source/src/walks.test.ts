import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { Walks } from "./walks.ts";

const FILES = 300;

async function folderOfFiles(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-walks-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await Promise.all(
    Array.from({ length: FILES }, (_, at) => writeFile(join(folder, nameOf(at)), "x".repeat(at))),
  );
  return folder;
}

function nameOf(at: number): string {
  return `f${String(at).padStart(3, "0")}`;
}

test("each of those who ask at once hears of the range that it asked about", async () => {
  const root = await folderOfFiles();
  const walks = new Walks();
  const firsts = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270];

  const found = await Promise.all(
    firsts.map((first) => {
      const query = { prefix: "", after: nameOf(first), to: nameOf(first + 3) };
      return walks.page({ root, maxNames: FILES, query, count: 10 });
    }),
  );

  expect(found.map((entries) => entries.map(({ sizeBytes }) => sizeBytes))).toEqual(
    firsts.map((first) => [first + 1, first + 2, first + 3].filter((size) => size < FILES)),
  );
});

test("what the system refuses is told with its code", async () => {
  const root = await folderOfFiles();
  const walks = new Walks();
  const question = { maxNames: FILES, query: { prefix: "", after: "" }, count: 1 };

  await expect(walks.page({ ...question, root: join(root, "f001") })).rejects.toMatchObject({
    code: "source-missing",
    message: expect.stringContaining("ENOTDIR"),
  });
  expect(await walks.page({ ...question, root })).toHaveLength(1);
});

test("a thread that dies fails the pages that wait for it, and the next page has another one", async () => {
  const root = await folderOfFiles();
  const walks = new Walks();
  const question = { root, maxNames: FILES, query: { prefix: "", after: "f006" }, count: 1 };
  // What no caller can ask ends the thread by a TypeError.
  const deadly = { ...question, query: JSON.parse("null") };

  const failed = await Promise.allSettled([walks.page(deadly), walks.page(question)]);

  for (const one of failed) {
    expect(one).toMatchObject({ reason: { code: "source-unreachable" } });
  }
  expect(await walks.page(question)).toMatchObject([{ key: "f007", sizeBytes: 7 }]);
});

test("a process that asked ends by itself", async () => {
  const root = await folderOfFiles();
  const question = { root, maxNames: FILES, query: { prefix: "", after: "f006" }, count: 1 };
  const code = `
    import { Walks } from ${JSON.stringify(import.meta.resolve("./walks.ts"))};
    const [found] = await new Walks().page(${JSON.stringify(question)});
    process.stdout.write(String(found.sizeBytes));
  `;

  const running = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code]);
  onTestFinished(() => void running.child.kill("SIGKILL"));

  expect(await running).toMatchObject({ stdout: "7", stderr: "" });
});
