const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
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
