import { STORE_PROFILES, type StoreProvider } from "@penstock/core";
import { z } from "zod";

/** A secret is only ever referred to: `env:NAME` or `file:/path`. The file itself holds none. */
const secretReference = z
  .string()
  .regex(/^(env|file):.+$/, 'refer to the secret as "env:NAME" or "file:/path"');

/** Signatures and passwords hide in userinfo and queries; the file is to hold no secrets. */
const plainUrl = z
  .url({ protocol: /^https?$/, error: "write a URL such as https://host/path" })
  .refine((text) => {
    const url = URL.parse(text);
    return url === null || url.username + url.password + url.search + url.hash === "";
  }, "leave credentials, query and fragment out of the URL");

const credentials = z.strictObject({
  accessKeyId: secretReference.describe("On COS: the SecretId."),
  secretAccessKey: secretReference.describe("On COS: the SecretKey."),
  sessionToken: secretReference.optional(),
});

const s3Providers = (Object.keys(STORE_PROFILES) as StoreProvider[]).filter(
  (provider) => provider !== "cos",
);

/** Becomes part of a host name. */
const region = z.string().regex(/^[a-z0-9-]+$/, "write a region such as ap-beijing or eu-west-1");

const fileConnection = z.strictObject({
  provider: z.literal("file"),
  root: z
    .string()
    .startsWith("/", "write an absolute path")
    .describe("An absolute folder that the workers see; nothing outside it is read."),
});

const httpConnection = z.strictObject({
  provider: z.literal("http"),
  baseUrl: plainUrl.describe("Keys are paths below it."),
});

const cosConnection = z.strictObject({
  provider: z.literal("cos"),
  bucket: z.string().regex(/^[a-z0-9-]+-\d+$/, "write the bucket as NAME-APPID"),
  region,
  endpoint: plainUrl.optional().describe("Where to connect instead of the bucket's own host."),
  credentials,
});

const s3Connection = z.strictObject({
  provider: z.enum(s3Providers),
  bucket: z.string().regex(/^[a-zA-Z0-9._-]{1,255}$/, "write the name of a bucket"),
  region,
  endpoint: plainUrl.optional(),
  pathStyle: z.boolean().optional(),
  checksum: z.enum(["crc32", "md5"]).optional(),
  credentials,
});

const connection = z.discriminatedUnion("provider", [
  fileConnection,
  httpConnection,
  cosConnection,
  s3Connection,
]);

/** penstock.config.json. */
export const connectionsFile = z.strictObject({
  connections: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/), connection),
});

export type ConnectionSettings = z.infer<typeof connection>;
export type CosConnectionSettings = z.infer<typeof cosConnection>;
export type S3ConnectionSettings = z.infer<typeof s3Connection>;
export type ConnectionsFile = z.infer<typeof connectionsFile>;
