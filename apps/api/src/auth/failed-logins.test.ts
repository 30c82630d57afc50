import { ManualClock, silentLog } from "@penstock/testkit";
import { expect, test } from "vitest";
import { FailedLogins } from "./failed-logins.ts";

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
    logins.assertMayTry(from);
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

test("a pause ends, a valid key ends all of it, and so does a quarter of an hour", () => {
  const clock = new ManualClock();
  const logins = new FailedLogins(clock, silentLog, []);
  failing(logins, HERE, 6);
  clock.advance(2000);
  const afterPause = waitOf(logins, HERE);
  logins.noteFailure(HERE);
  const longer = waitOf(logins, HERE);

  logins.noteSuccess(HERE);
  failing(logins, HERE, 4);
  const anew = waitOf(logins, HERE);
  clock.advance(15 * 60_000);
  failing(logins, HERE, 4);

  expect([afterPause, longer, anew, waitOf(logins, HERE)]).toEqual([0, 4, 0, 0]);
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
