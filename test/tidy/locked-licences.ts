import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readTracked } from "./tracked-files.ts";

type Locked = {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

type LicensedPackage = {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** It is not part of what is released. */
  readonly isForDevelopment: boolean;
};

type Manifest = { readonly license?: string };

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = "node_modules/";

/**
 * The packages that a lock names, with their licences: as the lock has them, as the installed package does, or, of one for
 * another platform, that of the package which wants it.
 */
export function licensedPackages(
  packages: Readonly<Record<string, Locked>>,
  manifestOf: (path: string) => Manifest | undefined,
): readonly LicensedPackage[] {
  const owners = Object.values(packages).flatMap((owner) =>
    Object.keys(owner.optionalDependencies ?? {}).map((name) => [name, owner.license] as const),
  );
  const inherited = new Map(owners);
  return Object.entries(packages)
    .filter(([path, { link }]) => path.includes(FOLDER) && link !== true)
    .map(([path, { version = "", license, dev = false }]) => {
      const name = path.slice(path.lastIndexOf(FOLDER) + FOLDER.length);
      const licence = license ?? inherited.get(name) ?? manifestOf(path)?.license ?? "unknown";
      return { name, version, licence, isForDevelopment: dev };
    })
    .toSorted((one, other) =>
      `${one.name}@${one.version}` < `${other.name}@${other.version}` ? -1 : 1,
    );
}

export function readLicences(lock: string): readonly LicensedPackage[] {
  const { packages }: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
    readTracked(lock).text,
  );
  return licensedPackages(packages, (path) => {
    const file = `${ROOT}${path}/package.json`;
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  });
}

/** docs/licences.md. */
export function licencesPage(packages: readonly LicensedPackage[]): string {
  const released = packages.filter(({ isForDevelopment }) => !isForDevelopment);
  const others = packages.filter(({ isForDevelopment }) => isForDevelopment);
  return `# Licences

After this page you know under which licences the code is that Penstock contains. It is generated from the lock (\`npm run licences\`); a
test allows no other licence than these. Penstock itself is under the Apache License 2.0.

## In the package and the image

Their texts are in \`THIRD-PARTY-LICENSES.txt\` of the package; \`sbom.cdx.json\` (CycloneDX) lists what is really in the bundle.

${table(released)}

## Only to develop Penstock

${table(others)}
`;
}

function table(packages: readonly LicensedPackage[]): string {
  const byLicence = Map.groupBy(packages, ({ licence }) => licence);
  const rows = [...byLicence]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([licence, those]) => {
      const names = [...new Set(those.map(({ name }) => name))];
      return `| ${licence} | ${names.length} | ${names.join(", ")} |`;
    });
  return ["| licence | packages | |", "|---|---|---|", ...rows].join("\n");
}
