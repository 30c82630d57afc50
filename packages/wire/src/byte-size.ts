import { parseByteSize } from "@penstock/core";
import { z } from "zod";

/** A size in bytes, as a whole number or as text with an IEC unit. */
export const byteSize = z.union([z.int().nonnegative(), z.string()]).transform((value, context) => {
  const bytes = typeof value === "number" ? value : parseByteSize(value);
  if (bytes === undefined) {
    context.addIssue({ code: "custom", message: "write a size such as 16MiB or 1073741824" });
    return z.NEVER;
  }
  return bytes;
});
