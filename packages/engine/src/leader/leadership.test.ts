import type { LeaderLease } from "@penstock/core";
import { ManualClock, MemoryLeaderLease, silentLog } from "@penstock/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { type CurrentTerm, Leadership } from "./leadership.ts";

/** As in the class; the tests say what follows from them. */
const LEASE_MS = 8_000;

let clock: ManualClock;
let lease: MemoryLeaderLease;

beforeEach(() => {
  clock = new ManualClock();
  lease = new MemoryLeaderLease(clock);
});

/** A coordinator that notes what its leadership begins and stops. */
function coordinator(holder: string, through: LeaderLease = lease) {
  const events: string[] = [];
  const terms: CurrentTerm[] = [];
  const stopping = { until: Promise.resolve() };
  const leadership = new Leadership({
    lease: through,
    holder,
    monotonicMs: () => clock.nowMs(),
    log: silentLog,
    begin: (term) => {
      events.push("begin");
      terms.push(term);
      return {
        stop: async () => {
          await stopping.until;
          events.push("stop");
        },
      };
    },
  });
  return { leadership, events, terms, stopping };
}

describe("a leadership", () => {
  test("is had by one of three coordinators, and all of them know whose it is", async () => {
    const all = ["a", "b", "c"].map((holder) => coordinator(holder));

    for (const { leadership } of all) {
      await leadership.renewOnce();
    }

    expect(all.map(({ leadership }) => leadership.isLeading())).toEqual([true, false, false]);
    expect(all.map(({ events }) => events)).toEqual([["begin"], [], []]);
    expect(all.map(({ leadership }) => leadership.leader?.holder)).toEqual(["a", "a", "a"]);
  });

  test("stays where it is renewed, in one term", async () => {
    const [one, other] = [coordinator("a"), coordinator("b")];
    for (let round = 0; round < 20; round += 1) {
      await one.leadership.renewOnce();
      await other.leadership.renewOnce();
      await one.leadership.checkOnce();
      clock.advance(2_000);
    }

    expect(one.events).toEqual(["begin"]);
    expect(other.events).toEqual([]);
  });

  test("passes on at once when its process stops, after its work", async () => {
    const [one, other] = [coordinator("a"), coordinator("b")];
    await one.leadership.renewOnce();

    await one.leadership.resign();
    await other.leadership.renewOnce();

    expect(one.events).toEqual(["begin", "stop"]);
    expect(other.leadership.isLeading()).toBe(true);
  });

  test("passes on when its process is dead, as soon as the lease is over", async () => {
    const [dead, other] = [coordinator("a"), coordinator("b")];
    await dead.leadership.renewOnce();
    clock.advance(LEASE_MS - 1);
    await other.leadership.renewOnce();
    expect(other.leadership.isLeading()).toBe(false);

    clock.advance(1);
    await other.leadership.renewOnce();

    expect(other.leadership.isLeading()).toBe(true);
  });

  test("ends before its lease does, while Redis does not reply", async () => {
    const { promise: never } = Promise.withResolvers<never>();
    const silent = { isSilent: false };
    const one = coordinator("a", {
      take: (holder, ms) => (silent.isSilent ? never : lease.take(holder, ms)),
      release: (term) => lease.release(term),
    });
    await one.leadership.renewOnce();
    silent.isSilent = true;
    void one.leadership.renewOnce();

    clock.advance(LEASE_MS - 1_500);
    await one.leadership.checkOnce();

    expect(one.leadership.isLeading()).toBe(false);
    expect(one.terms[0]?.signal.aborted).toBe(true);
    expect(one.events).toEqual(["begin", "stop"]);
  });

  test("is over for a process that stood still, before it looks at anything else", async () => {
    const [stopped, other] = [coordinator("a"), coordinator("b")];
    await stopped.leadership.renewOnce();
    clock.advance(LEASE_MS);
    await other.leadership.renewOnce();

    expect(stopped.terms[0]?.isOver()).toBe(true);
    await stopped.leadership.renewOnce();

    expect(stopped.events).toEqual(["begin", "stop"]);
    expect(stopped.leadership.leader?.holder).toBe("b");
    expect(other.leadership.isLeading()).toBe(true);
  });

  test("begins anew, with a higher fencing number, for a process that stood still alone", async () => {
    const { leadership, events, terms } = coordinator("a");
    await leadership.renewOnce();
    clock.advance(LEASE_MS);

    await leadership.renewOnce();

    expect(events).toEqual(["begin", "stop", "begin"]);
    expect(terms[0]?.isOver()).toBe(true);
    expect(terms[1]?.isOver()).toBe(false);
    expect(terms[1]?.fence).toBeGreaterThan(terms[0]?.fence ?? 0);
  });

  test("begins no term before the work of the last one has ended", async () => {
    const { leadership, events, stopping } = coordinator("a");
    const { promise, resolve } = Promise.withResolvers<void>();
    await leadership.renewOnce();
    stopping.until = promise;
    clock.advance(LEASE_MS);

    const renewed = leadership.renewOnce();
    const checked = leadership.checkOnce();
    expect(events).toEqual(["begin"]);
    resolve();
    await Promise.all([renewed, checked]);

    expect(events).toEqual(["begin", "stop", "begin"]);
  });

  test("is not begun by a reply that came too late", async () => {
    const { leadership, events } = coordinator("a", {
      take: async (holder, ms) => {
        const term = await lease.take(holder, ms);
        clock.advance(LEASE_MS);
        return term;
      },
      release: (term) => lease.release(term),
    });

    await leadership.renewOnce();

    expect(events).toEqual([]);
    expect(leadership.isLeading()).toBe(false);
  });

  test("is not begun by a process that stops while it asks", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const one = coordinator("a", {
      take: async (holder, ms) => {
        await promise;
        return lease.take(holder, ms);
      },
      release: (term) => lease.release(term),
    });
    const asked = one.leadership.renewOnce();

    await one.leadership.resign();
    resolve();
    await asked;

    expect(one.events).toEqual([]);
    // The reply came after the resignation: no other process waits for a lease that is not used.
    expect(await lease.take("b", LEASE_MS)).toMatchObject({ holder: "b" });
  });
});
