import { defineConfig } from "vitest/config";

const MINUTE = 60_000;

/** Run by `npm run test:containers`: it needs an engine, and a package that only this suite uses. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    name: "containers",
    include: ["*.test.ts"],
    environment: "node",
    // As in test/projects.ts: as long as a very busy machine may need.
    testTimeout: 6 * MINUTE,
    hookTimeout: 6 * MINUTE,
    expect: { poll: { timeout: 2 * MINUTE } },
    // Each file runs a whole deployment.
    fileParallelism: false,
  },
});
