import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileOf, ROOT } from "./places.ts";

/** A package of node_modules whose code is part of the bundle. */
type ForeignPackage = { readonly name: string; readonly version: string; readonly folder: string };

type BillOfMaterials = {
  readonly metadata: { readonly component: Readonly<Record<string, unknown>> };
  readonly components: readonly { readonly name: string; readonly version: string }[];
};

const PACKAGE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** @param files paths of files of node_modules */
export function packagesOf(files: readonly string[]): readonly ForeignPackage[] {
  const folders = new Set(files.map((file) => PACKAGE.exec(file)?.[1] ?? ""));
  return [...folders].sort().map((folder) => {
    const { name, version } = JSON.parse(fileOf(join(folder, "package.json")));
    return { name, version, folder };
  });
}

/** What their licences ask of those who pass their code on: to pass these on as well. */
export function noticesOf(packages: readonly ForeignPackage[]): string {
  const notices = packages.map(({ name, version, folder }) => {
    const texts = readdirSync(folder)
      .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
      .map((file) => fileOf(join(folder, file)).trim());
    const { license = "unknown" } = JSON.parse(fileOf(join(folder, "package.json")));
    return [`${name} ${version} (${license})`, ...texts].join("\n\n");
  });
  return `The code in lib/ and the pages in share/dashboard/ include these packages.\n\n${notices.join(`\n\n${"-".repeat(72)}\n\n`)}\n`;
}

/**
 * The bill of materials, as CycloneDX: of what `npm sbom` knows from the lock, with its hashes, that which
 * is in the package.
 */
export function billOfMaterials(
  packages: readonly ForeignPackage[],
  component: { readonly name: string; readonly version: string },
): string {
  const text = execFileSync("npm", ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx"], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const {
    metadata,
    dependencies: _,
    ...bill
  }: BillOfMaterials & Record<string, unknown> = JSON.parse(text);
  const known = new Map(bill.components.map((part) => [`${part.name}@${part.version}`, part]));
  const components = packages.map(({ name, version }) => {
    const part = known.get(`${name}@${version}`);
    if (part === undefined) {
      throw new Error(`the bundle contains ${name}@${version}, which npm sbom does not list`);
    }
    return part;
  });
  const described = { ...metadata, component: { ...metadata.component, ...component } };
  return `${JSON.stringify({ ...bill, metadata: described, components }, null, 2)}\n`;
}
