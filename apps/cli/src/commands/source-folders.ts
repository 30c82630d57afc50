import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Connections } from "../cluster/cluster-config.ts";
import { CommandFailure, EXIT } from "../exit-codes.ts";

/**
 * A connection for each folder, once, in this order: `files`, `files-2`, `files-3`.
 *
 * @throws CommandFailure with exit code 2 for what is no folder
 */
export async function sourceFolders(folders: readonly string[]): Promise<Connections> {
  const roots = await Promise.all(
    [...new Set(folders.map((folder) => resolve(folder)))].map(readableFolder),
  );
  return Object.fromEntries(
    roots.map((root, index) => [
      index === 0 ? "files" : `files-${index + 1}`,
      { provider: "file", root },
    ]),
  );
}

async function readableFolder(root: string): Promise<string> {
  const stats = await stat(root).catch((error: unknown) => {
    throw new CommandFailure(
      `the folder ${root} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        exitCode: EXIT.usage,
        nextStep: "Name an existing folder: penstock up --source FOLDER",
        cause: error,
      },
    );
  });
  if (!stats.isDirectory()) {
    throw new CommandFailure(`${root} is not a folder`, {
      exitCode: EXIT.usage,
      nextStep: `Name the folder of the file: penstock up --source ${dirname(root)}`,
    });
  }
  return root;
}
