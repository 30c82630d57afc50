import { ManualClock } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { type Given, RenewedCredentials } from "./renewed-credentials.ts";

const MINUTE = 60_000;
const KEYS = { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "token" };

function start(lifeMs = 60 * MINUTE) {
  const clock = new ManualClock();
  const learned: string[] = [];
  const world = { asked: 0, isAway: false };
  const ask = async (): Promise<Given> => {
    world.asked += 1;
    if (world.isAway) {
      throw new Error("it is away");
    }
    const accessKeyId = `id-${world.asked}`;
    return {
      ...{ ...KEYS, accessKeyId },
      ...(lifeMs > 0 && { expiresAtMs: clock.nowMs() + lifeMs }),
    };
  };
  const renewed = new RenewedCredentials(ask, clock, (secret) => learned.push(secret));
  return { clock, learned, world, renewed };
}

describe("credentials that are given for a while", () => {
  test("are asked for once for all callers", async () => {
    const { renewed, world, learned } = start();

    const given = await Promise.all(Array.from({ length: 50 }, () => renewed.get()));

    expect(world.asked).toBe(1);
    expect(new Set(given.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(["id-1"]));
    expect(learned).toEqual(["secret", "token"]);
  });

  test("are renewed before they expire, without a request that waits", async () => {
    const { renewed, world, clock } = start();
    await renewed.get();

    clock.advance(56 * MINUTE);
    const during = await renewed.get();
    await Promise.resolve();
    const after = await renewed.get();

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
});
