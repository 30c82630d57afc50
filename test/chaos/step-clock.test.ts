import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";

const TWENTY_MINUTES_MS = 20 * 60_000;
/** Says, as often as it is asked to, by how much its clock differs from what it was told. */
const PROGRAM = `
  process.stdin.setEncoding("utf8").on("data", () => {
    console.log(Math.max(Date.now(), new Date().getTime()));
  });`;

test("the wall clock of a process is off by what its file says, and right again after it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "penstock-clock-"));
  const preload = `--import=${import.meta.resolve("./step-clock.ts")}`;
  const child = spawn(process.execPath, [preload, "-e", PROGRAM], {
    env: { ...process.env, CHAOS_CLOCKS: folder },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const offMs = async () => {
    child.stdin.write("?");
    const { value } = await lines.next();
    return Number(value) - Date.now();
  };
  const until = async (isReached: (off: number) => boolean) => {
    let off = await offMs();
    while (!isReached(off)) {
      off = await offMs();
    }
    return off;
  };

  const before = await offMs();
  await writeFile(join(folder, String(child.pid)), String(TWENTY_MINUTES_MS));
  const ahead = await until((off) => off > TWENTY_MINUTES_MS / 2);
  await writeFile(join(folder, String(child.pid)), "0");
  const after = await until((off) => off < TWENTY_MINUTES_MS / 2);

  expect(Math.abs(before)).toBeLessThan(60_000);
  expect(Math.abs(ahead - TWENTY_MINUTES_MS)).toBeLessThan(60_000);
  expect(Math.abs(after)).toBeLessThan(60_000);
  child.kill();
  await once(child, "exit");
  await rm(folder, { recursive: true });
});
