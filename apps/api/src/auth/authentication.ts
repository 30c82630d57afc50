import { createHash, timingSafeEqual } from "node:crypto";
import { type ApiKey, type Caller, type Clock, isExpired } from "@penstock/core";
import { Unauthenticated } from "./refused.ts";

/** What of a request can say who sends it. */
type Shown = {
  readonly authorization?: string | undefined;
};

/** Rejects with Unauthenticated, or with what a PenstockError says that it cannot be found out now. */
export type Authentication = (shown: Shown) => Caller | Promise<Caller>;

type KeyFinder = { find(text: string): Promise<ApiKey | undefined> };

type KeyAuthentication = {
  readonly ring: KeyFinder;
  /** Of the settings: it opens everything, and needs neither Redis nor a journal. */
  readonly adminKey?: string | undefined;
  readonly clock: Clock;
};

/** Of a deployment that asks for no key. */
export const OPEN_CALLER: Caller = { id: "open", scope: "admin" };
const ADMIN: Caller = { id: "admin-key", scope: "admin" };

/** By the keys of the deployment, which a request shows as `Authorization: Bearer`. */
export function authenticateByKey({ ring, adminKey, clock }: KeyAuthentication): Authentication {
  const adminHash = adminKey === undefined ? undefined : sha256(adminKey);
  return async ({ authorization }) => {
    const text = bearerOf(authorization);
    const hash = sha256(text);
    if (adminHash !== undefined && timingSafeEqual(hash, adminHash)) {
      return ADMIN;
    }
    const key = await ring.find(text);
    // An id is no secret, so what is compared in constant time is the rest.
    if (key === undefined || !timingSafeEqual(hash, Buffer.from(key.secretHash, "hex"))) {
      throw new Unauthenticated("invalid_token", "there is no such key, or it was revoked");
    }
    if (isExpired(key, clock.nowMs())) {
      throw new Unauthenticated("invalid_token", `the key ${key.id} has expired`);
    }
    const { id, scope, tenant } = key;
    return { id, scope, ...(tenant !== undefined && { tenant }) };
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
  return createHash("sha256").update(text).digest();
}

/** As a key is kept. */
export function sha256Hex(text: string): string {
  return sha256(text).toString("hex");
}
