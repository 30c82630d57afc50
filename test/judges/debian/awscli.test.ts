import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BUCKET, FILM, REGION, useBench } from "./client-program.ts";

const bench = useBench();
const AT = `s3://${BUCKET}`;

async function aws(...args: readonly string[]): Promise<string> {
  const { endpoint } = bench.server.emulator;
  return String(await bench.run("aws", ["--endpoint-url", endpoint, ...args]));
}

test("aws s3 uploads, copies, moves, syncs and removes", async () => {
  await aws("s3", "cp", "film.bin", `${AT}/in/film.bin`);
  await aws("s3", "cp", "note.txt", `${AT}/in/note.txt`);
  await aws("s3", "cp", `${AT}/in/film.bin`, `${AT}/in/copy.bin`);
  await aws("s3", "mv", `${AT}/in/note.txt`, `${AT}/in/moved.txt`);
  await aws("s3", "sync", `${AT}/in`, `${AT}/out`);
  await aws("s3", "rm", "--recursive", `${AT}/in`);

  await aws("s3", "cp", `${AT}/out/copy.bin`, "back.bin");

  expect(FILM.equals(await readFile(join(bench.folder, "back.bin")))).toBe(true);
  const keys = ["out/copy.bin", "out/film.bin", "out/moved.txt"];
  expect([...(await bench.server.keys())].sort()).toEqual(keys);
});

test("aws s3 knows the buckets and where they are", async () => {
  expect(await aws("s3", "ls")).toContain(BUCKET);
  const location: unknown = JSON.parse(
    await aws("s3api", "get-bucket-location", "--bucket", BUCKET),
  );
  expect(location).toEqual({ LocationConstraint: REGION });
  await expect(aws("s3", "mb", AT)).rejects.toThrow("BucketAlreadyOwnedByYou");
});
