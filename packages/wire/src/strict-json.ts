// Character codes: each body comes through here, one character at a time.
const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [BRACE, BRACE_END, BRACKET, BRACKET_END] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * What JSON.parse lets through although readers disagree about it: a member that is there twice. Takes
 * text that JSON.parse accepts.
 *
 * @returns its name; undefined when every member is there once
 */
export function duplicateMember(text: string): string | undefined {
  /** The names of each object that is open; a list has none. */
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        const name = isName(text, end) ? nameIn(text.slice(at, end)) : undefined;
        if (name !== undefined && open.at(-1)?.has(name) === true) {
          return name;
        }
        if (name !== undefined) {
          open.at(-1)?.add(name);
        }
        at = end - 1;
        break;
      }
      case BRACE:
      case BRACKET:
        open.push(new Set());
        break;
      case BRACE_END:
      case BRACKET_END:
        open.pop();
        break;
      default:
    }
  }
  return undefined;
}

/** Behind the quote that ends a string: no odd number of backslashes is before it. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0) {
    let first = end;
    while (text.charCodeAt(first - 1) === BACKSLASH) {
      first -= 1;
    }
    if ((end - first) % 2 === 0) {
      return end + 1;
    }
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

/** A string before a colon is a name. */
function isName(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && " \t\n\r".includes(text.charAt(at))) {
    at += 1;
  }
  return text.charCodeAt(at) === COLON;
}

function nameIn(token: string): string {
  return token.includes("\\") ? String(JSON.parse(token)) : token.slice(1, -1);
}
