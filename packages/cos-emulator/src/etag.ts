import { createHash, randomBytes } from "node:crypto";
import type { Call } from "./call.ts";
import type { DeclaredBody } from "./declared-body.ts";
import type { Encryption } from "./store/records.ts";

export type ETagKind = "md5" | "forty-hex" | "random";

/**
 * Which ETag a new body gets. COS promises an MD5 for none of them: old parts have a SHA-1, those
 * encrypted by KMS or a customer's key something that differs each time (COS document 436/7750).
 */
export function eTagKind(
  { dialect, behaviour }: Call,
  { md5 }: Pick<DeclaredBody, "md5">,
  { kind }: Encryption,
): ETagKind {
  if (kind === "kms" || kind === "customer") {
    return "random";
  }
  if (behaviour.partETag !== "as-asked") {
    return behaviour.partETag;
  }
  // S3 clients may rely on the MD5. Elsewhere it is spared: it costs 1.3 CPU seconds per GiB.
  return dialect === "s3" || md5 !== undefined ? "md5" : "forty-hex";
}

/** Equal bytes get equal ETags, unless it is a random one. */
export function eTagOf(
  kind: ETagKind,
  body: {
    readonly md5: Buffer | undefined;
    readonly crc64: string;
    readonly sizeBytes: number;
  },
): string {
  if (kind === "random") {
    return randomBytes(16).toString("hex");
  }
  const { md5, crc64, sizeBytes } = body;
  return kind === "md5" && md5 !== undefined
    ? md5.toString("hex")
    : createHash("sha1").update(`${crc64} ${sizeBytes}`).digest("hex");
}

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
