import { formatByteSize, STORE_PROFILES, type StoreProfile } from "@penstock/core";
import { expect, test } from "vitest";
import { tableUnder } from "./markdown.ts";
import { readTracked } from "./tracked-files.ts";

/** The cells that follow from the code; the second one is words for a person. */
function rowOf([name, { limits, checksum, pathStyle }]: [string, StoreProfile]) {
  const sizes = [limits.minPartBytes, limits.maxPartBytes].map(formatByteSize).join(" to ");
  return [`\`${name}\``, sizes, `${limits.maxParts}`, checksum, pathStyle ? "path" : "host"];
}

test("docs/stores.md shows every store profile as the code has it", () => {
  const rows = tableUnder(readTracked("docs/stores.md").text, "Providers");

  expect(rows.map(([name, _what, ...cells]) => [name, ...cells])).toEqual(
    Object.entries(STORE_PROFILES).map(rowOf),
  );
});
