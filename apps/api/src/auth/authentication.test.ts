import { type ApiKey, keyTextOf, newKeyId } from "@penstock/core";
import { ManualClock } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { authenticate, sha256Hex } from "./authentication.ts";

const ADMIN_KEY = "an-admin-key-of-some-length";
const ID = newKeyId(1, new Uint8Array(10));
const TEXT = keyTextOf(ID, new Uint8Array(20).fill(7));
const KEY: ApiKey = {
  ...{ id: ID, name: "ci", scope: "operate", tenant: "acme" },
  ...{ secretHash: sha256Hex(TEXT), createdAtMs: 1, createdBy: "admin-key", expiresAtMs: 5000 },
};

function identify(authorization: string | undefined, clock = new ManualClock(0)) {
  const ring = { find: async (text: string) => (text.startsWith(ID) ? KEY : undefined) };
  const show = authenticate({ ring, adminKey: ADMIN_KEY, clock });
  return show({ method: "GET", headers: authorization === undefined ? {} : { authorization } });
}

describe("a request", () => {
  test.each([`Bearer ${TEXT}`, `bearer  ${TEXT}`])(
    "with the key as %s is of that key",
    async (header) => {
      expect(await identify(header)).toEqual({
        ...{ id: ID, scope: "operate", tenant: "acme", untilMs: 5000 },
      });
    },
  );

  test("with the first key may do everything, whatever the ring knows", async () => {
    const ring = { find: () => Promise.reject(new Error("Redis is away")) };
    const show = authenticate({ ring, adminKey: ADMIN_KEY, clock: new ManualClock() });

    const caller = await show({
      method: "GET",
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    });

    expect(caller).toEqual({ id: "admin-key", scope: "admin" });
  });

  test("with a first key that looks like a token is not sent to the issuer", async () => {
    const adminKey = "an-admin.key-with.two-dots";
    const show = authenticate({
      ...{ ring: { find: async () => undefined }, adminKey, clock: new ManualClock() },
      identifyToken: () => Promise.reject(new Error("the issuer is away")),
    });

    const caller = await show({ method: "GET", headers: { authorization: `Bearer ${adminKey}` } });

    expect(caller).toEqual({ id: "admin-key", scope: "admin" });
  });

  test.each([
    [undefined, undefined],
    ["", undefined],
    ["Bearer", undefined],
    [`Basic ${TEXT}`, undefined],
    [`Bearer ${TEXT}, Bearer ${TEXT}`, undefined],
    [TEXT, undefined],
    [`Bearer ${keyTextOf(ID, new Uint8Array(20).fill(8))}`, "invalid_token"],
    [`Bearer ${TEXT}0`, "invalid_token"],
    [`Bearer ${ADMIN_KEY}x`, "invalid_token"],
    [`Bearer ${ADMIN_KEY.slice(0, -1)}`, "invalid_token"],
    [`Bearer ${ID}`, "invalid_token"],
  ])("with Authorization: %s is refused", async (header, error) => {
    await expect(identify(header)).rejects.toMatchObject({
      status: 401,
      headers: {
        "www-authenticate": `Bearer realm="penstock"${error === undefined ? "" : `, error="${error}"`}`,
      },
    });
  });

  test("with a key that has expired is told so, to the millisecond", async () => {
    const clock = new ManualClock(4999);
    await identify(`Bearer ${TEXT}`, clock);

    clock.advance(1);

    await expect(identify(`Bearer ${TEXT}`, clock)).rejects.toThrow("has expired");
  });
});
