import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
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
  // Written first and linked then: no process ever finds a lock that does not name its owner yet.
  const own = `${path}.${process.pid}`;
  await writeFile(own, `${process.pid}\n`);
  try {
    if (!(await tryLink(own, path))) {
      await removeDeadLock(own, path, folder);
      if (!(await tryLink(own, path))) {
        throw startsNow(path);
      }
    }
  } finally {
    await rm(own, { force: true });
  }
  return () => rm(path, { force: true });
}

async function removeDeadLock(own: string, path: string, folder: string): Promise<void> {
  const pid = await ownerOf(path);
  if (isAlive(pid)) {
    throw new CommandFailure(`penstock up is already running on ${folder} (pid ${pid})`, {
      exitCode: EXIT.conflict,
      nextStep: `Use it, or stop it with: kill ${pid}. If that is another program, remove ${path}.`,
    });
  }
  // One at a time: the second would remove the lock that the first has put in place of the dead one.
  const guard = `${path}.guard`;
  if (!(await tryLink(own, guard))) {
    throw startsNow(path);
  }
  try {
    if (isAlive(await ownerOf(path))) {
      throw startsNow(path);
    }
    await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

function startsNow(path: string): CommandFailure {
  return new CommandFailure("another penstock up is starting on this folder at the moment", {
    exitCode: EXIT.conflict,
    nextStep: `Use that one. If there is none, remove ${path}.guard.`,
  });
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

/** The pid in a lock; 0 for a lock that is gone or holds none. */
async function ownerOf(path: string): Promise<number> {
  const text = await readFile(path, "utf8").catch(() => "");
  return /^\d+\n$/.test(text) ? Number(text) : 0;
}

function isAlive(pid: number): boolean {
  // Our own pid is that of an earlier life: containers give the same few out again and again.
  if (pid === 0 || pid === process.pid) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user: alive all the same.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
