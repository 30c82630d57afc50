import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { trackedPaths } from "./tracked-files.ts";

/** A name that says nothing about what is inside: name the responsibility instead. */
const EMPTY_WORDS =
  /(^|[-.])(utils?|helpers?|common|misc|types?|constants?|managers?|services?)([-.]|$)/;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;

function badNames(path: string): readonly string[] {
  const names = path.split("/");
  const file = basename(path);
  const isBad =
    names.some((name) => EMPTY_WORDS.test(name)) ||
    (/\.(ts|tsx|lua)$/.test(file) && !isKebab(path));
  return isBad ? [path] : [];
}

function isKebab(path: string): boolean {
  return path.split("/").every((name) => KEBAB_CASE.test(name));
}

describe("the names", () => {
  test("say what is inside, in kebab-case", () => {
    const paths = trackedPaths().filter((path) => /^(apps|packages|test|scripts)\//.test(path));

    expect(paths.flatMap(badNames)).toEqual([]);
  });
});

describe("the name check", () => {
  test.each([
    "packages/core/src/utils.ts",
    "packages/core/src/string-helper.ts",
    "packages/core/src/types/job.ts",
    "packages/core/src/upload-manager.test.ts",
    "packages/common/src/index.ts",
    "packages/core/src/PartPlan.ts",
    "packages/core/src/part_plan.ts",
  ])("bites on %s", (path) => {
    expect(badNames(path)).toEqual([path]);
  });

  test.each([
    "packages/core/src/transfers/part-plan.test.ts",
    "packages/adapter-s3/src/s3-errors.ts",
    "packages/core/README.md",
  ])("lets %s be", (path) => {
    expect(badNames(path)).toEqual([]);
  });
});
