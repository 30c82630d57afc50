import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";
import type { Clock, Log } from "@penstock/core";
import { Rejection } from "../http/problem.ts";

/** So many are a mistake of a person. */
const FREE = 5;
const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;
/** After this time without a failure an address begins anew. */
const FORGET_MS = 15 * 60_000;
/** The one that failed the longest ago is forgotten first. */
const MAX_ADDRESSES = 10_000;

type Count = { readonly failures: number; readonly atMs: number };

type Sender = {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: IncomingHttpHeaders;
};

/**
 * Keys that are not valid, by the address that sends them, as this process counts them: after some of them in a row
 * each further one waits for a pause that grows. A valid key never waits, or a client that guesses would lock out all
 * others behind its proxy; and it ends no pause, or one valid key would make guesses at others free. That a guess is
 * compared during a pause gains nothing: a key has 160 random bits, and the first one 24 characters or more.
 */
export class FailedLogins {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #proxies = new BlockList();
  readonly #counts = new Map<string, Count>();

  /** @param trustedProxies networks whose word on the address of a client is believed */
  constructor(clock: Clock, log: Log, trustedProxies: readonly string[]) {
    this.#clock = clock;
    this.#log = log;
    for (const network of trustedProxies) {
      const [address = "", length] = network.split("/");
      this.#proxies.addSubnet(address, Number(length), familyOf(address));
    }
  }

  /** Throws a Rejection while keys of this address that are not valid have to wait. */
  assertMayFail(sender: Sender): void {
    const known = this.#counts.get(this.#addressOf(sender));
    const waitMs =
      known === undefined ? 0 : known.atMs + pauseAfter(known.failures) - this.#clock.nowMs();
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      throw new Rejection(
        "rate-limited",
        429,
        `this key is not valid, and neither were others of this address: send the next one in ${seconds} s`,
        { headers: { "retry-after": String(seconds) } },
      );
    }
  }

  noteFailure(sender: Sender): void {
    const address = this.#addressOf(sender);
    const atMs = this.#clock.nowMs();
    const known = this.#counts.get(address);
    const before = known !== undefined && atMs - known.atMs < FORGET_MS ? known.failures : 0;
    const failures = before + 1;
    // The oldest is the first of a Map.
    this.#counts.delete(address);
    this.#counts.set(address, { failures, atMs });
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MAX_ADDRESSES && oldest !== undefined) {
      this.#counts.delete(oldest);
    }
    if (pauseAfter(failures) > 0) {
      this.#log.warn(
        { address, failures },
        "an address sends keys that are not valid: it has to wait",
      );
    }
  }

  /** The last address that no trusted proxy has: what is before it, the client may have written itself. */
  #addressOf({ socket, headers }: Sender): string {
    const forwarded = String(headers["x-forwarded-for"] ?? "").split(",");
    const hops = [...forwarded, socket.remoteAddress ?? ""].map((hop) => plain(hop.trim()));
    const address = hops.findLast((hop, place) => place === 0 || !this.#isTrusted(hop));
    return isIP(address ?? "") === 0 ? plain(socket.remoteAddress ?? "") : subnetOf(address ?? "");
  }

  #isTrusted(address: string): boolean {
    return isIP(address) !== 0 && this.#proxies.check(address, familyOf(address));
  }
}

function pauseAfter(failures: number): number {
  return failures < FREE ? 0 : Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - FREE));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

/** A socket of both families shows IPv4 in IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

/** A client of IPv6 has a network of 64 bits to itself. */
function subnetOf(address: string): string {
  if (isIP(address) !== 6) {
    return address;
  }
  const [head = "", tail] = address.toLowerCase().split("%")[0]?.split("::") ?? [];
  const groups = head.split(":").filter((group) => group !== "");
  const rest = tail === undefined ? [] : tail.split(":").filter((group) => group !== "");
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => "0");
  return [...groups, ...zeros, ...rest].slice(0, 4).join(":");
}
