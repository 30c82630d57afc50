/** What a document may not have, whichever way it is written (XML 1.0, production 2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const REFERENCE = /&#(?:x([0-9a-fA-F]+)|([0-9]+));/g;

/** Whether a character may stand in a document: control characters and surrogates may not. */
export function isXmlCharacter(code: number): boolean {
  if (code < 0x20) {
    return code === 0x09 || code === 0x0a || code === 0x0d;
  }
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code <= 0x10_ffff && !isSurrogate && code !== 0xfffe && code !== 0xffff;
}

export function hasForbiddenCharacter(xml: string): boolean {
  return FORBIDDEN.test(xml);
}

/** Whether a text refers to such a character. Parsers drop it, and a key would become another key. */
export function hasForbiddenReference(text: string): boolean {
  return (
    text.includes("&#") &&
    [...text.matchAll(REFERENCE)].some(([, hex, decimal]) => !isXmlCharacter(codeOf(hex, decimal)))
  );
}

/** The number of a reference, by its hexadecimal or decimal digits. */
export function codeOf(hex: string | undefined, decimal: string | undefined): number {
  return hex === undefined ? Number.parseInt(decimal ?? "", 10) : Number.parseInt(hex, 16);
}
