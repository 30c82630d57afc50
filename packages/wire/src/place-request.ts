// Where something lies, as a client writes it: at a connection, or at a URL.

import { type Address, parseSourceUrl } from "@penstock/core";
import { z } from "zod";

export const MAX_KEY_LENGTH = 1024;
/** Longer ones are cut by the servers that they are for. */
const MAX_URL_LENGTH = 8192;

export const connection = z
  .string()
  .min(1)
  .describe("The name of a connection in penstock.config.json.");

export const key = z
  .string()
  .min(1, "name the object")
  .max(MAX_KEY_LENGTH, `keys have at most ${MAX_KEY_LENGTH} characters; a signed URL is a "url"`);

export const sourceUrl = z
  .string()
  .max(MAX_URL_LENGTH, `URLs have at most ${MAX_URL_LENGTH} characters`);

/** Its address as it is shown, and its query; undefined, with an issue at `url`, for what is no usable one. */
export function splitUrl(
  url: string,
  context: z.RefinementCtx,
): (Address & { readonly query: string }) | undefined {
  try {
    const { address, query } = parseSourceUrl(url);
    return { ...address, query };
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    context.addIssue({ code: "custom", path: ["url"], message });
    return undefined;
  }
}
