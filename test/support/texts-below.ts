import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The text of each file below a folder, by its path. Processes may write there meanwhile: what is gone is left out. */
export async function textsBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = new Map<string, string>();
  for (const { parentPath, name } of entries.filter((entry) => entry.isFile())) {
    const path = join(parentPath, name);
    const text = await readFile(path, "latin1").catch(nothingWhereGone);
    if (text !== undefined) {
      texts.set(path, text);
    }
  }
  return texts;
}

function nothingWhereGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") {
    throw error;
  }
}
