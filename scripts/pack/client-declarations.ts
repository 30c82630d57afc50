import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileOf, ROOT } from "./places.ts";

/** The client, and what it takes its contracts from. */
const PACKAGES = ["client", "wire", "core"];
const SPECIFIER = /((?:from|import)\s*\(?\s*")([^"]+)(")/g;

/**
 * Writes the types of the client into the folder: those files that its index leads to, with relative
 * imports, for the packages beside it are part of it.
 *
 * @returns the path of the index in the folder
 */
export function writeClientDeclarations(folder: string): string {
  const workshop = mkdtempSync(join(tmpdir(), "penstock-types-"));
  try {
    declare(workshop);
    const index = "client/index.d.ts";
    const wanted = new Set([index]);
    // A set that grows while it is gone through is gone through to its end.
    for (const path of wanted) {
      const { text, imports } = relocated(path, fileOf(join(workshop, sourceOf(path))));
      for (const imported of imports) {
        wanted.add(imported);
      }
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    // Who installs the client alone names the bodies of requests and responses by it.
    appendFileSync(join(folder, index), 'export type * from "../wire/index.js";\n');
    return index;
  } finally {
    rmSync(workshop, { recursive: true });
  }
}

function declare(workshop: string): void {
  const indexes = PACKAGES.map((name) => [name, `${ROOT}/packages/${name}/src/index.ts`] as const);
  const settings = {
    extends: `${ROOT}/tsconfig.json`,
    compilerOptions: {
      ...{ noEmit: false, declaration: true, emitDeclarationOnly: true },
      ...{ rootDir: ROOT, outDir: workshop, typeRoots: [`${ROOT}/node_modules/@types`] },
      // What the compiler meets in node_modules first is foreign to it, and it declares nothing of it.
      paths: Object.fromEntries(indexes.map(([name, path]) => [`@penstock/${name}`, [path]])),
    },
    include: [],
    files: indexes.map(([, path]) => path),
  };
  const path = join(workshop, "tsconfig.json");
  writeFileSync(path, JSON.stringify(settings));
  execFileSync(process.execPath, [`${ROOT}/node_modules/typescript/bin/tsc`, "-p", path], {
    stdio: ["ignore", "inherit", "inherit"],
  });
}

/** `wire/job-view.d.ts` lies in `packages/wire/src/job-view.d.ts`. */
function sourceOf(path: string): string {
  return path.replace(/^(\w+)\//, "packages/$1/src/");
}

function relocated(
  path: string,
  text: string,
): { readonly text: string; readonly imports: readonly string[] } {
  const imports: string[] = [];
  const changed = text.replace(
    SPECIFIER,
    (all, before: string, specifier: string, after: string) => {
      const target = targetOf(path, specifier);
      if (target === undefined) {
        return all;
      }
      imports.push(target);
      const way = relative(dirname(path), target).replace(/\.d\.ts$/, ".js");
      return `${before}${way.startsWith(".") ? way : `./${way}`}${after}`;
    },
  );
  return { text: changed, imports };
}

function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) {
    return join(dirname(path), specifier).replace(/(\.d)?\.ts$/, ".d.ts");
  }
  const [, name] = /^@penstock\/(\w+)$/.exec(specifier) ?? [];
  return name === undefined ? undefined : `${name}/index.d.ts`;
}
