import { type ApiKey, isExpired, isKeyId, PenstockError } from "@penstock/core";
import { createKey, type KeyEngine, listKeys, revokeKey } from "@penstock/engine";
import { API_ROUTES, KEYS, type KeyView } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { sha256Hex } from "../auth/authentication.ts";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { notFound } from "../http/problem.ts";
import { addRoute } from "./route.ts";

/** Keys, by which clients ask. */
export function addKeyRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { clock, auth } = dependencies;
  const engine: KeyEngine = { ...dependencies, keys: KEYS, sha256: sha256Hex };

  addRoute(app, API_ROUTES.createKey, async ({ body, caller, reply }) => {
    if (auth === undefined) {
      throw new PenstockError(
        "state-conflict",
        "this API asks for no keys: set PENSTOCK_ADMIN_KEY, and make keys with that one",
      );
    }
    const { expiresIn, ...request } = body;
    const expiry = expiresIn === undefined ? {} : { expiresAtMs: clock.nowMs() + expiresIn };
    const { key, text } = await createKey(engine, { ...request, ...expiry }, caller);
    await auth.onKeysChanged();
    void reply.header("location", `/v1/keys/${key.id}`);
    return { ...toKeyView(key, clock.nowMs()), key: text };
  });

  addRoute(app, API_ROUTES.listKeys, async ({ caller }) => {
    const nowMs = clock.nowMs();
    return { data: (await listKeys(engine, caller)).map((key) => toKeyView(key, nowMs)) };
  });

  addRoute(app, API_ROUTES.revokeKey, async ({ params: { id }, caller }) => {
    if (!isKeyId(id)) {
      throw notFound("there is no such key: ids look like key_ and 26 letters and digits");
    }
    const key = await revokeKey(engine, id, caller);
    await auth?.onKeysChanged();
    return toKeyView(key, clock.nowMs());
  });
}

function toKeyView(key: ApiKey, nowMs: number): KeyView {
  const { id, name, scope, tenant = null, createdAtMs, createdBy, expiresAtMs } = key;
  return {
    ...{ id, name, scope, tenant, createdBy },
    createdAt: new Date(createdAtMs).toISOString(),
    expiresAt: expiresAtMs === undefined ? null : new Date(expiresAtMs).toISOString(),
    isExpired: isExpired(key, nowMs),
  };
}
