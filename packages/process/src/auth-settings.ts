// Who may ask the API, and how often: the settings for it, and which of them leave it open to others.

import type { KeyScope } from "@penstock/core";
import { z } from "zod";
import { networks } from "./networks.ts";
import { isLoopback } from "./origin-check.ts";
import { optionalText, wholeNumber } from "./setting-forms.ts";

/** A key that a person makes up is guessed at; one of this length comes from a generator. */
const MIN_KEY = 24;

const key = z
  .string()
  .regex(
    new RegExp(`^([\\x21-\\x7e]{${MIN_KEY},})?$`),
    `write ${MIN_KEY} or more letters, digits and signs without blanks, for example from \`openssl rand -hex 32\``,
  )
  .transform((text) => (text === "" ? undefined : text));

/** A machine between them could give out other keys. */
const issuerUrl = z
  .union([z.literal(""), z.url({ protocol: /^https?$/ })], "write https://HOST/PATH")
  .refine((text) => !text.startsWith("http:") || isLoopback(URL.parse(text)?.hostname ?? ""), {
    error: "write https:// (http:// is for this machine alone)",
  })
  .transform((text) => (text === "" ? undefined : text));

const SCOPES_RULE = "write read=WORD,operate=WORD,admin=WORD";

const scopeWords = z.string().transform((text, context): Readonly<Record<KeyScope, string>> => {
  const pairs = text.split(",").map((pair) => /^\s*(read|operate|admin)=(\S+)\s*$/.exec(pair));
  const words = new Map(pairs.map((match) => [match?.[1], match?.[2]]));
  const [read, operate, admin] = [words.get("read"), words.get("operate"), words.get("admin")];
  if (pairs.length !== 3 || read === undefined || operate === undefined || admin === undefined) {
    context.addIssue({ code: "custom", message: SCOPES_RULE });
    return z.NEVER;
  }
  return { read, operate, admin };
});

export const AUTH_SETTINGS = {
  auth: {
    name: "PENSTOCK_AUTH",
    schema: z.enum(["auto", "required", "none"], "write auto, required or none"),
    defaultText: "auto",
    unit: "auto, required or none",
    meaning:
      "Whether the API asks for keys. `auto`: as soon as `PENSTOCK_ADMIN_KEY` or `PENSTOCK_OIDC_ISSUER` is set; without them it listens on a loopback address only. `required`: always, also when all keys were made before. `none`: any client that reaches the API may use all of it, from wherever it is.",
    roles: ["api"],
  },
  adminKey: {
    name: "PENSTOCK_ADMIN_KEY",
    schema: key,
    defaultText: "",
    unit: "text",
    meaning:
      "The first key: it opens everything, and makes the other ones (`penstock key create`). It needs neither Redis nor a journal.",
    roles: ["api"],
    isSecret: true,
  },
  key: {
    name: "PENSTOCK_KEY",
    schema: optionalText,
    defaultText: "",
    unit: "text",
    meaning: "The key that the command line sends to the API.",
    roles: ["cli"],
    isSecret: true,
  },
  oidcIssuer: {
    name: "PENSTOCK_OIDC_ISSUER",
    schema: issuerUrl,
    defaultText: "",
    unit: "URL",
    meaning:
      "The OpenID Connect issuer whose signed tokens are taken as keys, exactly as their claim `iss` says it.",
    roles: ["api"],
  },
  oidcAudience: {
    name: "PENSTOCK_OIDC_AUDIENCE",
    schema: optionalText,
    defaultText: "",
    unit: "text",
    meaning: "What the claim `aud` of a token has to name. Needed with `PENSTOCK_OIDC_ISSUER`.",
    roles: ["api"],
  },
  oidcJwksUrl: {
    name: "PENSTOCK_OIDC_JWKS_URL",
    schema: issuerUrl,
    defaultText: "",
    unit: "URL",
    meaning:
      "Where the issuer's public keys are. Left out: its `/.well-known/openid-configuration` says it.",
    roles: ["api"],
  },
  oidcScopeClaim: {
    name: "PENSTOCK_OIDC_SCOPE_CLAIM",
    schema: z.string(),
    defaultText: "scope",
    unit: "claim",
    meaning:
      "The claim that says what a token allows: words in one text, or a list. `realm_access.roles` is a claim in a claim.",
    roles: ["api"],
  },
  oidcScopes: {
    name: "PENSTOCK_OIDC_SCOPES",
    schema: scopeWords,
    defaultText: "read=penstock:read,operate=penstock:operate,admin=penstock:admin",
    unit: "read=WORD,operate=WORD,admin=WORD",
    meaning:
      "Which word of that claim stands for which scope. The highest one counts; a token with none of them opens nothing.",
    roles: ["api"],
  },
  oidcTenantClaim: {
    name: "PENSTOCK_OIDC_TENANT_CLAIM",
    schema: optionalText,
    defaultText: "",
    unit: "claim",
    meaning:
      "The claim that names the one tenant of a token; `*` in it is for all. Left out: every token is for all tenants.",
    roles: ["api"],
  },
  oidcSkewSeconds: {
    name: "PENSTOCK_OIDC_CLOCK_SKEW",
    schema: wholeNumber(0, 600),
    defaultText: "60",
    unit: "seconds",
    meaning: "How far the clocks of the issuer and of the api may be apart.",
    roles: ["api"],
  },
  trustedProxies: {
    name: "PENSTOCK_TRUSTED_PROXIES",
    schema: networks,
    defaultText: "",
    unit: "networks",
    meaning:
      "Networks of proxies before the api, as `10.0.0.0/8`, whose `X-Forwarded-For` is believed: keys that are not valid are counted by the address of the client. Left out, by the address that connects.",
    roles: ["api"],
  },
  requestsPerMinute: {
    name: "PENSTOCK_RATE_LIMIT",
    schema: wholeNumber(0, 1_000_000),
    defaultText: "6000",
    unit: "requests a minute",
    meaning:
      "How many requests one key may send in a minute to one api process, where keys are asked for. The response says what is left (`RateLimit`); further ones are 429. 0: any number.",
    roles: ["api"],
  },
} as const;

