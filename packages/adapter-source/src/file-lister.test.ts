import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry } from "@penstock/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFileLister } from "./file-lister.ts";

const signal = new AbortController().signal;
let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-lister-"));
  root = join(folder, "root");
  await mkdir(root);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(key: string | Buffer): Promise<void> {
  const path = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(key)]);
  await mkdir(path.subarray(0, path.lastIndexOf("/")), { recursive: true });
  await writeFile(path, "x");
}

async function list(limit = 1000): Promise<readonly Entry[]> {
  const page = await createFileLister({ root }).page({ prefix: "", after: "" }, limit, signal);
  return page.entries;
}

describe("a list of files", () => {
  test("names what leads out of the root, or is no file, instead of leaving it out", async () => {
    await put("inside");
    await writeFile(join(folder, "outside"), "x");
    await symlink("inside", join(root, "to-inside"));
    await symlink("../outside", join(root, "to-outside"));
    await symlink("nothing", join(root, "to-nothing"));
    await symlink(".", join(root, "to-folder"));

    const marked = (await list()).map(({ key, refused }) => [key, refused?.message]);

    expect(marked).toEqual([
      ["inside", undefined],
      ["to-folder", expect.stringContaining("a link to a folder")],
      ["to-inside", undefined],
      ["to-nothing", expect.stringContaining("a link to nothing")],
      ["to-outside", expect.stringContaining("outside of the connection's root")],
    ]);
  });

  test("names what no key can spell", async () => {
    await put(Buffer.from([0x61, 0xff]));
    await put(Buffer.from([0x61, 0xfe]));

    const marked = (await list()).map(({ key, refused }) => [key, refused?.message]);

    expect(marked).toEqual([
      ["a%FE", expect.stringContaining("not UTF-8")],
      ["a%FF", expect.stringContaining("not UTF-8")],
    ]);
  });

  test("leaves out folders without files", async () => {
    await mkdir(join(root, "empty/inside"), { recursive: true });

    expect(await list()).toEqual([]);
  });

  test("continues in a folder that is gone by then", async () => {
    await put("a/1");
    await put("b/1");
    await put("c");
    const lister = createFileLister({ root });
    const { last } = await lister.page({ prefix: "", after: "" }, 1, signal);

    await rm(join(root, "b"), { recursive: true });
    const page = await lister.page({ prefix: "", after: last }, 10, signal);

    expect(page.entries.map(({ key }) => key)).toEqual(["c"]);
  });

  test("says of a folder with too many names what to do", async () => {
    await Promise.all(["a", "b", "c"].map(put));
    const lister = createFileLister({ root, maxNames: 2 });

    const page = lister.page({ prefix: "", after: "" }, 10, signal);

    await expect(page).rejects.toMatchObject({
      code: "source-unusable",
      message: expect.stringContaining("split it"),
    });
  });

  test("of a root that is not there is no empty list", async () => {
    const lister = createFileLister({ root: join(folder, "nowhere") });

    const page = lister.page({ prefix: "", after: "" }, 10, signal);

    await expect(page).rejects.toMatchObject({ code: "source-unreachable" });
  });
});
