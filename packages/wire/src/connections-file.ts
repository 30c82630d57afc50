import { MAX_PART_NUMBER, STORE_PROFILES, type StoreProvider } from "@penstock/core";
import { z } from "zod";
import { byteSize } from "./byte-size.ts";

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

const keys = z.strictObject({
  kind: z.undefined().optional(),
  accessKeyId: secretReference.describe("On COS: the SecretId."),
  secretAccessKey: secretReference.describe("On COS: the SecretKey."),
  sessionToken: secretReference.optional(),
});

const awsChain = z
  .strictObject({ kind: z.literal("aws"), profile: z.string().min(1).optional() })
  .describe(
    "What the chain of the AWS SDK finds first: variables, web identity, shared files, the role of the container, pod or instance.",
  );

const tencentRole = z
  .strictObject({
    kind: z.literal("tencent"),
    metadataEndpoint: plainUrl.optional(),
    stsEndpoint: plainUrl.optional(),
  })
  .describe("The role of the pod in TKE, else that of the machine.");

const assumedRole = z
  .strictObject({
    kind: z.literal("role"),
    roleArn: z.string().min(1),
    sessionName: z
      .string()
      .regex(/^[\w+=,.@-]{2,64}$/, "use 2 to 64 letters, digits and _ + = , . @ -")
      .optional(),
    externalId: z.string().min(1).max(1224).optional(),
    durationSeconds: z.int().min(900).max(43_200).optional(),
    stsEndpoint: plainUrl.optional().describe("Left out: that of the store's cloud."),
    from: z.discriminatedUnion("kind", [keys, awsChain, tencentRole]),
  })
  .describe("A role that the credentials `from` may assume (AssumeRole).");

const anonymous = z
  .strictObject({ kind: z.literal("anonymous") })
  .describe("Requests are not signed: for public buckets, as a source.");

const credentials = z.discriminatedUnion("kind", [
  keys,
  anonymous,
  awsChain,
  tencentRole,
  assumedRole,
]);

const s3Providers = (Object.keys(STORE_PROFILES) as StoreProvider[]).filter(
  (provider) => provider !== "cos",
);

/** Becomes part of a host name. */
const region = z.string().regex(/^[a-z0-9-]+$/, "write a region such as ap-beijing or eu-west-1");

const sourceVersion = z
  .enum(["etag", "date", "size"])
  .optional()
  .describe(
    "As a source: the one sign of its version to compare, where its servers differ in others.",
  );

const fileConnection = z.strictObject({
  provider: z.literal("file"),
  root: z
    .string()
    .startsWith("/", "write an absolute path")
    .describe("An absolute folder that the workers see; nothing outside it is read."),
});

/** How the servers of a connection are reached. */
const reached = {
  proxy: z
    .union([z.literal("none"), secretReference, plainUrl], {
      error: 'write http://host:port, a reference "env:NAME", or "none"',
    })
    .optional()
    .describe(
      "A proxy that takes CONNECT; one with a password is referred to. Left out: HTTPS_PROXY, HTTP_PROXY.",
    ),
  ca: z
    .string()
    .startsWith("/", "write an absolute path")
    .optional()
    .describe("A file of authorities in PEM that are trusted besides those of the system."),
};

/** Of every form of a connection of this kind: the file has more than what the API makes. */
export const httpFields = {
  provider: z.literal("http"),
  baseUrl: plainUrl.describe("Keys are paths below it."),
  sourceVersion,
};

const httpConnection = z.strictObject({ ...httpFields, ...reached });

const keysOfTheStore = [
  z.strictObject({ kind: z.literal("store") }).describe("Keys that the store keeps."),
  z.strictObject({
    kind: z.literal("kms"),
    keyId: z.string().min(1).optional().describe("Left out: the account's default key."),
    context: z.record(z.string().min(1), z.string()).optional(),
  }),
] as const;

/** By keys that are no secret of this connection. */
export const encryptionByStore = z.discriminatedUnion("kind", keysOfTheStore);

/** How the store is asked to encrypt every object that this connection writes. */
const encryption = z.discriminatedUnion("kind", [
  ...keysOfTheStore,
  z.strictObject({
    kind: z.literal("customer"),
    key: secretReference.describe("256 bits in base64; it goes with every request."),
  }),
]);

