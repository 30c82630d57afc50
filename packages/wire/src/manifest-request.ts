// Where the file lies that names the objects of a job, as a client writes it.

import { isManifestId } from "@penstock/core";
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
    upload: z
      .string()
      .refine(isManifestId, "ids of manifests look like mf_ and 26 letters and digits")
      .exactOptional()
      .describe("The id of one that was sent by `POST /v1/manifests` within a day."),
    format: z
      .enum(["csv", "jsonl", "s3-inventory"])
      .exactOptional()
      .describe(
        "docs/manifests.md shows each. Of an `upload` it is known; of others it is required.",
      ),
    onBrokenLine: z
      .enum(["refuse", "skip"])
      .default("refuse")
      .describe("`skip`: a broken line is skipped, and has a row that names it."),
    spelling: z
      .enum(["plain", "percent"])
      .exactOptional()
      .describe("`percent`: keys of CSV and JSON Lines are percent-encoded. Left out: `plain`."),
  })
  .transform(({ connection: from, key: name, url, upload, format, ...rest }, context) => {
    const refuse = (path: readonly string[], message: string) => {
      context.addIssue({ code: "custom", path: [...path], message });
      return z.NEVER;
    };
    const places = [from ?? name, url, upload].filter((place) => place !== undefined);
    if (places.length !== 1 || (from === undefined) !== (name === undefined)) {
      return refuse([], PLACES);
    }
    if (upload !== undefined) {
      return format === undefined
        ? // As it was sent is known where the job is accepted.
          { ...rest, upload, format: "csv" as const, query: "" }
        : refuse(["format"], "it was said with the upload: leave it out");
    }
    if (format === undefined) {
      return refuse(["format"], "say which format it has: csv, jsonl or s3-inventory");
    }
    if (url !== undefined) {
      const found = splitUrl(url, context);
      return found === undefined ? z.NEVER : { ...rest, format, ...found };
    }
    return { ...rest, format, connection: from ?? "", key: name ?? "", query: "" };
  });

const PLACES = 'say where it lies: name its "connection" and "key", or its "url", or its "upload"';
