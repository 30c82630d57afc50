/**
 * What JSON.parse lets through although readers disagree about it: a member that is there twice. Takes
 * text that JSON.parse accepts.
 *
 * @returns its name; undefined when every member is there once
 */
export function duplicateMember(text: string): string | undefined {
  /** The names of each object that is open; undefined stands for a list. */
  const open: (Set<string> | undefined)[] = [];
  for (const [token, isName] of tokens(text)) {
    if (token === "{") {
      open.push(new Set());
    } else if (token === "[") {
      open.push(undefined);
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (isName) {
      const name = String(JSON.parse(token));
      const names = open.at(-1);
      if (names?.has(name) === true) {
        return name;
      }
      names?.add(name);
    }
  }
  return undefined;
}

/** Brackets and strings; a string before a colon is a name. */
function* tokens(text: string): Generator<readonly [token: string, isName: boolean]> {
  for (const [, token = "", colon] of text.matchAll(/("(?:[^"\\]|\\.)*"|[[\]{}])([\t\n\r ]*:)?/g)) {
    yield [token, colon !== undefined];
  }
}
