/** As a header and an XML element carry it. */
export function quoted(etag: string): string {
  return `"${etag}"`;
}

/**
 * Strips what clients put around the ETags they send back: quotes, also as entities, because entity
 * expansion is off in the XML reader.
 */
export function unquoted(text: string): string {
  return text
    .replaceAll(/"|&quot;|&#34;|&#x22;/gi, "")
    .trim()
    .toLowerCase();
}
