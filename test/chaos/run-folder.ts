import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type RunFolder = { readonly folder: string; readonly logFolder: string };

/**
 * Gives a run a folder of its own, which is removed behind it, unless something was found or the run broke off: then
 * its logs say why.
 *
 * @returns what the run resolved with, and where its logs are if they are kept
 */
export async function inRunFolder<Result>(
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
  run: (places: RunFolder) => Promise<Result>,
  isClean: (result: Result) => boolean,
): Promise<{ readonly result: Result; readonly logFolder: string | undefined }> {
  const folder = await mkdtemp(join(tmpdir(), `penstock-${name}-`));
  const logFolder = join(folder, "data", "logs");
  let isKept = false;
  try {
    const result = await run({ folder, logFolder });
    isKept = !isClean(result);
    return { result, logFolder: isKept ? logFolder : undefined };
  } catch (error) {
    isKept = !signal.aborted;
    throw isKept
      ? new Error(`the run broke off, its logs are in ${logFolder}`, { cause: error })
      : error;
  } finally {
    if (!isKept) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
