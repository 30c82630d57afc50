import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const MINUTE = 60_000;

/** Run by `npm run test:upgrade`: it needs a clone with the baseline's commit. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    name: "upgrade",
    environment: "node",
    include: ["test/upgrade/**/*.test.ts"],
    // As in test/projects.ts: as long as a very busy machine may need.
    testTimeout: 10 * MINUTE,
    hookTimeout: 10 * MINUTE,
    // Each of them starts a deployment of its own, and mostly waits for it.
    maxConcurrency: 2,
    expect: { poll: { timeout: 2 * MINUTE } },
  },
});
