// The kinds of tests, and what runs together.

import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What the tests run that start many processes. */
const BUNDLE = fileURLToPath(new URL("support/bundle.ts", import.meta.url));
const COMPARE_BYTES = fileURLToPath(new URL("support/compare-bytes.ts", import.meta.url));
/** As long as a machine may need that is twenty times as busy as it can be: a good run ends far earlier. */
const MINUTE = 60_000;

function kind(name: string, patienceMinutes: number, include: readonly string[]) {
  return {
    name,
    root: ROOT,
    include: [...include],
    environment: "node" as const,
    setupFiles: COMPARE_BYTES,
    testTimeout: patienceMinutes * MINUTE,
    hookTimeout: patienceMinutes * MINUTE,
    expect: { poll: { timeout: 2 * MINUTE } },
    // A process for each file spends two CPU-seconds on loading the same modules again.
    isolate: false,
  };
}

type Kind = ReturnType<typeof kind> & {
  readonly exclude?: string[];
  readonly globalSetup?: string;
  readonly maxConcurrency?: number;
};

/** Each of its tests starts a cluster of its own. */
const OF_CLUSTERS = { globalSetup: BUNDLE, maxConcurrency: 2 };

/**
 * What `npm test` runs. Those whose files take longest come first, so that what waits for leases and processes runs beside
 * what computes, and nothing long is left for the end.
 */
export const KINDS: readonly Kind[] = [
  {
    ...kind("e2e", 10, ["test/e2e/**/*.test.ts"]),
    exclude: ["test/e2e/operations/**"],
    ...OF_CLUSTERS,
  },
  {
    ...kind("simulation", 6, ["test/simulation/**/*.test.ts"]),
    exclude: ["test/simulation/mutants/**"],
  },
  {
    ...kind("integration", 6, ["test/integration/**/*.test.ts"]),
    exclude: ["test/integration/sweeps/**"],
  },
  {
    ...kind("conformance", 6, ["test/conformance/**/*.test.ts", "test/judges/**/*.test.ts"]),
    // Run against a server that is named (npm run conformance), and by programs that are not
    // packages of npm (npm run judges).
    exclude: ["test/conformance/live/**", "test/judges/debian/**"],
  },
  kind("unit", 3, ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts"]),
  kind("tidy", 3, ["test/tidy/**/*.test.ts"]),
];

/** What `npm run test:long` runs, in the same order. */
export const LONG_KINDS: readonly Kind[] = [
  kind("mutants", 10, ["test/simulation/mutants/**/*.test.ts"]),
  // One minute of blows, seven where they hit too little, and eighteen until everything has settled.
  { ...kind("chaos", 30, ["test/chaos/**/*.test.ts"]), globalSetup: BUNDLE },
  { ...kind("operations", 10, ["test/e2e/operations/**/*.test.ts"]), ...OF_CLUSTERS },
  kind("sweeps", 6, ["test/integration/sweeps/**/*.test.ts"]),
];

/** They run at once, in their order. */
export function runOf(kinds: readonly Kind[]) {
  const order = kinds.map(({ name }) => name);
  class InOrder extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const sorted = await super.sort(files);
      const rank = ({ project }: TestSpecification) => order.indexOf(project.name);
      return sorted.toSorted((one, other) => rank(one) - rank(other));
    }
  }
  return defineConfig({
    test: {
      // Two more than there are cores: at any time about so many only wait.
      maxWorkers: availableParallelism() + 2,
      sequence: { sequencer: InOrder },
      projects: kinds.map((test) => ({ test })),
    },
  });
}