/** COS takes 819 200 to 838 860 800 bits a second for a request (documents 436/7750 and 436/14518). */
const MIN_TRAFFIC_BYTES = 100 * 1024;
const MAX_TRAFFIC_BYTES = 100 * 1024 * 1024;

const cosPlace = {
  provider: z.literal("cos"),
  bucket: z.string().regex(/^[a-z0-9-]+-\d+$/, "write the bucket as NAME-APPID"),
  region,
  endpoint: plainUrl.optional().describe("Where to connect instead of the bucket's own host."),
};

const cosTuning = {
  trafficLimit: byteSize
    .refine(
      (bytes) => bytes >= MIN_TRAFFIC_BYTES && bytes <= MAX_TRAFFIC_BYTES,
      "COS takes 100KiB to 100MiB, in bytes a second",
    )
    .optional()
    .describe("Bytes a second that COS is asked to hold each request to."),
  expectContinue: z
    .boolean()
    .optional()
    .describe("Wait for the store's leave before the bytes of a part are sent."),
};

export const cosFields = { ...cosPlace, sourceVersion, ...cosTuning };

const cosConnection = z
  .strictObject({
    ...cosPlace,
    ...{ credentials, sourceVersion },
    ...reached,
    encryption: encryption.optional(),
    ...cosTuning,
  })
  .superRefine(refuseOpenKey);

const s3Place = {
  provider: z.enum(s3Providers),
  bucket: z.string().regex(/^[a-zA-Z0-9._-]{1,255}$/, "write the name of a bucket"),
  region,
  endpoint: plainUrl.optional(),
  pathStyle: z.boolean().optional(),
  checksum: z.enum(["crc32", "md5"]).optional(),
  maxParts: z
    .int()
    .min(1)
    .max(MAX_PART_NUMBER)
    .optional()
    .describe("Parts that an upload may have, where the server was set up otherwise."),
  listing: z
    .enum(["ordered", "unordered"])
    .optional()
    .describe("`unordered`: lists come in another order than that of the keys' bytes."),
};

const requestPayer = z
  .boolean()
  .optional()
  .describe("The account of the credentials pays for what is read and listed.");

export const s3Fields = { ...s3Place, requestPayer, sourceVersion };

const s3Connection = z
  .strictObject({
    ...s3Place,
    ...{ credentials, requestPayer, sourceVersion },
    ...reached,
    encryption: encryption.optional(),
  })
  .superRefine(refuseOpenKey);

/** A customer's key is in the headers of each request: no one on the way may read them. */
function refuseOpenKey(
  settings: {
    readonly endpoint?: string | undefined;
    readonly encryption?: z.infer<typeof encryption> | undefined;
  },
  context: z.RefinementCtx,
): void {
  const url = URL.parse(settings.endpoint ?? "");
  const isOpen = url?.protocol === "http:" && !LOOPBACK.test(url.hostname);
  if (settings.encryption?.kind === "customer" && isOpen) {
    context.addIssue({
      code: "custom",
      path: ["endpoint"],
      message: "write an https:// address: a customer's key is sent with every request",
    });
  }
}

const LOOPBACK = /^(127\.[\d.]+|localhost|\[::1\])$/;

const connection = z.discriminatedUnion("provider", [
  fileConnection,
  httpConnection,
  cosConnection,
  s3Connection,
]);

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export const connectionName = z
  .string()
  .regex(NAME, "write up to 63 lower-case letters, digits and -, beginning with a letter or digit");

export function isConnectionName(text: string): boolean {
  return NAME.test(text);
}

/** penstock.config.json. */
export const connectionsFile = z.strictObject({
  connections: z.record(z.string().regex(NAME), connection),
});

/** One kind of credentials. */
export type CredentialSettings<Kind extends string> = Extract<
  z.infer<typeof credentials>,
  { readonly kind: Kind }
>;
export type KeyReferences = z.infer<typeof keys>;
export type EncryptionSettings = z.infer<typeof encryption>;
export type ConnectionSettings = z.infer<typeof connection>;
export type CosConnectionSettings = z.infer<typeof cosConnection>;
export type S3ConnectionSettings = z.infer<typeof s3Connection>;
export type ConnectionsFile = z.infer<typeof connectionsFile>;
