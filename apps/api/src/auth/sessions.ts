import type { IncomingHttpHeaders } from "node:http";
import {
  type ApiKey,
  type Caller,
  type Clock,
  isExpired,
  isKeyId,
  type Random,
  type SessionStore,
} from "@penstock/core";
import { formatSession, parseSession } from "@penstock/wire";
import { Rejection } from "../http/problem.ts";
import { sha256Hex } from "./authentication.ts";
import { Unauthenticated } from "./refused.ts";

const COOKIE = "penstock_session";

/** Long enough to change to the browser, and too short to be found in a history. */
const LINK_MS = 10 * 60_000;
/** A day at work. */
const SESSION_MS = 12 * 3_600_000;
const SECRET_BYTES = 20;

type SessionOptions = {
  readonly store: SessionStore;
  readonly ring: { findById(id: string): Promise<ApiKey | undefined> };
  readonly clock: Clock;
  readonly random: Random;
  /** Browsers come by TLS: they send the cookie by nothing else. */
  readonly isSecure: boolean;
};

/**
 * Sessions of browsers. A link, made for a caller with a key, begins one: it is good once. What lies in
 * the store is named by hashes, so that a reader of it can begin or continue none.
 */
export class Sessions {
  readonly #options: SessionOptions;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** For a session that may do what the caller may, and no longer. */
  async createLink(caller: Caller): Promise<{ readonly token: string; readonly untilMs: number }> {
    return this.#write("link", caller, LINK_MS);
  }

  /** @returns the cookie of the session, for the browser that opened the link first */
  async begin(token: string): Promise<string> {
    const text = await this.#options.store.take(nameOf("link", token));
    const caller = text === undefined ? undefined : parseSession(text);
    if (caller === undefined) {
      throw new Unauthenticated(
        "invalid_token",
        "this link was used before, or is over: `penstock login` prints another one",
        true,
      );
    }
    const session = await this.#write("session", caller, SESSION_MS);
    const seconds = Math.ceil((session.untilMs - this.#options.clock.nowMs()) / 1000);
    return this.#cookie(session.token, seconds);
  }

  /** Undefined for a request without a session. */
  async identify(method: string, headers: IncomingHttpHeaders): Promise<Caller | undefined> {
    const token = tokenIn(headers.cookie);
    if (token === undefined) {
      return undefined;
    }
    const text = await this.#options.store.read(nameOf("session", token));
    const caller = text === undefined ? undefined : parseSession(text);
    if (caller === undefined || !(await this.#isGood(caller))) {
      throw new Unauthenticated(
        "invalid_token",
        "the session is over: `penstock login` prints a link that begins another one",
      );
    }
    refuseForeignChange(method, headers);
    return caller;
  }

  /** @returns the cookie that takes the place of the session's */
  async end(headers: IncomingHttpHeaders): Promise<string> {
    const token = tokenIn(headers.cookie);
    if (token !== undefined) {
      await this.#options.store.take(nameOf("session", token));
    }
    return this.#cookie("", 0);
  }

  /** The secret is new for each: what a link led to does not show the link. */
  async #write(kind: "link" | "session", caller: Caller, longestMs: number) {
    const { store, clock, random } = this.#options;
    const untilMs = Math.min(clock.nowMs() + longestMs, caller.untilMs ?? Number.POSITIVE_INFINITY);
    const token = Buffer.from(random.bytes(SECRET_BYTES)).toString("hex");
    const kept = kind === "session" ? { ...caller, untilMs } : caller;
    await store.write(
      nameOf(kind, token),
      formatSession(kept),
      Math.max(1, untilMs - clock.nowMs()),
    );
    return { token, untilMs };
  }

  /** A session ends with the key that it was begun by. */
  async #isGood({ id, untilMs = Number.POSITIVE_INFINITY }: Caller): Promise<boolean> {
    const nowMs = this.#options.clock.nowMs();
    if (nowMs >= untilMs) {
      return false;
    }
    const key = isKeyId(id) ? await this.#options.ring.findById(id) : undefined;
    return !isKeyId(id) || (key !== undefined && !isExpired(key, nowMs));
  }

  #cookie(value: string, maxAgeSeconds: number): string {
    return [
      `${COOKIE}=${value}`,
      ...["Path=/", "HttpOnly", "SameSite=Strict", `Max-Age=${maxAgeSeconds}`],
      ...(this.#options.isSecure ? ["Secure"] : []),
    ].join("; ");
  }
}

function nameOf(kind: "link" | "session", token: string): string {
  return `${kind}:${sha256Hex(token)}`;
}

function tokenIn(cookie: string | undefined): string | undefined {
  return /(?:^|;\s*)penstock_session=([0-9a-f]{40})(?:;|$)/.exec(cookie ?? "")?.[1];
}

/**
 * A browser sends its cookie whatever page asks. Requests of other origins are refused before this, by what
 * the browser says of them; a change has to have it said, and to be none that a form can send.
 */
function refuseForeignChange(method: string, headers: IncomingHttpHeaders): void {
  if (method === "GET" || method === "HEAD") {
    return;
  }
  const { "sec-fetch-site": site, "content-type": type = "application/json", origin } = headers;
  // Where there is neither TLS nor a loopback address, a browser sends no Sec-Fetch-Site.
  if (site !== "same-origin" && (site !== undefined || origin === undefined)) {
    const detail = "a session changes things from the page of this API alone: use a key elsewhere";
    throw new Rejection("origin-refused", 403, detail);
  }
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    const detail = "a session sends JSON, or nothing: `content-type: application/json`";
    throw new Rejection("media-type-unsupported", 415, detail);
  }
}
