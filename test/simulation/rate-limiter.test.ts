import { PenstockError, parseLimits } from "@penstock/core";
import type { WorkScope } from "@penstock/engine";
import { describe, expect, test } from "vitest";
import { FLEET_FORMS, FLEET_SCOPE, Fleet, fleetWithSenders, NEVER } from "./run/rate-fleet.ts";

const MIB = 1024 * 1024;

function request(scope: WorkScope) {
  return { limit: "requestsPerSecond", scope, count: 1 } as const;
}

describe("a limit on bytes a second", () => {
  test.each([
    ["1MiB/s", 8, 8],
    ["50MiB/s", 8, 8],
    ["50MiB/s", 1, 1],
    ["64KiB/s", 4, 1],
    ["200MiB/s", 40, 2],
  ])(
    "of %s holds to a twentieth over %i workers with %i connections each",
    async (limit, workers, each) => {
      const fleet = fleetWithSenders(workers, each);
      await fleet.set("deployment", { bytesPerSecond: limit });
      await fleet.pass(3000);

      const rate = await fleet.rate(60);

      const { bytesPerSecond } = parseLimits({ bytesPerSecond: limit });
      expect(rate / Number(bytesPerSecond)).toBeGreaterThan(0.95);
      expect(rate / Number(bytesPerSecond)).toBeLessThan(1.05);
    },
  );

  test("starves no connection of a worker, nor a worker", async () => {
    const fleet = fleetWithSenders(4, 6);
    await fleet.set("connection:cos", { bytesPerSecond: "24MiB/s" });
    await fleet.pass(3000);
    const before = fleet.senders.map(({ bytes }) => bytes);

    await fleet.pass(30_000);

    const sent = fleet.senders.map(({ bytes }, index) => bytes - (before[index] ?? 0));
    expect(Math.min(...sent) / Math.max(...sent)).toBeGreaterThan(0.5);
  });

  test("takes effect within two seconds on what is under way, up, down, to nothing and away", async () => {
    const fleet = fleetWithSenders(8, 4);
    await fleet.pass(1000);
    expect(await fleet.rate(2)).toBeGreaterThan(1000 * MIB);

    for (const [limit, most] of [
      ["40MiB/s", 40 * MIB],
      ["10MiB/s", 10 * MIB],
      ["80MiB/s", 80 * MIB],
      ["0", 0],
      ["20MiB/s", 20 * MIB],
    ] as const) {
      await fleet.set("deployment", { bytesPerSecond: limit });
      await fleet.pass(2000);
      const rate = await fleet.rate(5);
      expect(rate, limit).toBeLessThanOrEqual(most * 1.1);
      expect(rate, limit).toBeGreaterThanOrEqual(most * 0.85);
    }

    await fleet.set("deployment", {});
    await fleet.pass(2000);
    expect(await fleet.rate(2)).toBeGreaterThan(1000 * MIB);
  });

  test.each([
    ["8MiB/s", "1MiB/s", 1, 4],
    ["64MiB/s", "1MiB/s", 1, 16],
    ["400MiB/s", "4MiB/s", 8, 4],
    ["8MiB/s", "64KiB/s", 2, 4],
  ])(
    "that falls from %s to %s is exceeded by three quarters of a second at most, once two have passed",
    async (before, limit, workers, each) => {
      const fleet = fleetWithSenders(workers, each);
      await fleet.set("deployment", { bytesPerSecond: before });
      await fleet.pass(5000);
      await fleet.set("deployment", { bytesPerSecond: limit });
      await fleet.pass(2000);
      const perSecond = Number(parseLimits({ bytesPerSecond: limit }).bytesPerSecond);
      const sentBefore = fleet.sent();

      const aheadMs: number[] = [];
      for (let passedMs = 250; passedMs <= 20_000; passedMs += 250) {
        await fleet.pass(250);
        aheadMs.push(((fleet.sent() - sentBefore) * 1000) / perSecond - passedMs);
      }

      // Half a second that is saved up, and a slice that a worker has.
      expect(Math.max(...aheadMs)).toBeLessThan(750);
      expect(aheadMs.at(-1)).toBeGreaterThan(-1000);
    },
  );

  test("gives a slice that was asked for before it fell by what it is now", async () => {
    const fleet = fleetWithSenders(1, 4);
    await fleet.set("deployment", { bytesPerSecond: "80MiB/s" });
    await fleet.pass(3000);
    const { lease } = fleet;
    const reply = Promise.withResolvers<void>();
    fleet.lease = async (...asked) => {
      const slices = await lease(...asked);
      await reply.promise;
      return slices;
    };
    await fleet.pass(250);
    await fleet.set("deployment", { bytesPerSecond: "1MiB/s" });
    await fleet.pass(2000);
    const before = fleet.sent();

    fleet.lease = lease;
    reply.resolve();
    await fleet.pass(500);

    expect((fleet.sent() - before) / MIB).toBeLessThan(1.25);
  });

  test("is the strictest of deployment, connection, tenant and job, and bounds no others", async () => {
    const fleet = new Fleet(2);
    const [first, second] = [fleet.sender(0), fleet.sender(1)];
    const other = fleet.sender(0, { tenant: "b", connections: ["s3"] });
    await fleet.set("deployment", { bytesPerSecond: "60MiB/s" });
    await fleet.set("connection:cos", { bytesPerSecond: "30MiB/s" });
    await fleet.set(
      `default:${FLEET_SCOPE.jobId}`,
      { bytesPerSecond: "10MiB/s" },
      FLEET_FORMS.jobLimits,
    );
    await fleet.pass(2000);
    const before = [first.bytes + second.bytes, other.bytes];

    await fleet.pass(20_000);

    expect((first.bytes + second.bytes - (before[0] ?? 0)) / 20 / (10 * MIB)).toBeCloseTo(1, 1);
    expect((other.bytes - (before[1] ?? 0)) / 20 / (50 * MIB)).toBeGreaterThan(0.9);
    expect((fleet.sent() - (before[0] ?? 0) - (before[1] ?? 0)) / 20).toBeLessThan(60 * MIB * 1.05);
  });

  test("of the settings holds until a document says otherwise", async () => {
    const fleet = new Fleet(1, parseLimits({ bytesPerSecond: "10MiB/s" }));
    fleet.sender(0);
    await fleet.pass(2000);
    expect((await fleet.rate(10)) / (10 * MIB)).toBeCloseTo(1, 1);

    await fleet.set("deployment", { bytesPerSecond: "20MiB/s" });
    await fleet.pass(2000);
    expect((await fleet.rate(10)) / (20 * MIB)).toBeCloseTo(1, 1);
  });

  test("follows its calendar without being told", async () => {
    const fleet = fleetWithSenders(2, 1);
    // It is Monday, 12:00.
    await fleet.set("deployment", { bytesPerSecond: ["Mon 12:00-12:01 5MiB/s", "20MiB/s"] });
    await fleet.pass(10_000);
    expect((await fleet.rate(40)) / (5 * MIB)).toBeCloseTo(1, 1);

    await fleet.pass(12_000);
    expect((await fleet.rate(20)) / (20 * MIB)).toBeCloseTo(1, 1);
  });
});

