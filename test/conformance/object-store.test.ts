import type { StoreProvider } from "@penstock/core";
import {
  describeAttributes,
  describeObjectStore,
  type HttpStoreUnderTest,
  MemoryObjectStore,
} from "@penstock/testkit";
import { startEmulator } from "./on-emulator.ts";
import { openTarget } from "./open-target.ts";
import type { StoreTarget } from "./store-target.ts";

async function openOnEmulator(
  provider: StoreProvider,
  options: Pick<StoreTarget, "checksum"> = {},
): Promise<HttpStoreUnderTest> {
  const { target, close } = await startEmulator();
  const subject = openTarget({ ...target(provider), ...options }, "conformance/");
  return {
    ...subject,
    close: async () => {
      await subject.close();
      await close();
    },
  };
}

describeObjectStore("the memory store", async () => {
  const store = new MemoryObjectStore();
  return {
    store,
    bucket: store.bucket,
    keyPrefix: "conformance/",
    read: async (key) => store.objects.get(key)?.bytes ?? new Uint8Array(),
    close: async () => undefined,
  };
});

const openCos = async () => await openOnEmulator("cos");
describeObjectStore("COS", openCos);
describeAttributes("COS", openCos);

const openCrc32 = async () => await openOnEmulator("versitygw", { checksum: "crc32" });
describeObjectStore("S3 with CRC32", openCrc32, { holes: "joined" });
describeAttributes("S3", openCrc32);

describeObjectStore(
  "S3 with MD5",
  async () => await openOnEmulator("versitygw", { checksum: "md5" }),
  { holes: "joined" },
);
