import { readdir, readFile } from "node:fs/promises";

/** Every process whose command line or environment names the folder. */
export async function processesNaming(folder: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const texts = await Promise.all([
        readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""),
        readFile(`/proc/${pid}/environ`, "utf8").catch(() => ""),
      ]);
      return texts.some((text) => text.includes(folder)) ? [texts[0].replaceAll("\0", " ")] : [];
    }),
  );
  return found.flat();
}
