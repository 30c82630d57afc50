// Where the file lies that names the objects of a job, as a client writes it.

import { z } from "zod";
import { connection, key, sourceUrl, splitUrl } from "./place-request.ts";

export const manifest = z
  .strictObject({
    connection: connection
      .exactOptional()
      .describe("Where the manifest lies; its keys are those of the source."),
    key: key.exactOptional().describe("Its key there."),
    url: sourceUrl
      .exactOptional()
      .describe(
        "Its URL instead of `connection` and `key`. It may be signed: its query is encrypted before it is stored, and never shown. It has to be good for as long as the manifest is read.",
      ),
    format: z.enum(["csv", "jsonl", "s3-inventory"]).describe("docs/manifests.md shows each."),
    onBrokenLine: z
      .enum(["refuse", "skip"])
      .default("refuse")
      .describe("`skip`: a broken line is skipped, and has a row that names it."),
    spelling: z
      .enum(["plain", "percent"])
      .exactOptional()
      .describe("`percent`: keys of CSV and JSON Lines are percent-encoded. Left out: `plain`."),
  })
  .transform(({ connection: from, key: name, url, ...rest }, context) => {
    if (url !== undefined && from === undefined && name === undefined) {
      const found = splitUrl(url, context);
      return found === undefined ? z.NEVER : { ...rest, ...found };
    }
    if (url === undefined && from !== undefined && name !== undefined) {
      return { ...rest, connection: from, key: name, query: "" };
    }
    const message = 'say where it lies: name its "connection" and "key", or its "url"';
    context.addIssue({ code: "custom", path: [], message });
    return z.NEVER;
  });
