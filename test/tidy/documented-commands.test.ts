import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { shownCommands, unknownPart } from "./command-lines.ts";
import { readJson, type TextFile, trackedFiles, trackedPaths } from "./tracked-files.ts";

type Manifest = { readonly scripts: Readonly<Record<string, string>> };

function unknownCommands({ path, text }: TextFile, known: readonly string[]): readonly string[] {
  return [...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)]
    .map((match) => match[1] ?? "")
    .filter((name) => !known.includes(name))
    .map((name) => `${path}: npm run ${name}`);
}

/** Links to files of the repository that are not there. */
function deadLinks({ path, text }: TextFile, paths: readonly string[]): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s#]+)(#[^)]*)?\)/g)]
    .map((match) => match[1] ?? "")
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const target = join(dirname(path), link).replace(/\/$/, "");
      return !paths.some((known) => known === target || known.startsWith(`${target}/`));
    })
    .map((link) => `${path}: ${link}`);
}

/** Variables that stand in no code, no script and no settings: nothing reads them. */
function unknownVariables({ path, text }: TextFile, known: ReadonlySet<string>): readonly string[] {
  const names = text.match(/\bPENSTOCK_[A-Z0-9_]*[A-Z0-9]\b(?![_*{…])/g) ?? [];
  return names
    .filter((name) => !known.has(name.replace(/_FILE$/, "")) && !known.has(name))
    .map((name) => `${path}: ${name}`);
}

describe("the pages", () => {
  const pages = trackedFiles(/(\.md|^\.ci\/run|\.yml)$/);

  test("name commands that exist", () => {
    const { scripts } = readJson("package.json") as Manifest;

    expect(pages.flatMap((page) => unknownCommands(page, Object.keys(scripts)))).toEqual([]);
  });

  test("name variables that something reads", () => {
    const code = trackedFiles(/\.(ts|js|sh|ya?ml)$|^\.env\.example$|^\.ci\/run$/);
    const known = new Set(code.flatMap(({ text }) => text.match(/\bPENSTOCK_[A-Z0-9_]+/g) ?? []));

    expect(pages.flatMap((page) => unknownVariables(page, known))).toEqual([]);
  });

  test("link to files that exist", () => {
    const paths = trackedPaths();

    expect(pages.flatMap((page) => deadLinks(page, paths))).toEqual([]);
  });
});

describe("the checks of the pages", () => {
  test("bite on a command that is no npm script", () => {
    const text = "Run `npm run check`, then `npm run fly`. `npm ci` is npm's own.";

    expect(unknownCommands({ path: "a.md", text }, ["check"])).toEqual(["a.md: npm run fly"]);
  });

  test("bite on a variable that nothing reads", () => {
    const text = "`PENSTOCK_SLOTS`, `PENSTOCK_KEY_FILE`, `PENSTOCK_OIDC_…`, `PENSTOCK_SPEED`";
    const known = new Set(["PENSTOCK_SLOTS", "PENSTOCK_KEY"]);

    expect(unknownVariables({ path: "a.md", text }, known)).toEqual(["a.md: PENSTOCK_SPEED"]);
  });

  test("bite on a dead link", () => {
    const text = "[a](b.md) [c](../README.md#top) [d](https://example.org) [e](decisions/) [f](#g)";

    expect(deadLinks({ path: "docs/a.md", text }, ["docs/b.md", "docs/decisions/0001.md"])).toEqual(
      ["docs/a.md: ../README.md"],
    );
  });
});

describe("the command lines of the pages", () => {
  const pages = trackedFiles(/\.md$/).filter(
    ({ path }) => !/^(docs\/decisions\/|CHANGELOG\.md)/.test(path),
  );

  test("have commands and options that Penstock has", () => {
    const shown = pages.flatMap(shownCommands);

    expect(shown.length).toBeGreaterThan(100);
    expect(shown.flatMap(unknownPart)).toEqual([]);
  });

  test.each([
    ["`penstock fly`", 1],
    ["`penstock conn fly`", 1],
    ["`penstock report JOB -o file.csv`", 1],
    ["```sh\nnpx penstock cp a b --fast # --no-option\n```", 1],
    ["`docker compose exec api penstock ls --state failed`", 0],
    ["`penstock schedule`, `penstock ls \\| head`, `penstock.config.json`", 0],
  ])("are read from %j", (text, wrong) => {
    expect(shownCommands({ path: "a.md", text }).flatMap(unknownPart)).toHaveLength(wrong);
  });
});
