import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { PriceTable } from "@penstock/engine";
import { pricesFile } from "@penstock/wire";

/** By the `provider` of a connection. */
export type Prices = Readonly<Record<string, PriceTable>>;

/** The table that comes with Penstock. */
const SHIPPED = fileURLToPath(new URL("../../../docs/prices.json", import.meta.url));

/** @throws Error for a file that cannot be read, or is no table */
export async function readPrices(path: string | undefined): Promise<Prices> {
  const text = await readFile(path ?? SHIPPED, "utf8");
  return pricesFile.parse(JSON.parse(text)).providers;
}
