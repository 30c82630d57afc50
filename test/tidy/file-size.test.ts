import { describe, expect, test } from "vitest";
import { trackedFiles } from "./tracked-files.ts";

/** What is read in one sitting. A file that grows beyond it is about two things. */
const MOST_LINES = 250;

const MEASURED = /^packages\/(engine|adapter-[a-z0-9]+)\/.+\.ts$/;

describe("the files of the engine and of the adapters", () => {
  const files = trackedFiles(MEASURED).map(({ path, text }) => ({
    path,
    lines: text.replace(/\n$/, "").split("\n").length,
  }));

  test("are there to be counted, tests included", () => {
    const paths = files.map(({ path }) => path);

    expect(files.length).toBeGreaterThan(200);
    expect(paths).toContain("packages/engine/src/engine.ts");
    expect(paths).toContain("packages/adapter-s3/src/s3-object-store.test.ts");
  });

  test("are about one thing each", () => {
    const long = files.filter(({ lines }) => lines > MOST_LINES);

    expect(long.map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([]);
  });
});
