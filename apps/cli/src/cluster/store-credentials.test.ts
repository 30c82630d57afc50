import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readOrMakeCredentials } from "./store-credentials.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-credentials-"));
});

afterEach(() => rm(folder, { recursive: true }));

test("the local store's secrets are made once, for the owner only", async () => {
  const path = join(folder, "data", "store-credentials");

  const made = await readOrMakeCredentials(path);
  const again = await readOrMakeCredentials(path);

  expect(again).toEqual(made);
  expect(made.secretKey).toMatch(/^[0-9a-f]{48}$/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("a damaged file of secrets is named", async () => {
  const path = join(folder, "store-credentials");
  await writeFile(path, "only-one\n");

  await expect(readOrMakeCredentials(path)).rejects.toThrow(path);
});
