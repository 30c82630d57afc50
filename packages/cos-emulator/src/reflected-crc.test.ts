import { expect, test } from "vitest";
import { type ChecksumName, newHasher } from "./checksum.ts";

// The check values of the CRC catalogue, and of FIPS 180 for the others.
test.each<readonly [ChecksumName, string]>([
  ["crc32", "cbf43926"],
  ["crc32c", "e3069283"],
  ["crc64nvme", "ae8b14860a799888"],
  ["sha1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"],
  ["sha256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"],
])("%s of 123456789, however it is cut", (name, hex) => {
  const hasher = newHasher(name);
  hasher.update(Buffer.from("1234"));
  hasher.update(Buffer.from("56789"));

  expect(hasher.digest().toString("hex")).toBe(hex);
});
