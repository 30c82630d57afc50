import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BUCKET, FILM, REGION, useBench } from "./client-program.ts";

const bench = useBench();
const SCRIPT = join(import.meta.dirname, "boto3_judge.py");
const PART_BYTES = 8 * 1024 * 1024;

test("boto3 copies, replaces metadata, reads a part, and knows buckets and keys", async () => {
  const { endpoint } = bench.server.emulator;

  const output = await bench.run("python3", [SCRIPT, endpoint, BUCKET, "film.bin"]);

  const seen: unknown = JSON.parse(String(output));
  expect(seen).toEqual({
    copy: ["a small note", { kind: "note" }],
    replaced: { kind: "new" },
    part: [3, `bytes ${PART_BYTES}-${2 * PART_BYTES - 1}/${FILM.length}`],
    buckets: [BUCKET],
    region: REGION,
    keys: ["copy", "film", "film copy", "note"],
    left: [],
  });
  expect(FILM.equals(await readFile(join(bench.folder, "film.bin.back")))).toBe(true);
});
