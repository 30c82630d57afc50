import { describe, expect, test } from "vitest";
import { DECLARED_ROWS } from "./live/declared-rows.ts";
import { type Row, reportOf, tableOf } from "./live/rows.ts";

const declared = DECLARED_ROWS.ceph ?? [];
const asDeclared = declared.map(
  ({ name, sees }): Row => ({ name, result: "failed", detail: `it said ${sees}` }),
);

describe("the report of a server with declared rows", () => {
  test("skips a row that fails as declared, and says why", () => {
    const { failed, rows } = reportOf("ceph", asDeclared);

    expect(failed).toBe(0);
    expect(rows[0]).toEqual({
      name: declared[0]?.name,
      result: "skipped",
      detail: `${declared[0]?.reason} (${asDeclared[0]?.detail})`,
    });
  });

  test("fails a row that fails in another way", () => {
    const otherwise = asDeclared.map((row) => ({ ...row, detail: "something else" }));

    const { failed } = reportOf("ceph", otherwise);

    expect(failed).toBe(declared.length);
  });

  test("passes a declared row that passes, as on a newer server", () => {
    const rows = asDeclared.map((row): Row => ({ ...row, result: "passed", detail: "" }));

    expect(reportOf("ceph", rows)).toMatchObject({ passed: declared.length, failed: 0 });
  });

  test("fails a declaration of a row that there is not", () => {
    const { rows } = reportOf("ceph", asDeclared.slice(1));

    expect(rows.at(-1)).toMatchObject({ name: declared[0]?.name, result: "failed" });
  });

  test("has a line for each row, and the numbers last", () => {
    const table = tableOf(reportOf("cos", [{ name: "one", result: "failed", detail: "why" }]));

    expect(table).toBe("failed   one  why\n0 passed, 1 failed, 0 skipped\n");
  });
});
