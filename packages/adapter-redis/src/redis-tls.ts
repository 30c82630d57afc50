import { readFileSync } from "node:fs";
import type { SecureContextOptions } from "node:tls";
import { PenstockError } from "@penstock/core";

/** Files in PEM, by their paths. */
export type RedisTls = {
  /** Authorities that the server's certificate may be from. Left out: those that Node trusts. */
  readonly caPath?: string | undefined;
  /** What the server asks its clients for: a certificate and its private key. */
  readonly certificatePath?: string | undefined;
};

/** @throws PenstockError `settings-invalid` */
export function tlsOptionsOf({ caPath, certificatePath }: RedisTls): SecureContextOptions {
  const pem = certificatePath && readPem("PENSTOCK_REDIS_CERTIFICATE", certificatePath);
  return {
    ...(caPath !== undefined && { ca: readPem("PENSTOCK_REDIS_CA", caPath) }),
    ...(pem !== undefined && { cert: pem, key: pem }),
  };
}

function readPem(setting: string, path: string): string {
  const text = textOf(path);
  if (text instanceof Error) {
    throw new PenstockError("settings-invalid", `${setting}: ${text.message}`, { cause: text });
  }
  if (!text.includes("-----BEGIN ")) {
    throw new PenstockError("settings-invalid", `${setting}: ${path} has nothing in PEM`);
  }
  return text;
}

function textOf(path: string): string | Error {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return error instanceof Error ? error : new Error("it cannot be read");
  }
}
