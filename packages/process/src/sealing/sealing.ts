import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import {
  formatSealedText,
  PenstockError,
  parseSealedText,
  type Random,
  type Sealing,
} from "@penstock/core";

const CIPHER = "aes-256-gcm";
/** Random nonces of this length are safe for 2^32 texts a key (NIST SP 800-38D 8.3). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals by AES-256-GCM. The purpose and the key's id are authenticated with the text, so that neither can be
 * exchanged.
 *
 * @param keys 32 bytes in base64 each: the first one seals, all of them open, so that a key can be replaced
 */
export function createSealing(keys: readonly string[], random: Random): Sealing {
  const byId = new Map(
    keys.map((text) => Buffer.from(text, "base64")).map((key) => [keyIdOf(key), key]),
  );
  const [first] = byId;
  return {
    seal(text, purpose) {
      if (first === undefined) {
        throw keyMissing("this process has no sealing key");
      }
      const [keyId, key] = first;
      const nonce = random.bytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(context(keyId, purpose));
      const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      const box = Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString("base64url");
      return formatSealedText({ keyId, box });
    },

    open(sealed, purpose) {
      const parsed = parseSealedText(sealed);
      if (parsed === undefined) {
        throw invalid(purpose, "it is no sealed text");
      }
      const key = byId.get(parsed.keyId);
      if (key === undefined) {
        throw keyMissing(`the secret of ${purpose} is sealed by key ${parsed.keyId}`);
      }
      try {
        return openBox(Buffer.from(parsed.box, "base64url"), key, context(parsed.keyId, purpose));
      } catch (cause) {
        throw invalid(purpose, "it was altered, or sealed for another purpose", cause);
      }
    },
  };
}

function openBox(box: Buffer, key: Uint8Array, aad: Buffer): string {
  const [nonce, tag] = [
    box.subarray(0, NONCE_BYTES),
    box.subarray(NONCE_BYTES).subarray(0, TAG_BYTES),
  ];
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(aad)
    .setAuthTag(tag);
  const opened = decipher.update(box.subarray(NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([opened, decipher.final()]).toString("utf8");
}

/** Tells keys apart without telling anything of them. */
function keyIdOf(key: Uint8Array): string {
  return createHash("sha256")
    .update("penstock sealing key\n")
    .update(key)
    .digest("hex")
    .slice(0, 16);
}

function context(keyId: string, purpose: string): Buffer {
  return Buffer.from(`sealed:v1:${keyId}:${purpose}`);
}

function keyMissing(what: string): PenstockError {
  return new PenstockError(
    "sealing-key-missing",
    `${what}: set PENSTOCK_SEALING_KEY to the same keys for every process`,
  );
}

function invalid(purpose: string, why: string, cause?: unknown): PenstockError {
  return new PenstockError(
    "sealed-text-invalid",
    `the secret of ${purpose} cannot be opened: ${why}`,
    { cause },
  );
}
