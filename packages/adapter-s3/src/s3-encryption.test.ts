import type { StoreEncryption } from "@penstock/core";
import { afterEach, describe, expect, test } from "vitest";
import {
  ANY_RESULT,
  bodyOf,
  closeAll,
  copySource,
  first,
  headersOf,
  listed,
  object,
  openStore,
  signal,
  type TestStore,
  upload,
  whole,
} from "./test-store.ts";

afterEach(closeAll);

describe("encryption", () => {
  const KEY = Buffer.alloc(32, 7).toString("base64");
  const calls: Record<string, (opened: TestStore) => Promise<unknown>> = {
    initiate: async ({ store }) => await store.initiate(object, signal),
    put: async ({ store }) => await store.put(object, bodyOf("a"), signal),
    uploadPart: async ({ store }) =>
      await store.uploadPart(upload, first, bodyOf("a"), "md5", signal),
    copyPart: async ({ store }) => await store.copyPart(upload, first, copySource, "md5", signal),
    complete: async ({ store }) => await store.complete(upload, listed, whole, signal),
    listParts: async ({ store }) => await store.listParts(upload, signal),
    head: async ({ store }) => await store.head("key", "md5", signal),
    abort: async ({ store }) => await store.abort(upload, signal),
  };

  async function encryptionHeadersOf(call: string, encryption: StoreEncryption) {
    const opened = await openStore(ANY_RESULT, { encryption });
    // Whether the response is believed is not looked at here.
    await calls[call]?.(opened).catch(() => undefined);
    return Object.fromEntries(
      Object.entries(headersOf(opened)).filter(([name]) => name.includes("encryption")),
    );
  }

  const byStore = { "x-amz-server-side-encryption": "AES256" };
  const byKms = {
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-server-side-encryption-aws-kms-key-id": "key-1",
    "x-amz-server-side-encryption-context": "e30=",
  };
  const byCustomer = {
    "x-amz-server-side-encryption-customer-algorithm": "AES256",
    "x-amz-server-side-encryption-customer-key": KEY,
    "x-amz-server-side-encryption-customer-key-md5": "y4HAEFCYWuvAXWFTtA1Qpg==",
  };

  test.each(["initiate", "put"])("by the store is asked for at %s", async (call) => {
    expect(await encryptionHeadersOf(call, { kind: "store" })).toEqual(byStore);
  });

  test.each(["initiate", "put"])("by a key service is asked for at %s", async (call) => {
    const kms = { kind: "kms", keyId: "key-1", context: "e30=" } as const;

    expect(await encryptionHeadersOf(call, kms)).toEqual(byKms);
  });

  test("by a key service may leave the key to the account", async () => {
    expect(await encryptionHeadersOf("initiate", { kind: "kms" })).toEqual({
      "x-amz-server-side-encryption": "aws:kms",
    });
  });

  test.each(Object.keys(calls).filter((call) => call !== "initiate" && call !== "put"))(
    "that the store remembers is not repeated at %s",
    async (call) => {
      expect(await encryptionHeadersOf(call, { kind: "store" })).toEqual({});
    },
  );

  test.each(Object.keys(calls).filter((call) => call !== "abort"))(
    "by a customer's key takes it along at %s",
    async (call) => {
      const headers = await encryptionHeadersOf(call, { kind: "customer", key: () => KEY });

      expect(headers).toEqual(byCustomer);
    },
  );
});
