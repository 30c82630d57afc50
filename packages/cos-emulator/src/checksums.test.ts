import { expect, test } from "vitest";
import { CHECKSUM_NAMES, type ChecksumName, newHasher } from "./checksum.ts";
import {
  clientsOf,
  complete,
  element,
  initiate,
  MIB,
  sendPart,
  startForTest,
  startOn,
} from "./test-client.ts";

const FIRST = Buffer.alloc(5 * MIB, "a");
const LAST = Buffer.from("the last part");

function digestOf(name: ChecksumName, ...chunks: readonly Uint8Array[]): Buffer {
  const hasher = newHasher(name);
  for (const chunk of chunks) {
    hasher.update(chunk);
  }
  return hasher.digest();
}

function elementOf(name: ChecksumName, value = ""): string {
  return `<Checksum${name.toUpperCase()}>${value}</Checksum${name.toUpperCase()}>`;
}

test.each(CHECKSUM_NAMES)("a PUT with its %s is verified, and tells it again", async (name) => {
  const { s3 } = await startForTest();
  const header = `x-amz-checksum-${name}`;
  const value = digestOf(name, LAST).toString("base64");
  const put = { method: "PUT", path: "/object", body: LAST };

  const stored = await s3({ ...put, headers: { [header]: value } });
  const wrong = await s3({ ...put, body: "other bytes", headers: { [header]: value } });
  const malformed = await s3({ ...put, headers: { [header]: "no value" } });

  expect(stored.headers).toMatchObject({ [header]: value, "x-amz-checksum-type": "FULL_OBJECT" });
  expect(
    [wrong, malformed].map((response) => [response.status, element(response, "Code")]),
  ).toEqual([
    [400, "BadDigest"],
    [400, "InvalidRequest"],
  ]);
  const mode = { "x-amz-checksum-mode": "ENABLED" };
  const read = await s3({ method: "GET", path: "/object", headers: mode });
  expect(read.bytes.equals(LAST)).toBe(true);
  expect(read.headers).toHaveProperty(header, name === "crc32" ? expect.anything() : value);
});

test.each<readonly [ChecksumName, "FULL_OBJECT" | "COMPOSITE"]>([
  ["crc32", "COMPOSITE"],
  ["crc32c", "COMPOSITE"],
  ["crc32c", "FULL_OBJECT"],
  ["crc64nvme", "FULL_OBJECT"],
  ["sha1", "COMPOSITE"],
  ["sha256", "COMPOSITE"],
])("an upload with %s has one that is %s, also after a restart", async (name, type) => {
  const { s3, emulator, dataDir } = await startForTest();
  const path = "/joined";
  const asked = { "x-amz-checksum-algorithm": name.toUpperCase(), "x-amz-checksum-type": type };
  const uploadId = await initiate(s3, { path, headers: asked });
  const header = `x-amz-checksum-${name}`;
  const parts: [number, string, string][] = [];
  for (const [index, body] of [FIRST, LAST].entries()) {
    const headers = { [header]: digestOf(name, body).toString("base64") };
    const sent = await sendPart(s3, { path, uploadId, number: index + 1, body, headers });
    expect(sent.headers).toHaveProperty(header, headers[header]);
    parts.push([index + 1, sent.headers.etag ?? "", elementOf(name, headers[header])]);
  }
  await emulator.close();
  const later = clientsOf((await startOn(dataDir)).port);

  const done = await complete(later.s3, { path, uploadId, parts });

  const whole =
    type === "FULL_OBJECT"
      ? digestOf(name, FIRST, LAST).toString("base64")
      : `${digestOf(name, digestOf(name, FIRST), digestOf(name, LAST)).toString("base64")}-2`;
  expect(element(done, `Checksum${name.toUpperCase()}`)).toBe(whole);
  const mode = { "x-amz-checksum-mode": "ENABLED" };
  const head = await later.s3({ method: "HEAD", path, headers: mode });
  expect(head.headers).toMatchObject({ [header]: whole, "x-amz-checksum-type": type });
});

test.each([
  ["no algorithm", "MD5", "COMPOSITE"],
  ["no type of it", "SHA1", "FULL_OBJECT"],
  ["no type of it", "CRC64NVME", "COMPOSITE"],
])("an upload is refused what is %s: %s %s", async (_what, algorithm, type) => {
  const { s3 } = await startForTest();
  const headers = { "x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": type };

  const response = await s3({ method: "POST", path: "/a", query: { uploads: "" }, headers });

  expect([response.status, element(response, "Code")]).toEqual([400, "InvalidRequest"]);
});
