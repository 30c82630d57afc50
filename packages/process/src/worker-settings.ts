import { parseByteSize } from "@penstock/core";
import { z } from "zod";
import { wholeNumber } from "./setting-forms.ts";

const MIB = 1024 * 1024;

function byteSize(least: number, most: number, message: string) {
  return z.string().transform((text, context) => {
    const bytes = parseByteSize(text);
    if (bytes === undefined || bytes < least || bytes > most) {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
    return bytes;
  });
}

// Below 1 MiB no store takes a part; 5 GiB is the largest part there is.
const bufferSize = byteSize(MIB, 5120 * MIB, "write a size from 1MiB to 5GiB");
const memorySize = byteSize(MIB, 1024 * 1024 * MIB, "write a size from 1MiB to 1TiB");

const slotCount = wholeNumber(1, 256);

/** `auto`: the worker looks for the number itself. */
const slots = z.string().transform((text, context) => {
  const { data } = text === "auto" ? { data: "auto" as const } : slotCount.safeParse(text);
  if (data === undefined) {
    context.addIssue({ code: "custom", message: "write auto, or a whole number from 1 to 256" });
    return z.NEVER;
  }
  return data;
});

/** How many parts a worker moves at once, and in how much memory. */
export const WORKER_SETTINGS = {
  slots: {
    name: "PENSTOCK_SLOTS",
    schema: slots,
    defaultText: "auto",
    unit: "parts, or auto",
    meaning:
      "How many parts a worker uploads at once. `auto` starts with 8 and adjusts to the network, the CPU and the store. A number keeps it fixed.",
    roles: ["worker"],
  },
  memoryBytes: {
    name: "PENSTOCK_MEMORY",
    schema: memorySize,
    defaultText: "256MiB",
    unit: "bytes",
    meaning:
      "The limit for all part buffers of a worker with `auto` slots. It never has more than this ÷ `PENSTOCK_BUFFER` slots, and never more than 64. With a fixed number of slots, the limit is that number × `PENSTOCK_BUFFER`.",
    roles: ["worker"],
  },
  bufferBytes: {
    name: "PENSTOCK_BUFFER",
    schema: bufferSize,
    defaultText: "16MiB",
    unit: "bytes",
    meaning:
      "The largest part that a worker holds in memory, once for each slot. Larger parts are streamed. If the store wants their checksum in a header, the source is read twice: once to hash, once to send.",
    roles: ["worker"],
  },
} as const;
