import {
  DEFAULT_RETENTION,
  DEFAULT_TENANT,
  isTenantName,
  type LimitName,
  parseByteSize,
  parseRetention,
  readLimits,
  TENANT_NAME_RULE,
} from "@penstock/core";
import { z } from "zod";
import { AUTH_SETTINGS } from "./auth-settings.ts";
import { networks } from "./networks.ts";
import { REDIS_SETTINGS } from "./redis-settings.ts";
import { sealingKeys } from "./sealing/sealing-keys.ts";

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

function wholeNumber(least: number, most: number) {
  const message = `write a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message);
}

const listenAddress = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^\s:[\]]+):\d{1,5}$/, "write HOST:PORT, for example 127.0.0.1:8080")
  .transform((text) => {
    const colon = text.lastIndexOf(":");
    return {
      host: text.slice(0, colon).replace(/^\[|\]$/g, ""),
      port: Number(text.slice(colon + 1)),
    };
  })
  .refine(({ port }) => port <= 65_535, "a port is at most 65535");

/** Where a server accepts connections. Port 0 takes a free one. */
export type ListenAddress = z.output<typeof listenAddress>;

const MIB = 1024 * 1024;

function byteSize(least: number, most: number, message: string) {
  return z.string().transform((text, context) => {
    const bytes = parseByteSize(text);
    if (bytes === undefined || bytes < least || bytes > most) {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
    return bytes;
  });
}

// Below 1 MiB no store takes a part; 5 GiB is the largest part there is.
const bufferSize = byteSize(MIB, 5120 * MIB, "write a size from 1MiB to 5GiB");
const memorySize = byteSize(MIB, 1024 * 1024 * MIB, "write a size from 1MiB to 1TiB");

const slotCount = wholeNumber(1, 256);

/** `auto`: the worker looks for the number itself. */
const slots = z.string().transform((text, context) => {
  const { data } = text === "auto" ? { data: "auto" as const } : slotCount.safeParse(text);
  if (data === undefined) {
    context.addIssue({ code: "custom", message: "write auto, or a whole number from 1 to 256" });
    return z.NEVER;
  }
  return data;
});

/** As `penstock cp` tells a key of a connection from a file. */
const IN_A_STORE = /^([a-z0-9][a-z0-9-]{0,62}):(.*)$/s;

const journalPlace = z.string().transform((text, context) => {
  if (text === "") {
    return undefined;
  }
  const [, connection, prefix = ""] = IN_A_STORE.exec(text) ?? [];
  if (connection === undefined) {
    return { kind: "folder", path: text } as const;
  }
  if (!/^[^/\s][^\s]*\/$/.test(prefix)) {
    context.addIssue({
      code: "custom",
      message: "write CONNECTION:PREFIX/ with the slash at its end, or a folder as ./NAME or /NAME",
    });
    return z.NEVER;
  }
  return { kind: "store", connection, prefix } as const;
});

const retention = z.string().transform((text, context) => {
  const parsed = parseRetention(text);
  if ("issue" in parsed) {
    context.addIssue({ code: "custom", message: parsed.issue });
    return z.NEVER;
  }
  return parsed;
});

/** In the form of a document of limits; undefined for none. */
function limit(name: LimitName) {
  return z.string().transform((text, context) => {
    const { limits, issues } = readLimits(text === "" ? {} : { [name]: text });
    for (const { message } of issues) {
      context.addIssue({ code: "custom", message });
    }
    return issues.length > 0 ? z.NEVER : limits[name];
  });
}

const limitsTimeZone = z.string().transform((timeZone, context) => {
  const [issue] = readLimits({ timeZone }).issues;
  if (issue !== undefined) {
    context.addIssue({ code: "custom", message: issue.message });
    return z.NEVER;
  }
  return timeZone;
});

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
  journal: {
    name: "PENSTOCK_JOURNAL",
    schema: journalPlace,
    defaultText: "",
    unit: "path or CONNECTION:PREFIX/",
    meaning:
      "Where each accepted job is also stored until it is finished, so that an emptied Redis can be refilled: a folder on another disk than Redis', or a prefix in the bucket of a connection. All api, planner and coordinator processes must use the same one.",
    roles: ["api", "planner", "coordinator"],
  },
  retention: {
    name: "PENSTOCK_RETENTION",
    schema: retention,
    defaultText: DEFAULT_RETENTION,
    unit: "duration, or succeeded=7d,failed=90d",
    meaning:
      "How long finished jobs are kept after their end, with their receipts and failures: `30d`, or by outcome. Jobs that were cancelled or that completed with errors are kept like failed ones. With `PENSTOCK_JOURNAL` a job moves there an hour after its end, and Redis keeps at most 200 bytes of it; without one Redis keeps it whole, and at most 100,000 finished jobs: the oldest go first.",
    roles: ["api", "coordinator"],
  },
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
  listen: {
    name: "PENSTOCK_LISTEN",
    schema: listenAddress,
    defaultText: "127.0.0.1:8080",
    unit: "host:port",
    meaning:
      "The address on which the API listens. Other machines reach it only with keys, or with `PENSTOCK_AUTH=none`.",
    roles: ["api"],
  },
  healthListen: {
    name: "PENSTOCK_HEALTH_LISTEN",
    schema: listenAddress,
    defaultText: "127.0.0.1:0",
    unit: "host:port",
    meaning:
      "The address on which a process responds to health checks only. Port 0 uses a free port. The api also responds to them at `PENSTOCK_LISTEN`; with port 0 it opens no other port.",
    roles: ["api", "planner", "worker", "coordinator"],
  },
  publicUrl: {
    name: "PENSTOCK_PUBLIC_URL",
    schema: z
      .union(
        [z.literal(""), z.url({ protocol: /^https?$/ })],
        "write https://HOST or http://HOST:PORT",
      )
      .transform((url) => (url === "" ? undefined : url)),
    defaultText: "",
    unit: "URL",
    meaning:
      "The URL that clients use for the API, if it differs from the address on which the API listens. Requests for other host names are then refused. An API on a loopback address always refuses them.",
    roles: ["api"],
  },
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
    schema: z.string().transform((path) => (path === "" ? undefined : path)),
    defaultText: "",
    unit: "path",
    meaning:
      "The price table that plans estimate their cost by, in the form of `docs/prices.json`. Left out: that file.",
    roles: ["api"],
  },
  slots: {
    name: "PENSTOCK_SLOTS",
    schema: slots,
    defaultText: "auto",
    unit: "parts, or auto",
    meaning:
      "How many parts a worker uploads at once. `auto` starts with 8 and adjusts to the network, the CPU and the store. A number keeps it fixed.",
    roles: ["worker"],
  },
  memoryBytes: {
    name: "PENSTOCK_MEMORY",
    schema: memorySize,
    defaultText: "256MiB",
    unit: "bytes",
    meaning:
      "The limit for all part buffers of a worker with `auto` slots. It never has more than this ÷ `PENSTOCK_BUFFER` slots, and never more than 64. With a fixed number of slots, the limit is that number × `PENSTOCK_BUFFER`.",
    roles: ["worker"],
  },
  bufferBytes: {
    name: "PENSTOCK_BUFFER",
    schema: bufferSize,
    defaultText: "16MiB",
    unit: "bytes",
    meaning:
      "The largest part that a worker holds in memory, once for each slot. Larger parts are streamed. If the store wants their checksum in a header, the source is read twice: once to hash, once to send.",
    roles: ["worker"],
  },
  bytesPerSecond: {
    name: "PENSTOCK_BYTES_PER_SECOND",
    schema: limit("bytesPerSecond"),
    defaultText: "",
    unit: "50MiB/s, or lines of a calendar",
    meaning:
      "The limit on the bytes that all workers together send to stores. It holds until limits of the deployment are set by the API or by `penstock limit set`. All processes need the same one, as for the next two settings. [docs/limits.md](limits.md) tells how calendars are written.",
    roles: ["api", "worker", "coordinator"],
  },
  requestsPerSecond: {
    name: "PENSTOCK_REQUESTS_PER_SECOND",
    schema: limit("requestsPerSecond"),
    defaultText: "",
    unit: "200/s, or lines of a calendar",
    meaning: "The same for the requests that workers send to stores and sources.",
    roles: ["api", "worker", "coordinator"],
  },
  limitsTimeZone: {
    name: "PENSTOCK_LIMITS_TIME_ZONE",
    schema: limitsTimeZone,
    defaultText: "UTC",
    unit: "time zone",
    meaning:
      "The time zone of the calendars in these two limits: one of the IANA database, such as `Europe/Berlin`.",
    roles: ["api", "worker", "coordinator"],
  },
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
  apiUrl: {
    name: "PENSTOCK_URL",
    schema: z.url({ protocol: /^https?$/, error: "write http://HOST:PORT" }),
    defaultText: "http://127.0.0.1:8080",
    unit: "URL",
    meaning: "The API that the command line uses.",
    roles: ["cli"],
  },
  tenant: {
    name: "PENSTOCK_TENANT",
    schema: z.string().refine(isTenantName, TENANT_NAME_RULE),
    defaultText: DEFAULT_TENANT,
    unit: "name",
    meaning:
      "The tenant whose jobs and schedules the command line makes and shows, unless `--tenant` names one.",
    roles: ["cli"],
  },
  demo: {
    name: "PENSTOCK_DEMO",
    schema: z
      .string()
      .regex(/^([\w-]+: [\w-]+:\S*)?$/, "write SOURCE: STORE:PREFIX, as `samples: s3:demo/`")
      .transform(demoPlace),
    defaultText: "",
    unit: "SOURCE: STORE:PREFIX",
    meaning:
      "Where `penstock demo` moves its sample in a deployment that runs already: from a `file` connection whose folder the command may write, below a prefix of another connection. Left out, the demo starts processes of its own.",
    roles: ["cli"],
  },
} as const satisfies Record<string, Setting>;

type Table = typeof SETTINGS;

/** Of `samples: s3:demo/`; undefined for nothing. */
function demoPlace(text: string) {
  const [, source, connection, prefix] = /^(\S+): (\S+?):(\S*)$/.exec(text) ?? [];
  return source === undefined || connection === undefined || prefix === undefined
    ? undefined
    : { source, connection, prefix };
}

/** What a role may read, and nothing else. */
export type SettingsOf<R extends Role> = {
  readonly [Key in keyof Table as R extends Table[Key]["roles"][number] ? Key : never]: z.output<
    Table[Key]["schema"]
  >;
};

export function settingList(): readonly (readonly [key: string, setting: Setting])[] {
  return Object.entries(SETTINGS);
}
