import { expect, test } from "vitest";
import { startForTest, startOn } from "./test-client.ts";

test("a data folder belongs to one emulator at a time", async () => {
  const { emulator, dataDir } = await startForTest();

  const second = startOn(dataDir);
  await expect(second).rejects.toThrow(`another emulator uses the data folder ${dataDir}`);
  await emulator.close();
  const third = await startOn(dataDir);

  expect(third.openUploads()).toEqual([]);
});
