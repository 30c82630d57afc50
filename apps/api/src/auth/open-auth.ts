import type { Clock, ConfigStore, Log, Repetitions } from "@penstock/core";
import { CONFIG_LOOK_EVERY_MS, KeyRing } from "@penstock/engine";
import { asksForKeys, type Loop, type SettingsOf, startPatientLoop } from "@penstock/process";
import { KEYS } from "@penstock/wire";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { authenticateByKey } from "./authentication.ts";

type AuthOptions = {
  readonly settings: Pick<SettingsOf<"api">, "auth" | "adminKey" | "listen">;
  readonly config: ConfigStore;
  readonly repeats: Repetitions;
  readonly clock: Clock;
  readonly log: Log;
};

export type OpenAuth = Pick<HttpDependencies, "auth"> & Loop;

/** What finds out who sends a request, or, where the settings want none of that, says so. */
export function openAuth({ settings, config, repeats, clock, log }: AuthOptions): OpenAuth {
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
  return {
    auth: {
      identify: authenticateByKey({ ring, adminKey: settings.adminKey, clock }),
      // The change was made: what cannot be seen now is seen by the next look.
      onKeysChanged: () => ring.refreshOnce().catch(() => undefined),
    },
    stop: () => looking.stop(),
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
