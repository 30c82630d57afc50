import { defineConfig } from "vitest/config";

const node = { environment: "node" as const };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts"],
        },
      },
      { test: { ...node, name: "tidy", include: ["test/tidy/**/*.test.ts"] } },
      {
        test: {
          ...node,
          name: "conformance",
          include: ["test/conformance/**/*.test.ts", "test/judges/**/*.test.ts"],
          // Run against a server that is named (npm run conformance), and by programs that are not
          // packages of npm (npm run judges).
          exclude: ["test/conformance/live/**", "test/judges/debian/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...node,
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...node,
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...node,
          name: "chaos",
          include: ["test/chaos/**/*.test.ts"],
          // One minute of blows, seven where they hit too little, and five until everything has settled.
          testTimeout: 840_000,
        },
      },
      {
        test: {
          ...node,
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
