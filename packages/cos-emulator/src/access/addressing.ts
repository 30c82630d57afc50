import { percentDecode } from "../percent-encoding.ts";

export type QueryPair = readonly [name: string, value: string];

/** What a request line and a Host header name, percent-decoded. */
export type Target = {
  /** The whole path with its leading slash, not normalised: this is what COS signs. */
  readonly path: string;
  readonly query: readonly QueryPair[];
  readonly isPathStyle: boolean;
  /** Empty when the path names no bucket. */
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
};

// COS bucket names are lower-case letters, digits and hyphens and end in the APPID, which has 9 or
// 10 digits (document 436/13312). It tells `demo-1250000000.host` from `cos.region.host` and an IP.
const BUCKET_NAME = "[a-z0-9][a-z0-9-]*-\\d{9,10}";
const BUCKET = new RegExp(`^${BUCKET_NAME}$`);
const BUCKET_HOST = new RegExp(`^(${BUCKET_NAME})\\.`);

export function isBucketName(name: string): boolean {
  return BUCKET.test(name);
}

/**
 * Reads bucket and key: the bucket from the first label of the host, whatever follows it, else from
 * the first segment of the path.
 *
 * @throws Rejection `InvalidURI`
 */
export function readTarget({ url, host }: { readonly url: string; readonly host: string }): Target {
  const [rawPath = "", ...rest] = url.split("?");
  const path = percentDecode(rawPath);
  const query = readQuery(rest.join("?"));
  const hostBucket = BUCKET_HOST.exec(host.toLowerCase())?.[1];
  if (hostBucket !== undefined) {
    return { path, query, isPathStyle: false, bucket: hostBucket, key: path.slice(1) };
  }
  const slash = path.indexOf("/", 1);
  const bucketEnd = slash === -1 ? path.length : slash;
  return {
    path,
    query,
    isPathStyle: true,
    bucket: path.slice(1, bucketEnd),
    key: path.slice(bucketEnd + 1),
  };
}

function readQuery(text: string): readonly QueryPair[] {
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals === -1
        ? [percentDecode(pair), ""]
        : [percentDecode(pair.slice(0, equals)), percentDecode(pair.slice(equals + 1))];
    });
}
