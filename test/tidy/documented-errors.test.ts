import { ERRORS } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { tableUnder } from "./markdown.ts";
import { readTracked } from "./tracked-files.ts";

type Policies = Readonly<Record<string, { readonly retry: string; readonly httpStatus: number }>>;

/** `code retry status` for every row of the page, whatever section it stands in. */
function documented(page: string): readonly string[] {
  const sections = [...page.matchAll(/^### (.+)$/gm)].map((match) => match[1] ?? "");
  return sections
    .flatMap((section) => tableUnder(page, section))
    .filter(([code]) => /^`[a-z-]+`$/.test(code ?? ""))
    .map(([code, retry, status]) => `${code?.replaceAll("`", "")} ${retry} ${status}`);
}

function catalogued(errors: Policies): readonly string[] {
  return Object.entries(errors).map(
    ([code, { retry, httpStatus }]) => `${code} ${retry} ${httpStatus}`,
  );
}

describe("docs/failure-model.md", () => {
  test("explains every error code, with its class and status, and no other", () => {
    const page = readTracked("docs/failure-model.md").text;

    expect([...documented(page)].sort()).toEqual([...catalogued(ERRORS)].sort());
  });
});

/** `subject code`, for every code that a row lists. */
function documentedSubjects(page: string): readonly string[] {
  return tableUnder(page, "Whose failure it is").flatMap(([subject, , codes]) =>
    [...(codes ?? "").matchAll(/`([a-z-]+)`/g)].map((match) => `${subject} ${match[1]}`),
  );
}

test("docs/failure-model.md says of every error code whom it is about", () => {
  const page = readTracked("docs/failure-model.md").text;
  const subjects = Object.entries(ERRORS).map(([code, { subject }]) => `${subject} ${code}`);

  expect([...documentedSubjects(page)].sort()).toEqual(subjects.sort());
});

describe("the error check", () => {
  test("reads the rows of every section", () => {
    const row = "| `store-throttled` | wait | 503 | a | b |";
    const page = `### A\n\ntext\n\n| c | r | s |\n|---|---|---|\n${row}\n\n### B\n\nnone\n`;

    expect(documented(page)).toEqual(catalogued({ "store-throttled": ERRORS["store-throttled"] }));
  });

  test.each([
    ["another class", "| `store-throttled` | again | 503 |"],
    ["another status", "| `store-throttled` | wait | 502 |"],
    ["another code", "| `store-tired` | wait | 503 |"],
  ])("bites on %s", (_name, row) => {
    const page = `### A\n\n| c | r | s |\n|---|---|---|\n${row}\n`;

    expect(documented(page)).not.toEqual(
      catalogued({ "store-throttled": ERRORS["store-throttled"] }),
    );
  });
});
