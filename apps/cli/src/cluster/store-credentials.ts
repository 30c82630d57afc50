import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

export type StoreCredentials = { readonly secretId: string; readonly secretKey: string };

/**
 * The secrets of the local store: random, made at the first start, readable by the owner only. Kept,
 * because objects and jobs of an earlier run are reached with them.
 */
export async function readOrMakeCredentials(path: string): Promise<StoreCredentials> {
  const made = {
    secretId: `local${randomBytes(12).toString("hex")}`,
    secretKey: randomBytes(24).toString("hex"),
  };
  await mkdir(dirname(path), { recursive: true });
  try {
    // Exclusive: two first starts at once must not end up with different secrets.
    await writeFile(path, `${made.secretId}\n${made.secretKey}\n`, { flag: "wx", mode: 0o600 });
    return made;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      throw error;
    }
  }
  const [secretId = "", secretKey = ""] = (await readFile(path, "utf8")).split("\n");
  if (secretId === "" || secretKey === "") {
    throw new Error(`${path} does not hold the two lines of the store's secrets: remove it`);
  }
  return { secretId, secretKey };
}
