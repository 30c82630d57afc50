import { STORE_PROFILES, type StoreProvider } from "@penstock/core";
import { describeUploadPartPage, type PageUnderTest } from "./describe-upload-part-page.ts";
import { startEmulator } from "./on-emulator.ts";
import { rawStoreOf } from "./store-target.ts";

async function startPage(provider: StoreProvider): Promise<PageUnderTest> {
  const { target, close } = await startEmulator();
  const store = rawStoreOf(target(provider));
  return {
    store,
    partBytes: STORE_PROFILES[provider].limits.minPartBytes,
    maxParts: STORE_PROFILES[provider].limits.maxParts,
    keyPrefix: "page/",
    close: async () => {
      store.close();
      await close();
    },
  };
}

describeUploadPartPage("the Upload Part page of COS", "cos", async () => await startPage("cos"));
describeUploadPartPage(
  "the same page by the S3 API",
  "s3",
  async () => await startPage("versitygw"),
);
