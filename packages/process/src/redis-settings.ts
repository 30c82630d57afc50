import { redisUrl } from "./redis-url.ts";
import { optionalText } from "./setting-forms.ts";

/** Where Redis is, and how it is trusted. */
export const REDIS_SETTINGS = {
  redisUrl: {
    name: "PENSTOCK_REDIS_URL",
    schema: redisUrl,
    defaultText: "redis://127.0.0.1:6379",
    unit: "URL",
    meaning:
      "The Redis that holds the ledger and the queues. It must not evict keys (`maxmemory-policy noeviction`).",
    roles: ["api", "planner", "worker", "coordinator"],
    isSecret: true,
  },
  redisCaPath: {
    name: "PENSTOCK_REDIS_CA",
    schema: optionalText,
    defaultText: "",
    unit: "path",
    meaning:
      "For `rediss://`: a file with the certificates (PEM) of the authorities that the certificate of Redis may be from. Left out: those that Node trusts.",
    roles: ["api", "planner", "worker", "coordinator"],
  },
  redisCertificatePath: {
    name: "PENSTOCK_REDIS_CERTIFICATE",
    schema: optionalText,
    defaultText: "",
    unit: "path",
    meaning:
      "For `rediss://`: a file with the certificate that Redis asks its clients for, and its private key (PEM, one behind the other).",
    roles: ["api", "planner", "worker", "coordinator"],
  },
} as const;
