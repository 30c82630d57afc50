import { eventually, ManualClock } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { type Given, RenewedCredentials } from "./renewed-credentials.ts";

const MINUTE = 60_000;

function start(lifeMs = 60 * MINUTE) {
  const clock = new ManualClock();
  const secrets = new Set<string>();
  const world = { asked: 0, isAway: false, hangs: false };
  const ask = async (): Promise<Given> => {
    world.asked += 1;
    if (world.isAway) {
      throw new Error("it is away");
    }
    if (world.hangs) {
      return await new Promise<never>(() => {});
    }
    const accessKeyId = `id-${world.asked}`;
    return {
      ...{ accessKeyId, secretAccessKey: `secret-${world.asked}`, sessionToken: "token" },
      ...(lifeMs !== 0 && { expiresAtMs: clock.nowMs() + lifeMs }),
    };
  };
  const limit = new AbortController();
  const renewed = new RenewedCredentials(ask, clock, secrets, () => limit.signal);
  return { clock, secrets, world, renewed, limit };
}

describe("credentials that are given for a while", () => {
  test("are asked for once for all callers", async () => {
    const { renewed, world, secrets } = start();

    const given = await Promise.all(Array.from({ length: 50 }, () => renewed.get()));

    expect(world.asked).toBe(1);
    expect(new Set(given.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(["id-1"]));
    expect([...secrets]).toEqual(["secret-1", "token"]);
  });

  test("are renewed before they expire, without a request that waits", async () => {
    const { renewed, world, clock } = start();
    await renewed.get();

    clock.advance(56 * MINUTE);
    const during = await renewed.get();
    const after = await eventually(async () => {
      const given = await renewed.get();
      return given.accessKeyId !== during.accessKeyId && given;
    });

    expect([during.accessKeyId, after.accessKeyId]).toEqual(["id-1", "id-2"]);
    expect(world.asked).toBe(2);
  });

  test("are used until they expire while there are no others", async () => {
    const { renewed, world, clock } = start();
    await renewed.get();
    world.isAway = true;

    clock.advance(58 * MINUTE);
    const used = await renewed.get();
    clock.advance(2 * MINUTE);

    expect(used.accessKeyId).toBe("id-1");
    await expect(renewed.get()).rejects.toMatchObject({
      code: "credentials-unavailable",
      message: expect.stringContaining("it is away"),
    });
    expect(renewed.failure).toContain("it is away");
  });

  test("are asked for again only after a pause that grows", async () => {
    const { renewed, world, clock } = start();
    world.isAway = true;
    const attempt = () => renewed.get().catch(() => undefined);
    const asked: number[] = [];
    for (let second = 0; second < 20; second += 1) {
      await Promise.all([attempt(), attempt()]);
      asked.push(world.asked);
      clock.advance(1_000);
    }

    world.isAway = false;
    clock.advance(30_000);
    await renewed.get();

    expect(asked.at(-1)).toBe(5);
    expect(renewed.failure).toBeUndefined();
  });

  test("that do not expire are kept", async () => {
    const { renewed, world, clock } = start(0);
    await renewed.get();

    clock.advance(1_000 * 60 * MINUTE);
    await renewed.get();

    expect(world.asked).toBe(1);
  });

  test.each([
    ["soon", 2 * MINUTE, 3],
    ["at once, by a wrong clock", -60 * MINUTE, 90],
  ])(
    "that expire %s are asked for at intervals, not for each request",
    async (_, lifeMs, times) => {
      const { renewed, world, clock } = start(lifeMs);

      for (let second = 0; second < 90; second += 1) {
        for (let request = 0; request < 10; request += 1) {
          await renewed.get();
        }
        clock.advance(1_000);
      }

      expect(world.asked).toBe(times);
    },
  );

  test("that expired while nothing asked are no failure, whatever failed before them", async () => {
    const { renewed, world, clock } = start();
    world.isAway = true;
    await expect(renewed.get()).rejects.toMatchObject({ code: "credentials-unavailable" });
    expect(renewed.failure).toContain("it is away");
    world.isAway = false;
    clock.advance(MINUTE);
    await renewed.get();

    clock.advance(120 * MINUTE);

    expect(renewed.failure).toBeUndefined();
  });

  test("are asked for again after a service that did not respond", async () => {
    const { renewed, world, clock, limit } = start();
    world.hangs = true;

    const asked = renewed.get();
    limit.abort();
    await expect(asked).rejects.toMatchObject({
      code: "credentials-unavailable",
      message: expect.stringContaining("no response within 30000 ms"),
    });
    world.hangs = false;
    clock.advance(MINUTE);

    expect((await renewed.get()).accessKeyId).toBe("id-2");
  });

  test("leave the secrets of the log once others replaced them for good", async () => {
    const { renewed, clock, secrets } = start();
    for (let hour = 0; hour < 48; hour += 1) {
      await renewed.get();
      clock.advance(60 * MINUTE);
    }

    expect([...secrets].toSorted()).toEqual(["secret-47", "secret-48", "token"]);
  });
});
