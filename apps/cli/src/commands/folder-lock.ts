import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandFailure, EXIT } from "../exit-codes.ts";

/**
 * Keeps a data folder to one `penstock up` at a time: two Redis servers on one file would ruin it.
 * A lock that a killed process left behind is taken over.
 *
 * @returns a function that gives the folder back
 * @throws CommandFailure with exit code 8
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "up.pid");
  if (!(await tryLock(path))) {
    const pid = Number(await readFile(path, "utf8"));
    if (isAlive(pid)) {
      throw new CommandFailure(`penstock up runs already on ${folder} (pid ${pid})`, {
        exitCode: EXIT.conflict,
        nextStep: `Use it, or stop it with: kill ${pid}. If that is another program, remove ${path}.`,
      });
    }
    await rm(path, { force: true });
    if (!(await tryLock(path))) {
      throw new CommandFailure(`another penstock up starts on ${folder} right now`, {
        exitCode: EXIT.conflict,
        nextStep: "Use that one.",
      });
    }
  }
  return () => rm(path, { force: true });
}

async function tryLock(path: string): Promise<boolean> {
  try {
    await writeFile(path, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process: alive all the same.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
