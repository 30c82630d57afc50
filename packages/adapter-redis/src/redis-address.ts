// Where Redis is, from PENSTOCK_REDIS_URL: a server, a socket, the primary that Sentinels name, or a cluster.

import type { SecureContextOptions } from "node:tls";
import type { RedisOptions } from "ioredis";

type Node = { readonly host: string; readonly port: number };

export type RedisAddress =
  | { readonly kind: "server"; readonly options: RedisOptions }
  /** The nodes that are asked for all others. */
  | { readonly kind: "cluster"; readonly nodes: readonly Node[]; readonly options: RedisOptions };

const PORT = 6379;
const SENTINEL_PORT = 26_379;

/**
 * @param url of a form that `redisUrl` of the settings accepts
 * @param tlsOptions for a scheme that begins with `rediss`
 */
export function addressOf(url: string, tlsOptions: SecureContextOptions = {}): RedisAddress {
  const [scheme = "", rest = ""] = split(url, "://");
  const [server = "", query = ""] = split(rest, "?");
  const at = server.lastIndexOf("@");
  const [places = "", path = ""] = split(server.slice(at + 1), "/");
  const asked = new URLSearchParams(query);
  const common = {
    ...credentialsOf(at < 0 ? "" : server.slice(0, at)),
    ...(scheme.startsWith("rediss") && { tls: tlsOptions }),
  };
  if (scheme === "unix") {
    const db = asked.get("db");
    return {
      kind: "server",
      options: { ...common, path: decodeURI(`/${path}`), ...(db !== null && { db: Number(db) }) },
    };
  }
  if (scheme.endsWith("+cluster")) {
    return { kind: "cluster", nodes: nodesOf(places, PORT), options: common };
  }
  if (scheme.endsWith("+sentinel")) {
    const [name = "", db = "0"] = path.split("/");
    const password = asked.get("sentinelPassword");
    return {
      kind: "server",
      options: {
        ...{ ...common, name, db: Number(db), sentinels: [...nodesOf(places, SENTINEL_PORT)] },
        ...(password !== null && { sentinelPassword: password }),
        ...(common.tls !== undefined && {
          enableTLSForSentinelMode: true,
          sentinelTLS: tlsOptions,
        }),
      },
    };
  }
  const [node] = nodesOf(places, PORT);
  return { kind: "server", options: { ...common, ...node, db: Number(path || "0") } };
}

function credentialsOf(user: string): Pick<RedisOptions, "username" | "password"> {
  const [username = "", password = ""] = split(user, ":").map(decodeURIComponent);
  return {
    ...(username !== "" && { username }),
    ...(password !== "" && { password }),
  };
}

function nodesOf(places: string, port: number): readonly Node[] {
  return places.split(",").map((place) => {
    const [, host = "", own] = /^(.*?)(?::(\d+))?$/.exec(place) ?? [];
    return { host: host.replace(/^\[|\]$/g, ""), port: own === undefined ? port : Number(own) };
  });
}

/** In two, at the first one. */
function split(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
