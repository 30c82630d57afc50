import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BUCKET, FILM, REGION, useBench } from "./client-program.ts";

const bench = useBench();
const SCRIPT = join(import.meta.dirname, "boto3_judge.py");
const PART_BYTES = 8 * 1024 * 1024;

test("boto3 copies, replaces metadata, compares checksums, reads a part, and knows buckets and keys", async () => {
  const { endpoint } = bench.server.emulator;

  const output = await bench.run("python3", [SCRIPT, endpoint, BUCKET, "film.bin"]);

  const seen: unknown = JSON.parse(String(output));
  expect(seen).toEqual({
    copy: ["a small note", { kind: "note" }],
    replaced: { kind: "new" },
    part: [3, `bytes ${PART_BYTES}-${2 * PART_BYTES - 1}/${FILM.length}`],
    sha1: ["a small note", createHash("sha1").update("a small note").digest("base64")],
    composite: [
      FILM.length,
      true,
      [PART_BYTES, PART_BYTES, FILM.length - 2 * PART_BYTES].map((size, at) => [at + 1, size, 44]),
    ],
    buckets: [BUCKET],
    region: REGION,
    keys: ["copy", "film", "film copy", "note"],
    left: [],
  });
  expect(FILM.equals(await readFile(join(bench.folder, "film.bin.back")))).toBe(true);
});
