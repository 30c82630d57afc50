import { VERSION } from "@penstock/process";
import { describe, expect, test } from "vitest";
import { readJson, trackedPaths } from "./tracked-files.ts";

type Versions = Readonly<Record<string, string>>;
type Manifest = {
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
};
type Locked = {
  readonly engines?: object;
  readonly resolved?: string;
  readonly optionalDependencies?: Versions;
};
type Lock = { readonly packages: Readonly<Record<string, Locked>> };

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

function looseVersions(path: string, manifest: Manifest): readonly string[] {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !EXACT.test(version))
    .map(([name, version]) => `${path}: ${name} ${version}`);
}

/** A registry that lacks a platform's package leaves it out of the lock; npm 11 and 12 then refuse it. */
function missingFromLock({ packages }: Lock): readonly string[] {
  return Object.entries(packages).flatMap(([owner, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !(`node_modules/${name}` in packages))
      .filter((name) => !(`${owner}/node_modules/${name}` in packages))
      .map((name) => `${name}, wanted by ${owner}`),
  );
}

/** The lock is installed from whatever registry a machine uses, so it may not name one. */
function addressesIn({ packages }: Lock): readonly string[] {
  return Object.entries(packages)
    .filter(([, { resolved = "" }]) => /^[a-z+]+:/.test(resolved))
    .map(([path, { resolved }]) => `${path} ${resolved}`);
}

describe("the dependencies", () => {
  const lock = readJson("package-lock.json") as Lock;

  test("have exact versions", () => {
    const manifests = trackedPaths().filter((path) => /(^|\/)package\.json$/.test(path));

    const loose = manifests.flatMap((path) => looseVersions(path, readJson(path) as Manifest));

    expect(manifests.length).toBeGreaterThan(10);
    expect(loose).toEqual([]);
  });

  test("are all in the lock, those of other platforms as well (npm run lock)", () => {
    expect(missingFromLock(lock)).toEqual([]);
  });

  test("do not say which Node they want, of which npm warns by its own (npm run lock)", () => {
    const wanting = Object.entries(lock.packages).filter(
      ([, { engines }]) => engines !== undefined,
    );

    expect(wanting.map(([path]) => path)).toEqual([]);
  });

  test("are locked without the address of a registry", () => {
    expect(addressesIn(lock)).toEqual([]);
  });
});

describe("the dependency checks", () => {
  test.each(["^1.2.3", "~1.2.3", "1.2", "latest", "*", "file:../a"])("bite on %s", (version) => {
    expect(looseVersions("package.json", { devDependencies: { a: version } })).toHaveLength(1);
  });

  test("let exact and preview versions be", () => {
    const dependencies = { a: "1.2.3", b: "7.0.0-rc.1" };

    expect(looseVersions("package.json", { dependencies })).toEqual([]);
  });

  test("bite on an optional dependency without an entry, and find nested ones", () => {
    const owner = { optionalDependencies: { here: "1.0.0", nested: "1.0.0", gone: "1.0.0" } };

    const missing = missingFromLock({
      packages: {
        "node_modules/owner": owner,
        "node_modules/here": {},
        "node_modules/owner/node_modules/nested": {},
      },
    });

    expect(missing).toEqual(["gone, wanted by node_modules/owner"]);
  });

  test("bite on an address in the lock", () => {
    const packages = {
      "node_modules/a": { resolved: "https://example.org/a.tgz" },
      "node_modules/b": { resolved: "packages/b" },
    };

    expect(addressesIn({ packages })).toEqual(["node_modules/a https://example.org/a.tgz"]);
  });
});

test("every package has the version that the processes say", () => {
  const files = trackedPaths().filter((path) => /(^|\/)package\.json$/.test(path));

  const manifests = files.map((path) => ({ path, manifest: readJson(path) }));

  expect(files.length).toBeGreaterThan(10);
  for (const { path, manifest } of manifests) {
    expect(manifest, path).toMatchObject({ version: VERSION });
  }
});
