import {
  formatByteSize,
  type Known,
  STORE_PROFILES,
  type StoreBehaviour,
  type StoreProfile,
} from "@penstock/core";
import { describe, expect, test } from "vitest";
import { tableUnder } from "./markdown.ts";
import { readTracked } from "./tracked-files.ts";

const profiles: readonly (readonly [name: string, profile: StoreProfile])[] =
  Object.entries(STORE_PROFILES);

/** The cells that follow from the code; the second one of the page is words for a person. */
function limitsOf({ limits, checksum, pathStyle }: StoreProfile): readonly string[] {
  const { minPartBytes, maxPartBytes, maxParts, maxPutBytes, maxObjectBytes } = limits;
  return [
    `${formatByteSize(minPartBytes)} to ${formatByteSize(maxPartBytes)}`,
    `${maxParts}`,
    formatByteSize(maxPutBytes),
    formatByteSize(maxObjectBytes),
    checksum,
    pathStyle ? "path" : "host",
  ];
}

const COLUMNS: readonly (keyof StoreBehaviour)[] = [
  "objectETag",
  "partETag",
  "repeatedComplete",
  "partNumberGaps",
  "overwriteGuard",
  "listVersion",
];

function behaviourOf({ behaviour, putProofs }: StoreProfile): readonly string[] {
  const proofs = Object.entries(putProofs).map(([name, proof]) => `${name} ${marked(proof)}`);
  return [...COLUMNS.map((column) => marked(behaviour[column])), proofs.join(", ")];
}

function marked({ is, by }: Known<string | number>): string {
  return `${is} (${by.slice(0, 1)})`;
}

describe("docs/stores.md", () => {
  const page = readTracked("docs/stores.md").text;

  test("shows the limits of every store profile as the code has them", () => {
    const rows = tableUnder(page, "Providers");

    expect(rows.map(([name, _what, ...cells]) => [name, ...cells])).toEqual(
      profiles.map(([name, profile]) => [`\`${name}\``, ...limitsOf(profile)]),
    );
  });

  test("shows what every store does, and how it is known, as the code has it", () => {
    expect(tableUnder(page, "Known behaviour")).toEqual(
      profiles.map(([name, profile]) => [`\`${name}\``, ...behaviourOf(profile)]),
    );
  });

  test("has a column for everything that is known of a store", () => {
    const known = profiles.flatMap(([, { behaviour: all }]) => Object.keys(all));

    expect(new Set(known)).toEqual(new Set(COLUMNS));
  });
});
