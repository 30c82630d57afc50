import { startHttpServer } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { removeAll } from "./live/remove-all.ts";
import { startEmulator } from "./on-emulator.ts";
import { openRawUpload } from "./raw/raw-upload.ts";
import { rawStoreOf } from "./store-target.ts";

async function openStore() {
  const server = await startEmulator();
  const store = rawStoreOf(server.target("versitygw"));
  onTestFinished(async () => {
    store.close();
    await server.close();
  });
  return { ...server, store };
}

test("cleaning up leaves nothing below the prefix, and all that is beside it", async () => {
  const { store, emulator, keys } = await openStore();
  await openRawUpload(store, "run/a");
  await store.send({ method: "PUT", key: "run/<b>&", body: "x" });
  await store.send({ method: "PUT", key: "other", body: "x" });

  await removeAll(store, "run/");

  expect(emulator.openUploads()).toEqual([]);
  expect(await keys()).toEqual(["other"]);
});

test("cleaning up continues past what will not go, and names it with the store's reason", async () => {
  const { store, emulator, keys } = await openStore();
  const { uploadId } = await openRawUpload(store, "run/a");
  await openRawUpload(store, "run/b");
  await store.send({ method: "PUT", key: "run/c", body: "x" });
  emulator.faults.add({
    on: { call: "AbortMultipartUpload", key: "run/a" },
    times: 10,
    fault: { kind: "refuse-before-body", status: 403, code: "AccessDenied" },
  });

  const cleaned = removeAll(store, "run/");

  await expect(cleaned).rejects.toThrow(`run/a ${uploadId}: 403 AccessDenied`);
  expect(emulator.openUploads()).toHaveLength(1);
  expect(await keys()).toEqual([]);
});

test("a call that broke off says which one it was, and on which key", async () => {
  const { target } = await openStore();
  const server = await startHttpServer((request) => request.socket.destroy());
  const store = rawStoreOf({ ...target("versitygw"), endpoint: server.url });
  onTestFinished(async () => {
    store.close();
    await server.close();
  });

  const sent = store.send({ method: "GET", key: "run/a", query: { uploadId: "u1" } });

  await expect(sent).rejects.toThrow(/^GET run\/a\?uploadId: /);
});
