import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@penstock/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FlappingWeb, startFlappingWeb } from "./flapping-web.ts";

let folder: string;
let web: FlappingWeb;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-web-"));
  await writeFile(join(folder, "object"), "0123456789");
  web = await startFlappingWeb(folder, seededRandom(1));
  web.endFaults();
});

afterEach(async () => {
  await web.stop();
  await rm(folder, { recursive: true });
});

function ask(headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${web.url}object`, { headers });
}

test("answers a range with its bytes, its place and its version", async () => {
  const response = await ask({ range: "bytes=2-4" });

  expect([response.status, await response.text()]).toEqual([206, "234"]);
  expect(response.headers.get("content-range")).toBe("bytes 2-4/10");
  expect(response.headers.get("etag")).toBe('"object-0"');
});

test("shows another version after a flap, and refuses the one of before", async () => {
  web.flap("object");
  web.flap("object");

  const refused = await ask({ "if-match": '"object-0"' });
  const accepted = await ask({ "if-match": '"object-1"' });

  expect([refused.status, accepted.status]).toEqual([412, 200]);
  expect(web.faults.flappedVersions).toBe(1);
});
