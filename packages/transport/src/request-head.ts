/** What RFC 9110 lets a header's name and value hold. In a path even spaces are encoded. */
const NAMES = /^[!#$%&'*+.^_`|~0-9A-Za-z-]*$/;
const VALUES = /^[\t\x20-\x7e\x80-\xff]*$/;
const PATH = /^[\x21-\x7e]+$/;

export type RequestHead = {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly path: string;
  /** Goes first (RFC 9110, 7.2), also where the headers name it again. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * As it is sent, in latin1, with the empty line behind it.
 *
 * @throws TypeError for what would be read as something else than it is
 */
export function requestHead({ method, path, host, headers }: RequestHead): string {
  let text = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n`;
  // Looked at together: of texts in a row it holds what holds of each.
  let names = "";
  let values = host;
  let isNamed = true;
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? "";
    if (name !== "host") {
      isNamed &&= name !== "";
      names += name;
      values += value;
      text += `${name}: ${value}\r\n`;
    }
  }
  if (!(isNamed && PATH.test(path) && NAMES.test(names) && VALUES.test(values))) {
    throw new TypeError("a path or a header that holds what HTTP cannot carry");
  }
  return `${text}\r\n`;
}
