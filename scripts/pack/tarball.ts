import { execFileSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, ROOT } from "./places.ts";

export type Tarball = {
  readonly path: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly files: readonly string[];
};

type PackageRequest = {
  /** Holds all that its manifest lists. */
  readonly folder: string;
  readonly manifest: Manifest & { readonly files: readonly string[] } & Readonly<
      Record<string, unknown>
    >;
  readonly readme: string;
};

/** Adds manifest, README and licence to the folder, and makes a tarball of it beside it. */
export function makeTarball({ folder, manifest, readme }: PackageRequest): Tarball {
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(folder, "README.md"), readme);
  cpSync(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
  const target = join(folder, "..");
  const printed = execFileSync(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", target, folder],
    // npm 11 stops at settings of a workspace that it finds above.
    { cwd: target, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  const [packed] = Object.values<PackReport>(JSON.parse(printed));
  if (packed === undefined) {
    throw new Error(`npm pack says nothing about ${folder}`);
  }
  return {
    path: join(target, packed.filename),
    packedBytes: packed.size,
    unpackedBytes: packed.unpackedSize,
    files: packed.files.map(({ path }) => path),
  };
}

type PackReport = {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
};
