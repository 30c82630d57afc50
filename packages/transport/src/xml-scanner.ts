import { codeOf, hasForbiddenCharacter, isXmlCharacter } from "./xml-characters.ts";

/** What a scanner rejects with: the document is no well-formed one, or has what no store sends. */
export class MalformedXml extends Error {
  override readonly name = "MalformedXml";
}

/** The documents of stores are some six deep. */
const MAX_DEPTH = 32;
const ATTRIBUTES = /^(?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*\s*$/;
const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/**
 * Walks over a document by `indexOf`, which costs a fiftieth of building it. It takes elements,
 * texts and CDATA, and refuses comments, declarations of types, and everything that is not well formed.
 */
export class XmlScanner {
  #xml: string;
  #at = 0;
  #isSelfClosed = false;
  /** Pieces behind the one that it stands in, the next one last. */
  readonly #later: string[];

  /** @param pieces of the document, each but the last one up to the end of a child of the root */
  constructor(pieces: readonly string[]) {
    if (pieces.some(hasForbiddenCharacter)) {
      throw new MalformedXml("a character that no document may have");
    }
    this.#later = pieces.toReversed();
    // Responses start with blank lines (samples of 436/7746) or a long drip of white space (436/7742).
    this.#later[0] = this.#later[0]?.trimEnd() ?? "";
    this.#xml = this.#later.pop()?.trimStart() ?? "";
  }

  /** Enters the root and returns its name. */
  root(): string {
    const [declaration = "", inside = ""] = /^<\?xml(\s[^<>?]*)\?>/.exec(this.#xml) ?? [];
    if (areAttributes(inside)) {
      this.#at = declaration.length;
    }
    this.#skipSpace();
    return this.#open();
  }

  /** The next element inside this one, entered; undefined behind the last, which leaves this one. */
  child(parent: string): string | undefined {
    if (this.#isSelfClosed) {
      this.#isSelfClosed = false;
      return undefined;
    }
    this.#skipSpace();
    if (this.#xml.startsWith("</", this.#at)) {
      this.#close(parent);
      return undefined;
    }
    return this.#open();
  }

  /** The text of an element that was entered, and leaves it. */
  text(name: string): string {
    if (this.#isSelfClosed) {
      this.#isSelfClosed = false;
      return "";
    }
    let text = this.#textBeforeMarkup();
    while (this.#xml.startsWith("<![CDATA[", this.#at)) {
      text += this.#cdata() + this.#textBeforeMarkup();
    }
    this.#close(name);
    return text;
  }

  /** Leaves an element that was entered, whatever is inside it. */
  skip(name: string, depth = 0): void {
    if (this.#isSelfClosed) {
      this.#isSelfClosed = false;
      return;
    }
    if (depth > MAX_DEPTH) {
      throw new MalformedXml("too deep");
    }
    for (;;) {
      this.#textBeforeMarkup();
      if (this.#xml.startsWith("<![CDATA[", this.#at)) {
        this.#cdata();
      } else if (this.#xml.startsWith("</", this.#at)) {
        this.#close(name);
        return;
      } else {
        this.skip(this.#open(), depth + 1);
      }
    }
  }

  /** Nothing may follow the root. */
  end(): void {
    if (this.#at !== this.#xml.length || this.#later.length > 0) {
      throw new MalformedXml("something follows the document");
    }
  }

  #open(): string {
    const start = this.#at + 1;
    const nameEnd = endOfName(this.#xml, start);
    if (this.#xml[this.#at] !== "<" || nameEnd === start) {
      throw new MalformedXml("no tag where one has to be");
    }
    const end = this.#xml.indexOf(">", nameEnd);
    this.#isSelfClosed = this.#xml[end - 1] === "/";
    const attributesEnd = this.#isSelfClosed ? end - 1 : end;
    if (end < 0 || !areAttributes(this.#xml.slice(nameEnd, attributesEnd))) {
      throw new MalformedXml("a tag that is none");
    }
    this.#at = end + 1;
    return this.#xml.slice(start, nameEnd);
  }

  #close(name: string): void {
    const end = this.#at + 2 + name.length;
    const isClosed =
      this.#xml.startsWith("</", this.#at) && this.#xml.startsWith(name, end - name.length);
    if (!isClosed || this.#xml[end] !== ">") {
      throw new MalformedXml(`no end of ${name}`);
    }
    this.#at = end + 1;
  }

  #textBeforeMarkup(): string {
    const end = this.#xml.indexOf("<", this.#at);
    if (end < 0) {
      throw new MalformedXml("cut off");
    }
    const text = this.#xml.slice(this.#at, end);
    this.#at = end;
    return text.includes("&") ? decodeEntities(text) : text;
  }

  #cdata(): string {
    const start = this.#at + "<![CDATA[".length;
    const end = this.#xml.indexOf("]]>", start);
    if (end < 0) {
      throw new MalformedXml("cut off");
    }
    this.#at = end + "]]>".length;
    return this.#xml.slice(start, end);
  }

  #skipSpace(): void {
    while (isSpace(this.#xml.charCodeAt(this.#at))) {
      this.#at += 1;
    }
    if (this.#at === this.#xml.length && this.#later.length > 0) {
      this.#xml = this.#later.pop() ?? "";
      this.#at = 0;
      this.#skipSpace();
    }
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Where a name that starts there ends; at its start where it is none. */
function endOfName(xml: string, start: number): number {
  let at = start;
  while (isLetter(xml.charCodeAt(at)) || (at > start && isNameSign(xml.charCodeAt(at)))) {
    at += 1;
  }
  return at;
}

/** `A-Z`, `a-z` and `_`. */
function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f;
}

/** `0-9`, `:`, `-` and `.`. */
function isNameSign(code: number): boolean {
  return (code >= 0x30 && code <= 0x3a) || code === 0x2d || code === 0x2e;
}

function areAttributes(text: string): boolean {
  if (text === "") {
    return true;
  }
  const names = [...text.matchAll(/([\w:.-]+)\s*=\s*(?:"[^"]*"|'[^']*')/g)].map(([, name]) => name);
  return ATTRIBUTES.test(text) && new Set(names).size === names.length;
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&([^;&]*);|&/g, (_all, entity: string | undefined) => {
    const decoded = entity === undefined ? undefined : decodeEntity(entity);
    if (decoded === undefined) {
      throw new MalformedXml("an entity that is none");
    }
    return decoded;
  });
}

function decodeEntity(entity: string): string | undefined {
  if (Object.hasOwn(NAMED_ENTITIES, entity)) {
    return NAMED_ENTITIES[entity];
  }
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(entity) ?? [];
  const code = codeOf(hex, decimal);
  return isXmlCharacter(code) ? String.fromCodePoint(code) : undefined;
}
