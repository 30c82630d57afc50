import type { OidcSettings } from "@penstock/process";
import { ManualClock, startHttpServer } from "@penstock/testkit";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authenticateByJwt, isJwt } from "./jwt.ts";

// Real keys, and an issuer that serves them on this machine.

const START_MS = Date.UTC(2026, 0, 1);
const SCOPES = { read: "p:read", operate: "p:operate", admin: "p:admin" };

type Issuer = Awaited<ReturnType<typeof startHttpServer>>;
type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

let issuer: Issuer;
let current: Pair;
let next: Pair;
let foreign: Pair;
const served: object[] = [];

beforeAll(async () => {
  [current, next, foreign] = await Promise.all([
    generateKeyPair("ES256"),
    generateKeyPair("RS256"),
    generateKeyPair("ES256"),
  ]);
  served.push({ ...(await exportJWK(current.publicKey)), kid: "a", alg: "ES256" });
  issuer = await startHttpServer(({ url = "" }, response) => {
    const found = {
      "/.well-known/openid-configuration": { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` },
      "/keys": { keys: served },
    }[url];
    response.writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(found ?? {}));
  });
});

afterAll(() => issuer.close());

function settings(change: Partial<OidcSettings> = {}): OidcSettings {
  return {
    ...{ issuer: issuer.url, audience: "penstock", scopeClaim: "scope", scopes: SCOPES },
    skewSeconds: 60,
    ...change,
  };
}

const CLAIMS = { sub: "ada", scope: "openid p:operate" };

async function tokenOf(
  claims: Readonly<Record<string, unknown>> = {},
  { pair = current, header = { alg: "ES256", kid: "a" } } = {},
): Promise<string> {
  const all = {
    ...{ iss: issuer.url, aud: "penstock", ...CLAIMS },
    ...{ iat: START_MS / 1000, exp: START_MS / 1000 + 300 },
    ...claims,
  };
  return new SignJWT(all).setProtectedHeader(header).sign(pair.privateKey);
}

describe("a token", () => {
  test("of the issuer is its subject, with the highest scope that it has", async () => {
    const identify = authenticateByJwt(settings(), new ManualClock(START_MS));

    const caller = await identify(await tokenOf({ scope: "p:read x p:admin" }));

    expect(caller).toEqual({ id: "oidc:ada", scope: "admin", untilMs: START_MS + 360_000 });
  });

  test.each([
    ["of another audience", { aud: "other" }],
    ["of another issuer", { iss: "https://other.example" }],
    ["that has expired", { exp: START_MS / 1000 - 61 }],
    ["that is not valid yet", { nbf: START_MS / 1000 + 61 }],
    ["without a subject", { sub: undefined }],
    ["without an end", { exp: undefined }],
  ])("%s is refused", async (_what, claims) => {
    const identify = authenticateByJwt(settings(), new ManualClock(START_MS));

    const token = await tokenOf(claims);

    await expect(identify(token)).rejects.toMatchObject({ status: 401, code: "unauthenticated" });
  });

  test("is taken with a clock that is as far apart as the settings allow", async () => {
    const identify = authenticateByJwt(settings(), new ManualClock(START_MS));

    const late = await identify(await tokenOf({ exp: START_MS / 1000 - 59 }));
    const early = await identify(await tokenOf({ nbf: START_MS / 1000 + 59 }));

    expect([late.id, early.id]).toEqual(["oidc:ada", "oidc:ada"]);
  });

  test("that another key signed, no key, or the public key as a password, is refused", async () => {
    const identify = authenticateByJwt(settings(), new ManualClock(START_MS));
    const byOther = await tokenOf({}, { pair: foreign, header: { alg: "ES256", kid: "a" } });
    const [, payload = ""] = byOther.split(".");
    const header = (fields: object) => Buffer.from(JSON.stringify(fields)).toString("base64url");
    const byPassword = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: "HS256", kid: "a" })
      .sign(new TextEncoder().encode(JSON.stringify(served[0])));

    for (const token of [byOther, `${header({ alg: "none" })}.${payload}.x`, byPassword]) {
      await expect(identify(token)).rejects.toMatchObject({ status: 401 });
    }
  });

  test("by a key that the issuer made since is taken, once its keys are read again", async () => {
    const clock = new ManualClock(START_MS);
    const token = await tokenOf({}, { pair: next, header: { alg: "RS256", kid: "b" } });
    const before = authenticateByJwt(settings(), clock);
    await expect(before(token)).rejects.toMatchObject({ status: 401 });

    served.push({ ...(await exportJWK(next.publicKey)), kid: "b", alg: "RS256" });

    const after = authenticateByJwt(settings({ jwksUrl: `${issuer.url}/keys` }), clock);
    expect((await after(token)).id).toBe("oidc:ada");
  });

  test.each([
    ["a list of groups", { scopeClaim: "groups" }, { groups: ["x", "p:read"] }, "read"],
    ["a claim in a claim", { scopeClaim: "a.roles" }, { a: { roles: ["p:admin"] } }, "admin"],
    ["a claim with a dot", { scopeClaim: "a.roles" }, { "a.roles": "p:operate" }, "operate"],
  ])("may have its scope in %s", async (_what, change, claims, scope) => {
    const identify = authenticateByJwt(settings(change), new ManualClock(START_MS));

    expect((await identify(await tokenOf(claims))).scope).toBe(scope);
  });

  test.each([{ scope: "openid" }, { scope: 7 }, { scope: undefined }, { scope: "P:READ" }])(
    "with %j opens nothing",
    async (claims) => {
      const identify = authenticateByJwt(settings(), new ManualClock(START_MS));

      await expect(identify(await tokenOf(claims))).rejects.toMatchObject({
        ...{ status: 403, code: "scope-missing" },
      });
    },
  );

  test("is for the tenant that its claim names, for all with *, and for none without", async () => {
    const identify = authenticateByJwt(settings({ tenantClaim: "org" }), new ManualClock(START_MS));

    const one = await identify(await tokenOf({ org: "films" }));
    const all = await identify(await tokenOf({ org: "*" }));

    expect([one.tenant, all.tenant]).toEqual(["films", undefined]);
    for (const org of [undefined, "", "A B", ["films", "other"], { x: 1 }]) {
      await expect(identify(await tokenOf({ org }))).rejects.toMatchObject({ status: 403 });
    }
  });

  test("cannot be checked while its issuer does not respond, which is not the client's fault", async () => {
    const away = settings({ jwksUrl: "http://127.0.0.1:9/keys" });
    const wrong = settings({ issuer: `${issuer.url}/other` });

    for (const each of [away, wrong]) {
      const identify = authenticateByJwt(each, new ManualClock(START_MS));
      await expect(identify(await tokenOf())).rejects.toMatchObject({ code: "issuer-unreachable" });
    }
  });

  test("is told from a key by its form", async () => {
    expect(isJwt(await tokenOf())).toBe(true);
    expect(isJwt("key_01jd8k5z7w3v9xq2m4n6p8r0s1_00")).toBe(false);
  });
});
