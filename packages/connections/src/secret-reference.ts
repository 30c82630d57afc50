import { readFileSync } from "node:fs";
import { PenstockError } from "@penstock/core";
import type { KeyReferences } from "@penstock/wire";

export type SecretSource = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Receives every value that was looked up, so that logs keep it out of their lines. */
  readonly secrets: Set<string>;
};

/** What a header can carry, and no control character of either set: whatever else is in it came by mistake. */
const CURRENT = /^[\x20-\x7e\xa0-\xff]+$/;

/**
 * The value behind `env:NAME` or `file:/path`, looked up anew each time: a file that was replaced
 * counts from the next request on. White space around it, such as the line feed that
 * editors and `echo` leave behind, is no part of it.
 *
 * @param owner names the connection in the message
 * @throws PenstockError `settings-invalid`
 */
export function resolveSecret(
  reference: string,
  { owner, from }: { readonly owner: string; readonly from: SecretSource },
): string {
  const value = lookUp(reference, from.environment)?.trim() ?? "";
  if (!CURRENT.test(value)) {
    const [kind, place] = splitReference(reference);
    const what = kind === "env" ? "environment variable" : "file";
    const why =
      value === ""
        ? "is missing or empty"
        : "has a character in it that HTTP cannot carry, such as a line break: write the secret anew";
    throw new PenstockError(
      "settings-invalid",
      `connection "${owner}": the ${what} ${place} that holds its secret ${why}`,
      { details: { connection: owner } },
    );
  }
  from.secrets.add(value);
  return value;
}

function lookUp(reference: string, environment: SecretSource["environment"]): string | undefined {
  const [kind, place] = splitReference(reference);
  if (kind === "env") {
    return environment[place];
  }
  try {
    return readFileSync(place, "utf8");
  } catch {
    return undefined;
  }
}

function splitReference(reference: string): readonly [kind: string, place: string] {
  const colon = reference.indexOf(":");
  return [reference.slice(0, colon), reference.slice(colon + 1)];
}

/** Asked for each request, so that renewed credentials take effect without a restart. */
export function resolveCredentials(owner: string, references: KeyReferences, from: SecretSource) {
  const { accessKeyId, secretAccessKey, sessionToken } = references;
  return {
    accessKeyId: resolveSecret(accessKeyId, { owner, from }),
    secretAccessKey: resolveSecret(secretAccessKey, { owner, from }),
    ...(sessionToken !== undefined && {
      sessionToken: resolveSecret(sessionToken, { owner, from }),
    }),
  };
}
