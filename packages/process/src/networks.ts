import { isIP } from "node:net";
import { z } from "zod";

/** Networks as they stand in a setting, between commas or white space; an address alone is a network of one. */
export const networks = z.string().transform((text, context): readonly string[] => {
  const parsed = text
    .split(/[\s,]+/)
    .filter((each) => each !== "")
    .map(toNetwork);
  if (parsed.includes(undefined)) {
    context.addIssue({
      code: "custom",
      message: "write networks such as 10.1.0.0/16 or fd12::/32, with commas between them",
    });
    return z.NEVER;
  }
  return parsed.filter((each) => each !== undefined);
});

function toNetwork(text: string): string | undefined {
  const [, address = "", prefix] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  const length = prefix ?? bits;
  return bits !== undefined && Number(length) <= bits ? `${address}/${length}` : undefined;
}
