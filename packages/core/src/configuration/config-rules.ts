import { PenstockError } from "../failures/errors.ts";
import type { ConfigRecord } from "../ports/config-journal.ts";
import type { ConfigDocument, ConfigKind } from "../ports/config-store.ts";
import { secretIn } from "./secret-in.ts";

/** Part of paths and of keys, so nothing that any of them reads otherwise. */
const KIND = /^[a-z](?:[a-z-]{0,30}[a-z])?$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** A template of a job with every attribute takes some kB; all documents of a kind are read at once. */
const MAX_BYTES = 64 * 1024;

export function isConfigKind(kind: string): boolean {
  return KIND.test(kind);
}

export function isConfigName(name: string): boolean {
  return NAME.test(name);
}

/** @throws RangeError for a kind that no owner may give, PenstockError `request-invalid` for a name */
export function assertConfigName(kind: string, name: string): void {
  if (!isConfigKind(kind)) {
    throw new RangeError(
      `"${kind}" is not the name of a kind: write lower-case letters and hyphens`,
    );
  }
  if (!isConfigName(name)) {
    const rule = "up to 100 letters, digits and . _ : -, beginning with a letter or digit";
    throw new PenstockError(
      "request-invalid",
      `"${name}" is not a name for ${kind}: write ${rule}`,
    );
  }
}

/**
 * What a document would hold, checked by its kind, and looked through for secrets: a document is shown,
 * copied and kept in the clear.
 *
 * @param secrets those that this process knows
 * @throws PenstockError `request-invalid`, `request-too-large`
 */
export function checkedConfigValue(
  kind: ConfigKind<unknown>,
  name: string,
  value: unknown,
  secrets: ReadonlySet<string>,
): object {
  const parsed = parsedBy(kind, name, value);
  const json = JSON.stringify(parsed);
  if (new TextEncoder().encode(json).length > MAX_BYTES) {
    const limit = `a document may have ${MAX_BYTES} bytes`;
    throw new PenstockError("request-too-large", `${kind.name}/${name} is too large: ${limit}`);
  }
  const place = secretIn(parsed, secrets);
  if (place !== undefined) {
    throw new PenstockError(
      "request-invalid",
      `${kind.name}/${name} holds a secret at ${place}: name a connection, an environment variable or a file instead`,
    );
  }
  return parsed;
}

function parsedBy(kind: ConfigKind<unknown>, name: string, value: unknown): object {
  const parsed = parsedOr(kind, value, (error) => {
    const reason = error instanceof Error ? error.message : "unknown";
    const message = `${kind.name}/${name} is not a document of ${kind.name}: ${reason}`;
    return new PenstockError("request-invalid", message, { cause: error });
  });
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new PenstockError("request-invalid", `${kind.name}/${name} has to be a JSON object`);
  }
  return parsed;
}

function parsedOr(
  kind: ConfigKind<unknown>,
  value: unknown,
  toError: (error: unknown) => PenstockError,
): unknown {
  try {
    return kind.parse(value);
  } catch (error) {
    throw toError(error);
  }
}

/** The revision that a change has to name: 0 for a document that is not there. */
function liveRevisionOf(record: ConfigRecord | undefined): number {
  return record === undefined || record.value === null ? 0 : record.revision;
}

/**
 * The record after a change of `current`.
 *
 * @throws PenstockError `state-conflict` when another caller changed it since the caller read it
 */
export function nextConfigRecord(
  current: ConfigRecord | undefined,
  change: Omit<ConfigRecord, "revision"> & { readonly expected: number },
): ConfigRecord {
  const { expected, ...next } = change;
  const live = liveRevisionOf(current);
  if (live !== expected) {
    throw configConflict(next.kind, next.name, live);
  }
  return { ...next, revision: (current?.revision ?? 0) + 1 };
}

export function configConflict(kind: string, name: string, revision?: number): PenstockError {
  const now = {
    unknown: "is being changed by another process",
    gone: "does not exist",
    live: `is at revision ${revision}`,
  }[revision === undefined ? "unknown" : revision === 0 ? "gone" : "live"];
  return new PenstockError(
    "state-conflict",
    `${kind}/${name} ${now}: read it again, and repeat the change if it is still wanted`,
    { details: { kind, name, ...(revision !== undefined && { revision }) } },
  );
}

/** Undefined for a deleted one. Throws what the kind throws for a value that it does not know. */
export function configDocumentOf<Value>(
  kind: ConfigKind<Value>,
  { name, revision, changedAtMs, value }: ConfigRecord,
): ConfigDocument<Value> | undefined {
  return value === null ? undefined : { name, revision, changedAtMs, value: kind.parse(value) };
}