describe("leases of limits", () => {
  test("are asked for at most ten times a second a worker, for all budgets together", async () => {
    const fleet = fleetWithSenders(1, 8);
    await fleet.set("deployment", { bytesPerSecond: "60MiB/s", requestsPerSecond: 10_000 });
    await fleet.set("connection:cos", { bytesPerSecond: "50MiB/s" });

    await fleet.pass(10_000);

    expect(fleet.leases / 10).toBeLessThanOrEqual(10);
    expect(fleet.leases).toBeGreaterThan(0);
  });

  test("are not asked for where nothing is limited", async () => {
    const fleet = fleetWithSenders(2, 2);

    await fleet.pass(5000);

    expect(fleet.leases).toBe(0);
    expect(fleet.workers[0]?.take(request(FLEET_SCOPE), NEVER)).toBe(1);
  });

  test.each([
    ["is away", () => Promise.reject(new PenstockError("ledger-unavailable", "away"))],
    ["does not answer", () => Promise.withResolvers<never>().promise],
  ])("leave half of the last share while Redis %s, and come back", async (_, lost) => {
    const fleet = fleetWithSenders(4, 2);
    await fleet.set("deployment", { bytesPerSecond: "40MiB/s" });
    await fleet.pass(5000);
    const { lease } = fleet;

    fleet.lease = lost;
    const atOnce = await fleet.rate(1);
    const later = await fleet.rate(20);

    expect(atOnce).toBeLessThan(40 * MIB);
    expect(later / (20 * MIB)).toBeGreaterThan(0.9);
    expect(later / (20 * MIB)).toBeLessThan(1.05);

    fleet.lease = lease;
    await fleet.set("deployment", { bytesPerSecond: 0 });
    await fleet.pass(3000);
    expect(await fleet.rate(5)).toBe(0);
  });
});

describe("what waits for a limit", () => {
  test("ends with its signal, and leaves its turn to others", async () => {
    const fleet = new Fleet(1);
    const stop = new AbortController();
    const stopped = fleet.sender(0, {}, stop.signal);
    const other = fleet.sender(0);
    await fleet.set("deployment", { bytesPerSecond: "1MiB/s" });
    await fleet.pass(5000);

    stop.abort(new Error("stopped"));
    const before = other.bytes;
    await fleet.pass(10_000);

    expect(stopped.failure).toEqual(new Error("stopped"));
    expect((other.bytes - before) / 10 / MIB).toBeCloseTo(1, 1);
  });

  test("is given back after some seconds of a window that is closed", async () => {
    const fleet = new Fleet(1);
    const sender = fleet.sender(0);
    await fleet.set("deployment", { bytesPerSecond: ["Mon 12:00-18:00 0"] });
    await fleet.pass(4000);
    expect(sender.failure).toBeUndefined();

    await fleet.pass(4000);

    expect(sender.failure).toMatchObject({ code: "held-back" });
  });
});

describe("a connection that asks for patience", () => {
  test("gets fewer requests at once, none for as long as it says, and bounds no other one", async () => {
    const fleet = new Fleet(1);
    const limiter = fleet.workers[0];
    const of = (connection: string) => ({ ...FLEET_SCOPE, connections: [connection] });
    for (let request = 0; request < 100; request += 1) {
      limiter?.noteResponse("cos", request % 10 === 0, 3000);
    }

    const held = limiter?.take(request(of("cos")), NEVER);
    expect(limiter?.take(request(of("s3")), NEVER)).toBe(1);
    let isThrough = false;
    const noteThrough = async () => {
      await held;
      isThrough = true;
    };
    void noteThrough();
    await fleet.pass(2500);
    expect(isThrough).toBe(false);
    await fleet.pass(1000);

    expect(isThrough).toBe(true);
    expect(fleet.leases).toBeGreaterThan(0);
  });
});
