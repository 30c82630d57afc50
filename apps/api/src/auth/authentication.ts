import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type ApiKey, type Caller, type Clock, isExpired } from "@penstock/core";
import { isJwt } from "./jwt.ts";
import { Unauthenticated } from "./refused.ts";

/** What of a request can say who sends it. */
type Shown = { readonly method: string; readonly headers: IncomingHttpHeaders };

/** Rejects with a Rejection, or with a PenstockError where it cannot be found out now. */
export type Authentication = (shown: Shown) => Promise<Caller>;

type Known = {
  readonly ring: { find(text: string): Promise<ApiKey | undefined> };
  /** Of the settings: it opens everything, and needs neither Redis nor a journal. */
  readonly adminKey?: string | undefined;
  readonly clock: Clock;
  /** Of an issuer. */
  readonly identifyToken?: ((token: string) => Promise<Caller>) | undefined;
  /** Of browsers. */
  readonly sessions?: {
    identify(method: string, headers: IncomingHttpHeaders): Promise<Caller | undefined>;
  };
};

/** Of a deployment that asks for no key. */
export const OPEN_CALLER: Caller = { id: "open", scope: "admin" };
const ADMIN: Caller = { id: "admin-key", scope: "admin" };

/** By a key or a token, which a request shows as `Authorization: Bearer`; without one, by a session. */
export function authenticate({
  ring,
  adminKey,
  clock,
  identifyToken,
  sessions,
}: Known): Authentication {
  const adminHash = adminKey === undefined ? undefined : sha256(adminKey);

  async function identifyText(text: string): Promise<Caller> {
    const hashed = sha256(text);
    // First: an operator may choose one that looks like a token.
    if (adminHash !== undefined && timingSafeEqual(hashed, adminHash)) {
      return ADMIN;
    }
    if (identifyToken !== undefined && isJwt(text)) {
      return identifyToken(text);
    }
    const key = await ring.find(text);
    // An id is no secret, so what is compared in constant time is the rest.
    if (key === undefined || !timingSafeEqual(hashed, Buffer.from(key.secretHash, "hex"))) {
      throw new Unauthenticated("invalid_token", "there is no such key, or it was revoked", true);
    }
    if (isExpired(key, clock.nowMs())) {
      throw new Unauthenticated("invalid_token", `the key ${key.id} has expired`);
    }
    return callerOfKey(key);
  }

  return async ({ method, headers }) => {
    if (headers.authorization === undefined) {
      const caller = await sessions?.identify(method, headers);
      if (caller !== undefined) {
        return caller;
      }
    }
    return identifyText(bearerOf(headers.authorization));
  };
}

function callerOfKey({ id, scope, tenant, expiresAtMs }: ApiKey): Caller {
  return {
    ...{ id, scope },
    ...(tenant !== undefined && { tenant }),
    ...(expiresAtMs !== undefined && { untilMs: expiresAtMs }),
  };
}

function bearerOf(authorization: string | undefined): string {
  const [, text] = /^Bearer +([^\s,]+)$/i.exec(authorization ?? "") ?? [];
  if (text === undefined) {
    throw new Unauthenticated(
      undefined,
      authorization === undefined
        ? "send a key: `Authorization: Bearer KEY`"
        : "the header Authorization is not of the form `Bearer KEY`",
    );
  }
  return text;
}

function sha256(text: string): Buffer {
  return hash("sha256", text, "buffer");
}

/** As a key is kept. */
export function sha256Hex(text: string): string {
  return hash("sha256", text);
}
