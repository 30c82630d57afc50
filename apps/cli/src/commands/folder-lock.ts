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
      await takeDeadLock(own, path, folder);
    }
  } finally {
    await rm(own, { force: true });
  }
  return () => rm(path, { force: true });
}

async function takeDeadLock(own: string, path: string, folder: string): Promise<void> {
  const pid = await ownerOf(path);
  if (isAlive(pid)) {
    throw new CommandFailure(`penstock up is already running on ${folder} (pid ${pid})`, {
      exitCode: EXIT.conflict,
      nextStep: `Use it, or stop it with: kill ${pid}. If that is another program, remove ${path}.`,
    });
  }
  // One at a time, until its own lock is in place: another one would else remove that in place of the dead one.
  const guard = `${path}.guard`;
  if (!(await tryLink(own, guard))) {
    throw startsNow(path);
  }
  try {
    const owner = await ownerOf(path);
    if (isAlive(owner)) {
      throw startsNow(path);
    }
    // Where there is none any more, the next one to be found has an owner: it stays.
    await (owner === undefined ? undefined : rm(path));
    if (!(await tryLink(own, path))) {
      throw startsNow(path);
    }
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

/** The pid in a lock; 0 for one that holds none, undefined where there is no lock. */
async function ownerOf(path: string): Promise<number | undefined> {
  try {
    const text = await readFile(path, "utf8");
    return /^\d+\n$/.test(text) ? Number(text) : 0;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

function isAlive(pid: number | undefined): boolean {
  // Our own pid is that of an earlier life: containers give the same few out again and again.
  if (pid === undefined || pid === 0 || pid === process.pid) {
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
