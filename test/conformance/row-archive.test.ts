import { describeRowArchive, MemoryRowArchive } from "@penstock/testkit";

describeRowArchive("the memory", async () => {
  const archive = new MemoryRowArchive();
  return { one: archive, other: archive };
});
