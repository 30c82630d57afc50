import { readFileSync } from "node:fs";
import { PenstockError } from "@penstock/core";

export type SecretSource = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Receives every value that was looked up, so that logs keep it out of their lines. */
  readonly secrets: Set<string>;
};

/**
 * The value behind `env:NAME` or `file:/path`, looked up anew each time: a file that was replaced
 * counts from the next request on.
 *
 * @param owner names the connection in the message
 * @throws PenstockError `settings-invalid`
 */
export function resolveSecret(
  reference: string,
  { owner, from }: { readonly owner: string; readonly from: SecretSource },
): string {
  const value = lookUp(reference, from.environment);
  if (value === undefined || value === "") {
    const [kind, place] = splitReference(reference);
    const what = kind === "env" ? "environment variable" : "file";
    throw new PenstockError(
      "settings-invalid",
      `connection "${owner}": the ${what} ${place} that holds its secret is missing or empty`,
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
    return readFileSync(place, "utf8").trim();
  } catch {
    return undefined;
  }
}

function splitReference(reference: string): readonly [kind: string, place: string] {
  const colon = reference.indexOf(":");
  return [reference.slice(0, colon), reference.slice(colon + 1)];
}
