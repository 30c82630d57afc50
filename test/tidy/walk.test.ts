import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import type { Leg, Stride } from "../walk/walk.ts";

/** What can be read in an hour. To add another file, find one that can go. */
const MOST_FILES_OF_ENGINE = 12;

const MAIN = fileURLToPath(new URL("../walk/main.ts", import.meta.url));

describe("a walk from the POST to the Complete", () => {
  let strides: readonly Stride[] = [];

  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, "--json"]);
    const legs = JSON.parse(stdout) as readonly Leg[];
    strides = legs.flatMap((leg) => leg.strides);
  });

  function filesUntilComplete(): readonly string[] {
    const end = strides.findIndex((each) => each.kind === "call" && each.call === "store.complete");
    return strides.slice(0, end).flatMap((each) => (each.kind === "file" ? [each.path] : []));
  }

  test("leads from the submit through the plan and the parts to the completion", () => {
    const steps = filesUntilComplete().filter((path) =>
      /(submit-job|plan-transfer|transfer-part|relay-part|complete-upload)\.ts$/.test(path),
    );

    expect(steps.map((path) => path.replace(/^.*\//, ""))).toEqual([
      "submit-job.ts",
      "plan-transfer.ts",
      "transfer-part.ts",
      "relay-part.ts",
      "complete-upload.ts",
    ]);
  });

  test("enters few files of the engine", () => {
    const entered = filesUntilComplete().filter((path) => path.startsWith("packages/engine/"));

    expect(entered.length, entered.join("\n")).toBeLessThanOrEqual(MOST_FILES_OF_ENGINE);
  });

  test("meets no file that does not say what it is about", () => {
    const silent = strides.filter((each) => each.kind === "file" && each.comment === undefined);

    expect(silent).toEqual([]);
  });
});
