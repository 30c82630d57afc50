import { execFileSync } from "node:child_process";
import {
  appendFile,
  mkdir,
  mkdtemp,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceReader } from "@penstock/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFileSourceReader } from "./file-source-reader.ts";

const signal = new AbortController().signal;
const MIB = 1024 * 1024;

let folder: string;
let root: string;
let reader: SourceReader;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-files-"));
  root = join(folder, "root");
  await mkdir(join(root, "inside"), { recursive: true });
  await writeFile(join(folder, "secret"), "not for you");
  reader = createFileSourceReader({ root });
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function planned(sizeBytes: number) {
  await writeFile(join(root, "object"), Buffer.alloc(sizeBytes, "a"));
  const { sourceVersion } = await reader.stat("object", signal);
  return { sourceVersion, whole: { startByte: 0, lengthBytes: sizeBytes } };
}

describe("createFileSourceReader", () => {
  test.each(["../secret", "inside/../../secret", "/etc/hostname", "", "a\0b"])(
    "refuses the key %j before it opens anything",
    async (key) => {
      await expect(reader.stat(key, signal)).rejects.toMatchObject({ code: "source-forbidden" });
    },
  );

  test("refuses a link to a file outside the root", async () => {
    await symlink(join(folder, "secret"), join(root, "link"));

    const looked = reader.stat("link", signal);

    await expect(looked).rejects.toMatchObject({ code: "source-forbidden" });
  });

  test("refuses a link to a folder outside the root", async () => {
    await symlink(folder, join(root, "link"));

    const looked = reader.stat("link/secret", signal);

    await expect(looked).rejects.toMatchObject({ code: "source-forbidden" });
  });

  test("refuses a neighbour whose name begins like the root's", async () => {
    await mkdir(`${root}-2`);
    await writeFile(join(`${root}-2`, "secret"), "not for you");
    await symlink(join(`${root}-2`, "secret"), join(root, "link"));

    const looked = reader.stat("link", signal);

    await expect(looked).rejects.toMatchObject({ code: "source-forbidden" });
  });

  test("refuses a loop of links", async () => {
    await symlink(join(root, "loop"), join(root, "loop"));

    await expect(reader.stat("loop", signal)).rejects.toMatchObject({ code: "source-forbidden" });
  });

  test("follows a link that stays inside the root, and a root that is a link itself", async () => {
    await writeFile(join(root, "inside/object"), "12345");
    await symlink(join(root, "inside"), join(root, "link"));
    await symlink(root, join(folder, "root-link"));

    const { sourceVersion } = await createFileSourceReader({
      root: join(folder, "root-link"),
    }).stat("link/object", signal);

    expect(sourceVersion.sizeBytes).toBe(5);
  });

  test("refuses a folder", async () => {
    const looked = reader.stat("inside", signal);

    await expect(looked).rejects.toMatchObject({ code: "source-forbidden" });
  });

  test("refuses a FIFO and does not wait for its writer", async () => {
    execFileSync("/usr/bin/env", ["mkfifo", join(root, "fifo")]);

    await expect(reader.stat("fifo", signal)).rejects.toMatchObject({ code: "source-forbidden" });
  });

  test("reports a path through a file as missing", async () => {
    await planned(1);

    const looked = reader.stat("object/below", signal);

    await expect(looked).rejects.toMatchObject({ code: "source-missing" });
  });

  test("reports a root that is not there as unreachable: a mount may come back", async () => {
    const looked = createFileSourceReader({ root: join(folder, "unmounted") }).stat("a", signal);

    await expect(looked).rejects.toMatchObject({ code: "source-unreachable" });
  });

  test("notices a file that was only touched", async () => {
    const { sourceVersion, whole } = await planned(10);
    await utimes(join(root, "object"), new Date(1_000), new Date(1_000));

    const read = reader.read("object", sourceVersion, whole, signal)[Symbol.asyncIterator]().next();

    await expect(read).rejects.toMatchObject({ code: "source-changed" });
  });

  test("notices bytes that were written in place under an old date", async () => {
    const { sourceVersion, whole } = await planned(10);
    const { mtime } = await stat(join(root, "object"));
    await writeFile(join(root, "object"), Buffer.alloc(10, "b"), { flag: "r+" });
    await utimes(join(root, "object"), mtime, mtime);

    const read = reader.read("object", sourceVersion, whole, signal)[Symbol.asyncIterator]().next();

    await expect(read).rejects.toMatchObject({
      code: "source-changed",
      message: expect.stringMatching(/its [cm]time is .*, .* was planned/),
    });
  });

  test.runIf(process.platform === "linux").each(["version", "self/status", "sys/kernel/ostype"])(
    "refuses /proc/%s, which has more bytes than it says",
    async (key) => {
      const proc = createFileSourceReader({ root: "/proc" });

      await expect(proc.stat(key, signal)).rejects.toMatchObject({ code: "source-unusable" });
    },
  );

  test.runIf(process.platform === "linux")(
    "refuses a file of /sys, which has fewer bytes than it says",
    async () => {
      const sys = createFileSourceReader({ root: "/sys" });

      const looked = sys
        .stat("kernel/profiling", signal)
        .catch(() => sys.stat("kernel/uevent_seqnum", signal));

      await expect(looked).rejects.toMatchObject({ code: "source-unusable" });
    },
  );

  test.each([
    ["grows", (file: string) => appendFile(file, "more")],
    ["shrinks", (file: string) => truncate(file, 100)],
    ["is written again", (file: string) => writeFile(file, Buffer.alloc(3 * MIB, "b"))],
  ])("holds the last chunk back when the file %s while it is read", async (_, change) => {
    const { sourceVersion, whole } = await planned(3 * MIB);
    let readBytes = 0;

    async function readAll(): Promise<void> {
      for await (const chunk of reader.read("object", sourceVersion, whole, signal)) {
        if (readBytes === 0) {
          await change(join(root, "object"));
        }
        readBytes += chunk.length;
      }
    }

    await expect(readAll()).rejects.toMatchObject({ code: "source-changed" });
    expect(readBytes).toBeLessThan(3 * MIB);
  });

  test("reports an unchanged file that ends early as one that cannot be read", async () => {
    const { sourceVersion } = await planned(10);
    const range = { startByte: 5, lengthBytes: 10 };

    async function readAll(): Promise<void> {
      for await (const chunk of reader.read("object", sourceVersion, range, signal)) {
        expect(chunk.length).toBe(5);
      }
    }

    await expect(readAll()).rejects.toMatchObject({ code: "source-unusable" });
  });

  test("passes an error of the caller on as it is", async () => {
    const { sourceVersion, whole } = await planned(3 * MIB);

    async function readAndFail(): Promise<void> {
      for await (const chunk of reader.read("object", sourceVersion, whole, signal)) {
        throw new Error(`no room for ${chunk.length} bytes`);
      }
    }

    await expect(readAndFail()).rejects.toThrow("no room for 1048576 bytes");
  });
});
