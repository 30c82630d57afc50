import { describe, expect, test } from "vitest";
import { licencesPage, licensedPackages, readLicences } from "./locked-licences.ts";

/** They ask for a notice at most, which the package has. */
const IN_RELEASES = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];
/** Nothing of these is passed on. */
const FOR_DEVELOPMENT = [
  ...IN_RELEASES,
  "(AFL-2.1 OR BSD-3-Clause)",
  "MIT OR Apache-2.0",
  "MPL-2.0",
  "Unlicense",
];
/** What only the containers suite needs; three of its packages name their licence in a field that locks leave out. */
const FOR_CONTAINERS = [...FOR_DEVELOPMENT, "BlueOak-1.0.0"];
const MIT_BY_AN_OLD_FIELD = ["buildcheck", "cpu-features", "ssh2"];

describe("the licences", () => {
  const packages = readLicences("package-lock.json");

  test.each([
    ["of what is released", false, IN_RELEASES],
    ["of what is only for development", true, FOR_DEVELOPMENT],
  ])("%s are allowed ones", (_name, isForDevelopment, allowed) => {
    const those = packages.filter((each) => each.isForDevelopment === isForDevelopment);

    expect(those.length).toBeGreaterThan(20);
    expect(those.filter(({ licence }) => !allowed.includes(licence))).toEqual([]);
  });

  test("of the containers suite are allowed ones", () => {
    const those = readLicences("test/containers/package-lock.json");
    const stated = those.filter(({ name }) => !MIT_BY_AN_OLD_FIELD.includes(name));

    expect(stated.filter(({ licence }) => !FOR_CONTAINERS.includes(licence))).toEqual([]);
  });

  test("are listed in docs/licences.md: `npm run licences` writes it anew", async () => {
    await expect(licencesPage(packages)).toMatchFileSnapshot("../../docs/licences.md");
  });
});

test("a package for another platform has the licence of the one that wants it; one that says nothing is unknown", () => {
  const packages = licensedPackages(
    {
      "": { version: "1.0.0" },
      "node_modules/a": { version: "1.0.0", license: "MIT", optionalDependencies: { b: "1.0.0" } },
      "node_modules/b": { version: "1.0.0" },
      "node_modules/a/node_modules/c": { version: "2.0.0", dev: true },
      "node_modules/own": { link: true },
    },
    () => undefined,
  );

  expect(packages.map(({ name, licence }) => `${name} ${licence}`)).toEqual([
    "a MIT",
    "b MIT",
    "c unknown",
  ]);
});
