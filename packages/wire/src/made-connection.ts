// Connections that the API makes: as it takes them, and as they are kept among the configuration.

import { type ConfigKind, parseSealedText, type Sealing } from "@penstock/core";
import { z } from "zod";
import {
  type ConnectionSettings,
  connectionName,
  cosFields,
  encryptionByStore,
  httpFields,
  s3Fields,
} from "./connections-file.ts";

/** References and roles have the rights of Penstock's machines: only the operator's file has them. */
const secret = z
  .string()
  .max(4096)
  .regex(/^[\x21-\x7e]+$/, "write printable characters without blanks")
  .refine(
    (text) => !/^(env|file|sealed):/.test(text),
    "write the secret itself: references are for penstock.config.json alone",
  );

const sealed = z.string().refine((text) => parseSealedText(text) !== undefined, "not sealed");

/** With secrets as they are given, or as they are kept. */
function formsWith<Held extends typeof secret | typeof sealed>(held: Held) {
  const credentials = z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.undefined().optional(),
      accessKeyId: held.describe("On COS: the SecretId."),
      secretAccessKey: held.describe("On COS: the SecretKey."),
      sessionToken: held.optional(),
    }),
    z
      .strictObject({ kind: z.literal("anonymous") })
      .describe("Requests are not signed: for public buckets, as a source."),
  ]);
  const ofStore = { credentials, encryption: encryptionByStore.optional() };
  return {
    cos: { ...cosFields, ...ofStore },
    s3: { ...s3Fields, ...ofStore },
    http: httpFields,
  };
}

const given = formsWith(secret);
const kept = formsWith(sealed);

const name = connectionName.describe(
  "How jobs name it. Those of penstock.config.json cannot be made.",
);

/** The body of `POST /v1/connections`. */
export const connectionRequest = z.discriminatedUnion("provider", [
  z.strictObject({ name, ...given.cos }),
  z.strictObject({ name, ...given.s3 }),
  z.strictObject({ name, ...given.http }),
]);

/** The body of `PUT /v1/connections/{name}`. */
export const connectionChange = z.discriminatedUnion("provider", [
  z.strictObject(given.cos),
  z.strictObject(given.s3),
  z.strictObject(given.http),
]);

const madeConnection = z.discriminatedUnion("provider", [
  z.strictObject(kept.cos),
  z.strictObject(kept.s3),
  z.strictObject(kept.http),
]);

export type ConnectionRequestInput = z.input<typeof connectionRequest>;
export type ConnectionChange = z.output<typeof connectionChange>;
export type ConnectionChangeInput = z.input<typeof connectionChange>;
export type MadeConnection = z.output<typeof madeConnection>;

export const CONNECTIONS: ConfigKind<MadeConnection> = {
  name: "connections",
  parse: (value) => madeConnection.parse(value),
};

/** Each secret is sealed for its own field of its own connection. */
export function connectionPurpose(connection: string, field: string): string {
  return `connections/${connection}/${field}`;
}

/** @throws PenstockError `sealing-key-missing` */
export function sealedConnection(
  connection: string,
  change: ConnectionChange,
  sealing: Sealing,
): MadeConnection {
  if (change.provider === "http" || change.credentials.kind === "anonymous") {
    return madeConnection.parse(change);
  }
  const secrets = Object.entries(change.credentials).flatMap(([field, text]) =>
    text === undefined ? [] : [[field, sealing.seal(text, connectionPurpose(connection, field))]],
  );
  return madeConnection.parse({ ...change, credentials: Object.fromEntries(secrets) });
}

/** Where it leads, which a change keeps: uploads of running jobs are there. */
export function placeOf(settings: ConnectionSettings | ConnectionChange): string {
  switch (settings.provider) {
    case "file":
      return settings.root;
    case "http":
      return settings.baseUrl;
    default: {
      const { provider, bucket, region, endpoint } = settings;
      const at = endpoint === undefined ? "" : ` at ${endpoint}`;
      return `${bucket} in ${region}${at} (${provider})`;
    }
  }
}
