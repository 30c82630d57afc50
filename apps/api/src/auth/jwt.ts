import {
  type Caller,
  type Clock,
  isTenantName,
  type KeyScope,
  PenstockError,
  SCOPES,
} from "@penstock/core";
import type { OidcSettings } from "@penstock/process";
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { ScopeMissing, Unauthenticated } from "./refused.ts";

/** What signs by a key that verifiers have as well is no proof. */
const ALGORITHMS = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];
const ISSUER_MS = 5000;
/** An issuer changes its keys now and then; a token with an unknown one must not ask it each time. */
const COOLDOWN_MS = 10_000;
const KEPT_MS = 10 * 60_000;
const MAX_ID = 120;

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/** A text that may be a token, so that it is worth asking its issuer for keys. */
export function isJwt(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
}

/**
 * Callers by the tokens of one OpenID Connect issuer.
 *
 * @returns what rejects with Unauthenticated, ScopeMissing, or `issuer-unreachable`
 */
export function authenticateByJwt(
  settings: OidcSettings,
  clock: Clock,
): (token: string) => Promise<Caller> {
  const { issuer, audience, skewSeconds } = settings;
  let opening: Promise<KeySet> | undefined;
  const keySet = () => {
    opening ??= openKeySet(settings).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };

  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, await keySet(), {
        ...{ issuer, audience, algorithms: ALGORITHMS, requiredClaims: ["exp", "sub"] },
        clockTolerance: skewSeconds,
        currentDate: new Date(clock.nowMs()),
      });
      return callerOf(payload, settings);
    } catch (error) {
      throw toRejection(error, issuer);
    }
  };
}

async function openKeySet({ issuer, jwksUrl }: OidcSettings): Promise<KeySet> {
  return createRemoteJWKSet(new URL(jwksUrl ?? (await discoverKeys(issuer))), {
    timeoutDuration: ISSUER_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: KEPT_MS,
  });
}

/** OpenID Connect Discovery 1.0, 4: the document has to name the issuer that it was asked of. */
async function discoverKeys(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(ISSUER_MS), redirect: "error" });
  const found: unknown = await response.json();
  const isObject = typeof found === "object" && found !== null;
  const named: unknown = isObject && "issuer" in found ? found.issuer : undefined;
  const keys: unknown = isObject && "jwks_uri" in found ? found.jwks_uri : undefined;
  if (named !== issuer || typeof keys !== "string") {
    throw new Error(`${url} does not describe the issuer ${issuer}`);
  }
  return keys;
}

/** A token that is none is the client's; what is wrong with the issuer is not. */
function toRejection(error: unknown, issuer: string): Error {
  if (error instanceof Unauthenticated || error instanceof ScopeMissing) {
    return error;
  }
  if (error instanceof errors.JWTExpired) {
    return new Unauthenticated("invalid_token", "the token has expired");
  }
  const isOfToken =
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) &&
    error.code !== "ERR_JOSE_GENERIC";
  if (isOfToken) {
    return new Unauthenticated(
      "invalid_token",
      `the token is not accepted: ${error.message}`,
      true,
    );
  }
  return new PenstockError(
    "issuer-unreachable",
    `the keys of ${issuer} cannot be read, so that no token can be checked`,
    { cause: error },
  );
}

function callerOf(payload: JWTPayload, settings: OidcSettings): Caller {
  const { scopes, scopeClaim, tenantClaim } = settings;
  const held = wordsOf(claimOf(payload, scopeClaim));
  const scope = SCOPES.toReversed().find((each) => held.includes(scopes[each]));
  if (scope === undefined) {
    const known = SCOPES.map((each) => scopes[each]).join(", ");
    throw new ScopeMissing("read", `a token whose claim ${scopeClaim} has one of ${known}`);
  }
  const untilMs = (payload.exp ?? 0) * 1000 + settings.skewSeconds * 1000;
  const caller = { id: idOf(payload.sub ?? ""), scope, untilMs };
  return tenantClaim === undefined
    ? caller
    : { ...caller, ...tenantIn(claimOf(payload, tenantClaim), tenantClaim, scope) };
}

/** `*` is for all of them, so that a claim that is missing opens none. */
function tenantIn(claim: unknown, name: string, scope: KeyScope): { readonly tenant?: string } {
  const [tenant, ...others] = wordsOf(claim);
  if (tenant === "*" && others.length === 0) {
    return {};
  }
  if (tenant === undefined || others.length > 0 || !isTenantName(tenant)) {
    throw new ScopeMissing(scope, `a token whose claim ${name} names one tenant, or * for all`);
  }
  return { tenant };
}

/** `a.b` is the claim `b` of the claim `a`, unless there is one of the whole name. */
function claimOf(payload: JWTPayload, path: string): unknown {
  if (Object.hasOwn(payload, path)) {
    return payload[path];
  }
  return path
    .split(".")
    .reduce<unknown>(
      (value, name) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, name)
          ? Reflect.get(value, name)
          : undefined,
      payload,
    );
}

/** Scopes are words in one text, groups and roles a list of texts. */
function wordsOf(claim: unknown): readonly string[] {
  if (typeof claim === "string") {
    return claim.split(/\s+/).filter((word) => word !== "");
  }
  return Array.isArray(claim) ? claim.filter((word) => typeof word === "string") : [];
}

/** Shown in logs and kept with what was made. */
function idOf(subject: string): string {
  return `oidc:${subject.replaceAll(/[^\w.@:|-]/g, "_").slice(0, MAX_ID)}`;
}
