import { CONNECTION_CHECKS } from "@penstock/core";
import { z } from "zod";
import { leftAloneView, pageOf, timestamp } from "./job-view.ts";

const result = z.enum(["passed", "warned", "failed", "skipped"]);

/** What `POST /v1/connections/{name}:test` answers: one row per check, in the order they are made. */
export const connectionTestView = z.object({
  connection: z.string(),
  testedAt: timestamp,
  result: z
    .enum(["passed", "warned", "failed"])
    .describe("The worst of the checks; `failed` means that objects cannot be stored as they are."),
  checks: z.array(
    z.object({
      name: z.enum(CONNECTION_CHECKS),
      result: result.describe("`skipped`: an earlier check failed."),
      detail: z.string(),
      consequence: z.string().nullable().describe("What it means for transfers."),
      fix: z.string().nullable().describe("What to do about it."),
    }),
  ),
  actsAs: z
    .string()
    .nullable()
    .describe(
      "Whom its requests are made as; null where they are made as none, or none are given.",
    ),
  measured: z
    .object({
      checksum: z
        .enum(["crc64xz", "crc32", "md5"])
        .nullable()
        .describe("The strongest that the store really compares: new uploads use it."),
      objectETag: z.enum(["md5-of-md5s", "opaque"]).nullable(),
    })
    .describe("Null where it was not seen, or where the connection's settings decide."),
});

/** A connection without its secrets. */
const connectionDescription = z.object({
  name: z.string(),
  provider: z.string(),
  isWritable: z.boolean(),
  location: z.string().describe("The root folder, base URL, or bucket; never a secret."),
  origin: z
    .enum(["file", "api"])
    .exactOptional()
    .describe("Where it is kept: in penstock.config.json, or made by the API."),
  revision: z
    .int()
    .exactOptional()
    .describe("Of one that the API made: it grows with every change."),
});

export const connectionView = connectionDescription.extend({
  lastTest: connectionTestView.nullable(),
  leftAlone: z
    .array(leftAloneView)
    .exactOptional()
    .describe(
      "Processes that do not use it for a while, because it failed for them. An API of an earlier version does not say.",
    ),
});

export const connectionPage = pageOf(connectionView);

export type ConnectionTestView = z.infer<typeof connectionTestView>;
export type ConnectionDescription = z.infer<typeof connectionDescription>;
export type ConnectionView = z.infer<typeof connectionView>;
export type ConnectionPage = z.infer<typeof connectionPage>;
