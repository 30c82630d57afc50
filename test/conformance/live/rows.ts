import type { StoreProvider } from "@penstock/core";
import { PAGE_RULES } from "../describe-upload-part-page.ts";
import { schemeOf } from "../store-target.ts";
import { DECLARED_ROWS } from "./declared-rows.ts";

export const OBJECT_STORE = "the store";
export const UPLOAD_PART_PAGE = "Upload Part page";

export type Row = {
  readonly name: string;
  readonly result: "passed" | "failed" | "skipped";
  /** Empty for a row that passed. */
  readonly detail: string;
};

export type Report = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly rows: readonly Row[];
};

/** The row of a test by its full name, without what all of them begin with. */
export function rowName(fullName: string): string {
  return fullName.replace(`${OBJECT_STORE} as an object store > `, "");
}

/**
 * What the rows mean for this kind of store: one that fails as it was declared to is skipped, and
 * says why; one that fails otherwise failed. Rules that the store does not have are skipped as well,
 * and a declaration of a row that there is not has failed.
 */
export function reportOf(provider: StoreProvider, rows: readonly Row[]): Report {
  const judged = [
    ...rows.map((row) => judge(provider, row)),
    ...rulesWithout(provider),
    ...declaredForNothing(provider, rows),
  ];
  const count = (result: Row["result"]) => judged.filter((row) => row.result === result).length;
  return {
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    rows: judged,
  };
}

function judge(provider: StoreProvider, row: Row): Row {
  const declared = DECLARED_ROWS[provider]?.find(({ name }) => name === row.name);
  return row.result === "failed" && declared !== undefined && row.detail.includes(declared.sees)
    ? { ...row, result: "skipped", detail: `${declared.reason} (${row.detail})` }
    : row;
}

function rulesWithout(provider: StoreProvider): readonly Row[] {
  return PAGE_RULES.filter(({ only }) => only !== undefined && only !== schemeOf(provider)).map(
    ({ name }) => ({
      name: `${UPLOAD_PART_PAGE} > ${name}`,
      result: "skipped",
      detail: "a rule of COS alone",
    }),
  );
}

function declaredForNothing(provider: StoreProvider, rows: readonly Row[]): readonly Row[] {
  const names = new Set(rows.map(({ name }) => name));
  return (DECLARED_ROWS[provider] ?? [])
    .filter(({ name }) => !names.has(name))
    .map(({ name }) => ({
      name,
      result: "failed",
      detail: "it is declared, but there is no such row",
    }));
}

/** One line per row; the numbers at the end. */
export function tableOf({ rows, passed, failed, skipped }: Report): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, result, detail }) =>
    `${result.padEnd(7)}  ${name.padEnd(width)}  ${detail}`.trimEnd(),
  );
  return [...lines, `${passed} passed, ${failed} failed, ${skipped} skipped`, ""].join("\n");
}
