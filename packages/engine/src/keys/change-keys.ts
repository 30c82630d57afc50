// Keys are made, listed and revoked by requests.

import {
  type ApiKey,
  allows,
  type Caller,
  type ConfigDocument,
  type ConfigKind,
  type ConfigStore,
  type KeyScope,
  keyTextOf,
  newKeyId,
  PenstockError,
  SECRET_BYTES,
} from "@penstock/core";
import type { Engine } from "../engine.ts";

export type KeyEngine = Pick<Engine, "journal" | "clock" | "random"> & {
  readonly config: ConfigStore;
  readonly keys: ConfigKind<ApiKey>;
  readonly sha256: (text: string) => string;
};

export type KeyRequest = {
  readonly name: string;
  readonly scope: KeyScope;
  readonly tenant?: string;
  readonly expiresAtMs?: number;
};

/** Its text is nowhere else: what is kept is a hash of it. */
export type NewKey = { readonly key: ApiKey; readonly text: string };

/**
 * @throws PenstockError `journal-required`, `scope-missing` for a key that may do more than its maker,
 * `not-found` for the tenant of others, `request-invalid`
 */
export async function createKey(
  engine: KeyEngine,
  request: KeyRequest,
  caller: Caller,
): Promise<NewKey> {
  const { clock, random, journal, config, keys } = engine;
  if (journal === undefined) {
    throw new PenstockError(
      "journal-required",
      "a key needs a journal, for Redis may lose it: set PENSTOCK_JOURNAL for the api and coordinator processes",
    );
  }
  const nowMs = clock.nowMs();
  checkRequest(request, caller, nowMs);
  const tenant = request.tenant ?? caller.tenant;
  const id = newKeyId(nowMs, random.bytes(10));
  const text = keyTextOf(id, random.bytes(SECRET_BYTES));
  const key: ApiKey = {
    ...{ id, name: request.name, scope: request.scope },
    ...(tenant !== undefined && { tenant }),
    secretHash: engine.sha256(text),
    createdAtMs: nowMs,
    createdBy: caller.id,
    ...(request.expiresAtMs !== undefined && { expiresAtMs: request.expiresAtMs }),
  };
  await config.write(keys, id, { revision: 0, value: key });
  return { key, text };
}

/** Those of the caller's tenant, or all; by their age. */
export async function listKeys(
  { config, keys }: KeyEngine,
  caller: Caller,
): Promise<readonly ApiKey[]> {
  const documents = await config.list(keys);
  return documents.map(({ value }) => value).filter((key) => isSeenBy(key, caller));
}

/**
 * It opens nothing from then on.
 *
 * @returns the key as it was
 * @throws PenstockError `not-found`
 */
export async function revokeKey(engine: KeyEngine, id: string, caller: Caller): Promise<ApiKey> {
  const { value, revision } = await existingKey(engine, id, caller);
  await engine.config.delete(engine.keys, id, revision);
  return value;
}

async function existingKey(
  { config, keys }: KeyEngine,
  id: string,
  caller: Caller,
): Promise<ConfigDocument<ApiKey>> {
  const document = await config.read(keys, id);
  if (document === undefined || !isSeenBy(document.value, caller)) {
    throw new PenstockError("not-found", `there is no key ${id}`);
  }
  return document;
}

/** Keys for all tenants are no business of one of them. */
function isSeenBy(key: ApiKey, { tenant }: Caller): boolean {
  return tenant === undefined || key.tenant === tenant;
}

function checkRequest({ scope, tenant, expiresAtMs }: KeyRequest, caller: Caller, nowMs: number) {
  if (!allows(caller.scope, scope)) {
    throw new PenstockError(
      "scope-missing",
      `a key with the scope ${scope} is made with one of that scope: this one has ${caller.scope}`,
    );
  }
  if (tenant !== undefined && caller.tenant !== undefined && tenant !== caller.tenant) {
    throw new PenstockError("not-found", `there is no tenant ${tenant}`);
  }
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs) {
    throw new PenstockError("request-invalid", "the key would have expired already");
  }
}
