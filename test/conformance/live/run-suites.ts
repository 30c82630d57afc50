import { fileURLToPath } from "node:url";
import type { Reporter, TestCase } from "vitest/node";
import { startVitest } from "vitest/node";
import type { StoreTarget } from "../store-target.ts";
import { type Row, rowName } from "./rows.ts";

declare module "vitest" {
  // What the test file is told by the command that starts it.
  interface ProvidedContext {
    target: StoreTarget;
    keyPrefix: string;
  }
}

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const DETAIL_LENGTH = 200;
/** A page of a thousand uploads over a slow line takes minutes. */
const ROW_MS = 300_000;

/**
 * Runs every suite against the target: a row for each test.
 *
 * @throws Error when the suites could not be run to their end
 */
export async function runSuites(target: StoreTarget, keyPrefix: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const broken: string[] = [];
  const reporter: Reporter = {
    // The runner would end this process at once, and what was made would stay in the bucket.
    onInit: (vitest) => {
      for (const name of ["SIGINT", "SIGTERM"] as const) {
        process.removeAllListeners(name);
        process.once(name, () => void vitest.cancelCurrentRun("keyboard-input"));
      }
    },
    onTestCaseResult: (test) => {
      rows.push(rowOf(test, keyPrefix));
    },
    onTestRunEnd: (modules, errors) => {
      broken.push(...errors.map(({ message }) => message));
      broken.push(...modules.flatMap((module) => module.errors().map(({ message }) => message)));
    },
  };
  const vitest = await startVitest("test", [], {
    config: false,
    root: ROOT,
    watch: false,
    include: ["test/conformance/live/live-store.test.ts"],
    reporters: [reporter],
    provide: { target, keyPrefix },
    testTimeout: ROW_MS,
    hookTimeout: ROW_MS,
  });
  await vitest.close();
  if (broken.length > 0) {
    throw new Error(`the suites broke off: ${broken.join("; ")}`);
  }
  return rows;
}

function rowOf(test: TestCase, keyPrefix: string): Row {
  const { state, errors = [] } = test.result();
  const message = (errors[0]?.message ?? (state === "skipped" ? "not run" : ""))
    .replaceAll(/\s+/g, " ")
    .replaceAll(keyPrefix, "");
  return {
    name: rowName(test.fullName),
    result: state === "passed" ? "passed" : "failed",
    detail: message.slice(0, DETAIL_LENGTH),
  };
}
