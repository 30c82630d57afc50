import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { headingsOf, withoutBlocks } from "./markdown.ts";
import { readTracked, type TextFile, trackedFiles, trackedPaths } from "./tracked-files.ts";

const INDEX = "docs/README.md";

type Link = { readonly target: string; readonly anchor: string };

/** The links to files of the repository, by their paths from its root. */
function linksOf({ path, text }: TextFile): readonly Link[] {
  const prose = withoutBlocks(text).replace(/`[^`\n]*`/g, "``");
  return [...prose.matchAll(/\]\(([^)\s#]*)(?:#([^)\s]*))?\)/g)]
    .map(([, file = "", anchor = ""]) => ({ file, anchor }))
    .filter(({ file }) => !/^[a-z]+:/.test(file))
    .map(({ file, anchor }) => ({
      target: file === "" ? path : join(dirname(path), file).replace(/\/$/, ""),
      anchor,
    }));
}

/** The anchor that GitHub makes of a heading. */
function anchorOf(heading: string): string {
  const words = heading.replace(/\]\([^)]*\)/g, "").toLowerCase();
  return words.replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
}

/** Links to headings that are not there. */
function deadAnchors(pages: readonly TextFile[]): readonly string[] {
  const anchors = new Map(
    pages.map((page) => [page.path, new Set(headingsOf(page.text).map(anchorOf))]),
  );
  return pages.flatMap((page) =>
    linksOf(page)
      .filter(({ target, anchor }) => anchor !== "" && !anchors.get(target)?.has(anchor))
      .map(({ target, anchor }) => `${page.path}: ${target}#${anchor}`),
  );
}

/** The pages that no chain of links from the first one leads to. A link to a folder leads to all of it. */
function unreachable(pages: readonly TextFile[], first: string): readonly string[] {
  const reached = new Set([first]);
  for (const path of reached) {
    const page = pages.find((each) => each.path === path);
    for (const { target } of page === undefined ? [] : linksOf(page)) {
      for (const { path: found } of pages) {
        if (found === target || found.startsWith(`${target}/`)) {
          reached.add(found);
        }
      }
    }
  }
  return pages.map(({ path }) => path).filter((path) => !reached.has(path));
}

/** What llms.txt says: the index, with its links from the root of the repository. */
function outlineOf(index: string): string {
  const [, ...sections] = index.split(/^(?=## )/m);
  const lists = sections.join("").replace(/\]\(([^)]+)\)/g, (_link, file: string) => {
    return `](${join("docs", file)})`;
  });
  return `# Penstock\n\n> Moves large objects into object stores (S3, Tencent COS, and stores that speak S3), part by part, with any number\n> of machines: an HTTP API, a command line and a dashboard, on BullMQ and Redis.\n\n${lists}`;
}

describe("the documents", () => {
  const pages = trackedFiles(/\.md$/);
  const documents = pages.filter(({ path }) => path.startsWith("docs/"));

  test("link to headings that exist", () => {
    expect(deadAnchors(pages)).toEqual([]);
  });

  test("can all be reached from docs/README.md", () => {
    const hint = "link each page from docs/README.md, or from a page that it leads to";

    expect(unreachable(documents, INDEX), hint).toEqual([]);
  });

  test("are listed in docs/README.md, each with one line", () => {
    const listed = new Set(linksOf(readTracked(INDEX)).map(({ target }) => target));
    const topLevel = trackedPaths().filter((path) => /^docs\/[^/]+\.md$/.test(path));

    expect(topLevel.filter((path) => path !== INDEX && !listed.has(path))).toEqual([]);
  });

  test("are outlined in llms.txt: `npm run docs:llms` writes it anew", async () => {
    await expect(outlineOf(readTracked(INDEX).text)).toMatchFileSnapshot("../../llms.txt");
  });
});

/** More of it is read by few. */
const MOST_LINES_OF_README = 250;

test(`README.md has at most ${MOST_LINES_OF_README} lines`, () => {
  expect(readTracked("README.md").text.split("\n").length).toBeLessThanOrEqual(
    MOST_LINES_OF_README,
  );
});

describe("the checks of the documents", () => {
  const a = {
    path: "docs/a.md",
    text: "# A\n\n## What's `new` here?\n\n[b](sub) [x](#whats-new-here)\n",
  };
  const b = { path: "docs/sub/b.md", text: "# B\n\n[a](../a.md#a)\n\n```\n# no heading\n```\n" };
  const c = { path: "docs/c.md", text: "[b](sub/b.md#no-heading) `[d](e.md#f)`\n" };

  test("bite on a heading that is not there", () => {
    expect(deadAnchors([a, b, c])).toEqual(["docs/c.md: docs/sub/b.md#no-heading"]);
  });

  test("bite on a page that no link leads to", () => {
    expect(unreachable([a, b, c], "docs/a.md")).toEqual(["docs/c.md"]);
  });
});
