import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BUCKET, FILM, KEYS, NOTE, REGION, useBench } from "./client-program.ts";

const bench = useBench();
const AT = `s3://${BUCKET}`;

async function s3cmd(...args: readonly string[]): Promise<string> {
  const { host } = bench;
  const at = ["--no-ssl", `--host=${host}`, `--host-bucket=${host}`, `--region=${REGION}`];
  const keys = [`--access_key=${KEYS.accessKeyId}`, `--secret_key=${KEYS.secretAccessKey}`];
  return String(await bench.run("s3cmd", ["--config=/dev/null", ...at, ...keys, ...args]));
}

test("s3cmd puts, copies, moves and gets", async () => {
  await s3cmd("put", "film.bin", `${AT}/film.bin`, "--multipart-chunk-size-mb=5");
  await s3cmd("put", "note.txt", `${AT}/note.txt`);
  await s3cmd("cp", `${AT}/film.bin`, `${AT}/copy.bin`);
  await s3cmd("cp", `${AT}/note.txt`, `${AT}/copy.txt`);
  await s3cmd("mv", `${AT}/note.txt`, `${AT}/moved.txt`);

  await s3cmd("get", `${AT}/copy.bin`, "back.bin");
  await s3cmd("get", `${AT}/moved.txt`, "back.txt");

  expect(FILM.equals(await readFile(join(bench.folder, "back.bin")))).toBe(true);
  expect(await readFile(join(bench.folder, "back.txt"))).toEqual(NOTE);
  expect([...(await bench.server.keys())].sort()).toEqual([
    "copy.bin",
    "copy.txt",
    "film.bin",
    "moved.txt",
  ]);
});

test("s3cmd lists buckets, changes metadata in place and deletes many at once", async () => {
  await s3cmd("put", "note.txt", `${AT}/in/note.txt`);
  await s3cmd("modify", "--add-header=x-amz-meta-kind:note", `${AT}/in/note.txt`);

  expect(await s3cmd("ls")).toContain(AT);
  expect(await s3cmd("info", `${AT}/in/note.txt`)).toContain("x-amz-meta-kind: note");
  await s3cmd("del", "--recursive", "--force", `${AT}/in/`);
  expect(await bench.server.keys()).toEqual([]);
});
