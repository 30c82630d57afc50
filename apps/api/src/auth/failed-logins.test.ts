import { KeyRing } from "@penstock/engine";
import {
  ManualClock,
  MemoryConfigStore,
  MemoryLedger,
  MemorySessionStore,
  MemoryTaskQueue,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { KEYS, loginLinkView, problem } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createTestApi } from "../http/test-api.ts";
import { authenticate } from "./authentication.ts";
import { FailedLogins } from "./failed-logins.ts";
import { Sessions } from "./sessions.ts";

type Sender = Parameters<FailedLogins["noteFailure"]>[0];

function sender(remoteAddress: string, forwarded?: string): Sender {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return { socket: { remoteAddress }, headers };
}

function failing(logins: FailedLogins, from: Sender, times: number) {
  for (let time = 0; time < times; time += 1) {
    logins.noteFailure(from);
  }
}

/** For how long an address has to wait, in seconds. */
function waitOf(logins: FailedLogins, from: Sender): number {
  try {
    logins.assertMayFail(from);
    return 0;
  } catch (error) {
    expect(error).toMatchObject({ status: 429, code: "rate-limited" });
    return Number(Reflect.get(Object(Reflect.get(Object(error), "headers")), "retry-after"));
  }
}

const HERE = sender("192.0.2.1");

test.each([
  [4, 0],
  [5, 1],
  [6, 2],
  [9, 16],
  [11, 60],
  [500, 60],
])("after %i keys that are not valid an address waits %i s", (failures, seconds) => {
  const logins = new FailedLogins(new ManualClock(), silentLog, []);

  failing(logins, HERE, failures);

  expect(waitOf(logins, HERE)).toBe(seconds);
  expect(waitOf(logins, sender("192.0.2.2"))).toBe(0);
});

test("a pause ends, and a quarter of an hour ends all of it", () => {
  const clock = new ManualClock();
  const logins = new FailedLogins(clock, silentLog, []);
  failing(logins, HERE, 6);
  clock.advance(2000);
  const afterPause = waitOf(logins, HERE);
  logins.noteFailure(HERE);
  const longer = waitOf(logins, HERE);

  clock.advance(15 * 60_000);
  failing(logins, HERE, 4);

  expect([afterPause, longer, waitOf(logins, HERE)]).toEqual([0, 4, 0]);
});

test.each([
  [
    "a client that writes addresses itself",
    "192.0.2.1",
    "198.51.100.1",
    "192.0.2.1",
    "203.0.113.9",
  ],
  ["a client behind a proxy", "10.0.0.1", "198.51.100.1", "10.0.0.1", "198.51.100.1"],
  [
    "what it wrote before the proxy did",
    "10.0.0.1",
    "8.8.8.8, 198.51.100.1",
    "10.0.0.2",
    "9.9.9.9, 198.51.100.1",
  ],
  ["two proxies", "10.0.0.1", "198.51.100.1, 10.0.0.9", "10.0.0.1", "198.51.100.1"],
  ["IPv4 in IPv6", "::ffff:192.0.2.1", undefined, "192.0.2.1", undefined],
  ["one network of IPv6", "2001:db8:1:2::1", undefined, "2001:db8:1:2:ffff::9", undefined],
])("%s is one address", (_what, remote, forwarded, otherRemote, otherForwarded) => {
  const logins = new FailedLogins(new ManualClock(), silentLog, ["10.0.0.0/8"]);

  failing(logins, sender(remote, forwarded), 5);

  expect(waitOf(logins, sender(otherRemote, otherForwarded))).toBe(1);
});

test("clients behind a trusted proxy do not wait for each other", () => {
  const logins = new FailedLogins(new ManualClock(), silentLog, ["10.0.0.0/8"]);

  failing(logins, sender("10.0.0.1", "198.51.100.1"), 50);

  expect(waitOf(logins, sender("10.0.0.1", "198.51.100.2"))).toBe(0);
});

describe("an API with keys", () => {
  const ADMIN_KEY = "an-admin-key-of-some-length";
  const open: FastifyInstance[] = [];

  afterEach(async () => {
    await Promise.all(open.splice(0).map((app) => app.close()));
  });

  function createApi() {
    const clock = new ManualClock();
    const [config, random] = [new MemoryConfigStore(clock), seededRandom(1)];
    const ring = new KeyRing({ config, keys: KEYS, clock });
    const store = new MemorySessionStore(clock);
    const app = createTestApi({
      ...{ ledger: new MemoryLedger(clock), queue: new MemoryTaskQueue(), config, clock, random },
      ...{ log: silentLog, connections: {} },
      auth: {
        identify: authenticate({ ring, adminKey: ADMIN_KEY, clock }),
        sessions: new Sessions({ ring, clock, random, store, isSecure: false }),
        failedLogins: new FailedLogins(clock, silentLog, []),
        onKeysChanged: () => ring.refreshOnce(),
      },
    });
    open.push(app);
    const ask = (key: string, address = "192.0.2.1") =>
      app.inject({
        ...{ url: "/v1/jobs", remoteAddress: address },
        headers: { authorization: `Bearer ${key}` },
      });
    const guess = async (times: number) => {
      const guesses = Array.from({ length: times }, (_, index) => ask(`a-guess-number-${index}`));
      return (await Promise.all(guesses)).map(({ statusCode }) => statusCode);
    };
    return { app, ask, clock, guess };
  }

  test("lets wait what is not valid alone: a valid key of the same address passes all the time", async () => {
    const { ask, guess } = createApi();
    const guessed = await guess(8);

    const [valid, wrong, other] = await Promise.all([
      ask(ADMIN_KEY),
      ask("one-more-guess"),
      ask("one-more-guess", "192.0.2.2"),
    ]);

    expect(guessed.toSorted()).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect([valid.statusCode, wrong.statusCode, other.statusCode]).toEqual([200, 429, 401]);
    expect(wrong.headers["retry-after"]).toBe("1");
    expect(problem.parse(wrong.json())).toMatchObject({ code: "rate-limited", retryable: true });
  });

  test("lets no valid key begin the count of its address anew", async () => {
    const { ask, clock, guess } = createApi();
    await guess(5);
    await ask(ADMIN_KEY);
    const during = await ask("one-more-guess");
    clock.advance(1000);

    const after = [await ask("one-more-guess"), await ask(ADMIN_KEY), await ask("another-guess")];

    expect(during.statusCode).toBe(429);
    expect(after.map(({ statusCode }) => statusCode)).toEqual([401, 200, 429]);
    expect(after[2]?.headers["retry-after"]).toBe("2");
  });

  test("counts links of browsers that are not good as keys", async () => {
    const { app, ask, guess } = createApi();
    const link = await app.inject({
      ...{ method: "POST", url: "/v1/sessions:link", remoteAddress: "192.0.2.1" },
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    });
    await guess(5);
    const login = (path: string) => app.inject({ url: path, remoteAddress: "192.0.2.1" });

    const wrong = await login(`/login?token=${"0".repeat(40)}`);
    const good = await login(loginLinkView.parse(link.json()).path);

    expect([wrong.statusCode, good.statusCode]).toEqual([429, 303]);
    expect((await ask("one-more-guess")).headers["retry-after"]).toBe("1");
  });
});
