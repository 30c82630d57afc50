import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findRedisServer } from "./find-redis-server.ts";

let programs: string;
let cacheDir: string;

beforeEach(async () => {
  programs = await mkdtemp(join(tmpdir(), "penstock-programs-"));
  cacheDir = await mkdtemp(join(tmpdir(), "penstock-cache-"));
});

afterEach(async () => {
  await rm(programs, { recursive: true });
  await rm(cacheDir, { recursive: true });
});

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(programs, name), 0o755);
}

/** A package manager in small: what is "downloaded" is an empty file, what is unpacked starts. */
async function programsOfDebian(aptGet = ""): Promise<void> {
  await program(
    "apt-get",
    `${aptGet}
     case "$*" in
       *simulate*) echo "Inst liblzf1 (3.6-3 Debian [amd64])"; echo "Inst libc6 (2.40 Debian [amd64])" ;;
       *download*) for name in $(echo "$*" | sed 's/.*download//'); do touch "$name.deb"; done ;;
     esac`,
  );
  await program(
    "dpkg-deb",
    `mkdir -p "$3/usr/bin" "$3/usr/lib/x86_64-linux-gnu" "$3/usr/share/unpacked"
     printf '#!/bin/sh\\n' > "$3/usr/bin/redis-check-rdb"; chmod +x "$3/usr/bin/redis-check-rdb"
     touch "$3/usr/share/unpacked/$(basename "$2")"`,
  );
}

describe("findRedisServer", () => {
  test.each(["redis-server", "valkey-server"])("takes a %s that is on PATH", async (name) => {
    await program(name, "");

    const server = await findRedisServer({ searchPath: programs, cacheDir });

    expect(server).toEqual({ command: join(programs, name), env: {} });
  });

  test("fetches the server and the libraries that the system lacks, but never a libc", async () => {
    await programsOfDebian();

    const { command, env } = await findRedisServer({ searchPath: programs, cacheDir });

    const folder = command.replace("/usr/bin/redis-server", "");
    expect(env).toEqual({ LD_LIBRARY_PATH: join(folder, "usr/lib/x86_64-linux-gnu") });
    expect(await readdir(join(folder, "usr/share/unpacked"))).toEqual([
      "liblzf1.deb",
      "redis-tools.deb",
    ]);
  });

  test("uses lists of its own where the system has none", async () => {
    await programsOfDebian(
      `case "$*" in *Dir::State::Lists=*) ;; *) echo "Unable to locate package" >&2; exit 100 ;; esac`,
    );

    const server = await findRedisServer({ searchPath: programs, cacheDir });

    expect(server.command).toContain(cacheDir);
  });

  test("says once what it fetches, and takes it from the cache the next time", async () => {
    await programsOfDebian();
    const said: string[] = [];
    const options = { searchPath: programs, cacheDir, say: (line: string) => said.push(line) };

    const first = await findRedisServer(options);
    await program("apt-get", "exit 1");
    const second = await findRedisServer(options);

    expect(second).toEqual(first);
    expect(said).toEqual([expect.stringContaining("redis-tools")]);
  });

  test("leaves one whole folder when many ask at once", async () => {
    await programsOfDebian();

    const found = await Promise.all(
      Array.from({ length: 6 }, () => findRedisServer({ searchPath: programs, cacheDir })),
    );

    expect(new Set(found.map(({ command }) => command)).size).toBe(1);
    expect(await readdir(cacheDir)).toHaveLength(1);
  });

  test("leaves nothing behind when the server cannot start, and says what to install", async () => {
    await programsOfDebian();
    await program(
      "dpkg-deb",
      `mkdir -p "$3/usr/bin"; printf '#!/bin/sh\\nexit 127\\n' > "$3/usr/bin/redis-check-rdb"; chmod +x "$3/usr/bin/redis-check-rdb"`,
    );

    const found = findRedisServer({ searchPath: programs, cacheDir });

    await expect(found).rejects.toThrow(/apt-get install redis-server.*PENSTOCK_REDIS_URL/);
    expect(await readdir(cacheDir)).toEqual([]);
  });

  test("says what to install where there is no package manager that it knows", async () => {
    const found = findRedisServer({ searchPath: programs, cacheDir });

    await expect(found).rejects.toThrow(/brew install redis/);
  });
});
