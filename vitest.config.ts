import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Those whose files take longest first, so that what waits for leases and processes runs beside what
 * computes, and nothing long is left for the end.
 */
const ORDER = [
  "chaos",
  "mutants",
  "e2e",
  "simulation",
  "integration",
  "conformance",
  "unit",
  "tidy",
];

/** What the tests run that start many processes. */
const BUNDLE = "test/support/bundle.ts";

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ project }: TestSpecification) => ORDER.indexOf(project.name);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

/** As long as a machine may need that is twenty times as busy as it can be: a good run ends far earlier. */
const MINUTE = 60_000;

function patience(minutes: number) {
  return {
    environment: "node" as const,
    testTimeout: minutes * MINUTE,
    hookTimeout: minutes * MINUTE,
    expect: { poll: { timeout: 2 * MINUTE } },
    // A process for each file spends two CPU-seconds on loading the same modules again.
    isolate: false,
  };
}

export default defineConfig({
  test: {
    // Two more than there are cores: at any time about so many only wait.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...patience(3),
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts"],
        },
      },
      {
        test: { ...patience(3), name: "tidy", include: ["test/tidy/**/*.test.ts"] },
      },
      {
        test: {
          ...patience(6),
          name: "conformance",
          include: ["test/conformance/**/*.test.ts", "test/judges/**/*.test.ts"],
          // Run against a server that is named (npm run conformance), and by programs that are not
          // packages of npm (npm run judges).
          exclude: ["test/conformance/live/**", "test/judges/debian/**"],
        },
      },
      {
        test: {
          ...patience(6),
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
        },
      },
      {
        test: {
          ...patience(6),
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          exclude: ["test/simulation/mutants/**"],
        },
      },
      {
        test: {
          ...patience(10),
          name: "mutants",
          include: ["test/simulation/mutants/**/*.test.ts"],
        },
      },
      {
        test: {
          // One minute of blows, seven where they hit too little, and eighteen until everything has settled.
          ...patience(30),
          name: "chaos",
          globalSetup: BUNDLE,
          include: ["test/chaos/**/*.test.ts"],
        },
      },
      {
        test: {
          ...patience(10),
          name: "e2e",
          globalSetup: BUNDLE,
          include: ["test/e2e/**/*.test.ts"],
          // Each of them starts a cluster of its own.
          maxConcurrency: 2,
        },
      },
    ],
  },
});
