import { expect, test } from "vitest";
import { readTracked } from "./tracked-files.ts";

/** What docs/extend.md walks through. */
const WALKED = ["test/conformance/folder-store.ts", "test/conformance/folder-store.test.ts"];

test("docs/extend.md shows the code of the adapter that it walks through", () => {
  const code = WALKED.map((path) => readTracked(path).text).join("\n");
  const page = readTracked("docs/extend.md").text;
  const shown = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");

  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((block) => !code.includes(block))).toEqual([]);
});
