/** What RFC 9110 lets a header's name and value hold. In a path even spaces are encoded. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const PATH = /^[\x21-\x7e]+$/;

export type RequestHead = {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * As it is sent, in latin1, with the empty line behind it.
 *
 * @throws TypeError for what would be read as something else than it is
 */
export function requestHead({ method, path, headers }: RequestHead): string {
  let text = `${method} ${path} HTTP/1.1\r\n`;
  let isSound = PATH.test(path);
  for (const [name, value] of Object.entries(headers)) {
    isSound &&= NAME.test(name) && VALUE.test(value);
    text += `${name}: ${value}\r\n`;
  }
  if (!isSound) {
    throw new TypeError("a path or a header that holds what HTTP cannot carry");
  }
  return `${text}\r\n`;
}
