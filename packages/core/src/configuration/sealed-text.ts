/** Version, id of the key, and in base64url: nonce, tag and ciphertext. */
const SEALED = /^sealed:v1:([0-9a-f]{16}):([A-Za-z0-9_-]{38,})$/;

export type SealedText = { readonly keyId: string; readonly box: string };

/** The parts of a sealed secret; undefined for any other text. */
export function parseSealedText(text: string): SealedText | undefined {
  const [, keyId, box] = SEALED.exec(text) ?? [];
  return keyId === undefined || box === undefined ? undefined : { keyId, box };
}

export function formatSealedText({ keyId, box }: SealedText): string {
  return `sealed:v1:${keyId}:${box}`;
}
