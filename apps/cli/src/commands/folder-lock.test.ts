import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockFolder } from "./folder-lock.ts";

/** Above every pid that Linux gives out, so that no such process can be alive. */
const DEAD_PID = 2 ** 22 + 1;

describe("a locked folder", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "penstock-lock-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  test("is refused to a second one while the first lives", async () => {
    const unlock = await lockFolder(folder);

    await expect(lockFolder(folder)).rejects.toThrow(expect.objectContaining({ exitCode: 8 }));
    await unlock();
  });

  test("is free again when it was given back", async () => {
    const unlock = await lockFolder(folder);
    await unlock();

    await expect(lockFolder(folder)).resolves.toBeTypeOf("function");
  });

  test.each([`${DEAD_PID}\n`, "", "not a number"])("is taken over from %j", async (left) => {
    await writeFile(join(folder, "up.pid"), left);

    await lockFolder(folder);

    expect(await readFile(join(folder, "up.pid"), "utf8")).toBe(`${process.pid}\n`);
  });
});
