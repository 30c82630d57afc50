import { readFileSync } from "node:fs";
import { PenstockError, parseSealedText, type Sealing } from "@penstock/core";
import { connectionPurpose, type KeyReferences } from "@penstock/wire";

export type SecretSource = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Receives every value that was looked up, so that logs keep it out of their lines. */
  readonly secrets: Set<string>;
  /** Of connections that the API made; left out, none of them can be used. */
  readonly sealing?: Pick<Sealing, "open"> | undefined;
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
  const resolve = (field: string, reference: string) =>
    parseSealedText(reference) === undefined
      ? resolveSecret(reference, { owner, from })
      : openSealed(reference, connectionPurpose(owner, field), from);
  return {
    accessKeyId: resolve("accessKeyId", accessKeyId),
    secretAccessKey: resolve("secretAccessKey", secretAccessKey),
    ...(sessionToken !== undefined && { sessionToken: resolve("sessionToken", sessionToken) }),
  };
}

/** @throws PenstockError `sealing-key-missing`, `sealed-text-invalid` */
function openSealed(text: string, purpose: string, { sealing, secrets }: SecretSource): string {
  if (sealing === undefined) {
    throw new PenstockError(
      "sealing-key-missing",
      `the secret of ${purpose} is sealed, and this process has no sealing key`,
    );
  }
  const value = sealing.open(text, purpose);
  secrets.add(value);
  return value;
}
