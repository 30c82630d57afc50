import { describe, expect, test } from "vitest";
import { PERSONS, RETIRED } from "./retired-words.ts";
import { linesWith, type TextFile, trackedFiles } from "./tracked-files.ts";

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

/** The comments alone: texts become blank, and so does code. */
function commentsOf({ path, text }: TextFile): string {
  if (path.endsWith(".md")) {
    return text.replace(/`[^`\n]*`/g, (code) => " ".repeat(code.length));
  }
  const pieces = path.endsWith(".lua") ? LUA_TEXTS : TEXTS;
  const lines = text.replace(/[^\n]/g, " ").split("");
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    if (/^(\/\/|\/\*|--)/.test(piece)) {
      lines.splice(index, piece.length, ...piece);
    }
  }
  return lines.join("");
}

const PERSON = new RegExp(`(?<![-\\w])(${PERSONS.join("|")})(?![-\\w])`, "i");

const persons = (file: TextFile) =>
  linesWith({ path: file.path, text: commentsOf(file) }, PERSON).map((line) => line.trim());

/** Records of their time, and the words that retire. */
const OF_THEIR_TIME = /^(docs\/decisions\/|CHANGELOG\.md$|test\/tidy\/retired-words)/;

test("no person acts in a comment or a page: it is a process, or the operator", () => {
  const files = trackedFiles(/\.(md|ts|lua)$/).filter(({ path }) => !OF_THEIR_TIME.test(path));

  expect(files.flatMap(persons)).toEqual([]);
});

describe("the check of persons", () => {
  test.each([
    ["a.ts", "// Nobody looks."],
    ["a.ts", "/**\n * What we send.\n */"],
    ["a.lua", "-- whoever asks"],
    ["a.md", "It is up to us."],
  ])("bites in %s on %j", (path, text) => {
    expect(persons({ path, text })).toHaveLength(1);
  });

  test.each([
    ["a.ts", 'const noBody = "we";'],
    ["a.ts", "// In the region us-east-1."],
    ["a.md", "The value `we` is gone."],
  ])("lets %s with %j be", (path, text) => {
    expect(persons({ path, text })).toEqual([]);
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
