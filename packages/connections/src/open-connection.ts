import {
  type CosOptions,
  createCosDocumentStore,
  createCosLister,
  createCosObjectStore,
  createCosSourceReader,
} from "@penstock/adapter-cos";
import {
  createS3DocumentStore,
  createS3Lister,
  createS3ObjectStore,
  createS3SourceReader,
  type S3Options,
} from "@penstock/adapter-s3";
import {
  createFileLister,
  createFileSourceReader,
  createHttpSourceReader,
} from "@penstock/adapter-source";
import {
  type DocumentStore,
  type EntryReader,
  type Lister,
  limitsWithParts,
  type ObjectStore,
  PenstockError,
  type SourceReader,
  STORE_PROFILES,
  type StoreEncryption,
  type StoreVariant,
} from "@penstock/core";
import type { AddressGuard } from "@penstock/transport";
import type {
  ConnectionSettings,
  CosConnectionSettings,
  EncryptionSettings,
  S3ConnectionSettings,
} from "@penstock/wire";
import { networkOf } from "./connection-network.ts";
import { type CredentialsOpener, openCredentials } from "./credentials/open-credentials.ts";
import { resolveSecret, type SecretSource } from "./secret-reference.ts";

/** What holds sockets can be closed; files cannot. */
type Closable = { close?(): void };

export type Opener = CredentialsOpener & {
  /** For addresses that the operator did not write down; left out, no network inside is open. */
  readonly guard?: AddressGuard;
  /** The same for all addresses of this connection, because a client made it. */
  readonly ownGuard?: AddressGuard;
};

/**
 * A variant is taken where the kind of store knows a choice: COS has one way to be addressed, and
 * S3 no CRC-64.
 *
 * @throws PenstockError `connection-unsuitable` for one that can only be read
 */
export function openStore(
  name: string,
  settings: ConnectionSettings,
  opener: Opener,
  variant: StoreVariant = {},
): ObjectStore & { close(): void } {
  const writable = writableOf(name, settings);
  return writable.provider === "cos"
    ? createCosObjectStore(cosOptions(name, writable, opener))
    : createS3ObjectStore(s3Options(name, varied(writable, variant), opener));
}

/** @throws PenstockError `connection-unsuitable` for one that can only be read */
export function openDocumentStore(
  name: string,
  settings: ConnectionSettings,
  opener: Opener,
): DocumentStore & { close(): void } {
  const writable = writableOf(name, settings);
  return writable.provider === "cos"
    ? createCosDocumentStore(cosOptions(name, writable, opener))
    : createS3DocumentStore(s3Options(name, writable, opener));
}

function writableOf(
  name: string,
  settings: ConnectionSettings,
): CosConnectionSettings | S3ConnectionSettings {
  if (settings.provider === "file" || settings.provider === "http") {
    throw new PenstockError(
      "connection-unsuitable",
      `connection "${name}" is of the kind ${settings.provider}, which can only be read`,
      { details: { connection: name } },
    );
  }
  return settings;
}

function varied(
  settings: S3ConnectionSettings,
  { pathStyle = settings.pathStyle, checksum = settings.checksum }: StoreVariant,
): S3ConnectionSettings {
  return { ...settings, pathStyle, ...(checksum !== "crc64xz" && { checksum }) };
}

export function openSource(
  name: string,
  settings: ConnectionSettings,
  opener: Opener,
): SourceReader & EntryReader & Closable {
  if (settings.provider === "file") {
    return createFileSourceReader({ root: settings.root });
  }
  if (settings.provider === "http") {
    return createHttpSourceReader({
      baseUrl: settings.baseUrl,
      sourceVersion: settings.sourceVersion,
      guard: opener.guard,
      network: networkOf(name, settings, opener),
    });
  }
  return settings.provider === "cos"
    ? createCosSourceReader(cosOptions(name, settings, opener))
    : createS3SourceReader(s3Options(name, settings, opener));
}

/** @throws PenstockError `connection-unsuitable` for one that lists nothing */
export function openLister(
  name: string,
  settings: ConnectionSettings,
  opener: Opener,
): Lister & Closable {
  switch (settings.provider) {
    case "file":
      return createFileLister({ root: settings.root });
    case "http":
      throw new PenstockError(
        "connection-unsuitable",
        `connection "${name}" is of the kind http, which lists nothing: name its keys, in the job or in a manifest`,
        { details: { connection: name } },
      );
    case "cos":
      return createCosLister(cosOptions(name, settings, opener));
    default:
      return createS3Lister(s3Options(name, settings, opener));
  }
}

function cosOptions(name: string, settings: CosConnectionSettings, opener: Opener): CosOptions {
  const { bucket, region, endpoint, credentials, encryption, trafficLimit, expectContinue } =
    settings;
  return {
    bucket,
    region,
    sourceVersion: settings.sourceVersion,
    clock: opener.clock,
    network: networkOf(name, settings, opener),
    ...(endpoint !== undefined && { endpoint }),
    ...(encryption !== undefined && { encryption: toEncryption(name, encryption, opener) }),
    ...(trafficLimit !== undefined && { trafficLimitBitsPerSecond: trafficLimit * 8 }),
    ...(expectContinue !== undefined && { expectContinue }),
    isAnonymous: credentials.kind === "anonymous",
    credentials: openCredentials(name, settings, opener).get,
  };
}

function s3Options(name: string, settings: S3ConnectionSettings, opener: Opener): S3Options {
  const { provider, bucket, region, endpoint, pathStyle, checksum, maxParts, listing } = settings;
  const { credentials, encryption } = settings;
  return {
    bucket,
    region,
    sourceVersion: settings.sourceVersion,
    clock: opener.clock,
    network: networkOf(name, settings, opener),
    profile: {
      ...STORE_PROFILES[provider],
      ...(maxParts !== undefined && {
        limits: limitsWithParts(STORE_PROFILES[provider].limits, maxParts),
      }),
      ...(listing !== undefined && { listing }),
      isChecksumChosen: checksum !== undefined,
    },
    ...(encryption !== undefined && { encryption: toEncryption(name, encryption, opener) }),
    ...(endpoint !== undefined && { endpoint }),
    ...(pathStyle !== undefined && { pathStyle }),
    ...(checksum !== undefined && { checksum }),
    ...(settings.requestPayer !== undefined && { requestPayer: settings.requestPayer }),
    isAnonymous: credentials.kind === "anonymous",
    credentials: openCredentials(name, settings, opener).get,
  };
}

function toEncryption(
  owner: string,
  settings: EncryptionSettings,
  from: SecretSource,
): StoreEncryption {
  switch (settings.kind) {
    case "store":
      return { kind: "store" };
    case "kms": {
      const { keyId, context } = settings;
      return {
        kind: "kms",
        ...(keyId !== undefined && { keyId }),
        ...(context !== undefined && {
          context: Buffer.from(JSON.stringify(context)).toString("base64"),
        }),
      };
    }
    case "customer":
      return { kind: "customer", key: () => customerKey(settings.key, owner, from) };
    default:
      return settings satisfies never;
  }
}

const CUSTOMER_KEY_BYTES = 32;

/** @throws PenstockError `settings-invalid` */
export function customerKey(reference: string, owner: string, from: SecretSource): string {
  const key = resolveSecret(reference, { owner, from });
  if (!/^[A-Za-z0-9+/]{43}=$/.test(key)) {
    throw new PenstockError(
      "settings-invalid",
      `connection "${owner}": the customer's key is not ${CUSTOMER_KEY_BYTES} bytes in base64; make one with: openssl rand -base64 ${CUSTOMER_KEY_BYTES}`,
    );
  }
  return key;
}
