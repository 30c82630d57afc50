import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { RedisServer } from "./redis-server.ts";

type UnpackRequest = {
  readonly aptGet: string;
  readonly dpkgDeb: string;
  readonly cacheDir: string;
  readonly say: (line: string) => void;
};

/** A mirror that stopped answering must not hold a start for ever. */
const COMMAND_TIMEOUT_MS = 180_000;

const run = promisify(execFile);

/**
 * The server out of Debian's redis-tools: its `redis-check-rdb` is the same program as the server,
 * which looks at the name it is started by.
 *
 * Everything happens in a temporary folder that is renamed when it is complete, so that a folder
 * under the final name is always a whole one.
 */
export async function unpackRedisTools(request: UnpackRequest): Promise<RedisServer> {
  const folder = join(request.cacheDir, `redis-tools-${await systemName()}`);
  const cached = await serverIn(folder);
  if (cached !== undefined) {
    return cached;
  }
  request.say(
    `No redis-server on PATH: fetching the package redis-tools (about 1.5 MB) into ${folder}; the system is not changed`,
  );
  await mkdir(request.cacheDir, { recursive: true });
  const workshop = await mkdtemp(join(request.cacheDir, "unpacking-"));
  try {
    await download(request.aptGet, workshop);
    const unpacked = join(workshop, "unpacked");
    await unpack(request.dpkgDeb, workshop, unpacked);
    await moveIntoPlace(unpacked, folder);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  const server = await serverIn(folder);
  if (server === undefined) {
    throw new Error(`the package redis-tools of this system holds no server (${folder})`);
  }
  return server;
}

/** The cache may be in a home folder that several systems share. */
async function systemName(): Promise<string> {
  const text = await readFile("/etc/os-release", "utf8").catch(() => "");
  const field = (name: string): string =>
    new RegExp(`^${name}="?([\\w.-]+)`, "m").exec(text)?.[1] ?? "unknown";
  return `${field("ID")}-${field("VERSION_ID")}-${process.arch}`;
}

async function serverIn(folder: string): Promise<RedisServer | undefined> {
  const command = join(folder, "usr/bin/redis-server");
  const isThere = await access(command).then(
    () => true,
    () => false,
  );
  return isThere ? { command, env: { LD_LIBRARY_PATH: await libraryPath(folder) } } : undefined;
}

/** Debian keeps libraries in lib/<architecture>, below usr or not. */
async function libraryPath(folder: string): Promise<string> {
  const folders = [];
  for (const parent of [join(folder, "usr/lib"), join(folder, "lib")]) {
    const names = await readdir(parent).catch(() => []);
    folders.push(
      ...names.filter((name) => name.includes("-linux-")).map((name) => join(parent, name)),
    );
  }
  return folders.join(":");
}

/**
 * First with the package lists that the system has. Where they are missing or too old (a fresh
 * container), with lists of our own, which every user may fetch.
 */
async function download(aptGet: string, workshop: string): Promise<void> {
  // apt fetches as its own user when root asks, and that user cannot write here.
  const asWeAre = ["-o", "APT::Sandbox::User=root"];
  try {
    await downloadPackages(aptGet, asWeAre, workshop);
  } catch {
    const own = join(workshop, "apt");
    await mkdir(join(own, "lists/partial"), { recursive: true });
    await mkdir(join(own, "cache/archives/partial"), { recursive: true });
    const options = [
      ...asWeAre,
      ...["-o", `Dir::State::Lists=${join(own, "lists")}`],
      ...["-o", `Dir::Cache=${join(own, "cache")}`],
      ...["-o", "Debug::NoLocking=1"],
    ];
    await aptGetRun(aptGet, [...options, "update", "-qq"], workshop);
    await downloadPackages(aptGet, options, workshop);
  }
}

async function downloadPackages(
  aptGet: string,
  options: readonly string[],
  workshop: string,
): Promise<void> {
  const plan = await aptGetRun(
    aptGet,
    [...options, "install", "--simulate", "--no-install-recommends", "redis-tools"],
    workshop,
  );
  // "Inst NAME (VERSION ...)" for everything that this system lacks. A libc of another version than
  // the system's own loader would break the program that it is meant for.
  const libraries = [...plan.matchAll(/^Inst (lib\S+|lua\S+) /gm)]
    .map((match) => match[1] ?? "")
    .filter((name) => !/^libc6(:|$)/.test(name));
  await aptGetRun(aptGet, [...options, "download", "redis-tools", ...libraries], workshop);
}

async function aptGetRun(aptGet: string, args: readonly string[], cwd: string): Promise<string> {
  const env = { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" };
  const { stdout } = await run(aptGet, args, { cwd, env, timeout: COMMAND_TIMEOUT_MS });
  return stdout;
}

async function unpack(dpkgDeb: string, workshop: string, target: string): Promise<void> {
  const archives = (await readdir(workshop)).filter((name) => name.endsWith(".deb"));
  for (const archive of archives) {
    await run(dpkgDeb, ["-x", join(workshop, archive), target], { timeout: COMMAND_TIMEOUT_MS });
  }
  const programs = join(target, "usr/bin");
  await rename(join(programs, "redis-check-rdb"), join(programs, "redis-server"));
  // A program that cannot start here (a library is missing) must not enter the cache.
  const env = { ...process.env, LC_ALL: "C", LD_LIBRARY_PATH: await libraryPath(target) };
  await run(join(programs, "redis-server"), ["--version"], { env, timeout: COMMAND_TIMEOUT_MS });
}

async function moveIntoPlace(unpacked: string, folder: string): Promise<void> {
  try {
    await rename(unpacked, folder);
  } catch (error) {
    // Another process was faster: a rename never replaces a folder with something in it.
    if ((await serverIn(folder)) === undefined) {
      throw error;
    }
  }
}
