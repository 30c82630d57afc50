import { beforeAll, describe, expect, test } from "vitest";
import { type MeasuredFunction, syntaxOf } from "../measures/syntax.ts";
import { trackedPaths } from "./tracked-files.ts";

/** What fits on a screen. The linter counts a body alone, and not that of an arrow. */
const MOST_LINES = 70;

const PRODUCTION = /^(apps\/|packages\/(?!testkit\/)).+(?<!\.test)\.tsx?$/;

describe("the functions of production code", () => {
  let functions: readonly MeasuredFunction[] = [];

  beforeAll(() => {
    functions = syntaxOf(trackedPaths().filter((path) => PRODUCTION.test(path))).functions;
  });

  test("are counted with their declaration", () => {
    const start = functions.find(({ path }) => path === "apps/worker/src/start-worker.ts");

    expect(functions.length).toBeGreaterThan(1000);
    expect(start?.lines).toBeGreaterThan(20);
  });

  test("fit on a screen", () => {
    const long = functions.filter(({ lines }) => lines > MOST_LINES);

    expect(long.map(({ path, line, lines }) => `${path}:${line}: ${lines} lines`)).toEqual([]);
  });
});
