import { z } from "zod";
import { AUTH_SETTINGS } from "./auth-settings.ts";
import { CLI_SETTINGS } from "./cli-settings.ts";
import { JOURNAL_SETTINGS } from "./journal-settings.ts";
import { LIMIT_SETTINGS } from "./limit-settings.ts";
import { LISTEN_SETTINGS } from "./listen-settings.ts";
import { networks } from "./networks.ts";
import { REDIS_SETTINGS } from "./redis-settings.ts";
import { sealingKeys } from "./sealing/sealing-keys.ts";
import { optionalText, wholeNumber } from "./setting-forms.ts";
import { WORKER_SETTINGS } from "./worker-settings.ts";

/** `cli`: the command line, which is no process of a deployment. */
export const ROLES = ["api", "planner", "worker", "coordinator", "cli"] as const;

export type Role = (typeof ROLES)[number];

type Setting = {
  readonly name: `PENSTOCK_${string}`;
  /** Reads the variable's text. */
  readonly schema: z.ZodType<unknown, string>;
  readonly defaultText: string;
  /** How the value is written, for the settings page. */
  readonly unit: string;
  readonly meaning: string;
  /** The roles that read it: a role sees no other settings. */
  readonly roles: readonly Role[];
  /** True: `NAME_FILE` may name a file that holds the value, and logs never show it. */
  readonly isSecret?: true;
};

const logLevel = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["debug", "info", "warn", "error"], "write debug, info, warn or error"));

export type LogLevel = z.output<typeof logLevel>;

/**
 * Every setting there is. Parsing, the messages about mistakes and docs/settings.md come from here.
 */
export const SETTINGS = {
  ...REDIS_SETTINGS,
  configPath: {
    name: "PENSTOCK_CONFIG",
    schema: z.string().min(1),
    defaultText: "./penstock.config.json",
    unit: "path",
    meaning: "The file that describes the connections.",
    roles: ["api", "planner", "worker", "coordinator"],
  },
  ...JOURNAL_SETTINGS,
  receiptKey: {
    name: "PENSTOCK_RECEIPT_KEY",
    schema: z
      .string()
      .regex(/^(.{32,})?$/s, "write 32 characters or more, for example from `openssl rand -hex 32`")
      .transform((key) => (key === "" ? undefined : key)),
    defaultText: "",
    unit: "text",
    meaning:
      "The key that signs the receipts of finished transfers. `penstock verify` checks the signatures with it.",
    roles: ["api", "cli"],
    isSecret: true,
  },
  sealingKeys: {
    name: "PENSTOCK_SEALING_KEY",
    schema: sealingKeys,
    defaultText: "",
    unit: "base64",
    meaning:
      "The key that encrypts the secrets that Penstock stores: 32 bytes, for example from `openssl rand -base64 32`. All processes need the same one. To replace it, write the new key, a comma and the old one, first for every process and without the old key once nothing is sealed by it.",
    roles: ["api", "planner", "worker", "coordinator"],
    isSecret: true,
  },
  allowNetworks: {
    name: "PENSTOCK_ALLOW_NETWORKS",
    schema: networks,
    defaultText: "",
    unit: "networks",
    meaning:
      "Networks inside yours that addresses of clients and servers may lead to, as `10.1.0.0/16,fd12::/32`: source URLs, redirects, webhooks, connections that the API made. Left out, they lead to public addresses only. Addresses of `penstock.config.json` are always allowed, and those where clouds give out credentials never.",
    roles: ["api", "planner", "worker", "coordinator"],
  },
  ...LISTEN_SETTINGS,
  ...AUTH_SETTINGS,
  plans: {
    name: "PENSTOCK_PLAN",
    schema: z.enum(["on", "off"], "write on or off"),
    defaultText: "on",
    unit: "on or off",
    meaning:
      "Whether the api plans transfers and lists as well. With `off` it leaves them to processes of the role `planner`, of which there has to be one then.",
    roles: ["api"],
  },
  pricesPath: {
    name: "PENSTOCK_PRICES",
    schema: optionalText,
    defaultText: "",
    unit: "path",
    meaning:
      "The price table that plans estimate their cost by, in the form of `docs/prices.json`. Left out: that file.",
    roles: ["api"],
  },
  ...WORKER_SETTINGS,
  ...LIMIT_SETTINGS,
  drainSeconds: {
    name: "PENSTOCK_DRAIN_SECONDS",
    schema: wholeNumber(0, 3600),
    defaultText: "25",
    unit: "seconds",
    meaning:
      "How long a stopping process may take to finish its running tasks. Unfinished tasks go back to the queue.",
    roles: ["api", "planner", "worker", "coordinator"],
  },
  logLevel: {
    name: "PENSTOCK_LOG_LEVEL",
    schema: logLevel,
    defaultText: "info",
    unit: "debug, info, warn or error",
    meaning: "The lowest level that is logged.",
    roles: ["api", "planner", "worker", "coordinator"],
  },
  ...CLI_SETTINGS,
} as const satisfies Record<string, Setting>;

type Table = typeof SETTINGS;

/** What a role may read, and nothing else. */
export type SettingsOf<R extends Role> = {
  readonly [Key in keyof Table as R extends Table[Key]["roles"][number] ? Key : never]: z.output<
    Table[Key]["schema"]
  >;
};

export function settingList(): readonly (readonly [key: string, setting: Setting])[] {
  return Object.entries(SETTINGS);
}
