import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileFilter } from "./glob.ts";

function takes(glob: string, key: string): boolean {
  return compileFilter({ include: [glob], exclude: [] })(key);
}

/** The same rules as an expression, which may take exponential time and is no way to do it. */
function judged(glob: string, key: string): boolean {
  const source = glob.replaceAll(/\*\*\/|\*\*|\*|\?|[{},.+|()^$]/g, (piece, at: number) => {
    const isSegmentStart = at === 0 || glob[at - 1] === "/" || "{,".includes(glob[at - 1] ?? "");
    switch (piece) {
      case "**/":
        // Behind a brace it depends on which of its globs was taken.
        return glob[at - 1] === "}"
          ? "(?:(?<=/)(?:.*/)?|.*/)"
          : isSegmentStart
            ? "(?:.*/)?"
            : ".*/";
      case "**":
        return ".*";
      case "*":
        return "[^/]*";
      case "?":
        return "[^/]";
      case "{":
        return "(?:";
      case "}":
        return ")";
      case ",":
        return "|";
      default:
        return `\\${piece}`;
    }
  });
  return new RegExp(`^${source}$`, "su").test(key);
}

describe("a glob", () => {
  test.each([
    ["*.csv", "a.csv", true],
    ["*.csv", "a/b.csv", false],
    ["**/*.csv", "a.csv", true],
    ["**/*.csv", "a/b/c.csv", true],
    ["**.csv", "a/b.csv", true],
    ["a/**", "a/b/c", true],
    ["a/**", "a", false],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "a/xb", false],
    ["a**/b", "ax/y/b", true],
    ["a**/b", "ab", false],
    ["2026-0?/*", "2026-07/x", true],
    ["?", "/", false],
    ["?", "😀", true],
    ["{a,b/c,}.txt", "b/c.txt", true],
    ["{a,b/c,}.txt", ".txt", true],
    ["{a*,b}{1,2}", "axy2", true],
    ["{a/,b}**/c", "a/c", true],
    ["{a/,b}**/c", "bc", false],
    ["{a/,b}**/c", "bx/c", true],
    ["\\*\\{", "*{", true],
    ["\\*", "a", false],
    ["a.b", "axb", false],
    ["a", "ab", false],
    ["a//b", "a//b", true],
    ["*", "", true],
    [".*", ".hidden", true],
    ["*", ".hidden", true],
  ])("%s compared with %j: %s", (glob, key, isTaken) => {
    expect(takes(glob, key)).toBe(isTaken);
  });

  test("takes what the same rules as an expression take", () => {
    const piece = fc.constantFrom(
      "a",
      "b",
      "/",
      ".",
      "*",
      "**",
      "**/",
      "?",
      "{a,b}",
      "{a/,*.b}",
      "é",
    );
    const glob = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(""));
    const key = fc.string({ unit: fc.constantFrom("a", "b", "/", ".", "é"), maxLength: 6 });
    fc.assert(
      fc.property(
        glob.filter(
          (one) => !/\*\*\*|(^|[/{,])\.\.?([/},]|$)|\{.*\.\..*\}/.test(one) && isPossible(one),
        ),
        key,
        (one, text) => {
          expect(takes(one, text)).toBe(judged(one, text));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("does not cross a folder by two stars that meet at a brace", () => {
    expect(takes("*{a/,*.b}*", "/.b")).toBe(false);
    expect(takes("*{a/,*.b}*", "x.b.c")).toBe(true);
    expect(takes("{a,*}*", "b/c")).toBe(false);
  });

  test("takes a character above U+FFFF for one, escaped or not", () => {
    expect([takes("?\\😀😀", "é😀😀"), takes("a{😀,b}", "a😀"), takes("??", "😀")]).toEqual([
      ...[true, true, false],
    ]);
  });

  test("takes no more time for a key that fits it almost everywhere", () => {
    const glob = `${"*a".repeat(100)}**${"?*".repeat(100)}b`;

    expect(takes(glob, "a".repeat(1000))).toBe(false);
  });

  test.each([
    ["", "1 to 1024"],
    ["a".repeat(1025), "1 to 1024"],
    ["../a", "segment"],
    ["a/./b", "segment"],
    ["{a,..}/b", "segment"],
    ["{a", 'without its "}"'],
    ["a}", "means nothing"],
    ["[ab]", "means nothing"],
    ["{a{b,c}}", 'inside a "{"'],
    ["a\\", 'ends with "\\"'],
    ["{a,b}".repeat(9), "more than 256"],
  ])("%j is refused", (glob, problem) => {
    expect(() => compileFilter({ include: [], exclude: [glob] })).toThrow(
      expect.objectContaining({
        code: "request-invalid",
        message: expect.stringContaining(problem),
      }),
    );
  });
});

/** Some alternatives may meet with what is around them and make up a segment that no key has. */
function isPossible(glob: string): boolean {
  try {
    compileFilter({ include: [glob], exclude: [] });
    return true;
  } catch {
    return false;
  }
}

describe("a filter", () => {
  test.each([
    ["takes everything where nothing is named", [], [], true],
    ["takes what any of the included globs takes", ["b", "a*"], [], true],
    ["takes nothing else", ["b"], [], false],
    ["leaves out what is excluded", [], ["*1"], false],
    ["leaves out what is included and excluded", ["a*"], ["*1"], false],
  ])("%s", (_what, include, exclude, isTaken) => {
    expect(compileFilter({ include, exclude })("a1")).toBe(isTaken);
  });
});
