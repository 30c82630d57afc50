import {
  type CosOptions,
  createCosObjectStore,
  createCosSourceReader,
} from "@penstock/adapter-cos";
import { createS3ObjectStore, createS3SourceReader, type S3Options } from "@penstock/adapter-s3";
import { createFileSourceReader, createHttpSourceReader } from "@penstock/adapter-source";
import {
  type Clock,
  type ObjectStore,
  PenstockError,
  type SourceReader,
  STORE_PROFILES,
} from "@penstock/core";
import type {
  ConnectionSettings,
  CosConnectionSettings,
  S3ConnectionSettings,
} from "@penstock/wire";
import { resolveSecret, type SecretSource } from "./secret-reference.ts";

/** What holds sockets can be closed; files cannot. */
type Closable = { close?(): void };

export type Opener = SecretSource & { readonly clock: Clock };

/** @throws PenstockError `connection-unsuitable` for one that can only be read */
export function openStore(
  name: string,
  settings: ConnectionSettings,
  opener: Opener,
): ObjectStore & Closable {
  if (settings.provider === "file" || settings.provider === "http") {
    throw new PenstockError(
      "connection-unsuitable",
      `connection "${name}" is of the kind ${settings.provider}, which can only be read`,
    );
  }
  return settings.provider === "cos"
    ? createCosObjectStore(cosOptions(name, settings, opener))
    : createS3ObjectStore(s3Options(name, settings, opener));
}

export function openSource(
  name: string,
  settings: ConnectionSettings,
  opener: Opener,
): SourceReader & Closable {
  if (settings.provider === "file") {
    return createFileSourceReader({ root: settings.root });
  }
  if (settings.provider === "http") {
    return createHttpSourceReader({ baseUrl: settings.baseUrl });
  }
  return settings.provider === "cos"
    ? createCosSourceReader(cosOptions(name, settings, opener))
    : createS3SourceReader(s3Options(name, settings, opener));
}

function cosOptions(name: string, settings: CosConnectionSettings, opener: Opener): CosOptions {
  const { bucket, region, endpoint, credentials } = settings;
  return {
    bucket,
    region,
    clock: opener.clock,
    ...(endpoint !== undefined && { endpoint }),
    credentials: () => resolveCredentials(name, credentials, opener),
  };
}

function s3Options(name: string, settings: S3ConnectionSettings, opener: Opener): S3Options {
  const { provider, bucket, region, endpoint, pathStyle, checksum, credentials } = settings;
  return {
    bucket,
    region,
    profile: STORE_PROFILES[provider],
    ...(endpoint !== undefined && { endpoint }),
    ...(pathStyle !== undefined && { pathStyle }),
    ...(checksum !== undefined && { checksum }),
    credentials: () => resolveCredentials(name, credentials, opener),
  };
}

/** Asked for each request, so that renewed credentials are taken up without a restart. */
function resolveCredentials(
  owner: string,
  references: CosConnectionSettings["credentials"],
  from: SecretSource,
) {
  const { accessKeyId, secretAccessKey, sessionToken } = references;
  return {
    accessKeyId: resolveSecret(accessKeyId, { owner, from }),
    secretAccessKey: resolveSecret(secretAccessKey, { owner, from }),
    ...(sessionToken !== undefined && {
      sessionToken: resolveSecret(sessionToken, { owner, from }),
    }),
  };
}
