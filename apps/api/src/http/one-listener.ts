import { lookup } from "node:dns/promises";
import type { ListenAddress } from "@penstock/process";

/**
 * Where to listen, by its address. For the name `localhost` Fastify opens a second server on ::1 by itself,
 * which has nothing of what was put on the first: no limit of connections, no response to what is no request.
 */
export async function oneListener({ host, port }: ListenAddress): Promise<ListenAddress> {
  const { address } = await lookup(host, { order: "ipv4first" });
  return { host: address, port };
}
