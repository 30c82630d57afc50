import { ERRORS } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { headingsOf, sectionUnder, tableUnder } from "./markdown.ts";
import { readTracked } from "./tracked-files.ts";

type Policies = Readonly<Record<string, { readonly retry: string; readonly httpStatus: number }>>;

const RUNBOOK = readTracked("docs/runbook.md").text;
/** Failures of the API itself, of which its responses say no more. */
const INTERNAL = "internal";

/** `code retry status` for every heading that is a code. */
function documented(page: string): readonly string[] {
  return codesOf(page)
    .filter((code) => code !== INTERNAL)
    .map((code) => {
      const [, retry, status] =
        /Class `(\w+)`, status (\d+)\./.exec(sectionUnder(page, code)) ?? [];
      return `${code} ${retry} ${status}`;
    });
}

function codesOf(page: string): readonly string[] {
  return headingsOf(page).filter((heading) => /^[a-z-]+$/.test(heading));
}

function catalogued(errors: Policies): readonly string[] {
  return Object.entries(errors).map(
    ([code, { retry, httpStatus }]) => `${code} ${retry} ${httpStatus}`,
  );
}

/** Codes of which a reader does not learn what they mean, what Penstock does, and what is left to do. */
function incomplete(page: string): readonly string[] {
  const WHOLE = /^[A-Z][^\n]+\.[^\n]*\n\n- \*\*Penstock\*\* [^\n]+\.\n- \*\*You\*\*: [^\n]+\.$/;
  return codesOf(page).filter((code) => !WHOLE.test(sectionUnder(page, code).trim()));
}

describe("docs/runbook.md", () => {
  test("has an entry for every error code, in the order of the catalogue, and for no other", () => {
    const hint =
      "write for each code of packages/core/src/failures/errors.ts an entry in the runbook";

    expect(documented(RUNBOOK), hint).toEqual(catalogued(ERRORS));
  });

  test("says of every code what it means, what Penstock does, and what you do", () => {
    expect(incomplete(RUNBOOK)).toEqual([]);
  });

  test("leads from every alert to a section", () => {
    const rules = readTracked("deploy/observability/alerts.yml").text;
    const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map((match) => match[1]);

    expect(tableUnder(RUNBOOK, "Alerts").map(([alert]) => alert)).toEqual(alerts);
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
  const throttled = { "store-throttled": ERRORS["store-throttled"] };
  const entry = (line: string) =>
    `## A\n\n### store-throttled\n\n${line}\n\n- **Penstock** waits.\n- **You**: wait.\n\n## B\n`;

  test("reads what stands under each code", () => {
    const page = entry("It is slow. Class `wait`, status 503.");

    expect(documented(page)).toEqual(catalogued(throttled));
    expect(incomplete(page)).toEqual([]);
  });

  test.each([
    ["another class", "It is slow. Class `again`, status 503."],
    ["another status", "It is slow. Class `wait`, status 502."],
  ])("bites on %s", (_name, line) => {
    expect(documented(entry(line))).not.toEqual(catalogued(throttled));
  });

  test("bites on an entry that leaves out what to do", () => {
    const page = entry("It is slow. Class `wait`, status 503.").replace(/- \*\*You.+/, "");

    expect(incomplete(page)).toEqual(["store-throttled"]);
  });
});
