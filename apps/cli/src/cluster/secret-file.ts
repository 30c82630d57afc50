import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * A secret of this data folder: made at the first start, readable by the owner only, and kept.
 *
 * @returns what the file holds, which another first start may have made
 */
export async function readOrMakeSecret(path: string, make: () => string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const made = make();
  try {
    // Exclusive: two first starts at once must not end up with different secrets.
    await writeFile(path, made, { flag: "wx", mode: 0o600 });
    return made;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      throw error;
    }
  }
  return readFile(path, "utf8");
}
