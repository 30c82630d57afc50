import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readPrices } from "./prices.ts";

test("the price table that comes with Penstock has the providers that bill", async () => {
  const prices = await readPrices(undefined);

  expect(Object.keys(prices)).toEqual(["aws", "cos", "r2"]);
  expect(prices["aws"]?.perThousandRequests.put).toBeGreaterThan(0);
});

test("a price table of one's own is refused where it has other fields", async () => {
  const folder = await mkdtemp(join(tmpdir(), "penstock-prices-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "prices.json");
  await writeFile(path, JSON.stringify({ about: "x", providers: { aws: { curency: "USD" } } }));

  await expect(readPrices(path)).rejects.toThrow(/currency/);
});
