import { readFile } from "node:fs/promises";
import {
  askTencent,
  assumeByWebIdentity,
  assumeTencentRole,
  findCvmCredentials,
} from "@penstock/adapter-cos";
import { assumeAwsRole, findAwsCredentials } from "@penstock/adapter-s3";
import { type Clock, parseSealedText } from "@penstock/core";
import type {
  CosConnectionSettings,
  CredentialSettings,
  KeyReferences,
  S3ConnectionSettings,
} from "@penstock/wire";
import { resolveCredentials, type SecretSource } from "../secret-reference.ts";
import { type Credentials, type Given, RenewedCredentials } from "./renewed-credentials.ts";

/** What this process is given, by where it comes from: connections that name the same share it. */
type Renewals = Map<string, RenewedCredentials>;

export type CredentialsOpener = SecretSource & {
  readonly clock: Clock;
  readonly renewals: Renewals;
};

export type CredentialSource = {
  /** For one request. */
  get(): Credentials | Promise<Credentials>;
  /** Whom it stands for, without a secret. */
  identity(): Promise<string>;
  /** Why there are none, as far as it is known. */
  failure(): string | undefined;
};

type Settings = CosConnectionSettings | S3ConnectionSettings;
type Kind = Settings["credentials"];

const METADATA = "http://metadata.tencentyun.com";
const TENCENT_STS = "https://sts.tencentcloudapi.com";

export function openCredentials(
  owner: string,
  settings: Settings,
  opener: CredentialsOpener,
): CredentialSource {
  return sourceOf(settings.credentials, { owner, settings, opener });
}

type Context = {
  readonly owner: string;
  readonly settings: Settings;
  readonly opener: CredentialsOpener;
};

function sourceOf(credentials: Kind, context: Context): CredentialSource {
  const { owner, opener } = context;
  switch (credentials.kind) {
    case undefined: {
      const resolve = () => resolveCredentials(owner, credentials, opener);
      // What is sealed never changes: it is opened once, and what is referred to each time.
      const get = isSealed(credentials) ? onceDone(resolve) : resolve;
      return {
        get,
        identity: async () => `the access key ${shown(get().accessKeyId)}`,
        failure: () => reasonOf(get),
      };
    }
    case "anonymous":
      return {
        get: () => ({ accessKeyId: "", secretAccessKey: "" }),
        identity: async () => "no account: requests are not signed",
        failure: () => undefined,
      };
    case "aws":
    case "tencent":
    case "role":
      return renewedSource(credentials, context);
    default:
      return credentials satisfies never;
  }
}

function isSealed({ secretAccessKey }: KeyReferences): boolean {
  return parseSealedText(secretAccessKey) !== undefined;
}

/** Again after a failure. */
function onceDone<Value>(work: () => Value): () => Value {
  let done: { readonly value: Value } | undefined;
  return () => {
    done ??= { value: work() };
    return done.value;
  };
}

type GivenKind = Exclude<Kind, { readonly kind?: undefined } | { readonly kind: "anonymous" }>;

function renewedSource(credentials: GivenKind, context: Context): CredentialSource {
  const { opener, settings } = context;
  const place = JSON.stringify([isTencent(settings), settings.region, credentials]);
  const known = opener.renewals.get(place);
  const renewed =
    known ??
    new RenewedCredentials(
      (signal) => ask(credentials, context, signal),
      opener.clock,
      opener.secrets,
    );
  opener.renewals.set(place, renewed);
  return {
    get: () => renewed.get(),
    async identity() {
      const { identity, accessKeyId, expiresAtMs } = await renewed.get();
      const until =
        expiresAtMs === undefined ? "" : ` until ${new Date(expiresAtMs).toISOString()}`;
      return `${identity ?? "the access key"} (${shown(accessKeyId)})${until}`;
    },
    failure: () => renewed.failure,
  };
}

async function ask(credentials: GivenKind, context: Context, signal: AbortSignal): Promise<Given> {
  const { settings, opener } = context;
  switch (credentials.kind) {
    case "aws":
      return await findAwsCredentials({
        profile: credentials.profile,
        region: stsRegion(settings, opener),
      });
    case "tencent":
      return await findTencentCredentials(credentials, context);
    case "role":
      return await assumeRole(credentials, context, signal);
    default:
      return credentials satisfies never;
  }
}

async function findTencentCredentials(
  { metadataEndpoint = METADATA, stsEndpoint = TENCENT_STS }: CredentialSettings<"tencent">,
  { opener, settings }: Context,
): Promise<Given> {
  const { environment, clock } = opener;
  const tokenFile = environment["TKE_WEB_IDENTITY_TOKEN_FILE"] ?? "";
  if (tokenFile === "") {
    return await findCvmCredentials(askTencent(metadataEndpoint));
  }
  return await assumeByWebIdentity(askTencent(stsEndpoint), {
    token: (await readFile(tokenFile, "utf8")).trim(),
    providerId: environment["TKE_PROVIDER_ID"] ?? "",
    roleArn: environment["TKE_ROLE_ARN"] ?? "",
    sessionName: SESSION_NAME,
    region: environment["TKE_REGION"] ?? settings.region,
    nowMs: clock.nowMs(),
  });
}

const SESSION_NAME = "penstock";

async function assumeRole(
  credentials: CredentialSettings<"role">,
  context: Context,
  signal: AbortSignal,
): Promise<Given> {
  const { settings, opener } = context;
  const { roleArn, sessionName = SESSION_NAME, externalId, durationSeconds } = credentials;
  const from = await sourceOf(credentials.from, context).get();
  const role = { roleArn, sessionName, externalId, durationSeconds };
  if (!isTencent(settings)) {
    const region = stsRegion(settings, opener);
    const place = { endpoint: credentials.stsEndpoint, region };
    return await assumeAwsRole(from, { ...role, ...place }, signal);
  }
  const endpoint = credentials.stsEndpoint ?? TENCENT_STS;
  const place = { region: settings.region, nowMs: opener.clock.nowMs() };
  const { host } = new URL(endpoint);
  return await assumeTencentRole(askTencent(endpoint), host, { ...role, ...place, from });
}

function isTencent({ provider }: Settings): boolean {
  return provider === "cos" || provider === "cos-s3";
}

/** The token service has regions of Amazon's own. */
function stsRegion({ provider, region }: Settings, { environment }: CredentialsOpener): string {
  return provider === "aws" ? region : (environment["AWS_REGION"] ?? "us-east-1");
}

/** Enough to tell keys apart. */
function shown(accessKeyId: string): string {
  return `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
}

function reasonOf(look: () => unknown): string | undefined {
  try {
    look();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "unknown";
  }
}
