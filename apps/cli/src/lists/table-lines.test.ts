import { expect, test } from "vitest";
import { columnsOf } from "../progress/text-columns.ts";
import { tableLines } from "./table-lines.ts";

const COLUMNS = [{ heading: "NAME", shrinks: true }, { heading: "STATE" }] as const;

test.each([
  ["Chinese", "中文"],
  ["Korean, composed and not", "한\u1112\u1161\u11ab"],
  ["full width", "Ａ１"],
  ["a mark on a letter", "e\u0301e\u0301ab"],
  ["pictures", "✅🚀"],
])("columns are aligned below a name in %s", (_, name) => {
  const lines = tableLines(COLUMNS, [[name, "queued"]], undefined);

  expect(lines).toEqual(["NAME  STATE", `${name}  queued`]);
});

test("a name of wide characters is cut between two of them, to what fits the terminal", () => {
  const [, line = ""] = tableLines(COLUMNS, [["文".repeat(40), "queued"]], 30);

  expect(line).toBe(`${"文".repeat(10)}…  queued`);
  expect(columnsOf(line)).toBeLessThanOrEqual(30);
});
