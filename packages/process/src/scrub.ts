const MASK = "[redacted]";

/** A shorter secret would tear up lines that have nothing to do with it. */
const SHORTEST_SECRET = 6;

/**
 * Shapes that are secret wherever they stand. None of them matches a quote, so JSON stays JSON. Lines
 * hold what other sides said: each pattern takes time by a line's length and no more, since nothing
 * that may be long is looked through again from its next character on.
 */
const SHAPES: readonly (readonly [shape: RegExp, replacement: string])[] = [
  // URL userinfo.
  [/:\/\/[^\s/"\\@]*@/g, `://${MASK}@`],
  // A URL's query: presigned URLs carry their signature there.
  [/(:\/\/(?:(?!:\/\/)[^\s"\\?])*)\?[^\s"\\]*/g, `$1?${MASK}`],
  // Query parameters of signed requests that lost their host.
  [
    /\b((?:x-amz-|x-cos-|q-)[a-z0-9-]{0,40}(?:signature|credential|token|ak)|signature|sign|security-token)=[^\s&"\\,;]+/gi,
    `$1=${MASK}`,
  ],
  // Authorization headers, written as a header, a JSON member or an object in a message.
  [
    /\b(authorization)((?:\\?["'])?\s*[:=]\s*(?:\\?["'])?)(?:[a-z0-9-]+ )?[^\s"'\\,}]+/gi,
    `$1$2${MASK}`,
  ],
  [/\b(Bearer|Basic) [a-z0-9+/=._~-]{6,}/gi, `$1 ${MASK}`],
  // Members that are named like a secret, quoted or not, escaped or not; but not the end of a JSON
  // pointer, after which a sentence about a mistake follows.
  [
    /(?<!\/\w{0,60})((?:secret|passw(?:or)?d|passphrase|session_?token|security_?token|access_?key)\w{0,60})((?:\\?["'])?\s*[:=]\s*(?:\\?["'])?)[^\s"'\\,}]+/gi,
    `$1$2${MASK}`,
  ],
  // Access key ids of AWS and of Tencent Cloud.
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, MASK],
  [/\bAKID[A-Za-z0-9]{12,}/g, MASK],
];

/**
 * Takes secrets out of a finished log line: the live values in every spelling they travel in, then
 * everything that has the shape of a secret. The last line of defence, behind the field list.
 */
export function scrub(line: string, secrets: Iterable<string>): string {
  let clean = line;
  for (const secret of secrets) {
    for (const spelling of spellingsOf(secret)) {
      clean = clean.replaceAll(spelling, MASK);
    }
  }
  for (const [shape, replacement] of SHAPES) {
    clean = clean.replace(shape, replacement);
  }
  return clean;
}

function spellingsOf(secret: string): readonly string[] {
  if (secret.length < SHORTEST_SECRET) {
    return [];
  }
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [...new Set([inJson, encodeURIComponent(secret)])];
}