type AuthValues = {
  readonly auth: "auto" | "required" | "none";
  readonly adminKey: string | undefined;
  readonly oidcIssuer: string | undefined;
};

/** Whether requests have to show who sends them. */
export function asksForKeys({ auth, adminKey, oidcIssuer }: AuthValues): boolean {
  const hasOne = adminKey !== undefined || oidcIssuer !== undefined;
  return auth === "required" || (auth === "auto" && hasOne);
}

/** Whose tokens are taken, and what they say. */
export type OidcSettings = {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl?: string | undefined;
  readonly scopeClaim: string;
  readonly scopes: Readonly<Record<KeyScope, string>>;
  readonly tenantClaim?: string | undefined;
  readonly skewSeconds: number;
};

/** An API is open to other machines because that was said, never because nothing was. */
export function issuesOfAuth(values: Readonly<Record<string, unknown>>): readonly string[] {
  const { auth, adminKey, oidcIssuer, oidcAudience } = values;
  if (oidcIssuer !== undefined && oidcAudience === undefined) {
    return [
      "PENSTOCK_OIDC_ISSUER needs PENSTOCK_OIDC_AUDIENCE: a token that was made for another service would open this one",
    ];
  }
  const hasOne = adminKey !== undefined || oidcIssuer !== undefined;
  if (auth === "none" && hasOne) {
    return [
      "PENSTOCK_AUTH is none, so PENSTOCK_ADMIN_KEY and PENSTOCK_OIDC_ISSUER would protect nothing: keep one of them",
    ];
  }
  return auth === "auto" && !hasOne ? issuesOfOpenApi(values) : [];
}

function issuesOfOpenApi({ listen, publicUrl }: Readonly<Record<string, unknown>>) {
  const cure =
    "set PENSTOCK_ADMIN_KEY (or PENSTOCK_ADMIN_KEY_FILE), or PENSTOCK_AUTH=none if any client may use all of it";
  if (!isLoopback(hostOf(listen))) {
    return [`PENSTOCK_LISTEN opens the API to other machines, and nothing asks for a key: ${cure}`];
  }
  const publicHost = typeof publicUrl === "string" ? URL.parse(publicUrl)?.hostname : undefined;
  return publicHost === undefined || isLoopback(publicHost)
    ? []
    : [`PENSTOCK_PUBLIC_URL serves the API elsewhere, and nothing asks for a key: ${cure}`];
}

function hostOf(listen: unknown): string {
  const isAddress = typeof listen === "object" && listen !== null && "host" in listen;
  return isAddress ? String(listen.host) : "localhost";
}
