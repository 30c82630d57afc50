import { createHmac } from "node:crypto";

/** By the rules of Standard Webhooks: HMAC-SHA256 with the bytes behind `whsec_`. */
export function signMessage(secret: string, content: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
}
