import { createCosObjectStore } from "@penstock/adapter-cos";
import { createS3ObjectStore } from "@penstock/adapter-s3";
import { createHttpSourceReader } from "@penstock/adapter-source";
import { STORE_PROFILES } from "@penstock/core";
import { systemClock } from "@penstock/process";
import { expect, onTestFinished, test } from "vitest";

// RFC 6761: no resolver has an address for it.
const NOWHERE = "nowhere.invalid";
const SIGNAL = new AbortController().signal;
const STORE = {
  bucket: "demo-1250000000",
  region: "ap-local",
  endpoint: `http://${NOWHERE}`,
  clock: systemClock,
  credentials: () => ({ accessKeyId: "an-id", secretAccessKey: "a-key" }),
};

test("a name that leads nowhere is a source out of reach", async () => {
  const source = createHttpSourceReader({ baseUrl: `http://${NOWHERE}/` });
  onTestFinished(source.close);

  await expect(source.stat("a", SIGNAL)).rejects.toMatchObject({ code: "source-unreachable" });
});

test.each([
  ["cos", () => createCosObjectStore(STORE)],
  ["s3", () => createS3ObjectStore({ ...STORE, pathStyle: true, profile: STORE_PROFILES.aws })],
])("a name that leads nowhere is a store out of reach: %s", async (_name, open) => {
  const store = open();
  onTestFinished(() => store.close());

  const look = store.head("a", store.profile.checksum, SIGNAL);

  await expect(look).rejects.toMatchObject({ code: "store-unreachable" });
});
