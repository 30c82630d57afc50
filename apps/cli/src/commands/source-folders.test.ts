import { expect, test } from "vitest";
import { sourceFolders } from "./source-folders.ts";

const HERE = import.meta.dirname;

test("each folder is one connection, the first one by the short name", async () => {
  expect(await sourceFolders([HERE, `${HERE}/..`])).toEqual({
    files: { provider: "file", root: HERE },
    "files-2": { provider: "file", root: `${HERE}/..`.replace("/commands/..", "") },
  });
});

test("a folder that is named twice is one connection", async () => {
  const folders = await sourceFolders([HERE, `${HERE}/`, `${HERE}/../commands`]);

  expect(Object.keys(folders)).toEqual(["files"]);
});

test("a folder that the user's own file has is not there a second time, and hides none of its names", async () => {
  const own = { files: { provider: "file", root: HERE } } as const;

  expect(await sourceFolders([`${HERE}/`], own)).toEqual({});
  expect(await sourceFolders([HERE, `${HERE}/..`], own)).toMatchObject({ "files-2": {} });
});

test("what is no folder is refused, with what to name instead", async () => {
  await expect(sourceFolders([HERE, import.meta.filename])).rejects.toMatchObject({
    exitCode: 2,
    nextStep: expect.stringContaining(`--source ${HERE}`),
  });
  await expect(sourceFolders([`${HERE}/none`])).rejects.toMatchObject({ exitCode: 2 });
});
