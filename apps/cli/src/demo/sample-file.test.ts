import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeSample } from "./sample-file.ts";

const MIB = 1024 * 1024;
const signal = new AbortController().signal;

describe("the sample", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "penstock-sample-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  test.each([0, 1, MIB, 2 * MIB + 17])(
    "of %i bytes is hashed while it is written",
    async (size) => {
      const path = join(folder, "sample");

      const digest = await writeSample(path, size, signal);

      const bytes = await readFile(path);
      expect(bytes).toHaveLength(size);
      expect(digest.sizeBytes).toBe(size);
      expect(digest.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    },
  );

  test("is the same every time, and no MiB repeats another", async () => {
    const first = await writeSample(join(folder, "a"), 2 * MIB, signal);
    const second = await writeSample(join(folder, "b"), 2 * MIB, signal);

    expect(second).toEqual(first);
    const bytes = await readFile(join(folder, "a"));
    expect(bytes.subarray(0, MIB).equals(bytes.subarray(MIB))).toBe(false);
  });

  test("ends early when it is interrupted", async () => {
    await expect(writeSample(join(folder, "a"), MIB, AbortSignal.abort())).rejects.toThrow("abort");
  });
});
