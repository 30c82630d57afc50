import { expect, test } from "vitest";
import { parseMemory } from "./redis-memory.ts";

test.each([
  [
    "a server with a limit",
    "# Memory\r\nused_memory:1048576\r\nused_memory_peak:9\r\nmaxmemory:2097152\r\nmaxmemory_human:2.00M\r\n",
    { usedBytes: 1_048_576, maxBytes: 2_097_152 },
  ],
  [
    "one without",
    "used_memory:1048576\r\nmaxmemory:0\r\n",
    { usedBytes: 1_048_576, maxBytes: undefined },
  ],
  ["one that shows nothing", "# Memory\r\n", { usedBytes: 0, maxBytes: undefined }],
])("reads the memory of %s", (_name, info, memory) => {
  expect(parseMemory(info)).toEqual(memory);
});
