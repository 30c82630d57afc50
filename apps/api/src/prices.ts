import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PenstockError } from "@penstock/core";
import type { PriceTable } from "@penstock/engine";
import { describeIssues, issuesOf, pricesFile } from "@penstock/wire";

/** By the `provider` of a connection. */
export type Prices = Readonly<Record<string, PriceTable>>;

/** The table that comes with Penstock. */
const SHIPPED = fileURLToPath(new URL("../../../docs/prices.json", import.meta.url));

/** @throws PenstockError `settings-invalid` for a file that cannot be read, or is no table */
export async function readPrices(path: string | undefined): Promise<Prices> {
  const parsed = pricesFile.safeParse(await readJson(path ?? SHIPPED));
  if (!parsed.success) {
    throw invalid(path, describeIssues(issuesOf(parsed.error)));
  }
  return parsed.data.providers;
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw invalid(path, "it cannot be read", cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(path, "it is no JSON", cause);
  }
}

function invalid(path: string | undefined, problem: string, cause?: unknown): PenstockError {
  return new PenstockError(
    "settings-invalid",
    `the price table ${path ?? SHIPPED} (PENSTOCK_PRICES) is wrong: ${problem}; docs/prices.json has its form`,
    { cause },
  );
}
