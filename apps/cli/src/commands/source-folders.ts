import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Connections } from "../cluster/cluster-config.ts";
import { CommandFailure, EXIT } from "../exit-codes.ts";

/**
 * A connection for each folder that has none yet, in this order: `files`, `files-2`, `files-3`.
 *
 * @throws CommandFailure with exit code 2 for what is no folder
 */
export async function sourceFolders(
  folders: readonly string[],
  own: Connections = {},
): Promise<Connections> {
  const known = Object.values(own).flatMap((connection) =>
    connection.provider === "file" ? [resolve(connection.root)] : [],
  );
  const wanted = [...new Set(folders.map((folder) => resolve(folder)))];
  const roots = await Promise.all(
    wanted.filter((root) => !known.includes(root)).map(readableFolder),
  );
  const free = freeNames(own);
  return Object.fromEntries(
    roots.map((root, index) => [free[index] ?? "files", { provider: "file", root }]),
  );
}

/** As many as a command line has folders. */
const MAX_NAMES = 1000;

/** A name of the user's own file would hide a folder. */
function freeNames(own: Connections): readonly string[] {
  return Array.from({ length: MAX_NAMES }, (_, index) =>
    index === 0 ? "files" : `files-${index + 1}`,
  ).filter((name) => !(name in own));
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
