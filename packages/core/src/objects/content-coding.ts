/** Names of one coding (RFC 9110 8.4.1): recipients take both for the same. */
const ALIASES: Readonly<Record<string, string>> = { "x-gzip": "gzip", "x-compress": "compress" };

/** Not how the bytes are coded: no coding at all, and how an upload to S3 was once packed. */
const NO_CODINGS = new Set(["", "identity", "aws-chunked"]);

/** The codings that an object is stored in, as its Content-Encoding spells them; undefined for none. */
export function storedCoding(contentEncoding: string | undefined): string | undefined {
  if (contentEncoding === undefined) {
    return undefined;
  }
  const codings = contentEncoding
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => !NO_CODINGS.has(coding.toLowerCase()));
  return codings.length === 0 ? undefined : codings.join(", ");
}

/** Whether bytes under either header are coded in the same way, so that they may stand side by side. */
export function isSameCoding(one: string | undefined, other: string | undefined): boolean {
  return one === other || plainNames(one) === plainNames(other);
}

function plainNames(contentEncoding: string | undefined): string {
  return (storedCoding(contentEncoding) ?? "")
    .toLowerCase()
    .split(", ")
    .map((coding) => ALIASES[coding] ?? coding)
    .join(", ");
}
