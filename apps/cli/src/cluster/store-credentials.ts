import { randomBytes } from "node:crypto";
import { readOrMakeSecret } from "./secret-file.ts";

export type StoreCredentials = { readonly secretId: string; readonly secretKey: string };

/** The secrets of the local store. Kept, because objects and jobs of an earlier run are reached with them. */
export async function readOrMakeCredentials(path: string): Promise<StoreCredentials> {
  const text = await readOrMakeSecret(path, () => {
    const secretId = `local${randomBytes(12).toString("hex")}`;
    return `${secretId}\n${randomBytes(24).toString("hex")}\n`;
  });
  const [secretId = "", secretKey = ""] = text.split("\n");
  if (secretId === "" || secretKey === "") {
    throw new Error(`${path} does not contain the two lines of the store's secrets: remove it`);
  }
  return { secretId, secretKey };
}
