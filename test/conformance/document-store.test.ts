import type { StoreProvider } from "@penstock/core";
import { describeDocumentStore } from "@penstock/testkit";
import { startEmulator } from "./on-emulator.ts";
import { openDocumentStore } from "./open-document-store.ts";

async function open(provider: StoreProvider) {
  const { target, close } = await startEmulator();
  const objects = openDocumentStore(target(provider));
  return {
    objects,
    close: async () => {
      objects.close();
      await close();
    },
  };
}

describeDocumentStore("COS", async () => await open("cos"));
describeDocumentStore("S3 with the second list", async () => await open("versitygw"));
describeDocumentStore("S3 with the first list", async () => await open("cos-s3"));
