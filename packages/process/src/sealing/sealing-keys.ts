import { z } from "zod";

const KEY_BYTES = 32;

/** Keys as they stand in a setting, between commas or white space. */
export const sealingKeys = z.string().transform((text, context): readonly string[] => {
  const keys = text.split(/[\s,]+/).filter((key) => key !== "");
  if (!keys.every((key) => /^[A-Za-z0-9+/]{43}=$/.test(key))) {
    context.addIssue({
      code: "custom",
      message: `write ${KEY_BYTES} bytes in base64, for example from \`openssl rand -base64 ${KEY_BYTES}\`; several keys with commas between them, the one that seals first`,
    });
    return z.NEVER;
  }
  return keys;
});
