import { expect, test } from "vitest";
import { BUCKET, FILM, KEYS, NOTE, REGION, useBench } from "./client-program.ts";

const bench = useBench();
const AT = `emulator:${BUCKET}`;

/** With the defaults for an S3 server that it does not know. */
async function rclone(...args: readonly string[]): Promise<Buffer> {
  return await bench.run("rclone", args, {
    RCLONE_CONFIG_EMULATOR_TYPE: "s3",
    RCLONE_CONFIG_EMULATOR_PROVIDER: "Other",
    RCLONE_CONFIG_EMULATOR_ACCESS_KEY_ID: KEYS.accessKeyId,
    RCLONE_CONFIG_EMULATOR_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    RCLONE_CONFIG_EMULATOR_REGION: REGION,
    RCLONE_CONFIG_EMULATOR_ENDPOINT: bench.server.emulator.endpoint,
  });
}

test("rclone writes to a bucket that is there, and reads it back", async () => {
  await rclone("copyto", "note.txt", `${AT}/in/note.txt`);

  expect(await rclone("cat", `${AT}/in/note.txt`)).toEqual(NOTE);
  expect(String(await rclone("lsf", "emulator:"))).toBe(`${BUCKET}/\n`);
});

test("rclone uploads in parts, and copies the object in one request and in parts", async () => {
  const inParts = ["--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M", "--s3-copy-cutoff", "6M"];
  await rclone("copyto", "film.bin", `${AT}/film.bin`, ...inParts);

  await rclone("copyto", `${AT}/film.bin`, `${AT}/one.bin`);
  await rclone("copyto", `${AT}/film.bin`, `${AT}/parts.bin`, ...inParts);

  for (const name of ["one.bin", "parts.bin"]) {
    expect(FILM.equals(await rclone("cat", `${AT}/${name}`))).toBe(true);
  }
  expect(bench.server.emulator.openUploads()).toEqual([]);
});

test("rclone moves, syncs and purges within the bucket", async () => {
  await rclone("copy", ".", `${AT}/in`, "--include", "*.{bin,txt}");
  await rclone("moveto", `${AT}/in/note.txt`, `${AT}/in/moved.txt`);

  await rclone("sync", `${AT}/in`, `${AT}/out`);
  await rclone("check", `${AT}/in`, `${AT}/out`);
  await rclone("purge", `${AT}/in`);

  expect([...(await bench.server.keys())].sort()).toEqual(["out/film.bin", "out/moved.txt"]);
});
