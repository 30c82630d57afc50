/**
 * Packs what is released, into dist/ or the folder that is named: `penstock-VERSION.tgz` and
 * `penstock-client-VERSION.tgz` (docs/decisions/0083). Nothing in the repository runs from there.
 */
import { mkdirSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { packClient } from "./pack/client-package.ts";
import { packPenstock } from "./pack/penstock-package.ts";
import { ROOT } from "./pack/places.ts";
import type { Tarball } from "./pack/tarball.ts";

/** @param folder is made anew */
export async function pack(
  folder: string,
): Promise<{ readonly penstock: Tarball; readonly client: Tarball }> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const penstock = await packPenstock(join(folder, "penstock"));
  const client = await packClient(join(folder, "client"));
  return { penstock, client };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const packed = await pack(resolve(process.argv[2] ?? join(ROOT, "dist")));
  for (const { path, files, packedBytes, unpackedBytes } of Object.values(packed)) {
    const [size, unpacked] = [packedBytes, unpackedBytes].map((bytes) => (bytes / 1e6).toFixed(2));
    process.stdout.write(
      `${basename(path)}: ${size} MB, ${unpacked} MB in ${files.length} files when unpacked\n  ${path}\n`,
    );
  }
}
