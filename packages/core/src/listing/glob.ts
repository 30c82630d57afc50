import { PenstockError } from "../failures/errors.ts";

/** Which keys of a list are wanted: any of the included ones, all of them where none is named, but none of the excluded. */
export type KeyFilter = {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
};

/** What one step of a glob takes. */
type Step =
  | { readonly kind: "letter"; readonly letter: string }
  /** `?`: one character, but no "/". */
  | { readonly kind: "one" }
  /** `*`: any number of characters, but no "/". */
  | { readonly kind: "some" }
  /** `**`: any number of characters. */
  | { readonly kind: "all" }
  /** The beginning of `**` and "/": no folder at all, or those that the next step takes. */
  | { readonly kind: "folders" }
  | { readonly kind: "inside-folders" };

/** Each alternative of `{a,b}` is a glob of its own, and every key is compared with each. */
const MAX_ALTERNATIVES = 256;
/** As long as a key can be. */
const MAX_LENGTH = 1024;

/**
 * Compiles the globs of a selection, which are compared with keys relative to its prefix: `**` takes
 * everything and `*` everything but "/", `?` one character, `{a,b}` one of these, `\` takes the next
 * character as it is. `**` and "/" together take no folder as well. The time that a key takes grows
 * with its length and the glob's, whatever the glob.
 *
 * @throws PenstockError `request-invalid`
 */
export function compileFilter({ include, exclude }: KeyFilter): (relativeKey: string) => boolean {
  const included = include.map(compileGlob);
  const excluded = exclude.map(compileGlob);
  return (key) =>
    (included.length === 0 || included.some((takes) => takes(key))) &&
    !excluded.some((takes) => takes(key));
}

function compileGlob(glob: string): (key: string) => boolean {
  if (glob === "" || glob.length > MAX_LENGTH) {
    throw invalid(glob, `has ${glob.length} characters: 1 to ${MAX_LENGTH} are possible`);
  }
  const alternatives = alternativesOf(glob).map((alternative) => stepsOf(glob, alternative));
  return (key) => {
    const characters = [...key];
    return alternatives.some((steps) => takes(steps, characters));
  };
}

/** A glob without braces. In pieces, because two `*` that meet at a brace are no `**`. */
type Alternative = readonly string[];

/** All that the braces of a glob can stand for, what is escaped still escaped. */
function alternativesOf(glob: string): readonly Alternative[] {
  let done: Alternative[] = [[]];
  for (let at = 0; at < glob.length; ) {
    const piece = glob[at] === "{" ? "" : pieceAt(glob, at);
    const { choices, end } =
      piece === "" ? choicesAt(glob, at) : { choices: [[piece]], end: at + piece.length };
    done = done.flatMap((before) => choices.map((choice) => [...before, ...choice]));
    if (done.length > MAX_ALTERNATIVES) {
      throw invalid(glob, `stands for more than ${MAX_ALTERNATIVES} globs: write fewer "{a,b}"`);
    }
    at = end;
  }
  return done;
}

/** One character, with the backslash before it, or all of `**` and what follows it. */
function pieceAt(glob: string, at: number): string {
  const letter = characterAt(glob, at);
  if (letter === "\\") {
    if (at + 1 === glob.length) {
      throw invalid(glob, 'ends with "\\": write "\\\\" for the character itself');
    }
    return letter + characterAt(glob, at + 1);
  }
  if (letter === "}" || letter === "[" || letter === "]") {
    throw invalid(
      glob,
      `has a "${letter}" that means nothing: write "\\${letter}" for the character`,
    );
  }
  if (letter === "*" && glob[at + 1] === "*") {
    return glob[at + 2] === "/" ? "**/" : "**";
  }
  return letter;
}

/** Both halves of one above U+FFFF. */
function characterAt(glob: string, at: number): string {
  return String.fromCodePoint(glob.codePointAt(at) ?? 0);
}

function choicesAt(
  glob: string,
  start: number,
): { readonly choices: readonly Alternative[]; readonly end: number } {
  const choices: Alternative[] = [];
  let choice: string[] = [];
  for (let at = start + 1; at < glob.length; ) {
    const letter = glob[at];
    if (letter === "}") {
      return { choices: [...choices, choice], end: at + 1 };
    }
    if (letter === "{") {
      throw invalid(glob, 'has a "{" inside a "{": write each of them out');
    }
    if (letter === ",") {
      choices.push(choice);
      choice = [];
      at += 1;
    } else {
      const piece = pieceAt(glob, at);
      choice.push(piece);
      at += piece.length;
    }
  }
  throw invalid(glob, 'has a "{" without its "}": write "\\{" for the character');
}

function stepsOf(glob: string, pieces: Alternative): readonly Step[] {
  const steps: Step[] = [];
  for (const [index, piece] of pieces.entries()) {
    const isSegmentStart = index === 0 || pieces[index - 1]?.endsWith("/") === true;
    steps.push(...stepsOfPiece(piece, isSegmentStart));
  }
  const plain = pieces.map((piece) => piece.replace(/^\\/, "")).join("");
  if (plain.split("/").some((segment) => segment === "." || segment === "..")) {
    throw invalid(glob, 'has a "." or ".." segment, which no key has: leave it out');
  }
  return steps;
}

function stepsOfPiece(piece: string, isSegmentStart: boolean): readonly Step[] {
  switch (piece) {
    case "**/":
      return isSegmentStart
        ? [{ kind: "folders" }, { kind: "inside-folders" }]
        : [{ kind: "all" }, { kind: "letter", letter: "/" }];
    case "**":
      return [{ kind: "all" }];
    case "*":
      return [{ kind: "some" }];
    case "?":
      return [{ kind: "one" }];
    default:
      return [{ kind: "letter", letter: piece.replace(/^\\(?=.)/su, "") }];
  }
}

/** Every place in the glob where the key may be so far, so that nothing is ever tried twice. */
function takes(steps: readonly Step[], characters: readonly string[]): boolean {
  let places = new Set<number>();
  enter(steps, 0, places);
  for (const character of characters) {
    const next = new Set<number>();
    for (const place of places) {
      step(steps, { place, character }, next);
    }
    if (next.size === 0) {
      return false;
    }
    places = next;
  }
  return places.has(steps.length);
}

/** A place, and those behind it that nothing has to be taken for. */
function enter(steps: readonly Step[], place: number, places: Set<number>): void {
  if (places.has(place)) {
    return;
  }
  places.add(place);
  const kind = steps[place]?.kind;
  if (kind === "some" || kind === "all" || kind === "folders") {
    enter(steps, place + (kind === "folders" ? 2 : 1), places);
  }
  if (kind === "folders") {
    enter(steps, place + 1, places);
  }
}

function step(
  steps: readonly Step[],
  { place, character }: { readonly place: number; readonly character: string },
  next: Set<number>,
): void {
  const taken = steps[place];
  switch (taken?.kind) {
    case undefined:
    case "folders":
      return;
    case "letter":
      if (taken.letter === character) {
        enter(steps, place + 1, next);
      }
      return;
    case "one":
      if (character !== "/") {
        enter(steps, place + 1, next);
      }
      return;
    case "some":
      if (character !== "/") {
        enter(steps, place, next);
      }
      return;
    case "all":
      enter(steps, place, next);
      return;
    case "inside-folders":
      enter(steps, place, next);
      if (character === "/") {
        enter(steps, place + 1, next);
      }
      return;
    default:
      taken satisfies never;
  }
}

function invalid(glob: string, problem: string): PenstockError {
  return new PenstockError("request-invalid", `the glob "${glob.slice(0, 100)}" ${problem}`);
}
