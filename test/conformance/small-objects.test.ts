import type { StoreProvider } from "@penstock/core";
import { describeSmallObjects } from "@penstock/testkit";
import { startEmulator } from "./on-emulator.ts";
import { openSmallObjects } from "./open-small-objects.ts";

async function open(provider: StoreProvider) {
  const { target, close } = await startEmulator();
  const objects = openSmallObjects(target(provider));
  return {
    objects,
    close: async () => {
      objects.close();
      await close();
    },
  };
}

describeSmallObjects("COS", async () => await open("cos"));
describeSmallObjects("S3 with the second list", async () => await open("versitygw"));
describeSmallObjects("S3 with the first list", async () => await open("cos-s3"));
