import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
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
    await writeFile(join(folder, "up.pid"), `${process.ppid}\n`);

    await expect(lockFolder(folder)).rejects.toThrow(expect.objectContaining({ exitCode: 8 }));
    expect(await readdir(folder)).toEqual(["up.pid"]);
  });

  test("is free again when it was given back", async () => {
    const unlock = await lockFolder(folder);
    await unlock();

    await expect(lockFolder(folder)).resolves.toBeTypeOf("function");
  });

  // In a container the next process often has the pid of the one before.
  test.each([`${DEAD_PID}\n`, `${process.pid}\n`, "", "not a number"])(
    "is taken over from %j",
    async (left) => {
      await writeFile(join(folder, "up.pid"), left);

      await lockFolder(folder);

      expect(await readFile(join(folder, "up.pid"), "utf8")).toBe(`${process.pid}\n`);
      expect(await readdir(folder)).toEqual(["up.pid"]);
    },
  );

  test("goes to one only of six that find a dead lock at once", async () => {
    await writeFile(join(folder, "up.pid"), `${DEAD_PID}\n`);
    const program = `
      import { lockFolder } from ${JSON.stringify(import.meta.resolve("./folder-lock.ts"))};
      const say = (text) => process.stdout.write(text);
      process.stdin.once("data", () =>
        lockFolder(${JSON.stringify(folder)}).then(() => say("mine"), () => say("refused")));
      say("waits");`;
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ["--input-type=module", "-e", program], {
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
    const said = async () =>
      (await Promise.all(children.map((child) => once(child.stdout, "data")))).join(" ");
    await said();

    const outcome = said();
    for (const child of children) {
      child.stdin.write("now");
    }

    expect((await outcome).split(" ").sort()).toEqual([
      "mine",
      ...Array.from({ length: 5 }, () => "refused"),
    ]);
    for (const child of children) {
      child.stdin.end();
    }
    await Promise.all(children.map((child) => once(child, "exit")));
  });
});
