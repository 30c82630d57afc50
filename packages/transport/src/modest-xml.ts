/** The documents of stores are some six deep, and the tags of a namespace some hundred characters. */
const MAX_DEPTH = 32;
const MAX_TAG_LENGTH = 1024;
/** A page of 1000 uploads has some 25,000. */
const MAX_TAGS = 100_000;

/**
 * Whether a document can be given to an XML parser: those take time by the square of depth and of what
 * is in one tag, and one that declares entities could expand without end. Looks at each character once.
 */
export function isModestXml(text: string): boolean {
  let depth = 0;
  let tags = 0;
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at)) {
    const end = endOfMarkup(text, at);
    tags += 1;
    if (end === undefined || tags > MAX_TAGS) {
      return false;
    }
    depth += stepOf(text, at, end);
    if (depth > MAX_DEPTH) {
      return false;
    }
    at = end;
  }
  return true;
}

/** Behind the markup that starts there; undefined where it is too long, or what no store sends. */
function endOfMarkup(text: string, at: number): number | undefined {
  if (text.startsWith("<![CDATA[", at)) {
    const end = text.indexOf("]]>", at);
    return end < 0 ? undefined : end + 3;
  }
  const end = text.slice(at, at + MAX_TAG_LENGTH).indexOf(">");
  const isDeclaration = text.startsWith("<!", at);
  return end < 0 || isDeclaration ? undefined : at + end + 1;
}

function stepOf(text: string, at: number, end: number): number {
  const isFlat = text[at + 1] === "?" || text[at + 1] === "!" || text[end - 2] === "/";
  return text[at + 1] === "/" ? -1 : Number(!isFlat);
}
