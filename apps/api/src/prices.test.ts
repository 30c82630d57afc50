import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readPrices } from "./prices.ts";

const SHIPPED = new URL("../../../docs/prices.json", import.meta.url);

async function fileOf(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-prices-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "prices.json");
  await writeFile(path, text);
  return path;
}

async function shippedWith(change: object): Promise<string> {
  const shipped = JSON.parse(await readFile(SHIPPED, "utf8"));
  const aws = { ...shipped.providers.aws, ...change };
  return JSON.stringify({ ...shipped, providers: { ...shipped.providers, aws } });
}

describe("the price table that comes with Penstock", () => {
  test("has the providers that bill, each with what a request costs", async () => {
    const prices = await readPrices(undefined);

    expect(Object.keys(prices)).toEqual(["aws", "cos", "r2"]);
    for (const { currency, perThousandRequests, perGibRead } of Object.values(prices)) {
      expect(currency).toMatch(/^[A-Z]{3}$/);
      expect(perGibRead).toBeLessThan(1);
      for (const price of Object.values(perThousandRequests)) {
        expect(price).toBeGreaterThan(0);
        expect(price).toBeLessThan(0.1);
      }
    }
  });

  test("says of each price where it was read, and when", async () => {
    const { providers } = JSON.parse(await readFile(SHIPPED, "utf8"));

    for (const table of Object.values(providers)) {
      const { source, date } = Object(table);
      expect(source).toMatch(/https:\/\/|github\.com\//);
      expect(source).not.toContain("not checked");
      expect(Date.parse(date)).toBeLessThanOrEqual(Date.parse("2026-11-29"));
    }
  });
});

describe("a price table of one's own", () => {
  test("takes the place of the one that comes with Penstock", async () => {
    const own = await fileOf(await shippedWith({ currency: "EUR", perGibRead: 0.02 }));

    expect((await readPrices(own))["aws"]).toMatchObject({ currency: "EUR", perGibRead: 0.02 });
  });

  test.each<[string, string | object, RegExp]>([
    ["that is no JSON", "{", /it is no JSON/],
    ["with other fields", { curency: "USD" }, /curency/],
    ["without its source", { source: "" }, /aws\/source/],
    ["with a price below 0", { perGibRead: -1 }, /aws\/perGibRead/],
    ["with a price that is text", { perGibRead: "0.09" }, /aws\/perGibRead/],
    ["with a date that is none", { date: "soon" }, /aws\/date/],
    ["without a kind of request", { perThousandRequests: { list: 1 } }, /perThousandRequests/],
  ])("%s is refused, with its name and what is wrong", async (_what, content, reason) => {
    const path = await fileOf(typeof content === "string" ? content : await shippedWith(content));

    const reading = readPrices(path);

    await expect(reading).rejects.toMatchObject({ code: "settings-invalid" });
    await expect(reading).rejects.toThrow(path);
    await expect(reading).rejects.toThrow(reason);
  });

  test("that is not there is refused, with its name", async () => {
    await expect(readPrices("/nowhere/prices.json")).rejects.toMatchObject({
      code: "settings-invalid",
      message: expect.stringContaining("/nowhere/prices.json (PENSTOCK_PRICES)"),
    });
  });
});
