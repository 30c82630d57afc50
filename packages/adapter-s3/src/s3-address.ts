import type { S3Client } from "@aws-sdk/client-s3";

/** A bucket as its requests are addressed. */
export type S3Address = {
  readonly at: URL;
  /** Every segment of the key on its own: a slash stays a slash. */
  pathOf(key: string): string;
};

/** By the SDK's own rules, so that bytes go where its calls go: virtual host or path, endpoint or region. */
export async function addressOf(
  { config }: S3Client,
  bucket: string,
  endpoint: string | undefined,
): Promise<S3Address> {
  const { url } = config.endpointProvider({
    Bucket: bucket,
    Region: await config.region(),
    UseFIPS: await config.useFipsEndpoint(),
    UseDualStack: await config.useDualstackEndpoint(),
    ForcePathStyle: config.forcePathStyle === true,
    ...(endpoint !== undefined && { Endpoint: endpoint }),
  });
  const base = url.pathname.replace(/\/$/, "");
  return {
    at: url,
    pathOf: (key) => `${base}/${encodedKey(key)}`,
  };
}

function encodedKey(key: string): string {
  return PLAIN_KEY.test(key) ? key : key.split("/").map(encodeStrictly).join("/");
}

/** Nothing in it has to be encoded, as in most keys. */
const PLAIN_KEY = /^[A-Za-z0-9\-_.~/]*$/;

/** Percent-encodes everything but `A-Z a-z 0-9 - _ . ~`, as a signature wants it. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
