import { describe, expect, test } from "vitest";
import { RETIRED } from "./retired-words.ts";
import { type TextFile, trackedFiles } from "./tracked-files.ts";

const TEXTS =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|(?<=\()\/\^[^\n]+\/(?=\))/g;
const LUA_TEXTS = /--[^\n]*/g;

/** The code alone: texts and comments become blank, and lines keep their numbers. */
function codeOf({ path, text }: TextFile): string {
  const texts = path.endsWith(".lua") ? LUA_TEXTS : TEXTS;
  return text.replace(texts, (found) => found.replace(/[^\n]/g, " "));
}

/** The parts of a name, in small letters. */
function wordsOf(name: string): string {
  const parts = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return parts.join(" ").toLowerCase();
}

function retiredIn(words: string): string | undefined {
  const found = RETIRED.find(([word]) => ` ${words} `.includes(` ${word} `));
  return found && `"${found[0]}": say ${found[1]}`;
}

/** Every line of a text with a retired word in one of the pieces that the pattern finds. */
function retired(path: string, text: string, piece: RegExp): readonly string[] {
  return text.split("\n").flatMap((line, index) =>
    [...line.matchAll(piece)].flatMap(([found]) => {
      const word = retiredIn(wordsOf(found));
      return word === undefined ? [] : [`${path}:${index + 1} ${found.trim()} has ${word}`];
    }),
  );
}

const names = (file: TextFile) => retired(file.path, codeOf(file), /[A-Za-z_]\w*/g);
const headings = (file: TextFile) => retired(file.path, file.text, /^#+ .+/g);
const texts = (file: TextFile) => retired(file.path, file.text, /"[^"]+"|`[^`]+`/g);

describe("words that only this project used are in", () => {
  test("no name of the code, and so in no key of a log", () => {
    const files = trackedFiles(/^(apps|packages|test|scripts)\/.+\.(ts|lua)$/);

    expect(files.flatMap(names)).toEqual([]);
  });

  test("no heading", () => {
    const files = trackedFiles(/\.md$/).filter(({ path }) => !path.startsWith("docs/decisions/"));

    expect(files.flatMap(headings)).toEqual([]);
  });

  test("no text of the command line", () => {
    const files = trackedFiles(/^apps\/cli\/src\/.+\.ts$/);

    expect(files.filter(({ path }) => !path.endsWith(".test.ts")).flatMap(texts)).toEqual([]);
  });
});

describe("the check of words", () => {
  test.each(["const landedBytes = 1;", "LANDED_TTL_SECONDS", "local is_landed = 1", "this.#books"])(
    "bites on %s",
    (text) => {
      expect(names({ path: "a.ts", text })).toHaveLength(1);
    },
  );

  test.each(["const island = 1;", "interface A {}", "// it has landed", 'const a = "landed";'])(
    "lets %s be",
    (text) => {
      expect(names({ path: "a.ts", text })).toEqual([]);
    },
  );
});
