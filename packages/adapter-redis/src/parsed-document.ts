// Text from Redis becomes the ledger's types here and in the files named `…-documents.ts`, and nowhere
// else. It is written by this package only, so it is read back as what it is.

/** @throws SyntaxError for what is no object with these members */
export function parseDocument(json: string, ...members: readonly string[]): unknown {
  const document: unknown = JSON.parse(json);
  for (const member of members) {
    if (Reflect.get(Object(document), member) === undefined) {
      throw new SyntaxError(`it has no "${member}"`);
    }
  }
  return document;
}
