import type { Clock, ConfigStore, Log, Random, Repetitions, SessionStore } from "@penstock/core";
import { CONFIG_LOOK_EVERY_MS, KeyRing } from "@penstock/engine";
import {
  asksForKeys,
  type Loop,
  type OidcSettings,
  type SettingsOf,
  startPatientLoop,
} from "@penstock/process";
import { KEYS } from "@penstock/wire";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { authenticate } from "./authentication.ts";
import { FailedLogins } from "./failed-logins.ts";
import { authenticateByJwt } from "./jwt.ts";
import { RateLimit } from "./rate-limit.ts";
import { Sessions } from "./sessions.ts";

type AuthOptions = {
  readonly settings: SettingsOf<"api">;
  readonly config: ConfigStore;
  readonly store: SessionStore;
  readonly repeats: Repetitions;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
};

export type OpenAuth = Pick<HttpDependencies, "auth"> & Loop;

/** What finds out who sends a request, or, where the settings want none of that, says so. */
export function openAuth(options: AuthOptions): OpenAuth {
  const { settings, config, store, repeats, clock, random, log } = options;
  if (!asksForKeys(settings)) {
    sayThatItIsOpen(settings, log);
    return { stop: async () => undefined };
  }
  const ring = new KeyRing({ config, keys: KEYS, clock });
  const looking = startPatientLoop({
    what: "the look at the keys",
    everyMs: CONFIG_LOOK_EVERY_MS,
    repeats,
    run: () => ring.refreshOnce(),
    onError: (error, failures) => {
      if (failures === 1) {
        log.warn({ err: error }, "the keys cannot be read again: those that are known still count");
      }
    },
  });
  const { adminKey, requestsPerMinute, publicUrl = "" } = settings;
  const isSecure = publicUrl.startsWith("https:");
  const sessions = new Sessions({ store, ring, clock, random, isSecure });
  const oidc = oidcOf(settings);
  const identifyToken = oidc && authenticateByJwt(oidc, clock);
  return {
    auth: {
      identify: authenticate({ ring, adminKey, clock, identifyToken, sessions }),
      sessions,
      failedLogins: new FailedLogins(clock, log, settings.trustedProxies),
      rateLimit: requestsPerMinute === 0 ? undefined : new RateLimit(requestsPerMinute, clock),
      // The change was made: what cannot be seen now is seen by the next look.
      onKeysChanged: () => ring.refreshOnce().catch(() => undefined),
    },
    stop: () => looking.stop(),
  };
}

function oidcOf(settings: SettingsOf<"api">): OidcSettings | undefined {
  const { oidcIssuer: issuer, oidcAudience: audience } = settings;
  return issuer === undefined || audience === undefined
    ? undefined
    : {
        ...{ issuer, audience, jwksUrl: settings.oidcJwksUrl },
        ...{ scopes: settings.oidcScopes, scopeClaim: settings.oidcScopeClaim },
        ...{ tenantClaim: settings.oidcTenantClaim, skewSeconds: settings.oidcSkewSeconds },
      };
}

function sayThatItIsOpen({ auth, listen }: AuthOptions["settings"], log: Log): void {
  if (auth === "none") {
    const place = `${listen.host}:${listen.port}`;
    log.warn({}, `PENSTOCK_AUTH=none: any client that reaches ${place} may use all of the API`);
  } else {
    log.info({}, "the API asks for no key: it listens for clients on this machine alone");
  }
}
