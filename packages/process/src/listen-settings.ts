import { z } from "zod";

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

/** Where a process listens, and where clients find it. */
export const LISTEN_SETTINGS = {
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
} as const;
