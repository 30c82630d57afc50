import { ErrorResponse } from "./error-response.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};

/** An element with text. Control characters become character references, as S3 writes them. */
export function element(name: string, text: string | number | boolean): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped.
  const escaped = String(text).replace(/[&<>"\u0000-\u001f]/g, (character) => {
    return ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16)};`;
  });
  return `<${name}>${escaped}</${name}>`;
}

/** An element around elements that are escaped already. */
export function parent(name: string, children: readonly string[]): string {
  return `<${name}>${children.join("")}</${name}>`;
}

/**
 * What is inside each element of one name, of which the text has to be made up.
 *
 * @throws Rejection `MalformedXML` for anything else between them
 */
export function readElements(xml: string, name: string): readonly string[] {
  const pattern = new RegExp(`\\s*<${name}>(.*?)</${name}>\\s*`, "sy");
  return readAll(pattern, xml).map(([, inside = ""]) => inside);
}

/** The text of an element that must be there. @throws Rejection `MalformedXML` */
export function textOf(xml: string, name: string): string {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (found === undefined) {
    throw malformed();
  }
  return found.replaceAll(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Each match of a sticky pattern, which have to make up the whole text. */
export function readAll(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  let end = 0;
  while (end < text.length) {
    const match = pattern.exec(text);
    if (match === null) {
      throw malformed();
    }
    found.push(match);
    end = pattern.lastIndex;
  }
  return found;
}

export function malformed(): ErrorResponse {
  return new ErrorResponse("MalformedXML", "The XML you provided is not what was asked for.");
}
